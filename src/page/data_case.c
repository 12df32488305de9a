/* What the case says, for the page: actors, products, measures, scenarios, claims with their readings, sources. */
#include <stdlib.h>
#include <string.h>

#include "out/inner.h"
#include "page/inner.h"

static int32_t rows_of(const lode_case *c, lode_table_id table)
{
    return c->table[table].n_row;
}

static void put_text(lode_json *j, const char *key, const lode_case *c, int32_t row, lode_column_id column)
{
    const char *text = lode_case_text(c, row, column);
    if (*text) lode_json_text(j, key, text);
}

static void put_day(lode_json *j, const char *key, const lode_case *c, int32_t row, lode_column_id column)
{
    if (lode_case_cell(c, row, column)->set) lode_json_date(j, key, lode_case_int(c, row, column, 0));
}

/* Keys of the rows of `table` that a REFS cell lists. */
static void put_refs(lode_json *j, const char *key, const lode_case *c, int32_t row, lode_column_id column, lode_table_id table)
{
    const lode_cell *cell = lode_case_cell(c, row, column);
    lode_json_open(j, key, '[');
    for (int32_t i = 0; cell->set && i < cell->n; i++) {
        int32_t of = c->list[cell->first + i];
        if (of >= 0) lode_json_text(j, NULL, lode_case_key(c, table, of));
    }
    lode_json_close(j);
}

/* The word of an ENUM cell. */
static void put_word(lode_json *j, const char *key, const lode_case *c, int32_t row, lode_column_id column)
{
    const char *words = lode_schema_column(column)->argument;
    int32_t word = lode_case_int(c, row, column, -1);
    for (; word > 0 && words; word--) words = strchr(words, '|') ? strchr(words, '|') + 1 : NULL;
    if (word != 0 || !words) return;
    lode_text text = {0};
    lode_text_add(&text, words, strcspn(words, "|"));
    lode_json_text(j, key, lode_text_str(&text));
    j->out->failed |= text.failed;
    lode_text_free(&text);
}

/* Where a row stands, and what it rests on. */
static void put_origin(lode_json *j, const lode_case *c, int32_t row, lode_column_id key, lode_column_id source, lode_column_id grade)
{
    put_refs(j, "sources", c, row, source, LODE_T_SOURCES);
    if (grade != LODE_NO_COLUMN) lode_json_text(j, "grade", lode_out_grade(lode_case_int(c, row, grade, 3)));
    lode_json_text(j, "file", lode_out_case_file(lode_schema_column(key)->table));
    lode_json_integer(j, "line", lode_case_cell(c, row, key)->line);
}

