/* A stand-off's page: costs of waiting, and what postponing is worth. */
#include "out/standoff_page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- costs ---------------------------------------------------------------------------------- */

static double scaled(const lode_standoff_model *m, int32_t side, double rate)
{
    double scale = m->game.side[side].cost_scale, added = m->game.side[side].cost_added;
    for (int32_t i = 0; i < m->n_input; i++) {
        if (m->input[i].side != side) continue;
        if (m->input[i].what == LODE_STANDOFF_SCALE) scale = m->input[i].central;
        if (m->input[i].what == LODE_STANDOFF_ADDED) added = m->input[i].central;
    }
    return rate * scale + added;
}

/* Rate of a curve at a day. */
static double rate_on(const lode_standoff_curve *c, double day)
{
    int32_t n = 0;
    while (n < c->n && c->day[n] <= day) n++;
    if (n == 0) return c->rate[0];
    if (n == c->n) return c->rate[n - 1];
    double share = (day - c->day[n - 1]) / (c->day[n] - c->day[n - 1]);
    return c->rate[n - 1] + share * (c->rate[n] - c->rate[n - 1]);
}

static void put_rate_row(lode_page *p, const char *what, double day)
{
    char text[LODE_DECIMAL_SIZE];
    lode_page_label(p, "%s", what);
    for (int32_t i = 0; i < 2; i++)
        lode_page_cell(p, i,
             lode_humane(scaled(p->v->model, i, rate_on(&p->v->model->game.side[i].cost, day)),
                         text));
    lode_screen_end(p->s);
}

static void put_highest(lode_page *p)
{
    char text[LODE_DECIMAL_SIZE], day[LODE_DATE_SIZE];
    double top[2], at[2];
    for (int i = 0; i < 2; i++) {
        const lode_standoff_curve *c = &p->v->model->game.side[i].cost;
        top[i] = rate_on(c, 0);
        at[i] = 0;
        for (int32_t n = 0; n < c->n; n++)
            if (c->day[n] >= 0 && c->rate[n] > top[i]) {
                top[i] = c->rate[n];
                at[i] = c->day[n];
            }
    }
    lode_page_label(p, "%s", "  highest");
    for (int i = 0; i < 2; i++) lode_page_cell(p, i, lode_page_amount(scaled(p->v->model, i, top[i]), text));
    lode_screen_end(p->s);
    lode_page_label(p, "%s", "  highest on");
    for (int i = 0; i < 2; i++) lode_page_cell(p, i, lode_page_day(p->v, at[i], day));
    lode_screen_end(p->s);
}

static void put_pauses(lode_page *p)
{
    const lode_standoff_result *r = &p->v->answer->central;
    int shown = 0;
    for (int i = 0; i < 2; i++)
        for (int32_t n = 0; n < r->n_pause[i]; n++) {
            char a[LODE_DATE_SIZE], b[LODE_DATE_SIZE];
            const lode_standoff_pause *q = &r->pause[i][n];
            if (shown++ == 6) {
                lode_page_line(p, LODE_INK_PLAIN, "  (more pauses: see --json)");
                return;
            }
            lode_screen_printf(p->s, LODE_INK_PLAIN,
                               "  %s waits for free or for gain from %s to %s%s", p->v->name[i],
                               lode_page_day(p->v, q->start, a),
                               isinf(q->end) ? "the end" : lode_page_day(p->v, q->end, b),
                               q->terminal ? ", and never gives in after" : "");
            lode_screen_end(p->s);
        }
    if (shown == 0) lode_page_line(p, LODE_INK_PLAIN, "  no days on which a side waits for free or for gain");
}

