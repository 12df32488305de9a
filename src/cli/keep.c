/* Where a run keeps its draws: folders, files, and what may not be asked for together. */
#include "cli/keep.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/files.h"
#include "cli/output.h"
#include "study/block_list.h"

bool lode_keep_any(const lode_cli *cli)
{
    return cli->resume || cli->n_shard > 0 || cli->n_rank > 0 || cli->n_merge > 0;
}

bool lode_keep_part(const lode_cli *cli)
{
    return cli->n_shard > 0 || cli->n_rank > 0;
}

/* ---- usage --------------------------------------------------------------------------------- */

static bool refuse(const char *why)
{
    fprintf(stderr, "lodestone: %s\n", why);
    return false;
}

bool lode_keep_allowed(const lode_cli *cli, bool claims)
{
    bool shard = cli->n_shard > 0, drawn = claims || cli->draws > 1 || cli->until_decided;
    if (cli->rebuild && shard) return refuse("--rebuild does not go with --shard: plans are not kept with draws");
    if (cli->resume && shard) return refuse("--shard goes on by itself with what is in its folder: leave out --resume");
    if (cli->resume && !cli->out) return refuse("--resume keeps draws beside the folder of results: give -o DIR");
    if (shard && !cli->out) return refuse("--shard writes draws into a folder: give -o DIR");
    if ((cli->resume || shard) && (!drawn || cli->draws == 1)) return refuse("--resume and --shard are about draws: give --draws N");
    if (!cli->until_decided) return true;
    if (shard) return refuse("--until-decided needs all draws: it does not go with --shard");
    if (cli->design != LODE_DESIGN_PHILOX)
        return refuse("--until-decided adds draws to those that are there, which only --design philox allows");
    if (cli->draws == 1) return refuse("--until-decided needs more than one draw");
    return true;
}

/* ---- begin --------------------------------------------------------------------------------- */

/* OUT.blocks, without slashes at the end of OUT. */
static void put_beside(const char *out, lode_text *folder)
{
    size_t length = strlen(out);
    while (length > 1 && out[length - 1] == '/') length--;
    lode_text_add(folder, out, length);
    lode_text_puts(folder, ".blocks");
}

/* A file of this rank that is not there yet: so no rank writes to one that another may be reading. */
static void put_rank(const lode_cli_keep *k, const lode_cli *cli, lode_text *file)
{
    for (int n = 1; n == 1 || (!file->failed && access(lode_text_str(file), F_OK) == 0); n++) {
        lode_text_clear(file);
        lode_text_printf(file, "%s/rank-%d", lode_text_str(&k->folder), cli->rank);
        if (n > 1) lode_text_printf(file, "-%d", n);
        lode_text_puts(file, ".blocks");
    }
}

static void name_files(lode_cli_keep *k, const lode_cli *cli)
{
    if (cli->n_shard > 0) {
        lode_text_puts(&k->folder, cli->out);
        lode_text_printf(&k->file, "%s/shard-%d-of-%d.blocks", cli->out, cli->shard + 1, cli->n_shard);
        return;
    }
    put_beside(cli->out, &k->folder);
    if (cli->n_rank > 0) put_rank(k, cli, &k->file);
    else lode_text_printf(&k->file, "%s/run.blocks", lode_text_str(&k->folder));
}

bool lode_keep_begin(lode_cli_keep *k, const lode_cli *cli)
{
    lode_text why = {0};
    lode_block_keep *b = &k->blocks;
    *b = (lode_block_keep){.part = lode_keep_part(cli), .merge = cli->n_merge > 0, .tally = &k->tally,
                           .case_folder = cli->operand[0]};
    if (b->merge) {
        b->read = cli->merge;
        b->n_read = cli->n_merge;
        return true;
    }
    name_files(k, cli);
    k->read[0] = lode_text_str(&k->folder);
    b->write = lode_text_str(&k->file);
    b->read = k->read;
    b->n_read = cli->n_shard > 0 ? 0 : 1; /* a shard goes by its own file only */
    b->shard = cli->n_shard > 0 ? cli->shard : cli->rank;
    b->n_shard = cli->n_shard > 0 ? cli->n_shard : cli->n_rank;
    bool ok = !k->folder.failed && !k->file.failed && lode_folder_make(k->read[0], &why);
    if (!ok) fprintf(stderr, "lodestone: %s\n", why.length > 0 ? lode_text_str(&why) : "out of memory");
    lode_text_free(&why);
    return ok;
}

/* ---- end ----------------------------------------------------------------------------------- */

void lode_keep_remove(const lode_cli_keep *k, const lode_cli *cli)
{
    lode_arena arena = {0};
    lode_diags diags = {0};
    lode_block_list list = {0};
    const char *folder = lode_text_str(&k->folder);
    if (!cli->resume) return;
    bool ok = lode_block_list_make(&folder, 1, &arena, &list, &diags);
    for (int32_t i = 0; i < list.n && ok; i++) ok = unlink(list.path[i]) == 0;
    ok = ok && rmdir(folder) == 0;
    if (!ok) fprintf(stderr, "lodestone: cannot remove '%s', which is no longer needed: %s\n", folder, strerror(errno));
    lode_diags_free(&diags);
    lode_arena_free(&arena);
}

bool lode_keep_tell(const lode_cli_keep *k, const lode_cli *cli)
{
    lode_text text = {0};
    const lode_block_tally *t = &k->tally;
    if (cli->n_shard == 0 || cli->quiet) return true;
    lode_text_printf(&text, "shard %d/%d of %lld draws: %lld of %lld blocks, %lld of them computed now; %s\n", cli->shard + 1,
                     cli->n_shard, (long long)t->n_draw, (long long)t->n_mine, (long long)t->n_block, (long long)t->n_made,
                     lode_text_str(&k->file));
    bool ok = !text.failed && lode_print(lode_text_str(&text), text.length);
    lode_text_free(&text);
    return ok;
}

void lode_keep_end(lode_cli_keep *k)
{
    lode_text_free(&k->folder);
    lode_text_free(&k->file);
}