static void put_actors(lode_json *j, const lode_case *c)
{
    lode_json_open(j, "actors", '[');
    for (int32_t i = 0; i < rows_of(c, LODE_T_ACTORS); i++) {
        lode_json_open(j, NULL, '{');
        lode_json_text(j, "id", lode_case_key(c, LODE_T_ACTORS, i));
        put_text(j, "name", c, i, LODE_ACTORS_NAME);
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_products(lode_json *j, const lode_result *r)
{
    const lode_case *c = r->c;
    lode_json_open(j, "products", '[');
    for (int32_t i = 0; i < rows_of(c, LODE_T_PRODUCTS); i++) {
        lode_json_open(j, NULL, '{');
        lode_json_text(j, "id", lode_case_key(c, LODE_T_PRODUCTS, i));
        put_text(j, "name", c, i, LODE_PRODUCTS_NAME);
        put_text(j, "unit", c, i, LODE_PRODUCTS_UNIT);
        put_text(j, "stage", c, i, LODE_PRODUCTS_STAGE);
        lode_json_bool(j, "end", lode_out_is_end_product(r, i));
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_measures(lode_json *j, const lode_case *c)
{
    lode_json_open(j, "measures", '[');
    for (int32_t i = 0; i < rows_of(c, LODE_T_MEASURES); i++) {
        lode_json_open(j, NULL, '{');
        lode_json_text(j, "id", lode_case_key(c, LODE_T_MEASURES, i));
        put_text(j, "title", c, i, LODE_MEASURES_TITLE);
        put_word(j, "kind", c, i, LODE_MEASURES_KIND);
        lode_json_text(j, "actor", lode_case_key(c, LODE_T_ACTORS, lode_case_int(c, i, LODE_MEASURES_ACTOR, 0)));
        put_refs(j, "products", c, i, LODE_MEASURES_PRODUCTS, LODE_T_PRODUCTS);
        put_refs(j, "to", c, i, LODE_MEASURES_TO, LODE_T_ACTORS);
        put_word(j, "end_use", c, i, LODE_MEASURES_END_USE);
        put_day(j, "announced", c, i, LODE_MEASURES_ANNOUNCED);
        put_day(j, "from", c, i, LODE_MEASURES_EFFECTIVE);
        put_day(j, "until", c, i, LODE_MEASURES_UNTIL);
        put_text(j, "note", c, i, LODE_MEASURES_NOTE);
        put_origin(j, c, i, LODE_MEASURES_MEASURE, LODE_MEASURES_SOURCE, LODE_MEASURES_GRADE);
        lode_json_close(j);
    }
    lode_json_close(j);
}

/* Days that are no measure of their own: when a scenario suspends measures, when the stand-off ends. */
static void put_deadlines(lode_json *j, const lode_case *c)
{
    lode_json_open(j, "deadlines", '[');
    for (int32_t i = 0; i < rows_of(c, LODE_T_SCENARIOS); i++) {
        if (!lode_case_cell(c, i, LODE_SCENARIOS_SUSPENDED_FROM)->set) continue;
        lode_json_open(j, NULL, '{');
        lode_json_text(j, "scenario", lode_case_key(c, LODE_T_SCENARIOS, i));
        lode_json_text(j, "what", "suspension");
        put_day(j, "date", c, i, LODE_SCENARIOS_SUSPENDED_FROM);
        put_refs(j, "measures", c, i, LODE_SCENARIOS_SUSPENDS, LODE_T_MEASURES);
        put_origin(j, c, i, LODE_SCENARIOS_SCENARIO, LODE_SCENARIOS_SOURCE, LODE_SCENARIOS_GRADE);
        lode_json_close(j);
    }
    if (rows_of(c, LODE_T_STANDOFF) > 0 && lode_case_cell(c, 0, LODE_STANDOFF_DEADLINE)->set) {
        int32_t scenario = lode_case_int(c, 0, LODE_STANDOFF_SCENARIO, -1);
        lode_json_open(j, NULL, '{');
        if (scenario >= 0) lode_json_text(j, "scenario", lode_case_key(c, LODE_T_SCENARIOS, scenario));
        lode_json_text(j, "what", "deadline of the stand-off");
        put_day(j, "date", c, 0, LODE_STANDOFF_DEADLINE);
        lode_json_text(j, "file", "case.yaml");
        lode_json_integer(j, "line", lode_case_cell(c, 0, LODE_STANDOFF_DEADLINE)->line);
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_statements(lode_json *j, const lode_case *c)
{
    lode_json_open(j, "statements", '[');
    for (int32_t i = 0; i < rows_of(c, LODE_T_CLAIMS); i++) {
        lode_json_open(j, NULL, '{');
        lode_json_text(j, "id", lode_case_key(c, LODE_T_CLAIMS, i));
        put_text(j, "text", c, i, LODE_CLAIMS_TEXT);
        put_text(j, "language", c, i, LODE_CLAIMS_LANGUAGE);
        put_text(j, "speaker", c, i, LODE_CLAIMS_SPEAKER);
        put_text(j, "channel", c, i, LODE_CLAIMS_CHANNEL);
        put_text(j, "position", c, i, LODE_CLAIMS_POSITION);
        put_day(j, "reported", c, i, LODE_CLAIMS_REPORTED);
        put_day(j, "valid_until", c, i, LODE_CLAIMS_VALID);
        put_text(j, "untestable", c, i, LODE_CLAIMS_UNTESTABLE);
        put_text(j, "note", c, i, LODE_CLAIMS_NOTE);
        put_origin(j, c, i, LODE_CLAIMS_CLAIM, LODE_CLAIMS_SOURCE, LODE_CLAIMS_GRADE);
        lode_json_close(j);
    }
    lode_json_close(j);
    lode_json_open(j, "readings", '[');
    for (int32_t i = 0; i < rows_of(c, LODE_T_READINGS); i++) {
        int32_t scenario = lode_case_int(c, i, LODE_READINGS_SCENARIO, -1);
        lode_json_open(j, NULL, '{');
        lode_json_text(j, "id", lode_case_key(c, LODE_T_READINGS, i));
        lode_json_text(j, "claim", lode_case_key(c, LODE_T_CLAIMS, lode_case_int(c, i, LODE_READINGS_CLAIM, 0)));
        put_text(j, "label", c, i, LODE_READINGS_LABEL);
        put_text(j, "formula", c, i, LODE_READINGS_FORMULA);
        lode_json_text(j, "scenario", scenario >= 0 ? lode_case_key(c, LODE_T_SCENARIOS, scenario) : "status-quo");
        put_word(j, "needs", c, i, LODE_READINGS_NEEDS);
        put_text(j, "note", c, i, LODE_READINGS_NOTE);
        lode_json_integer(j, "line", lode_case_cell(c, i, LODE_READINGS_READING)->line);
        lode_json_close(j);
    }
    lode_json_close(j);
}

static void put_sources(lode_json *j, const lode_case *c)
{
    int32_t n = rows_of(c, LODE_T_SOURCES);
    bool *used = calloc((size_t)n + 1, sizeof *used);
    j->out->failed |= !used;
    if (used) lode_out_used_sources(c, used);
    lode_json_open(j, "sources", '[');
    for (int32_t i = 0; used && i < n; i++) {
        if (!used[i]) continue;
        lode_json_open(j, NULL, '{');
        lode_json_text(j, "id", lode_case_key(c, LODE_T_SOURCES, i));
        put_text(j, "title", c, i, LODE_SOURCES_TITLE);
        put_text(j, "publisher", c, i, LODE_SOURCES_PUBLISHER);
        put_text(j, "date", c, i, LODE_SOURCES_DATE);
        put_text(j, "address", c, i, LODE_SOURCES_ADDRESS);
        put_text(j, "note", c, i, LODE_SOURCES_NOTE);
        lode_json_close(j);
    }
    lode_json_close(j);
    free(used);
}

void lode_page_case(lode_json *j, const lode_result *r)
{
    put_actors(j, r->c);
    put_products(j, r);
    put_measures(j, r->c);
    put_deadlines(j, r->c);
    put_statements(j, r->c);
    put_sources(j, r->c);
    lode_json_integer(j, "projects", rows_of(r->c, LODE_T_PROJECTS));
}
