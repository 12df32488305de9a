/* Games from JSON or YAML text, with the place of everything that is wrong. */
#include "standoff/read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "case/yaml.h"

enum { MOST_BYTES = 16 * 1024 * 1024 };

/* What is being read. */
typedef struct reading {
    lode_reader r;
    lode_store store;
    lode_standoff_file *f;
    lode_diags *diags;
    const char *path;
} reading;

static lode_place place_of(const reading *g, const lode_node *n)
{
    return (lode_place){g->path, n->line, n->column, n->length};
}

static void expected(reading *g, const lode_node *n, const char *what)
{
    lode_diag_add(g->diags, LODE_DIAG_GAME_EXPECTED, place_of(g, n), NULL, what);
}

static void *take(reading *g, size_t count, size_t size)
{
    void *p = lode_arena_take(&g->f->memory, count, size);
    if (!p) lode_diag_no_memory(g->diags);
    return p;
}

static const lode_node *get(const lode_node *mapping, const char *key)
{
    for (const lode_node *k = mapping->child; k; k = k->next)
        if (strcmp(k->text, key) == 0) return k->value;
    return NULL;
}

static int32_t count(const lode_node *list)
{
    int32_t n = 0;
    for (const lode_node *c = list->child; c; c = c->next) n++;
    return n;
}

/* --- single values -------------------------------------------------------------------------- */

static bool number(reading *g, const lode_node *n, const char *what, double low, double high,
                   double *out)
{
    double x = 0;
    const char *wrong =
        n->kind == LODE_NODE_SCALAR && n->plain ? lode_number_read(n->text, &x) : what;
    if (wrong) {
        expected(g, n, what);
        return false;
    }
    if (!(x >= low && x <= high)) {
        lode_diag_add(g->diags, LODE_DIAG_GAME_RANGE, place_of(g, n), NULL, what, x, low, high);
        return false;
    }
    *out = x;
    return true;
}

/* A number that a mapping may hold; `must`: it has to. */
static void member(reading *g, const lode_node *mapping, const char *key, bool must, double low,
                   double high, double *out)
{
    const lode_node *n = get(mapping, key);
    if (n && !lode_node_is_null(n)) (void)number(g, n, key, low, high, out);
    else if (must) lode_diag_add(g->diags, LODE_DIAG_GAME_MISSING, place_of(g, mapping), NULL, key);
}

/* Report keys that are not among `known` (NULL at the end). */
static void check_keys(reading *g, const lode_node *mapping, const char *const *known)
{
    int32_t n = 0;
    while (known[n]) n++;
    for (const lode_node *k = mapping->child; k; k = k->next) {
        int32_t i = 0;
        while (i < n && strcmp(known[i], k->text) != 0) i++;
        if (i < n) continue;
        int32_t near = lode_nearest(k->text, known, n);
        lode_diag_add(g->diags, LODE_DIAG_GAME_KEY, place_of(g, k), NULL, k->text);
        if (near >= 0) lode_diag_hint(g->diags, "did you mean '%s'?", known[near]);
    }
}

static bool is_mapping(reading *g, const lode_node *n, const char *what)
{
    if (n->kind == LODE_NODE_MAPPING) return true;
    expected(g, n, what);
    return false;
}

/* A list of pairs of numbers into two arrays. Returns how many; -1 after a problem. */
static int32_t pairs(reading *g, const lode_node *list, const char *what, double **first,
                     double **second)
{
    if (list->kind != LODE_NODE_LIST || !list->child) {
        expected(g, list, what);
        return -1;
    }
    int32_t n = count(list), i = 0;
    *first = take(g, (size_t)n, sizeof(double));
    *second = take(g, (size_t)n, sizeof(double));
    if (!*first || !*second) return -1;
    for (const lode_node *c = list->child; c; c = c->next, i++) {
        if (c->kind != LODE_NODE_LIST || count(c) != 2) {
            expected(g, c, what);
            return -1;
        }
        if (!number(g, c->child, what, -1e300, 1e300, *first + i)) return -1;
        if (!number(g, c->child->next, what, -1e300, 1e300, *second + i)) return -1;
    }
    return n;
}

/* --- a side --------------------------------------------------------------------------------- */

