/* Rebuild plans whose optimum one can find with a pencil. */
#include "lode_test.h"
#include "rebuild_sketch.h"

/* Money to a millionth. */
#define CHECK_USD(t, got, want) CHECK_NEAR(t, got, want, 1e-6 * fabs(want) + 1e-3)

static void skip_without_solver(lode_t *t)
{
    if (!lode_solve_there()) SKIP(t, "built without Cbc");
}

/* 100 a year of magnets from one metal each; nothing stands. */
static int32_t magnets(sketch *s, int32_t *metal_line)
{
    sketch_begin(s, SKETCH_QUARTERS);
    int32_t metal = sketch_product(s, "metal"), magnet = sketch_product(s, "magnet");
    int32_t m = sketch_line(s, "metal", metal, -1, 0, 0);
    int32_t l = sketch_line(s, "magnet", magnet, metal, 0.3, 0);
    sketch_need(s, magnet, 100, 1000);
    if (metal_line) *metal_line = m;
    return l;
}

static void a_plant_is_ready_after_permit_and_building(lode_t *t)
{
    skip_without_solver(t);
    static sketch s;
    int32_t metal, magnet = magnets(&s, &metal);
    sketch_plant(&s, "furnace", metal, 30, 5e6, 4);
    sketch_plant(&s, "press", magnet, 100, 20e6, 6)->permit = 2;
    lode_solve_options o = sketch_exact();
    lode_rebuild_plan plan;
    lode_rebuild_least_time(&s.p, &o, &s.arena, &plan);
    CHECK_INT(t, plan.status, LODE_REBUILD_OPTIMAL);
    CHECK_INT(t, plan.deadline, 8); /* 2 + 6 quarters */
    CHECK_USD(t, plan.capex_usd, 25e6);
    CHECK_INT(t, plan.n_built, 2);
    lode_arena_free(&s.arena);
}

static void a_ramp_counts_by_its_mean_and_qualification_withholds(lode_t *t)
{
    skip_without_solver(t);
    static sketch s;
    int32_t magnet = magnets(&s, NULL);
    sketch_purchase(&s, "metal abroad", 0, 1000, 0);
    lode_rebuild_project *j = sketch_plant(&s, "press", magnet, 160, 20e6, 2);
    j->ramp = 4; /* 0.125, 0.375, 0.625, 0.875, 1: 160 x 0.625 = 100 in the third quarter of output */
    lode_solve_options o = sketch_exact();
    lode_rebuild_plan plan;
    lode_rebuild_least_time(&s.p, &o, &s.arena, &plan);
    CHECK_INT(t, plan.deadline, 4);
    j->qualification = 4;
    lode_rebuild_least_time(&s.p, &o, &s.arena, &plan);
    CHECK_INT(t, plan.deadline, 6);
    lode_arena_free(&s.arena);
}

static void two_small_plants_beat_one_large(lode_t *t)
{
    skip_without_solver(t);
    static sketch s;
    int32_t magnet = magnets(&s, NULL);
    sketch_purchase(&s, "metal abroad", 0, 1000, 0);
    sketch_plant(&s, "large", magnet, 200, 30e6, 4);
    sketch_plant(&s, "small 1", magnet, 50, 14e6, 4);
    sketch_plant(&s, "small 2", magnet, 50, 14e6, 4);
    lode_solve_options o = sketch_exact();
    lode_rebuild_plan plan;
    lode_rebuild_least_cost(&s.p, 8, &o, &s.arena, &plan);
    CHECK_INT(t, plan.n_built, 2);
    CHECK_USD(t, plan.capex_usd, 28e6);
    CHECK_USD(t, plan.objective, 28e6);
    lode_arena_free(&s.arena);
}

