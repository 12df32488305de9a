/* The files of a case folder: which belong to it, their bytes, their hash. */
#include "case/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/sha256.h"

/* --- names -------------------------------------------------------------------------------- */

int32_t lode_folder_table(const char *name)
{
    if (strcmp(name, "case.yaml") == 0) return LODE_T_CASE;
    size_t n = strlen(name);
    char table[64];
    if (n < 5 || n - 4 >= sizeof table || strcmp(name + n - 4, ".csv") != 0) return -1;
    memcpy(table, name, n - 4);
    table[n - 4] = '\0';
    int32_t t = lode_schema_find_table(table);
    return t >= 0 && lode_schema_table(t)->place == LODE_CSV ? t : -1;
}

bool lode_case_has_file(const char *name)
{
    return lode_folder_table(name) >= 0;
}

static bool ends_with(const char *name, const char *ending)
{
    size_t n = strlen(name), m = strlen(ending);
    if (n <= m) return false;
    for (size_t i = 0; i < m; i++) {
        char c = name[n - m + i];
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        if (c != ending[i]) return false;
    }
    return true;
}

/* Whether a file looks as if it were meant to be part of the case. */
static bool looks_meant(const char *name)
{
    return name[0] != '.' &&
           (ends_with(name, ".csv") || ends_with(name, ".yaml") || ends_with(name, ".yml"));
}

void lode_folder_unknown(lode_reader *r, const char *path, const char *name)
{
    if (!looks_meant(name)) return;
    char file[LODE_N_TABLE][64];
    const char *known[LODE_N_TABLE];
    int32_t n = 0;
    for (int32_t t = 0; t < LODE_N_TABLE; t++) {
        if (lode_schema_table(t)->place == LODE_CSV)
            snprintf(file[n], sizeof file[n], "%s.csv", lode_schema_table(t)->name);
        else if (t == LODE_T_CASE) snprintf(file[n], sizeof file[n], "case.yaml");
        else continue;
        known[n] = file[n];
        n++;
    }
    int32_t near = lode_reader_nearest(r, name, known, n);
    lode_diag_add(r->diags, LODE_DIAG_UNKNOWN_FILE, (lode_place){.file = path}, NULL, name);
    if (near >= 0) lode_diag_hint(r->diags, "did you mean '%s'?", known[near]);
    else lode_diag_hint(r->diags, "move what does not belong to the case elsewhere");
}

const char *lode_folder_path(lode_reader *r, const char *dir, const char *name)
{
    size_t n = strlen(dir), m = strlen(name);
    bool slash = n > 0 && dir[n - 1] != '/';
    char *path = LODE_TAKE(&r->store->arena, n + m + 2, char);
    if (!path) {
        lode_reader_no_memory(r);
        return NULL;
    }
    memcpy(path, dir, n);
    if (slash) path[n++] = '/';
    memcpy(path + n, name, m);
    return path;
}

/* --- reading ------------------------------------------------------------------------------ */

static int by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Names of the entries of a folder, sorted. Returns 0 or the errno of the failure. */
static int list_folder(const char *dir, lode_folder *f)
{
    DIR *d = opendir(dir);
    if (!d) return errno;
    int error = 0;
    struct dirent *entry;
    while (error == 0 && (errno = 0, entry = readdir(d))) {
        if (lode_folder_table(entry->d_name) < 0 && !looks_meant(entry->d_name)) continue;
        char **grown = lode_grown(f->name, &f->capacity, f->n, sizeof *grown);
        if (!grown) {
            error = ENOMEM;
            break;
        }
        f->name = grown;
        size_t n = strlen(entry->d_name) + 1;
        f->name[f->n] = malloc(n);
        if (!f->name[f->n]) error = ENOMEM;
        else memcpy(f->name[f->n++], entry->d_name, n);
    }
    if (error == 0) error = errno;
    closedir(d);
    if (f->n > 1) qsort(f->name, (size_t)f->n, sizeof *f->name, by_name);
    return error;
}

/* Read one file of the case; false only without memory. */
static bool load(lode_reader *r, lode_folder *f, const char *dir, int32_t i)
{
    lode_file *file = &f->file[i];
    const char *path = lode_folder_path(r, dir, f->name[i]);
    if (!path) return false;
    lode_text why = {0};
    f->ok[i] = lode_file_read(file, path, LODE_MAX_FILE, &why);
    if (!f->ok[i]) {
        lode_diag_add(r->diags, LODE_DIAG_FILE_UNREADABLE, (lode_place){.file = path}, NULL,
                      lode_text_str(&why));
        int32_t t = lode_folder_table(f->name[i]);
        r->raw[t].broken = r->raw[t].present = true;
    }
    bool no_memory = why.failed;
    lode_text_free(&why);
    return !no_memory || lode_reader_no_memory(r);
}

bool lode_folder_read(lode_reader *r, lode_folder *f, const char *dir)
{
    *f = (lode_folder){0};
    int error = list_folder(dir, f);
    if (error == ENOMEM) return lode_reader_no_memory(r);
    if (error != 0) {
        char reason[128] = "unknown error";
        if (strerror_r(error, reason, sizeof reason) != 0) reason[sizeof reason - 1] = '\0';
        lode_diag_add(r->diags, LODE_DIAG_NO_FOLDER, (lode_place){.file = dir},
                      error == ENOTDIR ? "a case is a folder with case.yaml and CSV files" : NULL,
                      reason);
        return false;
    }
    f->file = calloc((size_t)f->n + 1, sizeof *f->file);
    f->ok = calloc((size_t)f->n + 1, sizeof *f->ok);
    if (!f->file || !f->ok) return lode_reader_no_memory(r);
    for (int32_t i = 0; i < f->n; i++)
        if (lode_folder_table(f->name[i]) >= 0 && !load(r, f, dir, i)) return false;
    return true;
}

void lode_folder_free(lode_folder *f)
{
    for (int32_t i = 0; i < f->n; i++) {
        if (f->file) lode_file_free(&f->file[i]);
        free(f->name[i]);
    }
    free(f->name);
    free(f->file);
    free(f->ok);
    *f = (lode_folder){0};
}

/* --- hash --------------------------------------------------------------------------------- */

void lode_folder_hash(const lode_case_bytes *file, int32_t n, char hex[65])
{
    lode_sha256 s;
    lode_sha256_begin(&s);
    for (int32_t i = 0; i < n; i++) {
        if (lode_folder_table(file[i].name) < 0) continue;
        unsigned char length[8];
        for (int k = 0; k < 8; k++)
            length[k] = (unsigned char)((uint64_t)file[i].length >> (8 * k));
        lode_sha256_add(&s, file[i].name, strlen(file[i].name) + 1);
        lode_sha256_add(&s, length, sizeof length);
        lode_sha256_add(&s, file[i].bytes, file[i].length);
    }
    lode_sha256_end_hex(&s, hex);
}
