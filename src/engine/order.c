/* Sub-step 6, order: what customers need, what links could carry, how shares move. docs/model.md 2.6. */
#include "engine/model.h"

/* below this part of the need, or of capacity, a remainder or an output wanted is rounding and counts as none */
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
    for (int32_t j = m->group_link_ptr[g], end = m->group_link_ptr[g + 1]; j < end;) {
        int32_t first = m->group_link[j];
        lode_lane share = {{0}}; /* of one way */
        do {
            int32_t l = m->group_link[j], i = m->link_class[l];
            lode_lane_add(&share, &s->link_share[l]);
            if (m->group_queue[g]) lode_lane_add(queued, &s->link_queue[l]);
            if (s->class_acts[i] & LODE_FRONTED)
                for (int k = 0; k < LODE_LANES; k++) front->v[k] += v->link_share[l].v[k] * s->class_front[i].v[k];
        } while (++j < end && lode_same_way(m, first, m->group_link[j]));
        for (int k = 0; k < LODE_LANES; k++) days->v[k] += share.v[k] * v->link_days[first].v[k];
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
    double h = v->step_days;
    lode_lane days, queued, front, wanted;
    outlook(m, v, s, g, &days, &queued, &front);
    const lode_lane per_unit = v->group_per_unit[g], cover = v->group_cover[g], expected = s->line_expected[n];
    const lode_lane made = s->line_made[n], ref = n == m->line_ptr[i] ? s->site_planned[i] : expected;
    const lode_lane stock = s->group_stock[g], transit = s->group_transit[g], refill = v->r_refill;
    const lode_lane backlog = m->group_queue[g] ? s->site_backlog[i] : lode_lane_all(0);
    for (int k = 0; k < LODE_LANES; k++) {
        double q = per_unit.v[k], target = (cover.v[k] + front.v[k]) * q * ref.v[k];
        double on_the_way = transit.v[k] - q * expected.v[k] * days.v[k];
        double owed = queued.v[k] - q * backlog.v[k];
        double position = stock.v[k] + on_the_way + owed;
        double band = q * ref.v[k] * lode_max(lode_max(7.0, cover.v[k] / 10.0), h);
        double inside = lode_clamp((target + band - position) / band, 0, 1), lam = band > 0 ? inside : 1;
        double unused = lode_max(0, expected.v[k] * h - made.v[k]);
        double use = q * (expected.v[k] * h - (1 - lam) * unused);
        wanted.v[k] = lode_max(0, use + (target - position) * refill.v[k]);
    }
    s->group_need[g] = wanted;
}

/* Sums and products of lanes are written for locals and restricted pointers: so the compiler knows that they lie apart,
 * and makes vectors of them. */

/* Most that a link may carry in the next step: without bound if free, else its share of base flow and the leak. */
static void cap(const lode_model *m, const lode_values *v, const lode_state *s, int32_t l, lode_lane *restrict most)
{
    int32_t i = m->link_class[l];
    *most = lode_lane_all(1e300);
    if (!(s->class_acts[i] & LODE_RULED_NEXT)) return;
    const lode_lane *restrict part = &s->class_cap_next[i], *restrict is_free = &s->class_free_next[i];
    const lode_lane *restrict flow = &v->link_flow[l];
    for (int k = 0; k < LODE_LANES; k++) {
        double share = part->v[k] * flow->v[k] * v->step_days;
        most->v[k] = is_free->v[k] > 0 ? 1e300 : share;
    }
}

/* sum += min(base, now), base = w need, now = min(X, cap) */
static inline void carry(lode_lane *restrict sum, const lode_lane *restrict share, const lode_lane *restrict need,
                         const lode_lane *restrict shipped, const lode_lane *restrict most)
{
    for (int k = 0; k < LODE_LANES; k++)
        sum->v[k] += lode_min(share->v[k] * need->v[k], lode_min(shipped->v[k], most->v[k]));
}

