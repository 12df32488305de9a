/* Overriding an input by name, as --set does. */
#include <stdlib.h>
#include <string.h>

#include "case/reader.h"

enum { SET_LONGEST = 400 };

/* What is to become of one input. */
typedef struct assignment {
    lode_case *c;
    lode_diags *diags;
    char name[SET_LONGEST];
    char value[SET_LONGEST];
    lode_input next; /* the input as it will be */
    bool ok;
} assignment;

/* --- the name ----------------------------------------------------------------------------- */

/* Whether `name` would be the name of a quantity that the case leaves blank. */
static bool is_blank_cell(const assignment *a)
{
    size_t n = strcspn(a->name, "[.");
    const char *dot = strrchr(a->name, '.');
    if (!dot || dot <= a->name + n) return false;
    char table[SET_LONGEST], key[SET_LONGEST];
    memcpy(table, a->name, n);
    table[n] = '\0';
    int32_t t = lode_schema_find_table(table);
    int32_t c = t >= 0 ? lode_schema_find_column((lode_table_id)t, dot + 1) : -1;
    if (c < 0 || lode_schema_column((lode_column_id)c)->type != LODE_QTY) return false;

    size_t end = (size_t)(dot - a->name);
    if (a->name[n] == '[' && a->name[end - 1] == ']') end--;
    if (end < n + 1) return false;
    memcpy(key, a->name + n + 1, end - n - 1);
    key[end - n - 1] = '\0';
    for (int32_t row = 0; row < a->c->table[t].n_row; row++)
        if (strcmp(lode_case_key(a->c, (lode_table_id)t, row), key) == 0) return true;
    return false;
}

/* The input whose name is nearest, or NULL. */
static const char *nearest_name(const assignment *a)
{
    enum { MOST = 20000 };
    int32_t n = a->c->n_input;
    if (n > MOST) return NULL;
    const char **names = malloc(((size_t)n + 1) * sizeof *names);
    if (!names) {
        lode_diag_no_memory(a->diags);
        return NULL;
    }
    for (int32_t i = 0; i < n; i++) names[i] = a->c->input[i].name;
    int32_t near = lode_nearest(a->name, names, n);
    const char *found = near >= 0 ? names[near] : NULL;
    free(names);
    return found;
}

static void unknown_name(const assignment *a)
{
    lode_diag_add(a->diags, LODE_DIAG_SET_UNKNOWN, (lode_place){0}, NULL, a->name);
    const char *near = nearest_name(a);
    if (is_blank_cell(a))
        lode_diag_hint(a->diags, "the case leaves it blank; only what has a value can be set");
    else if (near) lode_diag_hint(a->diags, "did you mean '%s'?", near);
    else
        lode_diag_hint(a->diags, "names are like sites[KEY].capacity_per_year, measures.KEY.share");
}

/* --- the value ---------------------------------------------------------------------------- */

/* One number of the value, within the bounds of the input's column. */
static double read_number(assignment *a, const char *text)
{
    const lode_column_spec *column = lode_schema_column((lode_column_id)a->next.column);
    double x = 0.0;
    const char *hint = lode_number_read(text, &x);
    if (hint) {
        lode_diag_add(a->diags, LODE_DIAG_SET_NOT_A_NUMBER, (lode_place){0}, hint, a->name, text);
        a->ok = false;
    } else if (x < column->low || x > column->high) {
        lode_diag_add(a->diags, LODE_DIAG_OUT_OF_BOUNDS, (lode_place){0}, NULL, a->name, text);
        lode_diag_hint(a->diags, "it must be between %g and %g", column->low, column->high);
        a->ok = false;
    }
    return x;
}

/* Take " wd" off the end of a processing time. */
static bool take_working_days(assignment *a)
{
    size_t n = strlen(a->value);
    if (n < 4 || strcmp(a->value + n - 3, " wd") != 0) return false;
    if (a->next.column != LODE_MEASURES_PROCESSING) return false;
    a->value[n - 3] = '\0';
    return true;
}

/* Cut the value at "..": up to three pieces, 4 if there are more. */
static int cut(char *value, char *piece[3])
{
    int n = 0;
    for (char *s = value; s;) {
        if (n == 3) return 4;
        piece[n++] = s;
        char *dots = strstr(s, "..");
        if (dots) *dots = '\0';
        s = dots ? dots + 2 : NULL;
    }
    return n;
}

