/* PRIM: peel a box, paste it, and record every step. */
#include "analyze/prim.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/prim_inner.h"
#include "analyze/statistics.h"
#include "draws/draws.h"

lode_prim_options lode_prim_options_default(void)
{
    return (lode_prim_options){LODE_PRIM_LENIENT1, 0.05, 0.05, 0.05};
}

/* --- the search ---------------------------------------------------------------------------- */

static void search_free(lode_prim_search *s)
{
    free(s->sorted);
    free(s->inside);
    free(s->kept);
    free(s->outside);
    free(s->initial);
    free(s->now);
    free(s->best.limit);
    free(s->trial);
}

/* The range of the whole data, and its rows in the order of each input. */
static bool search_begin(lode_prim_search *s, const lode_prim_data *d, const lode_prim_options *o,
                         const uint8_t *left)
{
    size_t n = (size_t)d->n, m = (size_t)d->n_input, each = m * sizeof(lode_prim_limit);
    *s = (lode_prim_search){.data = d, .options = o, .left = left};
    s->sorted = malloc((n * m + 1) * sizeof *s->sorted);
    s->inside = malloc(n + 1);
    s->kept = malloc((n * m + 1) * sizeof *s->kept);
    s->outside = malloc((n + 1) * sizeof *s->outside);
    s->initial = malloc(each + 1);
    s->now = malloc(each + 1);
    s->best.limit = malloc(each + 1);
    s->trial = malloc(each + 1);
    if (!s->sorted || !s->inside || !s->kept || !s->outside || !s->initial || !s->now ||
        !s->best.limit || !s->trial)
        return false;
    int lost = 0;
#pragma omp parallel for schedule(static)
    for (int32_t j = 0; j < d->n_input; j++)
        if (!lode_sort_rows(d->n, d->x + j * d->n, s->sorted + j * d->n)) {
#pragma omp atomic write
            lost = 1;
        }
    if (lost) return false;
    for (size_t j = 0; j < m; j++) {
        const double *x = d->x + j * n;
        const int32_t *order = s->sorted + j * n;
        s->initial[j] =
            (lode_prim_limit){.low = n ? x[order[0]] : 0.0, .high = n ? x[order[n - 1]] : 0.0};
        for (size_t i = 0; d->kind[j] == LODE_PRIM_CATEGORY && i < n; i++)
            s->initial[j].member |= UINT64_C(1) << (unsigned)x[i];
    }
    memcpy(s->now, s->initial, each);
    for (size_t i = 0; i < n; i++) {
        s->inside[i] = left[i];
        s->all_k += d->y[i];
        s->n_in += left[i];
        s->k_in += left[i] && d->y[i];
    }
    return true;
}

/* --- limits -------------------------------------------------------------------------------- */

bool lode_prim_side_set(const lode_prim_search *s, int32_t j, const lode_prim_limit *limit,
                        bool high)
{
    if (s->data->kind[j] == LODE_PRIM_CATEGORY)
        return !high && limit->member != s->initial[j].member;
    return high ? limit->high < s->initial[j].high : limit->low > s->initial[j].low;
}

static bool input_set(const lode_prim_search *s, int32_t j, const lode_prim_limit *limit)
{
    return lode_prim_side_set(s, j, limit, false) || lode_prim_side_set(s, j, limit, true);
}

static int32_t n_set(const lode_prim_search *s, const lode_prim_limit *limit)
{
    int32_t n = 0;
    for (int32_t j = 0; j < s->data->n_input; j++) n += input_set(s, j, &limit[j]);
    return n;
}

static bool within(const lode_prim_data *d, int32_t j, const lode_prim_limit *limit, int64_t row)
{
    double x = d->x[j * d->n + row];
    if (d->kind[j] == LODE_PRIM_CATEGORY) return limit->member >> (unsigned)x & 1u;
    return x >= limit->low && x <= limit->high;
}

bool lode_prim_inside(const lode_prim_data *data, const lode_prim_limit *limit, int64_t row)
{
    for (int32_t j = 0; j < data->n_input; j++)
        if (!within(data, j, &limit[j], row)) return false;
    return true;
}

bool lode_prim_in_box(const lode_prim_search *s, const lode_prim_limit *limit, int64_t row)
{
    return s->left[row] && lode_prim_inside(s->data, limit, row);
}