/* claim = max(0, min(cap, base + miss) - now) */
static inline void claim_more(lode_lane *restrict claim, const lode_lane *restrict share,
                              const lode_lane *restrict need, const lode_lane *restrict miss,
                              const lode_lane *restrict shipped, const lode_lane *restrict most)
{
    for (int k = 0; k < LODE_LANES; k++) {
        double base = share->v[k] * need->v[k], now = lode_min(shipped->v[k], most->v[k]);
        claim->v[k] = lode_max(0, lode_min(most->v[k], base + miss->v[k]) - now);
    }
}

/* 6b, claims: now = min(X, cap); miss = need - sum min(base, now); claim = max(0, min(cap, base + miss) - now).
 * The claim of each link is left in link_could. */
static void claim(const lode_model *m, const lode_values *v, lode_state *s, int32_t g)
{
    int32_t first = m->group_link_ptr[g], end = m->group_link_ptr[g + 1];
    const lode_lane wanted = s->group_need[g];
    lode_lane carried = {{0}}, miss, most;
    for (int32_t j = first; j < end; j++) {
        int32_t l = m->group_link[j];
        cap(m, v, s, l, &most);
        carry(&carried, &s->link_tilted[l], &wanted, &s->link_shipped[l], &most);
    }
    for (int k = 0; k < LODE_LANES; k++) {
        double rest = wanted.v[k] - carried.v[k];
        miss.v[k] = rest > NOTHING * wanted.v[k] ? rest : 0;
    }
    for (int32_t j = first; j < end; j++) {
        int32_t l = m->group_link[j];
        cap(m, v, s, l, &most);
        claim_more(&s->link_could[l], &s->link_tilted[l], &wanted, &miss, &s->link_shipped[l], &most);
    }
}

/* What an output has to spare: capacity not wanted, none from a starved supplier; a by-product's stock above its target.
 *
 *   spare = alpha max(0, K h - Y*) clamp(1 - (1 - Y / Y*) / 0.05, 0, 1) */
static void spare(const lode_model *m, const lode_values *v, lode_state *s, int32_t o)
{
    int32_t i = m->output_site[o];
    const lode_lane want = s->site_want[i], made = s->site_made[i], capacity = s->site_capacity[i];
    const lode_lane planned = s->site_planned[i], alpha = v->output_per_unit[o], cover = v->output_cover[o];
    const lode_lane stock = s->output_stock[o];
    lode_lane idle, surplus;
    for (int k = 0; k < LODE_LANES; k++) {
        double most = capacity.v[k] * v->step_days, ratio = made.v[k] / want.v[k];
        double filled = want.v[k] > NOTHING * most ? ratio : 1;
        double fed = lode_clamp(1 - (1 - filled) / 0.05, 0, 1);
        idle.v[k] = alpha.v[k] * lode_max(0, most - want.v[k]) * fed;
        surplus.v[k] = lode_max(0, stock.v[k] - cover.v[k] * alpha.v[k] * planned.v[k]);
    }
    s->output_spare[o] = m->output_driver[o] ? idle : surplus;
}

/* could = now + claim x part; the claim is in `could` before */
static inline void grant_part(lode_lane *restrict could, const lode_lane *restrict part,
                              const lode_lane *restrict shipped, const lode_lane *restrict most)
{
    for (int k = 0; k < LODE_LANES; k++)
        could->v[k] = lode_min(shipped->v[k], most->v[k]) + could->v[k] * part->v[k];
}

/* could = now + claim x min(1, spare / sum of claims on the output). */
static void offer(const lode_model *m, const lode_values *v, lode_state *s, int32_t o)
{
    lode_lane claimed = {{0}}, part, most;
    for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) lode_lane_add(&claimed, &s->link_could[l]);
    for (int k = 0; k < LODE_LANES; k++) {
        double ratio = s->output_spare[o].v[k] / claimed.v[k];
        part.v[k] = claimed.v[k] > 0 ? lode_min(1, ratio) : 0;
    }
    for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) {
        cap(m, v, s, l, &most);
        grant_part(&s->link_could[l], &part, &s->link_shipped[l], &most);
    }
}

