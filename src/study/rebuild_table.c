/* Plans as claims see them: values at quantiles, straight between. No C library, so that the page can read them too. */
#include "study/rebuild.h"

const double lode_rebuild_quantiles[LODE_REBUILD_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

double lode_rebuild_table_at(const lode_rebuild_table *t, const double *values, int32_t coalition, int32_t need, double quantile)
{
    const double *v = values + ((int64_t)coalition * t->n_need + need) * LODE_REBUILD_QUANTILES, *u = lode_rebuild_quantiles;
    int32_t i = 0;
    if (quantile <= u[0]) return v[0];
    if (quantile >= u[LODE_REBUILD_QUANTILES - 1]) return v[LODE_REBUILD_QUANTILES - 1];
    while (quantile > u[i + 1]) i++;
    double share = (quantile - u[i]) / (u[i + 1] - u[i]);
    if (share <= 0) return v[i];
    return share >= 1 ? v[i + 1] : v[i] + share * (v[i + 1] - v[i]);
}
