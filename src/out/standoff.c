/* A stand-off as text for a terminal. Nothing here is a forecast, and the text says so first. */
#include "out/standoff_page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- head ----------------------------------------------------------------------------------- */

static void put_head(lode_page *p)
{
    const lode_standoff_view *v = p->v;
    char day[LODE_DATE_SIZE];
    lode_screen_printf(p->s, LODE_INK_STRONG, "Stand-off %s: %s and %s", v->title, v->name[0],
                       v->name[1]);
    lode_screen_end(p->s);
    if (v->scenario) {
        lode_screen_printf(p->s, LODE_INK_PLAIN,
                           "Costs of scenario '%s' at central values, from %s.", v->scenario,
                           lode_page_day(v, 0, day));
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
        lode_page_line(p, LODE_INK_PLAIN,
             "(judgement). It says what follows from them, not what will happen.");
    } else lode_page_line(p, LODE_INK_PLAIN, "Conditional on the numbers of the game; not a forecast.");
    lode_screen_end(p->s);
}

/* --- regimes, ends -------------------------------------------------------------------------- */

static void put_share(lode_page *p, const char *format, const char *name, double share)
{
    char text[LODE_DECIMAL_SIZE], what[128];
    snprintf(what, sizeof what, format, name);
    lode_screen_put(p->s, LODE_INK_PLAIN, 52, what);
    lode_screen_right(p->s, LODE_INK_PLAIN, LODE_PAGE_LABEL + 2 * LODE_PAGE_NUMBER + 8, lode_humane_share(share, text));
    lode_screen_end(p->s);
}

static void put_regimes(lode_page *p)
{
    const lode_standoff_answer *a = p->v->answer;
    const char *const *name = p->v->name;
    if (p->v->model->n_draw > 0)
        lode_screen_printf(p->s, LODE_INK_STRONG,
                           "REGIMES, share of %d draws over the declared ranges", (int)a->n_draw);
    else lode_screen_printf(p->s, LODE_INK_STRONG, "REGIME");
    lode_screen_end(p->s);
    if (p->v->simulated) {
        lode_screen_printf(p->s, LODE_INK_PLAIN, "  each draw with the losses of its own simulation; %d did not close",
                           (int)a->n_left_out);
        lode_screen_end(p->s);
    } else if (p->v->scenario)
        lode_page_line(p, LODE_INK_PLAIN, "  the same losses in all of them; --draws N simulates N of its own");
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

static void put_first(lode_page *p)
{
    const lode_standoff_answer *a = p->v->answer;
    char one[80], two[80], none[80];
    if (a->n_solved == 0) return;
    lode_screen_printf(p->s, LODE_INK_PLAIN, "Gives in first: %s %s, %s %s; nobody ever %s.",
                       p->v->name[0], lode_page_range(a->first[0], one), p->v->name[1],
                       lode_page_range(a->first[1], two), lode_page_range(a->never, none));
    lode_screen_end(p->s);
    lode_screen_end(p->s);
}

static void put_end(lode_page *p)
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
                                       : lode_page_day(p->v, x, day));
        }
        lode_screen_end(p->s);
    }
    lode_screen_end(p->s);
}

static void put_hazard(lode_page *p)
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
    lode_page_line(p, LODE_INK_FAINT, "  first, in those days, if nobody has before");
    lode_screen_end(p->s);
}

/* --- foot ----------------------------------------------------------------------------------- */

static void put_reading(lode_page *p, bool flow, const double *share, const lode_standoff_range first[2],
                        lode_standoff_range never)
{
    char one[80], two[80], none[80], weak[2][LODE_DECIMAL_SIZE];
    for (int i = 0; i < 2; i++)
        lode_humane_share(share[i == 0 ? LODE_STANDOFF_A_WEAK : LODE_STANDOFF_B_WEAK], weak[i]);
    lode_screen_printf(p->s, LODE_INK_PLAIN, "  %s weak %s first %s; %s weak %s first %s; never %s",
                       p->v->name[0], weak[0], lode_page_range(first[0], one), p->v->name[1], weak[1],
                       lode_page_range(first[1], two), lode_page_range(never, none));
    lode_screen_end(p->s);
    lode_page_line(p, LODE_INK_FAINT,
         flow ? "    as if they cost next to nothing (flow)"
              : "    as pauses in which nobody gives in");
}

/* Both readings of free waiting, where there are days of it. */
static void put_zero(lode_page *p)
{
    const lode_standoff_answer *a = p->v->answer;
    if (!a->has_other) return;
    bool flow = p->v->model->game.zero_is_flow;
    lode_page_line(p, LODE_INK_STRONG, "DAYS WITHOUT COST, read in two ways (the first is the one above)");
    put_reading(p, flow, a->share, a->first, a->never);
    put_reading(p, !flow, a->other_share, a->other_first, a->other_never);
    if (p->v->scenario)
        lode_page_line(p, LODE_INK_PLAIN, "  Losses and gains below 1 % of a side's highest count as none.");
    lode_screen_end(p->s);
}

static void put_equilibria(lode_page *p)
{
    const lode_standoff_result *r = &p->v->answer->central;
    if (r->n <= 1 && r->status == LODE_STANDOFF_SOLVED) return;
    lode_page_line(p, LODE_INK_STRONG, "AT CENTRAL VALUES");
    lode_screen_printf(p->s, LODE_INK_PLAIN, "  %s", lode_standoff_status_text(r->status));
    lode_screen_end(p->s);
    if (r->bad)
        lode_screen_printf(p->s, LODE_INK_PLAIN, "  %s", lode_standoff_bad_text(r->bad)),
            lode_screen_end(p->s);
    if (r->deep_pause)
        lode_page_line(p, LODE_INK_PLAIN,
             "  a pause costs more on its way than prevailing is worth: outside the model");
    if (r->n_refused > 0) {
        lode_screen_printf(p->s, LODE_INK_PLAIN,
                           "  %d candidates refused; the best of them is off by %.2g",
                           (int)r->n_refused, r->refused_epsilon);
        lode_screen_end(p->s);
    }
    if (r->continuum) lode_page_line(p, LODE_INK_PLAIN, "  the ends of a continuum of equilibria:");
    for (int32_t n = 0; n < r->n; n++) {
        const lode_standoff_equilibrium *e = &r->equilibrium[n];
        lode_screen_printf(p->s, LODE_INK_PLAIN,
                           "  %d: at once %s %.4f %s %.4f; last day %.4f %.4f; first %.3f %.3f%s",
                           (int)n + 1, p->v->name[0], e->q[0], p->v->name[1], e->q[1],
                           e->at_deadline[0], e->at_deadline[1], e->first[0], e->first[1],
                           e->edge ? " *" : "");
        lode_screen_end(p->s);
    }
    bool edge = false;
    for (int32_t n = 0; n < r->n; n++) edge = edge || r->equilibrium[n].edge;
    if (edge) lode_page_line(p, LODE_INK_PLAIN, "  * one end of a continuum of equilibria");
    lode_screen_end(p->s);
}

static void put_foot(lode_page *p)
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
    lode_screen s = {.out = out, .width = LODE_PAGE_WIDTH, .colour = colour};
    lode_page p = {v, &s};
    put_head(&p);
    lode_page_costs(&p);
    put_equilibria(&p);
    put_regimes(&p);
    put_first(&p);
    put_end(&p);
    put_hazard(&p);
    lode_page_delay(&p);
    put_zero(&p);
    put_foot(&p);
}
