/* Static indices of supply risk. Equations, units and sources: docs/exposure.md 6. */
#include "exposure/metrics.h"

#include <math.h>

/* --- concentration ------------------------------------------------------------------------- */

lode_concentration lode_concentration_of(const double *amount, int32_t n)
{
    lode_concentration c = {.largest = -1};
    double top[3] = {0, 0, 0};
    for (int32_t i = 0; i < n; i++) {
        double x = amount[i];
        c.total += x;
        if (c.largest < 0 ? x > 0 : x > amount[c.largest]) c.largest = i;
        for (int k = 0; k < 3; k++)
            if (x > top[k]) {
                double passed = top[k];
                top[k] = x;
                x = passed;
            }
    }
    if (!(c.total > 0)) return (lode_concentration){.largest = -1};
    for (int32_t i = 0; i < n; i++) c.hhi += amount[i] / c.total * (amount[i] / c.total);
    c.effective = 1 / c.hhi;
    c.cr1 = top[0] / c.total;
    c.cr3 = (top[0] + top[1] + top[2]) / c.total;
    return c;
}

double lode_wgi_weight(double estimate)
{
    return 10 * (2.5 - estimate) / 5;
}

double lode_hhi_weighted(const lode_supplier *supplier, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++)
        sum += supplier[i].share * supplier[i].share * supplier[i].weight * supplier[i].trade;
    return sum;
}

double lode_bgs_index(const lode_supplier *supplier, int32_t n)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++) {
        double product = supplier[i].share * supplier[i].weight;
        sum += product * product / 10;
    }
    return sum;
}

/* --- European Union ------------------------------------------------------------------------ */

double lode_eu_import_reliance(double import, double export, double production)
{
    double used = production + import - export;
    return used > 0 ? (import - export) / used : 0;
}

double lode_eu_supply_risk(const lode_eu_supply *s)
{
    double reliance = s->import_reliance < 0 ? 0 : s->import_reliance > 1 ? 1 : s->import_reliance;
    double mixed = s->hhi_global * reliance / 2 + s->hhi_sourcing * (1 - reliance / 2);
    return mixed * (1 - s->recycled) * s->substitution;
}

double lode_eu_economic_importance(const double *share, const double *value_added, int32_t n, double largest,
                                   double substitution)
{
    double sum = 0;
    for (int32_t i = 0; i < n; i++) sum += share[i] * value_added[i];
    return largest > 0 ? 10 * sum / largest * substitution : 0;
}

bool lode_eu_is_critical(double supply_risk, double economic_importance)
{
    return supply_risk >= 1.0 && economic_importance >= 2.8;
}

/* --- United States ------------------------------------------------------------------------- */

lode_net_import lode_net_import_reliance(const lode_supply_year *y)
{
    double net = y->imports - y->exports - y->stock_increase;
    lode_net_import n = {.consumption = y->production + y->secondary + net};
    n.reliance = n.consumption > 0 ? net / n.consumption : 0;
    n.exporter = y->exports > y->imports;
    return n;
}

double lode_usgs_supply_risk(double disruption_potential, double trade_exposure, double economic_vulnerability)
{
    return cbrt(disruption_potential * trade_exposure * economic_vulnerability);
}

/* --- GeoPolRisk ---------------------------------------------------------------------------- */

const double LODE_GEOPOLRISK_MISSING = 0.5;
const double LODE_GEOPOLRISK_COPPER = 0.409412948;

lode_geopolrisk lode_geopolrisk_of(double hhi, double production, const lode_partner *partner, int32_t n)
{
    lode_geopolrisk g = {0};
    double value = 0;
    for (int32_t i = 0; i < n; i++) {
        g.imports += partner[i].quantity;
        g.weighted_imports += partner[i].quantity * partner[i].risk;
        value += partner[i].value;
    }
    double used = production + g.imports;
    g.import_risk = used > 0 ? g.weighted_imports / used : 0;
    g.score = hhi * g.import_risk;
    g.price = g.imports > 0 ? value / g.imports : 0;
    g.midpoint = g.score * g.price;
    g.factor = g.midpoint / LODE_GEOPOLRISK_COPPER;
    return g;
}
