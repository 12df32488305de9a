/* The part of the answer that says what each side loses per day. */
#include <math.h>
#include <string.h>

#include "base/date.h"
#include "out/answer.h"
#include "out/decimal.h"

enum {
    ROWS_MOST = 10,    /* actors of one scenario shown in full       */
    SIDES_MOST = 4,    /* actors shown side by side                  */
    AT_SIDES = 20,     /* column of the first side                   */
    SIDE_WIDTH = 15,   /* columns of a side                          */
    ACTORS_MOST = 4096 /* actors that are looked at; a case has tens */
};

/* An actor that may be shown. */
typedef struct side {
    int32_t actor;
    bool issuer;   /* issues a measure of the scenarios shown   */
    double weight; /* USD/day: its largest mean loss or gain    */
} side;

/* --- choosing ------------------------------------------------------------------------------ */

static bool is_issuer(const lode_answer *a, int32_t actor)
{
    for (int i = 0; i < a->n_shown; i++)
        for (int32_t k = 0; k < a->shown[i]->n_measure; k++)
            if (lode_case_int(a->r->c, a->shown[i]->measure[k], LODE_MEASURES_ACTOR, -1) == actor)
                return true;
    return false;
}

static const lode_loss *loss_of(const lode_scenario_result *s, int32_t actor)
{
    for (int32_t i = 0; i < s->n_loss; i++)
        if (s->loss[i].actor == actor) return &s->loss[i];
    return NULL;
}

/* Whether x goes before y: issuers of measures first, then the largest. */
static bool goes_before(const side *x, const side *y)
{
    if (x->issuer != y->issuer) return x->issuer;
    return x->weight > y->weight;
}

/* The actors to show, at most `most`, those that go first. Returns their number. */
static int choose(const lode_answer *a, side chosen[], int most)
{
    int n = 0, n_actor = a->r->c->table[LODE_T_ACTORS].n_row;
    for (int32_t actor = 0; actor < n_actor && actor < ACTORS_MOST; actor++) {
        side next = {actor, is_issuer(a, actor), 0.0};
        for (int i = 0; i < a->n_shown; i++) {
            const lode_loss *l = loss_of(a->shown[i], actor);
            if (l) next.weight = fmax(next.weight, fabs(l->mean_usd_per_day.p50));
        }
        if (!next.issuer && !(next.weight > 0.0)) continue;
        int at = n;
        while (at > 0 && goes_before(&next, &chosen[at - 1])) at--;
        if (at == most) continue;
        if (n < most) n++;
        for (int k = n - 1; k > at; k--) chosen[k] = chosen[k - 1];
        chosen[at] = next;
    }
    return n;
}

/* Whether tariffs outside the simulation cost anybody anything under a scenario. */
static bool has_tariffs(const lode_scenario_result *s)
{
    for (int32_t i = 0; i < s->n_loss; i++)
        if (s->loss[i].tariff_mean_usd_per_day.p50 != 0.0) return true;
    return false;
}

static int tariff_rows(const lode_answer *a)
{
    int n = 0;
    for (int i = 0; i < a->n_shown; i++) n += has_tariffs(a->shown[i]);
    return n;
}

int lode_answer_loss_lines(const lode_answer *a)
{
    side chosen[ROWS_MOST];
    int tariffs = tariff_rows(a);
    if (tariffs > 0) tariffs += a->single ? 2 : 1; /* a heading; names of actors, where no column above has them */
    return (a->single ? choose(a, chosen, ROWS_MOST) : a->n_shown) + tariffs;
}

/* --- one scenario: an actor a line --------------------------------------------------------- */

/* Column by which each number ends or begins. */
enum { AT_MEAN = 26, AT_PEAK = 36, AT_DATE = 38, AT_HIGH = 47, AT_TOTAL = 58, AT_PARTS = 60 };

static void put_actor(const lode_answer *a, const lode_loss *l)
{
    char text[LODE_DECIMAL_SIZE], date[LODE_DATE_SIZE];
    lode_screen *s = a->s;
    lode_screen_to(s, 2);
    lode_screen_put(s, LODE_INK_PLAIN, 16, lode_out_actor(a->r, l->actor));
    lode_screen_right(s, LODE_INK_PLAIN, AT_MEAN, lode_humane(l->mean_usd_per_day.p50, text));
    if (a->r->options.draws > 1) {
        lode_screen_right(s, LODE_INK_PLAIN, AT_PEAK, lode_humane(l->mean_usd_per_day.p05, text));
        lode_screen_right(s, LODE_INK_PLAIN, AT_HIGH, lode_humane(l->mean_usd_per_day.p95, text));
    } else {
        lode_screen_right(s, LODE_INK_PLAIN, AT_PEAK, lode_humane(l->peak_usd_per_day.p50, text));
        lode_screen_to(s, AT_DATE);
        if (l->peak_date.p50 != LODE_NEVER && l->peak_usd_per_day.p50 > 0.0)
            lode_screen_put(s, LODE_INK_PLAIN, 0,
                            lode_out_at_end(a->r, l->peak_date.p50, 1) ? "at the end" : lode_date_format(l->peak_date.p50, date));
    }
    lode_screen_right(s, LODE_INK_PLAIN, AT_TOTAL, lode_humane(l->total_usd.p50, text));
    lode_screen_to(s, AT_PARTS);
    for (int32_t i = 0; i < l->n_part && s->column + s->waiting < LODE_ANSWER_COLUMNS - 8; i++) {
        if (i > 0) lode_screen_put(s, LODE_INK_PLAIN, 0, ", ");
        lode_screen_put(s, LODE_INK_PLAIN, 0, lode_out_part(a->r, l->part[i].product));
    }
    lode_screen_end(s);
}

