/* The ARIO model on random tables: against its scalar twin, and what must hold of any run. */
#include "ario_twin.h"
#include "lode_test.h"
#include "propagate/ario.h"

#include "base/rng.h"

enum { TABLES = 300 };

/* --- random tables, options, events ----------------------------------------------------------------- */

typedef struct dice {
    uint32_t seed, n;
} dice;

static double roll(dice *d)
{
    uint32_t w[4];
    lode_random(d->seed, d->n++, 11, 0, LODE_RNG_IN_RUN, w);
    return lode_unit52(w[0], w[1]);
}

static int whole(dice *d, int below)
{
    return (int)(roll(d) * below);
}

static int n_of(const ario_twin *w)
{
    return w->n_region * w->n_sector;
}

static void random_table(dice *d, ario_twin *w)
{
    memset(w, 0, sizeof *w);
    w->n_region = 1 + whole(d, ARIO_REGIONS);
    w->n_sector = 1 + whole(d, ARIO_SECTORS);
    w->n_category = 1 + whole(d, ARIO_FD);
    double density = 0.3 + 0.7 * roll(d), size = pow(10, 1 + 5 * roll(d));
    for (int i = 0; i < n_of(w); i++) {
        if (roll(d) < 0.04) continue; /* sells nothing */
        for (int j = 0; j < n_of(w); j++)
            if (roll(d) < density) w->z[i][j] = size * roll(d) * (roll(d) < 0.1 ? 1e-5 : 1);
        for (int c = 0; c < w->n_region * w->n_category; c++)
            if (roll(d) < 0.8) w->y[i][c] = 4 * size * roll(d);
        for (int j = 0; j < n_of(w); j++) w->x[i] += w->z[i][j];
        for (int c = 0; c < w->n_region * w->n_category; c++) w->x[i] += w->y[i][c];
    }
}

static void random_options(dice *d, ario_twin *w)
{
    w->psi_model = true;
    w->alt = roll(d) < 0.5;
    w->late = roll(d) < 0.5;
    w->steps = ARIO_STEPS;
    w->h = roll(d) < 0.8 ? 1 : roll(d) < 0.5 ? 7 : 0.5;
    w->year = roll(d) < 0.9 ? 365 : 360;
    w->alpha_base = 1;
    w->alpha_max = 1 + roll(d);
    w->alpha_days = 30 + 400 * roll(d);
    w->psi = 0.5 + 0.45 * roll(d);
    w->money = roll(d) < 0.7 ? 1e6 : roll(d) < 0.5 ? 1 : 1e3;
    for (int s = 0; s < w->n_sector; s++) {
        w->stock_days[s] = roll(d) < 0.15 ? INFINITY : roll(d) < 0.1 ? 0.5 * w->h : 2 + 100 * roll(d);
        w->refill_days[s] = 1 + 60 * roll(d);
        /* where a stock lasts less than 1 / psi steps a step may use more than there is: numbers then grow without end */
        if (w->stock_days[s] > w->h) w->stock_days[s] = fmax(w->stock_days[s], 1.1 * w->h / w->psi);
        w->kappa[s] = roll(d) < 0.5 ? 4 : 1 + 5 * roll(d);
    }
}

static void random_event(dice *d, ario_twin *w, ario_twin_event *e)
{
    e->kind = whole(d, 3);
    e->how = whole(d, 4);
    e->start = 1 + whole(d, 40);
    e->duration = 1 + whole(d, 30);
    e->days = roll(d) < 0.2 ? 1 : 3 + whole(d, 60);
    e->factor = 0.5 + roll(d);
    for (int i = 0; i < n_of(w); i++)
        if (roll(d) < 0.4) e->hit[i] = e->kind == 1 ? (roll(d) < 0.2 ? 1 : roll(d)) : roll(d) * ario_twin_capital(w, i) / ARIO_EVENTS;
    if (e->kind != 2) return;
    for (int c = 0; c < w->n_region * w->n_category; c++)
        if (roll(d) < 0.3) e->household[c] = 100 * roll(d);
    double sum = 0;
    for (int s = 0; s < w->n_sector; s++) sum += e->share[s] = roll(d) < 0.5 ? roll(d) : 0;
    if (sum == 0) e->share[0] = sum = 1;
    for (int s = 0; s < w->n_sector; s++) e->share[s] /= sum;
}

