/* Finding tables, columns and words in the schema. Used inside src/case only. */
#ifndef LODE_CASE_SCHEMA_H
#define LODE_CASE_SCHEMA_H

#include "case/case.h"

/* The bound INF of schema.def: more than there is of anything, and sums of such numbers stay finite. */
#define LODE_BOUNDLESS 1e18

/* Id of the table or column of that name, -1 if there is none. */
int32_t lode_schema_find_table(const char *name);
int32_t lode_schema_find_column(lode_table_id t, const char *name);

/* How many key columns a table has; they come first. */
int32_t lode_schema_n_key(lode_table_id t);

/* Whether a key column may be left blank. */
bool lode_schema_key_may_be_blank(lode_column_id c);

/* Lists of words "a|b|c": the index of a word or -1; the i-th word and its length; their number. */
int32_t lode_words_find(const char *words, const char *word);
const char *lode_words_at(const char *words, int32_t i, size_t *length);
int32_t lode_words_count(const char *words);

/* The parts in which a value can be written: a quantity has up to seven, all others only the first. */
typedef enum lode_part {
    LODE_PART_VALUE, /* central, or the value itself */
    LODE_PART_LOW,
    LODE_PART_HIGH,
    LODE_PART_DIST,
    LODE_PART_SOURCE,
    LODE_PART_GRADE,
    LODE_PART_UNIT, /* YAML only */
    LODE_N_PART
} lode_part;

extern const char *const lode_part_names[LODE_N_PART];    /* keys of a YAML mapping           */
extern const char *const lode_part_suffixes[LODE_N_PART]; /* of CSV columns; NULL: no column  */

/* The words of lode_dist, in its order. */
extern const char lode_dist_words[];

#endif
