/* A stand-off as text for a terminal. Nothing here is a forecast, and the text says so first. */
#include "out/standoff.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "out/decimal.h"
#include "out/screen.h"

enum { WIDTH = 80, LABEL = 28, NUMBER = 12 };

typedef struct page {
    const lode_standoff_view *v;
    lode_screen *s;
} page;

static void line(page *p, lode_ink ink, const char *text)
{
    lode_screen_put(p->s, ink, 0, text);
    lode_screen_end(p->s);
}

/* A day as a date, or as its number. */
static const char *day_text(const lode_standoff_view *v, double day, char out[LODE_DATE_SIZE])
{
    if (!(fabs(day) < 1e6)) snprintf(out, LODE_DATE_SIZE, "-");
    else if (v->dated) lode_date_format(v->start + (int32_t)floor(day + 0.5), out);
    else snprintf(out, LODE_DATE_SIZE, "%.4g", day);
    return out;
}

/* A share, or a range of shares where equilibria differ. */
static const char *range_text(lode_standoff_range r, char out[80])
{
    char low[LODE_DECIMAL_SIZE], high[LODE_DECIMAL_SIZE];
    lode_humane_share(r.low, low);
    lode_humane_share(r.high, high);
    if (strcmp(low, high) == 0) snprintf(out, 80, "%s", low);
    else snprintf(out, 80, "%s to %s", low, high);
    return out;
}

/* An amount: as lode_humane, but games in a file may have small units. */
static const char *amount(double x, char out[LODE_DECIMAL_SIZE])
{
    if (!(fabs(x) < 100) || x == 0) return lode_humane(x, out);
    snprintf(out, LODE_DECIMAL_SIZE, "%.3g", x);
    return out;
}

/* Cells of a row, right-aligned in columns after the label. */
static void cell(page *p, int column, const char *text)
{
    lode_screen_right(p->s, LODE_INK_PLAIN, LABEL + (column + 1) * NUMBER, text);
}

static void label(page *p, const char *format, const char *name)
{
    char text[160];
    snprintf(text, sizeof text, format, name);
    lode_screen_put(p->s, LODE_INK_PLAIN, LABEL, text);
}

/* --- head ----------------------------------------------------------------------------------- */

static void put_head(page *p)
{
    const lode_standoff_view *v = p->v;
    char day[LODE_DATE_SIZE];
    lode_screen_printf(p->s, LODE_INK_STRONG, "Stand-off %s: %s and %s", v->title, v->name[0],
                       v->name[1]);
    lode_screen_end(p->s);
    if (v->scenario) {
        lode_screen_printf(p->s, LODE_INK_PLAIN,
                           "Costs of scenario '%s' at central values, from %s.", v->scenario,
                           day_text(v, 0, day));
        lode_screen_end(p->s);
    }
    int32_t n = 0, judged = 0;
    for (int32_t i = 0; i < v->model->n_input; i++) {
        n += v->model->input[i].grade >= 0;
        judged += v->model->input[i].grade == 3;
    }
    if (n > 0) {
        lode_screen_printf(
            p->s, LODE_INK_PLAIN,
            "All of it is conditional on the values declared: %d of %d are of grade D", (int)judged,
            (int)n);
        lode_screen_end(p->s);
        line(p, LODE_INK_PLAIN,
             "(judgement). It says what follows from them, not what will happen.");
    } else line(p, LODE_INK_PLAIN, "Conditional on the numbers of the game; not a forecast.");
    lode_screen_end(p->s);
}

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

static void put_rate_row(page *p, const char *what, double day)
{
    char text[LODE_DECIMAL_SIZE];
    label(p, "%s", what);
    for (int32_t i = 0; i < 2; i++)
        cell(p, i,
             lode_humane(scaled(p->v->model, i, rate_on(&p->v->model->game.side[i].cost, day)),
                         text));
    lode_screen_end(p->s);
}

static void put_highest(page *p)
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
    label(p, "%s", "  highest");
    for (int i = 0; i < 2; i++) cell(p, i, amount(scaled(p->v->model, i, top[i]), text));
    lode_screen_end(p->s);
    label(p, "%s", "  highest on");
    for (int i = 0; i < 2; i++) cell(p, i, day_text(p->v, at[i], day));
    lode_screen_end(p->s);
}

