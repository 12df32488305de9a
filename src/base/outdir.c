/* Writing a result folder so that the old one stays until the new one is complete. */
#define _XOPEN_SOURCE 700 /* realpath */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "base/files_inner.h"

enum { MARKER_LIMIT = 64 * 1024 * 1024 /* byte  of a datapackage.json */ };

static const char marker[] = "datapackage.json";

/* --- folders ------------------------------------------------------------------------------ */

/* Make the folders above the last component of `path`, which is changed for the time. */
static int make_parents(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int error = mkdir(path, 0777) != 0 ? errno : 0;
        *slash = '/';
        /* a folder that is there may also be reported as read-only; the next step will tell */
        if (error && error != EEXIST && error != EROFS && error != EACCES) return error;
    }
    return 0;
}

static bool is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Remove `name` in the folder opened as `parent`, with all that is in it; follows no links.
 * The errno of the first failure, or 0. */
static int remove_tree(int parent, const char *name)
{
    if (unlinkat(parent, name, 0) == 0 || errno == ENOENT) return 0;
    int error = errno;
    int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) return error;
    DIR *list = fdopendir(folder);
    if (!list) {
        error = errno;
        close(folder);
        return error;
    }
    error = 0;
    for (struct dirent *entry; (entry = readdir(list));) {
        if (is_dots(entry->d_name)) continue;
        int here = remove_tree(folder, entry->d_name);
        if (error == 0) error = here;
    }
    closedir(list);
    if (error == 0 && unlinkat(parent, name, AT_REMOVEDIR) != 0) error = errno;
    return error;
}

/* Entries of a folder other than . and .., at most 1; -1 when it cannot be listed. */
static int has_entries(const char *path)
{
    DIR *list = opendir(path);
    if (!list) return -1;
    int found = 0;
    for (struct dirent *entry; !found && (entry = readdir(list));) found = !is_dots(entry->d_name);
    closedir(list);
    return found;
}

/* Whether the folder holds a datapackage.json that speaks of lodestone. */
static bool is_result(const char *path)
{
    lode_text name = {0}, ignored = {0};
    lode_file file = {0};
    lode_text_printf(&name, "%s/%s", path, marker);
    bool found = !name.failed && lode_file_read(&file, name.data, MARKER_LIMIT, &ignored) &&
                 strstr(file.data, "lodestone") != NULL;
    lode_file_free(&file);
    lode_text_free(&ignored);
    lode_text_free(&name);
    return found;
}

/* May the folder at `path` be replaced? Also true when nothing is there. */
static bool may_replace(const char *path, lode_text *why)
{
    struct stat status;
    if (lstat(path, &status) != 0) return errno == ENOENT || lode_fail(why, "write", path, errno);
    if (!S_ISDIR(status.st_mode))
        return lode_refuse(why, "write", path, "it is there and is not a folder");
    int entries = has_entries(path);
    if (entries < 0) return lode_fail(why, "read", path, errno);
    if (entries > 0 && !is_result(path))
        return lode_refuse(why, "replace", path,
                           "it holds files that are not a Lodestone result (no datapackage.json of "
                           "Lodestone in it); choose another folder, or empty it");
    return true;
}

bool lode_folder_make(const char *path, lode_text *why)
{
    char *copy = lode_copy(path, strlen(path));
    int error = copy ? make_parents(copy) : ENOMEM;
    if (!error && mkdir(path, 0777) != 0 && errno != EEXIST) error = errno;
    struct stat status;
    if (!error && stat(path, &status) == 0 && !S_ISDIR(status.st_mode)) error = ENOTDIR;
    free(copy);
    return !error || lode_fail(why, "write", path, error);
}

/* --- begin -------------------------------------------------------------------------------- */

/* The path without slashes at its end, a link replaced by what it points to; for free(). */
static char *settled(const char *path)
{
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/') length--;
    char *copy = lode_copy(path, length);
    struct stat status;
    if (copy && lstat(copy, &status) == 0 && S_ISLNK(status.st_mode)) {
        char *target = realpath(copy, NULL);
        if (target) {
            free(copy);
            copy = target;
        }
    }
    return copy;
}

/* Make a new folder under the first free name beside d->path; errno of the failure, or 0. */
static int make_sibling(lode_outdir *d)
{
    int error = EEXIST;
    for (int n = 0; n < LODE_SIBLING_TRIES && error == EEXIST; n++) {
        free(d->temporary);
        d->temporary = lode_sibling(d->path, ".partial-", n);
        if (!d->temporary) return ENOMEM;
        error = mkdir(d->temporary, 0777) != 0 ? errno : 0;
    }
    return error;
}

