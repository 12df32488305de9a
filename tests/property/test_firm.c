/* The model of Inoue and Todo on random networks: against its scalar twin, and what must hold of any run. */
#include "firm_twin.h"
#include "lode_test.h"
#include "propagate/inoue_todo.h"

#include "base/rng.h"

enum { NETWORKS = 160, SECTORS = TWIN_SECTORS };

/* --- random numbers and networks ------------------------------------------------------------------- */

typedef struct dice {
    uint32_t seed, n;
} dice;

static double roll(dice *d)
{
    uint32_t w[4];
    lode_random(d->seed, d->n++, 7, 0, LODE_RNG_IN_RUN, w);
    return lode_unit52(w[0], w[1]);
}

static int whole(dice *d, int below)
{
    return (int)(roll(d) * below);
}

static void random_network(dice *d, firm_twin *t)
{
    memset(t, 0, sizeof *t);
    t->n = 2 + whole(d, TWIN_FIRMS - 2);
    int sectors = 1 + whole(d, SECTORS);
    double density = 0.03 + 0.2 * roll(d);
    for (int i = 0; i < t->n; i++) {
        t->sector[i] = whole(d, sectors);
        t->c[i] = roll(d) < 0.3 ? 0 : 5 * roll(d);
        t->delta[i] = -1;
        t->daily[i] = -1;
        for (int j = 0; j < t->n; j++)
            if (roll(d) < density) t->a[i][j] = 0.1 + 4 * roll(d);
    }
}

static void random_options(dice *d, firm_twin *t)
{
    t->steps = 30;
    t->rationing = whole(d, 4);
    t->order = whole(d, 3);
    t->tau = 1 + whole(d, 9);
    t->inventory = 2 + whole(d, 15);
    t->recovery_type = -1;
    if (roll(d) < 0.4) {
        t->n_interval = 1 + whole(d, 8);
        for (int k = 0; k < t->n_interval; k++) {
            t->interval_firm[k] = whole(d, t->n < 5 ? t->n : 5);
            t->interval_delta[k] = roll(d) < 0.2 ? 1 : roll(d) < 0.1 ? -0.5 : roll(d);
            t->interval_first[k] = whole(d, 20);
            t->interval_last[k] = t->interval_first[k] + whole(d, 12) - 2;
        }
    } else {
        t->recovery_type = whole(d, 7) - 1;
        t->recovery_days = t->recovery_type >= 0 || roll(d) < 0.5 ? 1 + whole(d, 20) : 0;
        if (t->recovery_type == 3) t->recovery_days = 0.3 * roll(d) + 0.01;
        t->recovery_delay = whole(d, 6);
        for (int i = 0; i < t->n; i++)
            if (roll(d) < 0.3) {
                t->delta[i] = roll(d) < 0.15 ? 1 : roll(d) < 0.05 ? 1.2 : roll(d);
                t->day[i] = roll(d) < 0.5 ? 0 : whole(d, 10);
            }
    }
    if (roll(d) < 0.3) {
        t->daily_used = 1;
        t->daily_day = 3;
        for (int i = 0; i < t->n; i++)
            if (roll(d) < 0.4) t->daily[i] = roll(d) < 0.3 ? 0 : 8 * roll(d);
    }
}

/* --- the same for the product ---------------------------------------------------------------------- */

/* A twin's question in the product's form. */
typedef struct question {
    lode_net net;
    lode_it_options o;
    lode_shocks shocks;
    lode_pending pending[TWIN_FIRMS];
    lode_interval interval[TWIN_SHOCKS];
    lode_daily daily;
    int32_t daily_firm[TWIN_FIRMS], own[TWIN_FIRMS];
    double daily_amount[TWIN_FIRMS];
    lode_it_selection each[TWIN_FIRMS];
    lode_it_request request;
} question;

