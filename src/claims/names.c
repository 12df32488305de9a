/* Names in formulas: functions, words of likelihood, signals. */
#include "claims/names.h"

#include <stdlib.h>
#include <string.h>

/* --- functions ----------------------------------------------------------------------------- */

static const struct {
    const char *name, *form;
} FUNCTION[] = {
    [LODE_FN_NONE] = {"", ""},
    [LODE_FN_SUM] = {"sum", "sum(x) or sum(x, WINDOW)"},
    [LODE_FN_MEAN] = {"mean", "mean(x) or mean(x, WINDOW)"},
    [LODE_FN_MIN] = {"min", "min(x), min(x, WINDOW) or min(a, b)"},
    [LODE_FN_MAX] = {"max", "max(x), max(x, WINDOW) or max(a, b)"},
    [LODE_FN_DAYS] = {"days", "days(f) or days(f, WINDOW)"},
    [LODE_FN_LONGEST] = {"longest", "longest(f) or longest(f, WINDOW)"},
    [LODE_FN_FIRST] = {"first_date", "first_date(f) or first_date(f, WINDOW)"},
    [LODE_FN_LAST] = {"last_date", "last_date(f) or last_date(f, WINDOW)"},
    [LODE_FN_AT] = {"at", "at(x, DATE)"},
    [LODE_FN_ROLL_SUM] = {"roll_sum", "roll_sum(x, DURATION)"},
    [LODE_FN_LAG] = {"lag", "lag(x, DURATION)"},
    [LODE_FN_ABS] = {"abs", "abs(x)"},
    [LODE_FN_BASE] = {"base", "base(e)"},
    [LODE_FN_P] = {"P", "P(f) or P(f given g)"},
    [LODE_FN_E] = {"E", "E(x)"},
    [LODE_FN_QUANTILE] = {"quantile", "quantile(x, LEVEL)"},
};
enum { N_FUNCTION = sizeof FUNCTION / sizeof FUNCTION[0] };

/* Mastrandrea et al. 2010, Guidance Note for Lead Authors of the IPCC AR5, table 1; ICD 203 (2 January 2015), D.6.e.2.a.
 * A word is met by more of its own kind: what is very likely is likely too. Hence one bound, but for even chances. */
static const struct {
    const char *name;
    lode_hedges scale;
    lode_interval bounds;
} HEDGE[] = {
    {"virtually_certain", LODE_HEDGES_IPCC, {0.99, 1}},
    {"very_likely", LODE_HEDGES_IPCC, {0.90, 1}},
    {"likely", LODE_HEDGES_IPCC, {0.66, 1}},
    {"about_as_likely_as_not", LODE_HEDGES_IPCC, {0.33, 0.66}},
    {"unlikely", LODE_HEDGES_IPCC, {0, 0.33}},
    {"very_unlikely", LODE_HEDGES_IPCC, {0, 0.10}},
    {"exceptionally_unlikely", LODE_HEDGES_IPCC, {0, 0.01}},
    {"almost_certain", LODE_HEDGES_ICD203, {0.95, 1}},
    {"very_likely", LODE_HEDGES_ICD203, {0.80, 1}},
    {"likely", LODE_HEDGES_ICD203, {0.55, 1}},
    {"roughly_even_chance", LODE_HEDGES_ICD203, {0.45, 0.55}},
    {"unlikely", LODE_HEDGES_ICD203, {0, 0.45}},
    {"very_unlikely", LODE_HEDGES_ICD203, {0, 0.20}},
    {"almost_no_chance", LODE_HEDGES_ICD203, {0, 0.05}},
};
enum { N_HEDGE = sizeof HEDGE / sizeof HEDGE[0] };

int32_t lode_function_find(const char *name, lode_hedges hedges)
{
    for (int32_t i = 1; i < N_FUNCTION; i++)
        if (strcmp(FUNCTION[i].name, name) == 0) return i;
    for (int32_t i = 0; i < N_HEDGE; i++)
        if (HEDGE[i].scale == hedges && strcmp(HEDGE[i].name, name) == 0) return LODE_FN_HEDGE + i;
    return LODE_FN_NONE;
}

const char *lode_function_form(int32_t function)
{
    return function < N_FUNCTION ? FUNCTION[function].form : "one truth: likely(f)";
}

lode_interval lode_hedge_bounds(int32_t function)
{
    return HEDGE[function - LODE_FN_HEDGE].bounds;
}

/* --- signals ------------------------------------------------------------------------------- */

void lode_signal_text(const lode_claim_signal *s, lode_text *out)
{
    lode_text_puts(out, s->name);
    for (int32_t i = 0; i < s->n_argument; i++)
        lode_text_printf(out, "%s\"%s\"", i > 0 ? "," : "(", s->argument[i]);
    if (s->n_argument > 0) lode_text_putc(out, ')');
}

/* An argument of a signal: a string, or a bare name. NULL: something else. */
static const char *argument_text(const lode_tree *t, const lode_term *a)
{
    bool string = a->kind == LODE_TERM_STRING;
    if (!string && (a->kind != LODE_TERM_NAME || a->called)) return NULL;
    int32_t n = a->length - (string ? 2 : 0);
    char *copy = LODE_TAKE(t->arena, n + 1, char);
    if (copy) memcpy(copy, t->text + a->at + (string ? 1 : 0), (size_t)n);
    return copy;
}