static void put_pauses(page *p)
{
    const lode_standoff_result *r = &p->v->answer->central;
    int shown = 0;
    for (int i = 0; i < 2; i++)
        for (int32_t n = 0; n < r->n_pause[i]; n++) {
            char a[LODE_DATE_SIZE], b[LODE_DATE_SIZE];
            const lode_standoff_pause *q = &r->pause[i][n];
            if (shown++ == 6) {
                line(p, LODE_INK_PLAIN, "  (more pauses: see --json)");
                return;
            }
            lode_screen_printf(p->s, LODE_INK_PLAIN,
                               "  %s waits for free or for gain from %s to %s%s", p->v->name[i],
                               day_text(p->v, q->start, a),
                               isinf(q->end) ? "the end" : day_text(p->v, q->end, b),
                               q->terminal ? ", and never gives in after" : "");
            lode_screen_end(p->s);
        }
    if (shown == 0) line(p, LODE_INK_PLAIN, "  no days on which a side waits for free or for gain");
}

static void put_costs(page *p)
{
    const lode_standoff_view *v = p->v;
    const lode_standoff_curve *a = &v->model->game.side[0].cost, *b = &v->model->game.side[1].cost;
    char text[64];
    snprintf(text, sizeof text, "COST OF WAITING%s%s A DAY", *v->currency ? ", " : "", v->currency);
    lode_screen_put(p->s, LODE_INK_STRONG, LABEL + 4, text);
    cell(p, 0, v->name[0]);
    cell(p, 1, v->name[1]);
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

/* --- regimes, ends -------------------------------------------------------------------------- */

static void put_share(page *p, const char *format, const char *name, double share)
{
    char text[LODE_DECIMAL_SIZE], what[128];
    snprintf(what, sizeof what, format, name);
    lode_screen_put(p->s, LODE_INK_PLAIN, 52, what);
    lode_screen_right(p->s, LODE_INK_PLAIN, LABEL + 2 * NUMBER + 8, lode_humane_share(share, text));
    lode_screen_end(p->s);
}

static void put_regimes(page *p)
{
    const lode_standoff_answer *a = p->v->answer;
    const char *const *name = p->v->name;
    if (p->v->model->n_draw > 0)
        lode_screen_printf(p->s, LODE_INK_STRONG,
                           "REGIMES, share of %d draws over the declared ranges", (int)a->n_draw);
    else lode_screen_printf(p->s, LODE_INK_STRONG, "REGIME");
    lode_screen_end(p->s);
    put_share(p, "  %s is weak: it may give in at the start", name[0],
              a->share[LODE_STANDOFF_A_WEAK]);
    put_share(p, "  %s is weak", name[1], a->share[LODE_STANDOFF_B_WEAK]);
    put_share(p, "  neither gives in at the start%s", "", a->share[LODE_STANDOFF_BALANCED]);
    put_share(p, "  nobody ever gives in%s", "", a->share[LODE_STANDOFF_NOBODY]);
    put_share(p, "  several equilibria%s", "", a->share[LODE_STANDOFF_SEVERAL]);
    if (a->share[LODE_STANDOFF_UNSOLVED] > 0)
        put_share(p, "  no certified equilibrium%s", "", a->share[LODE_STANDOFF_UNSOLVED]);
    lode_screen_end(p->s);
}

static void put_first(page *p)
{
    const lode_standoff_answer *a = p->v->answer;
    char one[80], two[80], none[80];
    if (a->n_solved == 0) return;
    lode_screen_printf(p->s, LODE_INK_PLAIN, "Gives in first: %s %s, %s %s; nobody ever %s.",
                       p->v->name[0], range_text(a->first[0], one), p->v->name[1],
                       range_text(a->first[1], two), range_text(a->never, none));
    lode_screen_end(p->s);
    lode_screen_end(p->s);
}

static void put_end(page *p)
{
    static const char *const head[] = {"5 %", "25 %", "50 %", "75 %", "95 %"};
    const lode_standoff_answer *a = p->v->answer;
    enum { AT = 20 };
    if (a->n_solved == 0) return;
    lode_screen_put(p->s, LODE_INK_STRONG, AT, "OVER BY");
    for (int q = 0; q < LODE_STANDOFF_QUANTILES; q++)
        lode_screen_right(p->s, LODE_INK_STRONG, AT + 12 * (q + 1), head[q]);
    lode_screen_end(p->s);
    for (int high = 0; high < 2; high++) {
        bool differ = false;
        for (int q = 0; q < LODE_STANDOFF_QUANTILES; q++) differ |= a->end[q].low != a->end[q].high;
        if (high == 1 && !differ) break;
        lode_screen_put(p->s, LODE_INK_PLAIN, AT,
                        !differ ? "  with probability"
                        : high  ? "  latest"
                                : "  earliest");
        for (int q = 0; q < LODE_STANDOFF_QUANTILES; q++) {
            char day[LODE_DATE_SIZE];
            double x = high ? a->end[q].high : a->end[q].low;
            lode_screen_right(p->s, LODE_INK_PLAIN, AT + 12 * (q + 1),
                              isinf(x) ? "later/never"
                              : x == 0 ? "at once"
                                       : day_text(p->v, x, day));
        }
        lode_screen_end(p->s);
    }
    lode_screen_end(p->s);
}

static void put_hazard(page *p)
{
    static const int month[] = {0, 1, 2, 5, 11, 23};
    enum { N = 6, AT = 20 };
    const lode_standoff_answer *a = p->v->answer;
    if (isnan(a->hazard[0][0])) return;
    lode_screen_put(p->s, LODE_INK_STRONG, AT, "GIVES IN WITHIN");
    for (int n = 0; n < N; n++) {
        char text[32];
        snprintf(text, sizeof text, "d %d-%d", 30 * month[n], 30 * month[n] + 30);
        lode_screen_right(p->s, LODE_INK_STRONG, AT + 10 * (n + 1), text);
    }
    lode_screen_end(p->s);
    for (int i = 0; i < 2; i++) {
        lode_screen_printf(p->s, LODE_INK_PLAIN, "  %s", p->v->name[i]);
        for (int n = 0; n < N; n++) {
            char text[LODE_DECIMAL_SIZE];
            lode_screen_right(p->s, LODE_INK_PLAIN, AT + 10 * (n + 1),
                              lode_humane_share(a->hazard[i][month[n]], text));
        }
        lode_screen_end(p->s);
    }
    line(p, LODE_INK_FAINT, "  first, in those days, if nobody has before");
    lode_screen_end(p->s);
}

/* --- postponing ----------------------------------------------------------------------------- */

enum { DELAY_AT = 32 };

static void put_row(page *p, const char *what, const double *x, int32_t n, bool share)
{
    lode_screen_put(p->s, LODE_INK_PLAIN, DELAY_AT, what);
    for (int32_t k = 0; k < n && k < 4; k++) {
        char text[LODE_DECIMAL_SIZE];
        if (share) lode_humane_share(x[k], text);
        else if (!isinf(x[k])) amount(*p->v->currency ? floor(x[k] + 0.5) : x[k], text);
        lode_screen_right(p->s, LODE_INK_PLAIN, DELAY_AT + NUMBER * (k + 1),
                          isnan(x[k])   ? "-"
                          : isinf(x[k]) ? "never"
                                        : text);
    }
    lode_screen_end(p->s);
}

static void put_delay_side(page *p, int32_t i)
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

static void put_delay(page *p)
{
    const lode_standoff_answer *a = p->v->answer;
    if (a->n_delay == 0) return;
    char text[64];
    snprintf(text, sizeof text, "VALUE OF POSTPONING%s%s", *p->v->currency ? ", " : "",
             p->v->currency);
    lode_screen_put(p->s, LODE_INK_STRONG, DELAY_AT, text);
    for (int32_t k = 0; k < a->n_delay && k < 4; k++) {
        snprintf(text, sizeof text, "%g days", a->delay[k].central.days);
        lode_screen_right(p->s, LODE_INK_STRONG, DELAY_AT + NUMBER * (k + 1), text);
    }
    lode_screen_end(p->s);
    for (int32_t i = 0; i < 2; i++) put_delay_side(p, i);
    line(p, LODE_INK_FAINT,
         "  Misjudges: underestimates its own cost at first, by at least that share.");
    lode_screen_end(p->s);
}

/* --- foot ----------------------------------------------------------------------------------- */

static void put_reading(page *p, bool flow, const double *share, const lode_standoff_range first[2],
                        lode_standoff_range never)
{
    char one[80], two[80], none[80], weak[2][LODE_DECIMAL_SIZE];
    for (int i = 0; i < 2; i++)
        lode_humane_share(share[i == 0 ? LODE_STANDOFF_A_WEAK : LODE_STANDOFF_B_WEAK], weak[i]);
    lode_screen_printf(p->s, LODE_INK_PLAIN, "  %s weak %s first %s; %s weak %s first %s; never %s",
                       p->v->name[0], weak[0], range_text(first[0], one), p->v->name[1], weak[1],
                       range_text(first[1], two), range_text(never, none));
    lode_screen_end(p->s);
    line(p, LODE_INK_FAINT,
         flow ? "    as if they cost next to nothing (flow)"
              : "    as pauses in which nobody gives in");
}

/* Both readings of free waiting, where there are days of it. */
static void put_zero(page *p)
{
    const lode_standoff_answer *a = p->v->answer;
    if (!a->has_other) return;
    bool flow = p->v->model->game.zero_is_flow;
    line(p, LODE_INK_STRONG, "DAYS WITHOUT COST, read in two ways (the first is the one above)");
    put_reading(p, flow, a->share, a->first, a->never);
    put_reading(p, !flow, a->other_share, a->other_first, a->other_never);
    if (p->v->scenario)
        line(p, LODE_INK_PLAIN, "  Losses and gains below 1 % of a side's highest count as none.");
    lode_screen_end(p->s);
}

static void put_equilibria(page *p)
{
    const lode_standoff_result *r = &p->v->answer->central;
    if (r->n <= 1 && r->status == LODE_STANDOFF_SOLVED) return;
    line(p, LODE_INK_STRONG, "AT CENTRAL VALUES");
    lode_screen_printf(p->s, LODE_INK_PLAIN, "  %s", lode_standoff_status_text(r->status));
    lode_screen_end(p->s);
    if (r->bad)
        lode_screen_printf(p->s, LODE_INK_PLAIN, "  %s", lode_standoff_bad_text(r->bad)),
            lode_screen_end(p->s);
    if (r->deep_pause)
        line(p, LODE_INK_PLAIN,
             "  a pause costs more on its way than prevailing is worth: outside the model");
    if (r->n_refused > 0) {
        lode_screen_printf(p->s, LODE_INK_PLAIN,
                           "  %d candidates refused; the best of them is off by %.2g",
                           (int)r->n_refused, r->refused_epsilon);
        lode_screen_end(p->s);
    }
    if (r->continuum) line(p, LODE_INK_PLAIN, "  the ends of a continuum of equilibria:");
    for (int32_t n = 0; n < r->n; n++) {
        const lode_standoff_equilibrium *e = &r->equilibrium[n];
        lode_screen_printf(p->s, LODE_INK_PLAIN,
                           "  %d: at once %s %.4f %s %.4f; last day %.4f %.4f; first %.3f %.3f",
                           (int)n + 1, p->v->name[0], e->q[0], p->v->name[1], e->q[1],
                           e->at_deadline[0], e->at_deadline[1], e->first[0], e->first[1]);
        lode_screen_end(p->s);
    }
    lode_screen_end(p->s);
}

static void put_foot(page *p)
{
    const lode_standoff_answer *a = p->v->answer;
    char text[LODE_DECIMAL_SIZE];
    if (a->n_rests > 0) {
        const lode_standoff_rests *r = &a->rests[0];
        lode_screen_printf(p->s, LODE_INK_STRONG, "Who gives in first rests most on %s",
                           p->v->model->input[r->input].name);
        lode_screen_end(p->s);
        lode_screen_printf(p->s, LODE_INK_PLAIN, "(PAWN %.2f; by chance %.2f)", r->median,
                           r->chance);
        if (a->n_rests > 1)
            lode_screen_printf(p->s, LODE_INK_PLAIN, ", then on %s (%.2f).",
                               p->v->model->input[a->rests[1].input].name, a->rests[1].median);
        lode_screen_end(p->s);
    }
    if (a->n_above > 0) {
        lode_screen_printf(p->s, LODE_INK_ALARM,
                           "NOT CERTIFIED: %d of %d games; a type would gain by deviating.",
                           (int)a->n_above, (int)a->n_draw);
        lode_screen_end(p->s);
    }
    lode_screen_printf(p->s, LODE_INK_PLAIN,
                       "Certificate: no type of either side gains more than %s of its value.",
                       lode_humane_small(a->worst_epsilon, text));
    lode_screen_end(p->s);
    if (p->v->sha256) {
        lode_screen_printf(p->s, LODE_INK_PLAIN,
                           "Lodestone " LODE_VERSION ", input %.12s, seed %llu", p->v->sha256,
                           (unsigned long long)p->v->model->seed);
        lode_screen_end(p->s);
    }
}

void lode_standoff_put(const lode_standoff_view *v, bool colour, lode_text *out)
{
    lode_screen s = {.out = out, .width = WIDTH, .colour = colour};
    page p = {v, &s};
    put_head(&p);
    put_costs(&p);
    put_equilibria(&p);
    put_regimes(&p);
    put_first(&p);
    put_end(&p);
    put_hazard(&p);
    put_delay(&p);
    put_zero(&p);
    put_foot(&p);
}