/* place[i]: number that firm i gets. scale: of all amounts. */
static void ask(lode_t *t, const firm_twin *w, const int *place, double scale, question *q)
{
    char word[16];
    int32_t twice, first[2];
    lode_triples links = {0};
    memset(q, 0, sizeof *q);
    q->net.n_firm = w->n;
    q->net.sector = calloc((size_t)w->n, sizeof(int32_t));
    q->net.final = calloc((size_t)w->n, sizeof(double));
    CHECK(t, q->net.sector && q->net.final);
    for (int i = 0; i < w->n; i++) {
        snprintf(word, sizeof word, "f%d", i);
        CHECK_INT(t, lode_ids_add(&q->net.ids, word, strlen(word)), i);
    }
    for (int i = 0; i < SECTORS; i++) {
        snprintf(word, sizeof word, "%d", i);
        CHECK_INT(t, lode_ids_add(&q->net.sectors, word, strlen(word)), i);
    }
    for (int i = 0; i < w->n; i++) {
        q->net.sector[place[i]] = w->sector[i];
        q->net.final[place[i]] = scale * w->c[i];
        for (int j = w->n; j-- > 0;) /* any order */
            if (w->a[i][j] > 0) CHECK(t, lode_triples_add(&links, place[j], place[i], scale * w->a[i][j]));
    }
    CHECK(t, lode_net_build(&q->net, &links, &twice, first));
    lode_triples_free(&links);
    const char *why;
    CHECK(t, lode_net_valid(&q->net, &why));
    CHECK(t, lode_net_turn(&q->net));
    q->o = (lode_it_options){w->steps, w->rationing, w->order, w->recovery_type, w->recovery_days, w->recovery_delay, w->tau, w->inventory};
    for (int i = 0; i < w->n; i++) {
        if (w->delta[i] >= 0) q->pending[q->shocks.n_pending++] = (lode_pending){place[i], w->day[i], w->delta[i]};
        q->own[i] = place[i];
        q->each[i] = (lode_it_selection){1, &q->own[i]};
        if (w->daily_used && w->daily[i] >= 0) {
            q->daily_firm[q->daily.n] = place[i];
            q->daily_amount[q->daily.n++] = scale * w->daily[i];
        }
    }
    for (int i = 0; i < w->n; i++)
        for (int k = 0; k < w->n_interval; k++)
            if (w->interval_firm[k] == i)
                q->interval[q->shocks.n_interval++] =
                    (lode_interval){place[i], w->interval_first[k], w->interval_last[k], w->interval_delta[k]};
    q->daily.day = w->daily_day;
    q->daily.firm = q->daily_firm;
    q->daily.amount = q->daily_amount;
    q->shocks.pending = q->pending;
    q->shocks.interval = q->interval;
    q->shocks.daily = &q->daily;
    q->shocks.n_daily = w->daily_used;
    q->request = (lode_it_request){.n_selection = w->n, .selection = q->each};
}

static void run(lode_t *t, question *q, int threads, lode_it_result *r)
{
    lode_it_model *m = lode_it_model_new(&q->net);
    CHECK(t, m != NULL);
    CHECK(t, lode_it_run(m, &q->o, &q->shocks, threads, &q->request, r));
    lode_it_model_free(m);
}

static const int *in_order(int place[TWIN_FIRMS])
{
    for (int i = 0; i < TWIN_FIRMS; i++) place[i] = i;
    return place;
}

static double largest(double x, double y)
{
    return x > y ? x : y;
}

/* The first day on which rounding shows: rules 2 and 3 treat an order of nothing otherwise than one of 1e-17, and order rule
 * 0 blows up what rounding begins. Found by
 * twins in other units of money, whose rounding is another. */
static int reliable_days(const firm_twin *w)
{
    static firm_twin other;
    static const double SCALE[] = {3, 7, 11};
    int days = w->steps;
    for (int k = 0; k < 3; k++) {
        other = *w;
        for (int i = 0; i < w->n; i++) {
            other.c[i] *= SCALE[k];
            other.daily[i] *= SCALE[k];
            for (int j = 0; j < w->n; j++) other.a[i][j] *= SCALE[k];
        }
        firm_twin_run(&other);
        for (int day = 0; day < days; day++)
            for (int i = 0; i < w->n; i++)
                if (fabs(other.made[day][i] / SCALE[k] - w->made[day][i]) > 1e-10 * w->y[i]) days = day > 0 ? day - 1 : 0;
    }
    return days;
}

/* --- tests ----------------------------------------------------------------------------------------- */

