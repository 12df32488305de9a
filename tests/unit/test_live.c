/* The image of a case, and the case that is run from it: the same as the program's own run, to the last bit. */
#include "lode_test.h"

#include "base/sha256.h"
#include "live/image.h"
#include "live/live.h"
#include "live_case.h"
#include "live_tamper.h"
#include "out/out.h"
#include "study/hash.h"

enum { DRAWS = 24, STEP = 7 };

/* A run of the example by the program. */
typedef struct own {
    lode_diags d;
    lode_case *c;
    lode_built *b;
    lode_result *r;
    lode_text image;
    char hash[LODE_SHA256_HEX];
} own;

static void own_run(lode_t *t, own *x, int32_t draws, const char *set)
{
    memset(x, 0, sizeof *x);
    x->c = live_case_read(&x->d);
    CHECK(t, x->c != NULL);
    if (set) CHECK(t, lode_case_set(x->c, set, &x->d));
    x->b = lode_build(x->c, &x->d);
    CHECK(t, x->b != NULL);
    lode_study_options o = lode_study_default();
    o.draws = draws;
    o.seed = 5;
    o.step_days = STEP;
    o.threads = 2;
    x->r = lode_study_run(x->b, &o, &x->d);
    CHECK(t, x->r != NULL);
    CHECK(t, lode_live_image(x->r, &x->image));
    CHECK(t, lode_result_has_hash(x->r));
    lode_result_hash(x->r, x->hash);
}

static void own_end(own *x)
{
    lode_result_free(x->r);
    lode_built_free(x->b);
    lode_case_free(x->c);
    lode_text_free(&x->image);
    lode_diags_free(&x->d);
}

static lode_live *open_live(lode_t *t, const own *x)
{
    lode_text why = {0};
    lode_live *l = lode_live_open(x->image.data, x->image.length, &why);
    CHECK_STR(t, lode_text_str(&why), "");
    CHECK(t, l != NULL);
    return l;
}

static void ask(lode_t *t, lode_live *l, const lode_live_question *q)
{
    lode_text why = {0};
    bool ok = lode_live_ask(l, q, &why);
    CHECK_STR(t, lode_text_str(&why), "");
    CHECK(t, ok);
}

/* Blocks first .. end - 1, computed by `by`, taken in by `to`, the last one first. */
static void draw(lode_t *t, lode_live *by, lode_live *to, int64_t first, int64_t end)
{
    lode_text why = {0};
    for (int64_t i = end - 1; i >= first; i--) {
        size_t n = 0;
        const void *packed = lode_live_compute(by, i, &n);
        CHECK(t, packed != NULL);
        CHECK(t, lode_live_absorb(to, packed, n, &why));
    }
}

static void check_answer(lode_t *t, lode_live *l, int64_t draws, const char *has, bool there)
{
    lode_text json = {0}, why = {0};
    bool ok = lode_live_answer(l, draws, &json, &why);
    CHECK_STR(t, lode_text_str(&why), "");
    CHECK(t, ok);
    lode_note(t, "%s in the answer", has);
    CHECK(t, (strstr(lode_text_str(&json), has) != NULL) == there);
    lode_text_free(&json);
}

static void an_image_read_again_is_written_alike(lode_t *t)
{
    own x;
    own_run(t, &x, DRAWS, "parameters.psi=0.4");
    lode_text why = {0}, again = {0};
    lode_image *image = lode_image_read(x.image.data, x.image.length, &why);
    CHECK(t, image != NULL);
    CHECK_INT(t, image->c->n_input, x.c->n_input);
    CHECK_INT(t, image->run.draws, DRAWS);
    CHECK(t, lode_image_write(image->c, &image->run, &again));
    CHECK_INT(t, again.length, x.image.length);
    CHECK(t, memcmp(again.data, x.image.data, again.length) == 0);
    lode_image_free(image);
    lode_text_free(&again);
    own_end(&x);
}