static void put_one(const lode_answer *a)
{
    side chosen[ROWS_MOST];
    int n = choose(a, chosen, ROWS_MOST);
    lode_screen *s = a->s;
    lode_screen_put(s, LODE_INK_STRONG, 0, "LOSS PER DAY, USD");
    lode_screen_right(s, LODE_INK_STRONG, AT_MEAN, "mean");
    bool drawn = a->r->options.draws > 1;
    lode_screen_right(s, LODE_INK_STRONG, AT_PEAK, drawn ? "5 %" : "highest");
    if (drawn) lode_screen_right(s, LODE_INK_STRONG, AT_HIGH, "95 %");
    else {
        lode_screen_to(s, AT_DATE);
        lode_screen_put(s, LODE_INK_STRONG, 0, "on");
    }
    lode_screen_right(s, LODE_INK_STRONG, AT_TOTAL, "in all");
    lode_screen_to(s, AT_PARTS);
    lode_screen_put(s, LODE_INK_STRONG, 0, "at makers of");
    lode_screen_end(s);
    for (int i = 0; i < n; i++) {
        const lode_loss *l = loss_of(a->shown[0], chosen[i].actor);
        if (l) put_actor(a, l);
    }
}

/* --- several scenarios: an actor a column -------------------------------------------------- */

static void put_two(const lode_answer *a, double left, double right, int end)
{
    char x[LODE_DECIMAL_SIZE], y[LODE_DECIMAL_SIZE], both[2 * LODE_DECIMAL_SIZE + 4];
    lode_humane(left, x);
    lode_humane(right, y);
    bool loose = strlen(x) + strlen(y) + 4 <= SIDE_WIDTH;
    snprintf(both, sizeof both, "%s%s%s", x, loose ? " / " : "/", y);
    lode_screen_right(a->s, LODE_INK_PLAIN, end, both);
}

static void put_cell(const lode_answer *a, const lode_loss *l, int end)
{
    put_two(a, l ? l->mean_usd_per_day.p50 : 0.0, l ? l->peak_usd_per_day.p50 : 0.0, end);
}

/* What tariffs outside the simulation make of the mean, and what they cost in the long run, both per day; the actors are
 * those of the columns above. */
static void put_tariffs(const lode_answer *a)
{
    side chosen[SIDES_MOST];
    int n = choose(a, chosen, SIDES_MOST);
    lode_screen *s = a->s;
    if (tariff_rows(a) == 0) return;
    lode_screen_put(s, LODE_INK_STRONG, 0, "OF IT TARIFFS ON OTHER GOODS: short run, in the mean / long run, not in it");
    lode_screen_end(s);
    for (int k = 0; a->single && k < n; k++)
        lode_screen_right(s, LODE_INK_STRONG, AT_SIDES + (k + 1) * SIDE_WIDTH, lode_out_actor(a->r, chosen[k].actor));
    if (a->single) lode_screen_end(s);
    for (int i = 0; i < a->n_shown; i++) {
        if (!has_tariffs(a->shown[i])) continue;
        lode_screen_put(s, LODE_INK_PLAIN, AT_SIDES - 1, lode_out_scenario(a->r, a->shown[i]));
        for (int k = 0; k < n; k++) {
            const lode_loss *l = loss_of(a->shown[i], chosen[k].actor);
            put_two(a, l ? l->tariff_mean_usd_per_day.p50 : 0.0, l ? l->tariff_long_run_usd_per_year.p50 / 365.0 : 0.0,
                    AT_SIDES + (k + 1) * SIDE_WIDTH);
        }
        lode_screen_end(s);
    }
}

static void put_several(const lode_answer *a)
{
    side chosen[SIDES_MOST];
    int n = choose(a, chosen, SIDES_MOST);
    lode_screen *s = a->s;
    lode_screen_put(s, LODE_INK_STRONG, 0, "LOSS PER DAY, USD");
    for (int k = 0; k < n; k++)
        lode_screen_right(s, LODE_INK_STRONG, AT_SIDES + (k + 1) * SIDE_WIDTH,
                          lode_out_actor(a->r, chosen[k].actor));
    lode_screen_end(s);
    for (int i = 0; i < a->n_shown; i++) {
        lode_screen_put(s, LODE_INK_PLAIN, AT_SIDES - 1, lode_out_scenario(a->r, a->shown[i]));
        for (int k = 0; k < n; k++)
            put_cell(a, loss_of(a->shown[i], chosen[k].actor), AT_SIDES + (k + 1) * SIDE_WIDTH);
        lode_screen_end(s);
    }
}

void lode_answer_losses(const lode_answer *a)
{
    char from[LODE_DATE_SIZE], to[LODE_DATE_SIZE], start[LODE_DATE_SIZE];
    lode_date_format(lode_out_as_of(a->r), from);
    lode_date_format(a->r->end, to);
    lode_date_format(a->r->start, start);
    if (a->single) {
        put_one(a);
        lode_screen_printf(a->s, LODE_INK_FAINT,
                           "Mean from %s, the rest from %s, to %s; minus: it gains.", from, start, to);
    } else {
        put_several(a);
        lode_screen_printf(a->s, LODE_INK_FAINT,
                           "Mean from %s / highest day from %s, to %s; minus: gain.", from, start, to);
    }
    lode_screen_end(a->s);
    put_tariffs(a);
}
