/* Writing the image of a case. */
#include "live/image.h"

#include <string.h>

#include "base/sha256.h"
#include "case/reader.h"
#include "live/image_inner.h"

/* --- what both sides share ---------------------------------------------------------------- */

uint32_t lode_image_schema(void)
{
    /* FNV-1a, 32 bits */
    uint32_t hash = 0x811c9dc5u;
    for (int32_t i = 0; i < LODE_N_COLUMN; i++) {
        const lode_column_spec *c = lode_schema_column((lode_column_id)i);
        for (const char *s = c->name; *s; s++) hash = (hash ^ (unsigned char)*s) * 0x01000193u;
        hash = (hash ^ (uint32_t)c->type ^ (uint32_t)c->table << 8) * 0x01000193u;
        for (const char *s = c->type == LODE_ENUM ? c->argument : ""; *s; s++)
            hash = (hash ^ (unsigned char)*s) * 0x01000193u;
    }
    return hash;
}

bool lode_image_left_out(lode_column_id c)
{
    const lode_column_spec *column = lode_schema_column(c);
    bool quoted = column->table == LODE_T_SOURCES || column->table == LODE_T_CLAIM_EVIDENCE;
    return column->type == LODE_TEXT && (quoted || strcmp(column->name, "note") == 0);
}

/* --- numbers ------------------------------------------------------------------------------ */

typedef struct writer {
    const lode_case *c;
    lode_text *out;
    lode_pool words;
    bool failed;
} writer;

static void put_u32(lode_text *out, uint32_t x)
{
    char b[4];
    for (int i = 0; i < 4; i++) b[i] = (char)(x >> 8 * i & 255);
    lode_text_add(out, b, sizeof b);
}

static void put_u64(lode_text *out, uint64_t x)
{
    put_u32(out, (uint32_t)x);
    put_u32(out, (uint32_t)(x >> 32));
}

static void put_i32(lode_text *out, int32_t x)
{
    put_u32(out, (uint32_t)x);
}

static void put_f64(lode_text *out, double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    put_u64(out, bits);
}

static void put_flag(lode_text *out, int flags)
{
    lode_text_putc(out, (char)flags);
}

/* Number of a word, which is noted where it is new. */
static int32_t word(writer *w, const char *text)
{
    int32_t id = lode_pool_intern(&w->words, text, strlen(text));
    if (id < 0) w->failed = true;
    return id;
}

/* --- parts -------------------------------------------------------------------------------- */

static void put_run(writer *w, const lode_image_run *o)
{
    put_i32(w->out, word(w, w->c->id));
    put_flag(w->out, w->c->evidence_given);
    put_u64(w->out, o->seed);
    put_i32(w->out, o->draws);
    put_i32(w->out, o->design);
    put_i32(w->out, o->step_days);
    put_i32(w->out, o->report_days);
    put_i32(w->out, o->scenario ? word(w, o->scenario) : -1);
    put_i32(w->out, o->n_set);
    for (int32_t i = 0; i < o->n_set; i++) put_i32(w->out, word(w, o->set[i]));
}

/* Field by field, since like bytes side by side pack better. */
static void put_inputs(writer *w)
{
    const lode_case *c = w->c;
    put_i32(w->out, c->n_input);
    for (int32_t i = 0; i < c->n_input; i++) put_i32(w->out, word(w, c->input[i].name));
    for (int32_t i = 0; i < c->n_input; i++) put_i32(w->out, word(w, c->input[i].unit ? c->input[i].unit : ""));
    for (int32_t i = 0; i < c->n_input; i++) put_f64(w->out, c->input[i].low);
    for (int32_t i = 0; i < c->n_input; i++) put_f64(w->out, c->input[i].central);
    for (int32_t i = 0; i < c->n_input; i++) put_f64(w->out, c->input[i].high);
    for (int32_t i = 0; i < c->n_input; i++) put_flag(w->out, (int)c->input[i].dist);
    for (int32_t i = 0; i < c->n_input; i++)
        put_flag(w->out, (c->input[i].given ? LODE_IMAGE_BY_CASE : 0) | (c->input[i].working_days ? LODE_IMAGE_WORKING_DAYS : 0));
    for (int32_t i = 0; i < c->n_input; i++) put_flag(w->out, c->input[i].grade);
    for (int32_t i = 0; i < c->n_input; i++) put_i32(w->out, c->input[i].source);
}

