/* Files of blocks: read into an ensemble, appended to, checked for what is missing. */
#include "study/block_store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/files.h"
#include "study/block_list.h"

static const lode_place NOWHERE = {0};

static bool fail(lode_diag_code code, const char *path, int error, lode_diags *diags)
{
    lode_text why = {0};
    lode_text_printf(&why, "'%s': %s", path, strerror(error));
    if (error == ENOMEM) lode_diag_no_memory(diags);
    else if (code == LODE_DIAG_CANNOT_READ) lode_diag_add(diags, LODE_DIAG_CANNOT_READ, NOWHERE, NULL, lode_text_str(&why));
    else lode_diag_add(diags, LODE_DIAG_CANNOT_WRITE, NOWHERE, NULL, lode_text_str(&why));
    lode_text_free(&why);
    return false;
}

/* ---- reading ------------------------------------------------------------------------------------------------------- */

/* Draws of a block, which for the last one of an ensemble may be fewer. */
static int32_t draws_of(const lode_ensemble *e, int64_t number)
{
    int64_t left = e->n_draw - number * LODE_LANES;
    return left < LODE_LANES ? (int32_t)left : LODE_LANES;
}

/* Take the block that was read into s->room, unless it is there already. */
static bool take(lode_block_store *s, const char *path, const lode_block_mark *mark, lode_diags *diags)
{
    int64_t number = s->room.number;
    /* beyond the last draw, or the end of a run with fewer draws: of no use here */
    if (number >= lode_ensemble_blocks(s->e) || mark->n_draw < draws_of(s->e, number)) return true;
    lode_block_mark *old = &s->mark[number];
    if (old->n_draw == mark->n_draw && memcmp(old->sum, mark->sum, sizeof old->sum) != 0) {
        lode_diag_add(diags, LODE_DIAG_BLOCKS_DISAGREE, NOWHERE, "remove the file that is not to be trusted", path,
                      (long long)number * LODE_LANES, (long long)number * LODE_LANES + mark->n_draw - 1);
        return false;
    }
    if (old->n_draw == 0) *old = *mark;
    if (!s->e->have[number]) lode_block_absorb(s->e, &s->room);
    return true;
}

/* Whether the file has draws of this ensemble; says if not. */
static bool is_of(const lode_block_store *s, const char *path, const lode_text *there, lode_diags *diags)
{
    const lode_block_keep *keep = s->e->keep;
    lode_text why = {0};
    const char *all = "all-draws";
    bool same = lode_block_config_same(&s->config, there);
    if (!same) lode_block_config_differ(&s->config, there, &why);
    else if (keep->merge && strcmp(lode_block_config_get(&s->config, all), lode_block_config_get(there, all)) != 0) {
        lode_text_printf(&why, "it is part of %s draws, not of %s", lode_block_config_get(there, all),
                         lode_block_config_get(&s->config, all));
        same = false;
    }
    if (!same)
        lode_diag_add(diags, LODE_DIAG_BLOCKS_OTHER, NOWHERE,
                      keep->merge ? "merge only what belongs together"
                                  : "repeat the run with the same options and case, or remove the file to begin anew",
                      path, lode_text_str(&why));
    lode_text_free(&why);
    return same;
}

/* Into how many shards the files say that the draws were divided. */
static void note_shards(lode_block_store *s, const lode_text *there)
{
    const char *slash = strchr(lode_block_config_get(there, "shard"), '/');
    int32_t n = 0;
    if (!slash || sscanf(slash, "/%d", &n) != 1 || n < 1) n = -1;
    s->n_shard = s->n_shard == 0 || s->n_shard == n ? n : -1;
}

