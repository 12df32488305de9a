/* Tests that read as sentences, on top of cmocka.
 *
 *     static void nothing_is_lost(lode_t *t) { CHECK_NEAR(t, made - used, 0.0, 1e-12); }
 *     static const lode_test TESTS[] = {TEST(nothing_is_lost)};
 *     LODE_TEST_MAIN(TESTS)
 *
 * One program per file. Its first argument, if any, is a pattern with * and ?: run only tests whose
 * names match, for instance '*lost*'. A failed check ends its test; a crash ends the program. */
#ifndef LODE_TEST_H
#define LODE_TEST_H

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/compat.h"

/* One test while it runs. */
typedef struct lode_t {
    char note[256]; /* said when a check fails: the seed, the case, the row */
} lode_t;

typedef struct lode_test {
    const char *name;
    void (*run)(lode_t *t);
} lode_test;

/* clang-format off */
#define TEST(function) {#function, function}
/* clang-format on */

/* --- checks ------------------------------------------------------------------------------- */

#define CHECK(t, condition) lode_check(t, condition, #condition, __FILE__, __LINE__)

/* |got - want| <= tolerance; not for NaN */
#define CHECK_NEAR(t, got, want, tolerance) \
    lode_check_near(t, got, want, tolerance, #got, __FILE__, __LINE__)

#define CHECK_INT(t, got, want) \
    lode_check_int(t, (intmax_t)(got), (intmax_t)(want), #got, __FILE__, __LINE__)

/* equal strings; NULL equals only NULL */
#define CHECK_STR(t, got, want) lode_check_str(t, got, want, #got, __FILE__, __LINE__)

/* the string `got` holds `part` */
#define CHECK_HAS(t, got, part) lode_check_has(t, got, part, #got, __FILE__, __LINE__)

/* End this test as skipped, and say why. */
#define SKIP(t, why) lode_skip(t, why)

/* Say what the next checks are about, in case one fails. */
LODE_UNUSED LODE_PRINTF_FORMAT(2, 3) static void lode_note(lode_t *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(t->note, sizeof t->note, format, args);
    va_end(args);
}

LODE_UNUSED static void lode_skip(lode_t *t, const char *why)
{
    (void)t;
    printf("# skipped: %s\n", why);
    skip();
}

LODE_UNUSED static void lode_check(lode_t *t, bool ok, const char *what, const char *file, int line)
{
    if (ok) return;
    printf("# %s:%d: not so: %s\n", file, line, what);
    if (t->note[0]) printf("#   with %s\n", t->note);
    _fail(file, line);
}

LODE_UNUSED static void lode_check_near(lode_t *t, double got, double want, double tolerance,
                                        const char *what, const char *file, int line)
{
    bool ok = fabs(got - want) <= tolerance;
    if (!ok) printf("# %s = %.17g, not %.17g (tolerance %g)\n", what, got, want, tolerance);
    lode_check(t, ok, what, file, line);
}

LODE_UNUSED static void lode_check_int(lode_t *t, intmax_t got, intmax_t want, const char *what,
                                       const char *file, int line)
{
    if (got != want) printf("# %s = %jd, not %jd\n", what, got, want);
    lode_check(t, got == want, what, file, line);
}

/* Print a string as comment lines. */
LODE_UNUSED static void lode_print_string(const char *label, const char *s)
{
    printf("# %s: ", label);
    for (; s && *s; s++) {
        if (*s == '\n') printf("\\n\n#      ");
        else putchar(*s);
    }
    printf("%s\n", s ? "" : "NULL");
}

LODE_UNUSED static void lode_check_str(lode_t *t, const char *got, const char *want,
                                       const char *what, const char *file, int line)
{
    bool ok = got && want ? strcmp(got, want) == 0 : got == want;
    if (!ok) {
        lode_print_string("got ", got);
        lode_print_string("want", want);
    }
    lode_check(t, ok, what, file, line);
}

LODE_UNUSED static void lode_check_has(lode_t *t, const char *got, const char *part,
                                       const char *what, const char *file, int line)
{
    bool ok = got && strstr(got, part);
    if (!ok) {
        lode_print_string("got    ", got);
        lode_print_string("without", part);
    }
    lode_check(t, ok, what, file, line);
}

/* --- memory that fails -------------------------------------------------------------------- */

/* The linker sends the library's and the test's calls of the allocator here (--wrap). Weak, so that
 * the files of one program may all include this header and share one allocator. */
#define LODE_WEAK __attribute__((weak))
LODE_WEAK atomic_llong lode_alloc_calls;   /* since the last lode_alloc_fail_at          */
LODE_WEAK atomic_llong lode_alloc_fail_no; /* the call that fails, 1 the first; 0: none  */

/* Let allocation number n from now on fail, and only that one; 0: none. */
LODE_UNUSED static void lode_alloc_fail_at(long long n)
{
    atomic_store(&lode_alloc_calls, 0);
    atomic_store(&lode_alloc_fail_no, n);
}

/* Whether the allocation that was to fail has been reached. Typical use:
 *
 *     bool reached = true;
 *     for (int n = 1; reached; n++) {
 *         lode_alloc_fail_at(n);
 *         ... call; must fail cleanly or succeed ...
 *         reached = lode_alloc_failed();
 *         lode_alloc_fail_at(0);
 *     } */
LODE_UNUSED static bool lode_alloc_failed(void)
{
    return atomic_load(&lode_alloc_fail_no) > 0 &&
           atomic_load(&lode_alloc_calls) >= atomic_load(&lode_alloc_fail_no);
}

LODE_UNUSED static bool lode_alloc_fails_now(void)
{
    return atomic_fetch_add(&lode_alloc_calls, 1) + 1 == atomic_load(&lode_alloc_fail_no);
}

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_aligned_alloc(size_t alignment, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);

LODE_WEAK void *__wrap_malloc(size_t size)
{
    return lode_alloc_fails_now() ? NULL : __real_malloc(size);
}

LODE_WEAK void *__wrap_calloc(size_t count, size_t size)
{
    return lode_alloc_fails_now() ? NULL : __real_calloc(count, size);
}

LODE_WEAK void *__wrap_realloc(void *old, size_t size)
{
    return lode_alloc_fails_now() ? NULL : __real_realloc(old, size);
}

LODE_WEAK void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    return lode_alloc_fails_now() ? NULL : __real_aligned_alloc(alignment, size);
}

/* --- renaming that fails ------------------------------------------------------------------ */

LODE_WEAK int lode_rename_countdown; /* calls of rename until the one that fails; 0: none does */

/* Let call number n of rename from now on fail with EIO, and only that one; 0: none. */
LODE_UNUSED static void lode_rename_fail_at(int n)
{
    lode_rename_countdown = n;
}

int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);

