/* A case in a temporary folder that tests may spoil. */
#ifndef TESTS_CASE_SPOILED_H
#define TESTS_CASE_SPOILED_H

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "base/files.h"
#include "case/case.h"
#include "case/template.h"
#include "scratch.h"

enum { PATH_SIZE = 512 };

/* A folder with the case that `lodestone new` writes. */
typedef struct folder {
    char path[PATH_SIZE];
} folder;

LODE_UNUSED static const char *path_in(const folder *f, const char *name, char out[PATH_SIZE])
{
    snprintf(out, PATH_SIZE, "%.200s/%.200s", f->path, name);
    return out;
}

LODE_UNUSED static void write_file(lode_t *t, const folder *f, const char *name, const char *bytes,
                                   size_t length)
{
    char path[PATH_SIZE];
    FILE *file = fopen(path_in(f, name, path), "wb");
    CHECK(t, file != NULL);
    CHECK(t, fwrite(bytes, 1, length, file) == length);
    CHECK(t, fclose(file) == 0);
}

LODE_UNUSED static void read_file(lode_t *t, const folder *f, const char *name, lode_file *out)
{
    char path[PATH_SIZE];
    lode_text why = {0};
    CHECK(t, lode_file_read(out, path_in(f, name, path), 64 * 1024 * 1024, &why));
    lode_text_free(&why);
}

LODE_UNUSED static void make_folder(lode_t *t, folder *f) { scratch_begin(t, f->path, sizeof f->path); }

LODE_UNUSED static void make_case(lode_t *t, folder *f)
{
    make_folder(t, f);
    for (int i = 0; i < LODE_N_TEMPLATE; i++) {
        lode_text text = {0};
        lode_template_text(&lode_template[i], &text);
        write_file(t, f, lode_template[i].name, text.data, text.length);
        lode_text_free(&text);
    }
}

LODE_UNUSED static void remove_folder(const folder *f)
{
    DIR *d = opendir(f->path);
    for (struct dirent *entry; d && (entry = readdir(d));) {
        char path[PATH_SIZE];
        path_in(f, entry->d_name, path);
        if (entry->d_name[0] != '.' && unlink(path) != 0) rmdir(path);
    }
    if (d) closedir(d);
    rmdir(f->path);
}

/* Replace the first `find` in a file by `with`; the file must hold it. */
LODE_UNUSED static void replace_in(lode_t *t, const folder *f, const char *name, const char *find,
                                   const char *with)
{
    lode_file old;
    lode_text text = {0};
    read_file(t, f, name, &old);
    char *at = strstr(old.data, find);
    if (!at) printf("# '%s' is not in %s\n", find, name);
    CHECK(t, at != NULL);
    lode_text_add(&text, old.data, (size_t)(at - old.data));
    lode_text_puts(&text, with);
    lode_text_puts(&text, at + strlen(find));
    write_file(t, f, name, lode_text_str(&text), text.length);
    lode_text_free(&text);
    lode_file_free(&old);
}

/* The text of all problems, for free(). */
LODE_UNUSED static char *problems_of(lode_diags *d)
{
    lode_diags_sort(d);
    return lode_diags_text(d, NULL, false);
}

#endif
