/* Sub-step 6, order: what customers need, what links could carry, how shares move. docs/model.md 2.6. */
#include "engine/model.h"

/* a remainder below this part of the need, an output wanted below this part of capacity, is rounding and counts as none */
static const double NOTHING = 1e-12;

/* E += (Y* / h - E) r(T_E); demand: E = Yp; an alternative recipe expects what those before it did not make. */
static void expect(const lode_model *m, const lode_values *v, lode_state *s)
{
    for (int32_t i = 0; i < m->n_site; i++) {
        lode_lane left = s->site_want[i];
        for (int32_t n = m->line_ptr[i]; n < m->line_ptr[i + 1]; n++) {
            bool planned = m->site_kind[i] == LODE_DEMAND && n == m->line_ptr[i];
            for (int k = 0; k < LODE_LANES; k++) {
                double expected = s->line_expected[n].v[k];
                double moved = expected + (left.v[k] / v->step_days - expected) * v->r_expectation.v[k];
                s->line_expected[n].v[k] = planned ? s->site_planned[i].v[k] : moved;
                left.v[k] = lode_max(0, left.v[k] - s->line_made[n].v[k]);
            }
        }
    }
}

/* Sums over the links of a group: mean transit under today's shares, queue, front-loading under base shares. */
static void outlook(const lode_model *m, const lode_values *v, const lode_state *s, int32_t g, lode_lane *days,
                    lode_lane *queued, lode_lane *front)
{
    *days = *queued = *front = lode_lane_all(0);
    for (int32_t j = m->group_link_ptr[g]; j < m->group_link_ptr[g + 1]; j++) {
        int32_t l = m->group_link[j], i = m->link_class[l];
        for (int k = 0; k < LODE_LANES; k++) days->v[k] += s->link_share[l].v[k] * v->link_days[l].v[k];
        if (m->group_queue[g]) lode_lane_add(queued, &s->link_queue[l]);
        if (i > 0)
            for (int k = 0; k < LODE_LANES; k++) front->v[k] += v->link_share[l].v[k] * s->class_front[i].v[k];
    }
}

/* 6a, need: use expected, less what cannot be used while another input binds, plus the refill of the position.
 *
 *   target = (n + front) q ref;  ref = Yp, or E of an alternative recipe
 *   position = S + P - q E sum(w d) + sum B; where orders wait, less q backlog, which they are for
 *   band = q ref max(7, n / 10, h);  lam = clamp((target + band - position) / band, 0, 1)
 *   need = max(0, q (E h - (1 - lam) max(0, E h - Y)) + (target - position) r(T_S)) */
static void need(const lode_model *m, const lode_values *v, lode_state *s, int32_t g)
{
    int32_t i = m->group_site[g], n = m->group_line[g];
    bool base = n == m->line_ptr[i];
    double h = v->step_days;
    lode_lane days, queued, front;
    outlook(m, v, s, g, &days, &queued, &front);
    for (int k = 0; k < LODE_LANES; k++) {
        double q = v->group_per_unit[g].v[k], cover = v->group_cover[g].v[k], expected = s->line_expected[n].v[k];
        double ref = base ? s->site_planned[i].v[k] : expected;
        double target = (cover + front.v[k]) * q * ref;
        double on_the_way = s->group_transit[g].v[k] - q * expected * days.v[k];
        double owed = queued.v[k] - (m->group_queue[g] ? q * s->site_backlog[i].v[k] : 0);
        double position = s->group_stock[g].v[k] + on_the_way + owed;
        double band = q * ref * lode_max(lode_max(7.0, cover / 10.0), h);
        double ratio = (target + band - position) / band;
        double lam = band > 0 ? lode_clamp(ratio, 0, 1) : 1;
        double unused = lode_max(0, expected * h - s->line_made[n].v[k]);
        double use = q * (expected * h - (1 - lam) * unused);
        s->group_need[g].v[k] = lode_max(0, use + (target - position) * v->r_refill.v[k]);
    }
}

