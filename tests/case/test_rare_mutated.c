/* The case of rare earths with random damage: bytes, cells, lines, columns. Nothing crashes or hangs, and what the checker
 * lets pass runs to its end with numbers that are numbers and goods that balance. Seeds are fixed; a slow machine tries
 * fewer of them. */
#include <math.h>
#include <stdlib.h>

#include "base/clock.h"
#include "case/rare.h"
#include "lower/build.h"
#include "study/study.h"

enum { MOST = 400, LEAST = 50 };
static const double SECONDS = 12;  /* for all                                       */
static const double HANGS = 120;   /* one that takes so long, sanitizers on, hangs  */

/* --- damage --------------------------------------------------------------------------------- */

typedef struct dice {
    uint64_t state;
} dice;

/* splitmix64 [steele2014]; below n, which is small. */
static size_t roll(dice *d, size_t n)
{
    uint64_t x = d->state += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return n > 0 ? (size_t)((x ^ (x >> 31)) % n) : 0;
}

/* A stretch of text. */
typedef struct span {
    size_t at, end;
} span;

/* The line, without its end, around a byte. */
static span line_at(const lode_text *t, size_t at)
{
    span s = {at, at};
    while (s.at > 0 && t->data[s.at - 1] != '\n') s.at--;
    while (s.end < t->length && t->data[s.end] != '\n') s.end++;
    return s;
}

/* The next cell of a line from `at` on; a comma inside quotes does not end it. */
static span cell_at(const lode_text *t, size_t at, size_t end)
{
    bool quoted = false;
    span s = {at, at};
    while (s.end < end && (quoted || t->data[s.end] != ',')) quoted ^= t->data[s.end++] == '"';
    return s;
}

static span nth_cell(const lode_text *t, span line, size_t n)
{
    span s = cell_at(t, line.at, line.end);
    while (n-- > 0 && s.end < line.end) s = cell_at(t, s.end + 1, line.end);
    return s;
}

static size_t n_cell(const lode_text *t, span line)
{
    size_t n = 1;
    for (span s = cell_at(t, line.at, line.end); s.end < line.end; n++) s = cell_at(t, s.end + 1, line.end);
    return n;
}

static void add_span(lode_text *out, const lode_text *t, span s) { lode_text_add(out, t->data + s.at, s.end - s.at); }

/* Two spans exchanged; b behind a. */
static void exchange(lode_text *out, const lode_text *t, span a, span b)
{
    add_span(out, t, (span){0, a.at});
    add_span(out, t, b);
    add_span(out, t, (span){a.end, b.at});
    add_span(out, t, a);
    add_span(out, t, (span){b.end, t->length});
}

/* Columns i < j of a table exchanged in every row. */
static void exchange_columns(lode_text *out, const lode_text *t, size_t i, size_t j)
{
    for (size_t at = 0; at < t->length;) {
        span line = line_at(t, at), a = nth_cell(t, line, i), b = nth_cell(t, line, j);
        add_span(out, t, (span){line.at, a.at});
        add_span(out, t, b);
        add_span(out, t, (span){a.end, b.at});
        add_span(out, t, a);
        add_span(out, t, (span){b.end, line.end});
        lode_text_putc(out, '\n');
        at = line.end + 1;
    }
}

typedef enum damage { FLIP, DIGIT, DELETE, INSERT, LINE_TWICE, LINE_GONE, CELLS, COLUMNS, TRUNCATE, N_DAMAGE } damage;

static const char *const DAMAGE[N_DAMAGE] = {"flip",      "digit", "delete",  "insert",  "line twice",
                                             "line gone", "cells", "columns", "truncate"};

static void put_byte(lode_text *out, const lode_text *t, size_t at, size_t gone, char byte)
{
    add_span(out, t, (span){0, at});
    lode_text_putc(out, byte);
    add_span(out, t, (span){at + gone, t->length});
}

