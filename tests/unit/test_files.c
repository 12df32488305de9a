/* src/base: reading files, and writing files and result folders in one step. */
#include "scratch.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"

/* --- reading and writing one file --------------------------------------------------------- */

/* "<folder>/<name>" in a buffer of the caller */
static const char *at(char *buffer, size_t size, const char *folder, const char *name)
{
    snprintf(buffer, size, "%s/%s", folder, name);
    return buffer;
}

/* The file holds exactly this; NULL: there is no such file. */
static void check_file(lode_t *t, const char *folder, const char *name, const char *contents)
{
    char path[500];
    lode_file f;
    lode_text why = {0};
    bool there = lode_file_read(&f, at(path, sizeof path, folder, name), 1 << 20, &why);
    lode_note(t, "%s", path);
    CHECK_STR(t, there ? f.data : NULL, contents);
    lode_file_free(&f);
    lode_text_free(&why);
}

/* Entries of a folder, without . and .. */
static int count_entries(const char *folder)
{
    char command[600];
    int n = -1;
    snprintf(command, sizeof command, "ls -A '%s' | wc -l", folder);
    FILE *p = popen(command, "r");
    if (p && fscanf(p, "%d", &n) != 1) n = -1;
    if (p) pclose(p);
    return n;
}

static void a_file_is_read_whole(lode_t *t)
{
    char dir[200], path[500];
    scratch_begin(t, dir, sizeof dir);
    char big[100001];
    for (size_t i = 0; i < sizeof big - 1; i++) big[i] = (char)('a' + i % 26);
    big[sizeof big - 1] = '\0';
    scratch_put(t, dir, "big", big);
    scratch_put(t, dir, "empty", "");
    check_file(t, dir, "big", big);
    check_file(t, dir, "empty", "");

    lode_file f;
    lode_text why = {0};
    at(path, sizeof path, dir, "big");
    CHECK(t, lode_file_read(&f, path, 100000, &why));
    CHECK_INT(t, f.length, 100000);
    lode_file_free(&f);
    CHECK(t, !lode_file_read(&f, path, 99999, &why));
    CHECK_HAS(t, lode_text_str(&why), "larger than 99999 bytes");
    CHECK(t, f.data == NULL);
    lode_text_free(&why);
    scratch_end(dir);
}

static void what_cannot_be_read_is_said(lode_t *t)
{
    char dir[200], path[500];
    scratch_begin(t, dir, sizeof dir);
    lode_file f;
    lode_text why = {0};
    CHECK(t, !lode_file_read(&f, at(path, sizeof path, dir, "none"), 100, &why));
    CHECK_HAS(t, lode_text_str(&why), "none': No such file or directory");
    lode_text_clear(&why);
    CHECK(t, !lode_file_read(&f, dir, 100, &why));
    CHECK_HAS(t, lode_text_str(&why), "it is a folder");
    lode_text_clear(&why);
    CHECK_INT(t, mkfifo(at(path, sizeof path, dir, "pipe"), 0600), 0);
    CHECK(t, !lode_file_read(&f, path, 100, &why)); /* and does not wait for a writer */
    CHECK_HAS(t, lode_text_str(&why), "not a regular file");
    lode_text_clear(&why);
    CHECK(t, !lode_file_read(&f, "/dev/zero", 100, &why));
    scratch_put(t, dir, "small", "abc");
    lode_alloc_fail_at(1);
    CHECK(t, !lode_file_read(&f, at(path, sizeof path, dir, "small"), 100, &why));
    lode_alloc_fail_at(0);
    lode_text_free(&why);
    scratch_end(dir);
}

static void a_new_file_replaces_the_old_one_at_the_end_only(lode_t *t)
{
    char dir[200], path[500];
    scratch_begin(t, dir, sizeof dir);
    scratch_put(t, dir, "out.csv", "old");
    at(path, sizeof path, dir, "out.csv");
    lode_outfile f;
    lode_text why = {0};
    CHECK(t, lode_outfile_begin(&f, path, &why));
    fputs("new", f.stream);
    check_file(t, dir, "out.csv", "old");
    CHECK(t, lode_outfile_commit(&f, NULL, &why));
    check_file(t, dir, "out.csv", "new");
    CHECK_INT(t, count_entries(dir), 1);
    lode_outfile_abort(&f);
    CHECK_STR(t, lode_text_str(&why), "");
    scratch_end(dir);
}

