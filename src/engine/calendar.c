/* Sub-step 1, calendar: capacity, planned output, and what measures allow in this step. docs/model.md 2.1.
 *
 * Everything is looked at day by day and averaged over the step, so that any step length sees the same calendar. */
#include "engine/model.h"
#include "engine/real.h"

/* What governs a class on one day, per lane. */
typedef struct ruling {
    lode_lane governing; /* measure number, -1: free, -2: supplier not yet qualified                                 */
    lode_lane share;     /* of base flow that a batch grants                                                         */
    lode_lane since;     /* day       days since the processing of the governing measure was over, below 0: in it    */
    lode_lane period;    /* day                                                                                      */
    lode_lane leak;      /* share of base flow                                                                       */
    lode_lane leak_delay;/* day                                                                                      */
    lode_lane rate;      /* tariffs add up                                                                           */
    lode_lane usable;    /* share of software licences that still run                                                */
    lode_lane front;     /* day       extra cover while announced and not yet effective                              */
} ruling;

/* Share of a measure on a day: what it lets pass, by its path in days since the effective date (piecewise linear), by its
 * fading hold-up 1 - share0 exp(-t / fade), or for good; of software the licences that still run, 1 - t / T. */
static lode_lane share_on(const lode_model *m, const lode_values *v, int32_t a, int32_t day)
{
    lode_lane share = v->measure_share[a];
    int32_t t = day - m->measure_effective[a], first = m->measure_path_ptr[a], end = m->measure_path_ptr[a + 1];
    if (m->measure_kind[a] == LODE_SOFTWARE)
        for (int k = 0; k < LODE_LANES; k++) share.v[k] = lode_max(0, 1 - t / v->measure_term[a].v[k]);
    else if (m->measure_fade[a] >= 0)
        for (int k = 0; k < LODE_LANES; k++)
            share.v[k] = 1 - v->measure_share[a].v[k] * lode_exp(-t / v->measure_fade[a].v[k]);
    else if (end > first) {
        int32_t j = first;
        while (j + 1 < end && m->measure_path_day[j + 1] <= t) j++;
        bool inside = j + 1 < end && t > m->measure_path_day[j];
        double part = inside ? (double)(t - m->measure_path_day[j]) / (m->measure_path_day[j + 1] - m->measure_path_day[j]) : 0;
        share = v->path_share[j];
        if (inside)
            for (int k = 0; k < LODE_LANES; k++)
                share.v[k] += (v->path_share[j + 1].v[k] - v->path_share[j].v[k]) * part;
    }
    return share;
}

/* The shares of all measures on one day. */
static void look_up_shares(const lode_model *m, const lode_values *v, int32_t day, lode_state *s)
{
    for (int32_t a = 0; a < m->n_measure; a++)
        if (day >= m->measure_effective[a]) s->measure_today[a] = share_on(m, v, a, day);
}

/* Days since a licence's processing was over, below 0 while it lasts. With a validity, approvals lapse and are asked for
 * anew: processing and validity alternate. */
static double days_open(const lode_values *v, int32_t a, double since_effective, int k)
{
    double processing = v->measure_processing[a].v[k], validity = v->measure_validity[a].v[k];
    double cycle = processing + validity, round = validity > 0 ? lode_floor(since_effective / cycle) : 0;
    return since_effective - (validity > 0 ? lode_max(0, round) * cycle : 0) - processing;
}

static bool is_on(const lode_scenario *c, int32_t a, int32_t day, int k)
{
    return c->measure_on[a].v[k] > 0 && (!c->measure_ends || day < c->measure_ends[a].v[k]);
}

/* Does measure a reach class i? A de minimis rule reaches goods with enough content from the issuer. */
static bool reaches(const lode_model *m, const lode_values *v, int32_t a, int32_t i, int k)
{
    if (m->measure_origin[a] < 0 || m->class_output[i] < 0) return true;
    const lode_lane *content = &v->output_content[(int64_t)m->measure_origin[a] * m->n_output + m->class_output[i]];
    return content->v[k] >= v->measure_minimis[a].v[k] && content->v[k] > 0;
}

/* What a measure in force does to the ruling of a class. Of quantity measures the one with the smallest share governs, of
 * equals the latest; a ban is share 0, a quota a share with period 1, a licence a share with processing and period. */