/* Arguments that agree from the first on; -1: another name. */
static int32_t agreement(const lode_claim_signal *s, const char *name, const char *const *argument,
                         int32_t n)
{
    if (strcmp(s->name, name) != 0) return -1;
    int32_t same = 0;
    while (same < n && same < s->n_argument && strcmp(s->argument[same], argument[same]) == 0)
        same++;
    return same;
}

/* Say which signal may have been meant, or how the name is used. */
static void hint_signal(lode_tree *t, const lode_claim_env *env, const char *name,
                        const char *const *argument, int32_t n, int32_t best)
{
    const char **words = LODE_TAKE(t->arena, env->n_signal + 1, const char *);
    if (!words) return;
    const lode_claim_signal *example = NULL;
    for (int32_t i = 0; i < env->n_signal; i++) {
        const lode_claim_signal *s = &env->signal[i];
        bool close = agreement(s, name, argument, n) == best;
        if (close && !example) example = s;
        words[i] = close && best < n && best < s->n_argument ? s->argument[best] : NULL;
    }
    int32_t near = best < n ? lode_nearest(argument[best], words, env->n_signal) : -1;
    const lode_claim_signal *s = near >= 0 ? &env->signal[near] : example;
    lode_text text = {0};
    if (s) lode_signal_text(s, &text);
    if (s)
        lode_diag_hint(t->diags, near >= 0 ? "did you mean '%s'?" : "one that there is: %s",
                       lode_text_str(&text));
    lode_text_free(&text);
}

/* A name that is nothing at all. */
static void unknown_name(lode_tree *t, const lode_claim_env *env, const lode_term *n,
                         const char *name)
{
    lode_diag_add(t->diags, LODE_DIAG_CLAIM_NAME, lode_tree_place(t, n->op_at, n->op_length), NULL,
                  name);
    static const char *const operators[] = {"always", "eventually", "historically", "once",
                                            "until",  "since",      "implies",      "rise",
                                            "fall",   "not",        "within"};
    enum { N_OPERATOR = sizeof operators / sizeof operators[0] };
    int32_t most = env->n_signal + N_FUNCTION + N_HEDGE + N_OPERATOR, k = 0;
    const char **words = LODE_TAKE(t->arena, most, const char *);
    if (!words) return;
    for (int32_t i = 0; i < env->n_signal; i++) words[k++] = env->signal[i].name;
    for (int32_t i = 1; i < N_FUNCTION; i++) words[k++] = FUNCTION[i].name;
    for (int32_t i = 0; i < N_OPERATOR; i++) words[k++] = operators[i];
    for (int32_t i = 0; i < N_HEDGE; i++)
        if (HEDGE[i].scale == env->hedges) words[k++] = HEDGE[i].name;
    int32_t near = lode_nearest(name, words, k);
    if (near >= 0) lode_diag_hint(t->diags, "did you mean '%s'?", words[near]);
    else if (env->n_signal > 0 && env->n_signal <= 8) {
        lode_text all = {0};
        for (int32_t i = 0; i < env->n_signal; i++) {
            if (i > 0) lode_text_puts(&all, ", ");
            lode_signal_text(&env->signal[i], &all);
        }
        lode_diag_hint(t->diags, "signals: %s", lode_text_str(&all));
        lode_text_free(&all);
    }
}

int32_t lode_signal_find(lode_tree *t, const lode_claim_env *env, const lode_term *n)
{
    enum { MOST = 8 };
    const char *name = lode_tree_text(t, n->op_at, n->op_length), *argument[MOST];
    int32_t k = 0, best = -1;
    for (int32_t i = n->first; i >= 0; i = t->node[i].next) {
        const lode_term *a = &t->node[i];
        const char *text = k < MOST ? argument_text(t, a) : NULL;
        if (!text) {
            int32_t function = LODE_FN_NONE;
            for (int32_t s = 0; s < env->n_signal && !function; s++)
                function = strcmp(env->signal[s].name, name) == 0;
            if (!function) unknown_name(t, env, n, name);
            else
                lode_diag_add(t->diags, LODE_DIAG_CLAIM_ARGUMENTS,
                              lode_tree_place(t, a->at, a->length), NULL, name, "names in quotes");
            return -1;
        }
        argument[k++] = text;
    }
    for (int32_t i = 0; i < env->n_signal; i++) {
        int32_t same = agreement(&env->signal[i], name, argument, k);
        if (same == k && env->signal[i].n_argument == k) return i;
        best = same > best ? same : best;
    }
    if (best < 0) {
        unknown_name(t, env, n, name);
        return -1;
    }
    lode_diag_add(t->diags, LODE_DIAG_CLAIM_SIGNAL, lode_tree_place(t, n->at, n->length), NULL,
                  lode_tree_text(t, n->at, n->length));
    hint_signal(t, env, name, argument, k, best);
    return -1;
}
