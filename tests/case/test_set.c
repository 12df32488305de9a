/* Overriding inputs by name. */
#include "case/spoiled.h"

typedef struct fixture {
    folder f;
    lode_case *c;
    lode_diags d;
} fixture;

static void begin(lode_t *t, fixture *x)
{
    *x = (fixture){.c = NULL};
    make_case(t, &x->f);
    x->c = lode_case_read(x->f.path, &x->d);
    CHECK(t, x->c != NULL);
}

static void end(fixture *x)
{
    lode_case_free(x->c);
    lode_diags_free(&x->d);
    remove_folder(&x->f);
}

static const lode_input *input(lode_t *t, const fixture *x, const char *name)
{
    int32_t i = lode_case_find_input(x->c, name);
    CHECK(t, i >= 0);
    return &x->c->input[i];
}

static void a_number_fixes_the_input(lode_t *t)
{
    fixture x;
    begin(t, &x);
    CHECK(t, lode_case_set(x.c, "parameters.psi=0.5", &x.d));
    const lode_input *in = input(t, &x, "parameters.psi");
    CHECK_INT(t, in->dist, LODE_DIST_FIXED);
    CHECK_NEAR(t, in->central, 0.5, 0);
    CHECK_NEAR(t, in->low, 0.5, 0);
    CHECK_NEAR(t, in->high, 0.5, 0);
    CHECK(t, in->given);
    CHECK_INT(t, in->source, -1);
    CHECK_INT(t, in->grade, 3);
    end(&x);
}

static void three_numbers_are_a_range(lode_t *t)
{
    fixture x;
    begin(t, &x);
    CHECK(t, lode_case_set(x.c, "sites[pump@XAA].activity_per_year=1e5..2e5..400000", &x.d));
    const lode_input *in = input(t, &x, "sites[pump@XAA].activity_per_year");
    CHECK_NEAR(t, in->low, 1e5, 0);
    CHECK_NEAR(t, in->central, 2e5, 0);
    CHECK_NEAR(t, in->high, 4e5, 0);
    CHECK_INT(t, in->dist, LODE_DIST_UNIFORM);
    CHECK(t, lode_case_set(x.c, "parameters.refill_days=20..30..40", &x.d));
    CHECK_INT(t, input(t, &x, "parameters.refill_days")->dist, LODE_DIST_UNIFORM);
    CHECK(t, lode_case_set(x.c, "measures.aa-licence.share=0.1..0.2..0.3", &x.d));
    CHECK_INT(t, input(t, &x, "measures.aa-licence.share")->dist, LODE_DIST_PERT);
    end(&x);
}

static void processing_may_be_in_working_days(lode_t *t)
{
    fixture x;
    begin(t, &x);
    CHECK(t, lode_case_set(x.c, "measures.aa-licence.processing_days=60 wd", &x.d));
    CHECK(t, input(t, &x, "measures.aa-licence.processing_days")->working_days);
    CHECK(t, lode_case_set(x.c, "measures.aa-licence.processing_days=60", &x.d));
    CHECK(t, !input(t, &x, "measures.aa-licence.processing_days")->working_days);
    end(&x);
}

/* An assignment that must fail with a code and say something, and change nothing. */
typedef struct refused {
    const char *assignment;
    int32_t code;
    const char *said;
} refused;

static void what_makes_no_sense_is_refused(lode_t *t)
{
    static const refused REFUSED[] = {
        {"parameters.psi", 450, "NAME=NUMBER"},
        {"=3", 450, "NAME=NUMBER"},
        {"", 450, "NAME=NUMBER"},
        {"parameters.psi=", 452, "plain number"},
        {"parameters.psi=a", 452, "plain number"},
        {"parameters.psi=1.5", 168, "between 0 and 1"},
        {"parameters.psi=0.1..0.2", 450, "LOW..CENTRAL..HIGH"},
        {"parameters.psi=0.1..0.2..0.3..0.4", 450, "LOW..CENTRAL..HIGH"},
        {"parameters.psi=0.3..0.2..0.4", 171, "low is above central"},
        {"parameters.psi=0.1..0.5..0.4", 171, "central is above high"},
        {"parameters.psi=5 wd", 452, "plain number"},
        {"parameters.psy=0.1", 451, "did you mean 'parameters.psi'"},
        {"stocks[XCC,metl].cover_days=3", 451, "did you mean 'stocks[XCC,metal].cover_days'"},
        {"sites[ore@XAA].capacity_per_year=3", 451, "leaves it blank"},
        {"weather=3", 451, "names are like"},
    };
    fixture x;
    begin(t, &x);
    for (size_t i = 0; i < sizeof REFUSED / sizeof REFUSED[0]; i++) {
        lode_note(t, "--set %s", REFUSED[i].assignment);
        lode_diags d = {0};
        CHECK(t, !lode_case_set(x.c, REFUSED[i].assignment, &d));
        CHECK_INT(t, d.n_error, 1);
        CHECK_INT(t, d.item[0].code, REFUSED[i].code);
        char *text = problems_of(&d);
        CHECK_HAS(t, text, REFUSED[i].said);
        free(text);
        lode_diags_free(&d);
    }
    CHECK_NEAR(t, input(t, &x, "parameters.psi")->central, 0.25, 0);
    end(&x);
}

static const lode_test TESTS[] = {
    TEST(a_number_fixes_the_input),
    TEST(three_numbers_are_a_range),
    TEST(processing_may_be_in_working_days),
    TEST(what_makes_no_sense_is_refused),
};

LODE_TEST_MAIN(TESTS)
