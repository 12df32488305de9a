/* Content and passage, product by product from makers to users. docs/exposure.md 2. */
#include "exposure/trace.h"

enum { ROUNDS = 1000 };
static const double SETTLED = 1e-13;

static double distance(double a, double b)
{
    return a > b ? a - b : b - a;
}

/* --- content ------------------------------------------------------------------------------- */

/* What of the root a site takes in, root unit/day. */
static double content_in(const lode_chain *c, int32_t i, const double *content)
{
    double sum = 0;
    for (int32_t g = c->group_first[i]; g < c->group_end[i]; g++)
        for (int32_t n = c->group_link_ptr[g]; n < c->group_link_ptr[g + 1]; n++) {
            int32_t l = c->group_link[n];
            sum += c->link_flow[l] * content[c->link_output[l]];
        }
    return sum;
}

/* Part of a site's content that goes into output o: by quantity where the units of its outputs agree, else by value. */
static double part_of_output(const lode_chain *c, int32_t o)
{
    int32_t i = c->output_site[o], unit = c->product_unit[c->output_product[o]];
    double quantity = 0, value = 0;
    bool agree = true;
    for (int32_t q = c->output_ptr[i]; q < c->output_ptr[i + 1]; q++) {
        agree &= c->product_unit[c->output_product[q]] == unit;
        quantity += c->output_made[q];
        value += c->output_made[q] * c->output_value[q];
    }
    double part = agree ? c->output_made[o] / quantity : c->output_made[o] * c->output_value[o] / value;
    return (agree ? quantity : value) > 0 ? part : 0;
}

void lode_trace_content(const lode_chain *c, int32_t root, double *content)
{
    for (int32_t o = 0; o < c->n_output; o++) content[o] = c->output_product[o] == root ? 1 : 0;
    for (int round = 0; round < ROUNDS; round++) {
        double change = 0;
        for (int32_t n = c->n_product - 1; n >= 0; n--) {
            int32_t p = c->product_order[n];
            for (int32_t j = c->product_output_ptr[p]; p != root && j < c->product_output_ptr[p + 1]; j++) {
                int32_t o = c->product_output[j];
                double made = c->output_made[o], was = content[o];
                double in = content_in(c, c->output_site[o], content) * part_of_output(c, o);
                content[o] = made > 0 ? in / made : 0;
                double moved = distance(content[o], was), scale = content[o] > 0 ? content[o] : 1;
                if (moved / scale > change) change = moved / scale;
            }
        }
        if (change <= SETTLED) return;
    }
}

/* --- passage ------------------------------------------------------------------------------- */

/* Whether the inputs of a site that come from the stages have one unit. */
static bool units_agree(const lode_chain *c, int32_t i, uint64_t stages)
{
    int32_t unit = -1;
    for (int32_t g = c->group_first[i]; g < c->group_end[i]; g++) {
        int32_t p = c->group_product[g];
        if (!(c->product_reach[p] & stages)) continue;
        if (unit >= 0 && c->product_unit[p] != unit) return false;
        unit = c->product_unit[p];
    }
    return true;
}

/* Share of what a site is fed with that passed, before the root. */
static double fed_through(const lode_chain *c, int32_t i, uint64_t stages, const double *through)
{
    double all = 0, passed = 0;
    bool agree = units_agree(c, i, stages);
    for (int32_t g = c->group_first[i]; g < c->group_end[i]; g++) {
        double flow = 0, part = 0;
        if (!(c->product_reach[c->group_product[g]] & stages)) continue;
        for (int32_t n = c->group_link_ptr[g]; n < c->group_link_ptr[g + 1]; n++) {
            int32_t l = c->group_link[n];
            flow += c->link_flow[l];
            part += c->link_flow[l] * through[c->link_output[l]];
        }
        if (!(flow > 0)) continue;
        double weight = agree ? flow : 1;
        all += weight;
        passed += weight * (part / flow);
    }
    return all > 0 ? passed / all : 0;
}

/* Share of the content that a site takes in that passed, after the root. */
static double mixed_through(const lode_chain *c, int32_t i, const double *content, const double *through)
{
    double all = 0, passed = 0;
    for (int32_t g = c->group_first[i]; g < c->group_end[i]; g++)
        for (int32_t n = c->group_link_ptr[g]; n < c->group_link_ptr[g + 1]; n++) {
            int32_t l = c->group_link[n], o = c->link_output[l];
            all += c->link_flow[l] * content[o];
            passed += c->link_flow[l] * content[o] * through[o];
        }
    return all > 0 ? passed / all : 0;
}

void lode_trace_through(const lode_chain *c, int32_t root, const double *content, const uint8_t *mark, uint64_t stages,
                        double *through)
{
    for (int32_t o = 0; o < c->n_output; o++) through[o] = mark[o];
    for (int round = 0; round < ROUNDS; round++) {
        double change = 0;
        for (int32_t n = c->n_product - 1; n >= 0; n--) {
            int32_t p = c->product_order[n];
            for (int32_t j = c->product_output_ptr[p]; j < c->product_output_ptr[p + 1]; j++) {
                int32_t o = c->product_output[j], i = c->output_site[o];
                if (mark[o]) continue;
                bool after = content[o] > 0 && p != root;
                double share = after ? mixed_through(c, i, content, through) : fed_through(c, i, stages, through);
                if (distance(share, through[o]) > change) change = distance(share, through[o]);
                through[o] = share;
            }
        }
        if (change <= SETTLED) return;
    }
}
