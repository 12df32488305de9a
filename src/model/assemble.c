/* Lay out a draft as a model: arrays per field, sorted and linked by CSR row pointers. */
#include <stddef.h>
#include <string.h>

#include "base/compat.h"
#include "model/draft.h"

/* Everything one assembly needs. */
typedef struct assembly {
    const lode_draft *d;
    lode_arena *arena;
    lode_model *m;
    int32_t *output_of, *group_of, *link_of;          /* model number by draft number */
    int32_t *output_from, *group_from, *link_from;    /* draft number by model number */
    bool failed;
} assembly;

static void *take(assembly *a, int64_t n, size_t size)
{
    void *p = a->failed ? NULL : lode_arena_take(a->arena, (size_t)(n > 0 ? n : 1), size);
    if (!p) a->failed = true;
    return p;
}

#define TAKE(a, n, type) ((type *)take((a), (n), sizeof(type)))

/* Row pointers of n rows from the row number of each of `items` elements; order[] lists the elements by row, keeping
 * their order within a row. Counting sort. */
static int32_t *group_by(assembly *a, int32_t n, int32_t items, const int32_t *row, int32_t *order)
{
    int32_t *ptr = TAKE(a, (int64_t)n + 1, int32_t), *next = TAKE(a, (int64_t)n + 1, int32_t);
    if (a->failed) return NULL;
    for (int32_t i = 0; i < items; i++) ptr[row[i] + 1]++;
    for (int32_t r = 0; r < n; r++) ptr[r + 1] += ptr[r];
    memcpy(next, ptr, (size_t)(n + 1) * sizeof *ptr);
    for (int32_t i = 0; i < items; i++) order[next[row[i]]++] = i;
    return ptr;
}

