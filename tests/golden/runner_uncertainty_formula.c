/* Formulas of the golden files of flip values: a small reader that computes as it goes. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "runner_uncertainty.h"

typedef struct reading {
    const char *at;
    const golden_name *names;
    size_t n_name;
    bool ok;
} reading;

static double conditional(reading *r);

static void blank(reading *r)
{
    while (isspace((unsigned char)*r->at)) r->at++;
}

/* Take `word` if it comes next. */
static bool take(reading *r, const char *word)
{
    blank(r);
    size_t n = strlen(word);
    if (strncmp(r->at, word, n) != 0) return false;
    if (isalnum((unsigned char)word[n - 1]) && isalpha((unsigned char)word[0]) &&
        (isalnum((unsigned char)r->at[n]) || r->at[n] == '_'))
        return false;
    r->at += n;
    return true;
}

static double call(reading *r, double (*f)(double))
{
    double x = conditional(r);
    r->ok &= take(r, ")");
    return f(x);
}

/* Two arguments and the closing bracket. */
static double call_two(reading *r, double (*f)(double, double))
{
    double x = conditional(r);
    r->ok &= take(r, ",");
    double y = conditional(r);
    r->ok &= take(r, ")");
    return f(x, y);
}

static double named(reading *r)
{
    if (take(r, "min(")) return call_two(r, fmin);
    if (take(r, "max(")) return call_two(r, fmax);
    static const struct {
        const char *name;
        double (*f)(double);
    } function[] = {{"sin(", sin}, {"cos(", cos},   {"exp(", exp},
                    {"log(", log}, {"sqrt(", sqrt}, {"abs(", fabs}};
    for (size_t i = 0; i < sizeof function / sizeof function[0]; i++) {
        size_t n = strlen(function[i].name);
        if (strncmp(r->at, function[i].name, n) != 0) continue;
        r->at += n;
        return call(r, function[i].f);
    }
    for (size_t i = 0; i < r->n_name; i++)
        if (take(r, r->names[i].name)) return r->names[i].value;
    r->ok = false;
    return NAN;
}

static double factor(reading *r)
{
    blank(r);
    if (take(r, "-")) return -factor(r);
    double x;
    if (take(r, "(")) {
        x = conditional(r);
        r->ok &= take(r, ")");
    } else if (isdigit((unsigned char)*r->at) || *r->at == '.') {
        char *end;
        x = strtod(r->at, &end);
        r->at = end;
    } else {
        x = named(r);
    }
    if (take(r, "**")) return pow(x, factor(r));
    return x;
}

static double product(reading *r)
{
    double x = factor(r);
    while (r->ok) {
        blank(r);
        if (take(r, "*")) x *= factor(r);
        else if (take(r, "/")) x /= factor(r);
        else break;
    }
    return x;
}

static double sum(reading *r)
{
    double x = product(r);
    while (r->ok) {
        if (take(r, "+")) x += product(r);
        else if (take(r, "-")) x -= product(r);
        else break;
    }
    return x;
}

static bool comparison(reading *r)
{
    double x = sum(r);
    if (take(r, "<=")) return x <= sum(r);
    if (take(r, ">=")) return x >= sum(r);
    if (take(r, "<")) return x < sum(r);
    if (take(r, ">")) return x > sum(r);
    r->ok = false;
    return false;
}

static double conditional(reading *r)
{
    double x = sum(r);
    if (!take(r, "if")) return x;
    bool yes = comparison(r);
    r->ok &= take(r, "else");
    double otherwise = conditional(r);
    return yes ? x : otherwise;
}

double golden_formula(const char *text, const golden_name *names, size_t n_name, bool *ok)
{
    reading r = {.at = text, .names = names, .n_name = n_name, .ok = text != NULL};
    double x = r.ok ? conditional(&r) : NAN;
    if (r.ok) blank(&r);
    if (!r.ok || *r.at) *ok = false;
    return x;
}
