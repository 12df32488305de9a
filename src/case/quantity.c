/* Quantities: a number or a distribution with its source and grade becomes an input. */
#include <math.h>
#include <string.h>

#include "case/reader.h"

/* One quantity being read. */
typedef struct quantity {
    lode_reader *r;
    const lode_column_spec *column;
    lode_column_id c;
    const lode_field *f;
    lode_place where; /* of the value */
    bool ok;
    lode_input input;
    bool has_low, has_high;
} quantity;

static lode_place part_place(const quantity *q, lode_part part)
{
    const lode_written *w = q->f->part[part];
    return w ? lode_written_place(q->r, q->column->table, w) : q->where;
}

/* --- one number --------------------------------------------------------------------------- */

/* Split "45 wd" into number and unit, in place of a unit key. Only case.yaml may say so. */
static const char *unit_of(const quantity *q, char *text)
{
    const lode_written *unit = q->f->part[LODE_PART_UNIT];
    char *blank = strchr(text, ' ');
    if (lode_schema_table(q->column->table)->place != LODE_CSV && blank && blank > text) {
        char *rest = blank;
        while (*rest == ' ') rest++;
        bool letter = (*rest >= 'a' && *rest <= 'z') || (*rest >= 'A' && *rest <= 'Z');
        if (letter) {
            *blank = '\0';
            return rest;
        }
    }
    return unit ? unit->text : NULL;
}

/* A unit must be the column's own; processing times may be in working days. */
static void read_unit(quantity *q, const char *unit, lode_place place)
{
    if (!unit || strcmp(unit, q->column->argument) == 0) return;
    bool days = strcmp(q->column->argument, "day") == 0;
    if (days && (strcmp(unit, "days") == 0 || strcmp(unit, "d") == 0)) return;
    if (strcmp(unit, "wd") == 0 && q->c == LODE_MEASURES_PROCESSING) {
        q->input.working_days = true;
        return;
    }
    q->ok = false;
    lode_diag_add(q->r->diags, LODE_DIAG_WRONG_UNIT, place, NULL, unit, q->column->argument);
    if (strcmp(unit, "wd") == 0)
        lode_diag_hint(q->r->diags, "only processing_days of a measure may be in working days");
}

static bool in_bounds(quantity *q, double x, const char *text, lode_place place)
{
    double low = q->column->low, high = q->column->high;
    if (x >= low && x <= high) return true;
    lode_diag_add(q->r->diags, LODE_DIAG_OUT_OF_BOUNDS, place, NULL, q->column->name, text);
    if (high >= LODE_BOUNDLESS) lode_diag_hint(q->r->diags, "it must be at least %g", low);
    else lode_diag_hint(q->r->diags, "it must be between %g and %g", low, high);
    if (isfinite(high) && high <= 1.0 && x > 1.0 && x <= 100.0)
        lode_diag_hint(q->r->diags, "write a share of one: 0.25 for 25 %%");
    return false;
}

/* The number of a part. Returns false where the part is not there or wrong. */
static bool read_part(quantity *q, lode_part part, double *x)
{
    enum { LONGEST = 200 };
    const lode_written *w = q->f->part[part];
    if (!w) return false;
    lode_place place = lode_written_place(q->r, q->column->table, w);
    char text[LONGEST + 1];
    size_t n = strlen(w->text);
    memcpy(text, w->text, n <= LONGEST ? n : LONGEST);
    text[n <= LONGEST ? n : LONGEST] = '\0';
    if (part == LODE_PART_VALUE) read_unit(q, unit_of(q, text), place);

    const char *hint = lode_number_read(text, x);
    if (hint) {
        lode_diag_add(q->r->diags, LODE_DIAG_NOT_A_NUMBER, place, hint, text);
        q->ok = false;
        return false;
    }
    if (!in_bounds(q, *x, text, place)) q->ok = false;
    return q->ok;
}

/* --- the distribution --------------------------------------------------------------------- */

static bool is_log(lode_dist dist)
{
    return dist == LODE_DIST_LOGUNIFORM || dist == LODE_DIST_LOGTRIANGULAR ||
           dist == LODE_DIST_LOGNORMAL;
}

