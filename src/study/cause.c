/* Follow a shortage upstream: scarcest input, the link on which most is missing, the measure there or the supplier's
 * own scarcest input. */
#include "study/cause.h"

enum { FARTHEST = 16 }; /* stages that are followed */

/* The base input of site i that cost it most output, if more than *most; else `best`. */
static int32_t scarcest(const lode_model *m, const lode_blame *blame, int32_t i, int32_t best, double *most)
{
    if (m->line_ptr[i] == m->line_ptr[i + 1]) return best;
    for (int32_t g = m->group_ptr[m->line_ptr[i]]; g < m->group_ptr[m->line_ptr[i] + 1]; g++)
        if (blame->group_short[g] > *most) {
            *most = blame->group_short[g];
            best = g;
        }
    return best;
}

static int32_t scarcest_of_makers(const lode_model *m, const lode_blame *blame, int32_t actor, int32_t product)
{
    int32_t best = -1;
    double most = 0;
    for (int32_t j = m->product_output_ptr[product]; j < m->product_output_ptr[product + 1]; j++) {
        int32_t i = m->output_site[m->product_output[j]];
        if (m->site_actor[i] == actor) best = scarcest(m, blame, i, best, &most);
    }
    return best;
}

/* The link into group g on which most is missing, -1 if on none. */
static int32_t barest_link(const lode_model *m, const lode_blame *blame, int32_t g)
{
    int32_t best = -1;
    double most = 0;
    for (int32_t j = m->group_link_ptr[g]; j < m->group_link_ptr[g + 1]; j++)
        if (blame->link_missing[m->group_link[j]] > most) {
            best = m->group_link[j];
            most = blame->link_missing[best];
        }
    return best;
}

/* Does the scenario switch on a measure that had not ended before as_of? */
static bool is_in_force(const lode_built *b, int32_t run, int32_t a)
{
    return b->scenario[run].measure_on[a] && b->model->measure_until[a] > b->as_of;
}

/* Which measures are looked for: those that bound quantities, or software; new against status quo, or any. */
typedef struct sought {
    bool software, new_only;
} sought;

/* The last of the sought measures on a link that the scenario has in force, -1 if there is none. */
static int32_t measure_on(const lode_built *b, int32_t run, int32_t quo, int32_t l, sought what)
{
    const lode_model *m = b->model;
    int32_t c = m->link_class[l], found = -1;
    for (int32_t j = m->class_measure_ptr[c]; j < m->class_measure_ptr[c + 1]; j++) {
        int32_t a = m->class_measure[j];
        uint8_t kind = m->measure_kind[a];
        bool fits = what.software ? kind == LODE_SOFTWARE : kind == LODE_BAN || kind == LODE_QUOTA || kind == LODE_LICENCE;
        bool holds = what.software || what.new_only ? is_in_force(b, run, a) : b->scenario[run].measure_on[a];
        if (fits && holds && !(what.new_only && b->scenario[quo].measure_on[a])) found = a;
    }
    return found;
}

/* The software measure that caps the users of input group g, the link it acts on in *l; -1 if there is none. */
static int32_t licence_that_ran_out(const lode_built *b, int32_t run, int32_t quo, int32_t g, int32_t *l)
{
    const lode_model *m = b->model;
    for (int any = 0; m->group_licensed[g] && any < 2; any++)
        for (int32_t j = m->group_link_ptr[g]; j < m->group_link_ptr[g + 1]; j++) {
            int32_t a = measure_on(b, run, quo, m->group_link[j], (sought){.software = true, .new_only = !any});
            if (a < 0) continue;
            *l = m->group_link[j];
            return a;
        }
    return -1;
}

static void say(const lode_built *b, int32_t first, int32_t g, int32_t l, int32_t measure, lode_text *out)
{
    const lode_model *m = b->model;
    if (g != first) lode_text_printf(out, "%s < ", lode_case_key(b->c, LODE_T_PRODUCTS, m->group_product[first]));
    lode_text_puts(out, lode_case_key(b->c, LODE_T_PRODUCTS, m->group_product[g]));
    if (l >= 0)
        lode_text_printf(out, " from %s",
                         lode_case_key(b->c, LODE_T_ACTORS, m->site_actor[m->output_site[m->link_output[l]]]));
    if (measure >= 0) lode_text_printf(out, ": %s", lode_built_measure(b, measure));
}

void lode_cause(const lode_built *b, int32_t run, int32_t quo, const lode_blame *blame, int32_t actor, int32_t product,
                lode_text *out)
{
    const lode_model *m = b->model;
    int32_t g = scarcest_of_makers(m, blame, actor, product), first = g;
    for (int stage = 0; g >= 0 && stage < FARTHEST; stage++) {
        int32_t l = barest_link(m, blame, g), licence = licence_that_ran_out(b, run, quo, g, &l);
        if (licence >= 0) {
            say(b, first, g, l, licence, out);
            return;
        }
        int32_t measure = l >= 0 ? measure_on(b, run, quo, l, (sought){.new_only = true}) : -1;
        double most = 0;
        int32_t next = l >= 0 && measure < 0 ? scarcest(m, blame, m->output_site[m->link_output[l]], -1, &most) : -1;
        if (next < 0) {
            if (measure < 0 && l >= 0) measure = measure_on(b, run, quo, l, (sought){0});
            say(b, first, g, l, measure, out);
            return;
        }
        g = next;
    }
}