static void random_case(dice *d, ario_twin *w)
{
    random_table(d, w);
    random_options(d, w);
    w->n_event = whole(d, ARIO_EVENTS + 1);
    for (int e = 0; e < w->n_event; e++) random_event(d, w, &w->event[e]);
}

/* --- the same for the product ------------------------------------------------------------------------ */

/* A twin's question in the product's form. */
typedef struct question {
    lode_ario_table table;
    lode_ario_options o;
    lode_ario_event event[ARIO_EVENTS];
    lode_ario_hit hit[ARIO_EVENTS][ARIO_N], household[ARIO_EVENTS][ARIO_C];
} question;

static void ask(lode_t *t, const ario_twin *w, question *q)
{
    memset(q, 0, sizeof *q);
    CHECK(t, lode_ario_table_make(&q->table, w->n_region, w->n_sector, w->n_category));
    for (int i = 0; i < n_of(w); i++) {
        q->table.x[i] = w->x[i];
        for (int j = 0; j < n_of(w); j++) q->table.z[lode_ario_at(&q->table, i, j)] = w->z[i][j];
        for (int c = 0; c < q->table.n_column; c++) q->table.y[i * q->table.n_column + c] = w->y[i][c];
    }
    q->o = (lode_ario_options){.psi_model = w->psi_model, .alt = w->alt, .late = w->late, .steps = w->steps, .step_days = w->h,
                               .year_days = w->year, .alpha_base = w->alpha_base, .alpha_max = w->alpha_max,
                               .alpha_days = w->alpha_days, .psi = w->psi, .money = w->money, .rebuild_days = 60,
                               .stock_days = w->stock_days, .refill_days = w->refill_days, .capital_ratio = w->kappa};
    for (int e = 0; e < w->n_event; e++) {
        const ario_twin_event *from = &w->event[e];
        lode_ario_event *to = &q->event[e];
        *to = (lode_ario_event){.kind = (lode_ario_kind)from->kind, .start = from->start, .duration = from->duration,
                                .hit = q->hit[e], .recovery = (lode_ario_recovery)from->how, .days = from->days,
                                .household = q->household[e], .share = from->share, .factor = from->factor};
        for (int i = 0; i < n_of(w); i++)
            if (from->hit[i] != 0) q->hit[e][to->n_hit++] = (lode_ario_hit){i, from->hit[i]};
        for (int c = 0; c < q->table.n_column; c++)
            if (from->household[c] != 0) q->household[e][to->n_household++] = (lode_ario_hit){c, from->household[c]};
    }
}

static lode_ario_run *begin(lode_t *t, const question *q, const ario_twin *w, int threads)
{
    lode_ario_run *r = lode_ario_begin(&q->table, &q->o, q->event, w->n_event, threads);
    CHECK(t, r != NULL);
    return r;
}

/* --- tests ------------------------------------------------------------------------------------------- */

static ario_twin twin; /* large */

static double scale_of(const ario_twin *w)
{
    double most = 0;
    for (int i = 0; i < n_of(w); i++) most = fmax(most, w->h / w->year * w->x[i]);
    return most > 0 ? most : 1;
}

static void same(lode_t *t, const char *what, const double *got, const double *want, int n, double scale)
{
    for (int i = 0; i < n; i++) {
        if (got[i] == want[i]) continue;
        char note[256];
        snprintf(note, sizeof note, "%.150s: %s of %d: %.17g, twin %.17g", t->note, what, i, got[i], want[i]);
        if (!(fabs(got[i] - want[i]) <= 1e-9 * scale)) lode_note(t, "%s", note);
        CHECK(t, fabs(got[i] - want[i]) <= 1e-9 * scale);
    }
}