static void feed_and_not_separation_is_the_bottleneck(lode_t *t)
{
    skip_without_solver(t);
    static sketch s;
    sketch_begin(&s, SKETCH_QUARTERS);
    int32_t feed = sketch_product(&s, "feed"), oxide = sketch_product(&s, "oxide");
    int32_t mine = sketch_line(&s, "mine", feed, -1, 0, 50);
    sketch_line(&s, "separation", oxide, feed, 2, 500);
    sketch_need(&s, oxide, 100, 0); /* takes 200 of feed */
    double capacity[] = {50, 500};
    int32_t at = -1;
    CHECK_NEAR(t, lode_rebuild_coverage(&s.p, capacity, 0, &at), 0.25, 1e-9);
    CHECK_INT(t, at, mine);
    /* a new mine covers it, and that is all that is built */
    sketch_plant(&s, "new separation", 1, 500, 1e6, 1);
    sketch_plant(&s, "new mine", mine, 150, 90e6, 12);
    lode_solve_options o = sketch_exact();
    lode_rebuild_plan plan;
    lode_rebuild_least_time(&s.p, &o, &s.arena, &plan);
    CHECK_INT(t, plan.deadline, 12);
    CHECK_USD(t, plan.capex_usd, 90e6);
    lode_arena_free(&s.arena);
}

static void an_infeasible_target_names_what_must_give_and_by_how_much(lode_t *t)
{
    skip_without_solver(t);
    static sketch s;
    int32_t metal, magnet = magnets(&s, &metal);
    sketch_plant(&s, "press", magnet, 100, 20e6, 4);
    sketch_plant(&s, "furnace", metal, 21, 20e6, 4); /* of 30 that are needed */
    lode_solve_options o = sketch_exact();
    lode_rebuild_plan plan;
    lode_rebuild_least_time(&s.p, &o, &s.arena, &plan);
    CHECK_INT(t, plan.status, LODE_REBUILD_INFEASIBLE);
    CHECK_INT(t, plan.n_relief, 1);
    CHECK_STR(t, plan.relief[0].what, "capacity");
    CHECK_STR(t, plan.relief[0].name, "metal");
    CHECK_NEAR(t, plan.relief[0].by, 9.0, 1e-6);
    CHECK_NEAR(t, plan.relief[0].relative, 0.3, 1e-6);
    lode_arena_free(&s.arena);
}

static void a_budget_that_is_too_small_names_itself(lode_t *t)
{
    skip_without_solver(t);
    static sketch s;
    int32_t magnet = magnets(&s, NULL);
    sketch_purchase(&s, "metal abroad", 0, 1000, 0);
    sketch_plant(&s, "press", magnet, 100, 20e6, 4);
    s.p.budget_usd = 19e6;
    lode_solve_options o = sketch_exact();
    lode_rebuild_plan plan;
    lode_rebuild_least_cost(&s.p, 8, &o, &s.arena, &plan);
    CHECK_INT(t, plan.status, LODE_REBUILD_INFEASIBLE);
    CHECK_STR(t, plan.relief[0].what, "budget");
    CHECK_NEAR(t, plan.relief[0].by, 1e6, 1);
    s.p.budget_usd = 20e6;
    lode_rebuild_least_cost(&s.p, 8, &o, &s.arena, &plan);
    CHECK_INT(t, plan.status, LODE_REBUILD_OPTIMAL);
    lode_arena_free(&s.arena);
}

static void one_crew_builds_one_plant_after_the_other(lode_t *t)
{
    skip_without_solver(t);
    static sketch s;
    int32_t metal, magnet = magnets(&s, &metal);
    int32_t crew = sketch_limit(&s, "crews", 1);
    sketch_use(&s, sketch_plant(&s, "furnace", metal, 30, 5e6, 3), crew, 1, 0, 3);
    sketch_use(&s, sketch_plant(&s, "press", magnet, 100, 20e6, 5), crew, 1, 0, 5);
    lode_solve_options o = sketch_exact();
    lode_rebuild_plan plan;
    lode_rebuild_least_time(&s.p, &o, &s.arena, &plan);
    CHECK_INT(t, plan.deadline, 8); /* 3 + 5, in either order */
    lode_arena_free(&s.arena);
}