LODE_WEAK int __wrap_rename(const char *from, const char *to)
{
    if (lode_rename_countdown > 0 && --lode_rename_countdown == 0) {
        errno = EIO;
        return -1;
    }
    return __real_rename(from, to);
}

/* --- running ------------------------------------------------------------------------------ */

enum { LODE_TESTS_MOST = 512 };

/* cmocka's view of a lode_test. */
LODE_UNUSED static void lode_run_one(void **state)
{
    const lode_test *test = *state;
    lode_t t = {{0}};
    lode_alloc_fail_at(0);
    test->run(&t);
}

LODE_UNUSED static int lode_run_tests(const lode_test *tests, size_t n, int argc, char **argv)
{
    static struct CMUnitTest list[LODE_TESTS_MOST];
    if (n > LODE_TESTS_MOST) return 1;
    for (size_t i = 0; i < n; i++)
        list[i] = (struct CMUnitTest){.name = tests[i].name,
                                      .test_func = lode_run_one,
                                      .initial_state = (void *)(uintptr_t)&tests[i]};

    /* line by line, so that a crash takes nothing with it */
    setvbuf(stdout, NULL, _IOLBF, 0);
    cmocka_set_message_output(CM_OUTPUT_TAP);
    if (argc > 1) cmocka_set_test_filter(argv[1]);
    int n_failed = _cmocka_run_group_tests(argv[0], list, n, NULL, NULL);
    return n_failed == 0 ? 0 : 1;
}

#define LODE_TEST_MAIN(tests) \
    int main(int argc, char **argv) \
    { \
        return lode_run_tests(tests, sizeof(tests) / sizeof(tests)[0], argc, argv); \
    }

#endif
