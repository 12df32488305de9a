/* summary.json: exact text, and that it keeps to its own JSON Schema. */
#include "test_out_sample.h"

#include <jansson.h>

#include "case/template.h"
#include "out/json.h"

/* --- a small validator -------------------------------------------------------------------- */

/* As much of JSON Schema as summary_schema.c uses. */
typedef struct validator {
    lode_t *t; /* its note tells the first breach */
    json_t *schema;
    int n_checked, n_breach; /* values */
} validator;

static void validate(validator *v, json_t *schema, json_t *value, const char *path);

static void must(validator *v, bool ok, const char *path, const char *rule)
{
    if (!ok && v->n_breach++ == 0) lode_note(v->t, "%s against %s", path, rule);
}

static bool has_type(json_t *value, const char *type)
{
    if (strcmp(type, "object") == 0) return json_is_object(value);
    if (strcmp(type, "array") == 0) return json_is_array(value);
    if (strcmp(type, "string") == 0) return json_is_string(value);
    if (strcmp(type, "boolean") == 0) return json_is_boolean(value);
    if (strcmp(type, "integer") == 0) return json_is_integer(value);
    if (strcmp(type, "number") == 0) return json_is_number(value);
    return strcmp(type, "null") == 0 && json_is_null(value);
}

static bool has_some_type(json_t *value, json_t *type)
{
    if (json_is_string(type)) return has_type(value, json_string_value(type));
    bool found = false;
    for (size_t i = 0; i < json_array_size(type); i++)
        found |= has_type(value, json_string_value(json_array_get(type, i)));
    return found;
}

/* $ref to one of $defs */
static json_t *referred(const validator *v, json_t *schema)
{
    const char *address = json_string_value(json_object_get(schema, "$ref"));
    if (!address) return NULL;
    CHECK(v->t, strncmp(address, "#/$defs/", 8) == 0);
    json_t *target = json_object_get(json_object_get(v->schema, "$defs"), address + 8);
    CHECK(v->t, target != NULL);
    return target;
}

static void validate_object(validator *v, json_t *schema, json_t *value, const char *path)
{
    json_t *properties = json_object_get(schema, "properties");
    json_t *others = json_object_get(schema, "additionalProperties");
    json_t *required = json_object_get(schema, "required");
    for (size_t i = 0; i < json_array_size(required); i++) {
        const char *key = json_string_value(json_array_get(required, i));
        must(v, json_object_get(value, key) != NULL, path, key);
    }
    const char *key;
    json_t *member;
    json_object_foreach(value, key, member)
    {
        char below[400];
        snprintf(below, sizeof below, "%.300s/%.80s", path, key);
        json_t *known = json_object_get(properties, key);
        if (known) validate(v, known, member, below);
        else if (json_is_object(others)) validate(v, others, member, below);
        else must(v, false, below, "additionalProperties");
    }
}

static void validate(validator *v, json_t *schema, json_t *value, const char *path)
{
    json_t *target = referred(v, schema);
    if (target) validate(v, target, value, path);
    json_t *type = json_object_get(schema, "type"), *rule;
    if (type) must(v, has_some_type(value, type), path, "type");
    if ((rule = json_object_get(schema, "minimum")))
        must(v, json_number_value(value) >= json_number_value(rule), path, "minimum");
    if ((rule = json_object_get(schema, "maximum")))
        must(v, json_number_value(value) <= json_number_value(rule), path, "maximum");
    if ((rule = json_object_get(schema, "maxItems")))
        must(v, (json_int_t)json_array_size(value) <= json_integer_value(rule), path, "maxItems");
    if (json_object_get(schema, "pattern") && json_is_string(value))
        must(v, json_string_length(value) == 64, path, "pattern");
    int32_t date;
    if (json_object_get(schema, "format") && json_is_string(value))
        must(v, lode_date_parse(json_string_value(value), json_string_length(value), &date), path,
             "format");
    if (json_object_get(schema, "properties") || json_object_get(schema, "additionalProperties"))
        validate_object(v, schema, value, path);
    if ((rule = json_object_get(schema, "items")))
        for (size_t i = 0; i < json_array_size(value); i++)
            validate(v, rule, json_array_get(value, i), path);
    v->n_checked++;
}

static json_t *parse(lode_t *t, const lode_text *text)
{
    json_error_t error;
    json_t *json = json_loads(lode_text_str(text), JSON_REJECT_DUPLICATES, &error);
    if (!json) lode_note(t, "line %d: %s", error.line, error.text);
    CHECK(t, json != NULL);
    return json;
}

/* --- tests -------------------------------------------------------------------------------- */

