/* Calibration: make the base year of a draw consistent. docs/model.md 3.
 *
 * Products are taken from the end of the chain to its beginning. For each, the uses are known by then; suppliers with a
 * given activity supply what they make, suppliers with a share divide what is left, and where a demand row takes the
 * residual it does. Base flows come from balancing sweeps (iterative proportional fitting, [deming1940],
 * [bacharach1970]) over observed blocks, supplies and uses, until they stand still; they start from "everyone buys in
 * proportion to supply", and forbidden cells start at zero and stay there. */
#include "engine/model.h"

static const double DAYS_PER_YEAR = 365.0;
static const double CLOSES = 1e-9; /* relative gap between supply and use taken as rounding                          */
static const double STILL = 1e-13; /* relative change in a sweep below which nothing moves any more                   */
static const double FITS = 1e-6;   /* relative gap of a use after the sweeps that is absorbed in its requirement      */

/* The first reason why a draw does not close is kept. */
static void misfit(lode_values *v, int k, lode_misfit why, int32_t product)
{
    if (v->misfit[k] != LODE_BALANCED) return;
    v->misfit[k] = (int32_t)why;
    v->misfit_product[k] = product;
}

static bool is_base(const lode_model *m, int32_t g)
{
    int32_t line = m->line_ptr[m->group_site[g]];
    return g >= m->group_ptr[line] && g < m->group_ptr[line + 1];
}

static bool takes_residual(const lode_model *m, int32_t i)
{
    return m->site_kind[i] == LODE_DEMAND && m->site_activity[i] < 0;
}

/* Base use of a group: q Y0; only base recipes run in the base year. */
static double use_of(const lode_model *m, const lode_values *v, int32_t g, int k)
{
    return is_base(m, g) ? v->group_per_unit[g].v[k] * v->site_base[m->group_site[g]].v[k] : 0;
}

static double supply_of(const lode_model *m, const lode_values *v, int32_t o, int k)
{
    return v->output_per_unit[o].v[k] * v->site_base[m->output_site[o]].v[k];
}

/* Activities that the case gives. */
static void given_activities(const lode_model *m, const lode_lane *x, lode_values *v)
{
    for (int32_t i = 0; i < m->n_site; i++)
        if (m->site_activity[i] >= 0)
            for (int k = 0; k < LODE_LANES; k++)
                v->site_base[i].v[k] = x[m->site_activity[i]].v[k] * m->site_part[i] / DAYS_PER_YEAR;
}

/* A product is balanced over the world (actor -1), or inside each actor if it is sold at home only. */
static bool in_market(const lode_model *m, int32_t site, int32_t actor)
{
    return actor < 0 || m->site_actor[site] == actor;
}

/* Supply of product p by suppliers with a given activity, and sum of the shares of the others. */
static void count_supply(const lode_model *m, const lode_lane *x, const lode_values *v, int32_t p, int32_t actor,
                         lode_lane *drivers, lode_lane *byproducts, lode_lane *shares)
{
    *drivers = *byproducts = *shares = lode_lane_all(0);
    for (int32_t j = m->product_output_ptr[p]; j < m->product_output_ptr[p + 1]; j++) {
        int32_t o = m->product_output[j], i = m->output_site[o];
        bool shared = m->site_share[i] >= 0 && m->output_driver[o];
        if (!in_market(m, i, actor)) continue;
        for (int k = 0; k < LODE_LANES; k++) {
            double supply = supply_of(m, v, o, k);
            shares->v[k] += shared ? x[m->site_share[i]].v[k] * m->site_part[i] : 0;
            drivers->v[k] += !shared && m->output_driver[o] ? supply : 0;
            byproducts->v[k] += !m->output_driver[o] ? supply : 0;
        }
    }
}

/* Named uses of product p, and sum of the residual shares of the demand rows that take what is left. */
static void count_use(const lode_model *m, const lode_lane *x, const lode_values *v, int32_t p, int32_t actor,
                      lode_lane *named, lode_lane *residual_shares)
{
    *named = *residual_shares = lode_lane_all(0);
    for (int32_t j = m->product_group_ptr[p]; j < m->product_group_ptr[p + 1]; j++) {
        int32_t g = m->product_group[j], i = m->group_site[g];
        if (!in_market(m, i, actor)) continue;
        for (int k = 0; k < LODE_LANES; k++) {
            named->v[k] += takes_residual(m, i) ? 0 : use_of(m, v, g, k);
            residual_shares->v[k] += takes_residual(m, i) ? x[m->site_share[i]].v[k] * m->site_part[i] : 0;
        }
    }
}

