/* Stand-off: closed forms, pauses, ends, corner cases, deadlines, postponing, certificates, games for Gambit. */
#include "lode_test.h"

#include "engine/dist.h"
#include "standoff/delay.h"
#include "standoff/ensemble.h"
#include "standoff/export.h"

enum { MOST = 16 };

/* A game being made, with its workspace and result. */
typedef struct scene {
    lode_standoff_game g;
    double day[2][MOST], rate[2][MOST], value[2][MOST], share[2][MOST];
    lode_standoff_work *w;
    lode_standoff_result *r;
    void *memory;
} scene;

static void set_cost(scene *s, int i, int n, const double (*knot)[2])
{
    for (int k = 0; k < n; k++) {
        s->day[i][k] = knot[k][0];
        s->rate[i][k] = knot[k][1];
    }
    s->g.side[i].cost = (lode_standoff_curve){n, s->day[i], s->rate[i]};
}

static void set_value(scene *s, int i, double low, double high)
{
    s->value[i][0] = low;
    s->value[i][1] = high;
    s->share[i][1] = 1;
    s->g.side[i].value = (lode_standoff_values){low == high ? 1 : 2, s->value[i], s->share[i]};
}

/* Points 100 and 80, constant costs 2 and 1, commitment 0.1 and 0.2. */
static void begin(scene *s)
{
    const double two[][2] = {{0, 2}}, one[][2] = {{0, 1}};
    const lode_standoff_size size = {MOST, MOST};
    memset(s, 0, sizeof *s);
    s->g = lode_standoff_game_default();
    set_cost(s, 0, 1, two);
    set_cost(s, 1, 1, one);
    set_value(s, 0, 100, 100);
    set_value(s, 1, 80, 80);
    s->g.side[0].committed = 0.1;
    s->g.side[1].committed = 0.2;
    s->memory = malloc(lode_standoff_bytes(&size));
    s->r = malloc(sizeof *s->r);
    s->w = lode_standoff_place(&size, s->memory);
}

static void end(scene *s)
{
    free(s->memory);
    free(s->r);
}

static const lode_standoff_equilibrium *solve(lode_t *t, scene *s)
{
    lode_standoff_solve(&s->g, s->w, s->r);
    CHECK_STR(t, lode_standoff_status_text(s->r->status), "solved");
    CHECK_INT(t, s->r->n, 1);
    CHECK(t, lode_standoff_epsilon(s->r) <= 1e-9);
    return &s->r->equilibrium[0];
}

/* --- closed forms --------------------------------------------------------------------------- */

static void constant_costs_have_the_closed_form(lode_t *t)
{
    scene s;
    begin(&s);
    const lode_standoff_equilibrium *e = solve(t, &s);
    /* hazards k_j / v_j: T_A = 80 ln 10 / 1, T_B = 100 ln 5 / 2; A is weak */
    double t_star = 50 * log(5), q = 1 - 0.1 * exp(t_star / 80);
    CHECK_NEAR(t, e->t_star, t_star, 1e-9);
    CHECK_NEAR(t, e->q[0], q, 1e-12);
    CHECK_NEAR(t, e->q[1], 0, 0);
    CHECK_NEAR(t, e->never, 0.02, 1e-12);
    CHECK_NEAR(t, lode_standoff_survival(s.w, e, 1, 10), exp(-0.2), 1e-12);
    CHECK_NEAR(t, lode_standoff_payoff(s.w, e, 1, 80), 80 * q, 1e-9);
    CHECK_NEAR(t, lode_standoff_payoff(s.w, e, 0, 100), 0, 1e-9);
    end(&s);
}

static void only_cost_over_value_matters(lode_t *t)
{
    scene s;
    begin(&s);
    set_value(&s, 0, 50, 150);
    double q = solve(t, &s)->q[0], t_star = s.r->equilibrium[0].t_star;
    s.g.side[0].cost_scale = 7;
    set_value(&s, 0, 350, 1050);
    CHECK_NEAR(t, solve(t, &s)->q[0], q, 1e-11);
    CHECK_NEAR(t, s.r->equilibrium[0].t_star, t_star, 1e-8);
    end(&s);
}