static void range_error(quantity *q, lode_part part, const char *what, const char *than)
{
    lode_diag_add(q->r->diags, LODE_DIAG_RANGE_ORDER, part_place(q, part), NULL, q->column->name,
                  what, than);
    q->ok = false;
}

/* low <= central <= high, both ends or none, a central value */
static void check_range(quantity *q)
{
    const lode_input *in = &q->input;
    bool low = q->f->part[LODE_PART_LOW], high = q->f->part[LODE_PART_HIGH];
    if (low != high) {
        lode_diag_add(q->r->diags, LODE_DIAG_RANGE_HALF,
                      part_place(q, low ? LODE_PART_LOW : LODE_PART_HIGH), NULL, q->column->name,
                      low ? "low" : "high", low ? "high" : "low");
        q->ok = false;
    }
    if (!q->f->part[LODE_PART_VALUE]) {
        lode_diag_add(q->r->diags, LODE_DIAG_NO_CENTRAL,
                      part_place(q, low ? LODE_PART_LOW : LODE_PART_HIGH),
                      "give the central value too", q->column->name);
        q->ok = false;
    }
    if (!q->ok || !low) return;
    if (in->low > in->high) range_error(q, LODE_PART_LOW, "low", "high");
    else if (in->low > in->central) range_error(q, LODE_PART_LOW, "low", "central");
    else if (in->central > in->high) range_error(q, LODE_PART_VALUE, "central", "high");
}

static void read_dist(quantity *q)
{
    const lode_written *word = q->f->part[LODE_PART_DIST];
    lode_input *in = &q->input;
    bool range = q->f->part[LODE_PART_LOW] && q->f->part[LODE_PART_HIGH];
    lode_place place = part_place(q, LODE_PART_DIST);
    in->dist = !range ? LODE_DIST_FIXED : in->grade == 3 ? LODE_DIST_UNIFORM : LODE_DIST_PERT;
    if (word) {
        int32_t i = lode_read_word(q->r, lode_dist_words, word->text, place);
        if (i < 0) q->ok = false;
        else in->dist = (lode_dist)i;
    }
    if (!q->ok) return;
    if (in->dist == LODE_DIST_FIXED) {
        if (range && (in->low < in->central || in->high > in->central)) {
            lode_diag_add(q->r->diags, LODE_DIAG_FIXED_RANGE, place, NULL, q->column->name);
            q->ok = false;
        }
    } else if (!range) {
        lode_diag_add(q->r->diags, LODE_DIAG_DIST_NO_RANGE, place, "give low and high",
                      q->column->name, word ? word->text : "");
        q->ok = false;
    } else if (is_log(in->dist) && in->low <= 0.0) {
        lode_diag_add(q->r->diags, LODE_DIAG_RANGE_LOG, part_place(q, LODE_PART_LOW), NULL,
                      q->column->name, word ? word->text : "");
        q->ok = false;
    }
    if (!range) in->low = in->high = in->central;
    if (in->low >= in->high) in->dist = LODE_DIST_FIXED;
}

/* --- provenance --------------------------------------------------------------------------- */

/* Place of the piece [skip, end) of a list at offset `at` of a CSV cell; YAML lists have been joined: the place of all. */
static lode_place piece_place(const quantity *q, const lode_written *w, size_t at, size_t skip, size_t end)
{
    lode_place place = lode_written_place(q->r, q->column->table, w);
    if (lode_schema_table(q->column->table)->place != LODE_CSV) return place;
    place.column += (int32_t)(at + skip) + w->quoted;
    place.length = (int32_t)(end - skip);
    return place;
}

/* The row of the source that a piece names, -2 if there is none, which is said. */
static int32_t read_piece(quantity *q, const char *piece, size_t length, lode_place place)
{
    char id[LODE_MAX_KEY + 1];
    if (length == 0) {
        lode_diag_add(q->r->diags, LODE_DIAG_EMPTY_ELEMENT, place, "remove the ';'");
        return -2;
    }
    if (length > LODE_MAX_KEY) {
        lode_diag_add(q->r->diags, LODE_DIAG_KEY_TOO_LONG, place, NULL, LODE_MAX_KEY);
        return -2;
    }
    memcpy(id, piece, length);
    id[length] = '\0';
    int32_t row = lode_resolve(q->r, LODE_T_SOURCES, id, place);
    return row >= 0 ? row : -2;
}

