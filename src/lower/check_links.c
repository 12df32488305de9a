/* What the calibrated base flows tell of a case: measures that let a share of nothing pass, and loops that orders grow in. */
#include <math.h>

#include "base/diag.h"
#include "lower/builder.h"
#include "engine/real.h"

/* --- a share of nothing ---------------------------------------------------------------------- */

static bool has_measure(const lode_model *m, int32_t l, int32_t a)
{
    int32_t c = m->link_class[l];
    for (int32_t j = m->class_measure_ptr[c]; j < m->class_measure_ptr[c + 1]; j++)
        if (m->class_measure[j] == a) return true;
    return false;
}

/* A supplier that makes something in the base year, or that a project may let. */
static bool may_supply(const lode_model *m, const lode_values *v, int32_t l)
{
    int32_t i = m->output_site[m->link_output[l]];
    bool builds = v->site_capacity[i].v[0] > 0;
    for (int32_t p = 0; p < m->n_project; p++) builds |= m->project_site[p] == i;
    return builds && !m->link_closed[l];
}

/* Quotas and licences are shares of the base flow: substitutes, new plants and new relations have none, and get nothing. */
static void check_share_of_nothing(lode_builder *w, const lode_values *v, int32_t a)
{
    const lode_model *m = w->b->model;
    int32_t all = 0, none = 0, example = -1;
    for (int32_t l = 0; l < m->n_link; l++) {
        if (!has_measure(m, l, a) || !may_supply(m, v, l)) continue;
        all++;
        if (v->link_flow[l].v[0] > 0) continue;
        none++;
        if (example < 0) example = l;
    }
    if (none == 0) return;
    int32_t group = m->link_group[example], row = w->b->measure_row[a];
    lode_diag_add(w->diags, LODE_DIAG_SHARE_OF_NOTHING, lode_case_place(w->c, row, LODE_MEASURES_MEASURE),
                  "while it governs, substitutes, new plants and new relations get nothing over them",
                  lode_case_key(w->c, LODE_T_MEASURES, row), (int)none, (int)all);
    lode_diag_hint(w->diags, "for instance '%s' for '%s'", lode_case_key(w->c, LODE_T_PRODUCTS, m->group_product[group]),
                   lode_case_key(w->c, w->site[m->group_site[group]].table, w->site[m->group_site[group]].row));
}

/* A share that is 0 throughout is a ban, and needs no word. */
static bool lets_pass(const lode_builder *w, int32_t a)
{
    const lode_model *m = w->b->model;
    if (w->b->measure_part[a] != LODE_PART_LISTED) return false;
    if (m->measure_kind[a] != LODE_QUOTA && m->measure_kind[a] != LODE_LICENCE) return false;
    int32_t input = lode_case_qty(w->c, w->b->measure_row[a], LODE_MEASURES_SHARE);
    bool path = m->measure_path_ptr[a + 1] > m->measure_path_ptr[a];
    return path || (input >= 0 && w->c->input[input].high > 0);
}

/* --- loops ------------------------------------------------------------------------------------- */

/* What an output sells in the base year. */
static double sold(const lode_model *m, const lode_values *v, int32_t o)
{
    double sum = 0;
    for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) sum += v->link_flow[l].v[0];
    return sum;
}

/* Numbers that grow by the same factor in every round; scaled to a largest of 1. Returns the factor. */
static double scale(double *x, const double *y, int32_t n)
{
    double largest = 0;
    for (int32_t i = 0; i < n; i++) largest = fmax(largest, y[i]);
    for (int32_t i = 0; i < n; i++) x[i] = largest > 0 ? y[i] / largest : 0;
    return largest;
}

/* One round: what each site's orders rise by when its customers make x more. Of joint outputs the one that rises most;
 * by-products drive nothing. */
static double ask(const lode_model *m, const lode_values *v, double *x, double *y)
{
    for (int32_t i = 0; i < m->n_site; i++) {
        y[i] = 0;
        for (int32_t o = m->output_ptr[i]; o < m->output_ptr[i + 1]; o++) {
            double sum = m->output_driver[o] ? sold(m, v, o) : 0, asked = 0;
            for (int32_t l = m->link_ptr[o]; sum > 0 && l < m->link_ptr[o + 1]; l++)
                asked += v->link_flow[l].v[0] / sum * x[m->group_site[m->link_group[l]]];
            y[i] = fmax(y[i], asked);
        }
    }
    return scale(x, y, m->n_site);
}

/* The same backwards, from supplier to customer: only what feeds a loop has something to tell. */
static void answer(const lode_model *m, const lode_values *v, double *x, double *y)
{
    for (int32_t i = 0; i < m->n_site; i++) y[i] = 0;
    for (int32_t o = 0; o < m->n_output; o++) {
        double sum = m->output_driver[o] ? sold(m, v, o) : 0;
        for (int32_t l = m->link_ptr[o]; sum > 0 && l < m->link_ptr[o + 1]; l++)
            y[m->group_site[m->link_group[l]]] += v->link_flow[l].v[0] / sum * x[m->output_site[o]];
    }
    scale(x, y, m->n_site);
}

/* How much of a rise in orders comes back round the loops: docs/model.md 6. `worst` is the site that is most in them, as
 * who is asked and as who asks. x, y, z: scratch of n_site each. */
static double circulation(const lode_model *m, const lode_values *v, double *x, double *y, double *z, int32_t *worst)
{
    enum { ROUNDS = 200 };
    double growth = 0, most = 0;
    for (int32_t i = 0; i < m->n_site; i++) x[i] = z[i] = 1;
    for (int round = 0; round < ROUNDS; round++) {
        double largest = ask(m, v, x, y);
        if (largest == 0) return 0;
        answer(m, v, z, y);
        growth += round < ROUNDS / 2 ? 0 : lode_log(largest) / (ROUNDS / 2);
    }
    for (int32_t i = 0; i < m->n_site; i++)
        if (x[i] * z[i] > most) {
            most = x[i] * z[i];
            *worst = i;
        }
    return lode_exp(growth);
}

/* The table of docs/model.md 6: nothing grew below 0.6, and below 0.8 only where stocks are refilled within 15 days. */
static void check_loops(lode_builder *w, const lode_values *v)
{
    const lode_model *m = w->b->model;
    lode_arena scratch = {0};
    double *x = LODE_TAKE(&scratch, m->n_site, double), *y = LODE_TAKE(&scratch, m->n_site, double);
    double *z = LODE_TAKE(&scratch, m->n_site, double);
    int32_t worst = 0;
    if (x && y && z) {
        double c = circulation(m, v, x, y, z, &worst), days = v->refill.v[0];
        const lode_site_origin *at = &w->site[worst];
        if (c > (days > 15 ? 0.8 : 0.6))
            lode_diag_add(w->diags, LODE_DIAG_LOOP_STRONG, lode_case_place(w->c, at->row, LODE_SITES_SITE),
                          "a longer refill_days, or a step of one day, keeps the base at rest", lode_case_key(w->c, at->table, at->row),
                          c, days);
    } else w->failed = true;
    lode_arena_free(&scratch);
}

void lode_build_check_links(lode_builder *w, const lode_values *v)
{
    for (int32_t a = 0; a < w->b->model->n_measure; a++)
        if (lets_pass(w, a)) check_share_of_nothing(w, v, a);
    check_loops(w, v);
}