static void an_alternative_recipe_spares_a_plant(lode_t *t)
{
    skip_without_solver(t);
    static sketch s;
    sketch_begin(&s, SKETCH_QUARTERS);
    int32_t heavy = sketch_product(&s, "heavy"), magnet = sketch_product(&s, "magnet");
    int32_t separation = sketch_line(&s, "separation", heavy, -1, 0, 4);
    /* the press takes 0.1 of heavy, or 0.04 by the alternative */
    int32_t press = sketch_line(&s, "press", magnet, heavy, 0.1, 100);
    s.line[press].n_recipe = 2;
    s.recipe[s.p.n_recipe++] = (lode_rebuild_recipe){s.p.n_flow, 1, s.p.n_flow + 1, 1, 0};
    sketch_flow(&s, heavy, 0.04);
    sketch_flow(&s, magnet, 1);
    sketch_need(&s, magnet, 100, 0);
    sketch_plant(&s, "more separation", separation, 6, 50e6, 4);
    lode_solve_options o = sketch_exact();
    lode_rebuild_plan plan;
    lode_rebuild_least_cost(&s.p, 6, &o, &s.arena, &plan);
    CHECK_INT(t, plan.n_built, 0);
    CHECK_NEAR(t, plan.objective, 0.0, 10.0);
    s.line[press].n_recipe = 1;
    lode_rebuild_least_cost(&s.p, 6, &o, &s.arena, &plan);
    CHECK_USD(t, plan.capex_usd, 50e6);
    lode_arena_free(&s.arena);
}

static void a_cost_curve_is_followed_to_the_size_that_is_needed(lode_t *t)
{
    skip_without_solver(t);
    static sketch s;
    int32_t magnet = magnets(&s, NULL);
    sketch_purchase(&s, "metal abroad", 0, 1000, 0);
    lode_rebuild_project *j = sketch_plant(&s, "press", magnet, 1, 0, 4);
    /* 4 M + 0.4 M a unit up to 50, then 14 M + 0.2 M a unit: 100 cost 34 M */
    s.piece[j->first_piece] = (lode_rebuild_piece){10, 50, 4e6, 0.4e6};
    s.piece[s.p.n_piece++] = (lode_rebuild_piece){50, 300, 14e6, 0.2e6};
    j->n_piece = 2;
    lode_solve_options o = sketch_exact();
    lode_rebuild_plan plan;
    lode_rebuild_least_cost(&s.p, 6, &o, &s.arena, &plan);
    CHECK_USD(t, plan.capex_usd, 34e6);
    CHECK_NEAR(t, plan.built[0].capacity, 100, 1e-4);
    lode_arena_free(&s.arena);
}

static void learning_makes_the_second_copy_cheaper_and_never_the_first(lode_t *t)
{
    skip_without_solver(t);
    static sketch s;
    int32_t magnet = magnets(&s, NULL);
    sketch_purchase(&s, "metal abroad", 0, 1000, 0);
    sketch_plant(&s, "copy 1", magnet, 50, 20e6, 4);
    sketch_plant(&s, "copy 2", magnet, 50, 16e6, 4)->after = 0;
    sketch_plant(&s, "other", magnet, 50, 19e6, 4);
    lode_solve_options o = sketch_exact();
    lode_rebuild_plan plan;
    lode_rebuild_least_cost(&s.p, 6, &o, &s.arena, &plan);
    CHECK_USD(t, plan.capex_usd, 36e6); /* not 16 + 19 */
    lode_arena_free(&s.arena);
}

static void what_costs_more_than_it_earns_idles_without_a_floor(lode_t *t)
{
    skip_without_solver(t);
    static sketch s;
    sketch_begin(&s, SKETCH_QUARTERS);
    int32_t oxide = sketch_product(&s, "oxide");
    int32_t dear = sketch_line(&s, "dear", oxide, -1, 0, 100);
    sketch_need(&s, oxide, 100, 0);
    s.line[dear].support_usd_per_unit = 30000;
    lode_solve_options o = sketch_exact();
    lode_rebuild_plan plan;
    lode_rebuild_least_cost(&s.p, 0, &o, &s.arena, &plan);
    CHECK_INT(t, plan.status, LODE_REBUILD_OPTIMAL);
    CHECK_USD(t, plan.objective, 0.75e6); /* a quarter of 100 x 30,000 */
    CHECK_USD(t, plan.running_usd_per_year, 3e6);
    s.line[dear].idle = true;
    lode_rebuild_least_cost(&s.p, 0, &o, &s.arena, &plan);
    CHECK_INT(t, plan.status, LODE_REBUILD_INFEASIBLE);
    lode_arena_free(&s.arena);
}