/* The first of "a;b" decides; all of them must exist. */
static void read_source(quantity *q, const lode_row_source *from)
{
    const lode_written *w = q->f->part[LODE_PART_SOURCE];
    q->input.source = from->source;
    if (!w) return;
    bool yaml = lode_schema_table(q->column->table)->place != LODE_CSV;
    for (const char *s = w->text;; s++) {
        size_t n = strcspn(s, ";"), skip = strspn(s, " \t"), end = n;
        if (skip > n) skip = n;
        while (end > skip && (s[end - 1] == ' ' || s[end - 1] == '\t')) end--;
        bool joined = end == skip && yaml; /* ends with a ';' */
        int32_t row = joined ? -2 : read_piece(q, s + skip, end - skip, piece_place(q, w, (size_t)(s - w->text), skip, end));
        if (s == w->text) q->input.source = row;
        s += n;
        if (*s == '\0') return;
    }
}

static void read_grade(quantity *q, const lode_row_source *from)
{
    const lode_written *w = q->f->part[LODE_PART_GRADE];
    q->input.grade = from->grade;
    if (!w) return;
    int32_t grade = lode_read_word(q->r, "A|B|C|D", w->text, part_place(q, LODE_PART_GRADE));
    if (grade >= 0) q->input.grade = grade;
}

/* --- the input ---------------------------------------------------------------------------- */

static bool add_input(lode_reader *r, const lode_input *in, lode_cell *cell)
{
    lode_input *grown = lode_grown(r->input, &r->input_capacity, r->n_input, sizeof *grown);
    if (!grown) return lode_reader_no_memory(r);
    r->input = grown;
    cell->i = r->n_input;
    r->input[r->n_input++] = *in;
    return true;
}

/* The schema's default: a guess without a source. */
static bool add_default(quantity *q, lode_cell *cell)
{
    double x = 0.0;
    if (q->column->fallback[0] == '\0') return true;
    const char *wrong = lode_number_read(q->column->fallback, &x);
    LODE_ASSERT(!wrong);
    (void)wrong;
    q->input.central = q->input.low = q->input.high = x;
    q->input.source = -1;
    q->input.grade = 3;
    cell->set = true;
    return add_input(q->r, &q->input, cell);
}

bool lode_read_quantity(lode_reader *r, lode_column_id c, int32_t row, const lode_field *f,
                        const lode_row_source *from, lode_place where, lode_cell *cell,
                        bool *guess_without_range)
{
    const lode_column_spec *column = lode_schema_column(c);
    quantity q = {.r = r, .column = column, .c = c, .f = f, .where = where, .ok = true};
    q.input = (lode_input){.unit = column->argument,
                           .table = (int32_t)column->table,
                           .row = row,
                           .column = (int32_t)c};
    bool any = f->part[LODE_PART_VALUE] || f->part[LODE_PART_LOW] || f->part[LODE_PART_HIGH] ||
               f->part[LODE_PART_DIST];
    if (f->wrong) {
        cell->given = true;
        return true;
    }
    if (!any) return add_default(&q, cell);

    cell->given = q.input.given = true;
    if (f->part[LODE_PART_VALUE]) read_part(&q, LODE_PART_VALUE, &q.input.central);
    if (f->part[LODE_PART_LOW]) read_part(&q, LODE_PART_LOW, &q.input.low);
    if (f->part[LODE_PART_HIGH]) read_part(&q, LODE_PART_HIGH, &q.input.high);
    read_source(&q, from);
    read_grade(&q, from);
    check_range(&q);
    if (q.ok) read_dist(&q);
    if (q.input.source == -1) {
        lode_diag_add(r->diags, LODE_DIAG_NO_SOURCE, where, NULL, column->name);
        lode_diag_hint(r->diags, "add a row to sources.csv and name it under 'source'");
    }
    if (!q.ok || r->failed) return !r->failed;

    if (q.input.grade == 3 && q.input.dist == LODE_DIST_FIXED && !f->part[LODE_PART_DIST])
        *guess_without_range = true;
    cell->set = true;
    return add_input(r, &q.input, cell);
}
