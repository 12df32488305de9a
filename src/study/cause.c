/* Follow a shortage upstream: scarcest input, then the measure that denied its orders or the supplier that was starved. */
#include "study/cause.h"

enum { FARTHEST = 16 }; /* stages that are followed */

/* The input group of a maker of `product` in `actor` that cost it most output, -1 if none did. */
static int32_t scarcest_of_makers(const lode_built *b, const lode_blame *blame, int32_t actor, int32_t product)
{
    const lode_model *m = b->model;
    int32_t best = -1;
    double most = 0;
    for (int32_t j = m->product_output_ptr[product]; j < m->product_output_ptr[product + 1]; j++) {
        int32_t i = m->output_site[m->product_output[j]];
        if (m->site_actor[i] != actor || m->line_ptr[i] == m->line_ptr[i + 1]) continue;
        for (int32_t g = m->group_ptr[m->line_ptr[i]]; g < m->group_ptr[m->line_ptr[i + 1]]; g++)
            if (blame->group_short[g] > most) {
                most = blame->group_short[g];
                best = g;
            }
    }
    return best;
}

static int32_t scarcest_of_site(const lode_built *b, const lode_blame *blame, int32_t i)
{
    const lode_model *m = b->model;
    int32_t best = -1;
    double most = 0;
    if (m->line_ptr[i] == m->line_ptr[i + 1]) return -1;
    for (int32_t g = m->group_ptr[m->line_ptr[i]]; g < m->group_ptr[m->line_ptr[i + 1]]; g++)
        if (blame->group_short[g] > most) {
            most = blame->group_short[g];
            best = g;
        }
    return best;
}

/* The quantity measure in force on a link that comes last: the one that made the difference. */
static int32_t measure_on(const lode_built *b, const lode_switches *scenario, int32_t l)
{
    const lode_model *m = b->model;
    int32_t c = m->link_class[l], found = -1;
    for (int32_t j = m->class_measure_ptr[c]; j < m->class_measure_ptr[c + 1]; j++) {
        int32_t a = m->class_measure[j];
        if (scenario->measure_on[a] && m->measure_kind[a] != LODE_TARIFF) found = a;
    }
    return found;
}

void lode_cause(const lode_built *b, const lode_switches *scenario, const lode_blame *blame, int32_t actor,
                int32_t product, lode_text *out)
{
    const lode_model *m = b->model;
    int32_t g = scarcest_of_makers(b, blame, actor, product), first = g;
    for (int stage = 0; g >= 0 && stage < FARTHEST; stage++) {
        double denied = 0, unfilled = 0;
        int32_t most_denied = -1, most_unfilled = -1;
        for (int32_t j = m->group_link_ptr[g]; j < m->group_link_ptr[g + 1]; j++) {
            int32_t l = m->group_link[j];
            denied += blame->link_denied[l] > 0 ? blame->link_denied[l] : 0;
            unfilled += blame->link_unfilled[l] > 0 ? blame->link_unfilled[l] : 0;
            if (most_denied < 0 || blame->link_denied[l] > blame->link_denied[most_denied]) most_denied = l;
            if (most_unfilled < 0 || blame->link_unfilled[l] > blame->link_unfilled[most_unfilled]) most_unfilled = l;
        }
        bool by_measure = denied > 0 && denied >= unfilled;
        int32_t l = by_measure ? most_denied : most_unfilled;
        int32_t supplier = l >= 0 ? m->output_site[m->link_output[l]] : -1;
        int32_t next = !by_measure && unfilled > 0 ? scarcest_of_site(b, blame, supplier) : -1;
        if (next >= 0) {
            g = next;
            continue;
        }
        const char *input = lode_case_key(b->c, LODE_T_PRODUCTS, m->group_product[g]);
        if (g != first)
            lode_text_printf(out, "%s < ", lode_case_key(b->c, LODE_T_PRODUCTS, m->group_product[first]));
        lode_text_puts(out, input);
        if (supplier >= 0 && (denied > 0 || unfilled > 0))
            lode_text_printf(out, " from %s", lode_case_key(b->c, LODE_T_ACTORS, m->site_actor[supplier]));
        int32_t a = by_measure ? measure_on(b, scenario, l) : -1;
        if (a >= 0) lode_text_printf(out, ": %s", lode_case_key(b->c, LODE_T_MEASURES, b->measure_row[a]));
        return;
    }
}
