/* One stage of an explanation: what its makers lack most, and who sent less, on the days on which it was to be sent. */
#include <stdlib.h>

#include "study/explain_inner.h"

static const double SHORT = 0.95; /* of the base: below it a maker is short in the scenario compared with, too */

/* --- one stage ------------------------------------------------------------------------------ */

bool lode_explain_is_maker(const lode_model *m, int32_t site, int32_t actor, int32_t product)
{
    if (m->site_actor[site] != actor || m->site_kind[site] != LODE_SITE) return false;
    for (int32_t o = m->output_ptr[site]; o < m->output_ptr[site + 1]; o++)
        if (m->output_product[o] == product) return true;
    return false;
}

/* Groups of a site: those of all its lines. */
static int32_t first_group(const lode_model *m, int32_t site)
{
    return m->group_ptr[m->line_ptr[site]];
}

static int32_t end_group(const lode_model *m, int32_t site)
{
    return m->group_ptr[m->line_ptr[site + 1]];
}

/* What the makers make in the week, in units of the product. */
static void add_output(const lode_explainer *w, int32_t site, int32_t from, int32_t to, lode_explain_stage *s)
{
    const lode_model *m = w->b->model;
    for (int32_t o = m->output_ptr[site]; o < m->output_ptr[site + 1]; o++) {
        if (m->output_product[o] != s->product) continue;
        double unit = w->h.values.output_per_unit[o].v[0];
        s->base += unit * w->h.values.site_base[site].v[0];
        s->made += unit * lode_history_mean(&w->h, w->h.of[0].made, m->n_site, site, from, to);
        s->quo_made += unit * lode_history_mean(&w->h, w->h.of[1].made, m->n_site, site, from, to);
    }
}

/* The input for want of which most is not made, more than in status quo. */
static void find_scarcest(const lode_explainer *w, int32_t from, int32_t to, lode_explain_stage *s)
{
    const lode_model *m = w->b->model;
    for (int32_t p = 0; p < m->n_product; p++) w->lacked[p] = 0;
    for (int32_t i = 0; i < m->n_site; i++) {
        if (!lode_explain_is_maker(m, i, s->actor, s->product)) continue;
        add_output(w, i, from, to, s);
        for (int32_t g = first_group(m, i); g < end_group(m, i); g++)
            w->lacked[m->group_product[g]] +=
                lode_history_mean(&w->h, w->h.of[0].lacked, m->n_group, g, from, to) -
                lode_history_mean(&w->h, w->h.of[1].lacked, m->n_group, g, from, to);
    }
    double most = 1e-6 * s->base;
    for (int32_t p = 0; p < m->n_product; p++)
        if (w->lacked[p] > most) {
            most = s->lacked = w->lacked[p];
            s->input = p;
        }
}

/* Stock and arrivals of the scarcest input, all makers together. */
static void look_at_input(const lode_explainer *w, int32_t from, int32_t to, lode_explain_stage *s)
{
    const lode_model *m = w->b->model;
    const lode_values *v = &w->h.values;
    double stock[2] = {0}, target = 0;
    for (int32_t i = 0; i < m->n_site; i++) {
        if (!lode_explain_is_maker(m, i, s->actor, s->product)) continue;
        for (int32_t g = first_group(m, i); g < end_group(m, i); g++) {
            if (m->group_product[g] != s->input) continue;
            bool base = m->group_line[g] == m->line_ptr[i];
            double need = base ? v->group_per_unit[g].v[0] * v->site_base[i].v[0] : 0;
            s->need += need;
            target += need * v->group_cover[g].v[0];
            for (int k = 0; k < 2; k++)
                stock[k] += lode_history_mean(&w->h, w->h.of[k].stock, m->n_group, g, from, to) * w->h.step_days;
            s->arrived += lode_history_mean(&w->h, w->h.of[0].arrived, m->n_group, g, from, to);
            s->quo_arrived += lode_history_mean(&w->h, w->h.of[1].arrived, m->n_group, g, from, to);
            lode_explain_group(w, g, s);
        }
    }
    if (s->need > 0) {
        s->cover_days = stock[0] / s->need;
        s->quo_cover_days = stock[1] / s->need;
        s->target_days = target / s->need;
    }
}

