/* Sub-step 4, make: the scarcest essential input decides; what is used leaves the stocks. docs/model.md 2.4. */
#include "engine/model.h"

/* usable = u S + v A. */
static void usable_inputs(const lode_model *m, const lode_values *v, lode_state *s)
{
    for (int32_t g = 0; g < m->n_group; g++)
        for (int k = 0; k < LODE_LANES; k++)
            s->group_usable[g].v[k] = v->group_from_stock[g].v[k] * s->group_stock[g].v[k] +
                                      v->group_from_new[g].v[k] * s->group_arrived[g].v[k];
}

/* Y = min(Y*, usable / q over the essential inputs); the missing share of non-essential inputs cuts it by their
 * weights. `scarcest` is the group that gave the minimum, per lane (-1: none). */
static void make_line(const lode_model *m, const lode_values *v, const lode_state *s, int32_t n, const lode_lane *want,
                      lode_lane *made, lode_lane *scarcest)
{
    *made = *want;
    *scarcest = lode_lane_all(-1);
    for (int32_t g = m->group_ptr[n]; g < m->group_ptr[n + 1]; g++) {
        if (!m->group_essential[g]) continue;
        for (int k = 0; k < LODE_LANES; k++) {
            double q = v->group_per_unit[g].v[k];
            double most = q > 0 ? s->group_usable[g].v[k] / q : 1e300;
            scarcest->v[k] = most < made->v[k] ? g : scarcest->v[k];
            made->v[k] = lode_min(made->v[k], most);
        }
    }
    lode_lane cut = {{0}}, deepest = {{0}}, bound = *scarcest;
    for (int32_t g = m->group_ptr[n]; g < m->group_ptr[n + 1]; g++) {
        if (m->group_essential[g]) continue;
        for (int k = 0; k < LODE_LANES; k++) {
            double wanted = v->group_per_unit[g].v[k] * made->v[k];
            double fill = wanted > 0 ? lode_min(1, s->group_usable[g].v[k] / wanted) : 1;
            double part = v->group_weight[g].v[k] * (1 - fill);
            cut.v[k] += part;
            scarcest->v[k] = part > deepest.v[k] && bound.v[k] < 0 ? g : scarcest->v[k];
            deepest.v[k] = lode_max(deepest.v[k], part);
        }
    }
    for (int k = 0; k < LODE_LANES; k++) made->v[k] *= lode_max(0, 1 - cut.v[k]);
}

/* Software: what its users may still do, Y <= usable share x planned; the share is that of the licences that still run,
 * by base share of where they come from. A slope, not a stock that ends on one day. */
static void cap_by_licences(const lode_model *m, const lode_values *v, const lode_state *s, int32_t n, lode_lane *made,
                            lode_lane *scarcest)
{
    for (int32_t g = m->group_ptr[n]; g < m->group_ptr[n + 1]; g++) {
        if (!m->group_licensed[g]) continue;
        lode_lane usable = {{0}};
        for (int32_t j = m->group_link_ptr[g]; j < m->group_link_ptr[g + 1]; j++) {
            int32_t l = m->group_link[j];
            for (int k = 0; k < LODE_LANES; k++)
                usable.v[k] += v->link_share[l].v[k] * s->class_usable[m->link_class[l]].v[k];
        }
        for (int k = 0; k < LODE_LANES; k++) {
            /* all licences in force cap nothing: output may also stand above plan */
            double most = usable.v[k] * s->site_planned[m->line_site[n]].v[k] * v->step_days;
            bool binds = usable.v[k] < 1 - 1e-12 && most < made->v[k];
            scarcest->v[k] = binds ? g : scarcest->v[k];
            made->v[k] = binds ? most : made->v[k];
        }
    }
}

/* used = min(q Y, usable); an input that elapses is used up at least at the planned rate. */
static void use(const lode_model *m, const lode_values *v, lode_state *s, int32_t n, const lode_lane *made)
{
    for (int32_t g = m->group_ptr[n]; g < m->group_ptr[n + 1]; g++)
        for (int k = 0; k < LODE_LANES; k++) {
            double q = v->group_per_unit[g].v[k];
            double held = s->group_stock[g].v[k] + s->group_arrived[g].v[k];
            double planned = q * s->site_planned[m->group_site[g]].v[k] * v->step_days;
            double elapsed = lode_min(lode_max(q * made->v[k], planned), held);
            double used = lode_min(q * made->v[k], s->group_usable[g].v[k]);
            s->group_used[g].v[k] = m->group_elapses[g] ? elapsed : used;
            s->group_stock[g].v[k] = held - s->group_used[g].v[k];
        }
}

/* Output that no recipe made is put down once: to the scarcest input of the first recipe that lacked one. */
static void blame(const lode_model *m, lode_state *s, int32_t i, const lode_lane *scarcest, const lode_lane *missing)
{
    for (int32_t g = m->group_ptr[m->line_ptr[i]]; g < m->group_ptr[m->line_ptr[i + 1]]; g++)
        for (int k = 0; k < LODE_LANES; k++) s->group_short[g].v[k] += scarcest->v[k] == g ? missing->v[k] : 0;
}

void lode_make(const lode_model *m, const lode_values *v, lode_state *s)
{
    usable_inputs(m, v, s);
    for (int32_t i = 0; i < m->n_site; i++) {
        /* recipes in order of preference: the next takes what those before it did not make */
        lode_lane left = s->site_want[i], made, scarcest, total = {{0}}, lacking = lode_lane_all(-1);
        for (int32_t n = m->line_ptr[i]; n < m->line_ptr[i + 1]; n++) {
            make_line(m, v, s, n, &left, &made, &scarcest);
            cap_by_licences(m, v, s, n, &made, &scarcest);
            use(m, v, s, n, &made);
            s->line_made[n] = made;
            for (int k = 0; k < LODE_LANES; k++) {
                total.v[k] += made.v[k];
                left.v[k] = lode_max(0, left.v[k] - made.v[k]);
                lacking.v[k] = lacking.v[k] < 0 ? scarcest.v[k] : lacking.v[k];
            }
        }
        blame(m, s, i, &lacking, &left);
        s->site_made[i] = m->line_ptr[i + 1] > m->line_ptr[i] ? total : s->site_want[i];
        for (int32_t o = m->output_ptr[i]; o < m->output_ptr[i + 1]; o++)
            for (int k = 0; k < LODE_LANES; k++)
                s->output_stock[o].v[k] += v->output_per_unit[o].v[k] * s->site_made[i].v[k];
        for (int k = 0; k < LODE_LANES; k++)
            s->site_backlog[i].v[k] = m->site_queue[i] ? s->site_want[i].v[k] - s->site_made[i].v[k] : 0;
    }
}
