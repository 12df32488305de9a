/* Parameters of a stand-off as a game. */
#include "standoff/ensemble.h"

#include <math.h>

void lode_standoff_set(const double parameter[2][LODE_STANDOFF_N_PARAMETER], lode_standoff_nodes *nodes,
                       lode_standoff_game *g, lode_standoff_learning *l)
{
    static const double SHARE[2] = {0, 1};
    for (int i = 0; i < 2; i++) {
        lode_standoff_side *s = &g->side[i];
        const double *x = parameter[i];
        double *node = nodes->value[i];
        if (!isnan(x[LODE_STANDOFF_COMMITTED])) s->committed = x[LODE_STANDOFF_COMMITTED];
        if (!isnan(x[LODE_STANDOFF_DISCOUNT])) s->discount = x[LODE_STANDOFF_DISCOUNT];
        if (!isnan(x[LODE_STANDOFF_SCALE])) s->cost_scale = x[LODE_STANDOFF_SCALE];
        if (!isnan(x[LODE_STANDOFF_ADDED])) s->cost_added = x[LODE_STANDOFF_ADDED];
        if (!isnan(x[LODE_STANDOFF_EXPIRY])) s->at_deadline = x[LODE_STANDOFF_EXPIRY];
        if (!isnan(x[LODE_STANDOFF_BIAS])) l->bias[i] = x[LODE_STANDOFF_BIAS];
        if (!isnan(x[LODE_STANDOFF_LEARNING])) l->days[i] = x[LODE_STANDOFF_LEARNING];
        if (isnan(x[LODE_STANDOFF_VALUE])) continue;
        double spread = isnan(x[LODE_STANDOFF_SPREAD]) ? 0 : x[LODE_STANDOFF_SPREAD];
        node[0] = x[LODE_STANDOFF_VALUE] * (1 - spread);
        node[1] = x[LODE_STANDOFF_VALUE] * (1 + spread);
        s->value = (lode_standoff_values){spread > 0 ? 2 : 1, node, SHARE};
    }
}

void lode_standoff_central(const lode_standoff_model *m, lode_standoff_nodes *nodes, lode_standoff_game *g,
                           lode_standoff_learning *l)
{
    double p[2][LODE_STANDOFF_N_PARAMETER];
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < LODE_STANDOFF_N_PARAMETER; j++) p[i][j] = NAN;
    for (int32_t j = 0; j < m->n_input; j++) p[m->input[j].side][m->input[j].what] = m->input[j].central;
    *g = m->game;
    *l = m->learning;
    lode_standoff_set((const double(*)[LODE_STANDOFF_N_PARAMETER])p, nodes, g, l);
}