/* --- suppliers ------------------------------------------------------------------------------ */

/* The supplier's entry, or a new one. */
static lode_explain_supplier *supplier_of(lode_explain_stage *s, int32_t actor)
{
    for (int32_t i = 0; i < s->n_supplier; i++)
        if (s->supplier[i].actor == actor) return &s->supplier[i];
    s->supplier[s->n_supplier] = (lode_explain_supplier){.actor = actor, .measure = -1, .link = -1};
    return &s->supplier[s->n_supplier++];
}

/* Step in which what arrives over link l in step t was sent. */
static int32_t sent_step(const lode_explainer *w, int32_t l, int32_t t)
{
    double steps = w->h.values.link_days[l].v[0] / w->h.step_days;
    return t - (int32_t)(steps + 0.5);
}

/* One link over the `n` steps in which it sent what came in up to step t. */
static void add_link(const lode_explainer *w, int32_t l, int32_t t, int32_t n, lode_explain_stage *s)
{
    const lode_model *m = w->b->model;
    int32_t at = sent_step(w, l, t);
    double base = w->h.values.link_flow[l].v[0];
    double sent = lode_history_mean(&w->h, w->h.of[0].sent, m->n_link, l, at - n + 1, at);
    double quo = lode_history_mean(&w->h, w->h.of[1].sent, m->n_link, l, at - n + 1, at);
    if (base <= 0 && sent <= 0 && quo <= 0) return;
    lode_explain_supplier *x = supplier_of(s, m->site_actor[m->output_site[m->link_output[l]]]);
    double missing = quo - sent;
    if (x->link < 0 || missing > w->worst[x->actor]) {
        w->worst[x->actor] = missing;
        x->link = l;
        x->date = at;
    }
    x->base += base;
    x->sent += sent;
    x->quo_sent += quo;
}

/* Means over the steps from .. to in which `measure` governs the supplier's barest link. Returns what is missing in
 * them, in units. */
static double under(const lode_explainer *w, int32_t measure, int32_t from, int32_t to, lode_explain_supplier *x)
{
    const lode_model *m = w->b->model;
    double sent = 0, quo = 0, n = 0, steps = 0, passes = 0, quo_passes = 0;
    for (int32_t t = from; t <= to; t++) {
        int64_t link = (int64_t)t * m->n_link + x->link, class = (int64_t)t * m->n_class + m->link_class[x->link];
        if (w->h.of[0].governing[class] != measure) continue;
        n++;
        steps += t;
        sent += w->h.of[0].sent[link];
        quo += w->h.of[1].sent[link];
        passes += w->h.of[0].passes[class];
        quo_passes += w->h.of[1].passes[class];
    }
    if (n == 0) return -1e300;
    double base = w->h.values.link_flow[x->link].v[0] * w->h.step_days;
    x->measure = measure;
    x->ruled = w->b->start + (int32_t)(steps / n) * w->h.step_days;
    x->passes = passes / n;
    x->quo_passes = quo_passes / n;
    x->passed = base > 0 ? sent / n / base : 0;
    return quo - sent;
}

/* What governs the supplier's barest link while most is missing there; its last step becomes a date. */
static void find_ruling(const lode_explainer *w, int32_t n, lode_explain_supplier *x)
{
    int32_t to = x->date < w->h.n_step ? x->date : w->h.n_step - 1, from = x->date - n + 1 < 0 ? 0 : x->date - n + 1;
    lode_explain_supplier best = *x, seen = *x;
    double most = -1e300;
    for (int32_t a = -2; a < w->b->model->n_measure; a++) {
        double missing = under(w, a, from, to, &seen);
        if (missing <= most) continue;
        most = missing;
        best = seen;
    }
    *x = best;
    x->date = w->b->start + x->date * w->h.step_days;
}

