/* Golden runs of the supply rule: a plain network in JSON, its expected series in CSV, dates and sums in JSON. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "engine/engine.h"
#include "model/draft.h"
#include "runner.h"

typedef struct network {
    const json_t *sites, *demands, *inputs, *links, *measures;
    int32_t n_site, n_demand, n_input, n_link, n_measure;
    lode_draft draft;
    lode_layout layout;
    lode_model *model;
    lode_arena arena;
} network;

static double number(const json_t *o, const char *key, double otherwise)
{
    const json_t *v = json_object_get(o, key);
    return json_is_number(v) ? json_number_value(v) : otherwise;
}

static bool truth(const json_t *o, const char *key, bool otherwise)
{
    const json_t *v = json_object_get(o, key);
    return v ? json_is_true(v) : otherwise;
}

static bool is_word(const json_t *o, const char *key, const char *word)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s && strcmp(s, word) == 0;
}

static const char *id_of(const json_t *list, size_t i)
{
    const char *s = json_string_value(json_object_get(json_array_get(list, i), "id"));
    return s ? s : "";
}

static int32_t find(const json_t *list, const char *id)
{
    for (size_t i = 0; id && i < json_array_size(list); i++)
        if (strcmp(id_of(list, i), id) == 0) return (int32_t)i;
    return -1;
}

/* number of the site or demand with that id: sites first */
static int32_t find_site(const network *n, const char *id)
{
    int32_t i = find(n->sites, id);
    return i >= 0 ? i : find(n->demands, id) < 0 ? -1 : n->n_site + find(n->demands, id);
}

static int32_t slot(network *n, double value)
{
    return lode_draft_constant(&n->draft, value);
}

static void add_sites(network *n)
{
    for (int32_t i = 0; i < n->n_site + n->n_demand; i++) {
        bool demand = i >= n->n_site;
        const json_t *o = demand ? json_array_get(n->demands, (size_t)(i - n->n_site)) : json_array_get(n->sites, (size_t)i);
        lode_draft_add_site(
            &n->draft, (lode_draft_site){
                           .kind = demand ? LODE_DEMAND : LODE_SITE,
                           .defence_first = truth(o, "defence_first", false),
                           .queue = is_word(o, "unmet", "queue"),
                           .part = 1,
                           .activity = LODE_NONE,
                           .share = LODE_NONE,
                           .capacity = demand ? LODE_NONE : slot(n, number(o, "capacity", 0) * 365.0),
                           .utilisation = LODE_NONE,
                           .growth = slot(n, number(o, demand ? "growth" : "capacity_growth", 0)),
                           .overtime = slot(n, 1),
                           .elasticity = slot(n, number(o, "price_elasticity", 0)),
                           .unit_value = LODE_NONE,
                           .value_added = LODE_NONE,
                           .first_day = (int32_t)number(o, "first_day", 0),
                       });
        if (!demand)
            lode_draft_add_output(&n->draft, (lode_draft_output){.site = i,
                                                                 .driver = true,
                                                                 .per_unit = slot(n, 1),
                                                                 .cover = slot(n, number(o, "output_cover_days", 0)),
                                                                 .cap = slot(n, 365)});
    }
}

static bool add_inputs(network *n)
{
    for (int32_t i = 0; i < n->n_input; i++) {
        const json_t *o = json_array_get(n->inputs, (size_t)i);
        int32_t site = find_site(n, json_string_value(json_object_get(o, "site")));
        if (site < 0) return false;
        lode_draft_add_group(&n->draft, (lode_draft_group){
                                            .site = site,
                                            .recipe = (int32_t)number(o, "recipe", 0),
                                            .essential = truth(o, "essential", true),
                                            .queue = is_word(o, "unmet", "queue"),
                                            .elapses = truth(o, "elapses", false),
                                            .per_unit = slot(n, number(o, "per_unit", 1)),
                                            .cover = slot(n, number(o, "cover_days", 0)),
                                            .initial = LODE_NONE,
                                            .psi = slot(n, number(o, "psi", 0.25)),
                                            .weight = slot(n, number(o, "weight", 0)),
                                            .sigma = slot(n, number(o, "tariff_elasticity", 0)),
                                        });
    }
    return true;
}