/* Divide what suppliers with a given activity leave open among those with a share. */
static void divide_supply(const lode_model *m, const lode_lane *x, lode_values *v, int32_t p, int32_t actor,
                          const lode_lane *open, const lode_lane *shares)
{
    for (int32_t j = m->product_output_ptr[p]; j < m->product_output_ptr[p + 1]; j++) {
        int32_t o = m->product_output[j], i = m->output_site[o];
        if (m->site_share[i] < 0 || !m->output_driver[o] || !in_market(m, i, actor)) continue;
        for (int k = 0; k < LODE_LANES; k++) {
            double part = x[m->site_share[i]].v[k] * m->site_part[i] / shares->v[k];
            v->site_base[i].v[k] = shares->v[k] > 0 ? lode_max(0, open->v[k]) * part / v->output_per_unit[o].v[k] : 0;
        }
    }
}

/* Divide what named uses leave among the demand rows that take the residual. */
static void divide_residual(const lode_model *m, const lode_lane *x, lode_values *v, int32_t p, int32_t actor,
                            const lode_lane *left, const lode_lane *shares)
{
    for (int32_t j = m->product_group_ptr[p]; j < m->product_group_ptr[p + 1]; j++) {
        int32_t i = m->group_site[m->product_group[j]];
        if (!takes_residual(m, i) || !in_market(m, i, actor)) continue;
        for (int k = 0; k < LODE_LANES; k++) {
            double part = x[m->site_share[i]].v[k] * m->site_part[i] / shares->v[k];
            v->site_base[i].v[k] = shares->v[k] > 0 ? lode_max(0, left->v[k]) * part : 0;
        }
    }
}

/* Close the balance of product p in one market, say what does not close, and find the part of each by-product supply
 * that is used: by-products fill what drivers leave, each supplier in the same proportion. */
static void close_market(const lode_model *m, const lode_lane *x, lode_values *v, int32_t p, int32_t actor)
{
    lode_lane drivers, byproducts, shares, named, residual_shares, gap, open, used;
    count_supply(m, x, v, p, actor, &drivers, &byproducts, &shares);
    count_use(m, x, v, p, actor, &named, &residual_shares);
    for (int k = 0; k < LODE_LANES; k++) {
        gap.v[k] = drivers.v[k] + byproducts.v[k] - named.v[k];
        open.v[k] = -gap.v[k];
    }
    divide_supply(m, x, v, p, actor, &open, &shares);
    divide_residual(m, x, v, p, actor, &gap, &residual_shares);
    for (int k = 0; k < LODE_LANES; k++) {
        double supply = drivers.v[k] + byproducts.v[k], slack = CLOSES * lode_max(supply, named.v[k]);
        bool opens = shares.v[k] > 0, takes = residual_shares.v[k] > 0;
        if (gap.v[k] < -slack && !opens)
            misfit(v, k, drivers.v[k] > 0 || byproducts.v[k] == 0 ? LODE_SUPPLY_SHORT : LODE_BYPRODUCT_SHORT, p);
        if (gap.v[k] > slack && !takes && drivers.v[k] > named.v[k] + slack) misfit(v, k, LODE_SUPPLY_UNUSED, p);
        double part = lode_max(0, named.v[k] - drivers.v[k]) / byproducts.v[k];
        used.v[k] = gap.v[k] > slack && !takes && byproducts.v[k] > 0 ? lode_min(1, part) : 1;
        v->product_supply[p].v[k] += supply;
        v->product_use[p].v[k] += named.v[k];
    }
    for (int32_t j = m->product_output_ptr[p]; j < m->product_output_ptr[p + 1]; j++) {
        int32_t o = m->product_output[j];
        if (in_market(m, m->output_site[o], actor)) v->output_used[o] = m->output_driver[o] ? lode_lane_all(1) : used;
    }
}

