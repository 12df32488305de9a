/* Single points of failure by capacity: what is left of each end product when one plant is gone and all others make up for
 * it as far as their capacity goes. docs/exposure.md 3. */
#include "exposure/inner.h"

enum { ROUNDS = 50, SWEEPS = 30 };
static const double SETTLED = 1e-6;

/* Scale what each maker of p sends to what it can make. */
static void send(const lode_chain *c, int32_t p, const double *ratio, double *sent)
{
    for (int32_t j = c->product_output_ptr[p]; j < c->product_output_ptr[p + 1]; j++) {
        int32_t o = c->product_output[j];
        double sum = 0, made = c->output_made[o] * ratio[c->output_site[o]];
        for (int32_t l = c->link_ptr[o]; l < c->link_ptr[o + 1]; l++) sum += sent[l];
        for (int32_t l = c->link_ptr[o]; l < c->link_ptr[o + 1]; l++) sent[l] *= sum > 0 ? made / sum : 0;
    }
}

/* Add up what each user of p gets. */
static void receive(const lode_chain *c, int32_t p, const double *sent, double *got)
{
    int32_t first = c->product_output_ptr[p], end = c->product_output_ptr[p + 1];
    for (int32_t j = first; j < end; j++)
        for (int32_t l = c->link_ptr[c->product_output[j]]; l < c->link_ptr[c->product_output[j] + 1]; l++)
            got[c->link_group[l]] = 0;
    for (int32_t j = first; j < end; j++)
        for (int32_t l = c->link_ptr[c->product_output[j]]; l < c->link_ptr[c->product_output[j] + 1]; l++)
            got[c->link_group[l]] += sent[l];
}

/* Scale what each user of p is sent to what it needs. Returns how unequally they were filled: highest / lowest - 1. */
static double pull(const lode_chain *c, int32_t p, const double *need, const double *got, double *sent)
{
    double low = 0, high = 0;
    for (int32_t j = c->product_output_ptr[p]; j < c->product_output_ptr[p + 1]; j++)
        for (int32_t l = c->link_ptr[c->product_output[j]]; l < c->link_ptr[c->product_output[j] + 1]; l++) {
            int32_t g = c->link_group[l];
            double factor = got[g] > 0 ? need[g] / got[g] : 0;
            sent[l] *= factor;
            if (!(factor > 0)) continue;
            if (!(low > 0) || factor < low) low = factor;
            if (factor > high) high = factor;
        }
    return low > 0 ? high / low - 1 : 0;
}

/* What users get of p when its makers deliver at their ratios: base flows scaled in turn to users and makers, so that all
 * are filled alike as far as the relations of the base allow. */
static void share_out(const lode_chain *c, int32_t p, lode_points_room *w)
{
    send(c, p, w->ratio, w->sent);
    receive(c, p, w->sent, w->got);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
        double unequal = pull(c, p, w->need, w->got, w->sent);
        send(c, p, w->ratio, w->sent);
        receive(c, p, w->sent, w->got);
        if (unequal <= SETTLED) return;
    }
}

/* Whether some user comes before a maker in product_order; else one round is enough. */
static bool has_loops(const lode_chain *c, uint8_t *seen)
{
    for (int32_t p = 0; p < c->n_product; p++) seen[p] = 0;
    for (int32_t n = c->n_product - 1; n >= 0; n--) {
        int32_t p = c->product_order[n];
        for (int32_t j = c->product_output_ptr[p]; j < c->product_output_ptr[p + 1]; j++) {
            int32_t i = c->output_site[c->product_output[j]];
            for (int32_t g = c->group_first[i]; g < c->group_end[i]; g++)
                if (!seen[c->group_product[g]]) return true;
        }
        seen[p] = 1;
    }
    return false;
}

/* Activity that a site's capacity and its scarcest essential input allow / base activity. */
static double possible(const lode_chain *c, int32_t i, const double *need, const double *got)
{
    double ratio = c->site_base[i] > 0 ? c->site_capacity[i] / c->site_base[i] : 0;
    for (int32_t g = c->group_first[i]; g < c->group_end[i]; g++) {
        if (!c->group_essential[g] || !(need[g] > 0)) continue;
        if (got[g] / need[g] < ratio) ratio = got[g] / need[g];
    }
    return ratio;
}