static void read_knots(reading *g, const lode_node *side, lode_standoff_curve *c)
{
    const lode_node *list = get(side, "cost_knots");
    double *day, *rate;
    if (!list) {
        lode_diag_add(g->diags, LODE_DIAG_GAME_MISSING, place_of(g, side), NULL, "cost_knots");
        return;
    }
    int32_t n = pairs(g, list, "cost_knots: [[day, cost per day], ...]", &day, &rate);
    if (n < 0) return;
    const lode_node *at = list->child;
    for (int32_t i = 0; i < n; i++, at = at->next) {
        if (i > 0 && day[i] < day[i - 1])
            lode_diag_add(g->diags, LODE_DIAG_GAME_ORDER, place_of(g, at), "sort the knots by day",
                          day[i], day[i - 1]);
        else if (i > 1 && day[i] == day[i - 2])
            lode_diag_add(g->diags, LODE_DIAG_GAME_THREE, place_of(g, at),
                          "two knots on a day make a step", day[i]);
    }
    *c = (lode_standoff_curve){n, day, rate};
}

/* [v] or [low, high] as nodes of a quantile function. */
static void read_params(reading *g, const lode_node *params, int32_t wanted,
                        lode_standoff_values *v)
{
    if (params->kind != LODE_NODE_LIST || count(params) != wanted) {
        expected(g, params, wanted == 1 ? "params: [value]" : "params: [low, high]");
        return;
    }
    double *value = take(g, 2, sizeof(double)), *share = take(g, 2, sizeof(double));
    if (!value || !share) return;
    int32_t i = 0;
    for (const lode_node *c = params->child; c; c = c->next, i++)
        if (!number(g, c, "a value above 0", 1e-300, 1e300, &value[i])) return;
    share[1] = 1;
    if (wanted == 2 && value[1] < value[0]) {
        expected(g, params, "low before high");
        return;
    }
    bool point = wanted == 1 || value[0] == value[1];
    *v = (lode_standoff_values){point ? 1 : 2, value, share};
}

static void read_table(reading *g, const lode_node *params, lode_standoff_values *v)
{
    double *value, *share;
    int32_t n = pairs(g, params, "params: [[value, cumulative probability], ...]", &value, &share);
    if (n > 0) *v = (lode_standoff_values){n, value, share};
}

static void read_value(reading *g, const lode_node *side, lode_standoff_values *v)
{
    static const char *const known[] = {"kind", "params", NULL};
    const lode_node *value = get(side, "value");
    if (!value) {
        lode_diag_add(g->diags, LODE_DIAG_GAME_MISSING, place_of(g, side), NULL, "value");
        return;
    }
    if (!is_mapping(g, value, "value: {kind, params}")) return;
    check_keys(g, value, known);
    const lode_node *kind = get(value, "kind"), *params = get(value, "params");
    if (!kind || !params) {
        lode_diag_add(g->diags, LODE_DIAG_GAME_MISSING, place_of(g, value), NULL,
                      kind ? "params" : "kind");
        return;
    }
    const char *word = kind->kind == LODE_NODE_SCALAR ? kind->text : "";
    if (strcmp(word, "point") == 0) read_params(g, params, 1, v);
    else if (strcmp(word, "uniform") == 0) read_params(g, params, 2, v);
    else if (strcmp(word, "table") == 0) read_table(g, params, v);
    else expected(g, kind, "kind: point, uniform or table");
}

static void read_side(reading *g, const lode_node *game, int32_t i, lode_standoff_problem *p)
{
    static const char *const known[] = {"name",       "value",           "z", "r",
                                        "cost_knots", "terminal_payoff", NULL};
    static const char *const name[] = {"A", "B"};
    const lode_node *n = get(game, name[i]);
    lode_standoff_side *side = &p->game.side[i];
    if (!n) {
        lode_diag_add(g->diags, LODE_DIAG_GAME_MISSING, place_of(g, game), NULL, name[i]);
        return;
    }
    if (!is_mapping(g, n, "a side: {value, z, r, cost_knots}")) return;
    check_keys(g, n, known);
    int32_t errors = g->diags->n_error;
    read_value(g, n, &side->value);
    read_knots(g, n, &side->cost);
    member(g, n, "z", true, 0, 1, &side->committed);
    member(g, n, "r", false, 0, 1e3, &side->discount);
    member(g, n, "terminal_payoff", false, -1e300, 1e300, &side->at_deadline);
    const lode_node *payoff = get(n, "terminal_payoff");
    p->assumed_payoff |= isfinite(p->game.deadline) && (!payoff || lode_node_is_null(payoff));
    if (g->diags->n_error > errors) return;
    /* what only the solver's own check knows: here it has a place */
    lode_standoff_bad bad = lode_standoff_side_check(side);
    const lode_node *value = get(n, "value");
    if (bad)
        lode_diag_add(g->diags, LODE_DIAG_GAME_BAD, place_of(g, value), NULL,
                      lode_standoff_bad_text(bad));
}