static void compare_step(lode_t *t, const ario_twin *w, const lode_ario_view *v, double scale)
{
    const int n = n_of(w), k = v->step;
    const double most = fmax(1, w->money > 0 ? scale : 1);
    double capital = most, stock = 1;
    for (int i = 0; i < n; i++) capital = fmax(capital, ario_twin_capital(w, i));
    for (int s = 0; s < w->n_sector; s++) stock = fmax(stock, isinf(w->stock_days[s]) ? 1 : w->stock_days[s] / w->h);
    same(t, "production", v->production, w->production[k], n, scale);
    same(t, "capacity", v->capacity, w->capacity[k], n, scale);
    same(t, "overproduction", v->overproduction, w->alpha[k], n, 1);
    same(t, "orders", v->orders, w->orders[k], n, scale * stock);
    same(t, "capital lost", v->capital_lost, w->lost[k], n, capital);
    same(t, "rebuilding", v->rebuild_demand, w->rebuild[k], n, capital);
    same(t, "rebuilt", v->rebuilt, w->rebuilt[k], n, scale);
    same(t, "undelivered", v->undelivered, w->undelivered[k], n, scale);
    same(t, "unmet", v->unmet, w->unmet[k], w->n_region * w->n_category, scale);
    for (int s = 0; s < w->n_sector; s++) same(t, "stock", v->stock + (size_t)s * LODE_ARIO_BLOCK, w->stock[k][s], n, scale * stock);
}

static void equals_its_scalar_twin_with_all_options_and_events(lode_t *t)
{
    int compared = 0;
    for (uint32_t seed = 1; seed <= TABLES; seed++) {
        dice d = {seed, 0};
        question q;
        random_case(&d, &twin);
        ario_twin_run(&twin);
        ask(t, &twin, &q);
        lode_ario_run *r = begin(t, &q, &twin, 1 + (int)(seed % 2));
        int steps = 0;
        for (; steps < twin.fragile && lode_ario_step(r); steps++) {
            lode_ario_view v = lode_ario_now(r);
            lode_note(t, "seed %u, step %d", seed, steps);
            CHECK_INT(t, v.step, steps);
            compare_step(t, &twin, &v, scale_of(&twin));
        }
        CHECK_INT(t, steps, twin.fragile);
        compared += steps;
        lode_ario_end(r);
        lode_ario_table_free(&q.table);
    }
    /* few runs come to a step that the last digits decide */
    CHECK(t, compared > TABLES * ARIO_STEPS / 2);
}

/* Take from the table what industries without output buy: they would not buy it again, so such a table is not at rest. */
static void drop_idle_purchases(ario_twin *w)
{
    for (int j = 0; j < n_of(w); j++)
        for (int i = 0; i < n_of(w) && w->x[j] == 0; i++) {
            w->x[i] -= w->z[i][j];
            w->z[i][j] = 0;
        }
}

static void nothing_moves_without_an_event(lode_t *t)
{
    for (uint32_t seed = 1; seed <= 20; seed++) {
        dice d = {seed, 0};
        question q;
        random_case(&d, &twin);
        twin.n_event = 0;
        drop_idle_purchases(&twin);
        ask(t, &twin, &q);
        q.o.steps = 1000;
        lode_ario_run *r = begin(t, &q, &twin, 1);
        const double g = twin.h / twin.year;
        while (lode_ario_step(r)) {
            lode_ario_view v = lode_ario_now(r);
            lode_note(t, "seed %u, step %d", seed, v.step);
            for (int i = 0; i < n_of(&twin); i++) {
                CHECK_NEAR(t, v.production[i], g * twin.x[i], 1e-12 * g * twin.x[i]);
                CHECK_NEAR(t, v.undelivered[i], 0, 1e-12 * g * twin.x[i]);
            }
        }
        CHECK_INT(t, lode_ario_now(r).step, 999);
        lode_ario_end(r);
        lode_ario_table_free(&q.table);
    }
}

