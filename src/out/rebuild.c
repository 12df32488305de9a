/* Rebuild plans as text for a terminal. */
#include "out/rebuild.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "out/decimal.h"
#include "out/screen.h"

enum { WIDTH = 80, NEED = 25, YEARS = 32, COST = 41, GAP = 47, HELD = 49 };

typedef struct page {
    const lode_rebuild_view *v;
    lode_screen *s;
} page;

static void line(page *p, lode_ink ink, const char *text)
{
    lode_screen_put(p->s, ink, 0, text);
    lode_screen_end(p->s);
}

static const lode_case *case_of(const page *p)
{
    return p->v->answer->b->c;
}

static const char *id_of(const page *p, const lode_rebuild_need_answer *x)
{
    return lode_case_key(case_of(p), LODE_T_REBUILD_NEEDS, x->need);
}

static const char *years_text(double years, char out[LODE_DECIMAL_SIZE])
{
    if (isfinite(years)) snprintf(out, LODE_DECIMAL_SIZE, "%.4g y", years);
    else snprintf(out, LODE_DECIMAL_SIZE, "never");
    return out;
}

static const char *usd_text(double usd, char out[LODE_DECIMAL_SIZE])
{
    if (isfinite(usd)) return lode_humane(usd, out);
    snprintf(out, LODE_DECIMAL_SIZE, "-");
    return out;
}

/* --- a need --------------------------------------------------------------------------------- */

/* What would have to give. */
static void put_reliefs(page *p, const lode_rebuild_need_answer *x)
{
    const lode_rebuild_plan *plan = &x->plan[0];
    char by[LODE_DECIMAL_SIZE], share[LODE_DECIMAL_SIZE];
    for (int32_t i = 0; i < plan->n_relief && i < 3; i++) {
        const lode_rebuild_relief *r = &plan->relief[i];
        lode_screen_to(p->s, 4);
        if (strcmp(r->what, "purchase") == 0)
            lode_screen_printf(p->s, LODE_INK_ALARM, "nobody makes %s, and no project would: %s a year are missing", r->name, lode_humane(r->by, by));
        else if (strcmp(r->what, "budget") == 0)
            lode_screen_printf(p->s, LODE_INK_ALARM, "the budget is short by %s USD", lode_humane(r->by, by));
        else
            lode_screen_printf(p->s, LODE_INK_ALARM, "short: %s %s, by %s a year (%s of what is needed)", r->what, r->name,
                               lode_humane(r->by, by), lode_humane_share(r->relative, share));
        lode_screen_end(p->s);
    }
}

static void put_need(page *p, const lode_rebuild_need_answer *x)
{
    char text[LODE_DECIMAL_SIZE], gap[LODE_DECIMAL_SIZE];
    lode_screen_to(p->s, 2);
    lode_screen_put(p->s, LODE_INK_PLAIN, NEED, id_of(p, x));
    if (x->problem.nothing) {
        lode_screen_to(p->s, NEED + 1);
        line(p, LODE_INK_FAINT, "nothing is used");
        return;
    }
    if (x->n_point == 0) {
        lode_screen_to(p->s, NEED + 1);
        lode_screen_printf(p->s, LODE_INK_ALARM, "no plan: %s", lode_rebuild_status_text(x->status));
        lode_screen_end(p->s);
        put_reliefs(p, x);
        return;
    }
    lode_screen_right(p->s, LODE_INK_STRONG, YEARS, years_text(x->point[0].years, text));
    lode_screen_right(p->s, LODE_INK_STRONG, COST, usd_text(x->point[0].capex_usd, text));
    snprintf(gap, sizeof gap, "%.1f%%", 100 * x->point[0].gap);
    lode_screen_right(p->s, x->status == LODE_REBUILD_LIMIT ? LODE_INK_ALARM : LODE_INK_FAINT, GAP, gap);
    lode_screen_to(p->s, HELD);
    if (*x->bottleneck) lode_screen_printf(p->s, LODE_INK_PLAIN, "%s: %s", x->bottleneck_stage, x->bottleneck);
    lode_screen_end(p->s);
}

/* Years against money, later plans: "5.5 y 1.2 bn, 7.5 y 1.1 bn". */
static void put_frontier(page *p, const lode_rebuild_need_answer *x)
{
    char years[LODE_DECIMAL_SIZE], usd[LODE_DECIMAL_SIZE];
    if (x->n_point < 2) return;
    lode_screen_to(p->s, 4);
    lode_screen_put(p->s, LODE_INK_FAINT, 0, "later:");
    for (int32_t i = 1; i < x->n_point; i++)
        lode_screen_printf(p->s, LODE_INK_FAINT, " %s %s%s", years_text(x->point[i].years, years), usd_text(x->point[i].capex_usd, usd),
                           i + 1 < x->n_point ? "," : "");
    lode_screen_end(p->s);
}

