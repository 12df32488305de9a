/* Exposure for people: one screen. */
#include "out/exposure.h"

#include <math.h>
#include <string.h>

#include "out/decimal.h"
#include "out/screen.h"

enum { ROWS = 20, POINT_ROWS = 4, CUT_ROWS = 4, INDEX_ROWS = 8, WIDTH = 100, STAGE_WIDTH = 10, STAGE_COLUMNS = 6, INDEX_WIDTH = 6 };
static const double TIE = 0.005; /* shares that are shown as equal: the content of which there is more is named */

typedef struct view {
    const lode_result *r;
    const lode_exposure *e;
    lode_screen *s;
    int32_t stage[STAGE_COLUMNS]; /* (n_stage) in columns; the last is any, the chain's n_stage */
    int32_t n_stage;
} view;

static void head(const view *v, const char *text)
{
    lode_screen_put(v->s, LODE_INK_STRONG, 0, text);
    lode_screen_end(v->s);
}

static void more(const view *v, int32_t n, const char *what, const char *where)
{
    if (n <= 0) return;
    lode_screen_printf(v->s, LODE_INK_FAINT, "  and %d more %s: %s", n, what, where);
    lode_screen_end(v->s);
}

/* --- shares -------------------------------------------------------------------------------- */

/* The actor whose own makers do not count as others: the exposed one, and for the world the only one that makes the
 * product; -1: there are several. */
static int32_t own_actor(const lode_exposure *e, int32_t x)
{
    const lode_exposed *exposed = &e->exposed[x];
    int32_t own = exposed->actor;
    if (own >= 0 || exposed->product < 0 || exposed->used) return own;
    for (int32_t j = e->chain.product_output_ptr[exposed->product]; j < e->chain.product_output_ptr[exposed->product + 1]; j++) {
        int32_t o = e->chain.product_output[j], maker = e->chain.site_actor[e->chain.output_site[o]];
        if (!(e->chain.output_made[o] > 0)) continue;
        if (own >= 0 && own != maker) return -1;
        own = maker;
    }
    return own;
}

/* The actor, other than the exposed one, through which most passed at a stage; -1: none. */
static int32_t foremost(const lode_exposure *e, int32_t x, int32_t r, int32_t stage)
{
    int32_t best = -1, own = own_actor(e, x);
    for (int32_t a = 0; a < e->chain.n_actor; a++) {
        double share = lode_exposure_share(e, x, r, stage, a);
        if (a == own || !(share > 0)) continue;
        if (best < 0 || share > lode_exposure_share(e, x, r, stage, best)) best = a;
    }
    return best;
}

/* Largest share of a root that passed through one other actor at any stage. */
static double most_through(const lode_exposure *e, int32_t x, int32_t r)
{
    int32_t a = foremost(e, x, r, e->chain.n_stage);
    return a < 0 ? 0 : lode_exposure_share(e, x, r, e->chain.n_stage, a);
}

/* World output of a root. */
static double root_made(const lode_exposure *e, int32_t r)
{
    for (int32_t i = 0; i < e->n_hhi; i++)
        if (e->hhi[i].product == e->root[r]) return e->hhi[i].by_actor.total;
    return 0;
}

/* The root of which most passed through one other actor; -1: nothing came from outside. */
static int32_t worst_root(const lode_exposure *e, int32_t x)
{
    int32_t best = -1;
    double most = 0;
    for (int32_t r = 0; r < e->n_root; r++)
        if (most_through(e, x, r) > most) most = most_through(e, x, r);
    for (int32_t r = 0; most > 0 && r < e->n_root; r++)
        if (most_through(e, x, r) >= most - TIE && (best < 0 || root_made(e, r) > root_made(e, best))) best = r;
    return best;
}

/* First column of the k-th stage that is shown. */
static int stage_column(int32_t k)
{
    return 39 + STAGE_WIDTH * k;
}

/* To how many of what is listed content passes through a stage. */
static int32_t stage_weight(const lode_exposure *e, int32_t stage)
{
    int32_t n = 0;
    for (int32_t x = 0; x < e->n_exposed; x++) {
        bool passes = false;
        for (int32_t r = 0; e->exposed[x].listed && r < e->n_root && !passes; r++)
            for (int32_t a = 0; a < e->chain.n_actor && !passes; a++) passes = lode_exposure_share(e, x, r, stage, a) > 0;
        n += passes;
    }
    return n;
}