static int by_missing(const void *left, const void *right)
{
    const lode_explain_supplier *a = left, *b = right;
    double x = a->quo_sent - a->sent, y = b->quo_sent - b->sent;
    if (x != y) return x > y ? -1 : 1;
    if (a->base != b->base) return a->base > b->base ? -1 : 1;
    return a->actor - b->actor;
}

/* Suppliers of the scarcest input over the days that the stock is to last; longer, where nothing is missing in them. */
static void find_suppliers(lode_explainer *w, int32_t t, lode_explain_stage *s)
{
    const lode_model *m = w->b->model;
    int32_t n = 0;
    s->days = s->target_days > 7 ? (int32_t)(s->target_days + 0.5) : 7;
    for (int round = 0; round < 3; round++, s->days *= 2) {
        n = (s->days + w->h.step_days - 1) / w->h.step_days;
        s->n_supplier = 0;
        for (int32_t j = m->product_group_ptr[s->input]; j < m->product_group_ptr[s->input + 1]; j++) {
            int32_t g = m->product_group[j];
            if (!lode_explain_is_maker(m, m->group_site[g], s->actor, s->product)) continue;
            for (int32_t k = m->group_link_ptr[g]; k < m->group_link_ptr[g + 1]; k++)
                add_link(w, m->group_link[k], t, n, s);
        }
        qsort(s->supplier, (size_t)s->n_supplier, sizeof *s->supplier, by_missing);
        bool any = s->n_supplier > 0 && s->supplier[0].quo_sent - s->supplier[0].sent > 0.01 * s->need;
        if (any || round == 2) break;
    }
    for (int32_t i = 0; i < s->n_supplier; i++) find_ruling(w, n, &s->supplier[i]);
}

/* --- the chain ------------------------------------------------------------------------------ */

/* Row of the case that a damage of the model is a part of. */
static int32_t row_of_damage(const lode_built *b, int32_t d)
{
    for (int32_t r = 0; r < b->c->table[LODE_T_DAMAGES].n_row; r++)
        if (lode_case_int(b->c, r, LODE_DAMAGES_SITE, -1) == b->site_row[b->model->damage_site[d]] &&
            lode_case_int(b->c, r, LODE_DAMAGES_FROM, 0) - b->start == b->model->damage_from[d])
            return r;
    return -1;
}

/* A damage that the scenario has and the other one has not, on the makers, on that day. */
static int32_t damage_at(const lode_explainer *w, int32_t t, const lode_explain_stage *s)
{
    const lode_model *m = w->b->model;
    int32_t day = t * w->h.step_days;
    for (int32_t d = 0; d < m->n_damage; d++) {
        if (day < m->damage_from[d] || day >= m->damage_until[d]) continue;
        if (!w->b->scenario[w->run].damage_on[d] || w->b->scenario[w->quo].damage_on[d]) continue;
        if (lode_explain_is_maker(m, m->damage_site[d], s->actor, s->product)) return row_of_damage(w->b, d);
    }
    return -1;
}

/* The software measure that caps the makers more than in status quo, -1: none. */
static int32_t software_at(const lode_explainer *w, int32_t t, const lode_explain_stage *s)
{
    const lode_model *m = w->b->model;
    for (int32_t j = m->product_group_ptr[s->input]; j < m->product_group_ptr[s->input + 1]; j++) {
        int32_t g = m->product_group[j];
        if (!m->group_licensed[g] || !lode_explain_is_maker(m, m->group_site[g], s->actor, s->product)) continue;
        for (int32_t k = m->group_link_ptr[g]; k < m->group_link_ptr[g + 1]; k++) {
            int32_t c = m->link_class[m->group_link[k]];
            int64_t at = (int64_t)t * m->n_class + c;
            if (w->h.of[0].usable[at] >= w->h.of[1].usable[at]) continue;
            for (int32_t i = m->class_measure_ptr[c]; i < m->class_measure_ptr[c + 1]; i++) {
                int32_t a = m->class_measure[i];
                if (m->measure_kind[a] == LODE_SOFTWARE && w->b->scenario[w->run].measure_on[a]) return a;
            }
        }
    }
    return -1;
}