static bool add_measures(network *n)
{
    static const char *const kind[] = {"ban", "quota", "licence", "tariff"};
    for (int32_t i = 0; i < n->n_measure; i++) {
        const json_t *o = json_array_get(n->measures, (size_t)i);
        int32_t k = 0;
        while (k < 4 && !is_word(o, "kind", kind[k])) k++;
        if (k == 4) return false;
        double effective = number(o, "effective", 0);
        lode_draft_add_measure(&n->draft, (lode_draft_measure){
                                              .kind = (lode_measure_kind)k,
                                              .announced = (int32_t)number(o, "announced", effective),
                                              .effective = (int32_t)effective,
                                              .until = (int32_t)number(o, "until", INT32_MAX),
                                              .share = slot(n, k == LODE_BAN ? 0 : number(o, "share", 0)),
                                              .processing = slot(n, number(o, "processing_days", 0)),
                                              .period = slot(n, number(o, "period_days", 1)),
                                              .leak = slot(n, number(o, "leak", 0)),
                                              .leak_delay = slot(n, number(o, "leak_delay_days", 0)),
                                              .front = slot(n, number(o, "front_days", 0)),
                                              .rate = slot(n, number(o, "rate", 0)),
                                          });
    }
    return true;
}

static bool add_links(network *n)
{
    for (int32_t l = 0; l < n->n_link; l++) {
        const json_t *o = json_array_get(n->links, (size_t)l);
        int32_t measures[256], n_measure = 0;
        for (int32_t i = 0; i < n->n_measure && n_measure < 256; i++) {
            const json_t *list = json_object_get(json_array_get(n->measures, (size_t)i), "links");
            for (size_t j = 0; j < json_array_size(list); j++)
                if (strcmp(json_string_value(json_array_get(list, j)), id_of(n->links, (size_t)l)) == 0)
                    measures[n_measure++] = i;
        }
        double qualification = number(o, "qualification_days", 0);
        bool unqualified = qualification > 0 && number(o, "base_flow", 0) == 0;
        lode_draft_link r = {
            .output = find(n->sites, json_string_value(json_object_get(o, "from"))),
            .group = find(n->inputs, json_string_value(json_object_get(o, "to"))),
            .end_use = is_word(o, "end_use", "defence") ? LODE_DEFENCE : LODE_CIVIL,
            .transit = slot(n, number(o, "transit_days", 0)),
            .build = LODE_NONE,
            .block = LODE_NONE,
            .qualification = unqualified ? slot(n, qualification) : LODE_NONE,
        };
        if (r.output < 0 || r.group < 0) return false;
        lode_draft_add_link(&n->draft, r, measures, n_measure);
    }
    return true;
}

static bool add_events(network *n, const json_t *document)
{
    const json_t *o, *list = json_object_get(document, "projects");
    size_t i, j;
    json_array_foreach(list, i, o)
    {
        int32_t site = find_site(n, json_string_value(json_object_get(o, "site")));
        if (site < 0) return false;
        lode_draft_add_project(&n->draft, (lode_draft_project){.site = site,
                                                               .start = (int32_t)number(o, "start", 0),
                                                               .slippage = slot(n, 0),
                                                               .ramp = slot(n, number(o, "ramp_days", 0)),
                                                               .capacity = slot(n, number(o, "capacity", 0) * 365.0)});
    }
    list = json_object_get(document, "damage");
    json_array_foreach(list, i, o)
    {
        int32_t site = find_site(n, json_string_value(json_object_get(o, "site")));
        if (site < 0) return false;
        lode_draft_add_damage(&n->draft, (lode_draft_damage){.site = site,
                                                             .from = (int32_t)number(o, "from", 0),
                                                             .until = (int32_t)number(o, "until", INT32_MAX),
                                                             .fraction = slot(n, number(o, "fraction", 0))});
    }
    list = json_object_get(document, "strategic");
    json_array_foreach(list, i, o)
    {
        int32_t groups[256], n_group = 0;
        const json_t *ids = json_object_get(o, "inputs"), *id;
        json_array_foreach(ids, j, id) if (n_group < 256) groups[n_group++] = find(n->inputs, json_string_value(id));
        lode_draft_add_reserve(&n->draft,
                               (lode_draft_reserve){.from = (int32_t)number(o, "since", 0),
                                                    .until = (int32_t)number(o, "until", INT32_MAX),
                                                    .stock = slot(n, number(o, "stock", 0)),
                                                    .rate = slot(n, number(o, "rate", 0)),
                                                    .trigger = slot(n, number(o, "trigger", 0.25))},
                               groups, n_group);
    }
    return true;
}