static void close_product(const lode_model *m, const lode_lane *x, lode_values *v, int32_t p)
{
    v->product_supply[p] = v->product_use[p] = lode_lane_all(0);
    if (!m->product_home[p]) close_market(m, x, v, p, -1);
    for (int32_t actor = 0; m->product_home[p] && actor < m->n_actor; actor++) close_market(m, x, v, p, actor);
}

/* Share of a site's sales that ends in defence use, from the base flows of its outputs. */
static lode_lane defence_share(const lode_model *m, const lode_values *v, int32_t i)
{
    lode_lane all = {{0}}, defence = {{0}}, share;
    for (int32_t o = m->output_ptr[i]; o < m->output_ptr[i + 1]; o++)
        for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) {
            lode_lane_add(&all, &v->link_flow[l]);
            if (m->link_end_use[l] == LODE_DEFENCE) lode_lane_add(&defence, &v->link_flow[l]);
        }
    for (int k = 0; k < LODE_LANES; k++) {
        double part = defence.v[k] / all.v[k];
        share.v[k] = all.v[k] > 0 ? part : 0;
    }
    return share;
}

/* Start of the sweeps: supply x use, a mixed customer's split by end use, nothing where it is forbidden. */
static void seed(const lode_model *m, lode_values *v, int32_t p)
{
    for (int32_t j = m->product_group_ptr[p]; j < m->product_group_ptr[p + 1]; j++) {
        int32_t i = m->group_site[m->product_group[j]];
        if (m->site_mixed[i]) v->site_defence[i] = defence_share(m, v, i);
        else v->site_defence[i] = lode_lane_all(m->site_end_use[i] == LODE_DEFENCE ? 1 : 0);
    }
    for (int32_t j = m->product_output_ptr[p]; j < m->product_output_ptr[p + 1]; j++) {
        int32_t o = m->product_output[j];
        for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) {
            int32_t g = m->link_group[l], i = m->group_site[g];
            for (int k = 0; k < LODE_LANES; k++) {
                double defence = v->site_defence[i].v[k];
                double own = m->link_end_use[l] == LODE_DEFENCE ? defence : 1 - defence;
                double part = m->link_split[l] ? own : 1;
                double supply = supply_of(m, v, o, k) * v->output_used[o].v[k];
                v->link_declared[l].v[k] = m->link_closed[l] ? 0 : supply * part;
                v->link_flow[l].v[k] = m->link_closed[l] ? 0 : supply * use_of(m, v, g, k) * part;
            }
        }
    }
}

/* Where the sweeps of a product stand: lanes that still move, and the largest relative change of this sweep. A lane that
 * stands still is left alone, so that what becomes of a draw does not depend on its neighbours. */
typedef struct sweep {
    lode_lane moving; /* 1 or 0 */
    lode_lane change;
} sweep;

/* Factor that brings `sum` to `want`; 1 in lanes that stand still. */
static lode_lane scale(const lode_lane *want, const lode_lane *sum, sweep *w)
{
    lode_lane factor;
    for (int k = 0; k < LODE_LANES; k++) {
        double ratio = want->v[k] / sum->v[k], change = ratio > 1 ? ratio - 1 : 1 - ratio;
        bool some = sum->v[k] > 0;
        factor.v[k] = w->moving.v[k] > 0 ? (some ? ratio : 0) : 1;
        w->change.v[k] = lode_max(w->change.v[k], some ? change : 0);
    }
    return factor;
}

/* Scale the observed flows of p to what was observed. */
static void sweep_blocks(const lode_model *m, const lode_lane *x, lode_values *v, int32_t p, sweep *w)
{
    int32_t first = m->product_block_ptr[p], end = m->product_block_ptr[p + 1];
    if (first == end) return;
    for (int32_t b = first; b < end; b++) v->block_fitted[b] = lode_lane_all(0);
    for (int32_t j = m->product_output_ptr[p]; j < m->product_output_ptr[p + 1]; j++)
        for (int32_t l = m->link_ptr[m->product_output[j]]; l < m->link_ptr[m->product_output[j] + 1]; l++)
            if (m->link_block[l] >= 0) lode_lane_add(&v->block_fitted[m->link_block[l]], &v->link_flow[l]);
    for (int32_t j = m->product_output_ptr[p]; j < m->product_output_ptr[p + 1]; j++)
        for (int32_t l = m->link_ptr[m->product_output[j]]; l < m->link_ptr[m->product_output[j] + 1]; l++) {
            int32_t b = m->link_block[l];
            if (b < 0) continue;
            lode_lane observed;
            for (int k = 0; k < LODE_LANES; k++) observed.v[k] = x[m->block_flow[b]].v[k] / DAYS_PER_YEAR;
            lode_lane factor = scale(&observed, &v->block_fitted[b], w);
            for (int k = 0; k < LODE_LANES; k++) v->link_flow[l].v[k] *= factor.v[k];
        }
}

