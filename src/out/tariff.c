/* The trade equilibrium for people: one screen. */
#include "out/tariff.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "out/screen.h"

enum { WIDTH = 80, ROWS = 12, INVOLVED_MOST = 6, GRADIENT_ROWS = 8, NAME = 14 };

typedef struct view {
    const lode_tariff_answer *a;
    lode_screen *s;
} view;

static void head(const view *v, const char *text)
{
    lode_screen_end(v->s);
    lode_screen_put(v->s, LODE_INK_STRONG, 0, text);
    lode_screen_end(v->s);
}

static void faint(const view *v, const char *text)
{
    lode_screen_put(v->s, LODE_INK_FAINT, 0, text);
    lode_screen_end(v->s);
}

/* A number that ends before column `end`; a sign where `signed_`. */
static void number(const view *v, int end, int digits, bool with_sign, double x)
{
    char text[64];
    /* what rounds to nothing has no sign */
    if (fabs(x) < 0.5 * pow(10.0, -digits)) snprintf(text, sizeof text, "%.*f", digits, 0.0);
    else snprintf(text, sizeof text, with_sign ? "%+.*f" : "%.*f", digits, x);
    lode_screen_right(v->s, LODE_INK_PLAIN, end, isfinite(x) ? text : "-");
}

/* --- which countries ------------------------------------------------------------------------- */

/* Countries in the order in which they are shown: those whose trade the shock names, if few, then by size of welfare. */
typedef struct order {
    int32_t *country; /* (N) */
    int32_t n_shown;
} order;

/* How often a country buys or sells what the shock changes. */
static void count_involved(const lode_tariff_answer *a, int32_t *count)
{
    const lode_trade_table *t = a->table;
    for (int32_t j = 0; j < t->n_sector; j++)
        for (int32_t i = 0; i < t->n_country; i++)
            for (int32_t n = 0; n < t->n_country; n++) {
                int64_t at = lode_trade_at(t, j, i, n);
                if (a->shock->tariff[at] == t->tariff[at] && a->shock->iceberg[at] == 1.0) continue;
                count[n] = count[i] = 1;
            }
}

static bool comes_first(const lode_tariff_answer *a, const int32_t *involved, int32_t x, int32_t y)
{
    const double *welfare = a->result->of[LODE_TRADE_WELFARE];
    if (involved[x] != involved[y]) return involved[x] > involved[y];
    if (fabs(welfare[x]) != fabs(welfare[y])) return fabs(welfare[x]) > fabs(welfare[y]);
    return x < y;
}

static bool make_order(const lode_tariff_answer *a, order *o)
{
    const int32_t n = a->table->n_country;
    int32_t *involved = calloc((size_t)n + 1, sizeof *involved), total = 0;
    o->country = calloc((size_t)n + 1, sizeof *o->country);
    if (!involved || !o->country) {
        free(involved);
        return false;
    }
    count_involved(a, involved);
    for (int32_t k = 0; k < n; k++) total += involved[k];
    for (int32_t k = 0; k < n && total > INVOLVED_MOST; k++) involved[k] = 0;
    /* by insertion: a few hundred at most */
    for (int32_t k = 0; k < n; k++) {
        int32_t at = k;
        for (; at > 0 && comes_first(a, involved, k, o->country[at - 1]); at--)
            o->country[at] = o->country[at - 1];
        o->country[at] = k;
    }
    o->n_shown = n < ROWS ? n : ROWS;
    free(involved);
    return true;
}

/* --- sections -------------------------------------------------------------------------------- */

static void put_title(const view *v)
{
    const lode_tariff_answer *a = v->a;
    char text[256];
    lode_screen_put(v->s, LODE_INK_STRONG, 0, "Trade equilibrium in changes");
    lode_screen_end(v->s);
    snprintf(text, sizeof text, "Table %.60s%s%.20s: %d countries, %d sectors", a->table_name,
             a->variant ? ", variant " : "", a->variant ? a->variant : "", (int)a->table->n_country,
             (int)a->table->n_sector);
    faint(v, text);
    if (a->shock_name) {
        snprintf(text, sizeof text, "Shock %.120s", a->shock_name);
        faint(v, text);
    }
    faint(v, "Static and long-run, against the base year; unit: the world's value added.");
}

static void put_country(const view *v, int32_t n)
{
    const lode_trade_result *r = v->a->result;
    lode_screen_put(v->s, LODE_INK_PLAIN, NAME, v->a->table->country[n]);
    number(v, 24, 3, true, r->of[LODE_TRADE_WELFARE][n]);
    number(v, 34, 3, true, r->of[LODE_TRADE_REAL_WAGE][n]);
    number(v, 43, 2, true, 100.0 * (r->of[LODE_TRADE_CPI][n] - 1.0));
    number(v, 52, 2, true, 100.0 * (r->of[LODE_TRADE_IMPORTS][n] - 1.0));
    number(v, 61, 2, true, 100.0 * (r->of[LODE_TRADE_EXPORTS][n] - 1.0));
    number(v, 70, 2, false, r->of[LODE_TRADE_REVENUE_BASE][n]);
    number(v, 79, 2, false, r->of[LODE_TRADE_REVENUE_NEW][n]);
    lode_screen_end(v->s);
}