/* Most that a link may carry in the next step: without bound if free, else its share of base flow and the leak. */
static lode_lane cap(const lode_model *m, const lode_values *v, const lode_state *s, int32_t l)
{
    int32_t i = m->link_class[l];
    lode_lane most = lode_lane_all(1e300);
    if (i == 0) return most;
    for (int k = 0; k < LODE_LANES; k++) {
        double ruled = s->class_cap_next[i].v[k] * v->link_flow[l].v[k] * v->step_days;
        most.v[k] = s->class_free_next[i].v[k] > 0 ? 1e300 : ruled;
    }
    return most;
}

/* 6b, claims: now = min(X, cap); miss = need - sum min(base, now); claim = max(0, min(cap, base + miss) - now).
 * The claim of each link is left in link_could. */
static void claim(const lode_model *m, const lode_values *v, lode_state *s, int32_t g)
{
    int32_t first = m->group_link_ptr[g], end = m->group_link_ptr[g + 1];
    lode_lane carried = {{0}}, miss;
    for (int32_t j = first; j < end; j++) {
        int32_t l = m->group_link[j];
        lode_lane most = cap(m, v, s, l);
        for (int k = 0; k < LODE_LANES; k++) {
            double now = lode_min(s->link_shipped[l].v[k], most.v[k]);
            carried.v[k] += lode_min(s->link_tilted[l].v[k] * s->group_need[g].v[k], now);
        }
    }
    for (int k = 0; k < LODE_LANES; k++) {
        double rest = s->group_need[g].v[k] - carried.v[k];
        miss.v[k] = rest > NOTHING * s->group_need[g].v[k] ? rest : 0;
    }
    for (int32_t j = first; j < end; j++) {
        int32_t l = m->group_link[j];
        lode_lane most = cap(m, v, s, l);
        for (int k = 0; k < LODE_LANES; k++) {
            double now = lode_min(s->link_shipped[l].v[k], most.v[k]);
            double base = s->link_tilted[l].v[k] * s->group_need[g].v[k];
            s->link_could[l].v[k] = lode_max(0, lode_min(most.v[k], base + miss.v[k]) - now);
        }
    }
}

/* What an output has to spare: capacity not wanted, none from a starved supplier; a by-product's stock above its target.
 *
 *   spare = alpha max(0, K h - Y*) clamp(1 - (1 - Y / Y*) / 0.05, 0, 1) */
static void spare(const lode_model *m, const lode_values *v, lode_state *s, int32_t o)
{
    int32_t i = m->output_site[o];
    for (int k = 0; k < LODE_LANES; k++) {
        double want = s->site_want[i].v[k], alpha = v->output_per_unit[o].v[k];
        double most = s->site_capacity[i].v[k] * v->step_days;
        double made = want > NOTHING * most ? s->site_made[i].v[k] / want : 1;
        double fed = lode_clamp(1 - (1 - made) / 0.05, 0, 1);
        double idle = alpha * lode_max(0, most - want) * fed;
        double target = v->output_cover[o].v[k] * alpha * s->site_planned[i].v[k];
        double surplus = lode_max(0, s->output_stock[o].v[k] - target);
        s->output_spare[o].v[k] = m->output_driver[o] ? idle : surplus;
    }
}

/* could = now + claim x min(1, spare / sum of claims on the output). */
static void offer(const lode_model *m, const lode_values *v, lode_state *s, int32_t o)
{
    lode_lane claimed = {{0}}, part;
    for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) lode_lane_add(&claimed, &s->link_could[l]);
    for (int k = 0; k < LODE_LANES; k++) {
        double ratio = s->output_spare[o].v[k] / claimed.v[k];
        part.v[k] = claimed.v[k] > 0 ? lode_min(1, ratio) : 0;
    }
    for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) {
        lode_lane most = cap(m, v, s, l);
        for (int k = 0; k < LODE_LANES; k++) {
            double now = lode_min(s->link_shipped[l].v[k], most.v[k]);
            s->link_could[l].v[k] = now + s->link_could[l].v[k] * part.v[k];
        }
    }
}

/* Where what nobody can carry goes: b = w0 over the free links, normalised; none free: over all. `share` is the sum. */
static double overflow(const lode_state *s, const lode_values *v, int32_t i, int32_t l, double share, int k)
{
    bool is_free = i == 0 || s->class_free_next[i].v[k] > 0;
    double free_share = is_free ? v->link_share[l].v[k] / share : 0;
    return share > 0 ? free_share : v->link_share[l].v[k];
}

