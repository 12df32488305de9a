/* The value of postponing (MODEL 5). */
#include "standoff/delay.h"

#include <math.h>

#include "standoff/inner.h"

/* The game begun `begin` days later, with the perceptions of day `perceived`. */
static lode_standoff_game later(const lode_standoff_game *g, const lode_standoff_learning *l,
                                double begin, double perceived)
{
    lode_standoff_game h = *g;
    h.start += begin;
    for (int i = 0; i < 2; i++)
        if (l->bias[i] != 0) {
            double seen = 1 - l->bias[i] * lode_exp(-perceived / l->days[i]);
            h.side[i].cost_scale *= seen;
            h.side[i].cost_added *= seen;
        }
    return h;
}

/* Values of both sides' middle types; false where there is not just one equilibrium. */
static bool values(const lode_standoff_game *g, lode_standoff_work *w, lode_standoff_delay *out,
                   double u[2])
{
    lode_standoff_result r;
    lode_standoff_solve(g, w, &r);
    if (r.status != LODE_STANDOFF_SOLVED || r.n != 1) {
        out->status = r.status;
        return false;
    }
    for (int32_t i = 0; i < 2; i++) {
        u[i] = lode_standoff_payoff(w, &r.equilibrium[0], i,
                                    lode_standoff_value_at(&g->side[i].value, 0.5));
        out->q[i] = r.equilibrium[0].q[i];
    }
    out->t_star = r.equilibrium[0].t_star;
    return true;
}

void lode_standoff_delay_value(const lode_standoff_game *g, const lode_standoff_learning *learning,
                               double days, lode_standoff_work *w, lode_standoff_delay *out)
{
    const lode_standoff_game now = later(g, learning, 0, 0), unlearnt = later(g, learning, days, 0);
    const lode_standoff_game then = later(g, learning, days, days);
    double u_now[2] = {0, 0}, u_unlearnt[2] = {0, 0}, u_then[2];
    *out = (lode_standoff_delay){.days = days};
    out->solved = values(&now, w, out, u_now) && values(&unlearnt, w, out, u_unlearnt) &&
                  values(&then, w, out, u_then);
    for (int32_t i = 0; i < 2 && out->solved; i++) {
        double kept = lode_exp(-g->side[i].discount * days);
        out->waiting[i] = -lode_standoff_waiting_cost(g, i, 0, days);
        out->strength[i] = kept * u_unlearnt[i] - u_now[i];
        out->misperception[i] = kept * (u_then[i] - u_unlearnt[i]);
        out->total[i] = out->waiting[i] + out->strength[i] + out->misperception[i];
    }
}

bool lode_standoff_pays(const lode_standoff_game *g, int32_t side, double total)
{
    /* values of postponing are differences of numbers of the size of v */
    return total > 1e-9 * lode_standoff_value_at(&g->side[side].value, 1);
}

/* What postponing is worth to the other side where `side` misjudges by `bias`; NAN: not known. */
static double with_bias(const lode_standoff_game *g, const lode_standoff_learning *learning,
                        int32_t side, double days, double bias, lode_standoff_work *w)
{
    lode_standoff_learning l = *learning;
    lode_standoff_delay d;
    l.bias[side] = bias;
    lode_standoff_delay_value(g, &l, days, w, &d);
    return d.solved ? d.total[1 - side] : NAN;
}

double lode_standoff_flip_bias(const lode_standoff_game *g, const lode_standoff_learning *learning,
                               int32_t side, double days, lode_standoff_work *w)
{
    enum { GRID = 20 };
    double low = 0;
    for (int n = 0; n <= GRID; n++) {
        double high = 0.99 * n / GRID;
        if (!lode_standoff_pays(g, 1 - side, with_bias(g, learning, side, days, high, w))) {
            low = high;
            continue;
        }
        if (n == 0) return 0;
        for (int i = 0; i < 40 && high - low > 1e-4; i++) {
            double middle = 0.5 * (low + high);
            if (lode_standoff_pays(g, 1 - side, with_bias(g, learning, side, days, middle, w)))
                high = middle;
            else low = middle;
        }
        return high;
    }
    return INFINITY;
}