static void apply(const lode_model *m, const lode_values *v, const lode_scenario *c, const lode_state *s, int32_t a,
                  int32_t i, int32_t day, ruling *r)
{
    for (int k = 0; k < LODE_LANES; k++) {
        bool on = is_on(c, a, day, k) && reaches(m, v, a, i, k);
        double today = s->measure_today[a].v[k], leak = v->measure_leak[a].v[k];
        if (m->measure_kind[a] == LODE_TARIFF) {
            r->rate.v[k] += on ? v->measure_rate[a].v[k] : 0;
        } else if (m->measure_kind[a] == LODE_SOFTWARE) {
            r->usable.v[k] = lode_min(r->usable.v[k], on ? today * (1 - leak) + leak : 1);
        } else {
            /* a hold-up that has faded below one in a hundred no longer governs, so that stocks can be refilled */
            bool faded = m->measure_fade[a] >= 0 && today > 0.99;
            bool takes = on && !faded && today <= r->share.v[k];
            double since = days_open(v, a, day - m->measure_effective[a], k);
            r->governing.v[k] = takes ? a : r->governing.v[k];
            r->share.v[k] = takes ? today : r->share.v[k];
            r->since.v[k] = takes ? since : r->since.v[k];
            r->period.v[k] = takes ? v->measure_period[a].v[k] : r->period.v[k];
            r->leak.v[k] = takes ? leak : r->leak.v[k];
            r->leak_delay.v[k] = takes ? v->measure_leak_delay[a].v[k] : r->leak_delay.v[k];
        }
    }
}

/* At most one quantity measure governs a link on a day. A supplier that is not yet qualified counts as governed with
 * share 0. Shares must have been looked up for the day. */
static void rule(const lode_model *m, const lode_values *v, const lode_scenario *c, const lode_state *s, int32_t i,
                 int32_t day, ruling *r)
{
    *r = (ruling){.governing = lode_lane_all(-1), .share = lode_lane_all(2), .usable = lode_lane_all(1)};
    for (int32_t j = m->class_measure_ptr[i]; j < m->class_measure_ptr[i + 1]; j++) {
        int32_t a = m->class_measure[j];
        if (day >= m->measure_until[a] || day < m->measure_announced[a]) continue;
        if (day >= m->measure_effective[a]) {
            apply(m, v, c, s, a, i, day, r);
        } else {
            for (int k = 0; k < LODE_LANES; k++) {
                bool comes = is_on(c, a, day, k) && reaches(m, v, a, i, k);
                double front = comes ? v->measure_front[a].v[k] : 0;
                r->front.v[k] = lode_max(r->front.v[k], front);
            }
        }
    }
    for (int k = 0; k < LODE_LANES; k++) {
        bool unqualified = day < s->class_opens[i].v[k];
        r->governing.v[k] = unqualified ? -2 : r->governing.v[k];
        r->share.v[k] = unqualified ? 0 : r->share.v[k];
        r->leak.v[k] = unqualified ? 0 : r->leak.v[k];
    }
}

/* Add one day's ruling to the step. Batches are granted on the days effective + p, + p + b, ...; what is left of the
 * batch before lapses, and so does the allowance of a measure that no longer governs or of an approval that has lapsed,
 * while the next one is processed. */
static void add_day(const ruling *r, int32_t i, lode_state *s)
{
    for (int k = 0; k < LODE_LANES; k++) {
        double governing = r->governing.v[k], since = r->since.v[k], period = r->period.v[k];
        bool is_free = governing == -1, ruled = governing >= 0;
        double batches = ruled ? since / period : 0;
        bool batch = ruled && since >= 0 && batches == lode_floor(batches);
        bool changed = governing != s->class_governing[i].v[k], processed = ruled && since < 0;
        s->class_open[i].v[k] += is_free ? 1 : 0;
        s->class_batch[i].v[k] += batch ? r->share.v[k] * period : 0;
        s->class_lapse[i].v[k] = batch || changed || processed ? 1 : s->class_lapse[i].v[k];
        s->class_leak[i].v[k] += ruled ? r->leak.v[k] : 0;
        s->class_leak_delay[i].v[k] = ruled ? r->leak_delay.v[k] : s->class_leak_delay[i].v[k];
        s->class_rate[i].v[k] += r->rate.v[k];
        s->class_usable[i].v[k] += r->usable.v[k];
        s->class_governing[i].v[k] = governing;
    }
}