/* Run a case and keep the production of every step. */
static void produce(lode_t *t, const ario_twin *w, int threads, double (*out)[ARIO_N])
{
    question q;
    ask(t, w, &q);
    lode_ario_run *r = begin(t, &q, w, threads);
    while (lode_ario_step(r)) {
        lode_ario_view v = lode_ario_now(r);
        memcpy(out[v.step], v.production, (size_t)n_of(w) * sizeof(double));
    }
    lode_ario_end(r);
    lode_ario_table_free(&q.table);
}

static double made[ARIO_STEPS][ARIO_N], again[ARIO_STEPS][ARIO_N];

static void gives_the_same_bytes_with_any_number_of_threads(lode_t *t)
{
    for (uint32_t seed = 1; seed <= 10; seed++) {
        dice d = {seed, 0};
        random_case(&d, &twin);
        produce(t, &twin, 1, made);
        for (int threads = 2; threads <= 4; threads++) {
            produce(t, &twin, threads, again);
            lode_note(t, "seed %u, %d threads", seed, threads);
            for (int k = 0; k < twin.steps; k++)
                CHECK(t, memcmp(made[k], again[k], (size_t)n_of(&twin) * sizeof(double)) == 0);
        }
    }
}

/* Regions and sectors in another order: place[i] is where industry i goes. */
static void permute(const ario_twin *w, ario_twin *out, int *place)
{
    *out = *w;
    for (int i = 0; i < n_of(w); i++) {
        int r = w->n_region - 1 - i / w->n_sector, s = (i % w->n_sector + 1) % w->n_sector;
        place[i] = r * w->n_sector + s;
    }
    for (int i = 0; i < n_of(w); i++) {
        const int s = i % w->n_sector, to = place[i] % w->n_sector;
        out->x[place[i]] = w->x[i];
        for (int j = 0; j < n_of(w); j++) out->z[place[i]][place[j]] = w->z[i][j];
        for (int c = 0; c < w->n_region * w->n_category; c++)
            out->y[place[i]][(w->n_region - 1 - c / w->n_category) * w->n_category + c % w->n_category] = w->y[i][c];
        out->stock_days[to] = w->stock_days[s];
        out->refill_days[to] = w->refill_days[s];
        out->kappa[to] = w->kappa[s];
        for (int e = 0; e < w->n_event; e++) {
            out->event[e].hit[place[i]] = w->event[e].hit[i];
            out->event[e].share[to] = w->event[e].share[s];
        }
    }
    for (int e = 0; e < w->n_event; e++)
        for (int c = 0; c < w->n_region * w->n_category; c++)
            out->event[e].household[(w->n_region - 1 - c / w->n_category) * w->n_category + c % w->n_category] =
                w->event[e].household[c];
}

static void does_not_depend_on_the_order_of_regions_and_sectors(lode_t *t)
{
    static ario_twin other;
    int place[ARIO_N];
    for (uint32_t seed = 1; seed <= 60; seed++) {
        dice d = {seed, 0};
        random_case(&d, &twin);
        ario_twin_run(&twin); /* says from where on the last digits decide */
        permute(&twin, &other, place);
        ario_twin_run(&other);
        produce(t, &twin, 1, made);
        produce(t, &other, 1, again);
        for (int k = 0; k < twin.fragile && k < other.fragile; k++)
            for (int i = 0; i < n_of(&twin); i++) {
                lode_note(t, "seed %u, step %d, industry %d", seed, k, i);
                CHECK_NEAR(t, again[k][place[i]], made[k][i], 1e-9 * scale_of(&twin));
            }
    }
}