static void a_table_of_a_uniform_distribution_is_that_distribution(lode_t *t)
{
    scene s;
    begin(&s);
    set_value(&s, 0, 50, 150);
    set_value(&s, 1, 40, 120);
    double q = solve(t, &s)->q[0];
    const double value[] = {50, 60, 110, 150}, share[] = {0, 0.1, 0.6, 1};
    memcpy(s.value[0], value, sizeof value);
    memcpy(s.share[0], share, sizeof share);
    s.g.side[0].value.n = 4;
    CHECK_NEAR(t, solve(t, &s)->q[0], q, 1e-10);
    end(&s);
}

static void types_with_masses_of_their_own_are_certified(lode_t *t)
{
    scene s;
    begin(&s);
    /* half of A's types have 60, half 140 */
    const double value[] = {60, 60, 140, 140}, share[] = {0, 0.5, 0.5, 1};
    memcpy(s.value[0], value, sizeof value);
    memcpy(s.share[0], share, sizeof share);
    s.g.side[0].value = (lode_standoff_values){4, s.value[0], s.share[0]};
    const lode_standoff_equilibrium *e = solve(t, &s);
    CHECK_NEAR(t, e->first[0] + e->first[1] + e->never, 1, 1e-9);
    end(&s);
}

/* --- pauses and ends ------------------------------------------------------------------------ */

static void a_window_of_gain_is_a_pause_repaid_by_a_mass(lode_t *t)
{
    scene s;
    begin(&s);
    const double one[][2] = {{0, 1}}, window[][2] = {{0, 1}, {20, 1}, {30, -1}, {40, -1}, {50, 1}};
    set_cost(&s, 0, 1, one);
    set_cost(&s, 1, 5, window);
    set_value(&s, 1, 100, 100);
    s.g.side[0].committed = s.g.side[1].committed = 0.3;
    const lode_standoff_equilibrium *e = solve(t, &s);
    /* L_B(7.5) = L_B(45): B gains until 45 what it has lost since 7.5; A has paid 37.5 of 100 by then */
    CHECK_INT(t, s.r->n_pause[1], 1);
    CHECK_NEAR(t, s.r->pause[1][0].start, 7.5, 1e-10);
    CHECK_NEAR(t, s.r->pause[1][0].end, 45, 1e-10);
    CHECK_INT(t, e->n_atom, 1);
    CHECK_NEAR(t, e->atom[0].conditional, 0.375, 1e-12);
    CHECK_NEAR(t, lode_standoff_survival(s.w, e, 0, 10), lode_standoff_survival(s.w, e, 0, 44), 0);
    end(&s);
}

static void a_pause_too_long_to_repay_makes_the_other_leave_at_once(lode_t *t)
{
    scene s;
    begin(&s);
    const double one[][2] = {{0, 1}}, window[][2] = {{0, 1}, {30, 1}, {32, -1}, {90, -1}, {92, 1}};
    set_cost(&s, 0, 1, one);
    set_cost(&s, 1, 5, window);
    set_value(&s, 1, 100, 100);
    s.g.side[0].committed = 0.2;
    s.g.side[1].committed = 0.5;
    const lode_standoff_equilibrium *e = solve(t, &s);
    CHECK_INT(t, e->ending, LODE_STANDOFF_OVERSHOOT);
    CHECK_INT(t, e->holder, 1);
    CHECK_NEAR(t, e->q[0], 0.8, 1e-12);
    CHECK_NEAR(t, e->first[1], 0.1, 1e-12);
    end(&s);
}