/* What links can carry on the first day of the next step: without bound if free; nothing if closed or in processing;
 * else the share. With the leak. */
static void look_ahead(const ruling *r, int32_t i, lode_state *s)
{
    for (int k = 0; k < LODE_LANES; k++) {
        s->class_free_next[i].v[k] = r->governing.v[k] == -1 ? 1 : 0;
        s->class_cap_next[i].v[k] = (r->since.v[k] >= 0 ? r->share.v[k] : 0) + r->leak.v[k];
        s->class_rate_next[i].v[k] = r->rate.v[k];
    }
}

/* Base shares under the tariffs of the next step: wt = w0 (1 + tariff)^-sigma, normalised over the group; to the bit w0
 * where no tariff touches the group. */
static void tilt(const lode_model *m, const lode_values *v, lode_state *s)
{
    for (int32_t g = 0; g < m->n_group; g++) {
        int32_t first = m->group_link_ptr[g], end = m->group_link_ptr[g + 1];
        lode_lane sum = {{0}}, touched = {{0}};
        for (int32_t j = first; j < end; j++) {
            int32_t l = m->group_link[j];
            const lode_lane *rate = &s->class_rate_next[m->link_class[l]];
            for (int k = 0; k < LODE_LANES; k++) {
                double factor = rate->v[k] > 0 ? lode_pow(1 + rate->v[k], -v->group_sigma[g].v[k]) : 1.0;
                touched.v[k] = rate->v[k] > 0 ? 1 : touched.v[k];
                s->link_tilted[l].v[k] = v->link_share[l].v[k] * factor;
                sum.v[k] += s->link_tilted[l].v[k];
            }
        }
        for (int32_t j = first; j < end; j++) {
            int32_t l = m->group_link[j];
            for (int k = 0; k < LODE_LANES; k++)
                s->link_tilted[l].v[k] =
                    touched.v[k] > 0 ? s->link_tilted[l].v[k] / sum.v[k] : v->link_share[l].v[k];
        }
    }
}

/* What of a class is to be looked at in this step. A class that was ruled before still has allowances to lose. */
static int32_t acts(const lode_state *s, int32_t i)
{
    int32_t before = s->class_acts[i] & LODE_RULED_NOW ? LODE_RULED : 0, now = 0;
    for (int k = 0; k < LODE_LANES; k++) {
        now |= s->class_open[i].v[k] < 1 ? LODE_RULED | LODE_RULED_NOW : 0;
        now |= s->class_free_next[i].v[k] > 0 ? 0 : LODE_RULED_NEXT;
        now |= s->class_front[i].v[k] > 0 ? LODE_FRONTED : 0;
        now |= s->class_rate[i].v[k] != 0 ? LODE_TAXED : 0;
    }
    return before | now;
}

static void rule_classes(const lode_model *m, const lode_values *v, const lode_scenario *c, lode_state *s)
{
    const lode_lane none = {{0}};
    int32_t first = s->step * v->step_days;
    bool tariffs_moved = false;
    ruling r;
    for (int32_t i = 0; i < m->n_class; i++) {
        s->class_open[i] = s->class_batch[i] = s->class_lapse[i] = none;
        s->class_leak[i] = s->class_leak_delay[i] = s->class_rate[i] = s->class_usable[i] = none;
    }
    for (int32_t d = 0; d < v->step_days; d++) {
        look_up_shares(m, v, first + d, s);
        for (int32_t i = 0; i < m->n_class; i++) {
            rule(m, v, c, s, i, first + d, &r);
            add_day(&r, i, s);
            if (d == 0) s->class_front[i] = r.front;
        }
    }
    look_up_shares(m, v, first + v->step_days, s);
    for (int32_t i = 0; i < m->n_class; i++) {
        /* whole days first, so that a step that is open throughout is open by exactly 1 */
        for (int k = 0; k < LODE_LANES; k++) {
            s->class_open[i].v[k] /= v->step_days;
            s->class_rate[i].v[k] /= v->step_days;
            s->class_usable[i].v[k] /= v->step_days;
        }
        lode_lane before = s->class_rate_next[i];
        rule(m, v, c, s, i, first + v->step_days, &r);
        look_ahead(&r, i, s);
        for (int k = 0; k < LODE_LANES; k++) tariffs_moved |= before.v[k] != r.rate.v[k];
        s->class_acts[i] = acts(s, i);
    }
    if (tariffs_moved) tilt(m, v, s);
}

