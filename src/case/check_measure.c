/* Measures: what each kind needs and takes, and whether there is anything it acts on. */
#include "case/check.h"

#include <string.h>

/* Kinds in the order of the schema. */
enum { BAN, QUOTA, LICENCE, TARIFF, SOFTWARE, TECHNOLOGY };

/* Which kinds take a column, and which need it, as bits. */
static const struct {
    lode_column_id column;
    unsigned takes, needs;
} rule[] = {
    {LODE_MEASURES_SHARE, 1u << QUOTA | 1u << LICENCE, 0}, /* or a path: check_path */
    {LODE_MEASURES_RATE, 1u << TARIFF, 1u << TARIFF},
    {LODE_MEASURES_GOODS_SHARE, 1u << TARIFF, 0},
    {LODE_MEASURES_PROCESSING, 1u << LICENCE, 0},
    {LODE_MEASURES_PERIOD, 1u << QUOTA | 1u << LICENCE, 0},
    {LODE_MEASURES_LEAK, 1u << BAN | 1u << QUOTA | 1u << LICENCE | 1u << SOFTWARE, 0},
    {LODE_MEASURES_VALIDITY, 1u << LICENCE, 0},
    {LODE_MEASURES_TERM, 1u << SOFTWARE, 1u << SOFTWARE},
    {LODE_MEASURES_DELAY, 1u << TECHNOLOGY, 1u << TECHNOLOGY},
    {LODE_MEASURES_MINIMIS, 1u << BAN | 1u << QUOTA | 1u << LICENCE, 0},
    {LODE_MEASURES_SPILLOVER, 1u << BAN | 1u << QUOTA | 1u << LICENCE, 0},
    {LODE_MEASURES_SPILLOVER_PRODUCTS, 1u << BAN | 1u << QUOTA | 1u << LICENCE, 0},
    {LODE_MEASURES_LEAK_DELAY, 1u << BAN | 1u << QUOTA | 1u << LICENCE, 0},
};

static void check_columns(lode_check *k, int32_t row)
{
    const lode_cell *kind = lode_check_cell(k, row, LODE_MEASURES_KIND);
    if (!kind->set) return;
    unsigned bit = 1u << kind->i;
    char word[32];
    lode_check_word(k, row, LODE_MEASURES_KIND, word);
    for (size_t i = 0; i < sizeof rule / sizeof rule[0]; i++) {
        const char *name = lode_schema_column(rule[i].column)->name;
        bool given = lode_check_given(k, row, rule[i].column);
        lode_place place = lode_check_place(k, row, rule[i].column);
        if ((rule[i].needs & bit) && !given) {
            lode_diag_add(k->diags, LODE_DIAG_MEASURE_NEEDS, place, NULL, word, name);
            lode_diag_hint(k->diags, "%s: %s", name, lode_schema_column(rule[i].column)->what);
        } else if (given && !(rule[i].takes & bit)) {
            lode_diag_add(k->diags, LODE_DIAG_MEASURE_TAKES_NO, place,
                          "remove it, or give the measure another kind", word, name);
        }
    }
}

/* The day of a row of paths.csv; -1 if it is none. */
static int32_t path_day(const lode_check *k, int32_t row)
{
    const char *text = lode_case_text(k->c, row, LODE_PATHS_DAY);
    size_t n = strspn(text, "0123456789");
    if (n == 0 || n > 5 || text[n] != '\0') return -1;
    int32_t day = 0;
    for (size_t i = 0; i < n; i++) day = 10 * day + (text[i] - '0');
    return day;
}

/* Points of paths: a day each, of a measure that has a share. */
static void check_paths(lode_check *k)
{
    for (int32_t i = 0; i < lode_check_rows(k, LODE_T_PATHS); i++) {
        int32_t measure = lode_case_int(k->c, i, LODE_PATHS_MEASURE, -1);
        int32_t kind = measure >= 0 ? lode_case_int(k->c, measure, LODE_MEASURES_KIND, BAN) : QUOTA;
        if (path_day(k, i) < 0)
            lode_diag_add(k->diags, LODE_DIAG_PATH_DAY, lode_check_place(k, i, LODE_PATHS_DAY),
                          "write a whole number of days since the measure took effect: 0, 30, 90",
                          lode_case_text(k->c, i, LODE_PATHS_DAY));
        if (kind != QUOTA && kind != LICENCE)
            lode_diag_add(k->diags, LODE_DIAG_PATH_KIND, lode_check_place(k, i, LODE_PATHS_MEASURE),
                          "only quotas and licences let a share pass",
                          lode_check_key(k, LODE_T_MEASURES, measure));
    }
}