static void who_pays_nothing_any_more_never_gives_in(lode_t *t)
{
    scene s;
    begin(&s);
    const double ends[][2] = {{0, 1}, {30, 1}, {40, 0}}, one[][2] = {{0, 1}};
    set_cost(&s, 0, 3, ends);
    set_cost(&s, 1, 1, one);
    const lode_standoff_equilibrium *e = solve(t, &s);
    CHECK_INT(t, e->ending, LODE_STANDOFF_TERMINAL);
    CHECK_NEAR(t, e->t_star, 40, 1e-12);
    CHECK(t, e->survival_end[0] > 0.1);
    CHECK_NEAR(t, e->survival_end[1], 0.2, 1e-12);
    end(&s);
}

static void two_who_gain_by_waiting_hold_for_ever(lode_t *t)
{
    scene s;
    begin(&s);
    const double gain[][2] = {{0, -1}};
    set_cost(&s, 0, 1, gain);
    set_cost(&s, 1, 1, gain);
    s.g.side[0].discount = s.g.side[1].discount = 0.001;
    const lode_standoff_equilibrium *e = solve(t, &s);
    CHECK_INT(t, e->ending, LODE_STANDOFF_BOTH_HOLD);
    CHECK_NEAR(t, e->never, 1, 0);
    end(&s);
}

static void days_without_cost_are_read_in_two_ways(lode_t *t)
{
    scene s;
    begin(&s);
    const double free_first[][2] = {{0, 0}, {60, 0}, {60.5, 0.9}}, other[][2] = {{0, 0.8}};
    set_cost(&s, 0, 3, free_first);
    set_cost(&s, 1, 1, other);
    set_value(&s, 1, 100, 100);
    s.g.side[0].committed = s.g.side[1].committed = 0.2;
    const lode_standoff_equilibrium *e = solve(t, &s);
    CHECK(t, s.r->zero_matters);
    CHECK_NEAR(t, e->atom[0].conditional, 0.48, 1e-12);
    CHECK_NEAR(t, e->q_day[0], 60, 0);
    s.g.zero_is_flow = true;
    e = solve(t, &s);
    CHECK_INT(t, e->n_atom, 0);
    CHECK_INT(t, s.r->n_pause[0], 0);
    end(&s);
}

/* --- corner cases --------------------------------------------------------------------------- */

static void a_side_that_is_never_committed_gives_in_at_once(lode_t *t)
{
    scene s;
    begin(&s);
    s.g.side[0].committed = 0;
    const lode_standoff_equilibrium *e = solve(t, &s);
    CHECK(t, s.r->limit);
    CHECK_NEAR(t, e->q[0], 1, 1e-12);
    end(&s);
}

static void two_who_are_never_committed_are_undetermined(lode_t *t)
{
    scene s;
    begin(&s);
    s.g.side[0].committed = s.g.side[1].committed = 0;
    lode_standoff_solve(&s.g, s.w, s.r);
    CHECK_INT(t, s.r->status, LODE_STANDOFF_UNDETERMINED);
    CHECK_INT(t, s.r->n, 0);
    end(&s);
}

static void against_a_side_that_is_always_committed_one_gives_in_at_once(lode_t *t)
{
    scene s;
    begin(&s);
    s.g.side[1].committed = 1;
    const lode_standoff_equilibrium *e = solve(t, &s);
    CHECK_NEAR(t, e->q[0], 0.9, 1e-12);
    CHECK_NEAR(t, e->never, 0.1, 1e-12);
    end(&s);
}

