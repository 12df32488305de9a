/* Inputs that shared factors multiply. */
#include "spoiled.h"

#include "lower/build.h"

static const char *const DEPENDENCE = "\ndependences:\n  need:\n    kind: factor\n"
                                      "    inputs: [\"sites[pump@XAA].activity_per_year\", \"sites[ore@XAA].utilisation\"]\n"
                                      "    factor: {low: 0.5, central: 1, high: 2}\n    source: example\n    grade: D\n";

/* The example case with the dependence, built. */
static lode_built *build(lode_t *t, folder *f, lode_case **c)
{
    lode_file old;
    lode_text text = {0};
    lode_diags diags = {0};
    make_case(t, f);
    read_file(t, f, "case.yaml", &old);
    lode_text_puts(&text, old.data);
    lode_text_puts(&text, DEPENDENCE);
    write_file(t, f, "case.yaml", lode_text_str(&text), text.length);
    lode_text_free(&text);
    lode_file_free(&old);
    *c = lode_case_read(f->path, &diags);
    CHECK(t, *c != NULL);
    lode_built *b = lode_build(*c, &diags);
    CHECK(t, b != NULL);
    lode_diags_free(&diags);
    return b;
}

static void a_factor_multiplies_its_inputs(lode_t *t)
{
    folder f;
    lode_case *c;
    lode_built *b = build(t, &f, &c);
    int32_t pump = lode_case_find_input(c, "sites[pump@XAA].activity_per_year");
    int32_t use = lode_case_find_input(c, "sites[ore@XAA].utilisation");
    int32_t factor = lode_case_find_input(c, "dependences.need.factor");
    CHECK(t, pump >= 0 && use >= 0 && factor >= 0);
    CHECK_NEAR(t, b->x[pump].v[3], 400000.0, 0.0); /* by 1 in the central draw */
    b->x[pump] = lode_lane_all(360000.0);
    b->x[use] = lode_lane_all(0.7);
    b->x[factor] = lode_lane_all(1.25);
    b->x[factor].v[5] = 1.9;
    lode_built_derive(b, b->x);
    CHECK_NEAR(t, b->x[pump].v[0], 450000.0, 0.0);
    CHECK_NEAR(t, b->x[pump].v[5], 684000.0, 1e-9);
    CHECK_NEAR(t, b->x[use].v[0], 0.875, 1e-15);
    CHECK_NEAR(t, b->x[use].v[5], 1.0, 0.0); /* utilisation has an upper bound */
    lode_built_free(b);
    lode_case_free(c);
    remove_folder(&f);
}

static const lode_test TESTS[] = {TEST(a_factor_multiplies_its_inputs)};
LODE_TEST_MAIN(TESTS)