static void least_loss_builds_as_long_as_a_plant_costs_less_than_what_is_missing(lode_t *t)
{
    skip_without_solver(t);
    static sketch s;
    int32_t magnet = magnets(&s, NULL);
    sketch_purchase(&s, "metal abroad", 0, 1000, 0);
    sketch_plant(&s, "press", magnet, 100, 1.6e6, 8);
    /* 24 quarters, 25 a quarter at 1,000 USD: 8 quarters lost are 0.2 M, all of them 0.6 M */
    lode_solve_options o = sketch_exact();
    lode_rebuild_plan plan;
    lode_rebuild_least_loss(&s.p, &o, &s.arena, &plan);
    CHECK_INT(t, plan.n_built, 0);
    CHECK_USD(t, plan.objective, 0.6e6);
    CHECK_INT(t, plan.deadline, -1);
    s.piece[0].fixed_usd = 0.3e6;
    lode_rebuild_least_loss(&s.p, &o, &s.arena, &plan);
    CHECK_INT(t, plan.n_built, 1);
    CHECK_USD(t, plan.objective, 0.5e6);
    CHECK_USD(t, plan.loss_usd, 0.2e6);
    CHECK_INT(t, plan.deadline, 8);
    lode_arena_free(&s.arena);
}

static void the_frontier_starts_with_least_time_and_never_rises(lode_t *t)
{
    skip_without_solver(t);
    static sketch s;
    int32_t magnet = magnets(&s, NULL);
    sketch_purchase(&s, "metal abroad", 0, 1000, 0);
    lode_rebuild_project *quick = sketch_plant(&s, "quick", magnet, 100, 50e6, 3);
    quick->ramp = 0;
    sketch_plant(&s, "slow", magnet, 100, 20e6, 6);
    lode_solve_options o = sketch_exact();
    lode_rebuild_plan plan[6];
    int32_t n = lode_rebuild_frontier(&s.p, &o, &s.arena, plan, 6);
    CHECK_INT(t, n, 6);
    CHECK_INT(t, plan[0].deadline, 3);
    CHECK_USD(t, plan[0].capex_usd, 50e6);
    for (int32_t i = 1; i < n; i++) {
        CHECK(t, plan[i].deadline > plan[i - 1].deadline);
        CHECK(t, plan[i].capex_usd <= plan[i - 1].capex_usd);
        CHECK_USD(t, plan[i].capex_usd, plan[i].deadline < 6 ? 50e6 : 20e6);
    }
    CHECK_INT(t, plan[n - 1].deadline, SKETCH_QUARTERS - 1);
    lode_arena_free(&s.arena);
}

static void interest_makes_a_plan_wait(lode_t *t)
{
    skip_without_solver(t);
    static sketch s;
    int32_t magnet = magnets(&s, NULL);
    sketch_purchase(&s, "metal abroad", 0, 1000, 0);
    sketch_plant(&s, "press", magnet, 100, 20e6, 4);
    s.p.discount_per_year = 0.1;
    lode_solve_options o = sketch_exact();
    lode_rebuild_plan plan;
    lode_rebuild_least_cost(&s.p, 12, &o, &s.arena, &plan);
    CHECK_INT(t, plan.built[0].start, 8);
    CHECK_USD(t, plan.objective, 20e6 / 1.21);
    lode_arena_free(&s.arena);
}

static const lode_test TESTS[] = {
    TEST(a_plant_is_ready_after_permit_and_building),
    TEST(a_ramp_counts_by_its_mean_and_qualification_withholds),
    TEST(two_small_plants_beat_one_large),
    TEST(feed_and_not_separation_is_the_bottleneck),
    TEST(an_infeasible_target_names_what_must_give_and_by_how_much),
    TEST(a_budget_that_is_too_small_names_itself),
    TEST(one_crew_builds_one_plant_after_the_other),
    TEST(an_alternative_recipe_spares_a_plant),
    TEST(a_cost_curve_is_followed_to_the_size_that_is_needed),
    TEST(learning_makes_the_second_copy_cheaper_and_never_the_first),
    TEST(what_costs_more_than_it_earns_idles_without_a_floor),
    TEST(least_loss_builds_as_long_as_a_plant_costs_less_than_what_is_missing),
    TEST(the_frontier_starts_with_least_time_and_never_rises),
    TEST(interest_makes_a_plan_wait),
};
LODE_TEST_MAIN(TESTS)