static void the_draws_are_those_of_the_program(lode_t *t)
{
    own x;
    own_run(t, &x, DRAWS, NULL);
    lode_live *l = open_live(t, &x), *other = open_live(t, &x);
    lode_live_question q = {.draws = DRAWS};
    ask(t, l, &q);
    ask(t, other, &q);
    CHECK_INT(t, lode_live_blocks(l), 3);
    draw(t, other, l, 0, 2);
    draw(t, l, l, 2, 3);
    check_answer(t, l, DRAWS, x.hash, true);
    lode_live_close(l);
    lode_live_close(other);
    own_end(&x);
}

static void the_first_draws_are_a_run_of_their_own(lode_t *t)
{
    own x;
    own_run(t, &x, 8, NULL);
    lode_live *l = open_live(t, &x);
    ask(t, l, &(lode_live_question){.draws = DRAWS});
    CHECK(t, lode_live_partial(l));
    check_answer(t, l, 1, "\"hash\": null", true);
    draw(t, l, l, 0, 1);
    check_answer(t, l, 8, x.hash, true);
    draw(t, l, l, 1, 3);
    check_answer(t, l, DRAWS, x.hash, false);
    lode_live_close(l);
    own_end(&x);
}

static void an_input_set_is_as_with_set(lode_t *t)
{
    own x, changed;
    own_run(t, &x, DRAWS, NULL);
    own_run(t, &changed, DRAWS, "parameters.psi=0.4");
    CHECK(t, strcmp(x.hash, changed.hash) != 0);
    lode_live *l = open_live(t, &x);
    ask(t, l, &(lode_live_question){.draws = DRAWS, .set = &(lode_live_set){"parameters.psi", 0.4}, .n_set = 1});
    draw(t, l, l, 0, 3);
    check_answer(t, l, DRAWS, changed.hash, true);
    /* the next question starts from the case as it was */
    ask(t, l, &(lode_live_question){.draws = DRAWS});
    draw(t, l, l, 0, 3);
    check_answer(t, l, DRAWS, x.hash, true);
    lode_live_close(l);
    own_end(&x);
    own_end(&changed);
}

static void a_measure_switched_off_is_in_no_scenario(lode_t *t)
{
    own x;
    own_run(t, &x, DRAWS, NULL);
    CHECK(t, x.c->table[LODE_T_MEASURES].n_row > 0);
    const char *id = lode_case_key(x.c, LODE_T_MEASURES, 0);
    char listed[200];
    snprintf(listed, sizeof listed, "\"%s\"", id);
    lode_live *l = open_live(t, &x);
    ask(t, l, &(lode_live_question){.draws = DRAWS});
    check_answer(t, l, 1, listed, true);
    ask(t, l, &(lode_live_question){.draws = DRAWS, .off = &id, .n_off = 1});
    check_answer(t, l, 1, listed, false);
    lode_live_close(l);
    own_end(&x);
}

