/* The schema as data: the rows of schema.def, and finding tables, columns and words in them. */
#include "case/schema.h"

#include <math.h>
#include <string.h>

/* The number of the first column of each table: an enumerator that takes no number of its own. */
enum {
    BEFORE_ALL = -1,
#define LODE_TABLE(id, name, place, need, what) FIRST_##id, BEFORE_##id = FIRST_##id - 1,
#define LODE_COLUMN(table, id, name, type, flags, arg, low, high, fallback, what) AT_##table##_##id,
#include "case/schema.def"
#undef LODE_TABLE
#undef LODE_COLUMN
};

/* How many columns each table has: the size of a struct with one char for each. */
struct count_none {
    char none;
#define LODE_TABLE(id, name, place, need, what) \
    } \
    ; \
    struct count_##id {
#define LODE_COLUMN(table, id, name, type, flags, arg, low, high, fallback, what) char id;
#include "case/schema.def"
#undef LODE_TABLE
#undef LODE_COLUMN
};

/* What tables and columns mean is for people; the module of the page goes without. */
#if defined(__wasm32__)
#define WHAT(text) ""
#else
#define WHAT(text) text
#endif

static const lode_table_spec tables[LODE_N_TABLE] = {
#define LODE_TABLE(id, name, place, need, what) \
    {name, LODE_##place, LODE_##need, WHAT(what), FIRST_##id, (int32_t)sizeof(struct count_##id)},
#define LODE_COLUMN(table, id, name, type, flags, arg, low, high, fallback, what)
#include "case/schema.def"
#undef LODE_TABLE
#undef LODE_COLUMN
};

#define LODE_NEED_K LODE_IS_KEY
#define LODE_NEED_R LODE_REQUIRED
#define LODE_NEED_O LODE_OPTIONAL
#define INF LODE_BOUNDLESS

static const lode_column_spec columns[LODE_N_COLUMN] = {
#define LODE_TABLE(id, name, place, need, what)
#define LODE_COLUMN(table, id, name, type, flags, arg, low, high, fallback, what) \
    {LODE_T_##table, name, LODE_##type, LODE_NEED_##flags, arg, low, high, fallback, WHAT(what)},
#include "case/schema.def"
#undef LODE_TABLE
#undef LODE_COLUMN
};

const lode_table_spec *lode_schema_table(lode_table_id t)
{
    LODE_ASSERT((int)t >= 0 && t < LODE_N_TABLE);
    return &tables[t];
}

const lode_column_spec *lode_schema_column(lode_column_id c)
{
    LODE_ASSERT((int)c >= 0 && c < LODE_N_COLUMN);
    return &columns[c];
}

int32_t lode_schema_find_table(const char *name)
{
    for (int32_t t = 0; t < LODE_N_TABLE; t++)
        if (strcmp(tables[t].name, name) == 0) return t;
    return -1;
}

int32_t lode_schema_find_column(lode_table_id t, const char *name)
{
    for (int32_t k = 0; k < tables[t].n_column; k++) {
        int32_t c = tables[t].first_column + k;
        if (strcmp(columns[c].name, name) == 0) return c;
    }
    return -1;
}

int32_t lode_schema_n_key(lode_table_id t)
{
    int32_t n = 0;
    while (n < tables[t].n_column && columns[tables[t].first_column + n].need == LODE_IS_KEY) n++;
    return n;
}

bool lode_schema_key_may_be_blank(lode_column_id c)
{
    /* routes: a blank actor or product means any; other keys only where there is a default */
    return columns[c].table == LODE_T_ROUTES || columns[c].fallback[0] != '\0';
}

int32_t lode_words_find(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (int32_t i = 0; *words; i++) {
        size_t length = strcspn(words, "|");
        if (length == n && memcmp(words, word, n) == 0) return i;
        words += length + (words[length] == '|');
    }
    return -1;
}

const char *lode_words_at(const char *words, int32_t i, size_t *length)
{
    for (; i > 0; i--) {
        words += strcspn(words, "|");
        words += *words == '|';
    }
    *length = strcspn(words, "|");
    return words;
}

int32_t lode_words_count(const char *words)
{
    int32_t n = *words != '\0';
    for (; *words; words++) n += *words == '|';
    return n;
}

const char *const lode_part_names[LODE_N_PART] = {"central", "low",   "high", "dist",
                                                  "source",  "grade", "unit"};

const char *const lode_part_suffixes[LODE_N_PART] = {"",        "_low",   "_high", "_dist",
                                                     "_source", "_grade", NULL};

const char lode_dist_words[] = "fixed|uniform|triangular|pert|loguniform|logtriangular|lognormal";
