/* What is recorded after a step: the series of the model, each a sum over outputs, groups, sites, links or reserves. */
#include "engine/model.h"

static void add_product(lode_lane *restrict sum, const lode_lane *restrict a, const lode_lane *restrict b, double factor)
{
    for (int k = 0; k < LODE_LANES; k++) sum->v[k] += a->v[k] * b->v[k] * factor;
}

/* Add item i of a series to its sum; flows of the step become rates per day. */
static void add_item(const lode_model *m, const lode_values *v, const lode_state *s, lode_series_kind kind, int32_t i,
                     lode_lane *sum)
{
    const double per_day = 1.0 / v->step_days;
    const lode_lane one = lode_lane_all(1);
    switch (kind) {
    case LODE_SERIES_MADE: add_product(sum, &v->output_per_unit[i], &s->site_made[m->output_site[i]], per_day); break;
    case LODE_SERIES_OUTPUT_STOCK: lode_lane_add(sum, &s->output_stock[i]); break;
    case LODE_SERIES_STOCK: lode_lane_add(sum, &s->group_stock[i]); break;
    case LODE_SERIES_TRANSIT: lode_lane_add(sum, &s->group_transit[i]); break;
    case LODE_SERIES_CONSUMED: add_product(sum, &s->site_made[i], &one, per_day); break;
    case LODE_SERIES_BACKLOG: lode_lane_add(sum, &s->site_backlog[i]); break;
    case LODE_SERIES_VALUE_ADDED: add_product(sum, &v->site_value_added[i], &s->site_made[i], per_day); break;
    case LODE_SERIES_GROSS: add_product(sum, &v->site_gross[i], &s->site_made[i], per_day); break;
    case LODE_SERIES_EXPORTS: add_product(sum, &v->output_value[m->link_output[i]], &s->link_shipped[i], per_day); break;
    case LODE_SERIES_TARIFFS: {
        lode_lane value = {{0}};
        add_product(&value, &v->output_value[m->link_output[i]], &s->link_shipped[i], per_day);
        add_product(sum, &value, &s->class_rate[m->link_class[i]], 1);
        break;
    }
    case LODE_SERIES_RESERVE: lode_lane_add(sum, &s->reserve_stock[i]); break;
    case LODE_N_SERIES_KIND: break;
    }
}

void lode_record(const lode_model *m, const lode_values *v, const lode_state *s, const int32_t *column, lode_lane *row)
{
    for (int32_t r = 0; r < m->n_series; r++) {
        if (column && column[r] < 0) continue;
        lode_lane sum = {{0}};
        for (int32_t j = m->series_ptr[r]; j < m->series_ptr[r + 1]; j++)
            add_item(m, v, s, (lode_series_kind)m->series_kind[r], m->series_item[j], &sum);
        row[r] = sum;
    }
}
