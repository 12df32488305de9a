/* lodestone merge: the result of a run whose draws several machines computed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/date.h"
#include "base/diag.h"
#include "cli/options.h"
#include "cli/problems.h"
#include "study/block_store.h"

/* The run that the files are parts of. */
typedef struct merged {
    lode_cli cli;         /* as its command line was read */
    const char *folder;   /* of the case                  */
    bool claims;
} merged;

/* A whole number of the configuration in low..high. */
static bool whole(const lode_text *config, const char *key, long long low, long long high, long long *out)
{
    const char *text = lode_block_config_get(config, key);
    char *end = NULL;
    *out = strtoll(text, &end, 10);
    return *text && *end == '\0' && *out >= low && *out <= high;
}

static bool design_of(const char *word, lode_design_kind *out)
{
    static const char *const NAME[] = {"philox", "sobol", "lhs"};
    for (int i = 0; i < 3; i++)
        if (strcmp(word, NAME[i]) == 0) {
            *out = (lode_design_kind)i;
            return true;
        }
    return false;
}

/* --set, as often as it was given; memory for free(). */
static bool copy_sets(const lode_text *config, lode_cli *run)
{
    int n = 0;
    while (lode_block_config_nth(config, "set", n)) n++;
    run->set = calloc((size_t)n + 1, sizeof *run->set);
    for (int i = 0; run->set && i < n; i++) run->set[i] = lode_block_config_nth(config, "set", i);
    run->n_set = run->set ? n : 0;
    return run->set != NULL;
}

/* The options of the run, from its configuration. */
static bool understand(const lode_text *config, merged *m)
{
    lode_cli *run = &m->cli;
    long long claims, step, seed, draws, flips;
    const char *until = lode_block_config_get(config, "evidence-until"), *scenario = lode_block_config_get(config, "scenario");
    if (!whole(config, "claims", 0, 1, &claims) || !whole(config, "step", 1, 366, &step) ||
        !whole(config, "seed", 0, 9007199254740991, &seed) || !whole(config, "all-draws", 2, 1073741824, &draws) ||
        !whole(config, "flips", 0, 1, &flips) ||
        !design_of(lode_block_config_get(config, "design"), &run->design) || !copy_sets(config, run))
        return false;
    m->claims = claims == 1;
    run->step_days = (int32_t)step;
    run->seed = (uint64_t)seed;
    run->draws = (int32_t)draws;
    run->flips = flips == 1;
    run->scenario = *scenario ? scenario : NULL;
    run->evidence_text = *until ? until : NULL;
    return !*until || lode_date_parse(until, strlen(until), &run->evidence_until);
}

/* The case as the command line says, else as the files do. */
static bool find_case(const lode_cli *cli, const lode_text *config, merged *m)
{
    struct stat status;
    m->folder = cli->case_folder ? cli->case_folder : lode_block_config_get(config, "case");
    if (cli->case_folder || stat(m->folder, &status) == 0) return true;
    fprintf(stderr, "lodestone: the draws are of the case '%s', which is not there; --case CASE says where it is\n", m->folder);
    return false;
}

int lode_cmd_merge(const lode_cli *cli)
{
    merged m = {.cli = *cli};
    lode_text config = {0};
    lode_diags diags = {0};
    lode_place nowhere = {0};
    m.cli.set = NULL;
    int status = 1;
    bool ok = lode_block_store_peek(cli->operand, cli->n_operand, &config, &diags);
    if (ok && !understand(&config, &m)) {
        lode_diag_add(&diags, LODE_DIAG_BLOCKS_FOREIGN, nowhere, NULL, cli->operand[0]);
        ok = false;
    }
    if (!ok) lode_problems_show(&diags, stderr, true, lode_cli_colour(cli, stderr));
    if (ok && find_case(cli, &config, &m)) {
        m.cli.operand = &m.folder;
        m.cli.n_operand = 1;
        m.cli.merge = cli->operand;
        m.cli.n_merge = cli->n_operand;
        status = m.claims ? lode_cmd_claims(&m.cli) : lode_cmd_run(&m.cli);
    }
    free(m.cli.set);
    lode_diags_free(&diags);
    lode_text_free(&config);
    return status;
}
