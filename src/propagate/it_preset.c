/* The preset inoue-todo: one run; every rule beside it; draws. */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "propagate/it_draws.h"
#include "propagate/it_write.h"
#include "propagate/propagate.h"

/* A snapshot goes straight into the folder. */
typedef struct snapshots {
    const lode_it_input *in;
    lode_outdir *folder;
    lode_text *why;
} snapshots;

static bool show_snapshot(void *user, const lode_it_view *v)
{
    snapshots *x = user;
    return !x->folder || lode_it_write_snapshot(x->in, v, x->folder, x->why);
}

static bool run_once(const lode_propagate_ask *ask, const lode_it_model *m, const lode_it_input *in, lode_outdir *folder,
                     lode_text *why, lode_it_result *r)
{
    snapshots x = {in, folder, why};
    lode_it_request q = {.n_selection = in->n_list,
                         .selection = in->selection,
                         .n_snapshot = in->n_snapshot,
                         .snapshot = in->snapshot,
                         .given_output = in->given_output,
                         .show = show_snapshot,
                         .user = &x,
                         .stop = ask->stop};
    return lode_it_run(m, &in->options, &in->shocks, ask->threads, &q, r);
}

/* --- what became of it ----------------------------------------------------------------------------- */

lode_it_outcome lode_it_outcome_of(const lode_it_result *r)
{
    lode_it_outcome x = {.lowest = 1, .lowest_step = -1, .end = 1};
    double start = r->production[0] != 0 ? r->production[0] : 1, added = r->value_added[0];
    for (int32_t k = 1; k < r->n; k++) {
        double share = r->production[k] / start;
        if (share < x.lowest) {
            x.lowest = share;
            x.lowest_step = k - 1;
        }
        x.lost_days += 1 - share;
        x.lost_value_added += added - r->value_added[k];
        x.end = share;
    }
    return x;
}

/* --- every rule -------------------------------------------------------------------------------------- */

enum { ORDERS = 3, RATIONINGS = 4, RULES = ORDERS * RATIONINGS };
static const char *const RATIONING[] = {"proportional", "final consumption last", "smooth", "smooth, final consumption last"};

/* Every combination, spread over the threads: each by one. */
static bool run_rules(const lode_propagate_ask *ask, const lode_it_model *m, const lode_it_input *in, lode_it_outcome x[RULES])
{
    bool ok = true;
#pragma omp parallel for schedule(dynamic, 1) num_threads(ask->threads) reduction(&& : ok)
    for (int k = 0; k < RULES; k++) {
        lode_it_options o = in->options;
        lode_it_result r = {0};
        lode_it_request q = {.stop = ask->stop};
        o.order = k / RATIONINGS;
        o.rationing = k % RATIONINGS;
        ok = ok && lode_it_run(m, &o, &in->shocks, 1, &q, &r);
        if (ok) x[k] = lode_it_outcome_of(&r);
        lode_it_result_free(&r);
    }
    return ok;
}

static bool write_rules(const lode_it_outcome x[RULES], lode_outdir *folder, lode_text *why)
{
    lode_text out = {0};
    lode_text_puts(&out, "order,rationing,lowest_share,lowest_step,lost_output_days,lost_value_added,end_share\n");
    for (int k = 0; k < RULES; k++)
        lode_text_printf(&out, "%d,%d,%.17g,%d,%.17g,%.17g,%.17g\n", k / RATIONINGS, k % RATIONINGS, x[k].lowest,
                         (int)x[k].lowest_step, x[k].lost_days, x[k].lost_value_added, x[k].end);
    bool ok = !out.failed && lode_outdir_write(folder, "rules.csv", lode_text_str(&out), out.length, why);
    lode_text_free(&out);
    return ok;
}

/* --- for people and programs -------------------------------------------------------------------------- */

static void put_outcome_json(lode_text *out, const lode_it_outcome *x)
{
    lode_text_printf(out,
                     "\"lowest_share\": %.17g, \"lowest_step\": %d, \"lost_output_days\": %.17g, \"lost_value_added\": %.17g, "
                     "\"end_share\": %.17g",
                     x->lowest, (int)x->lowest_step, x->lost_days, x->lost_value_added, x->end);
}

static void put_rules(lode_text *out, const lode_it_outcome x[RULES], const lode_it_options *o)
{
    double low = INFINITY, high = -INFINITY;
    lode_text_puts(out, "\nEVERY RULE     rationing                        lowest   step  lost output   end\n");
    for (int k = 0; k < RULES; k++) {
        bool own = k / RATIONINGS == o->order && k % RATIONINGS == o->rationing;
        lode_text_printf(out, "%s order %d      %-30s %6.1f %% %5d  %6.2f days %5.1f %%\n", own ? "*" : " ", k / RATIONINGS,
                         RATIONING[k % RATIONINGS], 100 * x[k].lowest, (int)x[k].lowest_step, x[k].lost_days, 100 * x[k].end);
        low = x[k].lost_days < low ? x[k].lost_days : low;
        high = x[k].lost_days > high ? x[k].lost_days : high;
    }
    lode_text_printf(out, "* the rules asked for. The choice of rules moves the lost output from %.2f to %.2f days.\n", low, high);
}

