/* Signals that have one value per run: the base year as the calibration of the draw has it, inputs, dates. */
#include "study/signal_inner.h"

#include "exposure/trace.h"

static const double UNKNOWN = __builtin_nan("");

/* Part of a whole; unknown where there is nothing. */
static double part(double some, double all)
{
    return all > 0 ? some / all : UNKNOWN;
}

/* --- sums over outputs and groups ---------------------------------------------------------- */

static double made(const lode_signals *s, int32_t output, const lode_signal_run *run)
{
    int32_t site = s->b->model->output_site[output];
    return run->values->output_per_unit[output].v[run->lane] * run->values->site_base[site].v[run->lane];
}

static double made_of(const lode_signals *s, const lode_signal *of, const lode_signal_run *run)
{
    double sum = 0;
    for (int32_t k = of->first; k < of->first + of->n; k++) sum += made(s, s->item[k], run);
    return sum;
}

/* Everybody's output of the product, or of all products of the stage. */
static double made_by_all(const lode_signals *s, const lode_signal *of, const lode_signal_run *run)
{
    const lode_chain *c = &s->chain;
    double sum = 0;
    for (int32_t o = 0; o < c->n_output; o++) {
        int32_t p = c->output_product[o];
        if (of->product >= 0 ? p == of->product : c->product_stage[p] == of->stage) sum += made(s, o, run);
    }
    return sum;
}

static double demand(const lode_signals *s, const lode_signal *of, const lode_signal_run *run)
{
    const lode_model *m = s->b->model;
    double sum = 0;
    for (int32_t k = of->first; k < of->first + of->n; k++)
        for (int32_t j = m->group_link_ptr[s->item[k]]; j < m->group_link_ptr[s->item[k] + 1]; j++)
            sum += run->values->link_flow[m->group_link[j]].v[run->lane];
    return sum;
}

/* --- through the network ------------------------------------------------------------------- */

/* The base network of one lane, in scratch. */
typedef struct network {
    lode_chain c;
    double *content, *through; /* (n_output) */
    uint8_t *mark;             /* (n_output) */
} network;

size_t lode_signals_scratch(const lode_signals *s)
{
    size_t outputs = (size_t)s->chain.n_output, links = (size_t)s->chain.n_link;
    size_t of_network = (4 * outputs + links) * sizeof(double) + outputs;
    return of_network > s->standoff_bytes ? of_network : s->standoff_bytes;
}

static network network_of(const lode_signals *s, const lode_signal_run *run)
{
    network w = {.c = s->chain};
    const lode_values *v = run->values;
    int32_t n_output = w.c.n_output, n_link = w.c.n_link;
    double *output_made = run->scratch, *value = output_made + n_output, *flow = value + n_output;
    w.content = flow + n_link;
    w.through = w.content + n_output;
    w.mark = (uint8_t *)(w.through + n_output);
    for (int32_t o = 0; o < n_output; o++) {
        output_made[o] = made(s, o, run);
        value[o] = v->output_value[o].v[run->lane];
    }
    for (int32_t l = 0; l < n_link; l++) flow[l] = v->link_flow[l].v[run->lane];
    w.c.output_made = output_made;
    w.c.output_value = value;
    w.c.link_flow = flow;
    return w;
}

/* Follow the content of a product and the part of it that passed through an actor at the stages (bits). */
static void follow(network *w, int32_t root, int32_t actor, uint64_t stages)
{
    lode_trace_content(&w->c, root, w->content);
    for (int32_t o = 0; o < w->c.n_output; o++)
        w->mark[o] = (stages >> w->c.product_stage[w->c.output_product[o]] & 1) && w->c.site_actor[w->c.output_site[o]] == actor;
    lode_trace_through(&w->c, root, w->content, w->mark, stages, w->through);
}

/* What final demand of an actor (-1: all) holds of a product. */
static double use(const lode_signals *s, const lode_signal *of, const lode_signal_run *run)
{
    network w = network_of(s, run);
    double sum = 0;
    lode_trace_content(&w.c, of->product, w.content);
    for (int32_t l = 0; l < w.c.n_link; l++) {
        int32_t site = w.c.group_site[w.c.link_group[l]];
        bool final = s->b->model->site_kind[site] == LODE_DEMAND;
        if (final && (of->actor < 0 || w.c.site_actor[site] == of->actor)) sum += w.c.link_flow[l] * w.content[w.c.link_output[l]];
    }
    return sum;
}

/* Whether all products of a stage have the unit of `p`. */
static bool units_agree(const lode_chain *c, int32_t p)
{
    for (int32_t q = 0; q < c->n_product; q++)
        if (c->product_stage[q] == c->product_stage[p] && c->product_unit[q] != c->product_unit[p]) return false;
    return true;
}

/* Of the stage's products in what is made: the part that passed through the actor there or at a later stage. They count
 * by quantity, or by value where their units differ. */
static double through(const lode_signals *s, const lode_signal *of, const lode_signal_run *run)
{
    network w = network_of(s, run);
    const lode_chain *c = &w.c;
    uint64_t stages = 0;
    double all = 0, passed = 0;
    for (int32_t stage = of->stage; stage < c->product_stage[of->product]; stage++) stages |= UINT64_C(1) << stage;
    for (int32_t root = 0; root < c->n_product; root++) {
        if (c->product_stage[root] != of->stage) continue;
        double worth = units_agree(c, root) ? 1 : run->x[s->b->model->product_value[root]].v[run->lane];
        follow(&w, root, of->through, stages);
        for (int32_t k = of->first; k < of->first + of->n; k++) {
            int32_t o = s->item[k];
            double held = worth * c->output_made[o] * w.content[o];
            all += held;
            passed += held * w.through[o];
        }
    }
    return part(passed, all);
}

/* Of all that is made of a product: the part whose makers were fed from the actor at the stage. */
static double origin(const lode_signals *s, const lode_signal *of, const lode_signal_run *run)
{
    network w = network_of(s, run);
    double all = 0, fed = 0;
    follow(&w, of->product, of->through, UINT64_C(1) << of->stage);
    for (int32_t j = w.c.product_output_ptr[of->product]; j < w.c.product_output_ptr[of->product + 1]; j++) {
        int32_t o = w.c.product_output[j];
        all += w.c.output_made[o];
        fed += w.c.output_made[o] * w.through[o];
    }
    return part(fed, all);
}

/* --- any ----------------------------------------------------------------------------------- */

double lode_signal_constant(const lode_signals *s, const lode_signal *of, const lode_signal_run *run)
{
    switch ((lode_signal_kind)of->kind) {
    case LODE_SIGNAL_BASE_OUTPUT: return made_of(s, of, run);
    case LODE_SIGNAL_SHARE: return part(made_of(s, of, run), made_by_all(s, of, run));
    case LODE_SIGNAL_DEMAND: return demand(s, of, run);
    case LODE_SIGNAL_USE: return use(s, of, run);
    case LODE_SIGNAL_THROUGH: return through(s, of, run);
    case LODE_SIGNAL_ORIGIN: return origin(s, of, run);
    case LODE_SIGNAL_INPUT: return run->x[of->input].v[run->lane];
    case LODE_SIGNAL_STANDOFF: return lode_signal_standoff_value(s, of, run);
    default: return of->fixed;
    }
}