static void a_game_that_is_none_says_what_is_wrong(lode_t *t)
{
    scene s;
    begin(&s);
    s.g.side[1].committed = 1.5;
    lode_standoff_solve(&s.g, s.w, s.r);
    CHECK_INT(t, s.r->status, LODE_STANDOFF_BAD_GAME);
    CHECK_INT(t, s.r->bad, LODE_STANDOFF_BAD_COMMITTED);
    CHECK_INT(t, s.r->bad_side, 1);
    s.g.side[1].committed = 0.2;
    set_value(&s, 0, 0.01, 100);
    lode_standoff_solve(&s.g, s.w, s.r);
    CHECK_INT(t, s.r->bad, LODE_STANDOFF_BAD_LOW);
    set_value(&s, 0, 100, 100);
    s.rate[0][0] = NAN;
    lode_standoff_solve(&s.g, s.w, s.r);
    CHECK_INT(t, s.r->bad, LODE_STANDOFF_BAD_KNOTS);
    end(&s);
}

static void a_game_larger_than_its_workspace_is_refused(lode_t *t)
{
    scene s;
    begin(&s);
    double day[MOST + 1], rate[MOST + 1];
    for (int k = 0; k <= MOST; k++) {
        day[k] = k;
        rate[k] = 1;
    }
    s.g.side[0].cost = (lode_standoff_curve){MOST + 1, day, rate};
    lode_standoff_solve(&s.g, s.w, s.r);
    CHECK_INT(t, s.r->status, LODE_STANDOFF_TOO_LARGE);
    end(&s);
}

static void solving_takes_nothing_from_the_heap(lode_t *t)
{
    scene s;
    begin(&s);
    set_value(&s, 0, 50, 150);
    lode_alloc_fail_at(1);
    lode_standoff_solve(&s.g, s.w, s.r);
    bool touched = lode_alloc_failed();
    lode_alloc_fail_at(0);
    CHECK(t, !touched);
    CHECK_INT(t, s.r->status, LODE_STANDOFF_SOLVED);
    end(&s);
}

/* --- deadlines ------------------------------------------------------------------------------ */

static void a_deadline_bad_for_both_has_several_equilibria_and_all_are_listed(lode_t *t)
{
    scene s;
    begin(&s);
    const double half[][2] = {{0, 0.5}};
    for (int i = 0; i < 2; i++) {
        set_cost(&s, i, 1, half);
        set_value(&s, i, 100, 100);
        s.g.side[i].committed = 0.1;
        s.g.side[i].at_deadline = -150;
    }
    s.g.deadline = 60;
    lode_standoff_solve(&s.g, s.w, s.r);
    CHECK_INT(t, s.r->n, 3);
    int weak[2] = {0, 0};
    for (int32_t n = 0; n < s.r->n; n++) {
        const lode_standoff_equilibrium *e = &s.r->equilibrium[n];
        for (int i = 0; i < 2; i++) weak[i] += fabs(e->q[i] - 0.6) < 1e-9;
    }
    CHECK_INT(t, weak[0], 1);
    CHECK_INT(t, weak[1], 1);
    end(&s);
}

/* Points 100, cost 1/2, commitment 0.1, expiry -150: at T - 75 waiting costs 37.5, which a mass of 3/4 repays by conceding, and
 * with 3/4 each is as willing to hold. Both may mix then, with any first mass up to that at which all who can concede do so:
 * S = 0.4 at T - 75, 1 - q = 0.4 e^(1/8). Not earlier: with T = 75 or less there is no such day. */
static void two_alike_have_a_continuum_before_a_far_deadline(lode_t *t)
{
    scene s;
    begin(&s);
    const double half[][2] = {{0, 0.5}};
    for (int i = 0; i < 2; i++) {
        set_cost(&s, i, 1, half);
        set_value(&s, i, 100, 100);
        s.g.side[i].committed = 0.1;
        s.g.side[i].at_deadline = -150;
    }
    s.g.deadline = 100;
    lode_standoff_solve(&s.g, s.w, s.r);
    CHECK_STR(t, lode_standoff_status_text(s.r->status), "solved");
    CHECK_INT(t, s.r->n, 2);
    for (int n = 0; n < 2; n++) {
        const lode_standoff_equilibrium *e = &s.r->equilibrium[n];
        CHECK(t, e->edge);
        CHECK_NEAR(t, fmax(e->q[0], e->q[1]), 1 - 0.4 * exp(0.125), 1e-6);
        CHECK_NEAR(t, e->at_deadline[0], 0.75, 1e-6);
        CHECK_NEAR(t, e->at_deadline[1], 0.75, 1e-6);
    }
    end(&s);
}

