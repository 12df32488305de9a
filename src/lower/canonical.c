/* Hashes of rows by content, refined along references. */
#include "lower/canonical.h"

#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 8 };

/* A well-mixed 64-bit hash of a pair (finaliser of splitmix64, [steele2014]). */
static uint64_t mix(uint64_t a, uint64_t b)
{
    uint64_t x = a * 0x9E3779B97F4A7C15u ^ (b + 0xD1B54A32D192ED03u);
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static uint64_t bits(double value)
{
    uint64_t b;
    memcpy(&b, &value, sizeof b);
    return b;
}

/* Sources, grades and dates of knowledge say where a number is from, not what it is. */
static bool is_about_evidence(const lode_column_spec *s)
{
    return (s->type == LODE_REFS && strcmp(s->argument, "sources") == 0) || strcmp(s->name, "known_since") == 0 ||
           strcmp(s->name, "grade") == 0;
}

/* Names, not numbers of the schema: what is added to it must not change the order of anything. */
static uint64_t name_hash(const char *name)
{
    uint64_t h = 0;
    for (; *name; name++) h = mix(h, (unsigned char)*name);
    return h;
}

static uint64_t column_hash(const lode_column_spec *s)
{
    return mix(name_hash(lode_schema_table(s->table)->name), name_hash(s->name));
}

/* What a cell says by itself: numbers and choices; texts and keys are only names. */
static uint64_t own(const lode_case *c, const lode_cell *cell, const lode_column_spec *s)
{
    if (!cell->set || is_about_evidence(s)) return 0;
    uint64_t h = 0;
    switch (s->type) {
    case LODE_ENUM:
    case LODE_BOOL:
    case LODE_DATE:
    case LODE_INT: return mix(1, (uint64_t)(uint32_t)cell->i);
    case LODE_DATES:
        for (int32_t j = 0; j < cell->n; j++) h += mix(2, (uint64_t)(uint32_t)c->list[cell->first + j]);
        return h;
    case LODE_QTY: {
        const lode_input *in = &c->input[cell->i];
        return mix(mix(bits(in->central), bits(in->low)), mix(bits(in->high), (uint64_t)in->dist));
    }
    case LODE_NUM: return mix(8, bits(cell->number));
    case LODE_KEY:
    case LODE_TEXT:
    case LODE_REF:
    case LODE_REFS:
    case LODE_NAMES: break;
    }
    return 0;
}

/* What is said about the world is no part of it: a claim more or less must not change the order of anything. */
static bool is_model(int32_t t)
{
    return t != LODE_T_CLAIMS && t != LODE_T_READINGS && t != LODE_T_CLAIM_EVIDENCE;
}

static lode_table_id table_named(const char *name)
{
    int32_t t = 0;
    while (t < LODE_N_TABLE - 1 && strcmp(lode_schema_table((lode_table_id)t)->name, name) != 0) t++;
    return (lode_table_id)t;
}

/* Tell each end of a reference about the other. */
static void tell(const lode_canonical *old, lode_canonical *new, lode_table_id t, int32_t row, uint64_t column,
                 lode_table_id to, int32_t target)
{
    new->hash[t][row] += mix(mix(3, column), old->hash[to][target]);
    new->hash[to][target] += mix(mix(4, column), old->hash[t][row]);
}

/* recipes are named by text: a site refers to every row of its recipe */
static void tell_recipes(const lode_case *c, const lode_canonical *old, lode_canonical *new)
{
    uint64_t column = column_hash(lode_schema_column(LODE_SITES_RECIPE));
    for (int32_t s = 0; s < c->table[LODE_T_SITES].n_row; s++) {
        const char *recipe = lode_case_text(c, s, LODE_SITES_RECIPE);
        for (int32_t r = 0; r < c->table[LODE_T_RECIPES].n_row; r++)
            if (strcmp(lode_case_text(c, r, LODE_RECIPES_RECIPE), recipe) == 0)
                tell(old, new, LODE_T_SITES, s, column, LODE_T_RECIPES, r);
    }
}

static void refine(const lode_case *c, const lode_canonical *old, lode_canonical *new)
{
    for (int32_t t = 0; t < LODE_N_TABLE; t++) {
        const lode_table_spec *table = lode_schema_table((lode_table_id)t);
        for (int32_t row = 0; is_model(t) && row < c->table[t].n_row; row++)
            for (int32_t j = 0; j < table->n_column; j++) {
                lode_column_id column = (lode_column_id)(table->first_column + j);
                const lode_column_spec *s = lode_schema_column(column);
                const lode_cell *cell = lode_case_cell(c, row, column);
                if (!cell->set || is_about_evidence(s)) continue;
                if (s->type == LODE_REF)
                    tell(old, new, (lode_table_id)t, row, column_hash(s), table_named(s->argument), cell->i);
                if (s->type == LODE_REFS)
                    for (int32_t n = 0; n < cell->n; n++)
                        tell(old, new, (lode_table_id)t, row, column_hash(s), table_named(s->argument),
                             c->list[cell->first + n]);
            }
    }
    tell_recipes(c, old, new);
}

static void begin(const lode_case *c, lode_canonical *h)
{
    for (int32_t t = 0; t < LODE_N_TABLE; t++) {
        const lode_table_spec *table = lode_schema_table((lode_table_id)t);
        for (int32_t row = 0; row < c->table[t].n_row; row++) {
            h->hash[t][row] = mix(5, name_hash(table->name));
            for (int32_t j = 0; j < table->n_column; j++) {
                lode_column_id column = (lode_column_id)(table->first_column + j);
                const lode_column_spec *s = lode_schema_column(column);
                uint64_t said = own(c, lode_case_cell(c, row, column), s);
                /* what was left blank says nothing, so that a new column does not either */
                if (said != 0) h->hash[t][row] += mix(mix(6, column_hash(s)), said);
            }
        }
    }
}

bool lode_canonical_hash(const lode_case *c, lode_canonical *h)
{
    lode_canonical new = {{0}};
    bool ok = true;
    *h = (lode_canonical){{0}};
    for (int32_t t = 0; t < LODE_N_TABLE; t++) {
        size_t n = (size_t)c->table[t].n_row + 1;
        h->hash[t] = calloc(n, sizeof **h->hash);
        new.hash[t] = calloc(n, sizeof **new.hash);
        ok = ok && h->hash[t] && new.hash[t];
    }
    if (ok) begin(c, h);
    for (int round = 0; ok && round < ROUNDS; round++) {
        for (int32_t t = 0; t < LODE_N_TABLE; t++)
            for (int32_t row = 0; row < c->table[t].n_row; row++) new.hash[t][row] = mix(7, h->hash[t][row]);
        refine(c, h, &new);
        lode_canonical swap = *h;
        *h = new;
        new = swap;
    }
    lode_canonical_free(&new);
    if (!ok) lode_canonical_free(h);
    return ok;
}

void lode_canonical_order(const lode_case *c, const lode_canonical *h, lode_table_id t, int32_t *order)
{
    const uint64_t *hash = h->hash[t];
    for (int32_t i = 0; i < c->table[t].n_row; i++) { /* insertion: tables are small, ties keep their order */
        int32_t j = i;
        for (; j > 0 && hash[order[j - 1]] > hash[i]; j--) order[j] = order[j - 1];
        order[j] = i;
    }
}

void lode_canonical_free(lode_canonical *h)
{
    for (int32_t t = 0; t < LODE_N_TABLE; t++) free(h->hash[t]);
    *h = (lode_canonical){{0}};
}
