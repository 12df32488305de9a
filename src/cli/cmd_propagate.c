/* lodestone propagate: published models of shock propagation on plain networks; synthetic and binary networks. */
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/problems.h"
#include "propagate/net_file.h"
#include "propagate/net_make.h"
#include "propagate/propagate.h"

static int fail_writing(lode_text *why)
{
    fprintf(stderr, "lodestone: %s\n", why->length > 0 ? lode_text_str(why) : "out of memory");
    return 1;
}

static int show(const lode_cli *cli, lode_diags *d, bool ok)
{
    if (!ok && d->n_error == 0) lode_diag_no_memory(d);
    lode_problems_show(d, stderr, cli->quiet, lode_cli_colour(cli, stderr));
    return ok ? 0 : 1;
}

/* --- networks alone ------------------------------------------------------------------------------ */

static int generate(const lode_cli *cli, lode_diags *d, lode_text *why)
{
    lode_net_recipe recipe = lode_net_recipe_default();
    lode_text said = {0};
    if (cli->seed > 0) recipe.seed = cli->seed;
    bool ok = lode_net_recipe_read(&recipe, cli->generate, d) &&
              lode_net_make_folder(&recipe, cli->operand[0], lode_stop_begin(), &said, why);
    int status = why->length > 0 ? fail_writing(why) : show(cli, d, ok);
    if (status == 0 && !cli->quiet && !lode_print(lode_text_str(&said), said.length)) status = 1;
    lode_text_free(&said);
    return status;
}

static int pack(const lode_cli *cli, lode_diags *d, lode_text *why)
{
    lode_net net;
    const lode_net_how how = {.repair = cli->repair, .threads = cli->threads};
    bool ok = lode_net_read(&net, cli->operand[0], &how, d);
    int status = show(cli, d, ok);
    if (ok && !lode_net_save(&net, cli->pack, lode_stop_begin(), why)) status = fail_writing(why);
    lode_net_free(&net);
    return status;
}

/* --- a run ------------------------------------------------------------------------------------------ */

static const lode_preset *find_preset(const lode_cli *cli)
{
    for (int k = 0; cli->preset && k < lode_n_preset; k++)
        if (strcmp(lode_presets[k].name, cli->preset) == 0) return &lode_presets[k];
    fputs("lodestone propagate: which model? --preset is one of\n", stderr);
    for (int k = 0; k < lode_n_preset; k++) fprintf(stderr, "  %-12s %s\n", lode_presets[k].name, lode_presets[k].what);
    return NULL;
}

static int run(const lode_cli *cli, lode_diags *d, lode_text *why)
{
    const lode_preset *preset = find_preset(cli);
    lode_outdir folder = {0};
    lode_text said = {0};
    if (!preset) return 2;
    int threads = cli->threads > 0 ? cli->threads : omp_get_max_threads();
    lode_propagate_ask ask = {.path = cli->operand[0],
                              .how = {.repair = cli->repair, .threads = threads},
                              .set = cli->set,
                              .n_set = cli->n_set,
                              .threads = threads,
                              .all_rules = cli->all_rules,
                              .draws = cli->draws,
                              .seed = cli->seed,
                              .stop = lode_stop_begin()};
    if (cli->out && !lode_outdir_begin(&folder, cli->out, ask.stop, why)) return fail_writing(why);
    bool ok = preset->run(&ask, cli->out ? &folder : NULL, cli->json, &said, d, why);
    int status = 0;
    if (why->length > 0 && !ok) status = fail_writing(why);
    else status = lode_stopped(ask.stop) ? 1 : show(cli, d, ok);
    if (status == 0 && cli->out)
        if (!lode_propagate_package(&ask, preset->name, &folder, why) || !lode_outdir_commit(&folder, why))
            status = fail_writing(why);
    if (status == 0 && !lode_print(lode_text_str(&said), said.length)) status = 1;
    lode_outdir_abort(&folder);
    lode_text_free(&said);
    return status;
}

int lode_cmd_propagate(const lode_cli *cli)
{
    lode_diags diags = {0};
    lode_text why = {0};
    int status = cli->generate ? generate(cli, &diags, &why) : cli->pack ? pack(cli, &diags, &why) : run(cli, &diags, &why);
    lode_text_free(&why);
    lode_diags_free(&diags);
    return status;
}