static void order_error(assignment *a, const char *what, const char *than)
{
    lode_diag_add(a->diags, LODE_DIAG_RANGE_ORDER, (lode_place){0}, NULL, a->name, what, than);
    a->ok = false;
}

static bool is_log(lode_dist d)
{
    return d == LODE_DIST_LOGUNIFORM || d == LODE_DIST_LOGTRIANGULAR || d == LODE_DIST_LOGNORMAL;
}

static void read_value(assignment *a)
{
    char *piece[3];
    lode_input *next = &a->next;
    next->working_days = take_working_days(a);
    int n = cut(a->value, piece);
    if (n != 1 && n != 3) {
        lode_diag_add(a->diags, LODE_DIAG_SET_FORM, (lode_place){0},
                      "write NAME=NUMBER or NAME=LOW..CENTRAL..HIGH", a->name);
        a->ok = false;
        return;
    }
    next->low = read_number(a, piece[0]);
    next->central = n == 3 ? read_number(a, piece[1]) : next->low;
    next->high = n == 3 ? read_number(a, piece[2]) : next->low;
    if (!a->ok) return;
    if (next->low > next->high) order_error(a, "low", "high");
    else if (next->low > next->central) order_error(a, "low", "central");
    else if (next->central > next->high) order_error(a, "central", "high");
    else if (next->low >= next->high) next->dist = LODE_DIST_FIXED;
    else if (next->dist == LODE_DIST_FIXED) next->dist = LODE_DIST_UNIFORM; /* as for grade D */
    else if (is_log(next->dist) && next->low <= 0.0) {
        lode_diag_add(a->diags, LODE_DIAG_RANGE_LOG, (lode_place){0}, NULL, a->name, "of the case");
        a->ok = false;
    }
}

/* Copy [s, s + n) if it fits. */
static bool copy_to(char out[SET_LONGEST], const char *s, size_t n)
{
    if (n >= SET_LONGEST) return false;
    memcpy(out, s, n);
    out[n] = '\0';
    return true;
}

/* Put the new value of input `i` into the case: a value from outside of it is a judgement without a source. */
static void put(assignment *a, int32_t i)
{
    a->next.given = true;
    a->next.grade = 3;
    a->next.source = -1;
    a->c->input[i] = a->next;
}

bool lode_case_set_number(lode_case *c, const char *name, double value, lode_diags *diags)
{
    assignment a = {.c = c, .diags = diags, .ok = true};
    int32_t i = copy_to(a.name, name, strlen(name)) ? lode_case_find_input(c, a.name) : -1;
    if (i < 0) {
        unknown_name(&a);
        return false;
    }
    a.next = c->input[i];
    const lode_column_spec *column = lode_schema_column((lode_column_id)a.next.column);
    if (!(value >= column->low && value <= column->high)) {
        lode_text text = {0};
        lode_text_printf(&text, "%g", value);
        lode_diag_add(diags, LODE_DIAG_OUT_OF_BOUNDS, (lode_place){0}, NULL, a.name, lode_text_str(&text));
        lode_diag_hint(diags, "it must be between %g and %g", column->low, column->high);
        lode_text_free(&text);
        return false;
    }
    a.next.low = a.next.central = a.next.high = value;
    a.next.dist = LODE_DIST_FIXED;
    a.next.working_days = false;
    put(&a, i);
    return true;
}

bool lode_case_set(lode_case *c, const char *text, lode_diags *diags)
{
    assignment a = {.c = c, .diags = diags, .ok = true};
    const char *equals = strchr(text, '=');
    if (!equals || equals == text || !copy_to(a.name, text, (size_t)(equals - text)) ||
        !copy_to(a.value, equals + 1, strlen(equals + 1))) {
        lode_diag_add(diags, LODE_DIAG_SET_FORM, (lode_place){0},
                      "write NAME=NUMBER or NAME=LOW..CENTRAL..HIGH", text);
        return false;
    }
    int32_t i = lode_case_find_input(c, a.name);
    if (i < 0) {
        unknown_name(&a);
        return false;
    }
    a.next = c->input[i];
    read_value(&a);
    if (!a.ok) return false;

    put(&a, i);
    return true;
}