/* A quota or licence has a share or a path; what spills over has products and a share. */
static void check_path(lode_check *k, int32_t row, bool has_path)
{
    int32_t kind = lode_case_int(k->c, row, LODE_MEASURES_KIND, BAN);
    char word[32];
    lode_check_word(k, row, LODE_MEASURES_KIND, word);
    bool shared = lode_check_given(k, row, LODE_MEASURES_SHARE);
    if ((kind == QUOTA || kind == LICENCE) && !shared && !has_path) {
        lode_diag_add(k->diags, LODE_DIAG_MEASURE_NEEDS,
                      lode_check_place(k, row, LODE_MEASURES_SHARE), "or a path of it in paths.csv",
                      word, "share");
        lode_diag_hint(k->diags, "share: %s", lode_schema_column(LODE_MEASURES_SHARE)->what);
    }
    bool spills = lode_check_given(k, row, LODE_MEASURES_SPILLOVER);
    bool names = lode_check_given(k, row, LODE_MEASURES_SPILLOVER_PRODUCTS);
    if (spills != names)
        lode_diag_add(k->diags, LODE_DIAG_MEASURE_NEEDS,
                      lode_check_place(k, row,
                                       spills ? LODE_MEASURES_SPILLOVER
                                              : LODE_MEASURES_SPILLOVER_PRODUCTS),
                      "a hold-up of unlisted goods has products and a share", word,
                      spills ? "spillover_products" : "spillover");
}

/* A batch that lasts longer than the measure comes at most once. */
static void check_batch(lode_check *k, int32_t row)
{
    const lode_input *batch = lode_check_input(k, row, LODE_MEASURES_PERIOD);
    const lode_cell *effective = lode_check_cell(k, row, LODE_MEASURES_EFFECTIVE);
    const lode_cell *until = lode_check_cell(k, row, LODE_MEASURES_UNTIL);
    if (!batch || !effective->set || !until->set) return;
    int32_t days = until->i - effective->i;
    if (batch->central > days && lode_check_shows(k, LODE_DIAG_BATCH_LONG))
        lode_diag_add(k->diags, LODE_DIAG_BATCH_LONG,
                      lode_check_place(k, row, LODE_MEASURES_PERIOD), NULL, batch->central,
                      (int)days);
}

/* Working days need the issuer's holidays. */
static void check_working_days(lode_check *k, int32_t row)
{
    const lode_input *processing = lode_check_input(k, row, LODE_MEASURES_PROCESSING);
    int32_t actor = lode_case_int(k->c, row, LODE_MEASURES_ACTOR, -1);
    if (!processing || !processing->working_days || actor < 0) return;
    const char *key = lode_check_key(k, LODE_T_ACTORS, actor);
    if (lode_case_find(k->c, LODE_T_HOLIDAYS, key) >= 0) return;
    if (lode_check_shows(k, LODE_DIAG_NO_HOLIDAYS))
        lode_diag_add(k->diags, LODE_DIAG_NO_HOLIDAYS,
                      lode_check_place(k, row, LODE_MEASURES_PROCESSING),
                      "add them under 'holidays:'; until then only weekends are off", key);
}

/* The key of a holiday table must be an actor. */
static void check_holiday_actor(lode_check *k, int32_t row)
{
    const char *key = lode_check_key(k, LODE_T_HOLIDAYS, row);
    if (lode_case_find(k->c, LODE_T_ACTORS, key) >= 0) return;
    lode_diag_add(k->diags, LODE_DIAG_UNKNOWN_REFERENCE,
                  lode_check_place(k, row, LODE_HOLIDAYS_ACTOR), NULL, key, "actors");
    int32_t n = lode_check_rows(k, LODE_T_ACTORS);
    const char *const *actors = ((const lode_store *)k->c->store)->key[LODE_T_ACTORS];
    int32_t near = lode_reader_nearest(&k->near, key, actors, n);
    if (near >= 0) lode_diag_hint(k->diags, "did you mean '%s'?", actors[near]);
}