/* Choose the stages that get a column: those that most passes through, in the order of the chain; then any. */
static void choose_stages(view *v)
{
    const lode_exposure *e = v->e;
    int32_t weight[LODE_STAGES + 1];
    for (int32_t s = 0; s < e->chain.n_stage; s++) weight[s] = stage_weight(e, s);
    for (int32_t s = 0; s < e->chain.n_stage; s++) {
        int32_t before = 0;
        for (int32_t u = 0; u < e->chain.n_stage; u++) before += weight[u] > weight[s] || (weight[u] == weight[s] && u < s);
        if (weight[s] > 0 && before < STAGE_COLUMNS - 1) v->stage[v->n_stage++] = s;
    }
    v->stage[v->n_stage++] = e->chain.n_stage;
}

static void put_stage_names(const view *v, const char *last)
{
    for (int32_t k = 0; k < v->n_stage; k++) {
        const char *text = v->stage[k] == v->e->chain.n_stage ? last : lode_out_stage(v->e, v->stage[k]);
        char name[STAGE_WIDTH];
        bool fits = strlen(text) < sizeof name;
        snprintf(name, sizeof name, "%.*s%s", fits ? STAGE_WIDTH : STAGE_WIDTH - 2, text, fits ? "" : ".");
        lode_screen_to(v->s, stage_column(k));
        lode_screen_put(v->s, LODE_INK_FAINT, 0, name);
    }
    lode_screen_end(v->s);
}

static void put_share_row(const view *v, int32_t x, int32_t root)
{
    const lode_exposure *e = v->e;
    const lode_exposed *exposed = &e->exposed[x];
    char share[LODE_DECIMAL_SIZE];
    lode_screen_put(v->s, LODE_INK_PLAIN, 5, exposed->actor < 0 ? "world" : lode_out_actor(v->r, exposed->actor));
    lode_screen_to(v->s, 6);
    if (exposed->used) lode_screen_put(v->s, LODE_INK_PLAIN, 26, "use: ");
    lode_screen_put(v->s, LODE_INK_PLAIN, 26,
                    exposed->product < 0 ? "all end products" : lode_out_product(v->r, exposed->product));
    lode_screen_to(v->s, 27);
    lode_screen_put(v->s, LODE_INK_PLAIN, 38, lode_out_product(v->r, e->root[root]));
    for (int32_t k = 0; k < v->n_stage; k++) {
        int32_t s = v->stage[k], a = foremost(e, x, root, s);
        lode_screen_to(v->s, stage_column(k));
        if (a < 0) lode_screen_put(v->s, LODE_INK_PLAIN, 0, "-");
        else
            lode_screen_printf(v->s, LODE_INK_PLAIN, "%s %s", lode_out_actor(v->r, a),
                               lode_humane_share(lode_exposure_share(e, x, root, s, a), share));
    }
    lode_screen_end(v->s);
}

/* Rows worth their place: all that was asked for if it is little; else all end products of each actor, then each end
 * product of the world. */
static bool is_row(const view *v, int32_t x, int32_t n_listed, int pass)
{
    const lode_exposed *exposed = &v->e->exposed[x];
    bool summary = (exposed->product < 0) != (exposed->actor < 0);
    if (!exposed->listed || worst_root(v->e, x) < 0) return false;
    return n_listed <= ROWS ? pass == 0 : summary && pass == (exposed->product < 0 ? 0 : 1);
}

static void put_shares(const view *v)
{
    const lode_exposure *e = v->e;
    int32_t n_listed = 0, shown = 0;
    for (int32_t x = 0; x < e->n_exposed; x++) n_listed += e->exposed[x].listed;
    head(v, "EXPOSURE: largest share of the content that passed through one other actor");
    lode_screen_to(v->s, 27);
    lode_screen_put(v->s, LODE_INK_FAINT, 0, "content");
    put_stage_names(v, "any");
    for (int pass = 0; pass < 2; pass++)
        for (int32_t x = 0; x < e->n_exposed; x++) {
            if (!is_row(v, x, n_listed, pass) || shown >= ROWS) continue;
            shown++;
            for (int32_t r = 0; r < e->n_root; r++)
                if (r == worst_root(e, x) || (n_listed <= 3 && most_through(e, x, r) > 0)) put_share_row(v, x, r);
        }
    more(v, n_listed - shown, "products in actors", "--product P, --actor A, exposure.csv");
    lode_screen_put(v->s, LODE_INK_FAINT, 0, "any: at least once, from the stage where the content is made to the last input.");
    lode_screen_end(v->s);
}

