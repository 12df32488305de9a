/* Reading a whole file, and writing one file so that the old one stays until the new one is complete. */
#include "base/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files_inner.h"

/* --- messages and names ------------------------------------------------------------------- */

bool lode_refuse(lode_text *why, const char *verb, const char *path, const char *reason)
{
    lode_text_printf(why, "cannot %s '%s': %s", verb, path, reason);
    return false;
}

bool lode_fail(lode_text *why, const char *verb, const char *path, int error)
{
    char reason[128] = "unknown error";
    if (strerror_r(error, reason, sizeof reason) != 0) reason[sizeof reason - 1] = '\0';
    return lode_refuse(why, verb, path, reason);
}

bool lode_fail_stopped(lode_text *why, const char *path)
{
    lode_text_printf(why, "stopped; '%s' was not written", path);
    return false;
}

char *lode_copy(const char *s, size_t length)
{
    char *copy = malloc(length + 1);
    if (!copy) return NULL;
    memcpy(copy, s, length);
    copy[length] = '\0';
    return copy;
}

char *lode_sibling(const char *path, const char *middle, int n)
{
    lode_text t = {0};
    lode_text_printf(&t, "%s%s%ld-%d", path, middle, (long)getpid(), n);
    if (t.failed) lode_text_free(&t);
    return t.data;
}

void lode_sync_folder(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    fsync(folder);
    close(folder);
}

void lode_sync_parent(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t length = !slash ? 0 : slash == path ? 1 : (size_t)(slash - path);
    char *parent = slash ? lode_copy(path, length) : lode_copy(".", 1);
    if (parent) lode_sync_folder(parent);
    free(parent);
}

/* --- reading ------------------------------------------------------------------------------ */

/* Read until the end of the file; errno of the failure, EFBIG beyond the limit, or 0. */
static int read_all(int from, size_t expected, size_t limit, lode_file *f)
{
    size_t capacity = expected < limit ? expected : limit;
    for (;;) {
        /* room for one byte more than we have tells the end of a file from a longer one */
        char *data = capacity < SIZE_MAX - 2 ? realloc(f->data, capacity + 2) : NULL;
        if (!data) return ENOMEM;
        f->data = data;
        while (f->length <= capacity) {
            ssize_t n = read(from, f->data + f->length, capacity + 1 - f->length);
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return errno;
            if (n == 0) {
                f->data[f->length] = '\0';
                return 0;
            }
            f->length += (size_t)n;
        }
        if (f->length > limit) return EFBIG;
        capacity = capacity < limit / 2 ? 2 * capacity + 1 : limit;
    }
}

bool lode_file_read(lode_file *f, const char *path, size_t limit, lode_text *why)
{
    *f = (lode_file){0};
    /* without waiting for the writer of a pipe */
    int from = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (from < 0) return lode_fail(why, "read", path, errno);

    struct stat status;
    int error = 0;
    const char *reason = NULL;
    if (fstat(from, &status) != 0) error = errno;
    else if (S_ISDIR(status.st_mode)) reason = "it is a folder";
    else if (!S_ISREG(status.st_mode)) reason = "it is not a regular file";
    else error = read_all(from, (size_t)status.st_size, limit, f);
    close(from);

    if (error == 0 && !reason) return true;
    lode_file_free(f);
    if (reason) return lode_refuse(why, "read", path, reason);
    if (error != EFBIG) return lode_fail(why, "read", path, error);
    lode_text_printf(why, "cannot read '%s': it is larger than %zu bytes", path, limit);
    return false;
}

void lode_file_free(lode_file *f)
{
    free(f->data);
    *f = (lode_file){0};
}

/* --- writing one file --------------------------------------------------------------------- */

bool lode_stream_close(FILE *stream, const char *path, lode_text *why)
{
    int error = 0;
    if (ferror(stream)) {
        /* the reason is long gone; the file is of no use, so ask once more */
        error = write(fileno(stream), "", 1) < 0 ? errno : EIO;
    } else if (fflush(stream) != 0) {
        error = errno;
    }
    /* pipes and devices have nothing to force to disk */
    if (error == 0 && fsync(fileno(stream)) != 0 && errno != EINVAL && errno != ENOTSUP)
        error = errno;
    if (fclose(stream) != 0 && error == 0) error = errno;
    return error == 0 || lode_fail(why, "write", path, error);
}

/* Open a new file under the first free name beside f->path; errno of the failure, or 0. */
static int open_sibling(lode_outfile *f)
{
    int error = EEXIST;
    for (int n = 0; n < LODE_SIBLING_TRIES && error == EEXIST; n++) {
        free(f->temporary);
        f->temporary = lode_sibling(f->path, ".partial-", n);
        if (!f->temporary) return ENOMEM;
        int to = open(f->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        error = to < 0 ? errno : 0;
        if (to >= 0 && !(f->stream = fdopen(to, "wb"))) {
            error = errno;
            close(to);
            unlink(f->temporary);
        }
    }
    return error;
}

bool lode_outfile_begin(lode_outfile *f, const char *path, lode_text *why)
{
    *f = (lode_outfile){.path = lode_copy(path, strlen(path))};
    struct stat status;
    bool ok = f->path != NULL;
    if (!ok) lode_fail(why, "write", path, ENOMEM);
    else if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        ok = lode_refuse(why, "write", path, "it is there and is not a regular file");
    if (ok) {
        int error = open_sibling(f);
        if (error) ok = lode_fail(why, "write", path, error);
    }
    if (!ok) {
        /* there is no temporary file that an abort might remove */
        free(f->temporary);
        f->temporary = NULL;
        lode_outfile_abort(f);
    }
    return ok;
}

bool lode_outfile_commit(lode_outfile *f, lode_stop *stop, lode_text *why)
{
    bool ok = lode_stream_close(f->stream, f->path, why);
    f->stream = NULL;
    if (ok && lode_stopped(stop)) ok = lode_fail_stopped(why, f->path);
    if (ok && rename(f->temporary, f->path) != 0) ok = lode_fail(why, "write", f->path, errno);
    if (ok) {
        lode_sync_parent(f->path);
        free(f->temporary);
        f->temporary = NULL;
    }
    lode_outfile_abort(f);
    return ok;
}

void lode_outfile_abort(lode_outfile *f)
{
    if (f->stream) fclose(f->stream);
    if (f->temporary) unlink(f->temporary);
    free(f->temporary);
    free(f->path);
    *f = (lode_outfile){0};
}
