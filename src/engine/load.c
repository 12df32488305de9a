/* From the vector of inputs to the values that need no balancing: covers, contents, time constants, measures. */
#include "engine/model.h"
#include "engine/real.h"

static const double DAYS_PER_YEAR = 365.0; /* of rates per year, as in growth: docs/model.md 1 */

static void copy(int32_t n, const int32_t *slot, const lode_lane *x, lode_lane *to)
{
    for (int32_t i = 0; i < n; i++) to[i] = slot[i] < 0 ? lode_lane_all(0) : x[slot[i]];
}

static void whole_days(lode_lane *a)
{
    for (int k = 0; k < LODE_LANES; k++) a->v[k] = lode_floor(a->v[k] + 0.5);
}

static void load_groups(const lode_model *m, const lode_lane *x, lode_values *v)
{
    copy(m->n_group, m->group_per_unit, x, v->group_per_unit);
    copy(m->n_group, m->group_cover, x, v->group_cover);
    copy(m->n_group, m->group_psi, x, v->group_psi);
    copy(m->n_group, m->group_weight, x, v->group_weight);
    copy(m->n_group, m->group_sigma, x, v->group_sigma);
    for (int32_t g = 0; g < m->n_group; g++)
        v->group_initial[g] = m->group_initial[g] < 0 ? v->group_cover[g] : x[m->group_initial[g]];
}

static void load_links(const lode_model *m, const lode_lane *x, lode_values *v)
{
    copy(m->n_link, m->link_transit, x, v->link_days);
    for (int32_t l = 0; l < m->n_link; l++)
        if (m->link_build[l] >= 0) lode_lane_add(&v->link_days[l], &x[m->link_build[l]]);
    copy(m->n_class, m->class_qualification, x, v->class_qualification);
}

/* Dates and periods of measures are whole days. Processing time in working days is read off the issuer's calendar. */
static void load_measures(const lode_model *m, const lode_lane *x, lode_values *v)
{
    copy(m->n_measure, m->measure_share, x, v->measure_share);
    copy(m->n_measure, m->measure_processing, x, v->measure_processing);
    copy(m->n_measure, m->measure_period, x, v->measure_period);
    copy(m->n_measure, m->measure_leak, x, v->measure_leak);
    copy(m->n_measure, m->measure_leak_delay, x, v->measure_leak_delay);
    copy(m->n_measure, m->measure_front, x, v->measure_front);
    copy(m->n_measure, m->measure_rate, x, v->measure_rate);
    copy(m->n_measure, m->measure_fade, x, v->measure_fade);
    copy(m->n_measure, m->measure_validity, x, v->measure_validity);
    copy(m->n_measure, m->measure_term, x, v->measure_term);
    copy(m->n_measure, m->measure_delay, x, v->measure_delay);
    copy(m->n_measure, m->measure_minimis, x, v->measure_minimis);
    copy(m->measure_path_ptr[m->n_measure], m->measure_path_share, x, v->path_share);
    for (int32_t a = 0; a < m->n_measure; a++) {
        whole_days(&v->measure_processing[a]);
        whole_days(&v->measure_period[a]);
        whole_days(&v->measure_validity[a]);
        int32_t first = m->measure_workday_ptr[a], n = m->measure_workday_ptr[a + 1] - first;
        for (int k = 0; k < LODE_LANES; k++) {
            v->measure_period[a].v[k] = lode_max(1, v->measure_period[a].v[k]);
            if (n == 0) continue;
            int32_t day = (int32_t)lode_min(v->measure_processing[a].v[k], n - 1);
            v->measure_processing[a].v[k] = m->measure_workday[first + day];
        }
    }
}

static void load_events(const lode_model *m, const lode_lane *x, lode_values *v)
{
    copy(m->n_project, m->project_slippage, x, v->project_start);
    copy(m->n_project, m->project_ramp, x, v->project_ramp);
    copy(m->n_project, m->project_capacity, x, v->project_capacity);
    for (int32_t p = 0; p < m->n_project; p++)
        for (int k = 0; k < LODE_LANES; k++) {
            v->project_start[p].v[k] += m->project_start[p];
            v->project_capacity[p].v[k] *= m->site_part[m->project_site[p]] / DAYS_PER_YEAR;
        }
    copy(m->n_damage, m->damage_fraction, x, v->damage_fraction);
    copy(m->n_reserve, m->reserve_stock, x, v->reserve_stock);
    copy(m->n_reserve, m->reserve_rate, x, v->reserve_rate);
    copy(m->n_reserve, m->reserve_trigger, x, v->reserve_trigger);
}

