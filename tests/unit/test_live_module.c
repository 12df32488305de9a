/* The module for wasm32 gives the answers of the program, letter by letter: run by node, skipped where there is none. */
#include "lode_test.h"

#include "live/live.h"
#include "live/live_module.h"
#include "live_case.h"
#include "scratch.h"
#include "study/hash.h"

enum { DRAWS = 16, STEP = 7 };

static void put_file(lode_t *t, const char *where, const char *name, const void *bytes, size_t length)
{
    char path[700];
    snprintf(path, sizeof path, "%s/%s", where, name);
    FILE *f = fopen(path, "wb");
    CHECK(t, f != NULL);
    CHECK_INT(t, fwrite(bytes, 1, length, f), length);
    CHECK_INT(t, fclose(f), 0);
}

/* What the module answers, for free(); `asked` as tests/live.mjs takes it. */
static lode_text by_module(lode_t *t, const lode_text *image, const char *asked)
{
    char where[400], command[1600], part[4096];
    size_t n = 0, length = 0;
    const unsigned char *module = lode_live_module(&length);
    lode_text out = {0};
    scratch_begin(t, where, sizeof where);
    put_file(t, where, "live.wasm", module, length);
    put_file(t, where, "image", image->data, image->length);
    snprintf(command, sizeof command, "node tests/live.mjs '%s/live.wasm' '%s/image' %d %s", where, where, DRAWS, asked);
    FILE *f = popen(command, "r");
    CHECK(t, f != NULL);
    while ((n = fread(part, 1, sizeof part, f)) > 0) lode_text_add(&out, part, n);
    CHECK_INT(t, pclose(f), 0);
    scratch_end(where);
    return out;
}

static lode_text by_program(lode_t *t, const lode_text *image, const lode_live_question *q)
{
    lode_text out = {0}, why = {0};
    lode_live *l = lode_live_open(image->data, image->length, &why);
    CHECK(t, l != NULL);
    CHECK(t, lode_live_ask(l, q, &why));
    for (int64_t i = 0; i < lode_live_blocks(l); i++) {
        size_t n = 0;
        const void *packed = lode_live_compute(l, i, &n);
        CHECK(t, packed && lode_live_absorb(l, packed, n, &why));
    }
    CHECK(t, lode_live_answer(l, DRAWS, &out, &why));
    lode_live_close(l);
    return out;
}

/* Run a case by the program; its hash, and its image. */
static void run(lode_t *t, lode_case *c, char hash[LODE_SHA256_HEX], lode_text *image)
{
    lode_diags d = {0};
    lode_built *b = lode_build(c, &d);
    CHECK(t, b != NULL);
    lode_study_options o = lode_study_default();
    o.draws = DRAWS;
    o.step_days = STEP;
    lode_result *r = lode_study_run(b, &o, &d);
    CHECK(t, r != NULL);
    lode_result_hash(r, hash);
    CHECK(t, lode_live_image(r, image));
    lode_result_free(r);
    lode_built_free(b);
    lode_diags_free(&d);
}

static void need_node(lode_t *t)
{
    size_t length = 0;
    lode_live_module(&length);
    if (length == 0) SKIP(t, "built without clang and lld");
    if (system("command -v node >/dev/null") != 0) SKIP(t, "no node here");
}

static void check_case(lode_t *t, lode_case *c, const char *asked, const lode_live_question *q)
{
    char hash[LODE_SHA256_HEX];
    lode_text image = {0};
    run(t, c, hash, &image);
    lode_text plain = by_module(t, &image, "");
    CHECK_HAS(t, lode_text_str(&plain), hash);
    lode_text theirs = by_module(t, &image, asked), ours = by_program(t, &image, q);
    CHECK(t, strcmp(lode_text_str(&theirs), lode_text_str(&plain)) != 0);
    CHECK_INT(t, theirs.length, ours.length);
    CHECK(t, memcmp(theirs.data, ours.data, ours.length) == 0);
    lode_text_free(&plain);
    lode_text_free(&theirs);
    lode_text_free(&ours);
    lode_text_free(&image);
    lode_case_free(c);
}

static void the_example_is_the_same(lode_t *t)
{
    lode_diags d = {0};
    lode_live_set set = {"parameters.psi", 0.4};
    const char *off = "aa-licence";
    need_node(t);
    check_case(t, live_case_read(&d), "parameters.psi=0.4 off:aa-licence",
               &(lode_live_question){.draws = DRAWS, .set = &set, .n_set = 1, .off = &off, .n_off = 1});
    lode_diags_free(&d);
}

/* With tariffs, an equilibrium of trade, and claims. */
static void the_rare_earths_are_the_same(lode_t *t)
{
    lode_diags d = {0};
    need_node(t);
    check_case(t, lode_case_read("cases/rare-earths-2025", &d), "scenario:october-controls",
               &(lode_live_question){.draws = DRAWS, .scenario = "october-controls"});
    lode_diags_free(&d);
}

static const lode_test TESTS[] = {TEST(the_example_is_the_same), TEST(the_rare_earths_are_the_same)};
LODE_TEST_MAIN(TESTS)