static bool begin(lode_outdir *d, const char *path, lode_text *why)
{
    if (!d->path) return lode_fail(why, "write", path, ENOMEM);
    const char *slash = strrchr(d->path, '/');
    const char *name = slash ? slash + 1 : d->path;
    if (!*name || is_dots(name))
        return lode_refuse(why, "write", path, "give the folder a name of its own");
    if (!may_replace(d->path, why)) return false;
    int error = make_parents(d->path);
    if (!error) error = make_sibling(d);
    return !error || lode_fail(why, "write", path, error);
}

bool lode_outdir_begin(lode_outdir *d, const char *path, lode_stop *stop, lode_text *why)
{
    *d = (lode_outdir){.path = settled(path), .stop = stop};
    if (begin(d, path, why)) return true;

    /* there is no temporary folder that an abort might remove */
    free(d->temporary);
    d->temporary = NULL;
    lode_outdir_abort(d);
    return false;
}

/* --- files in it -------------------------------------------------------------------------- */

void lode_outdir_where(const lode_outdir *d, const char *name, lode_text *out)
{
    lode_text_printf(out, "%s/%s", d->temporary, name);
}

/* The message for file `name`, under the path where the user will look for it. */
static bool fail_file(const lode_outdir *d, const char *name, int error, lode_text *why)
{
    lode_text path = {0};
    lode_text_printf(&path, "%s/%s", d->path, name);
    lode_fail(why, "write", lode_text_str(&path), error);
    lode_text_free(&path);
    return false;
}

FILE *lode_outdir_open(lode_outdir *d, const char *name, lode_text *why)
{
    lode_text path = {0};
    lode_outdir_where(d, name, &path);
    FILE *stream = NULL;
    int error = path.failed ? ENOMEM : make_parents(path.data);
    if (!error) {
        int to = open(path.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (to >= 0) stream = fdopen(to, "wb");
        if (!stream) error = errno;
        if (!stream && to >= 0) close(to);
    }
    if (error) fail_file(d, name, error, why);
    lode_text_free(&path);
    return stream;
}

bool lode_outdir_close(lode_outdir *d, FILE *stream, const char *name, lode_text *why)
{
    lode_text path = {0};
    lode_text_printf(&path, "%s/%s", d->path, name);
    bool ok = lode_stream_close(stream, lode_text_str(&path), why);
    lode_text_free(&path);
    if (ok && lode_stopped(d->stop)) ok = lode_fail_stopped(why, d->path);
    return ok;
}

bool lode_outdir_write(lode_outdir *d, const char *name, const char *bytes, size_t length,
                       lode_text *why)
{
    FILE *stream = lode_outdir_open(d, name, why);
    if (!stream) return false;
    /* a short write leaves its mark on the stream, which closing looks at */
    fwrite(bytes, 1, length, stream);
    return lode_outdir_close(d, stream, name, why);
}

/* --- end ---------------------------------------------------------------------------------- */

/* Put the new folder in the place of the old one, if there is one; errno of the failure, or 0.
 * *old is where the old one went, for free(), or NULL. */
static int swap(const lode_outdir *d, char **old)
{
    *old = NULL;
    /* takes the place of nothing and of an empty folder */
    if (rename(d->temporary, d->path) == 0) return 0;
    if (errno != EEXIST && errno != ENOTEMPTY) return errno;

    *old = lode_sibling(d->path, ".old-", 0);
    if (!*old) return ENOMEM;
    int error = rename(d->path, *old) != 0 ? errno : 0;
    if (!error && rename(d->temporary, d->path) != 0) {
        error = errno;
        rename(*old, d->path);
    }
    if (error) {
        free(*old);
        *old = NULL;
    }
    return error;
}

bool lode_outdir_commit(lode_outdir *d, lode_text *why)
{
    char *old = NULL;
    bool ok = lode_stopped(d->stop) ? lode_fail_stopped(why, d->path) : may_replace(d->path, why);
    if (ok) {
        lode_sync_folder(d->temporary);
        int error = swap(d, &old);
        if (error) ok = lode_fail(why, "write", d->path, error);
    }
    if (ok) {
        lode_sync_parent(d->path);
        free(d->temporary);
        d->temporary = NULL;
    }
    if (old) {
        /* the new result is in place; an old one that cannot be removed is said, not undone */
        int error = remove_tree(AT_FDCWD, old);
        if (error) lode_fail(why, "remove the old result", old, error);
        free(old);
    }
    lode_outdir_abort(d);
    return ok;
}

void lode_outdir_abort(lode_outdir *d)
{
    if (d->temporary) remove_tree(AT_FDCWD, d->temporary);
    free(d->temporary);
    free(d->path);
    *d = (lode_outdir){0};
}