void lode_values_load(const lode_model *m, const lode_lane *x, lode_values *v)
{
    copy(m->n_site, m->site_growth, x, v->site_growth);
    copy(m->n_site, m->site_overtime, x, v->site_overtime);
    copy(m->n_site, m->site_elasticity, x, v->site_elasticity);
    copy(m->n_output, m->output_per_unit, x, v->output_per_unit);
    copy(m->n_output, m->output_cover, x, v->output_cover);
    copy(m->n_output, m->output_cap, x, v->output_cap);
    load_groups(m, x, v);
    load_links(m, x, v);
    load_measures(m, x, v);
    load_events(m, x, v);
    v->refill = x[m->refill];
    v->output_refill = x[m->output_refill];
    v->expectation = x[m->expectation];
    v->shares = x[m->shares];
    for (int32_t o = 0; o < m->n_output; o++) {
        int32_t i = m->output_site[o];
        bool own = m->site_unit_value[i] >= 0 && o == m->output_ptr[i];
        v->output_value[o] = x[own ? m->site_unit_value[i] : m->product_value[m->output_product[o]]];
        v->output_disposed[o] = lode_lane_all(0);
    }
    for (int32_t l = 0; l < m->n_link; l++) v->link_flow[l] = v->link_declared[l] = lode_lane_all(0);
    for (int32_t i = 0; i < m->n_site; i++) v->site_base[i] = lode_lane_all(0);
    for (int32_t i = 0; i < m->n_origin * m->n_output; i++) v->output_content[i] = lode_lane_all(0);
    v->worst_fit = lode_lane_all(0);
    for (int k = 0; k < LODE_LANES; k++) v->misfit[k] = v->misfit_product[k] = 0;
}

/* Nameplate capacity where it is given, else base activity over utilisation; demand has none. */
void lode_values_capacity(const lode_model *m, const lode_lane *x, lode_values *v)
{
    for (int32_t i = 0; i < m->n_site; i++)
        for (int k = 0; k < LODE_LANES; k++) {
            bool given = m->site_capacity[i] >= 0;
            double told = given ? x[m->site_capacity[i]].v[k] * m->site_part[i] / DAYS_PER_YEAR : 0;
            double used = m->site_utilisation[i] >= 0 ? x[m->site_utilisation[i]].v[k] : 1;
            double capacity = given ? told : v->site_base[i].v[k] / used;
            v->site_capacity[i].v[k] = m->site_kind[i] == LODE_DEMAND ? 1e300 : capacity;
        }
}

/* USD per unit of activity: value of the outputs, and value added - a share of it, or outputs less inputs. */
void lode_values_worth(const lode_model *m, const lode_lane *x, lode_values *v)
{
    for (int32_t i = 0; i < m->n_site; i++) {
        lode_lane gross = {{0}}, bought = {{0}};
        for (int32_t o = m->output_ptr[i]; o < m->output_ptr[i + 1]; o++)
            for (int k = 0; k < LODE_LANES; k++)
                gross.v[k] += v->output_per_unit[o].v[k] * v->output_value[o].v[k];
        int32_t line = m->line_ptr[i];
        if (m->line_ptr[i + 1] > line)
            for (int32_t g = m->group_ptr[line]; g < m->group_ptr[line + 1]; g++)
                for (int k = 0; k < LODE_LANES; k++)
                    bought.v[k] += v->group_per_unit[g].v[k] * x[m->product_value[m->group_product[g]]].v[k];
        for (int k = 0; k < LODE_LANES; k++) {
            double share = m->site_value_added[i] >= 0 ? x[m->site_value_added[i]].v[k] : 0;
            double margin = lode_max(0, gross.v[k] - bought.v[k]);
            bool makes = m->site_kind[i] == LODE_SITE;
            v->site_gross[i].v[k] = makes ? gross.v[k] : 0;
            v->site_value_added[i].v[k] = makes ? (m->site_value_added[i] >= 0 ? share * gross.v[k] : margin) : 0;
        }
    }
}
