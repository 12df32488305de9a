/* The JSON Schema of summary.json, generated from summary.def. */
#include "out/json.h"
#include "out/out.h"

/* --- summary.def as data ------------------------------------------------------------------- */

typedef enum member_type {
    TYPE_STRING,
    TYPE_OPTIONAL,
    TYPE_HASH,
    TYPE_HASH_OR_NULL,
    TYPE_DATE,
    TYPE_MAYBE,
    TYPE_INTEGER,
    TYPE_NUMBER,
    TYPE_SHARE,
    TYPE_BOOL,
    TYPE_OBJECT,
    TYPE_LIST,
    TYPE_MAP,
    TYPE_NUMBERS,
    TYPE_STRINGS,
    TYPE_PAIR
} member_type;

typedef enum object_id {
#define LODE_OBJECT(id, what) OBJECT_##id,
#define LODE_MEMBER(object, key, type, argument, meaning)
#include "out/summary.def"
#undef LODE_OBJECT
#undef LODE_MEMBER
    N_OBJECT,
    OBJECT_NONE
} object_id;

static const struct {
    const char *id, *what;
} OBJECT[] = {
#define LODE_OBJECT(id, what) {#id, what},
#define LODE_MEMBER(object, key, type, argument, meaning)
#include "out/summary.def"
#undef LODE_OBJECT
#undef LODE_MEMBER
};

static const struct {
    object_id object;
    const char *key;
    member_type type;
    object_id argument;
    const char *meaning;
} MEMBER[] = {
#define LODE_OBJECT(id, what)
#define LODE_MEMBER(object, key, type, argument, meaning) \
    {OBJECT_##object, key, TYPE_##type, OBJECT_##argument, meaning},
#include "out/summary.def"
#undef LODE_OBJECT
#undef LODE_MEMBER
};

enum { N_MEMBER = sizeof MEMBER / sizeof MEMBER[0] };

/* --- the schema ---------------------------------------------------------------------------- */

/* "key": {"$ref": "#/$defs/<ID>"} */
static void put_reference(lode_json *j, const char *key, object_id to)
{
    char address[64];
    snprintf(address, sizeof address, "#/$defs/%s", OBJECT[to].id);
    lode_json_open_line(j, key, '{');
    lode_json_text(j, "$ref", address);
    lode_json_close(j);
}

static void put_types(lode_json *j, const char *one, const char *other)
{
    lode_json_open_line(j, "type", '[');
    lode_json_text(j, NULL, one);
    lode_json_text(j, NULL, other);
    lode_json_close(j);
}

/* "key": {"type": ...}, for the elements of a list or a map */
static void put_simple(lode_json *j, const char *key, const char *one, const char *other)
{
    lode_json_open_line(j, key, '{');
    if (other) put_types(j, one, other);
    else lode_json_text(j, "type", one);
    lode_json_close(j);
}

/* What holds of a value of the type. */
static void put_type(lode_json *j, member_type type, object_id argument)
{
    switch (type) {
    case TYPE_STRING:
        lode_json_text(j, "type", "string");
        break;
    case TYPE_OPTIONAL:
        put_types(j, "string", "null");
        break;
    case TYPE_HASH:
        lode_json_text(j, "type", "string");
        lode_json_text(j, "pattern", "^[0-9a-f]{64}$");
        break;
    case TYPE_HASH_OR_NULL:
        put_types(j, "string", "null");
        lode_json_text(j, "pattern", "^[0-9a-f]{64}$");
        break;
    case TYPE_DATE:
        lode_json_text(j, "type", "string");
        lode_json_text(j, "format", "date");
        break;
    case TYPE_MAYBE:
        put_types(j, "string", "null");
        lode_json_text(j, "format", "date");
        break;
    case TYPE_INTEGER:
        lode_json_text(j, "type", "integer");
        lode_json_integer(j, "minimum", 0);
        break;
    case TYPE_NUMBER:
        put_types(j, "number", "null");
        break;
    case TYPE_SHARE:
        lode_json_text(j, "type", "number");
        lode_json_integer(j, "minimum", 0);
        lode_json_integer(j, "maximum", 1);
        break;
    case TYPE_BOOL:
        lode_json_text(j, "type", "boolean");
        break;
    case TYPE_OBJECT:
        break;
    case TYPE_LIST:
        lode_json_text(j, "type", "array");
        put_reference(j, "items", argument);
        break;
    case TYPE_MAP:
        lode_json_text(j, "type", "object");
        put_reference(j, "additionalProperties", argument);
        break;
    case TYPE_NUMBERS:
        lode_json_text(j, "type", "object");
        put_simple(j, "additionalProperties", "number", "null");
        break;
    case TYPE_STRINGS:
        lode_json_text(j, "type", "array");
        put_simple(j, "items", "string", NULL);
        break;
    case TYPE_PAIR:
        lode_json_text(j, "type", "array");
        put_simple(j, "items", "number", "null");
        lode_json_integer(j, "minItems", 2);
        lode_json_integer(j, "maxItems", 2);
        break;
    }
}

/* The members of an object, all of them required, no others allowed. */
static void put_members(lode_json *j, object_id object)
{
    lode_json_text(j, "type", "object");
    lode_json_open(j, "properties", '{');
    for (int i = 0; i < N_MEMBER; i++) {
        if (MEMBER[i].object != object) continue;
        lode_json_open_line(j, MEMBER[i].key, '{');
        lode_json_text(j, "description", MEMBER[i].meaning);
        if (MEMBER[i].type == TYPE_OBJECT) {
            char address[64];
            snprintf(address, sizeof address, "#/$defs/%s", OBJECT[MEMBER[i].argument].id);
            lode_json_text(j, "$ref", address);
        } else {
            put_type(j, MEMBER[i].type, MEMBER[i].argument);
        }
        lode_json_close(j);
    }
    lode_json_close(j);

    lode_json_open_line(j, "required", '[');
    for (int i = 0; i < N_MEMBER; i++)
        if (MEMBER[i].object == object) lode_json_text(j, NULL, MEMBER[i].key);
    lode_json_close(j);
    lode_json_bool(j, "additionalProperties", false);
}

void lode_summary_schema_put(lode_text *out)
{
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '{');
    lode_json_text(&j, "$schema", "https://json-schema.org/draft/2020-12/schema");
    lode_json_text(&j, "title", "Lodestone summary.json");
    lode_json_text(&j, "description", OBJECT[OBJECT_SUMMARY].what);
    put_members(&j, OBJECT_SUMMARY);
    lode_json_open(&j, "$defs", '{');
    for (int i = OBJECT_SUMMARY + 1; i < N_OBJECT; i++) {
        lode_json_open(&j, OBJECT[i].id, '{');
        lode_json_text(&j, "description", OBJECT[i].what);
        put_members(&j, (object_id)i);
        lode_json_close(&j);
    }
    lode_json_close(&j);
    lode_json_close(&j);
}
