/* The schema for people and other programs, generated from schema.def. */
#include "case/schema_text.h"

#include <math.h>
#include <string.h>

#include "case/schema.h"

static const char *type_word(lode_type t)
{
    switch (t) {
    case LODE_KEY:
        return "key";
    case LODE_REF:
        return "reference";
    case LODE_REFS:
        return "references";
    case LODE_TEXT:
        return "text";
    case LODE_ENUM:
        return "word";
    case LODE_BOOL:
        return "yes or no";
    case LODE_DATE:
        return "date";
    case LODE_DATES:
        return "dates";
    case LODE_NAMES:
        return "names of inputs";
    case LODE_INT:
        return "whole number";
    case LODE_NUM:
        return "number";
    case LODE_QTY:
        return "quantity";
    }
    return "";
}

static const char *need_word(lode_need need)
{
    return need == LODE_IS_KEY ? "key" : need == LODE_REQUIRED ? "yes" : "no";
}

static bool has_bounds(const lode_column_spec *c)
{
    return c->type == LODE_INT || c->type == LODE_QTY;
}

/* --- CSV ---------------------------------------------------------------------------------- */

static void csv_cell(lode_text *out, const char *s)
{
    if (!strpbrk(s, ",\"\n")) {
        lode_text_puts(out, s);
        return;
    }
    lode_text_putc(out, '"');
    for (; *s; s++) {
        if (*s == '"') lode_text_putc(out, '"');
        lode_text_putc(out, *s);
    }
    lode_text_putc(out, '"');
}

/* "reference actors", "word any|civil|defence", "quantity" */
static void write_type(lode_text *out, const lode_column_spec *c)
{
    bool named = c->type == LODE_REF || c->type == LODE_REFS || c->type == LODE_ENUM;
    lode_text_printf(out, "%s%s%s", type_word(c->type), named ? " " : "", named ? c->argument : "");
}

static void write_bound(lode_text *out, const lode_column_spec *c, double bound)
{
    if (has_bounds(c) && isfinite(bound)) lode_text_printf(out, "%g", bound);
}

void lode_schema_dictionary(lode_text *out)
{
    lode_text_puts(out, "table,column,type,unit,required,default,low,high,meaning\n");
    for (int32_t i = 0; i < LODE_N_COLUMN; i++) {
        const lode_column_spec *c = lode_schema_column(i);
        lode_text_printf(out, "%s,%s,", lode_schema_table(c->table)->name, c->name);
        write_type(out, c);
        lode_text_printf(out, ",%s,%s,%s,", c->type == LODE_QTY ? c->argument : "",
                         need_word(c->need), c->fallback);
        write_bound(out, c, c->low);
        lode_text_putc(out, ',');
        write_bound(out, c, c->high);
        lode_text_putc(out, ',');
        csv_cell(out, c->what);
        lode_text_putc(out, '\n');
    }
}

/* --- Markdown ----------------------------------------------------------------------------- */

/* A cell of a Markdown table: '|' would end it. */
static void markdown_cell(lode_text *out, const char *s)
{
    for (; *s; s++) {
        if (*s == '|') lode_text_puts(out, "\\|");
        else lode_text_putc(out, *s);
    }
}

/* The bounds of a column as an interval; nothing where there are none. */
static void markdown_bounds(lode_text *out, const lode_column_spec *c)
{
    if (!has_bounds(c)) return;
    if (isfinite(c->high)) lode_text_printf(out, "%g to %g", c->low, c->high);
    else lode_text_printf(out, "from %g", c->low);
}

static void markdown_table(lode_text *out, lode_table_id t)
{
    const lode_table_spec *table = lode_schema_table(t);
    const char *where = table->place == LODE_CSV         ? ".csv"
                        : table->place == LODE_YAML_ROOT ? ".yaml, top level"
                                                         : ": in case.yaml";
    lode_text_printf(out, "\n### %s%s\n\n%s: %s.\n\n", table->name, where,
                     table->need == LODE_REQUIRED ? "Required" : "Optional", table->what);
    lode_text_puts(out, "| column | type | unit | required | default | bounds | meaning |\n"
                        "|---|---|---|---|---|---|---|\n");
    for (int32_t i = 0; i < table->n_column; i++) {
        const lode_column_spec *c = lode_schema_column(table->first_column + i);
        lode_text type = {0};
        write_type(&type, c);
        lode_text_printf(out, "| `%s` | ", c->name);
        markdown_cell(out, lode_text_str(&type));
        out->failed |= type.failed;
        lode_text_free(&type);
        lode_text_printf(out, " | %s | %s | %s | ", c->type == LODE_QTY ? c->argument : "",
                         need_word(c->need), c->fallback);
        markdown_bounds(out, c);
        lode_text_puts(out, " | ");
        markdown_cell(out, c->what);
        lode_text_puts(out, " |\n");
    }
}

