/* The systemic risk index on random folders of files: against its equations written out densely. */
#include "lode_test.h"
#include "propagate/esri_read.h"
#include "scratch.h"

#include "base/rng.h"

enum { FIRMS = 30, SECTORS = 4, FOLDERS = 150, SCENARIOS = 5, WEIGHTS = 2 };

typedef struct dice {
    uint32_t seed, n;
} dice;

static double roll(dice *d)
{
    uint32_t w[4];
    lode_random(d->seed, d->n++, 9, 0, LODE_RNG_IN_RUN, w);
    return lode_unit52(w[0], w[1]);
}

static int whole(dice *d, int below)
{
    return (int)(roll(d) * below);
}

/* Everything that a folder says. */
typedef struct world {
    int n, sector[FIRMS], market[FIRMS], essential[SECTORS][SECTORS], n_weight, rule, n_psi;
    bool markets, revenue, costs, up;
    double w[FIRMS][FIRMS], rev[FIRMS], cost[FIRMS], weight[WEIGHTS][FIRMS], psi[SCENARIOS][FIRMS], psi_up[SCENARIOS][FIRMS], eps;
} world;

static void make_world(dice *d, world *x)
{
    memset(x, 0, sizeof *x);
    x->n = 3 + whole(d, FIRMS - 3);
    x->rule = 1 + whole(d, 2);
    x->eps = roll(d) < 0.5 ? 0.01 : 1e-4;
    x->markets = roll(d) < 0.5;
    x->revenue = roll(d) < 0.4;
    x->costs = roll(d) < 0.4;
    x->n_weight = whole(d, WEIGHTS + 1);
    x->n_psi = roll(d) < 0.5 ? 0 : SCENARIOS;
    x->up = x->n_psi > 0 && roll(d) < 0.5;
    x->w[0][1] = 1;
    for (int k = 0; k < SECTORS; k++)
        for (int l = 0; l < SECTORS; l++) x->essential[k][l] = whole(d, 3);
    for (int i = 0; i < x->n; i++) {
        x->sector[i] = whole(d, SECTORS);
        x->market[i] = whole(d, 3);
        x->rev[i] = roll(d) < 0.1 ? 0 : 1 + 20 * roll(d);
        x->cost[i] = roll(d) < 0.1 ? 0 : 1 + 20 * roll(d);
        for (int q = 0; q < WEIGHTS; q++) x->weight[q][i] = roll(d);
        for (int j = 0; j < x->n; j++)
            if (i != j && roll(d) < 0.12) x->w[i][j] = 1 + whole(d, 9);
        for (int k = 0; k < x->n_psi; k++) {
            x->psi[k][i] = roll(d) < 0.2 ? roll(d) : 0;
            x->psi_up[k][i] = x->up ? (roll(d) < 0.2 ? roll(d) : 0) : x->psi[k][i];
        }
    }
}

/* --- the files ----------------------------------------------------------------------------------------- */

static FILE *begin(lode_t *t, const char *where, const char *name)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", where, name);
    FILE *f = fopen(path, "wb");
    CHECK(t, f != NULL);
    return f;
}

static void write_psi(lode_t *t, const char *where, const char *name, const world *x, const double psi[SCENARIOS][FIRMS])
{
    FILE *f = begin(t, where, name);
    fputs("scenario,firm,psi\n", f);
    for (int k = 0; k < x->n_psi; k++)
        for (int i = 0; i < x->n; i++)
            if (psi[k][i] > 0 || i == 0) fprintf(f, "%d,f%d,%.17g\n", k + 1, i, psi[k][i]);
    fclose(f);
}