static lode_lane free_share(const lode_model *m, const lode_values *v, const lode_state *s, int32_t g)
{
    lode_lane sum = {{0}};
    for (int32_t j = m->group_link_ptr[g]; j < m->group_link_ptr[g + 1]; j++) {
        int32_t l = m->group_link[j], i = m->link_class[l];
        for (int k = 0; k < LODE_LANES; k++)
            sum.v[k] += i == 0 || s->class_free_next[i].v[k] > 0 ? v->link_share[l].v[k] : 0;
    }
    return sum;
}

/* 6c, shares: kept = min(base, could), the rest in proportion to room, what nobody can carry to the free links.
 *
 *   goal = (kept + rho room + left b) / need;  w += (goal - w) r(T_w);  O = w need */
static void move_shares(const lode_model *m, const lode_values *v, lode_state *s, int32_t g)
{
    int32_t first = m->group_link_ptr[g], end = m->group_link_ptr[g + 1];
    lode_lane kept = {{0}}, room = {{0}}, rho, left, share = {{0}};
    const lode_lane wanted = s->group_need[g];
    bool overflows = false;
    for (int32_t j = first; j < end; j++) {
        int32_t l = m->group_link[j];
        for (int k = 0; k < LODE_LANES; k++) {
            double part = lode_min(s->link_tilted[l].v[k] * wanted.v[k], s->link_could[l].v[k]);
            kept.v[k] += part;
            room.v[k] += s->link_could[l].v[k] - part;
        }
    }
    for (int k = 0; k < LODE_LANES; k++) {
        double rest = wanted.v[k] - kept.v[k];
        rest = rest > NOTHING * wanted.v[k] ? rest : 0;
        double ratio = rest / room.v[k];
        rho.v[k] = room.v[k] > 0 ? lode_min(1, ratio) : 0;
        left.v[k] = lode_max(0, rest - rho.v[k] * room.v[k]); /* rounding must not order less than nothing */
        overflows |= left.v[k] != 0;
    }
    if (overflows) share = free_share(m, v, s, g);
    for (int32_t j = first; j < end; j++) {
        int32_t l = m->group_link[j];
        lode_lane extra = {{0}};
        if (overflows)
            for (int k = 0; k < LODE_LANES; k++)
                extra.v[k] = left.v[k] * overflow(s, v, m->link_class[l], l, share.v[k], k);
        for (int k = 0; k < LODE_LANES; k++) {
            double w = s->link_share[l].v[k];
            double part = lode_min(s->link_tilted[l].v[k] * wanted.v[k], s->link_could[l].v[k]);
            double goal = (part + rho.v[k] * (s->link_could[l].v[k] - part) + extra.v[k]) / wanted.v[k];
            s->link_share[l].v[k] = wanted.v[k] > 0 ? w + (goal - w) * v->r_shares.v[k] : w;
            s->link_order[l].v[k] = s->link_share[l].v[k] * wanted.v[k];
        }
    }
}

void lode_order(const lode_model *m, const lode_values *v, lode_state *s)
{
    expect(m, v, s);
    /* a link joins an output and a group of one product: product by product, its links stay in the cache */
    for (int32_t p = 0; p < m->n_product; p++) {
        const int32_t *group = m->product_group + m->product_group_ptr[p];
        const int32_t *output = m->product_output + m->product_output_ptr[p];
        int32_t n_group = m->product_group_ptr[p + 1] - m->product_group_ptr[p];
        int32_t n_output = m->product_output_ptr[p + 1] - m->product_output_ptr[p];
        for (int32_t j = 0; j < n_group; j++) {
            need(m, v, s, group[j]);
            claim(m, v, s, group[j]);
        }
        for (int32_t j = 0; j < n_output; j++) {
            spare(m, v, s, output[j]);
            offer(m, v, s, output[j]);
        }
        for (int32_t j = 0; j < n_group; j++) move_shares(m, v, s, group[j]);
    }
}