/* --- concentration ------------------------------------------------------------------------- */

/* Concentration of the content of a root at a stage; NULL: none of it passes there. */
static const lode_concentration *content_hhi(const lode_exposure *e, int32_t root, int32_t stage)
{
    for (int32_t i = 0; i < e->n_hhi; i++)
        if (e->hhi[i].root == root && e->hhi[i].stage == stage) return &e->hhi[i].by_actor;
    return NULL;
}

static void put_hhi(const view *v)
{
    const lode_exposure *e = v->e;
    const lode_exposed *x = &e->exposed[0];
    head(v, "CONCENTRATION BY STAGE: HHI of the content, 0 to 1; 1/HHI is the number of equal suppliers");
    lode_screen_put(v->s, LODE_INK_FAINT, 38, x->product < 0 ? "all end products" : lode_out_product(v->r, x->product));
    put_stage_names(v, "");
    for (int32_t r = 0; r < e->n_root; r++) {
        bool shown = false;
        for (int32_t k = 0; k + 1 < v->n_stage; k++) shown |= content_hhi(e, e->root[r], v->stage[k]) != NULL;
        if (!shown) continue;
        lode_screen_put(v->s, LODE_INK_PLAIN, 26, lode_out_product(v->r, e->root[r]));
        for (int32_t k = 0; k + 1 < v->n_stage; k++) {
            const lode_concentration *c = content_hhi(e, e->root[r], v->stage[k]);
            lode_screen_to(v->s, stage_column(k));
            if (!c) lode_screen_put(v->s, LODE_INK_PLAIN, 0, "-");
            else lode_screen_printf(v->s, LODE_INK_PLAIN, "%.2f %s", c->hhi, lode_out_actor(v->r, c->largest));
        }
        lode_screen_end(v->s);
    }
}

/* --- single points and cut sets ------------------------------------------------------------ */

/* Whether a product in an actor is an end product or was asked for. */
static bool is_listed(const lode_exposure *e, int32_t product, int32_t actor)
{
    for (int32_t x = 0; x < e->n_exposed; x++)
        if (e->exposed[x].product == product && e->exposed[x].actor == actor) return e->exposed[x].listed;
    return false;
}

static int32_t count_listed(const lode_exposure *e)
{
    int32_t n = 0;
    for (int32_t i = 0; i < e->n_index; i++) n += is_listed(e, e->index[i].product, e->index[i].actor);
    return n;
}

/* How many listed products point i's plant holds up; 0 where an earlier point stands for it: that of another actor than
 * the plant's own, if there is one. */
static int32_t count_points(const lode_exposure *e, int32_t i)
{
    int32_t many = 0, first = -1;
    for (int32_t k = 0; k < e->n_point; k++) {
        const lode_exposure_point *p = &e->point[k];
        if (p->plant != e->point[i].plant || !is_listed(e, p->product, p->actor)) continue;
        bool abroad = p->actor != lode_case_int(e->built->c, p->plant, LODE_SITES_ACTOR, -1);
        if (first < 0 || (abroad && e->point[first].actor == lode_case_int(e->built->c, p->plant, LODE_SITES_ACTOR, -1)))
            first = k;
        many++;
    }
    return first == i ? many : 0;
}

static void put_points(const view *v)
{
    const lode_exposure *e = v->e;
    char share[LODE_DECIMAL_SIZE];
    int32_t shown = 0, hidden = 0;
    head(v, "SINGLE POINTS: plants without which less than 50 % is left, by capacity of the others");
    for (int32_t many = e->n_index; many > 0; many--)
        for (int32_t i = 0; i < e->n_point; i++) {
            if (count_points(e, i) != many) continue;
            if (shown == POINT_ROWS) {
                hidden++;
                continue;
            }
            shown++;
            lode_screen_put(v->s, LODE_INK_PLAIN, 28, lode_out_plant(v->r, e->point[i].plant));
            lode_screen_to(v->s, 29);
            lode_screen_printf(v->s, LODE_INK_PLAIN, "%d of %d end products; leaves %s of %s in %s", many, count_listed(e),
                               lode_humane_share(e->point[i].left, share), lode_out_product(v->r, e->point[i].product),
                               lode_out_actor(v->r, e->point[i].actor));
            lode_screen_end(v->s);
        }
    if (shown == 0) head(v, "  none");
    more(v, hidden, "plants", "cuts.csv");
}