static void every_rule_gives_what_its_twin_gives(lode_t *t)
{
    static firm_twin w;
    int place[TWIN_FIRMS], days = 0;
    for (uint32_t seed = 1; seed <= NETWORKS; seed++) {
        dice d = {seed, 0};
        question q;
        lode_it_result r;
        random_network(&d, &w);
        random_options(&d, &w);
        firm_twin_run(&w);
        ask(t, &w, in_order(place), 1, &q);
        run(t, &q, 1 + (int)seed % 2, &r);
        int reliable = reliable_days(&w);
        days += reliable;
        for (int day = 0; day < reliable; day++) {
            double consumed = 0, scale = 0, loss = 0;
            lode_note(t, "seed %u, rationing %d, order %d, recovery %d, daily %d, day %d", seed, w.rationing, w.order,
                      w.recovery_type, w.daily_used, day);
            for (int i = 0; i < w.n; i++) {
                double made = r.selected[(size_t)i * (size_t)r.n + (size_t)day + 1];
                CHECK_NEAR(t, made, w.made[day][i], 1e-8 * largest(fabs(w.made[day][i]), 1e-3 * w.y[i]));
                consumed += w.consumed[day][i];
                loss += w.damage[day][i] * w.y[i];
                scale += w.y[i];
            }
            CHECK_NEAR(t, r.consumed[day + 1], consumed, 1e-8 * scale);
            CHECK_NEAR(t, r.loss[day + 1], loss, 1e-10 * scale);
        }
        lode_it_result_free(&r);
        lode_net_free(&q.net);
    }
    printf("# compared %d of %d days\n", days, NETWORKS * 30);
    CHECK(t, days > NETWORKS * 30 * 8 / 10);
}

static void nothing_happens_where_nothing_happens(lode_t *t)
{
    static firm_twin w;
    int place[TWIN_FIRMS];
    for (uint32_t seed = 1; seed <= 48; seed++) {
        dice d = {seed, 0};
        question q;
        lode_it_result r;
        random_network(&d, &w);
        w.steps = 1000;
        w.rationing = (int)seed % 4;
        w.order = (int)seed / 4 % 3;
        w.recovery_type = -1;
        w.tau = 6;
        w.inventory = 15;
        ask(t, &w, in_order(place), 1, &q);
        run(t, &q, 1, &r);
        lode_note(t, "seed %u", seed);
        for (int k = 1; k < r.n; k++) CHECK_NEAR(t, r.production[k], r.production[0], 1e-12 * r.production[0]);
        lode_it_result_free(&r);
        lode_net_free(&q.net);
    }
}

static void threads_change_no_bit(lode_t *t)
{
    static firm_twin w;
    int place[TWIN_FIRMS];
    for (uint32_t seed = 1; seed <= 100; seed++) {
        dice d = {seed, 0};
        question q;
        lode_it_result one, more;
        random_network(&d, &w);
        random_options(&d, &w);
        ask(t, &w, in_order(place), 1, &q);
        run(t, &q, 1, &one);
        lode_note(t, "seed %u", seed);
        for (int threads = 2; threads <= 3; threads++) {
            run(t, &q, threads, &more);
            CHECK(t, memcmp(one.production, more.production, (size_t)one.n * (5 + 2 * (size_t)w.n) * sizeof(double)) == 0);
            lode_it_result_free(&more);
        }
        lode_it_result_free(&one);
        lode_net_free(&q.net);
    }
}

static void the_order_of_firms_does_not_matter(lode_t *t)
{
    static firm_twin w;
    int place[TWIN_FIRMS];
    for (uint32_t seed = 1; seed <= 40; seed++) {
        dice d = {seed, 0};
        question q;
        lode_it_result one, other;
        random_network(&d, &w);
        random_options(&d, &w);
        /* repair of type 5 looks at neighbours that are repaired already: there the order counts */
        if (w.recovery_type == 5) w.recovery_type = 1;
        w.steps = 15;
        firm_twin_run(&w);
        int reliable = reliable_days(&w);
        ask(t, &w, in_order(place), 1, &q);
        run(t, &q, 1, &one);
        lode_net_free(&q.net);
        for (int i = w.n - 1; i > 0; i--) {
            int k = whole(&d, i + 1), x = place[i];
            place[i] = place[k];
            place[k] = x;
        }
        ask(t, &w, place, 1, &q);
        run(t, &q, 1, &other);
        lode_note(t, "seed %u", seed);
        for (int k = 0; k <= reliable; k++) CHECK_NEAR(t, other.production[k], one.production[k], 1e-8 * one.production[0]);
        lode_net_free(&q.net);
        lode_it_result_free(&one);
        lode_it_result_free(&other);
    }
}