static void the_summary_keeps_to_its_schema(lode_t *t)
{
    static const shape shapes[] = {
        {2, 2, 1, 2, 2, "", "Small, \\\"quoted\\\""},
        {12, 40, 8, 480, 3, "x-", "Large"},
        {2, 2, 0, 0, 1, "", "Nothing"},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        sample s;
        lode_text text = {0}, schema = {0};
        sample_begin(t, &s, &shapes[i]);
        if (i == 1) s.r.scenario[2].loss[3].total_usd.p50 = NAN;
        lode_summary_put(&s.r, &text);
        lode_summary_schema_put(&schema);
        validator v = {t, parse(t, &schema), 0, 0};
        json_t *summary = parse(t, &text);
        validate(&v, v.schema, summary, "");
        CHECK_INT(t, v.n_breach, 0);
        CHECK(t, v.n_checked > 50);
        json_decref(summary);
        json_decref(v.schema);
        lode_text_free(&text);
        lode_text_free(&schema);
        sample_end(&s);
    }
}

/* Breaches that the summary has once `spoil` has changed it. */
static int breaches(lode_t *t, void (*spoil)(json_t *summary, json_t *scenario))
{
    sample s;
    lode_text text = {0}, schema = {0};
    sample_begin(t, &s, &SMALL);
    lode_summary_put(&s.r, &text);
    lode_summary_schema_put(&schema);
    validator v = {t, parse(t, &schema), 0, 0};
    json_t *summary = parse(t, &text);
    spoil(summary, json_object_get(json_object_get(summary, "scenarios"), "s00"));
    validate(&v, v.schema, summary, "");
    json_decref(summary);
    json_decref(v.schema);
    lode_text_free(&text);
    lode_text_free(&schema);
    sample_end(&s);
    return v.n_breach;
}

static void leave(json_t *summary, json_t *scenario)
{
    (void)summary, (void)scenario;
}

static void add_key(json_t *summary, json_t *scenario)
{
    (void)summary;
    json_object_set_new(scenario, "more", json_true());
}

static void drop_key(json_t *summary, json_t *scenario)
{
    (void)summary;
    json_object_del(json_array_get(json_object_get(scenario, "run_out"), 1), "cause");
}

static void change_type(json_t *summary, json_t *scenario)
{
    (void)scenario;
    json_object_set_new(summary, "seed", json_string("7"));
}

static void spoil_date(json_t *summary, json_t *scenario)
{
    (void)scenario;
    json_object_set_new(summary, "end", json_string("2025-02-30"));
}

static void the_schema_refuses_other_keys_and_types(lode_t *t)
{
    CHECK_INT(t, breaches(t, leave), 0);
    CHECK_INT(t, breaches(t, add_key), 1);
    CHECK_INT(t, breaches(t, drop_key), 1);
    CHECK_INT(t, breaches(t, change_type), 1);
    CHECK_INT(t, breaches(t, spoil_date), 1);
}

/* The case that `lodestone new` writes, read. */
static lode_case *example(lode_t *t)
{
    lode_text text[LODE_N_TEMPLATE] = {{0}};
    lode_case_bytes file[LODE_N_TEMPLATE];
    lode_diags d = {0};
    for (int i = 0; i < LODE_N_TEMPLATE; i++) {
        lode_template_text(&lode_template[i], &text[i]);
        file[i] = (lode_case_bytes){lode_template[i].name, text[i].data, text[i].length};
    }
    lode_case *c = lode_case_read_files(file, LODE_N_TEMPLATE, &d);
    CHECK(t, c != NULL);
    for (int i = 0; i < LODE_N_TEMPLATE; i++) lode_text_free(&text[i]);
    lode_diags_free(&d);
    return c;
}

static void a_real_run_keeps_to_the_schema(lode_t *t)
{
    lode_diags d = {0};
    lode_text text = {0}, schema = {0};
    lode_study_options o = lode_study_default();
    lode_case *c = example(t);
    lode_built *b = lode_build(c, &d);
    lode_result *r = b ? lode_study_run(b, &o, &d) : NULL;
    CHECK(t, r != NULL);
    lode_summary_put(r, &text);
    lode_summary_schema_put(&schema);
    validator v = {t, parse(t, &schema), 0, 0};
    json_t *summary = parse(t, &text);
    validate(&v, v.schema, summary, "");
    CHECK_INT(t, v.n_breach, 0);
    json_decref(summary);
    json_decref(v.schema);
    lode_text_free(&text);
    lode_text_free(&schema);
    lode_result_free(r);
    lode_built_free(b);
    lode_case_free(c);
    lode_diags_free(&d);
}