static void a_file_given_up_or_stopped_leaves_the_old_one(lode_t *t)
{
    char dir[200], path[500];
    scratch_begin(t, dir, sizeof dir);
    scratch_put(t, dir, "out.csv", "old");
    at(path, sizeof path, dir, "out.csv");
    lode_outfile f;
    lode_text why = {0};
    CHECK(t, lode_outfile_begin(&f, path, &why));
    fputs("new", f.stream);
    lode_outfile_abort(&f);
    check_file(t, dir, "out.csv", "old");

    sig_atomic_t stop = 1;
    CHECK(t, lode_outfile_begin(&f, path, &why));
    fputs("new", f.stream);
    CHECK(t, !lode_outfile_commit(&f, &stop, &why));
    CHECK_HAS(t, lode_text_str(&why), "stopped");
    check_file(t, dir, "out.csv", "old");
    CHECK_INT(t, count_entries(dir), 1);
    lode_text_free(&why);
    scratch_end(dir);
}

static void files_are_not_written_over_devices_or_into_nothing(lode_t *t)
{
    lode_outfile f;
    lode_text why = {0};
    CHECK(t, !lode_outfile_begin(&f, "/dev/null", &why));
    CHECK_HAS(t, lode_text_str(&why), "not a regular file");
    lode_text_clear(&why);
    CHECK(t, !lode_outfile_begin(&f, "/nowhere/at/all.csv", &why));
    CHECK_HAS(t, lode_text_str(&why), "No such file or directory");
    lode_text_free(&why);
}

static void a_full_disk_is_noticed_when_a_stream_is_closed(lode_t *t)
{
    lode_text why = {0};
    FILE *full = fopen("/dev/full", "wb");
    if (!full) SKIP(t, "no /dev/full");
    fputs("lost", full);
    CHECK(t, !lode_stream_close(full, "series.csv", &why));
    CHECK_STR(t, lode_text_str(&why), "cannot write 'series.csv': No space left on device");
    lode_text_clear(&why);

    /* also when the failing write was an earlier one */
    full = fopen("/dev/full", "wb");
    setvbuf(full, NULL, _IONBF, 0);
    fputs("lost", full);
    CHECK(t, !lode_stream_close(full, "series.csv", &why));
    CHECK_HAS(t, lode_text_str(&why), "No space left on device");
    lode_text_free(&why);
}

/* --- result folders ---------------------------------------------------------------------- */

#define RESULT "{\"generator\": \"lodestone\"}"

/* Write a result folder with one file in it. */
static bool write_result(const char *path, const char *series, lode_stop *stop, lode_text *why)
{
    lode_outdir d;
    bool ok = lode_outdir_begin(&d, path, stop, why) &&
              lode_outdir_write(&d, "datapackage.json", RESULT, strlen(RESULT), why) &&
              lode_outdir_write(&d, "traces/deep/series.csv", series, strlen(series), why) &&
              lode_outdir_commit(&d, why);
    lode_outdir_abort(&d);
    return ok;
}

static void a_result_folder_appears_whole_and_replaces_an_old_result(lode_t *t)
{
    char dir[200], path[500];
    lode_text why = {0};
    scratch_begin(t, dir, sizeof dir);
    at(path, sizeof path, dir, "out/run/");
    CHECK(t, write_result(path, "one", NULL, &why));
    check_file(t, dir, "out/run/traces/deep/series.csv", "one");
    scratch_put(t, dir, "out/run/stale.csv", "x");
    CHECK(t, write_result(path, "two", NULL, &why));
    check_file(t, dir, "out/run/traces/deep/series.csv", "two");
    check_file(t, dir, "out/run/stale.csv", NULL);
    CHECK_INT(t, count_entries(at(path, sizeof path, dir, "out")), 1);

    /* an empty folder and a link to a result may be replaced, too */
    CHECK_INT(t, mkdir(at(path, sizeof path, dir, "empty"), 0700), 0);
    CHECK(t, write_result(path, "three", NULL, &why));
    at(path, sizeof path, dir, "link");
    CHECK_INT(t, symlink("out/run", path), 0);
    CHECK(t, write_result(path, "four", NULL, &why));
    check_file(t, dir, "out/run/traces/deep/series.csv", "four");
    CHECK_INT(t, count_entries(dir), 3);
    CHECK_STR(t, lode_text_str(&why), "");
    scratch_end(dir);
}

