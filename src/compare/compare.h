/* Two results side by side: what falls short or stops, what is lost, verdicts and inputs that differ.
 *
 *     lode_comparison c = {0};
 *     if (lode_compare(&c, &a, &b)) ... lode_compare_put(&c, colour, &text) ...
 *     lode_comparison_free(&c);
 *
 * Everything points into the sides, which must outlive it. */
#ifndef LODE_COMPARE_COMPARE_H
#define LODE_COMPARE_COMPARE_H

#include "base/files.h"
#include "compare/side.h"

/* A quantity over draws; of a central run all are equal. Not set: that side has none. */
typedef struct lode_cmp_value {
    bool set;
    double p05, p50, p95;
} lode_cmp_value;

/* A date over draws; NULL: not within the period. Not set: that side has no shortfall. */
typedef struct lode_cmp_day {
    bool set;
    const char *p05, *p50, *p95;
    double p_never;
} lode_cmp_day;

/* An output of an actor that falls short in some draw of a side. Arrays of 2: A, B. */
typedef struct lode_cmp_stop {
    const char *actor, *product, *unit;
    bool end_product;
    lode_cmp_day halt[2], shortfall[2];
    lode_cmp_value trough[2], lost_usd[2]; /* share of the base; USD */
    const char *cause[2];
} lode_cmp_stop;

typedef struct lode_cmp_loss {
    const char *actor;
    lode_cmp_value mean[2], peak[2], total[2]; /* USD/day, USD/day, USD */
} lode_cmp_loss;

/* Two scenarios that are set beside each other. */
typedef struct lode_cmp_pair {
    const char *scenario[2], *against[2];
    lode_cmp_stop *stop; /* (n_stop) end products first, then by actor and product */
    lode_cmp_loss *loss; /* (n_loss) largest mean first                            */
    int32_t n_stop, n_loss;
} lode_cmp_pair;

typedef struct lode_cmp_verdict {
    const char *id, *scenario;
    const char *verdict[2], *reason[2]; /* NULL: that side has none */
    lode_cmp_value share[2];            /* p05, p95: the interval   */
    bool both, differs;                 /* both were computed; and are not the same */
} lode_cmp_verdict;

typedef struct lode_cmp_input {
    const lode_side_input *input[2]; /* NULL: that side has none */
} lode_cmp_input;

typedef struct lode_comparison {
    const lode_side *side[2];
    lode_cmp_pair *pair;       /* (n_pair)                                */
    lode_cmp_verdict *verdict; /* (n_verdict) in the order of A, then B   */
    lode_cmp_input *input;     /* (n_input) those that differ, by name    */
    const char **only[2];      /* (n_only) scenarios of one side alone    */
    const char **note;         /* (n_note) why the sides differ otherwise */
    int32_t n_pair, n_verdict, n_input, n_only[2], n_note;
    int32_t n_shared;          /* inputs that both have                   */
    lode_arena arena;
} lode_comparison;

/* Compare. Where both sides name a scenario these two are set side by side; where one does, that one and the other side's of
 * the same name; else all that both have. Returns false without memory; free it in both cases. */
bool lode_compare(lode_comparison *c, const lode_side *a, const lode_side *b);
void lode_comparison_free(lode_comparison *c);

/* Whether a stop differs between the sides, in halt, shortfall or trough. */
bool lode_cmp_differs(const lode_cmp_stop *s);

/* Append text of at most 80 columns; one JSON object; one HTML page without script. */
void lode_compare_put(const lode_comparison *c, bool colour, lode_text *out);
void lode_compare_json(const lode_comparison *c, lode_text *out);
void lode_compare_page(const lode_comparison *c, lode_text *out);

/* Write comparison.json, comparison.html, four tables and a datapackage.json. Returns false and says why. */
LODE_NODISCARD bool lode_compare_write(const lode_comparison *c, lode_outdir *d, lode_text *why);

#endif