/* Rows and rows of interest in a box, looking only at the inputs it restricts. */
void lode_prim_count(const lode_prim_search *s, const lode_prim_limit *limit, int64_t *n,
                     int64_t *k)
{
    *n = *k = 0;
    for (int64_t i = 0; i < s->data->n; i++) {
        bool in = s->left[i];
        for (int32_t r = 0; in && r < s->n_set; r++)

            in = within(s->data, s->set[r], &limit[s->set[r]], i);
        *n += in;
        *k += in && s->data->y[i];
    }
}

/* --- candidates ---------------------------------------------------------------------------- */

static double mean_of(int64_t k, int64_t n)
{
    return n > 0 ? (double)k / (double)n : 0.0;
}

static double objective(const lode_prim_search *s, int64_t n, int64_t k)
{
    double before = mean_of(s->k_in, s->n_in), after = mean_of(k, n);
    double change = (double)(n > s->n_in ? n - s->n_in : s->n_in - n);
    if (s->options->objective == LODE_PRIM_ORIGINAL) return n > 0 ? after : -1.0;
    if (!(after < before) && !(after > before)) return 0.0;
    double rise = after - before;
    return s->options->objective == LODE_PRIM_LENIENT2 ? (double)n * rise / change : rise / change;
}

void lode_prim_offer(lode_prim_search *s, int32_t j, const lode_prim_limit *limit, int64_t n,
                     int64_t k)
{
    double gain = objective(s, n, k);
    int32_t restricted = s->n_now - input_set(s, j, &s->now[j]) + input_set(s, j, limit);
    bool better = !s->best.some || gain > s->best.gain ||
                  (!(gain < s->best.gain) && restricted < s->best.restricted);
    if (!better) return;
    memcpy(s->best.limit, s->now, (size_t)s->data->n_input * sizeof *s->now);
    s->best.limit[j] = *limit;
    s->best.some = true;
    s->best.gain = gain;
    s->best.restricted = restricted;
    s->best.n = n;
    s->best.k = k;
}

/* Take the rows that are no longer inside off the lists of `from`, which may be the lists themselves. */
static void keep_inside(lode_prim_search *s, const int32_t *from, int64_t n)
{
    int64_t all = s->data->n;
#pragma omp parallel for schedule(static)
    for (int32_t j = 0; j < s->data->n_input; j++) {
        int64_t to = 0;
        for (int64_t i = 0; i < n; i++) {
            int32_t row = from[j * all + i];
            if (s->inside[row]) s->kept[j * all + to++] = row;
        }
    }
}

/* Move to the best candidate. */
static void move(lode_prim_search *s)
{
    memcpy(s->now, s->best.limit, (size_t)s->data->n_input * sizeof *s->now);
    s->n_in = s->k_in = 0;
    for (int64_t i = 0; i < s->data->n; i++) {
        s->inside[i] = lode_prim_in_box(s, s->now, i);
        s->n_in += s->inside[i];
        s->k_in += s->inside[i] && s->data->y[i];
    }
}

static void list_set(lode_prim_search *s)
{
    s->n_set = 0;
    for (int32_t j = 0; j < s->data->n_input && s->n_set < LODE_PRIM_SET_MOST; j++)
        if (input_set(s, j, &s->now[j])) s->set[s->n_set++] = j;
    s->n_now = n_set(s, s->now);
}

/* --- trajectory ---------------------------------------------------------------------------- */

/* One limit: the chance of so many of interest by the rate of the box without it. */
static double quasi_p(lode_prim_search *s, int32_t j, bool high)
{
    int64_t n, k;
    lode_prim_limit kept = s->now[j];
    if (s->data->kind[j] == LODE_PRIM_CATEGORY) s->now[j].member = s->initial[j].member;
    else if (high) s->now[j].high = s->initial[j].high;
    else s->now[j].low = s->initial[j].low;
    lode_prim_count(s, s->now, &n, &k);
    s->now[j] = kept;
    return lode_binomial_at_least(s->k_in, s->n_in, mean_of(k, n));
}