/* What nobody can carry goes to the free links by base share; none free: to all. Sum of the base shares of the free. */
static lode_lane free_share(const lode_model *m, const lode_values *v, const lode_state *s, int32_t g)
{
    lode_lane sum = {{0}};
    for (int32_t j = m->group_link_ptr[g]; j < m->group_link_ptr[g + 1]; j++) {
        int32_t l = m->group_link[j], i = m->link_class[l];
        for (int k = 0; k < LODE_LANES; k++)
            sum.v[k] += s->class_free_next[i].v[k] > 0 ? v->link_share[l].v[k] : 0;
    }
    return sum;
}

/* left x b, b = w0 over the free links, normalised */
static lode_lane overflow(const lode_model *m, const lode_values *v, const lode_state *s, int32_t l,
                          const lode_lane *left, const lode_lane *share)
{
    int32_t i = m->link_class[l];
    lode_lane extra;
    for (int k = 0; k < LODE_LANES; k++) {
        double base = v->link_share[l].v[k], part = base / share->v[k];
        bool is_free = s->class_free_next[i].v[k] > 0;
        extra.v[k] = left->v[k] * (share->v[k] > 0 ? (is_free ? part : 0) : base);
    }
    return extra;
}

/* kept += min(base, could), room += could - min(base, could) */
static inline void keep(lode_lane *restrict kept, lode_lane *restrict room, const lode_lane *restrict share,
                        const lode_lane *restrict need, const lode_lane *restrict could)
{
    for (int k = 0; k < LODE_LANES; k++) {
        double part = lode_min(share->v[k] * need->v[k], could->v[k]);
        kept->v[k] += part;
        room->v[k] += could->v[k] - part;
    }
}

/* goal = (kept + rho room + extra) / need;  w += (goal - w) r;  O = w need;  w stays where nothing is needed */
static inline void move(lode_lane *restrict w, lode_lane *restrict order, const lode_lane *restrict share,
                        const lode_lane *restrict need, const lode_lane *restrict could, const lode_lane *restrict rho,
                        const lode_lane *restrict extra, const lode_lane *restrict r)
{
    for (int k = 0; k < LODE_LANES; k++) {
        double part = lode_min(share->v[k] * need->v[k], could->v[k]);
        double goal = (part + rho->v[k] * (could->v[k] - part) + extra->v[k]) / need->v[k];
        double moved = w->v[k] + (goal - w->v[k]) * r->v[k];
        w->v[k] = need->v[k] > 0 ? moved : w->v[k];
        order->v[k] = w->v[k] * need->v[k];
    }
}

/* 6c, shares: kept = min(base, could), the rest in proportion to room, what nobody can carry to the free links.
 *
 *   goal = (kept + rho room + left b) / need;  w += (goal - w) r(T_w);  O = w need */
static void move_shares(const lode_model *m, const lode_values *v, lode_state *s, int32_t g)
{
    int32_t first = m->group_link_ptr[g], end = m->group_link_ptr[g + 1];
    const lode_lane wanted = s->group_need[g], rate = v->r_shares;
    lode_lane kept = {{0}}, room = {{0}}, rho, left, share = {{0}}, extra = {{0}};
    bool overflows = false;
    for (int32_t j = first; j < end; j++) {
        int32_t l = m->group_link[j];
        keep(&kept, &room, &s->link_tilted[l], &wanted, &s->link_could[l]);
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
        if (overflows) extra = overflow(m, v, s, l, &left, &share);
        move(&s->link_share[l], &s->link_order[l], &s->link_tilted[l], &wanted, &s->link_could[l], &rho, &extra, &rate);
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