/* The text from the line that has `from` up to the line that has `to`. */
static char *between(const char *text, const char *from, const char *to)
{
    const char *first = strstr(text, from), *last = first ? strstr(first, to) : NULL;
    if (!last) return NULL;
    while (first > text && first[-1] != '\n') first--;
    while (*last != '\n') last++;
    size_t n = (size_t)(last - first);
    char *piece = malloc(n + 1);
    if (!piece) return NULL;
    memcpy(piece, first, n);
    piece[n] = '\0';
    return piece;
}

static void the_head_is_as_documented(lode_t *t)
{
    sample s;
    lode_text text = {0}, want = {0};
    sample_begin(t, &s, &SMALL);
    lode_summary_put(&s.r, &text);
    lode_text_printf(&want,
                     "{\n"
                     "  \"schema_version\": 1,\n"
                     "  \"lodestone\": \"" LODE_VERSION "\",\n"
                     "  \"version\": \"" LODE_VERSION "\",\n"
                     "  \"case\": {\n"
                     "    \"id\": \"%s\",\n"
                     "    \"title\": \"Small, \\\"quoted\\\"\",\n"
                     "    \"sha256\": \"%s\",\n"
                     "    \"as_of\": \"2025-06-30\"\n"
                     "  },\n"
                     "  \"input_hash\": \"%s\",\n"
                     "  \"configuration\": {\n"
                     "    \"scenario\": null,\n"
                     "    \"step_days\": 1,\n"
                     "    \"seed\": 0,\n"
                     "    \"draws\": 1,\n"
                     "    \"design\": \"central\",\n"
                     "    \"evidence_until\": \"2025-06-30\",\n"
                     "    \"set\": []\n"
                     "  },\n"
                     "  \"seed\": 0,\n"
                     "  \"draws\": 1,\n"
                     "  \"draws_left_out\": 0,\n"
                     "  \"ensemble_hash\": null,\n"
                     "  \"step_days\": 1,\n"
                     "  \"start\": \"2025-01-01\",\n"
                     "  \"end\": \"2026-12-31\",\n"
                     "  \"balance\": {\n"
                     "    \"max_relative_residual\": 3.14159e-13,\n"
                     "    \"by_scenario\": {\n"
                     "      \"status-quo\": 1e-13,\n"
                     "      \"no-measures\": 2e-13,\n"
                     "      \"s00\": 3e-13\n"
                     "    }\n"
                     "  },\n"
                     "  \"provenance\": {\n"
                     "    \"inputs\": 10,\n"
                     "    \"by_grade\": {\"A\": 1, \"B\": 2, \"C\": 3, \"D\": 4},\n"
                     "    \"defaults\": 5\n"
                     "  },\n"
                     "  \"exposure\": [],\n"
                     "  \"scenarios\": {\n",
                     s.c->id, s.c->sha256, s.c->sha256);
    char *head = between(text.data, "{", "\"scenarios\"");
    lode_text_putc(&want, '\0');
    want.data[want.length - 2] = '\0'; /* without the last line feed */
    CHECK_STR(t, head, want.data);
    const char tail[] = "\n    }\n  },\n  \"claims\": [],\n  \"claim_relations\": []\n}\n";
    CHECK_STR(t, text.data + text.length - strlen(tail), tail);
    free(head);
    lode_text_free(&text);
    lode_text_free(&want);
    sample_end(&s);
}