static bool record(lode_prim_search *s, lode_prim_box *box)
{
    if (box->n_step == box->capacity) {
        int32_t capacity = box->capacity ? 2 * box->capacity : 64;
        lode_prim_step *step = realloc(box->step, (size_t)capacity * sizeof *step);
        if (!step) return false;
        box->step = step;
        box->capacity = capacity;
    }
    lode_prim_limit *limit = calloc((size_t)s->data->n_input + 1, sizeof *limit);
    if (!limit) return false;
    list_set(s);
    memcpy(limit, s->now, (size_t)s->data->n_input * sizeof *limit);
    for (int32_t r = 0; r < s->n_set; r++) {
        int32_t j = s->set[r];
        limit[j].low_set = lode_prim_side_set(s, j, &s->now[j], false);
        limit[j].high_set = lode_prim_side_set(s, j, &s->now[j], true);
        if (limit[j].low_set) limit[j].low_p = quasi_p(s, j, false);
        if (limit[j].high_set) limit[j].high_p = quasi_p(s, j, true);
    }
    box->step[box->n_step++] = (lode_prim_step){.n = s->n_in,
                                                .k = s->k_in,
                                                .coverage = mean_of(s->k_in, s->all_k),
                                                .density = mean_of(s->k_in, s->n_in),
                                                .mass = mean_of(s->n_in, s->data->n),
                                                .restricted = s->n_now,
                                                .limit = limit};
    return true;
}

static bool heavy_enough(const lode_prim_search *s)
{
    return mean_of(s->best.n, s->data->n) >= s->options->mass_min && s->best.gain > 0.0;
}

bool lode_prim_find(const lode_prim_data *data, const lode_prim_options *o, uint8_t *left,
                    lode_prim_box *box)
{
    lode_prim_search s;
    *box = (lode_prim_box){.n_input = data->n_input};
    bool ok = search_begin(&s, data, o, left) && record(&s, box);
    if (ok) keep_inside(&s, s.sorted, data->n);
    while (ok) {
        s.best.some = false;
        lode_prim_peels(&s);
        if (!s.best.some || !heavy_enough(&s) || s.best.n >= s.n_in) break;
        int64_t before = s.n_in;
        move(&s);
        keep_inside(&s, s.kept, before);
        ok = record(&s, box);
    }
    while (ok) {
        s.best.some = false;
        lode_prim_pastes(&s);
        if (!s.best.some || !heavy_enough(&s) || s.best.n <= s.n_in) break;
        if (!(mean_of(s.best.k, s.best.n) > mean_of(s.k_in, s.n_in))) break;
        move(&s);
        ok = record(&s, box);
    }
    for (int64_t i = 0; ok && i < data->n; i++) left[i] = left[i] && !s.inside[i];
    search_free(&s);
    return ok;
}

void lode_prim_free(lode_prim_box *box)
{
    for (int32_t i = 0; i < box->n_step; i++) free(box->step[i].limit);
    free(box->step);
    *box = (lode_prim_box){0};
}

int32_t lode_prim_choose(const lode_prim_box *box)
{
    int32_t best = 0;
    for (int32_t i = 1; i < box->n_step; i++) {
        bool enough = box->step[i].coverage >= 0.8 * box->step[0].coverage;
        if (enough && box->step[i].density > box->step[best].density) best = i;
    }
    return best;
}

bool lode_prim_stability(const lode_prim_data *data, const lode_prim_options *o, uint64_t seed,
                         int32_t n_half, int32_t *times)
{
    int64_t n = data->n / 2;
    size_t size = (size_t)(n > 0 ? n : 1);
    double *x = malloc(size * (size_t)(data->n_input > 0 ? data->n_input : 1) * sizeof *x);
    uint8_t *y = malloc(size), *left = malloc(size);
    bool ok = x && y && left;
    for (int32_t j = 0; j < data->n_input; j++) times[j] = 0;
    for (int32_t h = 0; ok && h < n_half; h++) {
        for (int64_t i = 0; i < n; i++) {
            int64_t row =
                lode_permute(seed, (uint64_t)h, UINT32_C(0x5f), (uint32_t)data->n, (uint32_t)i);
            y[i] = data->y[row];
            for (int32_t j = 0; j < data->n_input; j++) x[j * n + i] = data->x[j * data->n + row];
        }
        memset(left, 1, size);
        lode_prim_data half = {
            .n = n, .n_input = data->n_input, .x = x, .kind = data->kind, .y = y};
        lode_prim_box box;
        ok = lode_prim_find(&half, o, left, &box);
        if (ok) {
            const lode_prim_step *step = &box.step[lode_prim_choose(&box)];
            for (int32_t j = 0; j < data->n_input; j++)
                times[j] += step->limit[j].low_set || step->limit[j].high_set;
        }
        lode_prim_free(&box);
    }
    free(x);
    free(y);
    free(left);
    return ok;
}