static void write_world(lode_t *t, const char *where, const world *x)
{
    FILE *f = begin(t, where, "links.csv");
    fputs("supplier,customer,amount\n", f);
    for (int j = 0; j < x->n; j++)
        for (int i = 0; i < x->n; i++)
            if (x->w[i][j] > 0) fprintf(f, "f%d,f%d,%.17g\n", i, j, x->w[i][j]);
    fclose(f);
    f = begin(t, where, "firms.csv");
    fputs("firm,sector,market,revenue,costs,weight_1,weight_2\n", f);
    for (int i = 0; i < x->n; i++)
        fprintf(f, "f%d,s%d,m%d,%.17g,%.17g,%.17g,%.17g\n", i, x->sector[i], x->market[i], x->rev[i], x->cost[i], x->weight[0][i],
                x->weight[1][i]);
    fclose(f);
    f = begin(t, where, "essential.csv");
    fputs("sector,s3,s1,s0,s2\n", f);
    for (int k = 0; k < SECTORS; k++)
        fprintf(f, "s%d,%d,%d,%d,%d\n", k, x->essential[k][3], x->essential[k][1], x->essential[k][0], x->essential[k][2]);
    fclose(f);
    f = begin(t, where, "options.txt");
    fprintf(f, "eps=%g\nconv_type=%d\nmarket=%s\nrevenue=%s\ncosts=%s\nweights=%d\n", x->eps, x->rule, x->markets ? "yes" : "no",
            x->revenue ? "yes" : "no", x->costs ? "yes" : "no", x->n_weight);
    fclose(f);
    if (x->n_psi > 0) write_psi(t, where, "psi.csv", x, x->psi);
    if (x->up) write_psi(t, where, "psi_up.csv", x, x->psi_up);
}

/* --- the equations, densely ------------------------------------------------------------------------------ */

typedef struct levels {
    double d[FIRMS], u[FIRMS];
} levels;

static double loss(const world *x, const levels *h, int q, int which)
{
    double sum = 0, lost = 0;
    for (int i = 0; i < x->n; i++) {
        double out = 0;
        for (int j = 0; j < x->n; j++) out += x->w[i][j];
        double w = x->n_weight > 0 ? x->weight[q][i] : out;
        double level = which == 1 ? h->d[i] : which == 2 ? h->u[i] : fmin(h->d[i], h->u[i]);
        sum += w;
        lost += w * (1 - level);
    }
    return lost / sum;
}

static void update(const world *x, const double *psi_d, const double *psi_u, const levels *h, levels *to)
{
    double out[FIRMS] = {0}, in[FIRMS] = {0}, sigma[FIRMS];
    for (int i = 0; i < x->n; i++)
        for (int j = 0; j < x->n; j++) {
            out[i] += x->w[i][j];
            in[j] += x->w[i][j];
        }
    for (int i = 0; i < x->n; i++) {
        double a = 0;
        for (int j = 0; j < x->n; j++)
            if (x->market[j] == x->market[i]) a += h->d[j] * out[j];
        sigma[i] = x->markets ? fmin(1, out[i] / (a <= 1e-10 ? 1 : a)) : 1;
    }
    for (int j = 0; j < x->n; j++) {
        double least = 1 - psi_d[j], linear = 0, factor = x->costs ? (in[j] == 0 ? 1 : in[j]) / (x->cost[j] == 0 ? 1 : x->cost[j]) : 1;
        for (int k = 0; k < SECTORS; k++) {
            double of_sector = 0, sum = 0;
            int e = x->essential[k][x->sector[j]];
            for (int i = 0; i < x->n; i++)
                if (x->sector[i] == k) of_sector += x->w[i][j];
            for (int i = 0; i < x->n; i++)
                if (x->sector[i] == k && x->w[i][j] > 0)
                    sum += sigma[i] * factor * x->w[i][j] / (e == 2 ? of_sector : in[j]) * (1 - h->d[i]);
            if (e == 2) least = fmin(least, 1 - sum);
            if (e == 1) linear += sum;
        }
        to->d[j] = fmax(0, fmin(least, 1 - linear));
    }
    for (int i = 0; i < x->n; i++) {
        double sum = 0, by = x->revenue ? x->rev[i] : out[i];
        for (int j = 0; j < x->n; j++) sum += x->w[i][j] / (by == 0 ? 1 : by) * (1 - h->u[j]);
        to->u[i] = fmax(0, fmin(1 - sum, 1 - psi_u[i]));
    }
}

