/* Folders of blocks. */
#include "study/block_list.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/diag.h"

static const char ENDING[] = ".blocks";

static bool is_block_file(const char *name)
{
    size_t n = strlen(name), ending = sizeof ENDING - 1;
    return n > ending && strcmp(name + n - ending, ENDING) == 0;
}

static bool fail(const char *path, lode_diags *diags)
{
    lode_place nowhere = {0};
    lode_text why = {0};
    int error = errno;
    lode_text_printf(&why, "'%s': %s", path, error == EINVAL ? "it is neither a file nor a folder" : strerror(error));
    if (error == ENOMEM) lode_diag_no_memory(diags);
    else lode_diag_add(diags, LODE_DIAG_CANNOT_READ, nowhere, NULL, lode_text_str(&why));
    lode_text_free(&why);
    return false;
}

/* Append a copy of "folder/name", or of "folder" where `name` is empty. */
static bool append(const char *folder, const char *name, lode_arena *a, lode_block_list *list)
{
    size_t length = strlen(folder) + strlen(name) + 2;
    char *path = LODE_TAKE(a, length, char);
    const char **grown = LODE_TAKE(a, list->n + 1, const char *);
    if (!path || !grown) {
        errno = ENOMEM;
        return false;
    }
    snprintf(path, length, "%s%s%s", folder, *name ? "/" : "", name);
    for (int32_t i = 0; i < list->n; i++) grown[i] = list->path[i];
    grown[list->n++] = path;
    list->path = grown;
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool append_folder(const char *folder, lode_arena *a, lode_block_list *list)
{
    DIR *entries = opendir(folder);
    int32_t first = list->n;
    bool ok = entries != NULL;
    for (struct dirent *entry; ok && (entry = readdir(entries));)
        if (is_block_file(entry->d_name)) ok = append(folder, entry->d_name, a, list);
    if (entries) closedir(entries);
    if (list->n > first) qsort(list->path + first, (size_t)(list->n - first), sizeof *list->path, by_name);
    return ok;
}

bool lode_block_list_make(const char *const *name, int32_t n, lode_arena *a, lode_block_list *list, lode_diags *diags)
{
    for (int32_t i = 0; i < n; i++) {
        struct stat status;
        bool ok = stat(name[i], &status) == 0;
        if (ok && S_ISDIR(status.st_mode)) ok = append_folder(name[i], a, list);
        else if (ok && !S_ISREG(status.st_mode)) {
            errno = EINVAL;
            ok = false;
        } else if (ok) ok = append(name[i], "", a, list);
        if (!ok) return fail(name[i], diags);
    }
    return true;
}
