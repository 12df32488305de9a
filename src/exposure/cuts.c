/* Smallest sets of pairs of actor and stage that cut an end product off from a root. docs/exposure.md 4. */
#include "exposure/inner.h"

enum { KEPT = 12 /* cut sets of one end product in one actor that are kept */ };

typedef struct pair {
    int32_t actor, stage;
    double share; /* largest of any exposed and root */
} pair;

/* One root while sets are tried. */
typedef struct cutting {
    lode_exposure *e;
    const lode_chain *c;   /* the chain of essential inputs */
    int32_t root_index;
    const double *content; /* (n_output) */
    uint8_t *mark;         /* (n_output) */
    double *through;       /* (n_output) */
    const pair *pairs;
    int32_t n_pair;
    int32_t *kept;         /* (n_exposed) cut sets kept of each */
} cutting;

/* --- what is essential --------------------------------------------------------------------- */

/* The chain without the flows of inputs that are not essential: losing those stops nothing. */
static bool only_essential(const lode_chain *from, lode_arena *a, lode_chain *to)
{
    double *flow = LODE_TAKE(a, from->n_link, double);
    for (int32_t l = 0; flow && l < from->n_link; l++)
        flow[l] = from->group_essential[from->link_group[l]] ? from->link_flow[l] : 0;
    *to = *from;
    to->link_flow = flow;
    return flow != NULL;
}

/* One end product in one actor, made there. */
static bool is_target(const lode_exposed *x)
{
    return x->product >= 0 && x->actor >= 0 && !x->used;
}

/* --- pairs --------------------------------------------------------------------------------- */

static double largest_share(const lode_exposure *e, int32_t actor, int32_t stage)
{
    double largest = 0;
    for (int32_t x = 0; x < e->n_exposed; x++)
        for (int32_t r = 0; r < e->n_root; r++) {
            if (!is_target(&e->exposed[x]) || e->exposed[x].actor == actor) continue;
            double share = lode_exposure_share(e, x, r, stage, actor);
            if (share > largest) largest = share;
        }
    return largest;
}

/* The pairs with the largest shares; one that never carries 1 % is left out. */
static int32_t list_pairs(const lode_exposure *e, pair out[LODE_CUT_PAIRS])
{
    int32_t n = 0;
    for (int32_t s = 0; s < e->chain.n_stage; s++)
        for (int32_t a = 0; a < e->chain.n_actor; a++) {
            pair p = {a, s, largest_share(e, a, s)};
            if (p.share < 0.01) continue;
            int32_t at = n;
            while (at > 0 && out[at - 1].share < p.share) at--;
            if (at == LODE_CUT_PAIRS) continue;
            for (int32_t i = n < LODE_CUT_PAIRS ? n : LODE_CUT_PAIRS - 1; i > at; i--) out[i] = out[i - 1];
            out[at] = p;
            n += n < LODE_CUT_PAIRS;
        }
    return n;
}

/* --- sets ---------------------------------------------------------------------------------- */

static bool set_has(const lode_exposure_cut *set, int32_t actor, int32_t stage)
{
    for (int32_t i = 0; i < set->n; i++)
        if (set->through[i] == actor && set->stage[i] == stage) return true;
    return false;
}

static bool is_part_of(const lode_exposure_cut *part, const lode_exposure_cut *set)
{
    for (int32_t i = 0; i < part->n; i++)
        if (!set_has(set, part->through[i], part->stage[i])) return false;
    return true;
}

/* Whether the set could cut x off from the root: its shares add up to enough, none of its pairs is x's own, and no part
 * of it cuts already. */
static bool may_cut(const cutting *k, const lode_exposure_cut *set, int32_t x)
{
    const lode_exposure *e = k->e;
    const lode_exposed *exposed = &e->exposed[x];
    double sum = 0;
    if (!is_target(exposed) || k->kept[x] == KEPT) return false;
    for (int32_t i = 0; i < set->n; i++) {
        if (set->through[i] == exposed->actor) return false;
        sum += lode_exposure_share(e, x, k->root_index, set->stage[i], set->through[i]);
    }
    if (sum < 1 - LODE_CUT_LEFT - 1e-9) return false;
    for (int32_t i = 0; i < e->n_cut; i++)
        if (e->cut[i].product == exposed->product && e->cut[i].actor == exposed->actor && is_part_of(&e->cut[i], set))
            return false;
    return true;
}