/* Whether a cut set stands earlier in the list, for another product or actor. */
static bool same_set(const lode_exposure_cut *a, const lode_exposure_cut *b)
{
    bool same = a->n == b->n && a->root == b->root;
    for (int32_t i = 0; same && i < a->n; i++) same = a->through[i] == b->through[i] && a->stage[i] == b->stage[i];
    return same;
}

static void put_cut(const view *v, const lode_exposure_cut *cut, int32_t many)
{
    for (int32_t i = 0; i < cut->n; i++)
        lode_screen_printf(v->s, LODE_INK_PLAIN, "%s%s %s", i > 0 ? " + " : "", lode_out_actor(v->r, cut->through[i]),
                           lode_out_stage(v->e, cut->stage[i]));
    lode_screen_printf(v->s, LODE_INK_PLAIN, ": %s for %d of %d end products, as %s in %s", lode_out_product(v->r, cut->root),
                       many, count_listed(v->e), lode_out_product(v->r, cut->product), lode_out_actor(v->r, cut->actor));
    lode_screen_end(v->s);
}

/* In how many listed products the set of cut i cuts; 0 where an earlier one stands for it. */
static int32_t count_same(const lode_exposure *e, int32_t i)
{
    int32_t many = 0;
    for (int32_t k = 0; k < e->n_cut; k++) {
        if (!same_set(&e->cut[i], &e->cut[k]) || !is_listed(e, e->cut[k].product, e->cut[k].actor)) continue;
        if (k < i) return 0;
        many++;
    }
    return is_listed(e, e->cut[i].product, e->cut[i].actor) ? many : 0;
}

/* Smaller sets first, then those that cut more off. */
static void put_cuts(const view *v)
{
    const lode_exposure *e = v->e;
    int32_t shown = 0, hidden = 0;
    head(v, "CUT SETS: fewest stages in other actors that at least 95 % of a content passes");
    for (int32_t size = 1; size <= LODE_CUT_SIZE; size++)
        for (int32_t many = e->n_index; many > 0; many--)
            for (int32_t i = 0; i < e->n_cut; i++) {
                if (e->cut[i].n != size || count_same(e, i) != many) continue;
                if (shown < CUT_ROWS) put_cut(v, &e->cut[i], many), shown++;
                else hidden++;
            }
    if (shown == 0) head(v, "  none of up to three");
    more(v, hidden, "sets", "cuts.csv");
}

/* --- indices beside the simulation --------------------------------------------------------- */

/* "43 d", "never"; days from as_of. */
static void put_days(const view *v, int end, int32_t date)
{
    char text[32] = "never";
    if (date != LODE_NEVER) snprintf(text, sizeof text, "%d d", date - v->e->as_of);
    lode_screen_right(v->s, LODE_INK_PLAIN, end, text);
}

static void put_index_row(const view *v, const lode_exposure_index *k)
{
    char text[LODE_DECIMAL_SIZE];
    lode_screen_put(v->s, LODE_INK_PLAIN, 6, lode_out_actor(v->r, k->actor));
    lode_screen_to(v->s, 6);
    lode_screen_put(v->s, LODE_INK_PLAIN, 27, lode_out_product(v->r, k->product));
    put_days(v, 34, k->halt);
    put_days(v, 42, k->shortfall);
    lode_screen_right(v->s, LODE_INK_PLAIN, 49, lode_humane_share(k->trough < 0 ? 0 : k->trough, text));
    for (int32_t m = 0; m < LODE_N_INDEX; m++) {
        snprintf(text, sizeof text, m == LODE_INDEX_POINTS ? "%.0f" : "%.2f", k->value[m]);
        lode_screen_right(v->s, LODE_INK_PLAIN, 58 + INDEX_WIDTH * m, text);
    }
    lode_screen_end(v->s);
}

/* The worst first; at most INDEX_ROWS. */
static void put_index_rows(const view *v)
{
    const lode_exposure *e = v->e;
    double below = INFINITY;
    int32_t shown = 0;
    while (shown < INDEX_ROWS && shown < e->n_index) {
        double next = -1;
        for (int32_t i = 0; i < e->n_index; i++)
            if (e->index[i].severity < below && e->index[i].severity > next) next = e->index[i].severity;
        if (next < 0) break;
        for (int32_t i = 0; i < e->n_index && shown < INDEX_ROWS; i++)
            if (e->index[i].severity >= next && e->index[i].severity < below) put_index_row(v, &e->index[i]), shown++;
        below = next;
    }
    more(v, e->n_index - shown, "products in actors", "indices.csv");
}