static void the_unit_of_money_does_not_matter(lode_t *t)
{
    static firm_twin w;
    int place[TWIN_FIRMS];
    for (uint32_t seed = 1; seed <= 100; seed++) {
        dice d = {seed, 0};
        question q;
        lode_it_result one, other;
        random_network(&d, &w);
        random_options(&d, &w);
        ask(t, &w, in_order(place), 1, &q);
        run(t, &q, 1, &one);
        lode_net_free(&q.net);
        ask(t, &w, place, 1024, &q); /* a power of two: not even rounding changes */
        run(t, &q, 1, &other);
        lode_note(t, "seed %u", seed);
        for (int k = 0; k < one.n; k++) CHECK(t, other.production[k] == 1024 * one.production[k]);
        lode_net_free(&q.net);
        lode_it_result_free(&one);
        lode_it_result_free(&other);
    }
}

/* What is delivered and consumed is what is made, with the rules that promise it. */
typedef struct ledger {
    lode_t *t;
    const lode_net *net;
    double consumed;
} ledger;

static bool add_up(void *user, const lode_it_view *v)
{
    ledger *x = user;
    double made = 0, delivered = 0;
    for (int32_t i = 0; i < x->net->n_firm; i++) made += v->production[i];
    for (int32_t l = 0; l < x->net->n_link; l++) delivered += v->delivered[l];
    x->consumed = made - delivered;
    return true;
}

static void what_is_made_is_delivered_or_consumed(lode_t *t)
{
    static firm_twin w;
    int place[TWIN_FIRMS];
    for (uint32_t seed = 1; seed <= 100; seed++) {
        dice d = {seed, 0};
        question q;
        lode_it_result r;
        random_network(&d, &w);
        random_options(&d, &w);
        w.rationing = (int)seed % 2;
        ask(t, &w, in_order(place), 1, &q);
        ledger x = {.t = t, .net = &q.net};
        const int32_t last = w.steps - 1;
        q.request.show = add_up;
        q.request.user = &x;
        q.request.n_snapshot = 1;
        q.request.snapshot = &last;
        run(t, &q, 1, &r);
        lode_note(t, "seed %u", seed);
        CHECK_NEAR(t, x.consumed, r.consumed[w.steps], 1e-12 * r.production[0]);
        lode_it_result_free(&r);
        lode_net_free(&q.net);
    }
}

static void no_allocation_that_fails_does_harm(lode_t *t)
{
    static firm_twin w;
    int place[TWIN_FIRMS];
    dice d = {5, 0};
    question q;
    random_network(&d, &w);
    random_options(&d, &w);
    w.steps = 3;
    w.rationing = 2;
    ask(t, &w, in_order(place), 1, &q);
    lode_it_model *m = lode_it_model_new(&q.net);
    bool reached = true;
    for (int n = 1; reached; n++) {
        lode_it_result r;
        lode_alloc_fail_at(n);
        bool ok = lode_it_run(m, &q.o, &q.shocks, 1, &q.request, &r);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, ok != reached);
        lode_it_result_free(&r);
    }
    lode_it_model_free(m);
    lode_net_free(&q.net);
}

static const lode_test tests[] = {
    TEST(every_rule_gives_what_its_twin_gives), TEST(nothing_happens_where_nothing_happens), TEST(threads_change_no_bit),
    TEST(the_order_of_firms_does_not_matter),   TEST(the_unit_of_money_does_not_matter),     TEST(what_is_made_is_delivered_or_consumed),
    TEST(no_allocation_that_fails_does_harm),
};
LODE_TEST_MAIN(tests)