static bool say(lode_block_found found, const char *path, long long at, lode_diags *diags)
{
    if (found == LODE_FOUND_DAMAGED)
        lode_diag_add(diags, LODE_DIAG_BLOCKS_DAMAGED, NOWHERE, "remove it and run again: its draws are computed anew", path, at);
    else if (found == LODE_FOUND_FOREIGN) lode_diag_add(diags, LODE_DIAG_BLOCKS_FOREIGN, NOWHERE, NULL, path);
    else if (found == LODE_FOUND_NO_MEMORY) lode_diag_no_memory(diags);
    else if (found == LODE_FOUND_UNREADABLE) return fail(LODE_DIAG_CANNOT_READ, path, errno, diags);
    else return true;
    return false;
}

/* Read a file from its start. *end: where its last whole record ends, 0: not even the header is whole. */
static bool read_file(lode_block_store *s, FILE *f, const char *path, off_t *end, lode_diags *diags)
{
    lode_text there = {0};
    lode_block_mark mark;
    *end = 0;
    lode_block_found found = lode_block_header_read(f, &there);
    bool ok = say(found, path, 0, diags);
    if (ok && found == LODE_FOUND_ONE) {
        ok = is_of(s, path, &there, diags);
        note_shards(s, &there);
        *end = ftello(f);
    }
    while (ok && found == LODE_FOUND_ONE) {
        found = lode_block_read(f, &s->shape, &s->room, &mark);
        ok = say(found, path, (long long)*end, diags);
        if (!ok || found != LODE_FOUND_ONE) break;
        *end = ftello(f);
        ok = take(s, path, &mark, diags);
    }
    lode_text_free(&there);
    return ok;
}

static bool read_named(lode_block_store *s, const char *path, lode_diags *diags)
{
    struct stat status;
    off_t end;
    if (stat(path, &status) != 0) return fail(LODE_DIAG_CANNOT_READ, path, errno, diags);
    /* the file being written was read when it was opened; closing it once more would give up its lock */
    if (s->file && (int64_t)status.st_dev == s->device && (int64_t)status.st_ino == s->node) return true;
    FILE *f = fopen(path, "rb");
    if (!f) return fail(LODE_DIAG_CANNOT_READ, path, errno, diags);
    bool ok = read_file(s, f, path, &end, diags);
    fclose(f);
    return ok;
}

static bool read_all(lode_block_store *s, lode_diags *diags)
{
    lode_block_list list = {0};
    const lode_block_keep *keep = s->e->keep;
    if (!lode_block_list_make(keep->read, keep->n_read, &s->arena, &list, diags)) return false;
    for (int32_t i = 0; i < list.n; i++)
        if (!read_named(s, list.path[i], diags)) return false;
    return true;
}

bool lode_block_store_peek(const char *const *path, int32_t n, lode_text *config, lode_diags *diags)
{
    lode_arena arena = {0};
    lode_block_list list = {0};
    bool ok = lode_block_list_make(path, n, &arena, &list, diags), found = false;
    for (int32_t i = 0; ok && !found && i < list.n; i++) {
        FILE *f = fopen(list.path[i], "rb");
        if (!f) {
            ok = fail(LODE_DIAG_CANNOT_READ, list.path[i], errno, diags);
            break;
        }
        lode_text_clear(config);
        lode_block_found how = lode_block_header_read(f, config);
        ok = say(how, list.path[i], 0, diags);
        found = how == LODE_FOUND_ONE;
        fclose(f);
    }
    if (ok && !found) lode_diag_add(diags, LODE_DIAG_NO_BLOCKS, NOWHERE, NULL, n > 0 ? path[0] : "");
    lode_arena_free(&arena);
    return ok && found;
}

/* ---- writing ------------------------------------------------------------------------------------------------------- */

/* Everything written so far reaches the disk. */
static bool settle(FILE *f)
{
    if (ferror(f) || fflush(f) != 0) return false;
    return fdatasync(fileno(f)) == 0 || errno == EINVAL || errno == ENOTSUP;
}

/* Keep others from writing to the file, where the file system can. */
static bool lock(int fd)
{
    struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    return fcntl(fd, F_SETLK, &all) == 0 || (errno != EACCES && errno != EAGAIN);
}

