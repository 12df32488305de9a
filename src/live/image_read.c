/* Reading the image of a case: nothing in it is believed before it was checked. */
#include "live/image.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "case/reader.h"
#include "live/image_inner.h"

enum { FIRST_DAY = -719162, LAST_DAY = 2932896 }; /* 0001-01-01 and 9999-12-31, since 1970-01-01 */
enum { MOST_DRAWS = 1 << 30, MOST_DAYS = 36600, LAST_DESIGN = 2 /* LODE_DESIGN_LHS */ };

/* What is left of the image. After a failure all that is read is zero. */
typedef struct cursor {
    const unsigned char *at;
    size_t left;
    lode_store *store;
    const char **set; /* assignments */
    int32_t n_quantity; /* of the cells read so far */
    int32_t list_room;
    bool failed, no_memory;
} cursor;

/* --- numbers ------------------------------------------------------------------------------ */

static bool spoil(cursor *r)
{
    r->failed = true;
    return false;
}

static const unsigned char *take(cursor *r, size_t n)
{
    if (r->failed || r->left < n) {
        r->failed = true;
        return NULL;
    }
    const unsigned char *p = r->at;
    r->at += n;
    r->left -= n;
    return p;
}

static uint32_t get_u32(cursor *r)
{
    const unsigned char *p = take(r, 4);
    return p ? (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24 : 0;
}

static uint64_t get_u64(cursor *r)
{
    uint64_t low = get_u32(r);
    return low | (uint64_t)get_u32(r) << 32;
}

/* A whole number within low .. high. */
static int32_t get_i32(cursor *r, int32_t low, int32_t high)
{
    uint32_t bits = get_u32(r);
    int32_t x;
    memcpy(&x, &bits, sizeof x);
    if (x >= low && x <= high) return x;
    r->failed = true;
    return 0;
}

static double get_f64(cursor *r)
{
    uint64_t bits = get_u64(r);
    double x;
    memcpy(&x, &bits, sizeof x);
    if (isfinite(x)) return x;
    r->failed = true;
    return 0;
}

static int get_flags(cursor *r, int most)
{
    const unsigned char *p = take(r, 1);
    if (p && *p > most) r->failed = true;
    return p && *p <= most ? *p : 0;
}

/* How many of something of at least `bytes` bytes each follow. */
static int32_t get_count(cursor *r, size_t bytes)
{
    int32_t n = get_i32(r, 0, INT32_MAX);
    if ((size_t)n > r->left / bytes) r->failed = true;
    return r->failed ? 0 : n;
}

static void *room(cursor *r, int32_t n, size_t size)
{
    void *p = r->failed ? NULL : lode_arena_take(&r->store->arena, (size_t)n + 1, size);
    if (!p && !r->failed) r->failed = r->no_memory = true;
    return p;
}

#define ROOM(r, n, type) ((type *)room((r), (n), sizeof(type)))

/* A word by its number; "" after a failure. */
static const char *get_word(cursor *r)
{
    int32_t i = get_i32(r, 0, r->store->n_text - 1);
    return r->failed ? "" : r->store->text[i];
}

/* --- words and the run -------------------------------------------------------------------- */

static void read_words(cursor *r)
{
    int32_t n = get_count(r, 1);
    size_t bytes = get_u32(r);
    const char *from = (const char *)take(r, bytes);
    char *letters = ROOM(r, r->failed ? 0 : (int32_t)bytes, char);
    const char **text = ROOM(r, n, const char *);
    if (r->failed) return;
    memcpy(letters, from, bytes);
    size_t at = 0;
    for (int32_t i = 0; i < n; i++) {
        if (at >= bytes) {
            spoil(r);
            return;
        }
        text[i] = letters + at;
        /* the letters end with a NUL of their own, so this ends too */
        at += strlen(letters + at) + 1;
    }
    if (at != bytes || n == 0) spoil(r);
    r->store->text = text;
    r->store->n_text = n;
}

static void read_run(cursor *r, lode_image_run *o)
{
    r->store->c.id = get_word(r);
    r->store->c.dir = "";
    r->store->c.evidence_given = get_flags(r, 1) != 0;
    o->seed = get_u64(r);
    o->draws = get_i32(r, 0, MOST_DRAWS);
    o->design = get_i32(r, 0, LAST_DESIGN);
    o->step_days = get_i32(r, 0, MOST_DAYS);
    o->report_days = get_i32(r, 0, MOST_DAYS);
    int32_t scenario = get_i32(r, -1, r->store->n_text - 1);
    o->scenario = r->failed || scenario < 0 ? NULL : r->store->text[scenario];
    o->n_set = get_count(r, 4);
    r->set = ROOM(r, o->n_set, const char *);
    for (int32_t i = 0; i < o->n_set && !r->failed; i++) r->set[i] = get_word(r);
    o->set = r->set;
}

/* --- inputs ------------------------------------------------------------------------------- */

typedef struct named {
    const char *name;
    int32_t i;
} named;

static int by_name(const void *left, const void *right)
{
    return strcmp(((const named *)left)->name, ((const named *)right)->name);
}

/* The inputs in the order of their names, none of which may be there twice. */
static void index_names(cursor *r)
{
    const lode_case *c = &r->store->c;
    named *order = ROOM(r, c->n_input, named);
    r->store->by_name = ROOM(r, c->n_input, int32_t);
    if (r->failed) return;
    for (int32_t i = 0; i < c->n_input; i++) order[i] = (named){c->input[i].name, i};
    qsort(order, (size_t)c->n_input, sizeof *order, by_name);
    for (int32_t i = 0; i < c->n_input; i++) {
        r->store->by_name[i] = order[i].i;
        if (i > 0 && by_name(&order[i - 1], &order[i]) == 0) spoil(r);
    }
}

static void read_inputs(cursor *r)
{
    lode_case *c = &r->store->c;
    int32_t n = get_count(r, 8 + 24 + 3 + 4);
    lode_input *x = ROOM(r, n, lode_input);
    if (r->failed) return;
    for (int32_t i = 0; i < n; i++) x[i].name = get_word(r);
    for (int32_t i = 0; i < n; i++) x[i].unit = get_word(r);
    for (int32_t i = 0; i < n; i++) x[i].low = get_f64(r);
    for (int32_t i = 0; i < n; i++) x[i].central = get_f64(r);
    for (int32_t i = 0; i < n; i++) x[i].high = get_f64(r);
    for (int32_t i = 0; i < n; i++) x[i].dist = (lode_dist)get_flags(r, LODE_DIST_LOGNORMAL);
    for (int32_t i = 0; i < n; i++) {
        int flags = get_flags(r, LODE_IMAGE_BY_CASE | LODE_IMAGE_WORKING_DAYS);
        x[i].given = (flags & LODE_IMAGE_BY_CASE) != 0;
        x[i].working_days = (flags & LODE_IMAGE_WORKING_DAYS) != 0;
    }
    for (int32_t i = 0; i < n; i++) x[i].grade = get_flags(r, 3);
    for (int32_t i = 0; i < n; i++) x[i].source = get_i32(r, -1, INT32_MAX);
    c->input = x;
    c->n_input = n;
    index_names(r);
}

static bool is_log(lode_dist d)
{
    return d == LODE_DIST_LOGUNIFORM || d == LODE_DIST_LOGTRIANGULAR || d == LODE_DIST_LOGNORMAL;
}

/* Whether an input is what its column allows. */
static bool fits(const lode_case *c, const lode_input *x)
{
    const lode_column_spec *column = lode_schema_column((lode_column_id)x->column);
    bool log = is_log(x->dist);
    return x->low >= column->low && x->low <= x->central && x->central <= x->high && x->high <= column->high &&
           (!log || x->low > 0) && (x->dist == LODE_DIST_FIXED || x->low < x->high) &&
           x->source < c->table[LODE_T_SOURCES].n_row;
}

/* --- tables ------------------------------------------------------------------------------- */

static lode_cell *cell_at(cursor *r, int32_t row, lode_column_id c)
{
    const lode_column_spec *spec = lode_schema_column(c);
    const lode_rows *rows = &r->store->c.table[spec->table];
    return &rows->cell[(size_t)row * (size_t)rows->n_column + (size_t)((int32_t)c - lode_schema_table(spec->table)->first_column)];
}

static void read_list(cursor *r, lode_cell *cell, int32_t low, int32_t high)
{
    lode_case *c = &r->store->c;
    cell->n = get_count(r, 4);
    cell->first = c->n_list;
    if (cell->n > r->list_room - c->n_list) spoil(r);
    for (int32_t i = 0; i < cell->n && !r->failed; i++) c->list[c->n_list++] = get_i32(r, low, high);
}

/* References are held against their tables when all have been read. */
static void read_value(cursor *r, lode_cell *cell, lode_column_id column)
{
    const lode_column_spec *spec = lode_schema_column(column);
    switch (spec->type) {
    case LODE_KEY:
    case LODE_TEXT: cell->i = get_i32(r, 0, r->store->n_text - 1); break;
    case LODE_REF: cell->i = get_i32(r, 0, INT32_MAX); break;
    case LODE_REFS: read_list(r, cell, 0, INT32_MAX); break;
    case LODE_NAMES: read_list(r, cell, 0, r->store->n_text - 1); break;
    case LODE_DATES: read_list(r, cell, FIRST_DAY, LAST_DAY); break;
    case LODE_ENUM: cell->i = get_i32(r, 0, lode_words_count(spec->argument) - 1); break;
    case LODE_BOOL: cell->i = get_i32(r, 0, 1); break;
    case LODE_DATE: cell->i = get_i32(r, FIRST_DAY, LAST_DAY); break;
    case LODE_INT:
        cell->i = get_i32(r, INT32_MIN, INT32_MAX);
        if (cell->set && (cell->i < spec->low || cell->i > spec->high)) spoil(r);
        break;
    case LODE_NUM:
        cell->number = get_f64(r);
        if (cell->set && (cell->number < spec->low || cell->number > spec->high)) spoil(r);
        break;
    case LODE_QTY: cell->i = get_i32(r, 0, r->store->c.n_input); break;
    }
}

/* Whether a cell may be without a value. */
static bool may_be_blank(lode_column_id c)
{
    const lode_column_spec *spec = lode_schema_column(c);
    if (spec->need == LODE_IS_KEY) return lode_schema_key_may_be_blank(c);
    return spec->need == LODE_OPTIONAL && spec->fallback[0] == '\0';
}

static void read_table(cursor *r, lode_table_id t)
{
    const lode_table_spec *table = lode_schema_table(t);
    lode_store *s = r->store;
    lode_rows *rows = &s->c.table[t];
    rows->n_column = table->n_column;
    rows->n_row = get_count(r, (size_t)(1 + table->n_column));
    s->file_name[t] = s->path[t] = table->name;
    s->key[t] = ROOM(r, rows->n_row, const char *);
    rows->cell = (lode_cell *)room(r, rows->n_row * table->n_column, sizeof(lode_cell));
    for (int32_t row = 0; row < rows->n_row && !r->failed; row++) {
        s->key[t][row] = get_word(r);
        if (row > 0 && table->place != LODE_CSV && strcmp(s->key[t][row - 1], s->key[t][row]) >= 0) spoil(r);
    }
    for (int32_t k = 0; k < table->n_column && !r->failed; k++) {
        lode_column_id c = (lode_column_id)(table->first_column + k);
        for (int32_t row = 0; row < rows->n_row; row++) {
            lode_cell *cell = cell_at(r, row, c);
            int flags = get_flags(r, LODE_IMAGE_SET | LODE_IMAGE_GIVEN);
            cell->set = (flags & LODE_IMAGE_SET) != 0;
            cell->given = (flags & LODE_IMAGE_GIVEN) != 0;
            if (!cell->set && !may_be_blank(c)) spoil(r);
        }
        for (int32_t row = 0; row < rows->n_row && !r->failed; row++) read_value(r, cell_at(r, row, c), c);
    }
    bool one = table->place == LODE_YAML_ROOT || table->place == LODE_YAML_ONE;
    if (one ? rows->n_row != 1 : table->need == LODE_REQUIRED && rows->n_row == 0) spoil(r);
}

/* Hold the references of a cell against the tables, and give its input its place. */
static bool settle_cell(cursor *r, lode_table_id t, int32_t row, lode_column_id column)
{
    lode_case *c = &r->store->c;
    const lode_column_spec *spec = lode_schema_column(column);
    const lode_cell *cell = cell_at(r, row, column);
    if (!cell->set) return true;
    if (spec->type == LODE_QTY) {
        /* inputs come in the order of the cells */
        if (cell->i != r->n_quantity || cell->i >= c->n_input) return spoil(r);
        lode_input *x = &c->input[r->n_quantity++];
        x->table = (int32_t)t;
        x->row = row;
        x->column = (int32_t)column;
        return fits(c, x) || spoil(r);
    }
    if (spec->type != LODE_REF && spec->type != LODE_REFS) return true;
    int32_t to = lode_schema_find_table(spec->argument), n = to >= 0 ? c->table[to].n_row : 0;
    if (spec->type == LODE_REF) return cell->i < n || spoil(r);
    for (int32_t i = 0; i < cell->n; i++)
        if (c->list[cell->first + i] >= n) return spoil(r);
    return true;
}

static void settle(cursor *r)
{
    lode_case *c = &r->store->c;
    for (int32_t t = 0; t < LODE_N_TABLE && !r->failed; t++)
        for (int32_t row = 0; row < c->table[t].n_row && !r->failed; row++)
            for (int32_t k = 0; k < c->table[t].n_column; k++)
                if (!settle_cell(r, (lode_table_id)t, row, (lode_column_id)(lode_schema_table((lode_table_id)t)->first_column + k)))
                    return;
    if (r->n_quantity != c->n_input) spoil(r);
    /* there always are, and runs rest on them */
    if (r->failed || lode_case_find(c, LODE_T_SCENARIOS, "status-quo") < 0 || lode_case_find(c, LODE_T_SCENARIOS, "no-measures") < 0)
        spoil(r);
}

/* --- the whole ---------------------------------------------------------------------------- */

/* What is wrong with the head; NULL: nothing. */
static const char *check_head(cursor *r, size_t length, const unsigned char **sha256)
{
    unsigned char digest[LODE_SHA256_BYTES];
    lode_sha256 sha;
    const unsigned char *magic = take(r, 8);
    if (!magic || memcmp(magic, LODE_IMAGE_MAGIC, 8) != 0) return "it is no image of a case";
    if (get_u32(r) != LODE_IMAGE_VERSION) return "it is of another version";
    uint32_t size = get_u32(r);
    *sha256 = take(r, 64);
    const unsigned char *check = take(r, LODE_SHA256_BYTES);
    if (!check || size != length) return "it is cut off";
    lode_sha256_begin(&sha);
    lode_sha256_add(&sha, r->at, r->left);
    lode_sha256_end(&sha, digest);
    return memcmp(digest, check, sizeof digest) == 0 ? NULL : "it is damaged";
}

static void read_body(cursor *r, lode_image_run *run)
{
    read_words(r);
    read_run(r, run);
    if (get_u32(r) != lode_image_schema()) spoil(r);
    read_inputs(r);
    /* no list can have more elements than there are numbers left */
    r->list_room = (int32_t)(r->left / 4);
    r->store->c.list = ROOM(r, r->list_room, int32_t);
    for (int32_t t = 0; t < LODE_N_TABLE && !r->failed; t++) read_table(r, (lode_table_id)t);
    if (!r->failed) settle(r);
    r->store->source_used = ROOM(r, r->failed ? 0 : r->store->c.table[LODE_T_SOURCES].n_row, bool);
    if (r->left > 0) spoil(r);
}

lode_image *lode_image_read(const void *bytes, size_t length, lode_text *why)
{
    lode_image *image = calloc(1, sizeof *image);
    cursor r = {.at = bytes, .left = length, .store = calloc(1, sizeof(lode_store))};
    const unsigned char *sha256 = NULL;
    const char *wrong = image && r.store ? NULL : "there is no memory";
    if (!wrong && length > INT32_MAX) wrong = "it is too large";
    if (!wrong) wrong = check_head(&r, length, &sha256);
    if (!wrong) {
        image->c = &r.store->c;
        r.store->c.store = r.store;
        memcpy(r.store->c.sha256, sha256, 64);
        read_body(&r, &image->run);
        if (r.failed) wrong = r.no_memory ? "there is no memory" : "its parts do not fit together";
    }
    if (!wrong) return image;
    lode_text_printf(why, "cannot open the image: %s", wrong);
    if (r.store) lode_arena_free(&r.store->arena);
    free(r.store);
    free(image);
    return NULL;
}

void lode_image_free(lode_image *image)
{
    if (!image) return;
    lode_case_free(image->c);
    free(image);
}
