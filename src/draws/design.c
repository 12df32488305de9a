/* Designs: sizes, rounding, and what is worked out once. */
#include "draws/copula.h"
#include "draws/draws.h"
#include "engine/dist.h"

enum { MOST_POINTS = 1 << 30, SOBOL_REPLICATES = 16 };

static int32_t replicates(lode_design_kind kind, int32_t n_replicate)
{
    if (n_replicate > 0) return n_replicate;
    return kind == LODE_DESIGN_SOBOL ? SOBOL_REPLICATES : 1;
}

int64_t lode_design_round(lode_design_kind kind, int64_t n_point, int32_t n_replicate)
{
    int64_t r = replicates(kind, n_replicate), each = 1;
    if (kind == LODE_DESIGN_SOBOL)
        while (each * r < n_point) each *= 2;
    else each = (n_point + r - 1) / r;
    return each * r;
}

static bool is_fixed(const lode_draw_input *in)
{
    return in->dist == LODE_DIST_FIXED || !(in->low < in->high);
}

static int32_t n_uncertain(const lode_design_spec *s)
{
    int32_t n = 0;
    for (int32_t j = 0; j < s->n_input; j++) n += !is_fixed(&s->input[j]);
    return n;
}

static int32_t n_dimension(const lode_design_spec *s)
{
    if (s->kind != LODE_DESIGN_SOBOL) return 0;
    return n_uncertain(s) * (s->rows == LODE_ROWS_PLAIN ? 1 : 2);
}

/* --- memory -------------------------------------------------------------------------------- */

/* Takes from a block, or only counts where there is none. */
typedef struct cursor {
    unsigned char *memory;
    size_t used;
} cursor;

static void *take(cursor *c, int64_t n, size_t size)
{
    void *at = c->memory ? c->memory + c->used : NULL;
    c->used += ((size_t)(n > 0 ? n : 1) * size + 15) / 16 * 16;
    return at;
}

static void carve(const lode_design_spec *s, cursor *c, lode_design *d)
{
    int64_t member = 0;
    for (int32_t g = 0; g < s->n_copula; g++) member += s->copula[g].n;
    d->place = take(c, s->n_input, sizeof *d->place);
    d->stream = take(c, s->n_input, sizeof *d->stream);
    d->direction = take(c, n_dimension(s), sizeof *d->direction);
    d->copula_ptr = take(c, s->n_copula + 1, sizeof *d->copula_ptr);
    d->copula_input = take(c, member, sizeof *d->copula_input);
    d->factor = take(c, s->n_copula, sizeof *d->factor);
    for (int32_t g = 0; g < s->n_copula; g++) {
        int64_t n = s->copula[g].n;
        double *factor =
            take(c, 2 * n * n, sizeof *factor); /* the matrix of the normals behind it */
        if (c->memory) d->factor[g] = factor;
    }
}

size_t lode_design_bytes(const lode_design_spec *spec)
{
    cursor c = {0};
    lode_design d = {0};
    carve(spec, &c, &d);
    return c.used;
}

/* --- checks -------------------------------------------------------------------------------- */

/* Names give streams, so they must differ. O(n_input^2) compares of integers, 0.3 ms for a thousand. */
static lode_design_fault check_names(lode_design *d)
{
    for (int32_t j = 0; j < d->n_input; j++)
        for (int32_t i = 0; i < j; i++)
            if (d->stream[i] == d->stream[j]) {
                d->at = j;
                return LODE_DESIGN_SAME_NAME;
            }
    return LODE_DESIGN_FINE;
}

