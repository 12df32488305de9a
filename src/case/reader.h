/* What the passes of the reader share. Used inside src/case only.
 *
 *   folder.c   the files of the folder, their hash           text.c     UTF-8, copies of text
 *   csv.c      CSV text -> cells with places                 yaml.c     YAML text -> tree with places
 *   rows.c     cells -> records                              tree.c     tree -> records
 *   keys.c     records sorted by key; duplicates, evidence   values.c   records -> typed cells
 *   quantity.c quantities -> inputs                          number.c   numbers, strictly
 *   scenario.c what scenarios say by default                 check*.c   what must hold between rows
 *
 * A record holds only what was written: a list of pieces of text, each with its column and place. */
#ifndef LODE_CASE_READER_H
#define LODE_CASE_READER_H

#include <stddef.h>

#include "base/arena.h"
#include "base/strings.h"
#include "case/schema.h"

/* Limits that keep a hostile or broken case from taking all memory or time. */
enum {
    LODE_MAX_FILE = 64 * 1024 * 1024, /* byte  of one file                        */
    LODE_MAX_RECORD = 200000,         /*       records of one table               */
    LODE_MAX_CELL = 16384,            /* byte  of one value                       */
    LODE_MAX_KEY = 100,               /* byte  of one identifier                  */
    LODE_MAX_KEY_PART = 4,            /*       key columns of a table             */
    LODE_MAX_YAML_NODE = 500000,      /*       values and keys in case.yaml       */
    LODE_MAX_YAML_DEPTH = 16,         /*       mappings inside mappings           */
    LODE_MAX_NEAR = 300000            /*       words compared for "did you mean"  */
};

/* A piece of text as written. */
typedef struct lode_written {
    const char *text; /* NUL-terminated; "" where a value is blank                       */
    int32_t slot;     /* column of the table x LODE_N_PART + lode_part                    */
    int32_t line, column, length;
    int32_t quoted; /* 1 if the text begins one byte after the place, behind a quote */
    bool wrong;     /* something was written, but nothing that can be read; reported */
} lode_written;

/* What became of a record; after keys.c they stand in this order, each kind sorted by key. */
typedef enum lode_record_state {
    LODE_RECORD_KEPT,
    LODE_RECORD_LEFT_OUT, /* became known after evidence_until          */
    LODE_RECORD_SPOILED,  /* only its key can be read: an error, reported */
    LODE_RECORD_DROPPED   /* has no key: an error, reported             */
} lode_record_state;

/* One row of a CSV file or one entry of a mapping. */
typedef struct lode_record {
    int32_t first, n;                   /* written[first .. first+n-1]    */
    int32_t line, column, length;       /* the first cell, or the key     */
    const char *key[LODE_MAX_KEY_PART]; /* "" where blank                 */
    lode_record_state state;
    int32_t known; /* day, where left out            */
} lode_record;

/* The records of one table. */
typedef struct lode_raw_table {
    lode_record *record; /* (n_all)                                                         */
    int32_t n_all, capacity;
    int32_t n, n_left_out, n_spoiled; /* after keys.c: how many of each stand in record       */
    int32_t n_nameless; /* rows without a readable key: what is not found may be among them */
    bool present;       /* the file or the mapping is there                                 */
    bool broken;        /* not read to the end: nothing may be concluded from its rows      */
    int32_t line;       /* of the header row of a CSV file                                  */
} lode_raw_table;

typedef struct lode_store {
    lode_case c; /* first, so that a lode_case * is also a pointer to its store */
    lode_arena arena;
    const char **text; /* (n_text) by string id                                       */
    const char *
        *key[LODE_N_TABLE]; /* (n_row)  key as people write it                             */
    const char
        *path[LODE_N_TABLE]; /* file of the table, as the user would write it               */
    const char
        *file_name[LODE_N_TABLE]; /* the same without its folder                             */
    int32_t *by_name;             /* (n_input) inputs sorted by name                             */
    bool *source_used;            /* (rows of sources) named somewhere                           */
    int32_t n_text;
} lode_store;

typedef struct lode_reader {
    lode_diags *diags;
    lode_store *store;
    lode_arena scratch;
    char *letters; /* room for text in scratch */
    size_t letters_left;
    lode_raw_table raw[LODE_N_TABLE];
    lode_written *written;
    int32_t n_written, written_capacity;

    /* being built; copied into the store at the end */
    lode_input *input;
    int32_t n_input, input_capacity;
    int32_t *list;
    int32_t n_list, list_capacity;
    const char **text;
    int32_t n_text, text_capacity;

    int32_t near_left;      /* words that may still be compared for "did you mean"                */
    int32_t guesses;        /* rows whose grade D number has no range                             */
    lode_case_options options; /* said from outside of the case                                       */
    int32_t evidence_until; /* day                                                                */
    bool evidence_known;
    bool incomplete; /* rows or references are missing: checks between tables make no sense */
    bool failed;     /* no memory                                                          */
} lode_reader;