static void put_more(const view *v, int32_t n)
{
    char text[80];
    if (n <= 0) return;
    snprintf(text, sizeof text, "%d more, less affected: -o DIR writes all", (int)n);
    faint(v, text);
}

static void put_countries(const view *v, const order *o)
{
    head(v, "CHANGES, %          welfare real wage   prices  imports  exports tariff revenue");
    faint(v, "                      exact                                      % of income");
    for (int32_t k = 0; k < o->n_shown; k++) put_country(v, o->country[k]);
    put_more(v, v->a->table->n_country - o->n_shown);
}

static void put_parts(const view *v, const order *o)
{
    const lode_trade_result *r = v->a->result;
    if (r->path_steps == 0) return;
    head(v, "WELFARE IN PARTS, exact, integrated along the path   | FIRST-ORDER, of the");
    faint(v, "100 x log change   terms of   volume of   technical   |   2015 article: not");
    faint(v, "                      trade       trade  efficiency   |      for verdicts, %");
    for (int32_t k = 0; k < o->n_shown && k < 6; k++) {
        int32_t n = o->country[k];
        lode_screen_put(v->s, LODE_INK_PLAIN, NAME, v->a->table->country[n]);
        number(v, 27, 3, true, r->of[LODE_TRADE_TOT_PATH][n]);
        number(v, 39, 3, true, r->of[LODE_TRADE_VOT_PATH][n]);
        number(v, 51, 3, true, r->of[LODE_TRADE_TECH_PATH][n]);
        lode_screen_to(v->s, 54);
        lode_screen_put(v->s, LODE_INK_PLAIN, 55, "|");
        number(v, 75, 3, true, r->of[LODE_TRADE_WELFARE_LINEAR][n]);
        lode_screen_end(v->s);
    }
}

/* --- two sides ------------------------------------------------------------------------------- */

static void put_flip(const view *v, const char *what, const double points[2],
                     const double welfare[2])
{
    lode_screen_put(v->s, LODE_INK_PLAIN, 44, what);
    number(v, 52, 2, false, 100.0 * points[0]);
    number(v, 60, 2, false, 100.0 * points[1]);
    number(v, 70, 4, true, welfare[0]);
    number(v, 79, 4, true, welfare[1]);
    lode_screen_end(v->s);
}

static void put_none(const view *v, const char *what)
{
    lode_screen_put(v->s, LODE_INK_PLAIN, 44, what);
    lode_screen_right(v->s, LODE_INK_FAINT, 79, "none up to 1000 points");
    lode_screen_end(v->s);
}

/* One flip value: what side s adds while the other adds `other`. */
static void put_found(const view *v, const char *what, const lode_trade_flip *f, int s,
                      double other)
{
    double points[2];
    points[s] = f->tariff;
    points[1 - s] = other;
    if (f->found) put_flip(v, what, points, f->welfare_pct);
    else put_none(v, what);
}

static void put_sides(const view *v)
{
    const lode_trade_sides_result *r = v->a->sides;
    char what[128], title[200];
    const char *name[2];
    if (!r) return;
    for (int s = 0; s < 2; s++) name[s] = v->a->table->country[v->a->side[s]];
    snprintf(title, sizeof title, "TWO SIDES: points on all goods of the other");
    head(v, title);
    faint(v, "                                               added by       exact welfare %");
    lode_screen_right(v->s, LODE_INK_FAINT, 52, name[0]);
    lode_screen_right(v->s, LODE_INK_FAINT, 60, name[1]);
    lode_screen_right(v->s, LODE_INK_FAINT, 70, name[0]);
    lode_screen_right(v->s, LODE_INK_FAINT, 79, name[1]);
    lode_screen_end(v->s);
    put_found(v, v->a->shock_name ? "the shock alone" : "nothing added", &r->free, 0, 0.0);
    for (int s = 0; s < 2; s++) {
        snprintf(what, sizeof what, "best for %.12s alone", name[s]);
        put_found(v, what, &r->best[s], s, 0.0);
        snprintf(what, sizeof what, "gain of %.12s over adding nothing ends", name[s]);
        put_found(v, what, &r->turn[s], s, 0.0);
    }
    snprintf(what, sizeof what, "%.12s retaliates and is even", name[1]);
    put_found(v, what, &r->retaliation, 1, r->measure);
    snprintf(what, sizeof what, "%.12s retaliates, %.12s is even", name[1], name[0]);
    put_found(v, what, &r->spoil, 1, r->measure);
    if (r->nash_found) put_flip(v, "Nash: neither gains by moving", r->nash, r->nash_welfare_pct);
    else put_none(v, "Nash: neither gains by moving");
}