static void put_answer(lode_text *out, const lode_it_input *in, const lode_it_result *r)
{
    lode_it_outcome x = lode_it_outcome_of(r);
    lode_text_printf(out, "Inoue-Todo: %d firms, %d links, %d steps; rationing %d (%s), order rule %d.\n\n", (int)in->net.n_firm,
                     (int)in->net.n_link, (int)in->options.steps, (int)in->options.rationing, RATIONING[in->options.rationing],
                     (int)in->options.order);
    lode_text_printf(out, "output before            %.6g a day, value added %.6g\n", r->production[0], r->value_added[0]);
    if (x.lowest_step >= 0)
        lode_text_printf(out, "lowest output            %.2f %% of that, in step %d\n", 100 * x.lowest, (int)x.lowest_step);
    lode_text_printf(out, "output in the last step  %.2f %%\n", 100 * x.end);
    lode_text_printf(out, "output lost in all       %.4g days of output before; value added lost: %.6g\n", x.lost_days,
                     x.lost_value_added);
}

static void put_json(lode_text *out, const lode_it_input *in, const lode_it_result *r, const lode_it_outcome *rules,
                     const lode_it_draws *draws)
{
    lode_it_outcome x = lode_it_outcome_of(r);
    lode_text_printf(out,
                     "{\"schema_version\": 1, \"lodestone\": \"" LODE_VERSION "\", \"preset\": \"inoue-todo\", \"firms\": %d, "
                     "\"links\": %d, \"steps\": %d, \"rationing\": %d, \"order\": %d,\n \"production_before\": %.17g, "
                     "\"value_added_before\": %.17g,\n ",
                     (int)in->net.n_firm, (int)in->net.n_link, (int)in->options.steps, (int)in->options.rationing,
                     (int)in->options.order, r->production[0], r->value_added[0]);
    put_outcome_json(out, &x);
    lode_text_puts(out, ",\n \"production\": [");
    for (int32_t k = 1; k < r->n; k++) lode_text_printf(out, "%s%.17g", k > 1 ? ", " : "", r->production[k]);
    lode_text_puts(out, "]");
    if (rules) {
        lode_text_puts(out, ",\n \"rules\": [");
        for (int k = 0; k < RULES; k++) {
            lode_text_printf(out, "%s\n  {\"order\": %d, \"rationing\": %d, ", k > 0 ? "," : "", k / RATIONINGS, k % RATIONINGS);
            put_outcome_json(out, &rules[k]);
            lode_text_putc(out, '}');
        }
        lode_text_puts(out, "]");
    }
    if (draws) lode_it_draws_json(draws, out);
    lode_text_puts(out, "}\n");
}

bool lode_it_preset(const lode_propagate_ask *ask, lode_outdir *folder, bool json, lode_text *say, lode_diags *d,
                    lode_text *why)
{
    lode_it_input in;
    lode_it_result r = {0};
    lode_it_model *m = NULL;
    lode_it_outcome rules[RULES];
    lode_it_draws draws = {0};
    bool ok = lode_it_read(&in, ask->path, &ask->how, ask->set, ask->n_set, d);
    ok = ok && (ask->draws == 0 || lode_it_draws_read(&draws, ask, &in, d));
    bool turn = ok && (ask->all_rules || ask->draws > 0 || lode_it_turns(&in.options, ask->threads));
    ok = ok && (!turn || lode_net_turn(&in.net)) && (m = lode_it_model_new(&in.net));
    ok = ok && run_once(ask, m, &in, folder, why, &r);
    ok = ok && (!ask->all_rules || run_rules(ask, m, &in, rules));
    ok = ok && (ask->draws == 0 || lode_it_draws_run(&draws, ask, m, &in));
    if (ok && folder)
        ok = lode_it_write(&in, &r, folder, why) && (!ask->all_rules || write_rules(rules, folder, why)) &&
             (ask->draws == 0 || lode_it_draws_write(&draws, folder, why));
    if (ok && json) put_json(say, &in, &r, ask->all_rules ? rules : NULL, ask->draws > 0 ? &draws : NULL);
    if (ok && !json) {
        put_answer(say, &in, &r);
        if (ask->all_rules) put_rules(say, rules, &in.options);
        if (ask->draws > 0) lode_it_draws_put(&draws, say);
    }
    lode_it_draws_free(&draws);
    lode_it_result_free(&r);
    lode_it_model_free(m);
    lode_it_input_free(&in);
    return ok;
}