static void put_agreement(const view *v, const char *label, bool kendall)
{
    const lode_exposure *e = v->e;
    char text[LODE_DECIMAL_SIZE];
    lode_screen_put(v->s, LODE_INK_PLAIN, 0, label);
    for (int32_t m = 0; m < LODE_N_INDEX; m++) {
        double x = kendall ? e->agreement[m].tau : e->agreement[m].rho;
        if (isnan(x)) snprintf(text, sizeof text, "-");
        else snprintf(text, sizeof text, "%+.2f", x);
        lode_screen_right(v->s, LODE_INK_PLAIN, 58 + INDEX_WIDTH * m, text);
    }
    lode_screen_end(v->s);
}

/* The pair that some index orders most wrongly. */
static void put_worst(const view *v)
{
    const lode_exposure *e = v->e;
    int32_t worst = -1;
    for (int32_t m = 0; m < LODE_N_INDEX; m++)
        if (e->agreement[m].n_worst > 0 &&
            (worst < 0 || e->agreement[m].worst[0].gap > e->agreement[worst].worst[0].gap))
            worst = m;
    if (worst < 0) return;
    const lode_disagreement *d = &e->agreement[worst].worst[0];
    const lode_exposure_index *a = &e->index[d->a], *b = &e->index[d->b];
    lode_screen_printf(v->s, LODE_INK_PLAIN, "Furthest apart: %s puts %s in %s before %s in %s,", lode_index_name((lode_index)worst),
                       lode_out_product(v->r, a->product), lode_out_actor(v->r, a->actor), lode_out_product(v->r, b->product),
                       lode_out_actor(v->r, b->actor));
    lode_screen_end(v->s);
    lode_screen_printf(v->s, LODE_INK_PLAIN, "  the simulation puts it %.0f or more places behind, of %d.", d->gap, e->n_index);
    lode_screen_end(v->s);
}

static void put_indices(const view *v)
{
    static const char *const label[LODE_N_INDEX] = {"HHI1", "HHI", "thru", "imp", "EU", "GPR", "pts", "cut"};
    const lode_exposure *e = v->e;
    if (e->scenario < 0 || e->n_index == 0) return;
    lode_screen_end(v->s);
    lode_screen_printf(v->s, LODE_INK_STRONG, "STATIC INDICES BESIDE THE SIMULATION, scenario %s",
                       lode_case_key(v->r->c, LODE_T_SCENARIOS, e->scenario));
    lode_screen_end(v->s);
    lode_screen_right(v->s, LODE_INK_FAINT, 34, "halt");
    lode_screen_right(v->s, LODE_INK_FAINT, 42, "short");
    lode_screen_right(v->s, LODE_INK_FAINT, 49, "lowest");
    for (int32_t m = 0; m < LODE_N_INDEX; m++) lode_screen_right(v->s, LODE_INK_FAINT, 58 + INDEX_WIDTH * m, label[m]);
    lode_screen_end(v->s);
    put_index_rows(v);
    put_agreement(v, "Agrees with that order: Spearman", false);
    put_agreement(v, "                        Kendall", true);
    put_worst(v);
}

void lode_exposure_put(const lode_result *r, const lode_answer_style *style, lode_text *out)
{
    if (!r->exposure) return;
    lode_screen s = {.out = out, .width = WIDTH, .colour = style->colour};
    view v = {.r = r, .e = r->exposure, .s = &s};
    choose_stages(&v);
    head(&v, lode_out_title(r));
    lode_screen_printf(&s, LODE_INK_PLAIN, "Base year %d, central values.", lode_case_int(r->c, 0, LODE_CASE_BASE_YEAR, 0));
    lode_screen_end(&s);
    lode_screen_end(&s);
    put_shares(&v);
    lode_screen_end(&s);
    put_hhi(&v);
    lode_screen_end(&s);
    put_points(&v);
    put_cuts(&v);
    put_indices(&v);
    lode_screen_end(&s);
    if (style->folder) lode_screen_printf(&s, LODE_INK_PLAIN, "Tables: %s", style->folder);
    else lode_screen_put(&s, LODE_INK_PLAIN, 0, "More: --json, -o DIR for all tables; definitions: docs/exposure.md");
    lode_screen_end(&s);
}