/* One piece of damage at a random place. */
static void spoil(dice *d, damage what, const lode_text *t, bool table, lode_text *out)
{
    static const char likely[] = ",;.:-0123456789eE\"'#{}[]\n\t abcxyz@%\xC3";
    size_t at = roll(d, t->length);
    span line = line_at(t, at);
    size_t cells = table ? n_cell(t, line) : 1, i = roll(d, cells), j = roll(d, cells);
    switch (what) {
    case FLIP: put_byte(out, t, at, 1, (char)(t->data[at] ^ (1 << roll(d, 8)))); return;
    case DIGIT:
        while (at + 1 < t->length && (t->data[at] < '0' || t->data[at] > '9')) at++;
        put_byte(out, t, at, 1, (char)('0' + roll(d, 10)));
        return;
    case DELETE: {
        size_t n = 1 + roll(d, 8), end = at + n < t->length ? at + n : t->length;
        add_span(out, t, (span){0, at});
        add_span(out, t, (span){end, t->length});
        return;
    }
    case INSERT: put_byte(out, t, at, 0, likely[roll(d, sizeof likely - 1)]); return;
    case LINE_TWICE:
        add_span(out, t, (span){0, line.end});
        lode_text_putc(out, '\n');
        add_span(out, t, (span){line.at, t->length});
        return;
    case LINE_GONE:
        add_span(out, t, (span){0, line.at});
        if (line.end < t->length) add_span(out, t, (span){line.end + 1, t->length});
        return;
    case CELLS:
    case COLUMNS:
        if (i == j) j = (j + 1) % cells;
        if (cells < 2) put_byte(out, t, at, 1, ' ');
        else if (what == CELLS) exchange(out, t, nth_cell(t, line, i < j ? i : j), nth_cell(t, line, i < j ? j : i));
        else exchange_columns(out, t, i < j ? i : j, i < j ? j : i);
        return;
    case TRUNCATE: add_span(out, t, (span){0, at}); return;
    case N_DAMAGE: return;
    }
}

/* --- what must hold ------------------------------------------------------------------------- */

static bool is_number(const lode_quantity *q)
{
    return isfinite(q->p05) && isfinite(q->p50) && isfinite(q->p95) && isfinite(q->mean);
}

static bool all_numbers(const lode_result *r)
{
    bool ok = r->max_relative_residual <= 1e-9;
    for (int32_t i = 0; i < r->n_scenario; i++) {
        const lode_scenario_result *s = &r->scenario[i];
        for (int32_t j = 0; j < s->n_series; j++)
            for (int32_t d = 0; d < r->n_date; d++) ok = ok && is_number(&s->series[j].value[d]);
        for (int32_t j = 0; j < s->n_loss; j++)
            ok = ok && is_number(&s->loss[j].total_usd) && is_number(&s->loss[j].peak_usd_per_day);
        for (int32_t j = 0; j < s->n_run_out; j++) ok = ok && is_number(&s->run_out[j].trough) && is_number(&s->run_out[j].lost_units);
    }
    return ok;
}

static void say(const lode_diags *d)
{
    for (int32_t i = 0; i < d->n_item; i++)
        if (d->item[i].severity == LODE_ERROR) printf("#   %d %s\n", (int)d->item[i].code, d->item[i].message);
}

/* A case that the checker lets pass runs. */
static bool runs(const lode_built *b, lode_diags *d)
{
    lode_study_options o = lode_study_default();
    o.threads = 1;
    /* the one with most measures, unless damage took its name */
    if (lode_case_find(b->c, LODE_T_SCENARIOS, "standoff-wide") >= 0) o.scenario = "standoff-wide";
    lode_result *r = lode_study_run(b, &o, d);
    bool ok = r && all_numbers(r);
    if (!ok) say(d);
    lode_result_free(r);
    return ok;
}