static void put_quantiles(page *p, const lode_rebuild_need_answer *x)
{
    char years[LODE_DECIMAL_SIZE], usd[LODE_DECIMAL_SIZE];
    if (!p->v->answer->options.quantiles || x->problem.nothing) return;
    lode_screen_to(p->s, 4);
    lode_screen_put(p->s, LODE_INK_FAINT, 0, "5-25-50-75-95 %:");
    for (int q = 0; q < LODE_REBUILD_QUANTILES; q++)
        lode_screen_printf(p->s, LODE_INK_FAINT, " %s %s%s", years_text(x->quantile[q].years, years), usd_text(x->quantile[q].capex_usd, usd),
                           q + 1 < LODE_REBUILD_QUANTILES ? "," : "");
    lode_screen_end(p->s);
}

/* --- counter-moves and stocks --------------------------------------------------------------- */

static void put_counters(page *p, int32_t coalition)
{
    const lode_rebuild_answer *r = p->v->answer;
    char years[LODE_DECIMAL_SIZE], usd[LODE_DECIMAL_SIZE];
    for (int32_t k = 0; r->options.counters && k < case_of(p)->table[LODE_T_REBUILD_COUNTERS].n_row; k++) {
        lode_screen_to(p->s, 2);
        lode_screen_printf(p->s, LODE_INK_FAINT, "%s:", lode_case_key(case_of(p), LODE_T_REBUILD_COUNTERS, k));
        bool first = true;
        for (int32_t i = 0; i < r->n; i++) {
            const lode_rebuild_need_answer *x = &r->item[i];
            if (x->coalition != coalition || x->problem.nothing) continue;
            lode_screen_printf(p->s, LODE_INK_FAINT, "%s %s %s", first ? "" : ",", years_text(x->counter[k].years, years), usd_text(x->counter[k].capex_usd, usd));
            first = false;
        }
        lode_screen_end(p->s);
    }
}

static void put_stocks(page *p, int32_t coalition)
{
    const lode_rebuild_answer *r = p->v->answer;
    char usd[LODE_DECIMAL_SIZE];
    lode_screen_to(p->s, 2);
    lode_screen_put(p->s, LODE_INK_FAINT, 0, "value of a stock for 6, 12 and 24 months, and until the plan covers the need:");
    lode_screen_end(p->s);
    for (int32_t i = 0; i < r->n; i++) {
        const lode_rebuild_need_answer *x = &r->item[i];
        if (x->coalition != coalition || x->n_point == 0) continue;
        lode_screen_to(p->s, 4);
        lode_screen_printf(p->s, LODE_INK_FAINT, "%s:", lode_case_key(case_of(p), LODE_T_REBUILD_NEEDS, x->need));
        for (int k = 0; k < LODE_REBUILD_MONTHS; k++) lode_screen_printf(p->s, LODE_INK_FAINT, "%s %s", k ? "," : "", lode_humane(x->stock_usd[k], usd));
        lode_screen_end(p->s);
    }
}

static void put_coalition(page *p, int32_t k)
{
    const lode_rebuild_answer *r = p->v->answer;
    const lode_rebuild_coalition *x = &r->coalition[k];
    lode_screen_end(p->s);
    lode_screen_put(p->s, LODE_INK_STRONG, NEED, *x->title ? x->title : x->id);
    if (lode_screen_columns(*x->title ? x->title : x->id) >= NEED) lode_screen_end(p->s);
    lode_screen_right(p->s, LODE_INK_FAINT, YEARS, "years");
    lode_screen_right(p->s, LODE_INK_FAINT, COST, "USD");
    lode_screen_right(p->s, LODE_INK_FAINT, GAP, "gap");
    lode_screen_to(p->s, HELD);
    line(p, LODE_INK_FAINT, "held back last by");
    for (int32_t i = 0; i < r->n; i++) {
        if (r->item[i].coalition != k) continue;
        put_need(p, &r->item[i]);
        put_frontier(p, &r->item[i]);
        put_quantiles(p, &r->item[i]);
    }
    put_counters(p, k);
    put_stocks(p, k);
}

void lode_rebuild_put(const lode_rebuild_view *v, const lode_answer_style *style, lode_text *out)
{
    lode_screen s = {.out = out, .width = WIDTH, .colour = style->colour};
    page p = {v, &s};
    char day[LODE_DATE_SIZE];
    lode_screen_printf(&s, LODE_INK_STRONG, "Rebuild %s: plans of least time, decided on %s", case_of(&p)->id, lode_date_format(v->answer->start, day));
    lode_screen_end(&s);
    line(&p, LODE_INK_FAINT, "What it would take under the inputs declared, all at their medians: no forecast.");
    for (int32_t k = 0; k < v->answer->n_coalition; k++) put_coalition(&p, k);
    lode_screen_end(&s);
    line(&p, LODE_INK_FAINT, "USD: capital of what is decided and committed. gap: how far from the best at most.");
}