/* Money in another unit: everything in it is larger by the same power of 2. Damages are rounded in their own unit, and the
 * gates have an absolute part, both far below the tolerance. */
static void scales_with_the_unit_of_money(lode_t *t)
{
    static ario_twin other;
    const double f = 1024;
    for (uint32_t seed = 1; seed <= 60; seed++) {
        dice d = {seed, 0};
        random_case(&d, &twin);
        twin.money = 1e9;
        ario_twin_run(&twin);
        other = twin;
        for (int i = 0; i < n_of(&twin); i++) {
            other.x[i] *= f;
            for (int j = 0; j < n_of(&twin); j++) other.z[i][j] *= f;
            for (int c = 0; c < twin.n_region * twin.n_category; c++) other.y[i][c] *= f;
        }
        for (int e = 0; e < twin.n_event; e++) {
            for (int i = 0; i < n_of(&twin) && twin.event[e].kind != 1; i++) other.event[e].hit[i] *= f;
            for (int c = 0; c < twin.n_region * twin.n_category; c++) other.event[e].household[c] *= f;
        }
        produce(t, &twin, 1, made);
        produce(t, &other, 1, again);
        for (int k = 0; k < twin.fragile; k++)
            for (int i = 0; i < n_of(&twin); i++) {
                lode_note(t, "seed %u, step %d, industry %d", seed, k, i);
                CHECK_NEAR(t, again[k][i] / f, made[k][i], 1e-6 * scale_of(&twin));
            }
    }
}

/* What is made is delivered; what industries get and do not use is in their stocks. */
static void nothing_is_lost_between_producers_and_stocks(lode_t *t)
{
    for (uint32_t seed = 1; seed <= 60; seed++) {
        dice d = {seed, 0};
        question q;
        random_case(&d, &twin);
        for (int s = 0; s < twin.n_sector; s++)
            if (isinf(twin.stock_days[s])) twin.stock_days[s] = 90;
        ask(t, &twin, &q);
        lode_ario_run *r = begin(t, &q, &twin, 1);
        double before[ARIO_SECTORS] = {0}, came[ARIO_SECTORS] = {0}, all = 0;
        for (int k = 0; lode_ario_step(r); k++) {
            lode_ario_view v = lode_ario_now(r);
            lode_note(t, "seed %u, step %d", seed, k);
            for (int s = 0; s < twin.n_sector; s++) {
                double held = 0, delivered = 0, used = 0;
                for (int j = 0; j < n_of(&twin); j++) held += v.stock[(size_t)s * LODE_ARIO_BLOCK + (size_t)j];
                /* the gate leaves stocks alone while arrivals and uses differ by less than 1e-5 of them */
                if (k > 0) CHECK_NEAR(t, held - before[s], came[s], 1e-8 * n_of(&twin) + 1.1e-5 * fmax(all, 1));
                for (int i = s; i < n_of(&twin); i += twin.n_sector) {
                    double final = 0;
                    for (int c = 0; c < q.table.n_column; c++) final += twin.h / twin.year * twin.y[i][c];
                    delivered += v.production[i] - (final - v.undelivered[i]) - v.rebuilt[i];
                }
                for (int j = 0; j < n_of(&twin); j++)
                    for (int i = s; i < n_of(&twin) && twin.x[j] > 0; i += twin.n_sector)
                        used += twin.z[i][j] / twin.x[j] * v.production[j];
                before[s] = held;
                came[s] = delivered - used;
            }
            all = 0;
            for (int i = 0; i < n_of(&twin); i++) all += v.production[i];
        }
        lode_ario_end(r);
        lode_ario_table_free(&q.table);
    }
}