/* A side that gains by waiting until the last day and one that would rather hold: nothing before it, A concedes then, B holds. */
static void one_may_hold_over_a_deadline_that_is_bad_for_both(lode_t *t)
{
    scene s;
    begin(&s);
    const double gain[][2] = {{0, -0.26}}, cost[][2] = {{0, 0.4}};
    set_cost(&s, 0, 1, gain);
    set_cost(&s, 1, 1, cost);
    set_value(&s, 0, 47, 47);
    set_value(&s, 1, 90, 90);
    s.g.side[0].committed = 0.1;
    s.g.side[1].committed = 0.48;
    s.g.side[0].at_deadline = s.g.side[1].at_deadline = -72;
    s.g.deadline = 24;
    const lode_standoff_equilibrium *e = solve(t, &s);
    CHECK_NEAR(t, e->at_deadline[0], 0.9, 1e-12);
    CHECK_NEAR(t, e->at_deadline[1], 0, 0);
    CHECK_NEAR(t, lode_standoff_payoff(s.w, e, 1, 90), 0.9 * 90 - 0.1 * 72 - 24 * 0.4, 1e-9);
    end(&s);
}

static void a_deadline_that_comes_too_late_changes_nothing(lode_t *t)
{
    scene s;
    begin(&s);
    double t_star = solve(t, &s)->t_star;
    s.g.deadline = 200;
    s.g.side[0].at_deadline = s.g.side[1].at_deadline = -50;
    CHECK_NEAR(t, solve(t, &s)->t_star, t_star, 1e-9);
    end(&s);
}

static void two_who_may_expire_unharmed_on_one_day_have_a_continuum(lode_t *t)
{
    scene s;
    begin(&s);
    set_value(&s, 1, 100, 100);
    const double one[][2] = {{0, 1}};
    set_cost(&s, 0, 1, one);
    s.g.deadline = 50;
    s.g.side[0].at_deadline = s.g.side[1].at_deadline = 10;
    lode_standoff_solve(&s.g, s.w, s.r);
    CHECK(t, s.r->continuum);
    CHECK_INT(t, s.r->n, 2);
    end(&s);
}

/* --- postponing ----------------------------------------------------------------------------- */

static void postponing_costs_what_waiting_costs_where_nothing_else_changes(lode_t *t)
{
    scene s;
    begin(&s);
    const lode_standoff_learning none = {{0, 0}, {INFINITY, INFINITY}};
    lode_standoff_delay d;
    lode_standoff_delay_value(&s.g, &none, 7, s.w, &d);
    CHECK(t, d.solved);
    CHECK_NEAR(t, d.total[0], -14, 1e-9);
    CHECK_NEAR(t, d.total[1], -7, 1e-9);
    CHECK_NEAR(t, d.misperception[1], 0, 0);
    end(&s);
}

static void the_parts_of_postponing_add_up_and_flips_flip(lode_t *t)
{
    scene s;
    begin(&s);
    const double one[][2] = {{0, 1}}, less[][2] = {{0, 0.3}};
    set_cost(&s, 0, 1, one);
    set_cost(&s, 1, 1, less);
    set_value(&s, 1, 100, 100);
    s.g.side[1].committed = 0.1;
    lode_standoff_learning l = {{0.85, 0}, {30, INFINITY}};
    lode_standoff_delay d;
    lode_standoff_delay_value(&s.g, &l, 30, s.w, &d);
    CHECK_NEAR(t, d.total[1], 63.67947481133682, 1e-6);
    CHECK_NEAR(t, d.waiting[1] + d.strength[1] + d.misperception[1], d.total[1], 1e-12);
    double flip = lode_standoff_flip_bias(&s.g, &l, 0, 30, s.w);
    CHECK(t, flip > 0 && flip < 0.85);
    l.bias[0] = flip - 0.01;
    lode_standoff_delay_value(&s.g, &l, 30, s.w, &d);
    CHECK(t, d.total[1] <= 0);
    end(&s);
}