/* Which measures have a point in paths.csv, or NULL. Where rows are missing all may have one. */
static const bool *find_paths(lode_check *k)
{
    int32_t n = lode_check_rows(k, LODE_T_MEASURES), n_point = lode_check_rows(k, LODE_T_PATHS);
    bool *has_path = LODE_TAKE(&k->scratch, n, bool);
    if (!has_path) lode_check_no_memory(k);
    for (int32_t i = 0; has_path && n_point > 0 && !k->whole && i < n; i++) has_path[i] = true;
    for (int32_t i = 0; has_path && i < n_point; i++) {
        int32_t measure = lode_case_int(k->c, i, LODE_PATHS_MEASURE, -1);
        if (measure >= 0) has_path[measure] = true;
    }
    return has_path;
}

void lode_check_measures(lode_check *k)
{
    const bool *has_path = find_paths(k);
    for (int32_t i = 0; has_path && i < lode_check_rows(k, LODE_T_MEASURES); i++) {
        check_columns(k, i);
        check_path(k, i, has_path[i]);
        check_batch(k, i);
        check_working_days(k, i);
    }
    for (int32_t i = 0; i < lode_check_rows(k, LODE_T_HOLIDAYS); i++) check_holiday_actor(k, i);
    check_paths(k);
}

/* --- links -------------------------------------------------------------------------------- */

/* Whether a measure may govern what comes from an actor. */
static bool acts_from(const lode_check *k, int32_t measure, int32_t actor)
{
    /* technology acts on projects, de minimis on what third countries make */
    int32_t kind = lode_case_int(k->c, measure, LODE_MEASURES_KIND, BAN);
    if (kind == TECHNOLOGY || lode_check_given(k, measure, LODE_MEASURES_MINIMIS)) return true;
    if (lode_check_cell(k, measure, LODE_MEASURES_FROM)->set)
        return lode_check_lists(k, measure, LODE_MEASURES_FROM, actor);
    bool issuer = lode_case_int(k->c, measure, LODE_MEASURES_ACTOR, -1) == actor;
    bool tariff = lode_case_int(k->c, measure, LODE_MEASURES_KIND, BAN) == TARIFF;
    return tariff ? !issuer : issuer;
}

static bool acts_to(const lode_check *k, int32_t measure, int32_t actor)
{
    if (lode_check_cell(k, measure, LODE_MEASURES_TO)->set)
        return lode_check_lists(k, measure, LODE_MEASURES_TO, actor);
    bool issuer = lode_case_int(k->c, measure, LODE_MEASURES_ACTOR, -1) == actor;
    bool tariff = lode_case_int(k->c, measure, LODE_MEASURES_KIND, BAN) == TARIFF;
    return tariff ? issuer : !issuer;
}

/* Whether it may govern what a site makes, by where the site stands or by who owns it. */
static bool acts_from_site(const lode_check *k, int32_t measure, int32_t site)
{
    enum { NO, SUPPLIERS, CUSTOMERS, BOTH }; /* measures.ownership */
    int32_t ownership = lode_case_int(k->c, measure, LODE_MEASURES_OWNERSHIP, NO);
    int32_t owner = lode_case_int(k->c, site, LODE_SITES_OWNER, -1);
    if (acts_from(k, measure, lode_case_int(k->c, site, LODE_SITES_ACTOR, -1))) return true;
    return (ownership == SUPPLIERS || ownership == BOTH) && owner >= 0 &&
           acts_from(k, measure, owner);
}

/* made[product] for the actors that measure m acts from */
static bool *products_made(lode_check *k, int32_t m)
{
    bool *made = LODE_TAKE(&k->scratch, lode_check_rows(k, LODE_T_PRODUCTS), bool);
    if (!made) {
        lode_check_no_memory(k);
        return NULL;
    }
    for (int32_t s = 0; s < lode_check_rows(k, LODE_T_SITES); s++) {
        if (!acts_from_site(k, m, s)) continue;
        for (int32_t i = k->recipe_first[s]; i >= 0 && i < k->recipe_end[s]; i++)
            if (lode_case_int(k->c, i, LODE_RECIPES_DIRECTION, 0) == 1)
                made[lode_case_int(k->c, i, LODE_RECIPES_PRODUCT, 0)] = true;
    }
    return made;
}

