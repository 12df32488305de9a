/* What follows from a rebuild problem without any choice: ramps, capacities of a plan, what a need takes. */
#include "rebuild/plan.h"

#include <math.h>
#include <string.h>

double lode_rebuild_ramp(const lode_rebuild_project *p, int32_t age)
{
    int32_t on = age - p->permit - p->build;
    if (on < p->qualification || on < 0) return 0.0;
    if (p->ramp <= 0) return 1.0;
    double middle = (on + 0.5) / p->ramp;
    return middle < 1.0 ? middle : 1.0;
}

void lode_rebuild_capacity(const lode_rebuild_problem *p, const lode_rebuild_built *built, int32_t n_built, int32_t t,
                           double *capacity)
{
    for (int32_t l = 0; l < p->n_line; l++) capacity[l] = p->line[l].capacity[t];
    for (int32_t b = 0; b < n_built; b++) {
        const lode_rebuild_project *j = &p->project[built[b].project];
        double share = lode_rebuild_ramp(j, t - built[b].start);
        for (int32_t a = j->first_add; a < j->first_add + j->n_add; a++)
            capacity[p->add[a].line] += p->add[a].ratio * share * built[b].capacity;
    }
}

/* First line whose first recipe makes a product, and how much per unit; -1: none. */
static int32_t maker_of(const lode_rebuild_problem *p, int32_t product, double *per_unit)
{
    for (int32_t l = 0; l < p->n_line; l++) {
        const lode_rebuild_recipe *r = &p->recipe[p->line[l].first_recipe];
        for (int32_t o = r->first_output; o < r->first_output + r->n_output; o++)
            if (p->flow[o].product == product) {
                *per_unit = p->flow[o].per_unit;
                return l;
            }
    }
    return -1;
}

/* Sweeps from needs to feeds; a chain is at most n_product deep, and loops end there too. */
void lode_rebuild_required(const lode_rebuild_problem *p, int32_t t, double *product, double *line)
{
    memset(product, 0, (size_t)p->n_product * sizeof *product);
    memset(line, 0, (size_t)p->n_line * sizeof *line);
    for (int32_t sweep = 0; sweep < p->n_product; sweep++) {
        bool moved = false;
        for (int32_t k = 0; k < p->n_product; k++) {
            double want = 0.0, per_unit = 1.0;
            for (int32_t n = 0; n < p->n_need; n++)
                if (p->need[n].product == k) want += p->need[n].per_year[t];
            for (int32_t l = 0; l < p->n_line; l++) {
                const lode_rebuild_recipe *r = &p->recipe[p->line[l].first_recipe];
                for (int32_t i = r->first_input; i < r->first_input + r->n_input; i++)
                    if (p->flow[i].product == k) want += line[l] * p->flow[i].per_unit;
            }
            moved = moved || fabs(want - product[k]) > 1e-12 * want;
            product[k] = want;
            int32_t l = maker_of(p, k, &per_unit);
            if (l >= 0) line[l] = fmax(line[l], want / per_unit);
        }
        if (!moved) break;
    }
}

double lode_rebuild_discount(const lode_rebuild_problem *p, int32_t t)
{
    return pow(1.0 + p->discount_per_year, -(double)t / LODE_REBUILD_PER_YEAR);
}

/* --- validity ------------------------------------------------------------------------------- */

static bool within(int32_t first, int32_t n, int32_t all)
{
    return first >= 0 && n >= 0 && first <= all - n;
}

static bool flows_valid(const lode_rebuild_problem *p)
{
    bool ok = true;
    for (int32_t i = 0; i < p->n_flow; i++)
        ok = ok && p->flow[i].product >= 0 && p->flow[i].product < p->n_product && p->flow[i].per_unit > 0;
    for (int32_t r = 0; r < p->n_recipe; r++)
        ok = ok && within(p->recipe[r].first_input, p->recipe[r].n_input, p->n_flow) &&
             within(p->recipe[r].first_output, p->recipe[r].n_output, p->n_flow);
    return ok;
}

static bool lines_valid(const lode_rebuild_problem *p)
{
    bool ok = true;
    for (int32_t l = 0; l < p->n_line; l++)
        ok = ok && p->line[l].n_recipe > 0 && within(p->line[l].first_recipe, p->line[l].n_recipe, p->n_recipe) &&
             p->line[l].support_usd_per_unit >= 0;
    for (int32_t i = 0; i < p->n_purchase; i++) ok = ok && p->purchase[i].product < p->n_product;
    for (int32_t n = 0; n < p->n_need; n++) ok = ok && p->need[n].product < p->n_product;
    return ok;
}

static bool projects_valid(const lode_rebuild_problem *p)
{
    bool ok = true;
    for (int32_t k = 0; k < p->n_piece; k++)
        ok = ok && p->piece[k].low >= 0 && p->piece[k].high >= p->piece[k].low && isfinite(p->piece[k].high);
    for (int32_t a = 0; a < p->n_add; a++) ok = ok && p->add[a].line >= 0 && p->add[a].line < p->n_line;
    for (int32_t u = 0; u < p->n_use; u++) ok = ok && p->use[u].limit >= 0 && p->use[u].limit < p->n_limit;
    for (int32_t j = 0; j < p->n_project; j++) {
        const lode_rebuild_project *x = &p->project[j];
        ok = ok && within(x->first_add, x->n_add, p->n_add) && within(x->first_piece, x->n_piece, p->n_piece) &&
             within(x->first_use, x->n_use, p->n_use) && x->earliest >= 0 && x->permit >= 0 && x->build >= 0 &&
             x->ramp >= 0 && x->qualification >= 0 && x->after < j;
    }
    return ok;
}

const char *lode_rebuild_fault(const lode_rebuild_problem *p)
{
    if (p->n_quarter < 1 || p->n_quarter > LODE_REBUILD_QUARTERS_MOST) return "number of quarters";
    if (!(p->target > 0 && p->target <= 1) || p->hold < 1) return "target";
    if (!(p->discount_per_year >= 0) || !(p->budget_usd >= 0)) return "discount or budget";
    if (!flows_valid(p)) return "recipes";
    if (!lines_valid(p)) return "lines";
    return projects_valid(p) ? NULL : "projects";
}

const char *lode_rebuild_status_text(lode_rebuild_status s)
{
    static const char *const text[] = {"optimal", "limit", "infeasible", "unknown", "no solver", "no memory", "fault"};
    return text[s];
}