/* The field `field` of n draft records, in model order, as an int32 or uint8 array. */
#define INTS(a, n, from, list, field)                                                                                  \
    ints((a), (n), (from), (const char *)(a)->d->list.item, sizeof(lode_draft_##list), offsetof(lode_draft_##list, field))
#define FLAGS(a, n, from, list, field)                                                                                 \
    flags((a), (n), (from), (const char *)(a)->d->list.item, sizeof(lode_draft_##list), offsetof(lode_draft_##list, field))

static const int32_t *ints(assembly *a, int32_t n, const int32_t *from, const char *item, size_t size, size_t offset)
{
    int32_t *array = TAKE(a, n, int32_t);
    for (int32_t i = 0; array && i < n; i++)
        memcpy(&array[i], item + (size_t)(from ? from[i] : i) * size + offset, sizeof *array);
    return array;
}

/* bool fields */
static const uint8_t *flags(assembly *a, int32_t n, const int32_t *from, const char *item, size_t size, size_t offset)
{
    uint8_t *array = TAKE(a, n, uint8_t);
    for (int32_t i = 0; array && i < n; i++) {
        bool value;
        memcpy(&value, item + (size_t)(from ? from[i] : i) * size + offset, sizeof value);
        array[i] = value;
    }
    return array;
}

static void lay_sites(assembly *a)
{
    const lode_draft *d = a->d;
    lode_model *m = a->m;
    int32_t n = m->n_site = d->site.n;
    m->site_actor = INTS(a, n, NULL, site, actor);
    m->site_mixed = FLAGS(a, n, NULL, site, mixed);
    m->site_defence_first = FLAGS(a, n, NULL, site, defence_first);
    m->site_queue = FLAGS(a, n, NULL, site, queue);
    m->site_activity = INTS(a, n, NULL, site, activity);
    m->site_share = INTS(a, n, NULL, site, share);
    m->site_capacity = INTS(a, n, NULL, site, capacity);
    m->site_utilisation = INTS(a, n, NULL, site, utilisation);
    m->site_growth = INTS(a, n, NULL, site, growth);
    m->site_overtime = INTS(a, n, NULL, site, overtime);
    m->site_elasticity = INTS(a, n, NULL, site, elasticity);
    m->site_unit_value = INTS(a, n, NULL, site, unit_value);
    m->site_value_added = INTS(a, n, NULL, site, value_added);
    m->site_first_day = INTS(a, n, NULL, site, first_day);
    uint8_t *kind = TAKE(a, n, uint8_t), *end_use = TAKE(a, n, uint8_t);
    double *part = TAKE(a, n, double);
    for (int32_t i = 0; !a->failed && i < n; i++) {
        kind[i] = (uint8_t)d->site.item[i].kind;
        end_use[i] = (uint8_t)d->site.item[i].end_use;
        part[i] = d->site.item[i].part;
    }
    m->site_kind = kind;
    m->site_end_use = end_use;
    m->site_part = part;
}

static void lay_outputs(assembly *a)
{
    const lode_draft *d = a->d;
    lode_model *m = a->m;
    int32_t n = m->n_output = d->output.n;
    int32_t *row = TAKE(a, n, int32_t), *from = TAKE(a, n, int32_t), *of = TAKE(a, n, int32_t);
    uint8_t *joint = TAKE(a, n, uint8_t);
    if (a->failed) return;
    for (int32_t i = 0; i < n; i++) row[i] = d->output.item[i].site;
    m->output_ptr = group_by(a, m->n_site, n, row, from);
    if (a->failed) return;
    for (int32_t i = 0; i < n; i++) of[from[i]] = i;
    a->output_of = of;
    a->output_from = from;
    m->output_site = INTS(a, n, from, output, site);
    m->output_product = INTS(a, n, from, output, product);
    m->output_driver = FLAGS(a, n, from, output, driver);
    m->output_per_unit = INTS(a, n, from, output, per_unit);
    m->output_cover = INTS(a, n, from, output, cover);
    m->output_cap = INTS(a, n, from, output, cap);
    for (int32_t i = 0; !a->failed && i < n; i++)
        joint[i] = m->output_ptr[m->output_site[i] + 1] - m->output_ptr[m->output_site[i]] > 1;
    m->output_joint = joint;
}

/* Groups sorted by site, then recipe; one line for each recipe that a site has. */
static void lay_groups(assembly *a)
{
    const lode_draft *d = a->d;
    lode_model *m = a->m;
    int32_t n = m->n_group = d->group.n;
    int32_t *row = TAKE(a, n, int32_t), *from = TAKE(a, n, int32_t), *of = TAKE(a, n, int32_t);
    int32_t *line_ptr = TAKE(a, (int64_t)m->n_site + 1, int32_t), *line_site = TAKE(a, n, int32_t);
    int32_t *group_ptr = TAKE(a, (int64_t)n + 1, int32_t), *line = TAKE(a, n, int32_t);
    if (a->failed) return;
    for (int32_t g = 0; g < n; g++)
        row[g] = d->group.item[g].site * LODE_MAX_RECIPES + d->group.item[g].recipe;
    int32_t *ptr = group_by(a, m->n_site * LODE_MAX_RECIPES, n, row, from);
    if (a->failed) return;
    for (int32_t i = 0; i < m->n_site; i++) {
        for (int32_t r = i * LODE_MAX_RECIPES; r < (i + 1) * LODE_MAX_RECIPES; r++) {
            if (ptr[r] == ptr[r + 1]) continue;
            line_site[m->n_line] = i;
            group_ptr[m->n_line++] = ptr[r];
        }
        line_ptr[i + 1] = m->n_line;
    }
    group_ptr[m->n_line] = n;
    for (int32_t i = 0; i < m->n_line; i++)
        for (int32_t g = group_ptr[i]; g < group_ptr[i + 1]; g++) line[g] = i;
    m->group_line = line;
    for (int32_t g = 0; g < n; g++) of[from[g]] = g;
    a->group_of = of;
    a->group_from = from;
    m->line_ptr = line_ptr;
    m->line_site = line_site;
    m->group_ptr = group_ptr;
    m->group_site = INTS(a, n, from, group, site);
    m->group_product = INTS(a, n, from, group, product);
    m->group_essential = FLAGS(a, n, from, group, essential);
    m->group_queue = FLAGS(a, n, from, group, queue);
    m->group_elapses = FLAGS(a, n, from, group, elapses);
    m->group_per_unit = INTS(a, n, from, group, per_unit);
    m->group_cover = INTS(a, n, from, group, cover);
    m->group_initial = INTS(a, n, from, group, initial);
    m->group_psi = INTS(a, n, from, group, psi);
    m->group_weight = INTS(a, n, from, group, weight);
    m->group_sigma = INTS(a, n, from, group, sigma);
}

/* Within each group, links of one way stand together, so that goods of one way are sent at once: ways in the order in
 * which their first links come. */
static void gather_ways(assembly *a, int32_t *by_group)
{
    const lode_model *m = a->m;
    int32_t *before = TAKE(a, m->n_link, int32_t);
    if (a->failed) return;
    memcpy(before, by_group, (size_t)m->n_link * sizeof *before);
    for (int32_t g = 0; g < m->n_group; g++) {
        int32_t first = m->group_link_ptr[g], end = m->group_link_ptr[g + 1], at = first;
        for (int32_t i = first; i < end; i++) {
            if (before[i] < 0) continue;
            int32_t l = before[i];
            for (int32_t j = i; j < end; j++) {
                if (before[j] < 0 || !lode_same_way(m, l, before[j])) continue;
                by_group[at++] = before[j];
                before[j] = -1;
            }
        }
    }
}

static void lay_links(assembly *a)
{
    const lode_draft *d = a->d;
    lode_model *m = a->m;
    int32_t n = m->n_link = d->link.n;
    int32_t *row = TAKE(a, n, int32_t), *from = TAKE(a, n, int32_t), *of = TAKE(a, n, int32_t);
    int32_t *output = TAKE(a, n, int32_t), *group = TAKE(a, n, int32_t), *by_group = TAKE(a, n, int32_t);
    uint8_t *end_use = TAKE(a, n, uint8_t);
    if (a->failed) return;
    for (int32_t l = 0; l < n; l++) row[l] = a->output_of[d->link.item[l].output];
    m->link_ptr = group_by(a, m->n_output, n, row, from);
    if (a->failed) return;
    for (int32_t l = 0; l < n; l++) {
        const lode_draft_link *r = &d->link.item[from[l]];
        of[from[l]] = l;
        output[l] = a->output_of[r->output];
        group[l] = a->group_of[r->group];
        end_use[l] = (uint8_t)r->end_use;
    }
    a->link_of = of;
    a->link_from = from;
    m->link_output = output;
    m->link_group = group;
    m->link_end_use = end_use;
    m->link_split = FLAGS(a, n, from, link, split);
    m->link_closed = FLAGS(a, n, from, link, closed);
    m->link_transit = INTS(a, n, from, link, transit);
    m->link_build = INTS(a, n, from, link, build);
    m->link_block = INTS(a, n, from, link, block);
    m->group_link_ptr = group_by(a, m->n_group, n, group, by_group);
    m->group_link = by_group;
    gather_ways(a, by_group);
}

/* Two links of one class: the same measures and, where they must be qualified, the same supplier and time. */
static bool same_class(const assembly *a, int32_t l, int32_t k)
{
    const lode_draft *d = a->d;
    const lode_draft_link *x = &d->link.item[a->link_from[l]], *y = &d->link.item[a->link_from[k]];
    if (x->n_measure != y->n_measure || x->qualification != y->qualification) return false;
    bool by_supplier = x->qualification >= 0;
    for (int32_t i = 0; i < x->n_measure; i++)
        by_supplier |= d->measure.item[d->link_measure.item[x->first_measure + i]].by_content;
    if (by_supplier && x->output != y->output) return false;
    for (int32_t i = 0; i < x->n_measure; i++)
        if (d->link_measure.item[x->first_measure + i] != d->link_measure.item[y->first_measure + i]) return false;
    return true;
}

static void lay_classes(assembly *a)
{
    const lode_draft *d = a->d;
    lode_model *m = a->m;
    int32_t n = m->n_link;
    int32_t *class_of = TAKE(a, n, int32_t), *example = TAKE(a, (int64_t)n + 1, int32_t);
    if (a->failed) return;
    m->n_class = 1; /* class 0: nothing ever governs it */
    int64_t n_ruled = 0;
    for (int32_t l = 0; l < n; l++) {
        const lode_draft_link *r = &d->link.item[a->link_from[l]];
        if (r->n_measure == 0 && r->qualification < 0) continue;
        int32_t c = 1;
        while (c < m->n_class && !same_class(a, l, example[c])) c++;
        if (c == m->n_class) {
            example[m->n_class++] = l;
            n_ruled += r->n_measure;
        }
        class_of[l] = c;
    }
    int32_t *ptr = TAKE(a, (int64_t)m->n_class + 1, int32_t), *measure = TAKE(a, n_ruled, int32_t);
    int32_t *qualification = TAKE(a, m->n_class, int32_t), *product = TAKE(a, m->n_class, int32_t);
    int32_t *site = TAKE(a, m->n_class, int32_t), *output = TAKE(a, m->n_class, int32_t);
    if (a->failed) return;
    qualification[0] = output[0] = LODE_NONE;
    for (int32_t c = 1; c < m->n_class; c++) {
        const lode_draft_link *r = &d->link.item[a->link_from[example[c]]];
        bool by_content = false;
        ptr[c + 1] = ptr[c];
        for (int32_t i = 0; i < r->n_measure; i++) {
            /* ascending by effective date, so that of equal shares the latest governs */
            int32_t j = ptr[c + 1]++, new = d->link_measure.item[r->first_measure + i];
            for (; j > ptr[c] && d->measure.item[measure[j - 1]].effective > d->measure.item[new].effective; j--)
                measure[j] = measure[j - 1];
            measure[j] = new;
        }
        for (int32_t j = ptr[c]; j < ptr[c + 1]; j++) by_content |= d->measure.item[measure[j]].by_content;
        output[c] = by_content ? a->output_of[r->output] : LODE_NONE;
        qualification[c] = r->qualification;
        product[c] = d->output.item[r->output].product;
        site[c] = d->output.item[r->output].site;
    }
    m->link_class = class_of;
    m->class_measure_ptr = ptr;
    m->class_measure = measure;
    m->class_qualification = qualification;
    m->class_product = product;
    m->class_site = site;
    m->class_output = output;
}

/* Groups whose links a software measure may act on. */
static void lay_licensed(assembly *a)
{
    lode_model *m = a->m;
    uint8_t *licensed = TAKE(a, m->n_group, uint8_t);
    for (int32_t l = 0; licensed && l < m->n_link; l++) {
        const lode_draft_link *r = &a->d->link.item[a->link_from[l]];
        for (int32_t i = 0; i < r->n_measure; i++)
            if (a->d->measure.item[a->d->link_measure.item[r->first_measure + i]].kind == LODE_SOFTWARE)
                licensed[m->link_group[l]] = 1;
    }
    m->group_licensed = licensed;
}

/* Paths of shares, and the actors whose content is followed. */
static void lay_paths(assembly *a)
{
    const lode_draft *d = a->d;
    lode_model *m = a->m;
    int32_t n = m->n_measure;
    int32_t *ptr = TAKE(a, (int64_t)n + 1, int32_t), *origin = TAKE(a, n, int32_t), *actor = TAKE(a, n, int32_t);
    int32_t *day = TAKE(a, d->path_day.n, int32_t), *share = TAKE(a, d->path_day.n, int32_t);
    if (a->failed) return;
    for (int32_t i = 0; i < n; i++) {
        const lode_draft_measure *r = &d->measure.item[i];
        ptr[i + 1] = ptr[i];
        for (int32_t j = 0; j < r->n_point; j++) {
            day[ptr[i + 1]] = d->path_day.item[r->first_point + j];
            share[ptr[i + 1]++] = d->path_share.item[r->first_point + j];
        }
        origin[i] = LODE_NONE;
        if (!r->by_content) continue;
        for (origin[i] = 0; origin[i] < m->n_origin && actor[origin[i]] != r->origin;) origin[i]++;
        if (origin[i] == m->n_origin) actor[m->n_origin++] = r->origin;
    }
    m->measure_path_ptr = ptr;
    m->measure_path_day = day;
    m->measure_path_share = share;
    m->measure_origin = origin;
    m->origin_actor = actor;
}

static void lay_measures(assembly *a)
{
    const lode_draft *d = a->d;
    lode_model *m = a->m;
    int32_t n = m->n_measure = d->measure.n;
    uint8_t *kind = TAKE(a, n, uint8_t), *all = NULL;
    int32_t *ptr = TAKE(a, (int64_t)n + 1, int32_t), *day = TAKE(a, d->workday.n, int32_t);
    if (a->failed) return;
    for (int32_t i = 0; i < n; i++) {
        kind[i] = (uint8_t)d->measure.item[i].kind;
        ptr[i + 1] = ptr[i];
        for (int32_t j = 0; j < d->measure.item[i].n_workday; j++)
            day[ptr[i + 1]++] = d->workday.item[d->measure.item[i].first_workday + j];
    }
    m->measure_kind = kind;
    m->measure_workday_ptr = ptr;
    m->measure_workday = day;
    m->measure_announced = INTS(a, n, NULL, measure, announced);
    m->measure_effective = INTS(a, n, NULL, measure, effective);
    m->measure_until = INTS(a, n, NULL, measure, until);
    m->measure_share = INTS(a, n, NULL, measure, share);
    m->measure_processing = INTS(a, n, NULL, measure, processing);
    m->measure_period = INTS(a, n, NULL, measure, period);
    m->measure_leak = INTS(a, n, NULL, measure, leak);
    m->measure_leak_delay = INTS(a, n, NULL, measure, leak_delay);
    m->measure_front = INTS(a, n, NULL, measure, front);
    m->measure_rate = INTS(a, n, NULL, measure, rate);
    m->measure_term = INTS(a, n, NULL, measure, term);
    m->measure_delay = INTS(a, n, NULL, measure, delay);
    int32_t *fade = TAKE(a, n, int32_t), *validity = TAKE(a, n, int32_t), *minimis = TAKE(a, n, int32_t);
    for (int32_t i = 0; !a->failed && i < n; i++) {
        const lode_draft_measure *r = &d->measure.item[i];
        fade[i] = r->fades ? r->fade : LODE_NONE;
        validity[i] = r->lapses ? r->validity : LODE_NONE;
        minimis[i] = r->by_content ? r->minimis : LODE_NONE;
    }
    m->measure_fade = fade;
    m->measure_validity = validity;
    m->measure_minimis = minimis;
    lay_paths(a);
    all = TAKE(a, (int64_t)n * d->n_product, uint8_t);
    if (a->failed) return;
    if (d->measure_made_from) memcpy(all, d->measure_made_from, (size_t)n * (size_t)d->n_product);
    else memset(all, 1, (size_t)n * (size_t)d->n_product);
    m->measure_made_from = all;
}

static void lay_events(assembly *a)
{
    const lode_draft *d = a->d;
    lode_model *m = a->m;
    m->n_project = d->project.n;
    m->project_site = INTS(a, d->project.n, NULL, project, site);
    m->project_start = INTS(a, d->project.n, NULL, project, start);
    m->project_slippage = INTS(a, d->project.n, NULL, project, slippage);
    m->project_ramp = INTS(a, d->project.n, NULL, project, ramp);
    m->project_capacity = INTS(a, d->project.n, NULL, project, capacity);
    uint8_t *slowed = TAKE(a, (int64_t)d->project.n * d->measure.n, uint8_t);
    if (slowed && d->project_slowed && d->project.n && d->measure.n)
        memcpy(slowed, d->project_slowed, (size_t)d->project.n * (size_t)d->measure.n);
    m->project_slowed = slowed;
    m->n_damage = d->damage.n;
    m->damage_site = INTS(a, d->damage.n, NULL, damage, site);
    m->damage_from = INTS(a, d->damage.n, NULL, damage, from);
    m->damage_until = INTS(a, d->damage.n, NULL, damage, until);
    m->damage_fraction = INTS(a, d->damage.n, NULL, damage, fraction);

    int32_t n = m->n_reserve = d->reserve.n;
    m->reserve_product = INTS(a, n, NULL, reserve, product);
    m->reserve_from = INTS(a, n, NULL, reserve, from);
    m->reserve_until = INTS(a, n, NULL, reserve, until);
    m->reserve_stock = INTS(a, n, NULL, reserve, stock);
    m->reserve_rate = INTS(a, n, NULL, reserve, rate);
    m->reserve_trigger = INTS(a, n, NULL, reserve, trigger);
    int32_t *ptr = TAKE(a, (int64_t)n + 1, int32_t), *group = TAKE(a, d->reserve_group.n, int32_t);
    if (a->failed) return;
    for (int32_t r = 0; r < n; r++) {
        ptr[r + 1] = ptr[r];
        for (int32_t j = 0; j < d->reserve.item[r].n_group; j++)
            group[ptr[r + 1]++] = a->group_of[d->reserve_group.item[d->reserve.item[r].first_group + j]];
    }
    m->reserve_group_ptr = ptr;
    m->reserve_group = group;
}

static void lay_series(assembly *a)
{
    const lode_draft *d = a->d;
    lode_model *m = a->m;
    int32_t n = m->n_series = d->series.n;
    uint8_t *kind = TAKE(a, n, uint8_t);
    int32_t *ptr = TAKE(a, (int64_t)n + 1, int32_t), *item = TAKE(a, d->series_item.n, int32_t);
    if (a->failed) return;
    for (int32_t r = 0; r < n; r++) {
        kind[r] = (uint8_t)d->series.item[r].kind;
        ptr[r + 1] = ptr[r];
        for (int32_t j = 0; j < d->series.item[r].n_item; j++) {
            int32_t i = d->series_item.item[d->series.item[r].first_item + j];
            switch (d->series.item[r].kind) {
            case LODE_SERIES_MADE:
            case LODE_SERIES_OUTPUT_STOCK: i = a->output_of[i]; break;
            case LODE_SERIES_STOCK:
            case LODE_SERIES_TRANSIT: i = a->group_of[i]; break;
            case LODE_SERIES_EXPORTS:
            case LODE_SERIES_TARIFFS: i = a->link_of[i]; break;
            default: break;
            }
            item[ptr[r + 1]++] = i;
        }
    }
    m->series_kind = kind;
    m->series_ptr = ptr;
    m->series_item = item;
}

/* Does product p come as a by-product from a site whose activity still has to be derived from another product? */
static bool waits_for_driver(const assembly *a, int32_t p, const uint8_t *done)
{
    const lode_model *m = a->m;
    for (int32_t j = m->product_output_ptr[p]; j < m->product_output_ptr[p + 1]; j++) {
        int32_t o = m->product_output[j], i = m->output_site[o];
        if (m->output_driver[o] || m->site_share[i] < 0) continue;
        for (int32_t q = m->output_ptr[i]; q < m->output_ptr[i + 1]; q++)
            if (m->output_driver[q] && m->output_product[q] != p && !done[m->output_product[q]]) return true;
    }
    return false;
}

/* May product p be balanced now? Not while a maker of a later product that uses it waits (`hard`: only if that maker's
 * activity is derived from its own product), and not before the driver that it is a by-product of. */
static bool ready(const assembly *a, int32_t p, const uint8_t *done, bool hard)
{
    const lode_model *m = a->m;
    if (waits_for_driver(a, p, done)) return false;
    for (int32_t j = m->product_group_ptr[p]; j < m->product_group_ptr[p + 1]; j++) {
        int32_t i = m->group_site[m->product_group[j]];
        if (hard && m->site_share[i] < 0) continue;
        for (int32_t o = m->output_ptr[i]; o < m->output_ptr[i + 1]; o++)
            if (!done[m->output_product[o]] && m->output_product[o] != p) return false;
    }
    return true;
}

/* Users' products first. Where a cycle stops that, only derived activities wait; where even that is a cycle, the order
 * of the products decides (the checker has reported it). */
static void lay_products(assembly *a)
{
    const lode_draft *d = a->d;
    lode_model *m = a->m;
    int32_t n = m->n_product, *order = TAKE(a, n, int32_t), *value = TAKE(a, n, int32_t);
    int32_t *outputs = TAKE(a, m->n_output, int32_t), *groups = TAKE(a, m->n_group, int32_t);
    uint8_t *done = TAKE(a, n, uint8_t), *fitted = TAKE(a, n, uint8_t), *home = TAKE(a, n, uint8_t);
    int32_t *blocks = TAKE(a, (int64_t)n + 1, int32_t);
    m->product_output_ptr = group_by(a, n, m->n_output, m->output_product, outputs);
    m->product_group_ptr = group_by(a, n, m->n_group, m->group_product, groups);
    if (a->failed) return;
    m->product_output = outputs;
    m->product_group = groups;
    for (int32_t k = 0; k < n; k++) {
        int32_t next = LODE_NONE;
        for (int32_t p = 0; p < n && next < 0; p++)
            if (!done[p] && ready(a, p, done, false)) next = p;
        for (int32_t p = 0; p < n && next < 0; p++)
            if (!done[p] && ready(a, p, done, true)) next = p;
        for (int32_t p = 0; p < n && next < 0; p++)
            if (!done[p]) next = p;
        order[k] = next;
        done[next] = 1;
    }
    for (int32_t p = 0; p < n; p++) value[p] = d->product_value ? d->product_value[p] : 0;
    m->n_block = d->block_flow.n;
    for (int32_t b = 0; b < m->n_block; b++) {
        blocks[d->block_product.item[b] + 1]++;
        fitted[d->block_product.item[b]] = 1;
    }
    for (int32_t p = 0; p < n; p++) blocks[p + 1] += blocks[p];
    for (int32_t p = 0; p < n; p++) fitted[p] |= d->product_fitted ? d->product_fitted[p] : 0;
    for (int32_t l = 0; l < m->n_link; l++) fitted[m->output_product[m->link_output[l]]] |= m->link_closed[l];
    for (int32_t p = 0; p < n; p++) home[p] = d->product_home ? d->product_home[p] : 0;
    m->product_home = home;
    m->product_order = order;
    m->product_value = value;
    m->product_fitted = fitted;
    m->product_block_ptr = blocks;
    int32_t *flow = TAKE(a, m->n_block, int32_t);
    if (a->failed) return;
    if (m->n_block) memcpy(flow, d->block_flow.item, (size_t)m->n_block * sizeof *flow);
    m->block_flow = flow;
}

lode_model *lode_draft_assemble(const lode_draft *d, lode_arena *arena, lode_layout *layout)
{
    if (d->failed) return NULL;
    assembly a = {.d = d, .arena = arena};
    lode_model *m = a.m = TAKE(&a, 1, lode_model);
    if (!m) return NULL;
    m->n_x = d->n_input + d->constant.n;
    m->n_product = d->n_product;
    m->n_actor = d->n_actor;
    m->refill = d->refill;
    m->output_refill = d->output_refill;
    m->expectation = d->expectation;
    m->shares = d->shares;
    lay_sites(&a);
    if (!a.failed) lay_outputs(&a);
    if (!a.failed) lay_groups(&a);
    if (!a.failed) lay_links(&a);
    if (!a.failed) lay_classes(&a);
    if (!a.failed) lay_licensed(&a);
    if (!a.failed) lay_measures(&a);
    if (!a.failed) lay_events(&a);
    if (!a.failed) lay_series(&a);
    if (!a.failed) lay_products(&a);
    if (a.failed) return NULL;
    if (layout) *layout = (lode_layout){a.output_of, a.group_of, a.link_of};
    LODE_ASSERT(lode_model_is_valid(m));
    return m;
}