/* The derivative at day x: -k_j q_i - v_j (1 - q_i) h_i(T*) h_j(x) / h_j(T*) (MODEL 5): here with constant hazards. */
static void postponing_never_pays_with_common_knowledge_and_costs(lode_t *t)
{
    scene s;
    begin(&s);
    const double rising[][2] = {{0, 0.05}, {60, 0.05}, {150, 1.2}},
                 other[][2] = {{0, 0.3}, {365, 0.5}};
    set_cost(&s, 0, 3, rising);
    set_cost(&s, 1, 2, other);
    const lode_standoff_learning none = {{0, 0}, {INFINITY, INFINITY}};
    for (double x = 5; x < 100; x += 5) {
        lode_standoff_delay d;
        lode_standoff_delay_value(&s.g, &none, x, s.w, &d);
        CHECK(t, d.solved && d.total[0] < 0 && d.total[1] < 0);
    }
    end(&s);
}

/* --- draws ---------------------------------------------------------------------------------- */

static void shares_of_regimes_add_up_and_rest_on_the_only_input(lode_t *t)
{
    scene s;
    begin(&s);
    const lode_standoff_input input[] = {
        {"value of A", 0, LODE_STANDOFF_VALUE, LODE_DIST_UNIFORM, 20, 60, 400, 3},
        {"commitment of B", 1, LODE_STANDOFF_COMMITTED, LODE_DIST_UNIFORM, 0.19, 0.2, 0.21, 3},
    };
    const double delay[] = {7};
    lode_standoff_model m = {
        .game = s.g, .input = input, .n_input = 2, .n_draw = 200, .delay = delay, .n_delay = 1};
    m.learning.days[0] = m.learning.days[1] = INFINITY;
    lode_arena a = {0};
    lode_standoff_answer *out = LODE_TAKE(&a, 1, lode_standoff_answer);
    CHECK(t, out && lode_standoff_answer_make(&m, &a, out));
    double sum = 0;
    for (int r = 0; r < LODE_STANDOFF_N_REGIME; r++) sum += out->share[r];
    CHECK_NEAR(t, sum, 1, 1e-12);
    CHECK(t, out->share[LODE_STANDOFF_A_WEAK] > 0.2 && out->share[LODE_STANDOFF_B_WEAK] > 0.2);
    CHECK_NEAR(t, out->first[0].low + out->first[1].low + out->never.low, 1, 1e-6);
    CHECK_INT(t, out->n_rests, 2);
    CHECK_STR(t, input[out->rests[0].input].name, "value of A");
    CHECK(t, out->end[0].low <= out->end[2].low && out->end[2].low <= out->end[4].low);
    lode_arena_free(&a);
    end(&s);
}

/* --- games for Gambit ----------------------------------------------------------------------- */

/* Reads the tree back: what plans (the first date on which each side concedes, its number; -1: never) pay. */
typedef struct reader {
    const char *at;
    int plan[2];
    int seen[2]; /* decisions of each side passed on this path */
    double pay[2];
} reader;

