/* The invariant of a model: indices inside their arrays, row pointers ascending. */
#include "model/draft.h"

static bool rows_are_valid(const int32_t *ptr, int32_t n, int32_t items)
{
    for (int32_t r = 0; r < n; r++)
        if (ptr[r] > ptr[r + 1] || ptr[r] < 0) return false;
    return ptr[n] == items;
}

static bool all_below(const int32_t *index, int32_t n, int32_t low, int32_t end)
{
    for (int32_t i = 0; i < n; i++)
        if (index[i] < low || index[i] >= end) return false;
    return true;
}

static bool slots_are_valid(const lode_model *m)
{
    int32_t n = m->n_x;
    return all_below(m->site_activity, m->n_site, -1, n) && all_below(m->site_share, m->n_site, -1, n) &&
           all_below(m->site_capacity, m->n_site, -1, n) && all_below(m->output_per_unit, m->n_output, 0, n) &&
           all_below(m->output_cover, m->n_output, 0, n) && all_below(m->group_per_unit, m->n_group, 0, n) &&
           all_below(m->group_cover, m->n_group, 0, n) && all_below(m->group_psi, m->n_group, 0, n) &&
           all_below(m->link_transit, m->n_link, 0, n) && all_below(m->link_build, m->n_link, -1, n) &&
           all_below(m->measure_share, m->n_measure, 0, n) && all_below(m->product_value, m->n_product, 0, n);
}

bool lode_model_is_valid(const lode_model *m)
{
    return rows_are_valid(m->line_ptr, m->n_site, m->n_line) && rows_are_valid(m->group_ptr, m->n_line, m->n_group) &&
           rows_are_valid(m->output_ptr, m->n_site, m->n_output) &&
           rows_are_valid(m->link_ptr, m->n_output, m->n_link) &&
           rows_are_valid(m->group_link_ptr, m->n_group, m->n_link) &&
           rows_are_valid(m->product_output_ptr, m->n_product, m->n_output) &&
           rows_are_valid(m->product_group_ptr, m->n_product, m->n_group) &&
           rows_are_valid(m->product_block_ptr, m->n_product, m->n_block) &&
           all_below(m->line_site, m->n_line, 0, m->n_site) && all_below(m->output_site, m->n_output, 0, m->n_site) &&
           all_below(m->group_site, m->n_group, 0, m->n_site) && all_below(m->group_link, m->n_link, 0, m->n_link) &&
           all_below(m->link_output, m->n_link, 0, m->n_output) &&
           all_below(m->link_group, m->n_link, 0, m->n_group) &&
           all_below(m->link_class, m->n_link, 0, m->n_class) &&
           all_below(m->link_block, m->n_link, -1, m->n_block) &&
           all_below(m->project_site, m->n_project, 0, m->n_site) &&
           all_below(m->damage_site, m->n_damage, 0, m->n_site) && slots_are_valid(m);
}