static bool build(network *n, const json_t *document)
{
    n->sites = json_object_get(document, "sites");
    n->demands = json_object_get(document, "demands");
    n->inputs = json_object_get(document, "inputs");
    n->links = json_object_get(document, "links");
    n->measures = json_object_get(document, "measures");
    n->n_site = (int32_t)json_array_size(n->sites);
    n->n_demand = (int32_t)json_array_size(n->demands);
    n->n_input = (int32_t)json_array_size(n->inputs);
    n->n_link = (int32_t)json_array_size(n->links);
    n->n_measure = (int32_t)json_array_size(n->measures);
    n->draft.n_product = n->draft.n_actor = 1;
    const json_t *p = json_object_get(document, "parameters");
    slot(n, 0); /* value of the one product */
    n->draft.refill = slot(n, number(p, "T_S", 30));
    n->draft.output_refill = slot(n, number(p, "T_Z", 30));
    n->draft.shares = slot(n, number(p, "T_w", 30));
    n->draft.expectation = slot(n, number(p, "T_E", 30));
    add_sites(n);
    if (!add_inputs(n) || !add_measures(n) || !add_links(n) || !add_events(n, document)) return false;
    n->model = lode_draft_assemble(&n->draft, &n->arena, &n->layout);
    return n->model != NULL;
}

/* Base outputs and flows are given: no balancing. */
static void load(const network *n, const lode_engine *e, int32_t h, lode_values *v)
{
    lode_arena *arena = (lode_arena *)&n->arena;
    lode_lane *x = LODE_TAKE(arena, n->model->n_x, lode_lane);
    lode_draft_constants(&n->draft, x);
    e->values_place(n->model, lode_arena_take(arena, 1, e->values_bytes(n->model)), v);
    e->values_load(n->model, x, v);
    for (int32_t i = 0; i < n->n_site; i++)
        v->site_base[i] = lode_lane_all(number(json_array_get(n->sites, (size_t)i), "base_output", 0));
    for (int32_t i = 0; i < n->n_demand; i++)
        v->site_base[n->n_site + i] = lode_lane_all(number(json_array_get(n->demands, (size_t)i), "per_day", 0));
    for (int32_t l = 0; l < n->n_link; l++) {
        const json_t *o = json_array_get(n->links, (size_t)l);
        v->link_flow[n->layout.link[l]] = lode_lane_all(number(o, "base_flow", 0));
        v->link_declared[n->layout.link[l]] = lode_lane_all(number(o, "share", 0));
    }
    for (int32_t g = 0; g < n->n_input; g++) { /* initial_stock in units */
        double stock = number(json_array_get(n->inputs, (size_t)g), "initial_stock", -1);
        int32_t k = n->layout.group[g];
        double use = v->group_per_unit[k].v[0] * v->site_base[n->model->group_site[k]].v[0];
        if (stock >= 0 && use > 0) v->group_initial[k] = lode_lane_all(stock / use);
    }
    e->values_finish(n->model, x, h, v);
}

/* ---- comparison ---------------------------------------------------------------------------------------------------- */

typedef struct column {
    char name[128];
    double largest; /* of the expected values */
    double worst;
    int32_t worst_day;
} column;

/* Value of the column called `name` in state s, NaN if there is none. */
static double value_of(const network *n, const lode_state *s, const char *name, const double *ordered, double h)
{
    char what[64] = "";
    const char *id = strchr(name, ':');
    if (!id || (size_t)(id - name) >= sizeof what) return NAN;
    memcpy(what, name, (size_t)(id - name));
    id++;
    int32_t i = find_site(n, id), g = find(n->inputs, id), l = find(n->links, id);
    if (!strcmp(what, "made") && i >= 0) return s->site_made[i].v[0] / h;
    if (!strcmp(what, "want") && i >= 0) return s->site_want[i].v[0] / h;
    if (!strcmp(what, "output_stock") && i >= 0) return s->output_stock[n->layout.output[i]].v[0];
    if (!strcmp(what, "stock") && g >= 0) return s->group_stock[n->layout.group[g]].v[0];
    if (!strcmp(what, "in_transit") && g >= 0) return s->group_transit[n->layout.group[g]].v[0];
    if (!strcmp(what, "need") && g >= 0) return s->group_need[n->layout.group[g]].v[0] / h;
    if (!strcmp(what, "order") && l >= 0) return ordered[l] / h;
    if (!strcmp(what, "ship") && l >= 0) return s->link_shipped[n->layout.link[l]].v[0] / h;
    if (!strcmp(what, "share") && l >= 0) return s->link_share[n->layout.link[l]].v[0];
    if (!strcmp(what, "strategic") && n->model->n_reserve > 0) return s->reserve_stock[0].v[0];
    return NAN;
}