static void walk(reader *r, double chance, bool counts)
{
    char kind = *r->at;
    const char *end_of_line = strchr(r->at, '\n'), *line = r->at;
    r->at = end_of_line + 1;
    if (kind == 't') {
        double a, b;
        const char *brace = strchr(line, '{');
        if (counts && sscanf(brace, "{ %lf, %lf", &a, &b) == 2) {
            r->pay[0] += chance * a;
            r->pay[1] += chance * b;
        }
    } else if (kind == 'c') {
        const char *at = strchr(line, '{');
        double weight[8], over;
        int n = 0;
        for (const char *slash = at; (slash = strchr(slash, '/')) && slash < end_of_line; slash++) {
            const char *start = slash;
            while (start[-1] != ' ') start--;
            sscanf(start, "%lf/%lf", &weight[n], &over);
            weight[n++] /= over;
        }
        for (int k = 0; k < n; k++) walk(r, chance * weight[k], counts);
    } else {
        int player, set;
        sscanf(line, "p \"\" %d %d", &player, &set);
        bool concedes = r->plan[player - 1] == set - 1;
        walk(r, chance, counts && concedes);
        walk(r, chance, counts && !concedes);
    }
}

static void check_tree(lode_t *t, const scene *s, const lode_standoff_grid *grid)
{
    lode_text tree = {0};
    lode_standoff_efg(&s->g, grid, 1, "a \"tree\"", &tree);
    for (int32_t a = 0; a < lode_standoff_strategies(grid, 0); a++)
        for (int32_t b = 0; b < lode_standoff_strategies(grid, 1); b++) {
            double want[2];
            reader r = {.at = strchr(lode_text_str(&tree), '\n') + 1, .plan = {a, b}};
            walk(&r, 1, true);
            lode_standoff_pair(&s->g, grid, a, b, want);
            CHECK_NEAR(t, r.pay[0], want[0], 1e-9);
            CHECK_NEAR(t, r.pay[1], want[1], 1e-9);
        }
    lode_text_free(&tree);
}

static void the_tree_has_the_payoffs_of_the_strategic_form(lode_t *t)
{
    scene s;
    begin(&s);
    lode_standoff_grid grid = lode_standoff_grid_of(&s.g, 7, 90);
    check_tree(t, &s, &grid);
    s.g.deadline = 60;
    s.g.side[0].at_deadline = -150;
    s.g.side[1].at_deadline = -100;
    grid = lode_standoff_grid_of(&s.g, 5, 0);
    check_tree(t, &s, &grid);
    end(&s);
}

static const lode_test TESTS[] = {
    TEST(constant_costs_have_the_closed_form),
    TEST(only_cost_over_value_matters),
    TEST(a_table_of_a_uniform_distribution_is_that_distribution),
    TEST(types_with_masses_of_their_own_are_certified),
    TEST(a_window_of_gain_is_a_pause_repaid_by_a_mass),
    TEST(a_pause_too_long_to_repay_makes_the_other_leave_at_once),
    TEST(who_pays_nothing_any_more_never_gives_in),
    TEST(two_who_gain_by_waiting_hold_for_ever),
    TEST(days_without_cost_are_read_in_two_ways),
    TEST(a_side_that_is_never_committed_gives_in_at_once),
    TEST(two_who_are_never_committed_are_undetermined),
    TEST(against_a_side_that_is_always_committed_one_gives_in_at_once),
    TEST(a_game_that_is_none_says_what_is_wrong),
    TEST(a_game_larger_than_its_workspace_is_refused),
    TEST(solving_takes_nothing_from_the_heap),
    TEST(a_deadline_bad_for_both_has_several_equilibria_and_all_are_listed),
    TEST(two_alike_have_a_continuum_before_a_far_deadline),
    TEST(one_may_hold_over_a_deadline_that_is_bad_for_both),
    TEST(a_deadline_that_comes_too_late_changes_nothing),
    TEST(two_who_may_expire_unharmed_on_one_day_have_a_continuum),
    TEST(postponing_costs_what_waiting_costs_where_nothing_else_changes),
    TEST(the_parts_of_postponing_add_up_and_flips_flip),
    TEST(postponing_never_pays_with_common_knowledge_and_costs),
    TEST(shares_of_regimes_add_up_and_rest_on_the_only_input),
    TEST(the_tree_has_the_payoffs_of_the_strategic_form),
};
LODE_TEST_MAIN(TESTS)
