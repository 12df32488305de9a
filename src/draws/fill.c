/* Values of the inputs in eight draws at a time. */
#include "base/rng.h"
#include "draws/draws.h"
#include "engine/dist.h"

/* Which point a row takes an input from: number among the base points, and whether from B. */
typedef struct source {
    uint32_t point[LODE_LANES];
    bool second[LODE_LANES];
} source;

/* Rows of a base point: A, AB_1 .. AB_D, (BA_1 .. BA_D,) B. */
static bool is_second(const lode_design *d, int64_t within, int32_t place)
{
    int64_t n = d->n_uncertain;
    if (within == 0) return false;
    if (within <= n) return within - 1 == place;
    if (d->rows == LODE_ROWS_SECOND_ORDER && within <= 2 * n) return within - 1 - n != place;
    return true;
}

static source find_source(const lode_design *d, int64_t first, int32_t place)
{
    int64_t pairs = d->rows == LODE_ROWS_SECOND_ORDER ? 2 : 1;
    int64_t per_point = d->rows == LODE_ROWS_PLAIN ? 1 : pairs * d->n_uncertain + 2;
    source s;
    for (int k = 0; k < LODE_LANES; k++) {
        int64_t row = first + k < d->n_row ? first + k : d->n_row - 1;
        s.point[k] = (uint32_t)(row / per_point);
        s.second[k] = per_point > 1 && is_second(d, row % per_point, place);
    }
    return s;
}

/* The stream of the input in B. */
static uint64_t second_stream(uint64_t stream)
{
    return stream ^ UINT64_C(0x9e3779b97f4a7c15);
}

static double philox_unit(const lode_design *d, uint64_t stream, uint32_t point)
{
    uint32_t w[4];
    lode_random(d->seed, point, (uint32_t)stream, (uint32_t)(stream >> 32), LODE_RNG_SAMPLING, w);
    return lode_unit52(w[0], w[1]);
}

/* (stratum + v) / N; v has so few digits that the sum is exact and stays inside its stratum. */
static double lhs_unit(const lode_design *d, uint64_t stream, uint32_t point)
{
    uint32_t n = (uint32_t)d->per_replicate, w[4];
    uint32_t stratum = lode_permute(d->seed, stream, point / n, n, point % n);
    lode_random(d->seed, point, (uint32_t)stream, (uint32_t)(stream >> 32), LODE_RNG_SAMPLING, w);
    double v = n <= 1u << 16 ? lode_unit32(w[0]) : ((double)(w[0] >> 11) + 0.5) * 0x1p-21;
    return ((double)stratum + v) / (double)n;
}

static void sobol_units(const lode_design *d, int32_t place, const source *s, double u[LODE_LANES])
{
    /* lanes from A first, then those from B, where there are any */
    for (int half = 0; half < 2; half++) {
        bool any = false;
        for (int k = 0; k < LODE_LANES; k++) any |= s->second[k] == (half == 1);
        if (!any) continue;
        int32_t dimension = half ? d->n_uncertain + place : place;
        uint32_t x[LODE_OWEN_POINTS] = {0}, replicate[LODE_OWEN_POINTS] = {0}, n = (uint32_t)d->per_replicate;
        _Static_assert((int)LODE_LANES <= (int)LODE_OWEN_POINTS, "a point for each lane");
        for (int k = 0; k < LODE_LANES; k++) {
            replicate[k] = s->point[k] / n;
            x[k] = lode_sobol_point(d->direction[dimension], s->point[k] % n);
        }
        lode_owen_scramble(d->seed, (uint32_t)dimension + 1, replicate, x);
        for (int k = 0; k < LODE_LANES; k++)
            if (s->second[k] == (half == 1)) u[k] = lode_unit32(x[k]);
    }
}

static void units(const lode_design *d, int64_t first, int32_t j, double u[LODE_LANES])
{
    source s = find_source(d, first, d->place[j]);
    if (d->kind == LODE_DESIGN_SOBOL) {
        sobol_units(d, d->place[j], &s, u);
        return;
    }
    for (int k = 0; k < LODE_LANES; k++) {
        uint64_t stream = s.second[k] ? second_stream(d->stream[j]) : d->stream[j];
        u[k] = d->kind == LODE_DESIGN_LHS ? lhs_unit(d, stream, s.point[k])
                                          : philox_unit(d, stream, s.point[k]);
    }
}

double lode_draws_unit(const lode_design *d, int64_t n, int32_t j)
{
    double u[LODE_LANES];
    if (d->place[j] < 0) return 0.5;
    units(d, n, j, u);
    return u[0];
}

/* z = L (normals of u), u = probability of z; from the last row up, so that no copy is needed. */
static void depend(const lode_design *d, int32_t g, lode_lane *u)
{
    const int32_t *input = d->copula_input + d->copula_ptr[g];
    int32_t n = d->copula_ptr[g + 1] - d->copula_ptr[g];
    const double *factor = d->factor[g];
    for (int32_t i = 0; i < n; i++)
        for (int k = 0; k < LODE_LANES; k++)
            u[input[i]].v[k] = lode_normal_quantile(u[input[i]].v[k]);
    for (int32_t i = n - 1; i >= 0; i--) {
        lode_lane z = {{0}};
        for (int32_t m = 0; m <= i; m++)
            for (int k = 0; k < LODE_LANES; k++) z.v[k] += factor[i * n + m] * u[input[m]].v[k];
        for (int k = 0; k < LODE_LANES; k++)
            u[input[i]].v[k] = lode_clamp(lode_normal_cdf(z.v[k]), 0x1p-53, 1.0 - 0x1p-53);
    }
}

/* Scale the shares that are not fixed so that all add up to the total. */
static void add_up(const lode_design *d, const lode_simplex *s, lode_lane *x)
{
    lode_lane fixed = {{0}}, free = {{0}};
    int32_t n_free = 0;
    for (int32_t i = 0; i < s->n; i++) {
        bool is_fixed = d->place[s->input[i]] < 0;
        n_free += !is_fixed;
        lode_lane_add(is_fixed ? &fixed : &free, &x[s->input[i]]);
    }
    for (int32_t i = 0; i < s->n; i++) {
        if (d->place[s->input[i]] < 0) continue;
        lode_lane *share = &x[s->input[i]];
        for (int k = 0; k < LODE_LANES; k++) {
            double rest = lode_max(s->total - fixed.v[k], 0.0);
            share->v[k] =
                free.v[k] > 0.0 ? share->v[k] * (rest / free.v[k]) : rest / (double)n_free;
        }
    }
}

void lode_draws_fill(const lode_design *d, int64_t first, lode_lane *x)
{
    for (int32_t j = 0; j < d->n_input; j++) {
        if (d->place[j] >= 0) units(d, first, j, x[j].v);
        else x[j] = lode_lane_all(0.5);
    }
    for (int32_t g = 0; g < d->n_copula; g++) depend(d, g, x);
    for (int32_t j = 0; j < d->n_input; j++) {
        const lode_draw_input *in = &d->input[j];
        for (int k = 0; k < LODE_LANES; k++)
            x[j].v[k] = lode_dist_quantile(in->dist, in->low, in->central, in->high, x[j].v[k]);
    }
    for (int32_t g = 0; g < d->n_simplex; g++) add_up(d, &d->simplex[g], x);
}