static lode_design_fault check_members(const lode_design_spec *s, lode_design *d)
{
    for (int32_t g = 0; g < s->n_copula; g++) {
        d->at = g;
        for (int32_t i = 0; i < s->copula[g].n; i++) {
            int32_t input = s->copula[g].input[i];
            if (input < 0 || input >= s->n_input) return LODE_DESIGN_UNKNOWN_INPUT;
            for (int32_t k = 0; k < d->copula_ptr[g] + i; k++)
                if (d->copula_input[k] == input) return LODE_DESIGN_TWO_GROUPS;
        }
    }
    for (int32_t g = 0; g < s->n_simplex; g++) {
        d->at = g;
        for (int32_t i = 0; i < s->simplex[g].n; i++)
            if (s->simplex[g].input[i] < 0 || s->simplex[g].input[i] >= s->n_input)
                return LODE_DESIGN_UNKNOWN_INPUT;
    }
    return LODE_DESIGN_FINE;
}

static lode_design_fault place_copulas(const lode_design_spec *s, lode_design *d)
{
    d->copula_ptr[0] = 0;
    for (int32_t g = 0; g < s->n_copula; g++) {
        const lode_copula *c = &s->copula[g];
        for (int32_t i = 0; i < c->n; i++) d->copula_input[d->copula_ptr[g] + i] = c->input[i];
        d->copula_ptr[g + 1] = d->copula_ptr[g] + c->n;
    }
    lode_design_fault fault = check_members(s, d);
    for (int32_t g = 0; fault == LODE_DESIGN_FINE && g < s->n_copula; g++) {
        const lode_copula *c = &s->copula[g];
        double *normals = d->factor[g] + c->n * c->n;
        lode_correlation_of_normals(c->n, c->correlation, c->spearman, normals);
        d->at = g;
        if (!lode_cholesky(c->n, normals, d->factor[g])) fault = LODE_DESIGN_NOT_A_CORRELATION;
    }
    return fault;
}

static lode_design_fault check_size(const lode_design_spec *s)
{
    if (s->n_point < 1 || s->n_replicate < 0) return LODE_DESIGN_NO_POINTS;
    if (s->n_point > MOST_POINTS) return LODE_DESIGN_TOO_MANY_POINTS;
    if (lode_design_round(s->kind, s->n_point, s->n_replicate) > MOST_POINTS)
        return LODE_DESIGN_TOO_MANY_POINTS;
    if (n_dimension(s) > LODE_SOBOL_DIMENSIONS) return LODE_DESIGN_TOO_MANY_INPUTS;
    if (s->rows != LODE_ROWS_PLAIN && (s->n_copula || s->n_simplex)) return LODE_DESIGN_DEPENDENT;
    return LODE_DESIGN_FINE;
}

lode_design_fault lode_design_place(const lode_design_spec *spec, void *memory, lode_design *d)
{
    *d = (lode_design){.kind = spec->kind,
                       .rows = spec->rows,
                       .seed = spec->seed,
                       .n_input = spec->n_input,
                       .n_copula = spec->n_copula,
                       .n_simplex = spec->n_simplex,
                       .input = spec->input,
                       .simplex = spec->simplex,
                       .at = -1};
    lode_design_fault fault = check_size(spec);
    if (fault != LODE_DESIGN_FINE) return fault;
    cursor c = {.memory = memory};
    carve(spec, &c, d);

    d->n_replicate = replicates(spec->kind, spec->n_replicate);
    d->n_point = lode_design_round(spec->kind, spec->n_point, spec->n_replicate);
    d->per_replicate = d->n_point / d->n_replicate;
    for (int32_t j = 0; j < d->n_input; j++) {
        d->place[j] = is_fixed(&d->input[j]) ? -1 : d->n_uncertain++;
        d->stream[j] = lode_name_hash(d->input[j].name);
    }
    int64_t pairs = d->rows == LODE_ROWS_SECOND_ORDER ? 2 : 1;
    d->n_row = d->rows == LODE_ROWS_PLAIN ? d->n_point : d->n_point * (pairs * d->n_uncertain + 2);
    if (d->kind == LODE_DESIGN_SOBOL) lode_sobol_directions(n_dimension(spec), d->direction);

    fault = check_names(d);
    return fault == LODE_DESIGN_FINE ? place_copulas(spec, d) : fault;
}