/* Scale each use to what is used, then each supply to what is supplied. */
static void sweep_uses(const lode_model *m, lode_values *v, int32_t p, sweep *w)
{
    for (int32_t j = m->product_group_ptr[p]; j < m->product_group_ptr[p + 1]; j++) {
        int32_t g = m->product_group[j];
        lode_lane sum = {{0}}, use;
        for (int32_t i = m->group_link_ptr[g]; i < m->group_link_ptr[g + 1]; i++)
            lode_lane_add(&sum, &v->link_flow[m->group_link[i]]);
        for (int k = 0; k < LODE_LANES; k++) use.v[k] = use_of(m, v, g, k);
        lode_lane factor = scale(&use, &sum, w);
        for (int32_t i = m->group_link_ptr[g]; i < m->group_link_ptr[g + 1]; i++)
            for (int k = 0; k < LODE_LANES; k++) v->link_flow[m->group_link[i]].v[k] *= factor.v[k];
    }
}

static void sweep_supplies(const lode_model *m, lode_values *v, int32_t p, sweep *w)
{
    for (int32_t j = m->product_output_ptr[p]; j < m->product_output_ptr[p + 1]; j++) {
        int32_t o = m->product_output[j];
        lode_lane sum = {{0}}, supply;
        for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) lode_lane_add(&sum, &v->link_flow[l]);
        for (int k = 0; k < LODE_LANES; k++) supply.v[k] = supply_of(m, v, o, k) * v->output_used[o].v[k];
        lode_lane factor = scale(&supply, &sum, w);
        for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++)
            for (int k = 0; k < LODE_LANES; k++) v->link_flow[l].v[k] *= factor.v[k];
    }
}

/* Sweep until every lane stands still. Lanes that cannot close get two sweeps: they are left out. */
static void balance(const lode_model *m, const lode_lane *x, lode_values *v, int32_t p)
{
    sweep w = {.moving = lode_lane_all(1)};
    bool any = true;
    for (int32_t n = 0; n < (m->product_fitted[p] ? LODE_SWEEPS : 2) && any; n++) {
        w.change = lode_lane_all(0);
        sweep_blocks(m, x, v, p, &w);
        sweep_uses(m, v, p, &w);
        sweep_supplies(m, v, p, &w);
        any = false;
        for (int k = 0; k < LODE_LANES; k++) {
            bool closes = v->misfit[k] == LODE_BALANCED || n == 0;
            w.moving.v[k] = w.change.v[k] > STILL && closes ? w.moving.v[k] : 0;
            any |= w.moving.v[k] > 0;
        }
    }
}

/* What the sweeps left of a gap between inflow and use, if small, is absorbed in the requirement q (a demand row: in the
 * demand), so that the base stands still; if not, the flows contradict each other. Supply not sold is disposed of. */