/* --- derivatives ----------------------------------------------------------------------------- */

/* The cell of trade whose derivative is largest among those smaller than `below`, by size; -1: none. */
static int64_t next_largest(const lode_tariff_answer *a, double below, double *size)
{
    const lode_trade_table *t = a->table;
    int64_t cells = (int64_t)t->n_sector * t->n_country * t->n_country, best = -1;
    *size = 0.0;
    for (int64_t c = 0; c < cells; c++) {
        double x = fabs(a->gradient->tariff[c]);
        if (t->share[c] > 0.0 && (c / t->n_country) % t->n_country != c % t->n_country &&
            x < below && x > *size) {
            *size = x;
            best = c;
        }
    }
    return best;
}

static void put_gradient(const view *v)
{
    const lode_tariff_answer *a = v->a;
    const int32_t nn = a->table->n_country;
    char text[160];
    double below = INFINITY, size;
    if (!a->gradient) return;
    snprintf(text, sizeof text, "DERIVATIVES OF WELFARE OF %.30s",
             a->table->country[a->gradient_country]);
    head(v, text);
    faint(v, "by one point of tariff of ...  on goods of ...  sector           100 x log change");
    for (int k = 0; k < GRADIENT_ROWS; k++, below = size) {
        int64_t c = next_largest(a, below, &size);
        if (c < 0) break;
        lode_screen_put(v->s, LODE_INK_PLAIN, 29, a->table->country[c % nn]);
        lode_screen_to(v->s, 31);
        lode_screen_put(v->s, LODE_INK_PLAIN, 46, a->table->country[c / nn % nn]);
        lode_screen_to(v->s, 48);
        lode_screen_put(v->s, LODE_INK_PLAIN, 64, a->table->sector[c / nn / nn]);
        number(v, 79, 6, true, a->gradient->tariff[c]);
        lode_screen_end(v->s);
    }
}

/* --- the end --------------------------------------------------------------------------------- */

/* Countries for which the first-order figure has the wrong sign, or misses by more than the figure itself. */
static void put_warning(const view *v)
{
    const lode_trade_result *r = v->a->result;
    char text[200];
    int32_t wrong = 0;
    for (int32_t n = 0; n < v->a->table->n_country; n++) {
        double exact = r->of[LODE_TRADE_WELFARE][n], linear = r->of[LODE_TRADE_WELFARE_LINEAR][n];
        wrong += fabs(linear - exact) > fabs(exact) && fabs(linear) > 0.005;
    }
    if (wrong == 0) return;
    snprintf(text, sizeof text,
             "First-order welfare misses the exact figure by more than its size for %d of %d.",
             (int)wrong, (int)v->a->table->n_country);
    faint(v, text);
}

static void put_end(const view *v, const char *folder)
{
    const lode_tariff_answer *a = v->a;
    const lode_trade_result *r = a->result;
    char text[200];
    lode_screen_end(v->s);
    put_warning(v);
    snprintf(text, sizeof text,
             "Residual of all conditions %.1e after %d passes%s; of the base %.1e.", r->residual,
             (int)r->passes, r->newton_steps > 0 ? ", Newton's among them" : "",
             a->balance->balanced ? a->balance->after : a->balance->residual);
    faint(v, text);
    if (r->world_gap > 1e-9) {
        snprintf(text, sizeof text,
                 "World supply misses demand by %.1e: the table's input shares are rounded.",
                 r->world_gap);
        faint(v, text);
    }
    if (r->path_steps > 0) {
        snprintf(text, sizeof text, "Parts add up to exact welfare within %.1e (%d steps).",
                 r->path_gap, (int)r->path_steps);
        faint(v, text);
    }
    snprintf(text, sizeof text, "Lodestone " LODE_VERSION ", input %.12s.", a->input);
    faint(v, text);
    if (!folder) return;
    lode_screen_printf(v->s, LODE_INK_PLAIN, "Tables: %s", folder);
    lode_screen_end(v->s);
}

void lode_tariff_put(const lode_tariff_answer *a, const lode_answer_style *style, lode_text *out)
{
    lode_screen s = {.out = out, .width = WIDTH, .colour = style->colour};
    view v = {a, &s};
    order o = {0};
    if (!make_order(a, &o)) out->failed = true;
    else {
        put_title(&v);
        put_countries(&v, &o);
        put_parts(&v, &o);
        put_sides(&v);
        put_gradient(&v);
        put_end(&v, style->folder);
    }
    free(o.country);
}
