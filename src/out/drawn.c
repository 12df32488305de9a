/* Which reported series the page draws. */
#include <string.h>

#include "out/inner.h"

/* Does a recipe make an end product from this one? */
static bool feeds_end_product(const lode_result *r, int32_t product)
{
    const lode_model *m = r->built->model;
    for (int32_t k = m->product_group_ptr[product]; k < m->product_group_ptr[product + 1]; k++) {
        int32_t site = m->group_site[m->product_group[k]];
        for (int32_t o = m->output_ptr[site]; o < m->output_ptr[site + 1]; o++)
            if (lode_out_is_end_product(r, m->output_product[o])) return true;
    }
    return false;
}

bool lode_out_is_drawn(const lode_result *r, const lode_series *s)
{
    if (strcmp(s->variable, "loss") == 0) return true;
    if (s->product < 0) return false;
    if (strcmp(s->variable, "output") == 0 || strcmp(s->variable, "backlog") == 0) return lode_out_is_end_product(r, s->product);
    if (strcmp(s->variable, "strategic_stock") == 0) return true;
    return strcmp(s->variable, "input_stock") == 0 && feeds_end_product(r, s->product);
}