/* The allowance of each governed link: L = share x base flow x period at a batch, none where nothing governs. */
static void grant(const lode_model *m, const lode_values *v, lode_state *s)
{
    for (int32_t l = 0; l < m->n_link; l++) {
        int32_t i = m->link_class[l];
        if (!(s->class_acts[i] & LODE_RULED)) continue;
        for (int k = 0; k < LODE_LANES; k++) {
            double left = s->class_lapse[i].v[k] > 0 ? 0 : s->link_allowance[l].v[k];
            double granted = left + s->class_batch[i].v[k] * v->link_flow[l].v[k];
            s->link_allowance[l].v[k] = s->class_open[i].v[k] >= 1 ? 0 : granted;
        }
    }
}

/* Capacity that projects add to their sites by the middle of a day, ramping up linearly from the start; planned output
 * follows at the site's base utilisation. */
static void add_projects(const lode_model *m, const lode_values *v, const lode_scenario *c, int32_t day, lode_state *s)
{
    for (int32_t p = 0; p < m->n_project; p++) {
        int32_t i = m->project_site[p];
        for (int k = 0; k < LODE_LANES; k++) {
            double run = day + 0.5 - s->project_begins[p].v[k], ramp = v->project_ramp[p].v[k];
            double built = ramp > 0 ? lode_clamp(run / ramp, 0, 1) : (run > 0 ? 1 : 0);
            double capacity = c->project_on[p].v[k] * built * v->project_capacity[p].v[k], base = v->site_capacity[i].v[k];
            double utilisation = base > 0 ? v->site_base[i].v[k] / base : 0.8;
            s->site_day[i].v[k] += capacity;
            s->site_planned[i].v[k] += capacity * utilisation / v->step_days;
        }
    }
}

static void add_damages(const lode_model *m, const lode_values *v, const lode_scenario *c, int32_t day, lode_state *s)
{
    for (int32_t q = 0; q < m->n_damage; q++) {
        if (day < m->damage_from[q] || day >= m->damage_until[q]) continue;
        for (int k = 0; k < LODE_LANES; k++)
            s->site_day[m->damage_site[q]].v[k] *= 1.0 - c->damage_on[q].v[k] * v->damage_fraction[q].v[k];
    }
}

/* K and Yp: means over the days of the step of base x growth plus projects; K is cut by damage, Yp never is. */
static void plan(const lode_model *m, const lode_values *v, const lode_scenario *c, lode_state *s)
{
    for (int32_t i = 0; i < m->n_site; i++) s->site_capacity[i] = s->site_planned[i] = lode_lane_all(0);
    for (int32_t d = 0; d < v->step_days; d++) {
        int32_t day = s->step * v->step_days + d;
        for (int32_t i = 0; i < m->n_site; i++)
            for (int k = 0; k < LODE_LANES; k++) {
                s->site_growing[i].v[k] *= s->site_growth_step[i].v[k];
                s->site_day[i].v[k] = v->site_capacity[i].v[k] * s->site_growing[i].v[k];
                s->site_planned[i].v[k] += v->site_base[i].v[k] * s->site_growing[i].v[k] / v->step_days;
            }
        add_projects(m, v, c, day, s);
        add_damages(m, v, c, day, s);
        for (int32_t i = 0; i < m->n_site; i++)
            for (int k = 0; k < LODE_LANES; k++) s->site_capacity[i].v[k] += s->site_day[i].v[k] / v->step_days;
    }
}

void lode_calendar(const lode_model *m, const lode_values *v, const lode_scenario *c, lode_state *s)
{
    plan(m, v, c, s);
    rule_classes(m, v, c, s);
    grant(m, v, s);
}