/* Go on after the last whole record, or begin the file. */
static bool go_on(lode_block_store *s, off_t end)
{
    if (fseeko(s->file, end, SEEK_SET) != 0 || ftruncate(fileno(s->file), end) != 0) return false;
    if (end > 0) return true;
    if (!lode_block_header_write(s->file, &s->config) || !settle(s->file)) return false;
    lode_sync_parent(s->path);
    return true;
}

static bool open_to_write(lode_block_store *s, lode_diags *diags)
{
    struct stat status;
    off_t end = 0;
    s->path = s->e->keep->write;
    int fd = open(s->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) return fail(LODE_DIAG_CANNOT_WRITE, s->path, errno, diags);
    s->file = fdopen(fd, "r+b");
    if (!s->file || fstat(fd, &status) != 0) {
        int error = errno;
        if (!s->file) close(fd);
        return fail(LODE_DIAG_CANNOT_WRITE, s->path, error, diags);
    }
    s->device = (int64_t)status.st_dev;
    s->node = (int64_t)status.st_ino;
    if (!lock(fd)) {
        lode_diag_add(diags, LODE_DIAG_BLOCKS_IN_USE, NOWHERE, "let it end, or stop it", s->path);
        return false;
    }
    if (!read_file(s, s->file, s->path, &end, diags)) return false;
    return go_on(s, end) || fail(LODE_DIAG_CANNOT_WRITE, s->path, errno, diags);
}

bool lode_block_store_add(lode_block_store *s, const lode_block *block)
{
    errno = 0;
    if (!s->file) return true;
    bool ok = lode_block_write(s->file, &s->shape, block, draws_of(s->e, block->number)) && settle(s->file);
    if (!ok && errno == 0) errno = EIO;
    return ok;
}

/* ---- all of it ----------------------------------------------------------------------------------------------------- */

/* What is missing, and whose it is. */
static bool is_complete(const lode_block_store *s, lode_diags *diags)
{
    const lode_ensemble *e = s->e;
    int64_t n_block = lode_ensemble_blocks(e), missing = 0;
    for (int64_t b = 0; b < n_block; b++) missing += e->have[b] ? 0 : draws_of(e, b);
    if (missing == 0) return true;
    lode_diag_add(diags, LODE_DIAG_DRAWS_MISSING, NOWHERE, NULL, (long long)missing, (long long)e->n_draw);
    for (int32_t i = 0; i < s->n_shard; i++) {
        int64_t here = 0;
        for (int64_t b = i; b < n_block; b += s->n_shard) here += e->have[b] ? 0 : draws_of(e, b);
        if (here > 0) lode_diag_hint(diags, "%lld of shard %d/%d", (long long)here, i + 1, s->n_shard);
    }
    lode_diag_hint(diags, "compute them, and merge all files together");
    return false;
}

bool lode_block_store_open(lode_block_store *s, lode_ensemble *e, const lode_text *config, lode_diags *diags)
{
    s->e = e;
    s->shape = (lode_block_shape){lode_block_scores(e), lode_block_bins(e), lode_block_claims(e)};
    lode_text_add(&s->config, lode_text_str(config), config->length);
    s->mark = LODE_TAKE(&s->arena, lode_ensemble_blocks(e), lode_block_mark);
    s->room.score = LODE_TAKE(&s->arena, s->shape.n_score + 1, double);
    s->room.bin = LODE_TAKE(&s->arena, s->shape.n_bin + 1, uint16_t);
    s->room.claim = LODE_TAKE(&s->arena, s->shape.n_claim + 1, double);
    if (config->failed || s->config.failed || !s->mark || !s->room.score || !s->room.bin || !s->room.claim) {
        lode_diag_no_memory(diags);
        return false;
    }
    if (e->keep->write && !open_to_write(s, diags)) return false;
    return read_all(s, diags) && (!e->keep->merge || is_complete(s, diags));
}

void lode_block_store_close(lode_block_store *s)
{
    if (s->file) fclose(s->file);
    lode_text_free(&s->config);
    lode_arena_free(&s->arena);
    *s = (lode_block_store){0};
}