static int cascade(const world *x, const double *psi_d, const double *psi_u, levels *h, double *before, double *after)
{
    levels next;
    for (int i = 0; i < x->n; i++) {
        h->d[i] = 1 - psi_d[i];
        h->u[i] = 1 - psi_u[i];
    }
    for (int t = 1;; t++) {
        double fall = -1;
        *before = loss(x, h, 0, 0);
        update(x, psi_d, psi_u, h, &next);
        for (int i = 0; i < x->n; i++) fall = fmax(fall, fmax(h->d[i] - next.d[i], h->u[i] - next.u[i]));
        *h = next;
        *after = loss(x, h, 0, 0);
        if (x->rule == 1 ? fall <= x->eps : (*before == 0 && *after == 0) || *after / *before <= 1 + x->eps) return t;
    }
}

/* --- tests ----------------------------------------------------------------------------------------------- */

static void every_option_gives_what_the_equations_give(lode_t *t)
{
    static world x;
    for (uint32_t seed = 1; seed <= FOLDERS; seed++) {
        char where[512];
        dice d = {seed, 0};
        lode_diags diags = {0};
        const lode_net_how how = {.threads = 1};
        lode_esri_source s;
        lode_esri_result r;
        make_world(&d, &x);
        scratch_begin(t, where, sizeof where);
        write_world(t, where, &x);
        lode_note(t, "seed %u", seed);
        bool ok = lode_esri_read(&s, where, &how, NULL, 0, &diags);
        if (!ok && diags.n_item > 0) printf("# %s: %s\n", diags.item[0].file ? diags.item[0].file : "", diags.item[0].message);
        CHECK(t, ok);
        CHECK(t, lode_esri_run(&s.ask, s.level, s.n_level, 1 + (int)seed % 2, NULL, &r));
        int n = x.n_psi > 0 ? x.n_psi : x.n, n_weight = x.n_weight > 0 ? x.n_weight : 1;
        CHECK_INT(t, r.n_scenario, n);
        for (int k = 0; k < n; k++) {
            double psi[FIRMS] = {0}, up[FIRMS], before, after;
            levels h;
            for (int i = 0; i < x.n; i++) {
                psi[i] = x.n_psi > 0 ? x.psi[k][i] : i == k;
                up[i] = x.n_psi > 0 ? x.psi_up[k][i] : psi[i];
            }
            lode_note(t, "seed %u, scenario %d, rule %d", seed, k, x.rule);
            CHECK_INT(t, r.iterations[k], cascade(&x, psi, up, &h, &before, &after));
            CHECK_NEAR(t, r.before_last[k], before, 1e-12);
            CHECK_NEAR(t, r.last[k], after, 1e-12);
            for (int which = 0; which < 3; which++)
                for (int q = 0; q < n_weight; q++)
                    CHECK_NEAR(t, r.index[((size_t)k * 3 + (size_t)which) * (size_t)n_weight + (size_t)q], loss(&x, &h, q, which), 1e-12);
            for (int l = 0; l < s.n_level; l++)
                for (int i = 0; s.level[l] == k && i < x.n; i++) {
                    CHECK_NEAR(t, r.down[(size_t)l * (size_t)x.n + (size_t)i], h.d[i], 1e-12);
                    CHECK_NEAR(t, r.up[(size_t)l * (size_t)x.n + (size_t)i], h.u[i], 1e-12);
                }
        }
        lode_esri_result_free(&r);
        lode_esri_source_free(&s);
        lode_diags_free(&diags);
        scratch_end(where);
    }
}

static const lode_test tests[] = {TEST(every_option_gives_what_the_equations_give)};
LODE_TEST_MAIN(tests)