static void a_folder_of_someone_else_is_never_replaced(lode_t *t)
{
    char dir[200], path[500];
    lode_text why = {0};
    scratch_begin(t, dir, sizeof dir);
    at(path, sizeof path, dir, "thesis");
    CHECK_INT(t, mkdir(path, 0700), 0);
    scratch_put(t, dir, "thesis/chapter1.tex", "years of work");
    CHECK(t, !write_result(path, "x", NULL, &why));
    CHECK_HAS(t, lode_text_str(&why), "not a Lodestone result");

    /* a data package of another program */
    lode_text_clear(&why);
    scratch_put(t, dir, "thesis/datapackage.json", "{\"name\": \"mine\"}");
    CHECK(t, !write_result(path, "x", NULL, &why));
    CHECK_HAS(t, lode_text_str(&why), "not a Lodestone result");
    check_file(t, dir, "thesis/chapter1.tex", "years of work");

    lode_text_clear(&why);
    scratch_put(t, dir, "notes.txt", "kept");
    CHECK(t, !write_result(at(path, sizeof path, dir, "notes.txt"), "x", NULL, &why));
    CHECK_HAS(t, lode_text_str(&why), "is not a folder");
    check_file(t, dir, "notes.txt", "kept");
    CHECK_INT(t, count_entries(dir), 2);
    lode_text_free(&why);
    scratch_end(dir);
}

static void a_folder_filled_by_someone_else_meanwhile_is_not_replaced(lode_t *t)
{
    char dir[200], path[500];
    lode_text why = {0};
    lode_outdir d;
    scratch_begin(t, dir, sizeof dir);
    at(path, sizeof path, dir, "run");
    CHECK(t, lode_outdir_begin(&d, path, NULL, &why));
    CHECK_INT(t, mkdir(path, 0700), 0);
    scratch_put(t, dir, "run/other.txt", "kept");
    CHECK(t, !lode_outdir_commit(&d, &why));
    check_file(t, dir, "run/other.txt", "kept");
    CHECK_INT(t, count_entries(dir), 1);
    lode_text_free(&why);
    scratch_end(dir);
}

static void a_stopped_run_leaves_the_old_result(lode_t *t)
{
    char dir[200], path[500];
    lode_text why = {0};
    scratch_begin(t, dir, sizeof dir);
    at(path, sizeof path, dir, "run");
    CHECK(t, write_result(path, "old", NULL, &why));
    sig_atomic_t stop = 1;
    CHECK(t, !write_result(path, "new", &stop, &why));
    CHECK_HAS(t, lode_text_str(&why), "stopped");
    check_file(t, dir, "run/traces/deep/series.csv", "old");

    /* a stop after the last file, before the folder takes its place */
    lode_outdir d;
    lode_text_clear(&why);
    stop = 0;
    CHECK(t, lode_outdir_begin(&d, path, &stop, &why));
    CHECK(t, lode_outdir_write(&d, "series.csv", "new", 3, &why));
    stop = 1;
    CHECK(t, !lode_outdir_commit(&d, &why));
    check_file(t, dir, "run/traces/deep/series.csv", "old");
    CHECK_INT(t, count_entries(dir), 1);
    lode_text_free(&why);
    scratch_end(dir);
}

static void a_write_that_fails_leaves_the_old_result(lode_t *t)
{
    char dir[200], path[500];
    lode_text why = {0};
    lode_outdir d;
    scratch_begin(t, dir, sizeof dir);
    at(path, sizeof path, dir, "run");
    CHECK(t, write_result(path, "old", NULL, &why));

    /* files may not grow beyond 4 KiB: a write fails as on a full disk */
    static char big[100000];
    memset(big, 'x', sizeof big);
    struct rlimit before, small;
    CHECK_INT(t, getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 4096;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    CHECK(t, lode_outdir_begin(&d, path, NULL, &why));
    setrlimit(RLIMIT_FSIZE, &small);
    bool written = lode_outdir_write(&d, "big.csv", big, sizeof big, &why);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, handler);

    CHECK(t, !written);
    CHECK_HAS(t, lode_text_str(&why), "run/big.csv': File too large");
    lode_outdir_abort(&d);
    check_file(t, dir, "run/traces/deep/series.csv", "old");
    CHECK_INT(t, count_entries(dir), 1);
    lode_text_free(&why);
    scratch_end(dir);
}

static void a_failing_exchange_of_folders_leaves_the_old_result(lode_t *t)
{
    char dir[200], path[500];
    scratch_begin(t, dir, sizeof dir);
    at(path, sizeof path, dir, "run");
    lode_text why = {0};
    CHECK(t, write_result(path, "old", NULL, &why));

    /* the direct way, the old folder out of the way, the new one into its place */
    for (int n = 1; n <= 3; n++) {
        lode_note(t, "rename %d", n);
        lode_text_clear(&why);
        lode_rename_fail_at(n);
        CHECK(t, !write_result(path, "new", NULL, &why));
        CHECK_HAS(t, lode_text_str(&why), "run': Input/output error");
        check_file(t, dir, "run/traces/deep/series.csv", "old");
        CHECK_INT(t, count_entries(dir), 1);
    }
    lode_rename_fail_at(0);
    CHECK(t, write_result(path, "new", NULL, &why));
    check_file(t, dir, "run/traces/deep/series.csv", "new");
    lode_text_free(&why);
    scratch_end(dir);
}

