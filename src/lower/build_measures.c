/* Measures as the engine knows them: kind, days, slots, and the working-day calendar of the issuer. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "lower/builder.h"

enum { LONGEST_CLOCK = 800 }; /* working days that a calendar counts */

static bool lists(const lode_case *c, const lode_cell *cell, int32_t day)
{
    for (int32_t j = 0; j < cell->n; j++)
        if (c->list[cell->first + j] == day) return true;
    return false;
}

/* Is the actor's office open on that day? Monday to Friday but for its holidays, and weekends that are worked. */
static bool is_worked(const lode_case *c, int32_t holidays, int32_t date)
{
    bool weekday = lode_date_weekday(date) <= 5;
    if (holidays < 0) return weekday;
    if (lists(c, lode_case_cell(c, holidays, LODE_HOLIDAYS_WORKDAYS), date)) return true;
    return weekday && !lists(c, lode_case_cell(c, holidays, LODE_HOLIDAYS_DATES), date);
}

/* Civil days from the effective date to the n-th working day after it. Returns the number of entries. */
static int32_t add_clock(lode_builder *w, int32_t row)
{
    int32_t effective = lode_case_int(w->c, row, LODE_MEASURES_EFFECTIVE, 0);
    int32_t actor = lode_case_int(w->c, row, LODE_MEASURES_ACTOR, 0);
    int32_t holidays = lode_case_find(w->c, LODE_T_HOLIDAYS, lode_case_key(w->c, LODE_T_ACTORS, actor));
    int32_t n = 1;
    lode_draft_add_workday(&w->d, 0);
    for (int32_t day = 1; n < LONGEST_CLOCK && day < 3 * LONGEST_CLOCK; day++)
        if (is_worked(w->c, holidays, effective + day)) {
            lode_draft_add_workday(&w->d, day);
            n++;
        }
    return n;
}

static int32_t slot_or(const lode_builder *w, int32_t row, lode_column_id column, int32_t otherwise)
{
    int32_t input = lode_case_qty(w->c, row, column);
    return input >= 0 ? input : otherwise;
}

static int by_day(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;
    return (x[0] > y[0]) - (x[0] < y[0]);
}

/* The points of a measure's path, by day. Returns their number. */
static int32_t add_path(lode_builder *w, int32_t row)
{
    const lode_case *c = w->c;
    int32_t n = 0, *point = LODE_TAKE(&w->b->arena, 2 * (int64_t)lode_rows_of(c, LODE_T_PATHS), int32_t);
    if (!point) {
        w->failed = true;
        return 0;
    }
    for (int32_t r = 0; r < lode_rows_of(c, LODE_T_PATHS); r++) {
        if (lode_case_int(c, r, LODE_PATHS_MEASURE, -1) != row) continue;
        point[2 * n] = (int32_t)strtol(lode_case_text(c, r, LODE_PATHS_DAY), NULL, 10);
        point[2 * n++ + 1] = lode_case_qty(c, r, LODE_PATHS_SHARE);
    }
    qsort(point, (size_t)n, 2 * sizeof *point, by_day);
    for (int32_t i = 0; i < n; i++) lode_draft_add_point(&w->d, point[2 * i], point[2 * i + 1]);
    return n;
}

static void add_draft(lode_builder *w, lode_draft_measure m, int32_t row, lode_measure_part part)
{
    int32_t i = lode_draft_add_measure(&w->d, m);
    if (i >= 0) {
        w->measure_row[i] = row;
        w->measure_part[i] = (uint8_t)part;
    }
    w->failed |= i < 0;
}