void lode_schema_markdown(lode_text *out)
{
    for (int32_t t = 0; t < LODE_N_TABLE; t++) markdown_table(out, t);
}

/* --- JSON Schema -------------------------------------------------------------------------- */

void lode_json_string(lode_text *out, const char *s)
{
    lode_text_putc(out, '"');
    for (size_t n = strlen(s), at = 0; at < n;) {
        size_t step = lode_utf8_step(s + at, n - at);
        char c = s[at];
        if (step == 0) lode_text_puts(out, "\xEF\xBF\xBD");
        else if (c == '"' || c == '\\') lode_text_printf(out, "\\%c", c);
        else if (c == '\n') lode_text_puts(out, "\\n");
        else if (step == 1 && (unsigned char)c < 0x20)
            lode_text_printf(out, "\\u%04x", (unsigned)c);
        else lode_text_add(out, s + at, step);
        at += step > 0 ? step : 1;
    }
    lode_text_putc(out, '"');
}

static void json_words(lode_text *out, const char *words)
{
    lode_text_puts(out, "\"enum\": [");
    for (int32_t i = 0; i < lode_words_count(words); i++) {
        size_t n;
        const char *word = lode_words_at(words, i, &n);
        lode_text_printf(out, "%s\"%.*s\"", i > 0 ? ", " : "", (int)n, word);
    }
    lode_text_puts(out, "]");
}

static void json_type(lode_text *out, const lode_column_spec *c)
{
    switch (c->type) {
    case LODE_KEY:
    case LODE_REF:
        lode_text_puts(out, "\"$ref\": \"#/$defs/identifier\"");
        break;
    case LODE_REFS:
        lode_text_puts(out, "\"$ref\": \"#/$defs/identifiers\"");
        break;
    case LODE_TEXT:
        lode_text_puts(out, "\"type\": [\"string\", \"number\"]");
        break;
    case LODE_ENUM:
        json_words(out, c->argument);
        break;
    case LODE_BOOL:
        lode_text_puts(out, "\"enum\": [true, false, \"yes\", \"no\"]");
        break;
    case LODE_DATE:
        lode_text_puts(out, "\"$ref\": \"#/$defs/date\"");
        break;
    case LODE_DATES:
        lode_text_puts(out, "\"$ref\": \"#/$defs/dates\"");
        break;
    case LODE_NAMES:
        lode_text_puts(out, "\"type\": \"array\", \"items\": {\"type\": \"string\"}");
        break;
    case LODE_INT:
        lode_text_printf(out, "\"type\": \"integer\", \"minimum\": %g, \"maximum\": %g", c->low,
                         c->high);
        break;
    case LODE_NUM:
        lode_text_puts(out, "\"type\": \"number\"");
        break;
    case LODE_QTY:
        lode_text_puts(out, "\"$ref\": \"#/$defs/quantity\"");
        break;
    }
}

static void indent(lode_text *out, int depth)
{
    for (int i = 0; i < depth; i++) lode_text_puts(out, "  ");
}

/* One property, by its name without a group. */
static void json_property(lode_text *out, const lode_column_spec *c, const char *name, int depth)
{
    indent(out, depth);
    lode_json_string(out, name);
    lode_text_puts(out, ": {");
    json_type(out, c);
    lode_text_puts(out, ", \"description\": ");
    lode_text what = {0};
    lode_text_puts(&what, c->what);
    if (c->type == LODE_QTY) lode_text_printf(&what, " [%s]", c->argument);
    if (c->fallback[0]) lode_text_printf(&what, " (default %s)", c->fallback);
    lode_json_string(out, lode_text_str(&what));
    out->failed |= what.failed;
    lode_text_free(&what);
    lode_text_putc(out, '}');
}

/* The part of a column's name behind "group.", the name without a group for "", else NULL. */
static const char *name_in(const char *name, const char *group)
{
    size_t n = strlen(group);
    if (n == 0) return strchr(name, '.') ? NULL : name;
    return strncmp(name, group, n) == 0 && name[n] == '.' ? name + n + 1 : NULL;
}