/* --- a game --------------------------------------------------------------------------------- */

static void read_zero_cost(reading *g, const lode_node *game, bool *flow)
{
    const lode_node *n = get(game, "zero_cost");
    if (!n || lode_node_is_null(n)) return;
    const char *word = n->kind == LODE_NODE_SCALAR ? n->text : "";
    *flow = strcmp(word, "flow") == 0;
    if (!*flow && strcmp(word, "pause") != 0) expected(g, n, "zero_cost: pause or flow");
}

static void read_game(reading *g, const lode_node *n, lode_standoff_problem *p)
{
    static const char *const known[] = {"id", "note", "A", "B", "deadline", "zero_cost",
                                        "both_concede_share", "A_bias", "A_learning_days", "B_bias",
                                        "B_learning_days",
                                        /* results and remarks of reference files */
                                        "expected", "rel_tol", "type_used", "rows", "order",
                                        "solutions", "rule", "equilibria", "game", NULL};
    *p = (lode_standoff_problem){.id = "", .game = lode_standoff_game_default()};
    p->learning_days[0] = p->learning_days[1] = INFINITY;
    if (!is_mapping(g, n, "a game: {A, B, deadline ...}")) return;
    check_keys(g, n, known);
    const lode_node *id = get(n, "id");
    if (id && id->kind == LODE_NODE_SCALAR) {
        char *copy = take(g, strlen(id->text) + 1, 1);
        if (copy) p->id = strcpy(copy, id->text);
    }
    member(g, n, "deadline", false, 1e-9, 1e9, &p->game.deadline);
    member(g, n, "both_concede_share", false, 0, 1, &p->game.both_share);
    member(g, n, "A_bias", false, -10, 1, &p->bias[0]);
    member(g, n, "B_bias", false, -10, 1, &p->bias[1]);
    member(g, n, "A_learning_days", false, 1e-9, 1e9, &p->learning_days[0]);
    member(g, n, "B_learning_days", false, 1e-9, 1e9, &p->learning_days[1]);
    read_zero_cost(g, n, &p->game.zero_is_flow);
    for (int32_t i = 0; i < 2; i++) read_side(g, n, i, p);
}

static void read_games(reading *g, const lode_node *root)
{
    bool list = root->kind == LODE_NODE_LIST;
    int32_t n = list ? count(root) : 1;
    if (n == 0) expected(g, root, "at least one game");
    g->f->problem = take(g, (size_t)n, sizeof(lode_standoff_problem));
    if (!g->f->problem || n == 0) return;
    for (const lode_node *c = list ? root->child : root; c; c = list ? c->next : NULL)
        read_game(g, c, &g->f->problem[g->f->n++]);
}

bool lode_standoff_parse(lode_standoff_file *f, const char *bytes, size_t length, const char *path,
                         lode_diags *diags)
{
    int32_t errors = diags->n_error;
    reading *g = calloc(1, sizeof *g);
    if (!g) {
        lode_diag_no_memory(diags);
        return false;
    }
    *g = (reading){.f = f, .diags = diags, .path = path};
    g->r.diags = diags;
    g->r.store = &g->store;
    g->store.path[LODE_T_CASE] = path;
    g->store.file_name[LODE_T_CASE] = path;
    if (lode_check_text(&g->r, path, bytes, length)) {
        const lode_node *root = lode_yaml_tree(&g->r, bytes, length);
        if (root) read_games(g, root);
    }
    lode_arena_free(&g->r.scratch);
    free(g);
    return diags->n_error == errors && !diags->out_of_memory;
}

bool lode_standoff_read(lode_standoff_file *f, const char *path, lode_diags *diags)
{
    lode_text why = {0};
    bool ok = lode_file_read(&f->file, path, MOST_BYTES, &why);
    if (!ok)
        lode_diag_add(diags, LODE_DIAG_FILE_UNREADABLE, (lode_place){0}, NULL, lode_text_str(&why));
    lode_text_free(&why);
    return ok && lode_standoff_parse(f, f->file.data, f->file.length, path, diags);
}

void lode_standoff_file_free(lode_standoff_file *f)
{
    lode_file_free(&f->file);
    lode_arena_free(&f->memory);
    *f = (lode_standoff_file){0};
}
