/* Reading the JSON of a request for a run. */
#include "serve/request.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"

enum { MOST_NAME = 256 /* byte  of an id or a key */, MOST_STEP = 366 };

static const int64_t MOST_SEED = 9007199254740991; /* as many as every reader of JSON keeps exactly */

const char *const lode_design_names[3] = {"philox", "sobol", "lhs"};

/* What is being read. */
typedef struct reading {
    lode_run_request *r;
    lode_text *why;
    bool ok;
} reading;

/* Add a problem. */
LODE_PRINTF_FORMAT(2, 3) static void complain(reading *g, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (g->why->length > 0) lode_text_putc(g->why, '\n');
    lode_text_vprintf(g->why, format, args);
    va_end(args);
    g->ok = false;
}

static bool is_plain(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f) return false;
    return true;
}

/* --- values --------------------------------------------------------------------------------- */

static const char *keep(reading *g, const char *s, size_t n)
{
    char *copy = LODE_TAKE(&g->r->arena, n + 1, char);
    if (!copy) complain(g, "out of memory");
    else memcpy(copy, s, n);
    return copy;
}

/* A string of 1 to MOST_NAME bytes; NULL after a problem. */
static const char *text(reading *g, const char *name, const json_t *v)
{
    size_t n = json_string_length(v);
    if (!json_is_string(v)) complain(g, "'%s' must be a string", name);
    else if (n == 0 || n > MOST_NAME) complain(g, "'%s' must have 1 to %d bytes, not %zu", name, MOST_NAME, n);
    else if (!is_plain(json_string_value(v), n)) complain(g, "'%s' holds a control character", name);
    else return keep(g, json_string_value(v), n);
    return NULL;
}

static int64_t whole(reading *g, const char *name, const json_t *v, int64_t low, int64_t high)
{
    if (json_is_integer(v) && json_integer_value(v) >= low && json_integer_value(v) <= high) return json_integer_value(v);
    complain(g, "'%s' must be a whole number from %lld to %lld", name, (long long)low, (long long)high);
    return low;
}

static void design(reading *g, const json_t *v)
{
    for (int i = 0; i < 3; i++) {
        if (!json_is_string(v) || strcmp(json_string_value(v), lode_design_names[i]) != 0) continue;
        g->r->design = (lode_design_kind)i;
        return;
    }
    complain(g, "'design' must be \"philox\", \"sobol\" or \"lhs\"");
}

/* --- assignments ---------------------------------------------------------------------------- */

/* The value of an assignment as text; empty after a problem. Numbers keep all their digits. */
static void put_value(reading *g, const char *key, const json_t *v, lode_text *out)
{
    if (json_is_integer(v)) lode_text_printf(out, "%lld", (long long)json_integer_value(v));
    else if (json_is_real(v)) {
        char shortest[40] = "";
        for (int digits = 15; digits <= 17; digits++) {
            snprintf(shortest, sizeof shortest, "%.*g", digits, json_real_value(v));
            if (strtod(shortest, NULL) == json_real_value(v)) break;
        }
        lode_text_puts(out, shortest);
    } else if (json_is_string(v)) {
        const char *value = text(g, key, v);
        if (value) lode_text_puts(out, value);
    } else complain(g, "'%s' must be a number or a string such as \"2..3..5\"", key);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void assignments(reading *g, json_t *v)
{
    const char *key;
    json_t *value;
    lode_text line = {0};
    if (!json_is_object(v)) {
        complain(g, "'set' must be an object: {\"parameters.psi\": 0.5}");
        return;
    }
    size_t n = json_object_size(v);
    if (n > LODE_SERVE_SET) {
        complain(g, "'set' may have %d members, not %zu", LODE_SERVE_SET, n);
        return;
    }
    g->r->set = LODE_TAKE(&g->r->arena, n + 1, const char *);
    if (!g->r->set) {
        complain(g, "out of memory");
        return;
    }
    json_object_foreach(v, key, value) {
        size_t length = strlen(key);
        if (length == 0 || length > MOST_NAME || !is_plain(key, length) || strchr(key, '=')) {
            complain(g, "a key of 'set' is not the name of an input");
            continue;
        }
        lode_text_clear(&line);
        lode_text_printf(&line, "%s=", key);
        put_value(g, key, value, &line);
        const char *kept = keep(g, lode_text_str(&line), line.length);
        if (kept) g->r->set[g->r->n_set++] = kept;
    }
    /* the order of the members of an object means nothing */
    qsort(g->r->set, (size_t)g->r->n_set, sizeof *g->r->set, by_text);
    lode_text_free(&line);
}

/* --- the object ----------------------------------------------------------------------------- */

static void member(reading *g, const char *key, json_t *v)
{
    static const char *const known[] = {"case", "scenario", "draws", "seed", "step", "design", "set"};
    lode_run_request *r = g->r;
    if (strcmp(key, "case") == 0) r->case_id = text(g, key, v);
    else if (strcmp(key, "scenario") == 0) r->scenario = json_is_null(v) ? NULL : text(g, key, v);
    else if (strcmp(key, "draws") == 0) r->draws = (int32_t)whole(g, key, v, 1, LODE_SERVE_DRAWS);
    else if (strcmp(key, "seed") == 0) r->seed = (uint64_t)whole(g, key, v, 0, MOST_SEED);
    else if (strcmp(key, "step") == 0) r->step_days = json_is_null(v) ? 0 : (int32_t)whole(g, key, v, 1, MOST_STEP);
    else if (strcmp(key, "design") == 0) design(g, v);
    else if (strcmp(key, "set") == 0) assignments(g, v);
    else {
        int32_t near = lode_nearest(key, known, 7);
        if (strlen(key) > MOST_NAME || !is_plain(key, strlen(key))) complain(g, "an unknown key");
        else if (near >= 0) complain(g, "unknown key '%s'; did you mean '%s'?", key, known[near]);
        else complain(g, "unknown key '%s'; known: case, scenario, draws, seed, step, design, set", key);
    }
}

bool lode_run_request_read(lode_run_request *r, const char *body, size_t length, lode_text *why)
{
    *r = (lode_run_request){.draws = 1};
    reading g = {.r = r, .why = why, .ok = true};
    json_error_t error;
    /* the length first: the parser is never given more */
    json_t *root = length <= LODE_SERVE_BODY ? json_loadb(body, length, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (length > LODE_SERVE_BODY) complain(&g, "more than %d bytes", LODE_SERVE_BODY);
    else if (!root) complain(&g, "line %d, column %d: not JSON: %s", error.line, error.column, error.text);
    else if (!json_is_object(root)) complain(&g, "the body must be an object: {\"case\": ...}");
    else {
        const char *key;
        json_t *value;
        json_object_foreach(root, key, value) member(&g, key, value);
        if (!json_object_get(root, "case")) complain(&g, "'case' is missing");
    }
    json_decref(root);
    return g.ok && !why->failed;
}

static bool equal(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

bool lode_run_request_same(const lode_run_request *a, const lode_run_request *b)
{
    bool same = equal(a->case_id, b->case_id) && equal(a->scenario, b->scenario) && a->draws == b->draws &&
                a->seed == b->seed && a->step_days == b->step_days && a->design == b->design && a->n_set == b->n_set;
    for (int32_t i = 0; same && i < a->n_set; i++) same = strcmp(a->set[i], b->set[i]) == 0;
    return same;
}

void lode_run_request_free(lode_run_request *r)
{
    lode_arena_free(&r->arena);
    *r = (lode_run_request){0};
}