/* Products that no site in the actors the measure acts from makes. */
static void check_products_made(lode_check *k, int32_t m)
{
    lode_arena_mark mark = lode_arena_now(&k->scratch);
    const bool *made = products_made(k, m);
    const lode_cell *cell = lode_check_cell(k, m, LODE_MEASURES_PRODUCTS);
    for (int32_t i = cell->first; made && i < cell->first + cell->n; i++)
        if (!made[k->c->list[i]] && lode_check_shows(k, LODE_DIAG_MEASURE_NO_LINK))
            lode_diag_add(k->diags, LODE_DIAG_MEASURE_NO_LINK,
                          lode_check_place(k, m, LODE_MEASURES_PRODUCTS), NULL,
                          lode_check_key(k, LODE_T_PRODUCTS, k->c->list[i]));
    lode_arena_rewind(&k->scratch, mark);
}

/* Whether two measures are in force on a common day. */
static bool meet_in_time(const lode_check *k, int32_t a, int32_t b)
{
    int32_t from_a = lode_case_int(k->c, a, LODE_MEASURES_EFFECTIVE, 0);
    int32_t from_b = lode_case_int(k->c, b, LODE_MEASURES_EFFECTIVE, 0);
    int32_t until_a = lode_case_int(k->c, a, LODE_MEASURES_UNTIL, INT32_MAX);
    int32_t until_b = lode_case_int(k->c, b, LODE_MEASURES_UNTIL, INT32_MAX);
    return from_a < until_b && from_b < until_a;
}

/* Whether two measures govern a common link. End uses: any, civil, defence. */
static bool meet_on_link(const lode_check *k, int32_t a, int32_t b)
{
    int32_t use_a = lode_case_int(k->c, a, LODE_MEASURES_END_USE, 0);
    int32_t use_b = lode_case_int(k->c, b, LODE_MEASURES_END_USE, 0);
    if (use_a != 0 && use_b != 0 && use_a != use_b) return false;
    const lode_cell *products = lode_check_cell(k, a, LODE_MEASURES_PRODUCTS);
    bool product = false, from = false, to = false;
    for (int32_t i = products->first; i < products->first + products->n; i++)
        product |= lode_check_lists(k, b, LODE_MEASURES_PRODUCTS, k->c->list[i]);
    for (int32_t x = 0; x < lode_check_rows(k, LODE_T_ACTORS) && product; x++) {
        from |= acts_from(k, a, x) && acts_from(k, b, x);
        to |= acts_to(k, a, x) && acts_to(k, b, x);
    }
    return product && from && to;
}

/* Whether a measure lets a share pass. That a ban goes before those needs no warning. */
static bool has_share(const lode_check *k, int32_t measure)
{
    int32_t kind = lode_case_int(k->c, measure, LODE_MEASURES_KIND, BAN);
    return kind == QUOTA || kind == LICENCE;
}

/* Of two quantity measures on one link and day only the smaller share acts. */
static void check_overlap(lode_check *k)
{
    int32_t n = lode_check_rows(k, LODE_T_MEASURES), cost = lode_check_rows(k, LODE_T_ACTORS);
    for (int32_t a = 0; a < n; a++) {
        if (!has_share(k, a)) continue;
        for (int32_t b = a + 1; b < n; b++) {
            if (!lode_check_spend(k, cost)) return;
            if (!has_share(k, b) || !meet_in_time(k, a, b) || !meet_on_link(k, a, b)) continue;
            if (lode_check_shows(k, LODE_DIAG_MEASURES_OVERLAP))
                lode_diag_add(k->diags, LODE_DIAG_MEASURES_OVERLAP,
                              lode_check_place(k, b, LODE_MEASURES_MEASURE), NULL,
                              lode_check_key(k, LODE_T_MEASURES, a));
        }
    }
}

void lode_check_measure_links(lode_check *k)
{
    int32_t cost = lode_check_rows(k, LODE_T_SITES) + lode_check_rows(k, LODE_T_RECIPES);
    for (int32_t m = 0; m < lode_check_rows(k, LODE_T_MEASURES) && lode_check_spend(k, cost); m++)
        check_products_made(k, m);
    check_overlap(k);
}