/* The measure as the case has it. */
static lode_draft_measure draft_of(lode_builder *w, int32_t row)
{
    const lode_case *c = w->c;
    lode_measure_kind kind = (lode_measure_kind)lode_case_int(c, row, LODE_MEASURES_KIND, 0);
    int32_t none = lode_draft_constant(&w->d, 0), one = lode_draft_constant(&w->d, 1);
    int32_t month = lode_draft_constant(&w->d, 30), processing = slot_or(w, row, LODE_MEASURES_PROCESSING, none);
    lode_draft_measure m = {
        .kind = kind,
        .announced = lode_builder_day(w, row, LODE_MEASURES_ANNOUNCED, 0),
        .effective = lode_builder_day(w, row, LODE_MEASURES_EFFECTIVE, 0),
        .until = lode_builder_day(w, row, LODE_MEASURES_UNTIL, INT32_MAX),
        .share = kind == LODE_BAN ? none : slot_or(w, row, LODE_MEASURES_SHARE, none),
        .processing = kind == LODE_LICENCE ? processing : none,
        .period = kind == LODE_BAN ? one : slot_or(w, row, LODE_MEASURES_PERIOD, kind == LODE_LICENCE ? month : one),
        .leak = slot_or(w, row, LODE_MEASURES_LEAK, none),
        .leak_delay = slot_or(w, row, LODE_MEASURES_LEAK_DELAY, none),
        .front = slot_or(w, row, LODE_MEASURES_FRONT, none),
        .rate = slot_or(w, row, LODE_MEASURES_RATE, none),
        .validity = slot_or(w, row, LODE_MEASURES_VALIDITY, none),
        .term = slot_or(w, row, LODE_MEASURES_TERM, one),
        .delay = slot_or(w, row, LODE_MEASURES_DELAY, none),
        .minimis = slot_or(w, row, LODE_MEASURES_MINIMIS, none),
        .lapses = lode_case_qty(c, row, LODE_MEASURES_VALIDITY) >= 0,
        .by_content = lode_case_qty(c, row, LODE_MEASURES_MINIMIS) >= 0,
        .origin = lode_case_int(c, row, LODE_MEASURES_ACTOR, 0),
        .first_workday = w->d.workday.n,
        .first_point = w->d.path_day.n,
    };
    bool clocked = processing < c->n_input && c->input[processing].working_days;
    if (kind == LODE_LICENCE && clocked) m.n_workday = add_clock(w, row);
    m.n_point = add_path(w, row);
    return m;
}

/* What a measure holds up of unlisted goods under the same customs code: a quota whose hold-up fades. */
static lode_draft_measure spillover_of(lode_builder *w, int32_t row, const lode_draft_measure *listed)
{
    lode_draft_measure m = *listed;
    m.kind = LODE_QUOTA;
    m.share = slot_or(w, row, LODE_MEASURES_SPILLOVER, lode_draft_constant(&w->d, 0));
    m.fade = slot_or(w, row, LODE_MEASURES_SPILLOVER_FADE, lode_draft_constant(&w->d, 60));
    m.fades = true;
    m.period = lode_draft_constant(&w->d, 1);
    m.processing = lode_draft_constant(&w->d, 0);
    m.lapses = m.by_content = false;
    m.n_workday = m.n_point = 0;
    return m;
}

static void add_measure(lode_builder *w, int32_t row)
{
    lode_draft_measure m = draft_of(w, row);
    add_draft(w, m, row, LODE_PART_LISTED);
    const lode_cell *spills = lode_case_cell(w->c, row, LODE_MEASURES_SPILLOVER_PRODUCTS);
    if (spills->set && spills->n > 0) add_draft(w, spillover_of(w, row, &m), row, LODE_PART_SPILLOVER);
}

/* A procurement rule that comes into force within the period is a ban on what its buyers may no longer buy, in every
 * scenario. */
static void add_rule(lode_builder *w, int32_t row)
{
    int32_t none = lode_draft_constant(&w->d, 0), one = lode_draft_constant(&w->d, 1);
    int32_t since = lode_builder_day(w, row, LODE_PROCUREMENT_SINCE, 0);
    if (since <= 0) return;
    add_draft(w, (lode_draft_measure){.kind = LODE_BAN,
                                      .announced = since,
                                      .effective = since,
                                      .until = INT32_MAX,
                                      .share = none,
                                      .processing = none,
                                      .period = one,
                                      .leak = none,
                                      .leak_delay = none,
                                      .front = none,
                                      .rate = none}, row, LODE_PART_PROCUREMENT);
}