void lode_points_propagate(const lode_chain *c, int32_t plant, lode_points_room *w)
{
    for (int32_t i = 0; i < c->n_site; i++) {
        bool gone = plant >= 0 && c->site_plant[i] == plant;
        w->ratio[i] = gone || !(c->site_base[i] > 0) ? 0 : c->site_capacity[i] / c->site_base[i];
    }
    for (int32_t g = 0; g < c->n_group; g++) w->need[g] = 0;
    for (int32_t l = 0; l < c->n_link; l++) w->need[c->link_group[l]] += c->link_flow[l];
    for (int32_t g = 0; g < c->n_group; g++) w->got[g] = w->need[g];
    /* from full capacity downwards: makers before users, again while recycling loops still fall */
    for (int round = 0; round < ROUNDS; round++) {
        double change = 0;
        for (int32_t l = 0; l < c->n_link; l++) w->sent[l] = c->link_flow[l];
        for (int32_t n = c->n_product - 1; n >= 0; n--) {
            int32_t p = c->product_order[n];
            for (int32_t j = c->product_output_ptr[p]; j < c->product_output_ptr[p + 1]; j++) {
                int32_t i = c->output_site[c->product_output[j]];
                double can = w->ratio[i] > 0 ? possible(c, i, w->need, w->got) : 0;
                if (w->ratio[i] - can > change) change = w->ratio[i] - can;
                if (can < w->ratio[i]) w->ratio[i] = can;
            }
            share_out(c, p, w);
        }
        if (!w->loops || change <= SETTLED) return;
    }
}

/* --- the list ------------------------------------------------------------------------------ */

/* Output of a product in an actor that is left; -1 where there is none, or where the plant makes that product itself. */
static double left_of(const lode_exposure *e, const lode_exposed *x, int32_t plant, const double *ratio)
{
    const lode_chain *c = &e->chain;
    double all = 0, left = 0;
    for (int32_t o = 0; o < c->n_output; o++) {
        int32_t i = c->output_site[o];
        if (c->output_product[o] == x->product && c->site_plant[i] == plant) return -1;
        if (c->output_product[o] != x->product || c->site_actor[i] != x->actor) continue;
        all += c->output_made[o];
        left += c->output_made[o] * (ratio[i] < 1 ? ratio[i] : 1);
    }
    return all > 0 ? left / all : -1;
}

/* Insert by what is left, then plant. */
static void put_point(lode_exposure *e, lode_exposure_point p)
{
    int32_t at = e->n_point++;
    while (at > 0 && e->point[at - 1].left > p.left) e->point[at] = e->point[at - 1], at--;
    e->point[at] = p;
}

/* One end product in one actor, made there. */
static bool is_target(const lode_exposed *x)
{
    return x->product >= 0 && x->actor >= 0 && !x->used;
}

bool lode_points_find(lode_exposure *e)
{
    const lode_chain *c = &e->chain;
    lode_arena scratch = {0};
    lode_points_room w = {LODE_TAKE(&scratch, c->n_site, double), LODE_TAKE(&scratch, c->n_group, double),
                          LODE_TAKE(&scratch, c->n_group, double), LODE_TAKE(&scratch, c->n_link, double), false};
    uint8_t *seen = LODE_TAKE(&scratch, c->n_product, uint8_t);
    e->point = LODE_TAKE(&e->arena, (int64_t)c->n_plant * e->n_exposed, lode_exposure_point);
    bool ok = w.ratio && w.need && w.got && w.sent && seen && e->point;
    if (ok) w.loops = has_loops(c, seen);
    for (int32_t plant = 0; ok && plant < c->n_plant; plant++) {
        lode_points_propagate(c, plant, &w);
        for (int32_t x = 0; x < e->n_exposed; x++) {
            if (!is_target(&e->exposed[x])) continue;
            double left = left_of(e, &e->exposed[x], plant, w.ratio);
            if (left >= 0 && left < LODE_POINT_LEFT)
                put_point(e, (lode_exposure_point){plant, e->exposed[x].product, e->exposed[x].actor, left});
        }
    }
    lode_arena_free(&scratch);
    return ok;
}