static void plain_ario_follows_its_twin_as_far_as_rounding_lets_it(lode_t *t)
{
    for (uint32_t seed = 1; seed <= 40; seed++) {
        dice d = {seed, 0};
        random_case(&d, &twin);
        twin.psi_model = false;
        ario_twin_run(&twin);
        produce(t, &twin, 1, made);
        for (int k = 0; k < 30; k++)
            for (int i = 0; i < n_of(&twin); i++) {
                lode_note(t, "seed %u, step %d, industry %d", seed, k, i);
                CHECK_NEAR(t, made[k][i], twin.production[k][i], 1e-3 * scale_of(&twin));
            }
    }
}

static void stops_where_damage_exceeds_capital(lode_t *t)
{
    dice d = {7, 0};
    question q;
    double damage, capital;
    random_case(&d, &twin);
    int hit = 0;
    while (hit < n_of(&twin) - 1 && ario_twin_capital(&twin, hit) == 0) hit++;
    CHECK(t, ario_twin_capital(&twin, hit) > 0);
    twin.n_event = 2;
    twin.h = 1;
    for (int e = 0; e < 2; e++) { /* either alone is less than the capital */
        memset(&twin.event[e], 0, sizeof twin.event[e]);
        twin.event[e].start = 3 + e;
        twin.event[e].duration = 5;
        twin.event[e].days = 10;
        twin.event[e].hit[hit] = 0.6 * ario_twin_capital(&twin, hit);
    }
    ask(t, &twin, &q);
    lode_ario_run *r = begin(t, &q, &twin, 1);
    int steps = 0;
    while (lode_ario_step(r)) steps++;
    CHECK_INT(t, steps, 4);
    CHECK_INT(t, lode_ario_fault(r, &damage, &capital), hit);
    CHECK_NEAR(t, damage, 1.2 * capital, 1e-9 * capital);
    lode_ario_end(r);
    lode_ario_table_free(&q.table);
}

static void survives_any_lack_of_memory(lode_t *t)
{
    dice d = {5, 0};
    question q;
    random_case(&d, &twin);
    ask(t, &twin, &q);
    bool reached = true;
    for (int n = 1; reached; n++) {
        lode_alloc_fail_at(n);
        lode_ario_run *r = lode_ario_begin(&q.table, &q.o, q.event, twin.n_event, 1);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, reached ? r == NULL : r != NULL);
        lode_ario_end(r);
    }
    lode_ario_table_free(&q.table);
}

static void damage_recovers_along_the_stated_curves(lode_t *t)
{
    CHECK_NEAR(t, lode_ario_left(LODE_ARIO_LINEAR, 0, 90), 1, 0);
    CHECK_NEAR(t, lode_ario_left(LODE_ARIO_LINEAR, 30, 90), 2.0 / 3, 1e-15);
    CHECK_NEAR(t, lode_ario_left(LODE_ARIO_LINEAR, 90, 90), 0, 0);
    CHECK_NEAR(t, lode_ario_left(LODE_ARIO_CONVEX, 1, 2), 0.0625, 1e-15);
    CHECK_NEAR(t, lode_ario_left(LODE_ARIO_CONVEX_NOSCALE, 3, 2), 0.125, 1e-15);
    /* half way, half of it */
    CHECK_NEAR(t, lode_ario_left(LODE_ARIO_CONCAVE, 45, 90), 0.5, 1e-9);
}

static const lode_test TESTS[] = {TEST(equals_its_scalar_twin_with_all_options_and_events),
                                  TEST(plain_ario_follows_its_twin_as_far_as_rounding_lets_it),
                                  TEST(nothing_moves_without_an_event),
                                  TEST(gives_the_same_bytes_with_any_number_of_threads),
                                  TEST(does_not_depend_on_the_order_of_regions_and_sectors),
                                  TEST(scales_with_the_unit_of_money),
                                  TEST(nothing_is_lost_between_producers_and_stocks),
                                  TEST(stops_where_damage_exceeds_capital),
                                  TEST(damage_recovers_along_the_stated_curves),
                                  TEST(survives_any_lack_of_memory)};
LODE_TEST_MAIN(TESTS)