/* The properties of a table's record that belong to a group, and which are required. */
static void json_record(lode_text *out, lode_table_id t, const char *group, int depth)
{
    const lode_table_spec *table = lode_schema_table(t);
    lode_text required = {0};
    bool first = true;
    lode_text_puts(out, "\"properties\": {\n");
    for (int32_t i = 0; i < table->n_column; i++) {
        const lode_column_spec *c = lode_schema_column(table->first_column + i);
        const char *name = name_in(c->name, group);
        if (!name || c->need == LODE_IS_KEY) continue;
        if (!first) lode_text_puts(out, ",\n");
        first = false;
        json_property(out, c, name, depth + 1);
        if (c->need == LODE_REQUIRED)
            lode_text_printf(&required, "%s\"%s\"", required.length > 0 ? ", " : "", name);
    }
    lode_text_puts(out, "\n");
    indent(out, depth);
    lode_text_printf(out, "}, \"required\": [%s], \"additionalProperties\": false",
                     lode_text_str(&required));
    out->failed |= required.failed;
    lode_text_free(&required);
}

/* A mapping of records, or a single one. */
static void json_table(lode_text *out, lode_table_id t)
{
    const lode_table_spec *table = lode_schema_table(t);
    bool map = table->place == LODE_YAML_MAP;
    lode_text_puts(out, "    ");
    lode_json_string(out, table->name);
    lode_text_puts(out, ": {\"type\": [\"object\", \"null\"], \"description\": ");
    lode_json_string(out, table->what);
    lode_text_puts(out, ",\n      ");
    if (map) lode_text_puts(out, "\"additionalProperties\": {\"type\": [\"object\", \"null\"], ");
    json_record(out, t, "", 3);
    lode_text_puts(out, map ? "}}" : "}");
}

static const char definitions[] =
    "  \"$defs\": {\n"
    "    \"identifier\": {\"type\": [\"string\", \"number\"]},\n"
    "    \"identifiers\": {\"anyOf\": [{\"$ref\": \"#/$defs/identifier\"},\n"
    "      {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/identifier\"}}]},\n"
    "    \"date\": {\"type\": \"string\", \"pattern\": \"^[0-9]{4}-[0-9]{2}-[0-9]{2}$\"},\n"
    "    \"dates\": {\"anyOf\": [{\"$ref\": \"#/$defs/date\"},\n"
    "      {\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/date\"}}]},\n"
    "    \"quantity\": {\"anyOf\": [{\"type\": [\"number\", \"string\"]}, {\"type\": \"object\",\n"
    "      \"properties\": {\n"
    "        \"low\": {\"type\": \"number\"}, \"central\": {\"type\": \"number\"},\n"
    "        \"high\": {\"type\": \"number\"}, \"unit\": {\"type\": \"string\"},\n"
    "        \"source\": {\"$ref\": \"#/$defs/identifiers\"},\n"
    "        \"grade\": {\"enum\": [\"A\", \"B\", \"C\", \"D\"]}, \"dist\": {";

void lode_schema_json(lode_text *out)
{
    lode_text_puts(out, "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
                        "  \"title\": \"case.yaml of a Lodestone case\",\n"
                        "  \"type\": \"object\",\n  ");
    lode_text_puts(out, "\"properties\": {\n");
    const lode_table_spec *root = lode_schema_table(LODE_T_CASE);
    for (int32_t i = 0; i < root->n_column; i++) {
        const lode_column_spec *c = lode_schema_column(root->first_column + i);
        if (!name_in(c->name, "")) continue;
        json_property(out, c, c->name, 2);
        lode_text_puts(out, ",\n");
    }
    lode_text_puts(out, "    \"period\": {\"type\": \"object\", ");
    json_record(out, LODE_T_CASE, "period", 2);
    lode_text_putc(out, '}');
    for (int32_t t = 0; t < LODE_N_TABLE; t++) {
        lode_place_kind place = lode_schema_table(t)->place;
        if (place != LODE_YAML_MAP && place != LODE_YAML_ONE) continue;
        lode_text_puts(out, ",\n");
        json_table(out, t);
    }
    lode_text_puts(out, "\n  },\n  \"required\": [");
    for (int32_t i = 0; i < root->n_column; i++) {
        const lode_column_spec *c = lode_schema_column(root->first_column + i);
        if (c->need == LODE_REQUIRED && name_in(c->name, ""))
            lode_text_printf(out, "\"%s\", ", c->name);
    }
    lode_text_puts(out, "\"period\", \"actors\"],\n  \"additionalProperties\": false,\n");
    lode_text_puts(out, definitions);
    json_words(out, lode_dist_words);
    lode_text_puts(out, "}},\n      \"required\": [\"central\"], "
                        "\"additionalProperties\": false}]}\n  }\n}\n");
}