/* --- text.c ------------------------------------------------------------------------------- */

/* Check that the bytes are UTF-8 without control characters; reports the first bad one. */
bool lode_check_text(lode_reader *r, const char *path, const char *bytes, size_t length);

/* A NUL-terminated copy in scratch, or NULL. */
const char *lode_scratch_copy(lode_reader *r, const char *bytes, size_t length);

/* Room for n + 1 more objects of `size` bytes in a growing array: the old or a new array, or NULL
 * (the old one is then still there). */
LODE_NODISCARD void *lode_grown(void *array, int32_t *capacity, int32_t n, size_t size);

/* Record that memory ran out; returns false. */
bool lode_reader_no_memory(lode_reader *r);

/* The word of `words` (n) meant by `word`, or -1; -1 also once too many were compared. */
int32_t lode_reader_nearest(lode_reader *r, const char *word, const char *const *words, int32_t n);

/* Length of the text up to its first line end. */
int32_t lode_first_line(const char *s, size_t n);

/* --- records ------------------------------------------------------------------------------ */

/* Begin a record of a table at a place, or NULL. Valid until the next one. */
lode_record *lode_record_add(lode_reader *r, lode_table_id t, lode_place place);

/* Begin a record of which only the key is known, where it has one: its errors are reported, but what
 * refers to it is not to be reported too. */
bool lode_record_spoil(lode_reader *r, lode_table_id t, lode_place place, const char *key);

/* Append a written value to the record added last. */
bool lode_written_add(lode_reader *r, lode_record *record, const lode_written *w);

/* Read a CSV table; syntax errors are reported. False only when memory ran out. */
bool lode_read_csv(lode_reader *r, lode_table_id t, const char *bytes, size_t length);

/* Read case.yaml. False only when memory ran out. */
bool lode_read_yaml(lode_reader *r, const char *bytes, size_t length);

/* --- passes over records ------------------------------------------------------------------ */

/* Sort the records of all tables by key. False only when memory ran out, as of the next ones. */
bool lode_read_keys(lode_reader *r);

/* Convert all records to rows of cells; references, lists, inputs. */
bool lode_read_values(lode_reader *r);

/* Fill in what follows from other cells: evidence_until, known_since, scenarios. */
bool lode_read_derived(lode_reader *r);

/* Write the names of rows and inputs. */
bool lode_read_names(lode_reader *r);

/* Index in raw[t].record of the kept record with that key (single key column), or -1. */
int32_t lode_record_find(const lode_reader *r, lode_table_id t, const char *key);

/* The same among the records of another state. */
int32_t lode_record_find_other(const lode_reader *r, lode_table_id t, lode_record_state state,
                               const char *key);

/* Place of a written value of table t. */
lode_place lode_written_place(const lode_reader *r, lode_table_id t, const lode_written *w);

/* --- values ------------------------------------------------------------------------------- */

/* Pieces of one column of one record. */
typedef struct lode_field {
    const lode_written *part[LODE_N_PART]; /* NULL where not written or blank         */
    const lode_written *blank;             /* a blank that stands for the value, or NULL */
    bool wrong;                            /* written, but cannot be read; reported      */
    int32_t n_item;                        /* items of a list: part[0][0 .. n_item-1]  */
} lode_field;

/* Provenance that a row gives to its quantities. */
typedef struct lode_row_source {
    int32_t source; /* row of sources, -1: none given, -2: given but wrong */
    int32_t grade;
} lode_row_source;

bool lode_read_quantity(lode_reader *r, lode_column_id c, int32_t row, const lode_field *f,
                        const lode_row_source *from, lode_place where, lode_cell *cell,
                        bool *guess_without_range);

/* Read a number strictly. Returns NULL, or what is wrong: a hint for people. */
const char *lode_number_read(const char *text, double *value);

/* Reference to a row of table `to`: the row, or -1 after reporting. */
int32_t lode_resolve(lode_reader *r, lode_table_id to, const char *key, lode_place place);

/* Index of a word of "a|b|c", or -1 after reporting. */
int32_t lode_read_word(lode_reader *r, const char *words, const char *text, lode_place place);

/* --- after reading ------------------------------------------------------------------------ */

/* Whether a measure was announced and effective by as_of. */
bool lode_measure_in_force(const lode_case *c, int32_t measure);

/* All checks of a case that need no model. `whole`: no row or reference is missing, so that what
 * is between the tables can be checked too. */
void lode_check_case(const lode_case *c, bool whole, lode_diags *diags);

#endif