static void a_read_only_folder_is_said_at_the_beginning(lode_t *t)
{
    char dir[200], path[500];
    lode_text why = {0};
    lode_outdir d;
    scratch_begin(t, dir, sizeof dir);
    at(path, sizeof path, dir, "run");
    CHECK_INT(t, chmod(dir, 0555), 0);
    bool root = geteuid() == 0; /* who may write everywhere: be nobody for a moment */
    if (root && seteuid(65534) != 0) SKIP(t, "root cannot become another user here");
    bool begun = lode_outdir_begin(&d, path, NULL, &why);
    if (root) CHECK_INT(t, seteuid(0), 0);
    CHECK(t, !begun);
    CHECK_HAS(t, lode_text_str(&why), "Permission denied");
    lode_text_free(&why);
    scratch_end(dir);
}

static void a_result_needs_a_name_of_its_own(lode_t *t)
{
    static const char *const bad[] = {"", ".", "..", "/", "a/..", "./"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        lode_outdir d;
        lode_text why = {0};
        lode_note(t, "'%s'", bad[i]);
        CHECK(t, !lode_outdir_begin(&d, bad[i], NULL, &why));
        CHECK_HAS(t, lode_text_str(&why), "name of its own");
        lode_text_free(&why);
    }
}

static void a_file_is_written_once(lode_t *t)
{
    char dir[200], path[500];
    lode_text why = {0};
    lode_outdir d;
    scratch_begin(t, dir, sizeof dir);
    CHECK(t, lode_outdir_begin(&d, at(path, sizeof path, dir, "run"), NULL, &why));
    CHECK(t, lode_outdir_write(&d, "a.csv", "1", 1, &why));
    CHECK(t, !lode_outdir_write(&d, "a.csv", "2", 1, &why));
    CHECK_HAS(t, lode_text_str(&why), "run/a.csv': File exists");
    lode_outdir_abort(&d);
    CHECK_INT(t, count_entries(dir), 0);
    lode_text_free(&why);
    scratch_end(dir);
}

static void removing_an_old_result_follows_no_links(lode_t *t)
{
    char dir[200], path[500], link[500];
    lode_text why = {0};
    scratch_begin(t, dir, sizeof dir);
    CHECK_INT(t, mkdir(at(path, sizeof path, dir, "precious"), 0700), 0);
    scratch_put(t, dir, "precious/data", "kept");
    at(path, sizeof path, dir, "run");
    CHECK(t, write_result(path, "one", NULL, &why));
    CHECK_INT(t, symlink("../precious", at(link, sizeof link, dir, "run/link")), 0);
    CHECK(t, write_result(path, "two", NULL, &why));
    check_file(t, dir, "precious/data", "kept");
    check_file(t, dir, "run/link/data", NULL);
    scratch_end(dir);
}

static void writing_survives_each_failing_allocation(lode_t *t)
{
    char dir[200], path[500];
    scratch_begin(t, dir, sizeof dir);
    at(path, sizeof path, dir, "run");
    bool reached = true;
    for (int n = 1; reached; n++) {
        lode_text why = {0};
        lode_note(t, "allocation %d", n);
        lode_alloc_fail_at(n);
        bool ok = write_result(path, "new", NULL, &why);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, ok || reached);
        CHECK(t, count_entries(dir) <= 1); /* nothing half-written is left */
        lode_text_free(&why);
    }
    scratch_end(dir);
}

static const lode_test TESTS[] = {
    TEST(a_file_is_read_whole),
    TEST(what_cannot_be_read_is_said),
    TEST(a_new_file_replaces_the_old_one_at_the_end_only),
    TEST(a_file_given_up_or_stopped_leaves_the_old_one),
    TEST(files_are_not_written_over_devices_or_into_nothing),
    TEST(a_full_disk_is_noticed_when_a_stream_is_closed),
    TEST(a_result_folder_appears_whole_and_replaces_an_old_result),
    TEST(a_folder_of_someone_else_is_never_replaced),
    TEST(a_folder_filled_by_someone_else_meanwhile_is_not_replaced),
    TEST(a_stopped_run_leaves_the_old_result),
    TEST(a_write_that_fails_leaves_the_old_result),
    TEST(a_failing_exchange_of_folders_leaves_the_old_result),
    TEST(a_read_only_folder_is_said_at_the_beginning),
    TEST(a_result_needs_a_name_of_its_own),
    TEST(a_file_is_written_once),
    TEST(removing_an_old_result_follows_no_links),
    TEST(writing_survives_each_failing_allocation),
};

LODE_TEST_MAIN(TESTS)