static void a_run_out_is_as_documented(lode_t *t)
{
    sample s;
    lode_text text = {0};
    sample_begin(t, &s, &SMALL);
    lode_summary_put(&s.r, &text);
    char *piece = between(text.data, "\"s00\": {", "\"cohorts_halted\"");
    const char want[] =
        "    \"s00\": {\n"
        "      \"title\": \"Small, \\\"quoted\\\"\",\n"
        "      \"against\": \"status-quo\",\n"
        "      \"hypothetical\": false,\n"
        "      \"measures\": [\n"
        "        \"ban\"\n"
        "      ],\n"
        "      \"run_out\": [\n"
        "        {\n"
        "          \"actor\": \"A00\",\n"
        "          \"product\": \"p00\",\n"
        "          \"unit\": \"t\",\n"
        "          \"end_product\": true,\n"
        "          \"first_shortfall\": {\"p05\": \"2025-09-01\", \"p25\": \"2025-09-01\", "
        "\"p50\": "
        "\"2025-09-01\", \"p75\": \"2025-09-01\", \"p95\": \"2025-09-01\", \"p_never\": 0},\n"
        "          \"halt\": {\"p05\": \"2025-09-11\", \"p25\": \"2025-09-11\", \"p50\": "
        "\"2025-09-11\", \"p75\": \"2025-09-11\", \"p95\": \"2025-09-11\", \"p_never\": 0},\n"
        "          \"trough\": {\"p05\": 0, \"p25\": 0, \"p50\": 0, \"p75\": 0, \"p95\": 0, "
        "\"mean\": 0},\n"
        "          \"trough_date\": {\"p05\": \"2025-09-21\", \"p25\": \"2025-09-21\", \"p50\": "
        "\"2025-09-21\", \"p75\": \"2025-09-21\", \"p95\": \"2025-09-21\", \"p_never\": 0},\n"
        "          \"recovered\": {\"p05\": \"2025-11-30\", \"p25\": \"2025-11-30\", \"p50\": "
        "\"2025-11-30\", \"p75\": \"2025-11-30\", \"p95\": \"2025-11-30\", \"p_never\": 0},\n"
        "          \"cause\": \"metal from A00: ban\",\n"
        "          \"lost_units\": {\"p05\": 0, \"p25\": 0, \"p50\": 0, \"p75\": 0, \"p95\": 0, "
        "\"mean\": 0},\n"
        "          \"delayed_units\": {\"p05\": 0.3333333333, \"p25\": 0.3333333333, \"p50\": "
        "0.3333333333, \"p75\": 0.3333333333, \"p95\": 0.3333333333, \"mean\": 0.3333333333},\n"
        "          \"lost_value_usd\": {\"p05\": 0, \"p25\": 0, \"p50\": 0, \"p75\": 0, \"p95\": "
        "0, "
        "\"mean\": 0},\n"
        "          \"cohorts_halted\": {\"p05\": 0.2, \"p25\": 0.2, \"p50\": 0.2, \"p75\": 0.2, "
        "\"p95\": 0.2, \"mean\": 0.2}";
    CHECK_STR(t, piece, want);
    CHECK_HAS(t, text.data,
              "\"recovered\": {\"p05\": null, \"p25\": null, \"p50\": null, "
              "\"p75\": null, \"p95\": null, \"p_never\": 1}");
    CHECK_HAS(t, text.data,
              "          \"parts\": {\n"
              "            \"p00\": {\"p05\": 1234500000, ");
    free(piece);
    lode_text_free(&text);
    sample_end(&s);
}

static void set_changes_the_input_hash_and_its_order_counts(lode_t *t)
{
    static const char *const one[] = {"a=1", "b=2"}, *const other[] = {"b=2", "a=1"};
    sample s;
    sample_begin(t, &s, &SMALL);
    char seen[3][4096];
    for (int i = 0; i < 3; i++) {
        lode_text text = {0};
        s.r.options.set = i == 1 ? one : other;
        s.r.options.n_set = i == 0 ? 0 : 2;
        lode_summary_put(&s.r, &text);
        const char *line = strstr(text.data, "\"input_hash\": \"");
        snprintf(seen[i], sizeof seen[i], "%.64s", line + 15);
        lode_text_free(&text);
    }
    CHECK_STR(t, seen[0], s.c->sha256);
    CHECK(t, strcmp(seen[0], seen[1]) != 0 && strcmp(seen[1], seen[2]) != 0);
    sample_end(&s);
}

static void strings_are_escaped(lode_t *t)
{
    lode_text text = {0};
    lode_json j = {.out = &text};
    lode_json_open_line(&j, NULL, '[');
    lode_json_text(&j, NULL, "a\"b\\c\n\t\x01\x7F\xC3\xA9\xFF");
    lode_json_text(&j, NULL, NULL);
    lode_json_number(&j, NULL, INFINITY);
    lode_json_integer(&j, NULL, INT64_MIN);
    lode_json_close(&j);
    CHECK_STR(t, text.data,
              "[\"a\\\"b\\\\c\\n\\t\\u0001\x7F\xC3\xA9\xEF\xBF\xBD\", null, null, "
              "-9223372036854775808]\n");
    lode_text_free(&text);
}

static void a_summary_survives_each_failing_allocation(lode_t *t)
{
    sample s;
    sample_begin(t, &s, &SMALL);
    bool reached = true;
    for (int n = 1; reached; n++) {
        lode_text text = {0};
        lode_alloc_fail_at(n);
        lode_summary_put(&s.r, &text);
        reached = lode_alloc_failed();
        lode_alloc_fail_at(0);
        CHECK(t, text.failed == reached);
        lode_text_free(&text);
    }
    sample_end(&s);
}

static const lode_test TESTS[] = {
    TEST(the_summary_keeps_to_its_schema),
    TEST(the_schema_refuses_other_keys_and_types),
    TEST(a_real_run_keeps_to_the_schema),
    TEST(the_head_is_as_documented),
    TEST(a_run_out_is_as_documented),
    TEST(set_changes_the_input_hash_and_its_order_counts),
    TEST(strings_are_escaped),
    TEST(a_summary_survives_each_failing_allocation),
};

LODE_TEST_MAIN(TESTS)