static void what_cannot_be_asked_is_refused(lode_t *t)
{
    own x;
    own_run(t, &x, DRAWS, NULL);
    lode_live *l = open_live(t, &x);
    const struct {
        lode_live_question q;
        const char *why;
    } wrong[] = {
        {{.draws = DRAWS, .set = &(lode_live_set){"parameters.psy", 0.4}, .n_set = 1}, "did you mean 'parameters.psi'?"},
        {{.draws = DRAWS, .set = &(lode_live_set){"parameters.psi", 2}, .n_set = 1}, "between 0 and 1"},
        {{.draws = DRAWS, .set = &(lode_live_set){"parameters.psi", NAN}, .n_set = 1}, "between 0 and 1"},
        {{.draws = DRAWS, .off = &(const char *){"embargo"}, .n_off = 1}, "no measure 'embargo'"},
        {{.draws = DRAWS, .scenario = "peace"}, "peace"},
        {{.draws = 1}, "draws must be"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        lode_text why = {0};
        CHECK(t, !lode_live_ask(l, &wrong[i].q, &why));
        CHECK_HAS(t, lode_text_str(&why), wrong[i].why);
        CHECK_INT(t, lode_live_blocks(l), 0);
        lode_text_free(&why);
    }
    lode_text why = {0};
    ask(t, l, &(lode_live_question){.draws = DRAWS});
    CHECK(t, !lode_live_absorb(l, "not a block", 11, &why));
    CHECK(t, !lode_live_answer(l, 8, &why, &why));
    lode_text_free(&why);
    lode_live_close(l);
    own_end(&x);
}

/* Every byte counts: an image in which one is another one, or that ends early, is not opened. */
static void a_damaged_image_is_refused(lode_t *t)
{
    own x;
    own_run(t, &x, 8, NULL);
    char *bytes = malloc(x.image.length);
    CHECK(t, bytes != NULL);
    for (size_t at = 0; at < x.image.length; at += at < 200 ? 1 : 97) {
        lode_text why = {0};
        memcpy(bytes, x.image.data, x.image.length);
        bytes[at] = (char)(bytes[at] ^ 4);
        lode_image *image = lode_image_read(bytes, x.image.length, &why);
        lode_note(t, "byte %zu", at);
        /* the hash of the case is told, not checked: it is that of files which are not here */
        CHECK(t, (image != NULL) == (at >= 16 && at < 80));
        lode_image_free(image);
        CHECK(t, lode_image_read(x.image.data, at, &why) == NULL);
        CHECK_HAS(t, lode_text_str(&why), "cannot open the image");
        lode_text_free(&why);
    }
    free(bytes);
    own_end(&x);
}

/* Any byte set to ff or 0, any length: with a check that fits, what is opened is a case in which all references lead
 * somewhere. */
static void a_tampered_image_is_refused_or_whole(lode_t *t)
{
    lode_diags d = {0};
    lode_image_run run = {.seed = 1, .draws = 8, .step_days = 7};
    lode_case *c = live_case_read(&d);
    lode_text good = {0}, bad = {0}, why = {0};
    int32_t refused = 0, opened = 0;
    CHECK(t, c && lode_image_write(c, &run, &good));
    for (size_t at = LODE_IMAGE_HEAD; at < good.length; at += 3)
        for (int to = 0; to < 2; to++) {
            lode_text_clear(&bad);
            lode_text_clear(&why);
            lode_text_add(&bad, good.data, good.length);
            bad.data[at] = to ? (char)0xff : (char)(bad.data[at] + 1);
            live_mend(&bad);
            lode_image *image = lode_image_read(bad.data, bad.length, &why);
            lode_note(t, "byte %zu", at);
            CHECK(t, image ? live_case_is_whole(image->c) : why.length > 0);
            refused += image == NULL;
            opened += image != NULL;
            lode_image_free(image);
        }
    lode_note(t, "%d refused, %d opened", refused, opened);
    CHECK(t, refused > 0 && opened > 0);
    /* more than the case needs, or less */
    lode_text_clear(&bad);
    lode_text_add(&bad, good.data, good.length);
    lode_text_add(&bad, "    ", 4);
    live_mend(&bad);
    CHECK(t, lode_image_read(bad.data, bad.length, &why) == NULL);
    bad.length = good.length - 4;
    live_mend(&bad);
    CHECK(t, lode_image_read(bad.data, bad.length, &why) == NULL);
    lode_text_free(&good);
    lode_text_free(&bad);
    lode_text_free(&why);
    lode_case_free(c);
    lode_diags_free(&d);
}

static const lode_test TESTS[] = {
    TEST(an_image_read_again_is_written_alike),    TEST(the_draws_are_those_of_the_program),
    TEST(the_first_draws_are_a_run_of_their_own),  TEST(an_input_set_is_as_with_set),
    TEST(a_measure_switched_off_is_in_no_scenario), TEST(what_cannot_be_asked_is_refused),
    TEST(a_damaged_image_is_refused),              TEST(a_tampered_image_is_refused_or_whole),
};
LODE_TEST_MAIN(TESTS)