/* The same inputs, names and numbers; where they stand may differ. */
static bool same_inputs(const lode_case *a, const lode_case *b)
{
    bool same = a && b && a->n_input == b->n_input;
    for (int32_t i = 0; same && i < a->n_input; i++)
        same = strcmp(a->input[i].name, b->input[i].name) == 0 && a->input[i].central == b->input[i].central &&
               a->input[i].low == b->input[i].low && a->input[i].high == b->input[i].high &&
               a->input[i].grade == b->input[i].grade && a->input[i].source == b->input[i].source;
    return same;
}

typedef struct tally {
    int32_t tried, passed;
    double slowest;
} tally;

/* One mutant. Returns false after saying what is wrong with it. */
static bool try_one(rare *r, const lode_case *whole, uint64_t seed, tally *n)
{
    dice d = {seed * 0x9E3779B97F4A7C15u};
    int file = (int)roll(&d, RARE_FILES);
    damage what = (damage)roll(&d, N_DAMAGE);
    lode_text old = r->text[file], new = {0};
    spoil(&d, what, &old, file > 0, &new);
    bool other = new.length != old.length || memcmp(new.data, old.data, old.length) != 0, ok = true;
    r->text[file] = new;
    double start = lode_clock_seconds();
    lode_diags diags = {0};
    lode_case *c = new.length > 0 ? rare_read(r, NULL, &diags) : NULL;
    lode_built *b = c ? lode_build(c, &diags) : NULL;
    if (c) ok = (strcmp(c->sha256, whole->sha256) != 0) == other;
    if (what == COLUMNS && file > 0) ok = ok && same_inputs(c, whole);
    if (b) ok = ok && runs(b, &diags);
    double took = lode_clock_seconds() - start;
    ok = ok && took < HANGS;
    if (!ok) printf("# seed %d: %s in %s, %.1f s\n", (int)seed, DAMAGE[what], RARE_NAME[file], took);
    n->tried++;
    n->passed += b != NULL;
    n->slowest = took > n->slowest ? took : n->slowest;
    lode_built_free(b);
    lode_case_free(c);
    lode_diags_free(&diags);
    r->text[file] = old;
    lode_text_free(&new);
    return ok;
}

/* A shorter period in steps of a week: the rules are the same. */
static void shorten(lode_t *t, rare *r)
{
    static const char *const edit[][2] = {{"end: 2028-03-31", "end: 2025-12-31"}, {"step_days: 1\n", "step_days: 14\n"}};
    for (int i = 0; i < 2; i++) {
        lode_text new = {0};
        char *at = strstr(r->text[0].data, edit[i][0]);
        CHECK(t, at != NULL);
        lode_text_add(&new, r->text[0].data, (size_t)(at - r->text[0].data));
        lode_text_puts(&new, edit[i][1]);
        lode_text_puts(&new, at + strlen(edit[i][0]));
        lode_text_free(&r->text[0]);
        r->text[0] = new;
    }
}

static void damage_is_named_or_does_no_harm(lode_t *t)
{
    rare r;
    rare_begin(t, &r);
    shorten(t, &r);
    lode_diags d = {0};
    lode_case *whole = rare_read(&r, NULL, &d);
    CHECK(t, whole != NULL);
    tally n = {0};
    int32_t wrong = 0;
    double start = lode_clock_seconds();
    for (uint64_t seed = 1; seed <= MOST; seed++) {
        if (n.tried >= LEAST && lode_clock_seconds() - start > SECONDS) break;
        wrong += !try_one(&r, whole, seed, &n);
    }
    printf("# %d cases damaged, %d of them let pass and run, the slowest in %.2f s\n", (int)n.tried, (int)n.passed, n.slowest);
    lode_case_free(whole);
    lode_diags_free(&d);
    rare_end(&r);
    CHECK_INT(t, wrong, 0);
    CHECK(t, n.passed > n.tried / 10 && n.passed < n.tried);
}

static const lode_test TESTS[] = {
    TEST(damage_is_named_or_does_no_harm),
};

LODE_TEST_MAIN(TESTS)