/* Share of x's content that passes through none of the marked outputs; -1: it holds none. */
static double left_of(const cutting *k, int32_t x)
{
    const lode_chain *c = k->c;
    double mass = 0, left = 0;
    for (int32_t o = 0; o < c->n_output; o++) {
        if (!lode_exposed_has(k->e, &k->e->exposed[x], c->output_product[o], c->site_actor[c->output_site[o]])) continue;
        mass += c->output_made[o] * k->content[o];
        left += c->output_made[o] * k->content[o] * (1 - k->through[o]);
    }
    return mass > 0 ? left / mass : -1;
}

/* Follow the content past the set, and keep it for all that it cuts off. */
static void try_set(cutting *k, lode_exposure_cut *set)
{
    lode_exposure *e = k->e;
    bool any = false, traced = false;
    for (int32_t x = 0; x < e->n_exposed && !any; x++) any = may_cut(k, set, x);
    for (int32_t x = 0; any && x < e->n_exposed; x++) {
        if (!may_cut(k, set, x)) continue;
        uint64_t stages = 0;
        for (int32_t o = 0; !traced && o < k->c->n_output; o++) k->mark[o] = 0;
        for (int32_t i = 0; !traced && i < set->n; i++) {
            stages |= UINT64_C(1) << set->stage[i];
            lode_mark(k->c, set->through[i], UINT64_C(1) << set->stage[i], k->mark);
        }
        if (!traced) lode_trace_through(k->c, e->root[k->root_index], k->content, k->mark, stages, k->through);
        traced = true;
        set->left = left_of(k, x);
        if (set->left < 0 || set->left > LODE_CUT_LEFT) continue;
        set->product = e->exposed[x].product;
        set->actor = e->exposed[x].actor;
        set->root = e->root[k->root_index];
        e->cut[e->n_cut++] = *set;
        k->kept[x]++;
    }
}

/* All sets of `left` more pairs from `from` on. */
static void try_from(cutting *k, lode_exposure_cut set, int32_t from, int32_t left)
{
    if (left == 0) {
        try_set(k, &set);
        return;
    }
    for (int32_t i = from; i + left <= k->n_pair; i++) {
        lode_exposure_cut more = set;
        more.through[more.n] = k->pairs[i].actor;
        more.stage[more.n++] = k->pairs[i].stage;
        try_from(k, more, i + 1, left - 1);
    }
}

/* By product, actor, size; those found first stay first. */
static void sort_cuts(lode_exposure *e)
{
    for (int32_t i = 1; i < e->n_cut; i++) {
        lode_exposure_cut c = e->cut[i];
        int32_t at = i;
        for (; at > 0; at--) {
            const lode_exposure_cut *b = &e->cut[at - 1];
            int32_t order = b->product != c.product ? b->product - c.product : b->actor != c.actor ? b->actor - c.actor : b->n - c.n;
            if (order <= 0) break;
            e->cut[at] = *b;
        }
        e->cut[at] = c;
    }
}

bool lode_cuts_find(lode_exposure *e)
{
    lode_arena scratch = {0};
    lode_chain essential;
    pair pairs[LODE_CUT_PAIRS];
    int32_t n_output = e->chain.n_output;
    double *content = LODE_TAKE(&scratch, n_output, double), *through = LODE_TAKE(&scratch, n_output, double);
    uint8_t *mark = LODE_TAKE(&scratch, n_output, uint8_t);
    int32_t *kept = LODE_TAKE(&scratch, e->n_exposed, int32_t);
    e->cut = LODE_TAKE(&e->arena, (int64_t)e->n_exposed * KEPT, lode_exposure_cut);
    bool ok = content && through && mark && kept && e->cut && only_essential(&e->chain, &scratch, &essential);
    int32_t n_pair = ok ? list_pairs(e, pairs) : 0;
    for (int32_t size = 1; ok && size <= LODE_CUT_SIZE; size++)
        for (int32_t r = 0; r < e->n_root; r++) {
            cutting k = {e, &essential, r, content, mark, through, pairs, n_pair, kept};
            lode_trace_content(&essential, e->root[r], content);
            try_from(&k, (lode_exposure_cut){0}, 0, size);
        }
    if (ok) sort_cuts(e);
    lode_arena_free(&scratch);
    return ok;
}