static char *read_text(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) return NULL;
    size_t room = 1 << 16, used = 0, got;
    char *text = malloc(room + 1);
    while (text && (got = fread(text + used, 1, room - used, f)) > 0) {
        used += got;
        if (used == room) {
            char *bigger = realloc(text, (room *= 2) + 1);
            if (!bigger) free(text);
            text = bigger;
        }
    }
    if (text) text[used] = 0;
    fclose(f);
    return text;
}

static int32_t split_header(char *line, column *columns, int32_t most)
{
    int32_t n = 0;
    for (char *field = strtok(line, ",\r\n"); field && n < most; field = strtok(NULL, ",\r\n"))
        snprintf(columns[n++].name, sizeof columns[0].name, "%s", field);
    return n;
}

static void fail(golden_result *r, const char *text, const char *where, double day, double expected, double got)
{
    if (r->status != GOLDEN_PASS) return;
    r->status = GOLDEN_FAIL;
    snprintf(r->why, sizeof r->why, "%s %s day %g: expected %.12g, got %.12g", text, where, day, expected, got);
}

/* cumulative output and dates of one site against check.json */
typedef struct tally {
    double cumulative;
    double first_shortfall, halt, last_below; /* day, -1: never */
} tally;

static void check_date(golden_result *r, const json_t *expected, const char *key, const char *id, double got)
{
    const json_t *o = json_object_get(expected, key);
    double want = json_is_number(o) ? json_number_value(o) : -1;
    r->n_value++;
    if (want != got) fail(r, key, id, 0, want, got);
}

static void check_tallies(const network *n, const json_t *check, const tally *t, double residual, double h, double days,
                          golden_result *r)
{
    const json_t *sites = json_object_get(check, "sites");
    for (int32_t i = 0; i < n->n_site + n->n_demand; i++) {
        const char *id = i < n->n_site ? id_of(n->sites, (size_t)i) : id_of(n->demands, (size_t)(i - n->n_site));
        const json_t *o = json_object_get(sites, id);
        if (!o) continue;
        double want = number(o, "cumulative", 0), error = fabs(want - t[i].cumulative) / fmax(1e-3, fabs(want));
        r->n_value++;
        r->worst = fmax(r->worst, error);
        if (!(error <= r->tolerance)) fail(r, "cumulative", id, 0, want, t[i].cumulative);
        check_date(r, o, "first_shortfall", id, t[i].first_shortfall);
        check_date(r, o, "halt", id, t[i].halt);
        double after = t[i].last_below < 0 ? -1 : t[i].last_below + h;
        check_date(r, o, "recovered", id, after >= days ? -1 : after);
    }
    r->n_value++;
    if (!(residual <= 1e-9)) fail(r, "max_relative_residual", "", 0, 0, residual);
}