/* Where less of the product goes than in status quo, and the measure on the link where most is missing. */
static void find_customer(const lode_explainer *w, int32_t t, lode_explain_stage *s)
{
    const lode_model *m = w->b->model;
    int32_t half = 3 / w->h.step_days, worst = -1;
    double most = 1e-6 * s->base;
    for (int32_t j = m->product_output_ptr[s->product]; j < m->product_output_ptr[s->product + 1]; j++) {
        int32_t o = m->product_output[j];
        if (m->site_actor[m->output_site[o]] != s->actor) continue;
        for (int32_t l = m->link_ptr[o]; l < m->link_ptr[o + 1]; l++) {
            double sent = lode_history_mean(&w->h, w->h.of[0].sent, m->n_link, l, t - half, t + half);
            double quo = lode_history_mean(&w->h, w->h.of[1].sent, m->n_link, l, t - half, t + half);
            if (quo - sent <= most) continue;
            most = quo - sent;
            worst = l;
            s->customer_base = w->h.values.link_flow[l].v[0];
            s->customer_sent = sent;
            s->customer_quo = quo;
        }
    }
    if (worst < 0) return;
    int32_t site = m->group_site[m->link_group[worst]];
    bool makes = m->site_kind[site] == LODE_SITE && m->output_ptr[site] < m->output_ptr[site + 1];
    s->customer_product = makes ? m->output_product[m->output_ptr[site]] : -1;
    int64_t at = (int64_t)t * m->n_class + m->link_class[worst];
    s->customer = m->site_actor[site];
    s->passes = w->h.of[0].passes[at];
    s->passes_date = s->date;
    if (w->h.of[0].governing[at] >= 0 && s->passes < w->h.of[1].passes[at] - 1e-9) s->measure = w->h.of[0].governing[at];
}

/* Whether the chain ends at a stage, and at what, before its first supplier is looked into. */
static void end_here(lode_explainer *w, int32_t t, lode_explain_stage *s)
{
    if (s->input < 0) {
        s->damage = damage_at(w, t, s);
        s->chain = s->damage >= 0 ? LODE_CHAIN_DAMAGE : LODE_CHAIN_FEWER_ORDERS;
        if (s->damage < 0) find_customer(w, t, s);
        return;
    }
    s->measure = software_at(w, t, s);
    if (s->measure >= 0) {
        s->chain = LODE_CHAIN_SOFTWARE;
        return;
    }
    const lode_explain_supplier *x = s->n_supplier > 0 ? &s->supplier[0] : NULL;
    if (!x || x->quo_sent - x->sent <= 0.01 * s->need) s->chain = LODE_CHAIN_STOCK;
    else if (x->date < w->b->start) s->chain = LODE_CHAIN_BEFORE;
    else if (x->measure == -2 && x->quo_passes > x->passes) s->chain = LODE_CHAIN_UNQUALIFIED;
}

void lode_explain_look(lode_explainer *w, int32_t actor, int32_t product, int32_t t, lode_explain_stage *s)
{
    *s = (lode_explain_stage){.actor = actor, .product = product, .input = -1, .measure = -1, .damage = -1, .customer = -1};
    int32_t half = 3 / w->h.step_days;
    s->date = w->b->start + t * w->h.step_days;
    find_scarcest(w, t - half, t + half, s);
    if (s->quo_made < SHORT * s->base) w->starved = (lode_explain_maker){actor, product, t};
    if (s->input >= 0) {
        s->supplier = LODE_TAKE(w->arena, w->b->model->n_actor, lode_explain_supplier);
        w->failed |= !s->supplier;
        if (w->failed) return;
        look_at_input(w, t - half, t + half, s);
        find_suppliers(w, t, s);
    }
    end_here(w, t, s);
}
