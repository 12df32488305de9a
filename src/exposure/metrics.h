/* The indices that analysts expect: concentration, EU and US criticality, GeoPolRisk. Functions of plain numbers; they know
 * nothing of cases. Shares are 0..1 of a named whole. Equations and sources: docs/exposure.md 6. */
#ifndef LODE_EXPOSURE_METRICS_H
#define LODE_EXPOSURE_METRICS_H

#include <stdbool.h>
#include <stdint.h>

/* --- concentration ------------------------------------------------------------------------- */

/* How concentrated a supply is. All zero for a supply of nothing. */
typedef struct lode_concentration {
    double total;           /* unit   of the amounts                                    */
    double hhi;             /* 0..1   Herfindahl-Hirschman index, sum of squared shares */
    double effective;       /* -      effective number of suppliers, 1 / hhi            */
    double cr1, cr3;        /* 0..1   share of the largest, of the three largest        */
    int32_t largest;        /* -      index of the largest, the first of equals; -1     */
} lode_concentration;

/* Concentration of amounts (n) >= 0. O(n). */
lode_concentration lode_concentration_of(const double *amount, int32_t n);

/* Weight 0..10 of a governance estimate of the World Bank in -2.5..2.5: 10 (2.5 - estimate) / 5. */
double lode_wgi_weight(double estimate);

/* One supplier of the weighted indices. */
typedef struct lode_supplier {
    double share;  /* 0..1                                         */
    double weight; /* 0..10  risk of the supplier                  */
    double trade;  /* trade factor t, 1: neither barrier nor treaty */
} lode_supplier;

/* Governance-weighted index: sum of share^2 x weight x trade. */
double lode_hhi_weighted(const lode_supplier *supplier, int32_t n);

/* Risk-weighted index as published with production data of the British Geological Survey: sum of (share x weight)^2 / 10,
 * 0..10 [hoskins]. */
double lode_bgs_index(const lode_supplier *supplier, int32_t n);

/* --- European Union ------------------------------------------------------------------------ */

/* Import reliance (import - export) / (production + import - export); 0 where nothing is used. */
double lode_eu_import_reliance(double import, double export, double production);

/* What the supply risk of the method of 2017 is made of. */
typedef struct lode_eu_supply {
    double hhi_global;        /* weighted index of world supply          */
    double hhi_sourcing;      /* weighted index of what the EU is sold   */
    double import_reliance;   /* taken as min(1, max(0, IR))             */
    double recycled;          /* 0..1  end-of-life recycling input rate  */
    double substitution;      /* 0..1  substitution index                */
} lode_eu_supply;

double lode_eu_supply_risk(const lode_eu_supply *s);

/* Economic importance: 10 x sum of (share of use x value added of the sector) / largest value added x substitution. */
double lode_eu_economic_importance(const double *share, const double *value_added, int32_t n, double largest,
                                   double substitution);

/* Whether both thresholds are reached: supply risk 1, economic importance 2.8. */
bool lode_eu_is_critical(double supply_risk, double economic_importance);

/* --- United States ------------------------------------------------------------------------- */

/* Apparent consumption and what of it is imported net (USGS). */
typedef struct lode_net_import {
    double consumption; /* unit   production + secondary + imports - exports - stock increase      */
    double reliance;    /* -      (imports - exports - stock increase) / consumption, may be below 0 */
    bool exporter;      /* net exporter: printed "E"                                               */
} lode_net_import;

typedef struct lode_supply_year {
    double production, secondary, imports, exports, stock_increase; /* unit */
} lode_supply_year;

lode_net_import lode_net_import_reliance(const lode_supply_year *y);

/* Supply risk of Nassar et al. 2020: cube root of the product of three factors in 0..1. */
double lode_usgs_supply_risk(double disruption_potential, double trade_exposure, double economic_vulnerability);

/* --- GeoPolRisk ---------------------------------------------------------------------------- */

extern const double LODE_GEOPOLRISK_MISSING; /* 0.5    risk of a partner without a value                       */
extern const double LODE_GEOPOLRISK_COPPER;  /* 0.4094 score x price of copper, OECD mean 2017-2021            */

typedef struct lode_partner {
    double quantity, value, risk; /* imported, worth, political-stability risk 0..1 */
} lode_partner;

typedef struct lode_geopolrisk {
    double weighted_imports, imports, import_risk; /* unit, unit, 0..1            */
    double score;                                  /* hhi x import risk           */
    double price, midpoint, factor;                /* per unit; kg Cu-eq per kg   */
} lode_geopolrisk;

/* hhi: of world production, 0..1; production: of the importer, in units of the quantities. */
lode_geopolrisk lode_geopolrisk_of(double hhi, double production, const lode_partner *partner, int32_t n);

#endif