static void simulate(network *n, int32_t h, int32_t days, char *csv, const json_t *check, golden_result *r)
{
    enum { MOST = 512 };
    const lode_engine *e = lode_engine_best();
    lode_values v = {0};
    lode_state s = {0};
    load(n, e, h, &v);
    e->state_place(n->model, &v, lode_arena_take(&n->arena, 1, e->state_bytes(n->model, &v)), &s);
    lode_lane *on = LODE_TAKE(&n->arena, 1024, lode_lane);
    for (int32_t i = 0; i < 1024; i++) on[i] = lode_lane_all(1);
    lode_scenario all = {.measure_on = on, .project_on = on, .damage_on = on};
    e->state_start(n->model, &v, &all, &s);

    column *columns = LODE_TAKE(&n->arena, MOST, column);
    double *ordered = LODE_TAKE(&n->arena, n->n_link + 1, double);
    double *error = LODE_TAKE(&n->arena, MOST, double);
    double *expected = LODE_TAKE(&n->arena, MOST, double), *got = LODE_TAKE(&n->arena, MOST, double);
    double *bad_expected = LODE_TAKE(&n->arena, MOST, double), *bad_got = LODE_TAKE(&n->arena, MOST, double);
    tally *t = LODE_TAKE(&n->arena, n->n_site + n->n_demand, tally);
    for (int32_t i = 0; i < n->n_site + n->n_demand; i++) t[i] = (tally){0, -1, -1, -1};

    char *line = csv, *next = strchr(csv, '\n');
    if (next) *next++ = 0;
    int32_t n_column = split_header(line, columns, MOST);
    for (int32_t day = 0; day < days; day += h) {
        for (int32_t l = 0; l < n->n_link; l++) ordered[l] = s.link_order[n->layout.link[l]].v[0];
        e->step(n->model, &v, &all, &s);
        for (int32_t i = 0; i < n->n_site + n->n_demand; i++) {
            double made = s.site_made[i].v[0], planned = s.site_planned[i].v[0] * h;
            t[i].cumulative += made;
            if (made < 0.95 * planned && t[i].first_shortfall < 0) t[i].first_shortfall = day;
            if (made < 0.10 * planned && t[i].halt < 0) t[i].halt = day;
            if (made < 0.95 * planned) t[i].last_below = day;
        }
        line = next;
        if (!line || !*line) {
            fail(r, "the expected series ends", "", day, days, day);
            return;
        }
        next = strchr(line, '\n');
        if (next) *next++ = 0;
        char *cursor = line;
        for (int32_t c = 0; c < n_column; c++) {
            char *end;
            expected[c] = strtod(cursor, &end);
            cursor = *end == ',' ? end + 1 : end;
            got[c] = c == 0 ? day : value_of(n, &s, columns[c].name, ordered, h);
            columns[c].largest = fmax(columns[c].largest, fabs(expected[c]));
            double gap = fabs(expected[c] - got[c]);
            if (isnan(gap)) fail(r, "no such value", columns[c].name, day, expected[c], got[c]);
            if (gap > error[c]) {
                error[c] = gap;
                columns[c].worst_day = day;
                bad_expected[c] = expected[c];
                bad_got[c] = got[c];
            }
            r->n_value++;
        }
    }
    for (int32_t c = 0; c < n_column; c++) {
        double relative = error[c] / fmax(1e-3, columns[c].largest);
        r->worst = fmax(r->worst, relative);
        if (!(relative <= r->tolerance))
            fail(r, "series", columns[c].name, columns[c].worst_day, bad_expected[c], bad_got[c]);
    }
    check_tallies(n, check, t, s.residual.v[0], h, days, r);
}

bool golden_is_supply(const json_t *document)
{
    return json_is_array(json_object_get(document, "sites")) && json_is_array(json_object_get(document, "demands")) &&
           json_is_array(json_object_get(document, "inputs")) && json_is_array(json_object_get(document, "links")) &&
           json_is_number(json_object_get(document, "h")) && json_is_number(json_object_get(document, "days"));
}

golden_result golden_run_supply(const char *path, const json_t *document)
{
    golden_result r = {.status = GOLDEN_PASS, .tolerance = 1e-9};
    char other[4096];
    int stem = (int)(strlen(path) - strlen(".json"));
    snprintf(other, sizeof other, "%.*s.csv", stem, path);
    char *csv = read_text(other);
    snprintf(other, sizeof other, "%.*s.check.json", stem, path);
    json_t *check = json_load_file(other, 0, NULL);
    network n = {0};
    if (!csv) {
        r.status = GOLDEN_FAIL;
        snprintf(r.why, sizeof r.why, "no expected series (.csv) beside it");
    } else if (!build(&n, document)) {
        r.status = GOLDEN_FAIL;
        snprintf(r.why, sizeof r.why, "the network cannot be read");
    } else {
        simulate(&n, (int32_t)number(document, "h", 1), (int32_t)number(document, "days", 0), csv, check, &r);
    }
    json_decref(check);
    free(csv);
    lode_draft_free(&n.draft);
    lode_arena_free(&n.arena);
    return r;
}
