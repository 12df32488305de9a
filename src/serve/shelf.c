/* The cases of a folder, reached through file descriptors only. */
#define _XOPEN_SOURCE 700
#include "serve/shelf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "base/sha256.h"
#include "serve/route.h"

enum {
    FILES = 200,                   /* most files of a case                     */
    FILE_BYTES = 64 * 1024 * 1024, /* of one file, as the reader of cases      */
    CASE_BYTES = 256 * 1024 * 1024 /* of all files of a case                   */
};

/* What was read of a case, and of which files. */
typedef struct card {
    char files[LODE_SHA256_HEX]; /* of names, sizes and times of the files */
    lode_shelf_case c;
    lode_arena arena;
    struct card *next;
} card;

struct lode_shelf {
    int folder; /* descriptor */
    card *first;
};

/* --- folders -------------------------------------------------------------------------------- */

/* The folder of a case, as a descriptor; -1 when `id` is no plain folder here. */
static int open_case(const lode_shelf *s, const char *id)
{
    if (!lode_route_is_id(id)) return -1;
    return openat(s->folder, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static bool is_file(int folder, const char *name)
{
    struct stat status;
    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode);
}

static bool is_case(const lode_shelf *s, const char *id)
{
    int folder = open_case(s, id);
    bool found = folder >= 0 && is_file(folder, "case.yaml");
    if (folder >= 0) close(folder);
    return found;
}

/* Open a folder again for listing: its own place in the list, whoever else lists it. */
static DIR *list_of(int folder)
{
    int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = again >= 0 ? fdopendir(again) : NULL;
    if (!d && again >= 0) close(again);
    return d;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *copy_text(lode_arena *a, const char *text)
{
    size_t n = strlen(text) + 1;
    char *copy = LODE_TAKE(a, n, char);
    return copy ? memcpy(copy, text, n) : NULL;
}

/* Names in a folder that `wanted` picks, sorted; their number, -1 without memory. */
static int32_t names_of(int folder, bool (*wanted)(const void *user, const char *name), const void *user, int32_t most,
                        lode_arena *a, const char ***out)
{
    const char **name = LODE_TAKE(a, most, const char *);
    DIR *d = name ? list_of(folder) : NULL;
    int32_t n = 0;
    if (!d) return -1;
    for (struct dirent *entry; n < most && (entry = readdir(d));) {
        if (!wanted(user, entry->d_name)) continue;
        name[n] = copy_text(a, entry->d_name);
        if (!name[n]) break;
        n++;
    }
    bool all = n == most || name[n] == NULL;
    closedir(d);
    qsort(name, (size_t)n, sizeof *name, by_text);
    *out = name;
    return all ? n : -1;
}

static bool wants_case(const void *user, const char *name)
{
    return is_case(user, name);
}

int32_t lode_shelf_list(lode_shelf *s, lode_arena *a, const char ***id)
{
    return names_of(s->folder, wants_case, s, LODE_SHELF_CASES, a, id);
}

/* --- files of a case ------------------------------------------------------------------------ */

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n > m && strcmp(name + n - m, end) == 0;
}

/* Files of the case, and those that look as if they were meant to be: the reader says so. */
static bool wants_file(const void *user, const char *name)
{
    (void)user;
    return lode_case_has_file(name) ||
           (name[0] != '.' && (ends_with(name, ".csv") || ends_with(name, ".yaml") || ends_with(name, ".yml")));
}

/* Read a plain file in a folder; false after errno was set. */
static bool read_plain(int folder, const char *name, lode_file *f)
{
    struct stat status;
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return false;
    bool ok = fstat(fd, &status) == 0;
    int error = ok ? 0 : errno;
    if (ok && !S_ISREG(status.st_mode)) error = EINVAL;
    else if (ok && status.st_size > FILE_BYTES) error = EFBIG;
    else if (ok) {
        size_t size = (size_t)status.st_size;
        f->data = malloc(size + 1);
        while (f->data && f->length < size) {
            ssize_t n = read(fd, f->data + f->length, size - f->length);
            if (n < 0 && errno != EINTR) error = errno;
            if (n == 0 || error) break;
            if (n > 0) f->length += (size_t)n;
        }
        if (!f->data) error = ENOMEM;
        else f->data[f->length] = '\0';
    }
    close(fd);
    errno = error;
    return error == 0;
}

static const char *reason_of(int error, char *room, size_t size)
{
    if (error == ELOOP) return "it is a link, and links are not followed";
    if (error == EINVAL) return "it is not a file";
    if (strerror_r(error, room, size) != 0) return "it cannot be read";
    return room;
}

/* The files of a case in memory. */
typedef struct pile {
    const char **name;
    lode_file *file;
    lode_case_bytes *bytes;
    int32_t n;
    lode_arena arena;
} pile;

static void free_pile(pile *p)
{
    for (int32_t i = 0; p->file && i < p->n; i++) lode_file_free(&p->file[i]);
    lode_arena_free(&p->arena);
}

static bool load(pile *p, int folder, const char *id, lode_diags *diags)
{
    size_t total = 0;
    p->n = names_of(folder, wants_file, NULL, FILES, &p->arena, &p->name);
    p->file = p->n >= 0 ? LODE_TAKE(&p->arena, p->n + 1, lode_file) : NULL;
    p->bytes = p->n >= 0 ? LODE_TAKE(&p->arena, p->n + 1, lode_case_bytes) : NULL;
    if (!p->file || !p->bytes) {
        p->n = 0;
        lode_diag_no_memory(diags);
        return false;
    }
    for (int32_t i = 0; i < p->n; i++) {
        char room[128];
        lode_text path = {0}, why = {0};
        p->bytes[i].name = p->name[i];
        if (!lode_case_has_file(p->name[i])) continue;
        bool ok = read_plain(folder, p->name[i], &p->file[i]);
        if (ok && (total += p->file[i].length) > CASE_BYTES) {
            errno = EFBIG;
            ok = false;
        }
        if (!ok) {
            lode_text_printf(&path, "%s/%s", id, p->name[i]);
            lode_text_printf(&why, "cannot read '%s': %s", lode_text_str(&path), reason_of(errno, room, sizeof room));
            lode_diag_add(diags, LODE_DIAG_FILE_UNREADABLE, (lode_place){.file = lode_text_str(&path)}, NULL, lode_text_str(&why));
        }
        lode_text_free(&path);
        lode_text_free(&why);
        p->bytes[i].bytes = p->file[i].data;
        p->bytes[i].length = p->file[i].length;
    }
    return diags->n_error == 0;
}

lode_case *lode_shelf_read(lode_shelf *s, const char *id, lode_diags *diags)
{
    int folder = open_case(s, id);
    pile p = {0};
    lode_case *c = NULL;
    if (folder < 0) lode_diag_add(diags, LODE_DIAG_NO_FOLDER, (lode_place){.file = id}, NULL, "there is no such case");
    else if (load(&p, folder, id, diags))
        c = lode_case_read_files_with(p.bytes, p.n, &(lode_case_options){.dir = id}, diags);
    free_pile(&p);
    if (folder >= 0) close(folder);
    return c;
}

/* --- what a case says of itself --------------------------------------------------------------- */

/* Hash of what tells that files have changed. */
static bool stamp(int folder, char hex[LODE_SHA256_HEX])
{
    lode_arena a = {0};
    const char **name;
    lode_sha256 h;
    int32_t n = names_of(folder, wants_file, NULL, FILES, &a, &name);
    lode_sha256_begin(&h);
    for (int32_t i = 0; i < n; i++) {
        struct stat status;
        if (fstatat(folder, name[i], &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
        const int64_t number[] = {(int64_t)status.st_size, (int64_t)status.st_ino, (int64_t)status.st_mtim.tv_sec,
                                  (int64_t)status.st_mtim.tv_nsec, (int64_t)status.st_mode};
        lode_sha256_add(&h, name[i], strlen(name[i]) + 1);
        lode_sha256_add(&h, number, sizeof number);
    }
    lode_sha256_end_hex(&h, hex);
    lode_arena_free(&a);
    return n >= 0;
}

/* Take from a case what the card says; false without memory. */
static bool fill(card *k, const lode_case *c)
{
    lode_shelf_case *d = &k->c;
    int32_t n = c->table[LODE_T_SCENARIOS].n_row;
    d->scenario = LODE_TAKE(&k->arena, n + 1, const char *);
    d->scenario_title = LODE_TAKE(&k->arena, n + 1, const char *);
    d->title = copy_text(&k->arena, lode_case_text(c, 0, LODE_CASE_TITLE));
    d->sha256 = copy_text(&k->arena, c->sha256);
    if (!d->scenario || !d->scenario_title || !d->title || !d->sha256) return false;
    for (int32_t i = 0; i < n; i++) {
        d->scenario[i] = copy_text(&k->arena, lode_case_key(c, LODE_T_SCENARIOS, i));
        d->scenario_title[i] = copy_text(&k->arena, lode_case_text(c, i, LODE_SCENARIOS_TITLE));
        if (!d->scenario[i] || !d->scenario_title[i]) return false;
    }
    d->n_scenario = n;
    d->n_reading = c->table[LODE_T_READINGS].n_row;
    d->as_of = lode_case_int(c, 0, LODE_CASE_AS_OF, 0);
    d->start = lode_case_int(c, 0, LODE_CASE_START, 0);
    d->end = lode_case_int(c, 0, LODE_CASE_END, 0);
    d->step_days = lode_case_int(c, 0, LODE_CASE_STEP, 1);
    return true;
}

/* Read the case into an empty card. */
static bool study(lode_shelf *s, const char *id, card *k)
{
    lode_diags diags = {0};
    lode_case *c = lode_shelf_read(s, id, &diags);
    lode_diags_sort(&diags);
    char *problems = c ? NULL : lode_diags_text(&diags, NULL, false);
    k->c = (lode_shelf_case){.title = "", .sha256 = "", .n_error = diags.n_error, .n_warning = diags.n_warning};
    k->c.id = copy_text(&k->arena, id);
    k->c.problems = copy_text(&k->arena, problems ? problems : "");
    bool ok = k->c.id && k->c.problems && !diags.out_of_memory && (!c || fill(k, c));
    free(problems);
    lode_case_free(c);
    lode_diags_free(&diags);
    return ok;
}

static card *card_of(lode_shelf *s, const char *id)
{
    for (card *k = s->first; k; k = k->next)
        if (strcmp(k->c.id, id) == 0) return k;
    return NULL;
}

static void drop(lode_shelf *s, card *gone)
{
    for (card **at = &s->first; *at; at = &(*at)->next) {
        if (*at != gone) continue;
        *at = gone->next;
        break;
    }
    lode_arena_free(&gone->arena);
    free(gone);
}

const lode_shelf_case *lode_shelf_describe(lode_shelf *s, const char *id)
{
    char now[LODE_SHA256_HEX] = "";
    int folder = open_case(s, id);
    card *k = card_of(s, id);
    bool there = folder >= 0 && is_file(folder, "case.yaml") && stamp(folder, now);
    if (folder >= 0) close(folder);
    if (k && (!there || strcmp(k->files, now) != 0)) {
        drop(s, k);
        k = NULL;
    }
    if (!there) return NULL;
    if (k) return &k->c;
    k = calloc(1, sizeof *k);
    if (!k) return NULL;
    memcpy(k->files, now, sizeof now);
    if (!study(s, id, k)) {
        lode_arena_free(&k->arena);
        free(k);
        return NULL;
    }
    k->next = s->first;
    s->first = k;
    return &k->c;
}

/* --- open and close ------------------------------------------------------------------------- */

lode_shelf *lode_shelf_open(const char *dir, lode_text *why)
{
    int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    char room[128];
    if (folder < 0) {
        lode_text_printf(why, "cannot open the folder '%s': %s", dir, reason_of(errno, room, sizeof room));
        return NULL;
    }
    lode_shelf *s = is_file(folder, "case.yaml") ? NULL : calloc(1, sizeof *s);
    if (s) s->folder = folder;
    else {
        if (is_file(folder, "case.yaml")) lode_text_printf(why, "'%s' is a case; name the folder that cases are in", dir);
        else lode_text_puts(why, "out of memory");
        close(folder);
    }
    return s;
}

void lode_shelf_close(lode_shelf *s)
{
    if (!s) return;
    while (s->first) drop(s, s->first);
    close(s->folder);
    free(s);
}