void lode_page_costs(lode_page *p)
{
    const lode_standoff_view *v = p->v;
    const lode_standoff_curve *a = &v->model->game.side[0].cost, *b = &v->model->game.side[1].cost;
    char text[64];
    snprintf(text, sizeof text, "COST OF WAITING%s%s A DAY", *v->currency ? ", " : "", v->currency);
    lode_screen_put(p->s, LODE_INK_STRONG, LODE_PAGE_LABEL + 4, text);
    lode_page_cell(p, 0, v->name[0]);
    lode_page_cell(p, 1, v->name[1]);
    lode_screen_end(p->s);
    put_rate_row(p, "  on the first day", 0);
    if (a->n > 1 || b->n > 1) {
        double last = fmax(a->day[a->n - 1], b->day[b->n - 1]);
        put_rate_row(p, "  after 30 days", 30);
        put_rate_row(p, "  after 90 days", 90);
        put_rate_row(p, "  after 365 days", 365);
        put_highest(p);
        put_rate_row(p, "  at the end, and ever after", last);
    }
    put_pauses(p);
    lode_screen_end(p->s);
}

/* --- postponing ----------------------------------------------------------------------------- */

enum { DELAY_AT = 32 };

static void put_row(lode_page *p, const char *what, const double *x, int32_t n, bool share)
{
    lode_screen_put(p->s, LODE_INK_PLAIN, DELAY_AT, what);
    for (int32_t k = 0; k < n && k < 4; k++) {
        char text[LODE_DECIMAL_SIZE];
        if (share) lode_humane_share(x[k], text);
        else if (!isinf(x[k])) lode_page_amount(*p->v->currency ? floor(x[k] + 0.5) : x[k], text);
        lode_screen_right(p->s, LODE_INK_PLAIN, DELAY_AT + LODE_PAGE_NUMBER * (k + 1),
                          isnan(x[k])   ? "-"
                          : isinf(x[k]) ? "never"
                                        : text);
    }
    lode_screen_end(p->s);
}

static void put_delay_side(lode_page *p, int32_t i)
{
    const lode_standoff_answer *a = p->v->answer;
    int32_t n = a->n_delay < 4 ? a->n_delay : 4;
    double total[4], waiting[4], strength[4], seen[4], p05[4], p95[4], pays[4], flip[4];
    for (int32_t k = 0; k < n; k++) {
        const lode_standoff_delay_row *d = &a->delay[k];
        total[k] = d->central.solved ? d->central.total[i] : NAN;
        waiting[k] = d->central.solved ? d->central.waiting[i] : NAN;
        strength[k] = d->central.solved ? d->central.strength[i] : NAN;
        seen[k] = d->central.solved ? d->central.misperception[i] : NAN;
        p05[k] = d->p05[i];
        p95[k] = d->p95[i];
        pays[k] = d->pays[i];
        flip[k] = d->flip[i];
    }
    char text[96];
    snprintf(text, sizeof text, "  to %s", p->v->name[i]);
    put_row(p, text, total, n, false);
    put_row(p, "    profit of waiting", waiting, n, false);
    put_row(p, "    shift of strength", strength, n, false);
    if (seen[0] != 0) put_row(p, "    misperception", seen, n, false);
    if (p->v->model->n_draw > 0) {
        put_row(p, "    5 % of draws below", p05, n, false);
        put_row(p, "    95 % of draws below", p95, n, false);
        put_row(p, "    it pays in", pays, n, true);
    }
    snprintf(text, sizeof text, "    pays if %s misjudges by", p->v->name[1 - i]);
    put_row(p, text, flip, n, true);
}

void lode_page_delay(lode_page *p)
{
    const lode_standoff_answer *a = p->v->answer;
    if (a->n_delay == 0) return;
    char text[64];
    snprintf(text, sizeof text, "VALUE OF POSTPONING%s%s", *p->v->currency ? ", " : "",
             p->v->currency);
    lode_screen_put(p->s, LODE_INK_STRONG, DELAY_AT, text);
    for (int32_t k = 0; k < a->n_delay && k < 4; k++) {
        snprintf(text, sizeof text, "%g days", a->delay[k].central.days);
        lode_screen_right(p->s, LODE_INK_STRONG, DELAY_AT + LODE_PAGE_NUMBER * (k + 1), text);
    }
    lode_screen_end(p->s);
    for (int32_t i = 0; i < 2; i++) put_delay_side(p, i);
    lode_page_line(p, LODE_INK_FAINT,
         "  Misjudges: underestimates its own cost at first, by at least that share.");
    lode_screen_end(p->s);
}