/* made_from[p][q]: q goes into p, directly or through other products. Transitive closure (Warshall 1962). */
static uint8_t *made_from(lode_builder *w)
{
    const lode_case *c = w->c;
    int32_t n = lode_rows_of(c, LODE_T_PRODUCTS), rows = lode_rows_of(c, LODE_T_RECIPES);
    uint8_t *from = LODE_TAKE(&w->b->arena, (int64_t)n * n, uint8_t);
    if (!from) return NULL;
    for (int32_t r = 0; r < rows; r++)
        for (int32_t o = 0; o < rows; o++)
            if (lode_case_int(c, r, LODE_RECIPES_DIRECTION, 0) == 0 && lode_case_int(c, o, LODE_RECIPES_DIRECTION, 0) == 1 &&
                strcmp(lode_case_text(c, r, LODE_RECIPES_RECIPE), lode_case_text(c, o, LODE_RECIPES_RECIPE)) == 0)
                from[(int64_t)lode_case_int(c, o, LODE_RECIPES_PRODUCT, 0) * n +
                     lode_case_int(c, r, LODE_RECIPES_PRODUCT, 0)] = 1;
    for (int32_t k = 0; k < n; k++)
        for (int32_t p = 0; p < n; p++)
            for (int32_t q = 0; q < n; q++)
                from[(int64_t)p * n + q] |= from[(int64_t)p * n + k] & from[(int64_t)k * n + q];
    return from;
}

static double central(const lode_builder *w, int32_t row, lode_column_id column, double otherwise)
{
    int32_t input = lode_case_qty(w->c, row, column);
    return input >= 0 ? w->c->input[input].central : otherwise;
}

/* Of measures with one share and one effective date the last governs: that announced last; then that which takes longer;
 * then that which leaks less; then that with the longer period. Below 0: a comes before b. */
static int compare(const lode_builder *w, int32_t a, int32_t b)
{
    const double keys[][2] = {
        {lode_builder_day(w, a, LODE_MEASURES_ANNOUNCED, 0), lode_builder_day(w, b, LODE_MEASURES_ANNOUNCED, 0)},
        {central(w, a, LODE_MEASURES_PROCESSING, 0), central(w, b, LODE_MEASURES_PROCESSING, 0)},
        {-central(w, a, LODE_MEASURES_LEAK, 0), -central(w, b, LODE_MEASURES_LEAK, 0)},
        {central(w, a, LODE_MEASURES_PERIOD, 0), central(w, b, LODE_MEASURES_PERIOD, 0)},
    };
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i][0] != keys[i][1]) return keys[i][0] < keys[i][1] ? -1 : 1;
    return 0;
}

/* Measures in an order that follows from what they say, and not from names, rows or the rest of the case; only those that
 * say the same keep the canonical one. */
static void put_in_order(const lode_builder *w, int32_t n, int32_t *order)
{
    lode_canonical_order(w->c, &w->canonical, LODE_T_MEASURES, order);
    for (int32_t i = 1; i < n; i++) {
        int32_t row = order[i], j = i;
        for (; j > 0 && compare(w, order[j - 1], row) > 0; j--) order[j] = order[j - 1];
        order[j] = row;
    }
}

void lode_build_measures(lode_builder *w)
{
    const lode_case *c = w->c;
    int32_t n = lode_rows_of(c, LODE_T_MEASURES), products = lode_rows_of(c, LODE_T_PRODUCTS);
    int32_t *order = LODE_TAKE(&w->b->arena, n, int32_t);
    uint8_t *from = made_from(w);
    if (!order || !from) {
        w->failed = true;
        return;
    }
    put_in_order(w, n, order);
    for (int32_t i = 0; i < n; i++) add_measure(w, order[i]);
    for (int32_t r = 0; r < lode_rows_of(c, LODE_T_PROCUREMENT); r++) add_rule(w, r);

    uint8_t *concerns = LODE_TAKE(&w->b->arena, (int64_t)w->d.measure.n * products, uint8_t);
    if (!concerns) {
        w->failed = true;
        return;
    }
    for (int32_t i = 0; i < w->d.measure.n; i++) {
        const lode_cell *covered = lode_case_cell(c, w->measure_row[i], lode_products_of(w->measure_part[i]));
        for (int32_t j = 0; j < covered->n; j++) {
            int32_t q = c->list[covered->first + j];
            for (int32_t p = 0; p < products; p++)
                if (p == q || from[(int64_t)p * products + q]) concerns[(int64_t)i * products + p] = 1;
        }
    }
    w->d.measure_made_from = concerns;
}