static void put_list(writer *w, const lode_cell *cell, bool names, const char *const *text)
{
    put_i32(w->out, cell->set ? cell->n : 0);
    for (int32_t i = 0; cell->set && i < cell->n; i++) {
        int32_t item = w->c->list[cell->first + i];
        put_i32(w->out, names ? word(w, text[item]) : item);
    }
}

static void put_value(writer *w, const lode_cell *cell, lode_column_id column, const char *const *text)
{
    switch (lode_schema_column(column)->type) {
    case LODE_KEY:
    case LODE_TEXT: put_i32(w->out, word(w, cell->set && !lode_image_left_out(column) ? text[cell->i] : "")); break;
    case LODE_REFS:
    case LODE_DATES: put_list(w, cell, false, text); break;
    case LODE_NAMES: put_list(w, cell, true, text); break;
    case LODE_NUM: put_f64(w->out, cell->set ? cell->number : 0); break;
    default: put_i32(w->out, cell->set ? cell->i : 0); break;
    }
}

/* A table, column by column. */
static void put_table(writer *w, lode_table_id t)
{
    const lode_table_spec *table = lode_schema_table(t);
    const lode_store *store = w->c->store;
    int32_t n = w->c->table[t].n_row;
    put_i32(w->out, n);
    for (int32_t row = 0; row < n; row++) put_i32(w->out, word(w, store->key[t][row]));
    for (int32_t k = 0; k < table->n_column; k++) {
        lode_column_id c = (lode_column_id)(table->first_column + k);
        for (int32_t row = 0; row < n; row++) {
            const lode_cell *cell = lode_case_cell(w->c, row, c);
            put_flag(w->out, (cell->set ? LODE_IMAGE_SET : 0) | (cell->given ? LODE_IMAGE_GIVEN : 0));
        }
        for (int32_t row = 0; row < n; row++) put_value(w, lode_case_cell(w->c, row, c), c, store->text);
    }
}

static void put_words(const lode_pool *words, lode_text *out)
{
    uint32_t bytes = 0;
    for (int32_t i = 0; i < words->n_word; i++) bytes += (uint32_t)strlen(lode_pool_word(words, i)) + 1;
    put_i32(out, words->n_word);
    put_u32(out, bytes);
    for (int32_t i = 0; i < words->n_word; i++)
        lode_text_add(out, lode_pool_word(words, i), strlen(lode_pool_word(words, i)) + 1);
}

/* The head, whose check covers all that follows it. */
static void put_head(const lode_case *c, const lode_text *words, const lode_text *rest, lode_text *out)
{
    unsigned char digest[LODE_SHA256_BYTES];
    lode_sha256 sha;
    lode_sha256_begin(&sha);
    lode_sha256_add(&sha, lode_text_str(words), words->length);
    lode_sha256_add(&sha, lode_text_str(rest), rest->length);
    lode_sha256_end(&sha, digest);
    lode_text_puts(out, LODE_IMAGE_MAGIC);
    put_u32(out, LODE_IMAGE_VERSION);
    put_u32(out, (uint32_t)(LODE_IMAGE_HEAD + words->length + rest->length));
    lode_text_add(out, c->sha256, 64);
    lode_text_add(out, (const char *)digest, sizeof digest);
}

bool lode_image_write(const lode_case *c, const lode_image_run *run, lode_text *out)
{
    lode_text rest = {0}, words = {0};
    writer w = {.c = c, .out = &rest};
    put_run(&w, run);
    put_u32(&rest, lode_image_schema());
    put_inputs(&w);
    for (int32_t t = 0; t < LODE_N_TABLE; t++) put_table(&w, (lode_table_id)t);
    put_words(&w.words, &words);
    bool ok = !w.failed && !rest.failed && !words.failed && rest.length < INT32_MAX && words.length < INT32_MAX;
    if (ok) {
        put_head(c, &words, &rest, out);
        lode_text_add(out, words.data, words.length);
        lode_text_add(out, rest.data, rest.length);
    } else out->failed = true;
    lode_text_free(&rest);
    lode_text_free(&words);
    lode_pool_free(&w.words);
    return !out->failed;
}