static void settle(const lode_model *m, lode_values *v, int32_t p)
{
    for (int32_t j = m->product_group_ptr[p]; j < m->product_group_ptr[p + 1]; j++) {
        int32_t g = m->product_group[j], i = m->group_site[g];
        if (!is_base(m, g)) continue;
        lode_lane inflow = {{0}};
        for (int32_t n = m->group_link_ptr[g]; n < m->group_link_ptr[g + 1]; n++)
            lode_lane_add(&inflow, &v->link_flow[m->group_link[n]]);
        for (int k = 0; k < LODE_LANES; k++) {
            double use = use_of(m, v, g, k), gap = use > inflow.v[k] ? use - inflow.v[k] : inflow.v[k] - use;
            double relative = use > 0 ? gap / use : 0;
            v->worst_fit.v[k] = lode_max(v->worst_fit.v[k], relative);
            if (relative > FITS) misfit(v, k, LODE_FLOWS_INCONSISTENT, p);
            bool moves = use > 0 && relative <= FITS;
            if (m->site_kind[i] == LODE_DEMAND)
                v->site_base[i].v[k] = moves ? inflow.v[k] / v->group_per_unit[g].v[k] : v->site_base[i].v[k];
            else
                v->group_per_unit[g].v[k] = moves ? inflow.v[k] / v->site_base[i].v[k] : v->group_per_unit[g].v[k];
        }
    }
    for (int32_t j = m->product_output_ptr[p]; j < m->product_output_ptr[p + 1]; j++) {
        int32_t o = m->product_output[j];
        lode_lane sold = {{0}};
        for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) lode_lane_add(&sold, &v->link_flow[l]);
        for (int k = 0; k < LODE_LANES; k++) {
            double supply = supply_of(m, v, o, k), left = supply - sold.v[k];
            v->output_disposed[o].v[k] = left > CLOSES * supply ? left : 0;
        }
    }
}

/* One round of following the content by value of one actor from makers to users: all of what is made in the actor; else
 * the share of its inputs' value, each input with the content of its suppliers. A joint output has its site's share, that
 * is allocation by price times quantity. */
static void follow_content(const lode_model *m, const lode_lane *x, lode_values *v, int32_t actor, int32_t p,
                           lode_lane *content)
{
    for (int32_t j = m->product_output_ptr[p]; j < m->product_output_ptr[p + 1]; j++) {
        int32_t o = m->product_output[j], i = m->output_site[o], line = m->line_ptr[i];
        lode_lane bought = {{0}}, worth = {{0}};
        for (int32_t q = m->output_ptr[i]; q < m->output_ptr[i + 1]; q++)
            for (int k = 0; k < LODE_LANES; k++) worth.v[k] += v->output_per_unit[q].v[k] * v->output_value[q].v[k];
        for (int32_t g = line < m->line_ptr[i + 1] ? m->group_ptr[line] : 0;
             line < m->line_ptr[i + 1] && g < m->group_ptr[line + 1]; g++) {
            lode_lane flow = {{0}}, origin = {{0}};
            for (int32_t n = m->group_link_ptr[g]; n < m->group_link_ptr[g + 1]; n++) {
                int32_t l = m->group_link[n];
                for (int k = 0; k < LODE_LANES; k++) {
                    flow.v[k] += v->link_flow[l].v[k];
                    origin.v[k] += v->link_flow[l].v[k] * content[m->link_output[l]].v[k];
                }
            }
            for (int k = 0; k < LODE_LANES; k++) {
                double part = origin.v[k] / flow.v[k];
                double price = x[m->product_value[m->group_product[g]]].v[k];
                bought.v[k] += flow.v[k] > 0 ? v->group_per_unit[g].v[k] * price * part : 0;
            }
        }
        for (int k = 0; k < LODE_LANES; k++) {
            double part = bought.v[k] / worth.v[k];
            content[o].v[k] = m->site_actor[i] == actor ? 1 : worth.v[k] > 0 ? lode_min(1, part) : 0;
        }
    }
}

/* Content by value of each actor whose measures have a de minimis rule. Makers come before users; a few rounds serve
 * recycling loops. */
static void find_content(const lode_model *m, const lode_lane *x, lode_values *v)
{
    enum { ROUNDS = 4 };
    for (int32_t q = 0; q < m->n_origin; q++)
        for (int round = 0; round < ROUNDS; round++)
            for (int32_t n = m->n_product - 1; n >= 0; n--)
                follow_content(m, x, v, m->origin_actor[q], m->product_order[n],
                               v->output_content + (int64_t)q * m->n_output);
}

void lode_calibrate(const lode_model *m, const lode_lane *x, int32_t step_days, lode_values *v)
{
    lode_values_load(m, x, v);
    given_activities(m, x, v);
    for (int32_t n = 0; n < m->n_product; n++) {
        int32_t p = m->product_order[n];
        close_product(m, x, v, p);
        seed(m, v, p);
        balance(m, x, v, p);
        settle(m, v, p);
    }
    find_content(m, x, v);
    lode_values_finish(m, x, step_days, v);
}
