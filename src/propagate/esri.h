/* The Economic Systemic Risk Index: what share of an economy's output is lost when one firm stops, for every firm.
 *
 * Equations: docs/propagate.md 3, with their source (Diem et al. 2022). Scenarios run in lanes, eight side by side; a firm
 * is looked at again only where something that it depends on has changed in one of them. */
#ifndef LODE_PROPAGATE_ESRI_H
#define LODE_PROPAGATE_ESRI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/files.h"

enum { LODE_ESRI_LANES = 8 };

/* How a loss enters a customer's level: the worst of the sectors, or the sum. */
enum { LODE_ESRI_NO_EFFECT, LODE_ESRI_LINEAR, LODE_ESRI_ESSENTIAL };

/* When the iteration stops. */
enum { LODE_ESRI_FALL = 1, LODE_ESRI_GROWTH = 2, LODE_ESRI_CHANGE = 3 };

/* What of a supplier's loss reaches a customer, or of a customer's loss a supplier. */
typedef struct lode_esri_edge {
    int32_t supplier, customer; /* firms                                                   */
    int32_t sector;             /* of the supplier; of essential inputs the worst counts   */
    int32_t kind;               /* LODE_ESRI_LINEAR ...                                    */
    double share;               /* 1  coefficient of the impact                            */
} lode_esri_edge;

/* What is asked. Everything is borrowed. */
typedef struct lode_esri_input {
    int32_t n_firm, n_edge;
    const lode_esri_edge *down; /* (n_edge)  from suppliers to customers                                */
    const lode_esri_edge *up;   /* (n_edge)  from customers to suppliers; sector and kind do not count  */
    const double *out;          /* /time (n_firm)  sales to firms                                       */
    const int32_t *market;      /* -     (n_firm)  below n_market; NULL: no markets                     */
    int32_t n_market;
    int32_t n_weight;     /* at least 1                                                                */
    const double *weight; /* (n_weight, n_firm)                                                         */
    int32_t n_scenario;   /* shocks given; 0: every firm in turn loses all                              */
    const double *psi;    /* 1 (n_scenario, n_firm)  lost downstream                                    */
    const double *psi_up; /* 1 (n_scenario, n_firm)  lost upstream                                      */
    int32_t n_sector;     /* 0: no losses by sector are wanted                                         */
    const int32_t *sector;                   /* (n_firm)                                               */
    const double *sector_down, *sector_up;   /* (n_firm)  weights of firms within their sectors        */
    double eps;
    int32_t rule;   /* LODE_ESRI_FALL ...                                                               */
    bool variant_v; /* levels begin at 1, are not cut at 0, and markets have no least size              */
} lode_esri_input;

/* Results by scenario. */
typedef struct lode_esri_result {
    int32_t n_scenario, n_weight, n_level;
    double *index;              /* 1 (n_scenario, 3, n_weight)  both, downstream, upstream  */
    double *before_last, *last; /* 1 (n_scenario)  loss before and after the last update    */
    int32_t *iterations;        /*   (n_scenario)                                           */
    double *down, *up;          /* 1 (n_level, n_firm)  levels of the scenarios asked for   */
    double *sector_loss;        /* 1 (n_scenario, 3, n_sector)  downstream, upstream, both  */
    double *scratch;
} lode_esri_result;

/* Run all scenarios. level (n_level): scenarios of which the levels are wanted, rising. Same bits for any number of
 * threads. Returns false when there is no memory or an end was asked for. */
LODE_NODISCARD bool lode_esri_run(const lode_esri_input *in, const int32_t *level, int32_t n_level, int threads,
                                  lode_stop *stop, lode_esri_result *r);
void lode_esri_result_free(lode_esri_result *r);

#endif
