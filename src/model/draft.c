/* The growing lists of a draft. */
#include "model/draft.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room for one more element of `size` bytes; sets d->failed. */
static bool grow(lode_draft *d, void **item, int32_t n, int32_t *room, size_t size)
{
    if (d->failed) return false;
    if (n < *room) return true;
    int32_t more = *room < 16 ? 16 : *room > INT32_MAX / 4 ? 0 : *room * 2;
    void *bigger = more ? realloc(*item, (size_t)more * size) : NULL;
    if (!bigger) {
        d->failed = true;
        return false;
    }
    *item = bigger;
    *room = more;
    return true;
}

/* Append a record to a list of the draft; the value is its number. */
#define APPEND(d, list, record)                                                                                        \
    (grow((d), (void **)&(d)->list.item, (d)->list.n, &(d)->list.room, sizeof *(d)->list.item)                         \
         ? ((d)->list.item[(d)->list.n] = (record), (d)->list.n++)                                                     \
         : LODE_NONE)

int32_t lode_draft_constant(lode_draft *d, double value)
{
    for (int32_t i = 0; i < d->constant.n && i < 64; i++)
        if (memcmp(&d->constant.item[i], &value, sizeof value) == 0) return d->n_input + i;
    int32_t i = APPEND(d, constant, value);
    return i < 0 ? LODE_NONE : d->n_input + i;
}

int32_t lode_draft_slot(lode_draft *d)
{
    int32_t i = APPEND(d, constant, NAN);
    return i < 0 ? LODE_NONE : d->n_input + i;
}

int32_t lode_draft_add_site(lode_draft *d, lode_draft_site r) { return APPEND(d, site, r); }
int32_t lode_draft_add_output(lode_draft *d, lode_draft_output r) { return APPEND(d, output, r); }
int32_t lode_draft_add_group(lode_draft *d, lode_draft_group r) { return APPEND(d, group, r); }
int32_t lode_draft_add_measure(lode_draft *d, lode_draft_measure r) { return APPEND(d, measure, r); }
int32_t lode_draft_add_project(lode_draft *d, lode_draft_project r) { return APPEND(d, project, r); }
int32_t lode_draft_add_damage(lode_draft *d, lode_draft_damage r) { return APPEND(d, damage, r); }

int32_t lode_draft_add_link(lode_draft *d, lode_draft_link r, const int32_t *measures, int32_t n)
{
    r.first_measure = d->link_measure.n;
    r.n_measure = n;
    for (int32_t i = 0; i < n; i++) (void)APPEND(d, link_measure, measures[i]);
    return APPEND(d, link, r);
}

int32_t lode_draft_add_reserve(lode_draft *d, lode_draft_reserve r, const int32_t *groups, int32_t n)
{
    r.first_group = d->reserve_group.n;
    r.n_group = n;
    for (int32_t i = 0; i < n; i++) (void)APPEND(d, reserve_group, groups[i]);
    return APPEND(d, reserve, r);
}

int32_t lode_draft_add_block(lode_draft *d, int32_t product, int32_t flow_slot)
{
    (void)APPEND(d, block_product, product);
    return APPEND(d, block_flow, flow_slot);
}

int32_t lode_draft_add_series(lode_draft *d, lode_series_kind kind)
{
    lode_draft_series r = {.kind = kind, .first_item = d->series_item.n};
    return APPEND(d, series, r);
}

void lode_draft_add_item(lode_draft *d, int32_t item)
{
    if (APPEND(d, series_item, item) >= 0 && d->series.n > 0) d->series.item[d->series.n - 1].n_item++;
}

void lode_draft_add_workday(lode_draft *d, int32_t civil_days)
{
    (void)APPEND(d, workday, civil_days);
}

void lode_draft_add_point(lode_draft *d, int32_t day, int32_t share_slot)
{
    (void)APPEND(d, path_day, day);
    (void)APPEND(d, path_share, share_slot);
}

void lode_draft_constants(const lode_draft *d, lode_lane *x)
{
    for (int32_t i = 0; i < d->constant.n; i++) x[d->n_input + i] = lode_lane_all(d->constant.item[i]);
}

void lode_draft_free(lode_draft *d)
{
    free(d->constant.item);
    free(d->site.item);
    free(d->output.item);
    free(d->group.item);
    free(d->link.item);
    free(d->link_measure.item);
    free(d->measure.item);
    free(d->workday.item);
    free(d->path_day.item);
    free(d->path_share.item);
    free(d->project.item);
    free(d->damage.item);
    free(d->reserve.item);
    free(d->reserve_group.item);
    free(d->series.item);
    free(d->series_item.item);
    free(d->block_flow.item);
    free(d->block_product.item);
    *d = (lode_draft){0};
}
