/* Exposure: who depends on whom, for what, how much, through which stage - on the base flows of the central draw.
 *
 *     lode_exposure *e = lode_exposure_find(built, &options, &diags);
 *     lode_exposure_compare(e, result, scenario);          static indices beside the simulated dates, optional
 *     ... src/out prints and writes e ...
 *     lode_exposure_free(e);
 *
 * Definitions and equations: docs/exposure.md. Products, actors, plants are rows of products, actors, sites; -1 means all
 * of them. */
#ifndef LODE_EXPOSURE_EXPOSURE_H
#define LODE_EXPOSURE_EXPOSURE_H

#include "exposure/chain.h"
#include "exposure/metrics.h"
#include "exposure/rank.h"
#include "lodestone/diag.h"
#include "study/study.h"

enum {
    LODE_CUT_SIZE = 3,  /* most pairs of actor and stage in a cut set            */
    LODE_CUT_PAIRS = 24 /* most pairs tried, those with the largest shares first */
};
extern const double LODE_CUT_LEFT;   /* 0.05  a set cuts off what is left with no more of its content than this */
extern const double LODE_POINT_LEFT; /* 0.5   a single point of failure leaves less of the output than this    */

/* Whose exposure: output of a product made in an actor, or what the actor uses of it. */
typedef struct lode_exposed {
    int32_t product; /* -1: all end products                                        */
    int32_t actor;   /* -1: the world                                               */
    bool used;       /* what is used there, whoever made it; else what is made there */
    bool listed;     /* an end product, or asked for; else an intermediate product  */
} lode_exposed;

/* Share of the content of `root` in what is exposed that passed through an actor at a stage. */
typedef struct lode_exposure_row {
    int32_t exposed;  /* index                                                       */
    int32_t root;     /* product whose content is followed                           */
    int32_t stage;    /* -1: any stage from that of the root to the last before      */
    int32_t through;  /* actor                                                       */
    double share;     /* 0..1, above 0                                               */
} lode_exposure_row;

/* How concentrated a stage is by actor: the making of a product, or the content of a root in what stands first in
 * exposed[] (all end products of the world, unless something else was asked for). */
typedef struct lode_exposure_hhi {
    int32_t product, root; /* one of them is -1                                        */
    int32_t stage;
    lode_concentration by_actor; /* unit/day of the product; of content: shares         */
} lode_exposure_hhi;

/* A plant without which less than LODE_POINT_LEFT of a product's output in an actor can be made. */
typedef struct lode_exposure_point {
    int32_t plant, product, actor;
    double left;      /* 0..1 of the base output */
} lode_exposure_point;

/* A smallest set of pairs of actor and stage without which at most LODE_CUT_LEFT of the content of a root is left. */
typedef struct lode_exposure_cut {
    int32_t product, actor, root, n;
    int32_t through[LODE_CUT_SIZE], stage[LODE_CUT_SIZE];
    double left;      /* 0..1 */
} lode_exposure_cut;

/* Static indices; all grow with risk. */
typedef enum lode_index {
    LODE_INDEX_HHI_FIRST,  /* concentration of the first stage                                     */
    LODE_INDEX_HHI,        /* ... of the most concentrated stage                                   */
    LODE_INDEX_THROUGH,    /* largest share that passed through one other actor at any stage       */
    LODE_INDEX_IMPORTS,    /* net import reliance, direct inputs                                   */
    LODE_INDEX_EU,         /* supply risk of the EU method, without governance, recycling, substitution */
    LODE_INDEX_GEOPOLRISK, /* GeoPolRisk score, all partners at the value for a missing one        */
    LODE_INDEX_POINTS,     /* single points of failure                                             */
    LODE_INDEX_CUT,        /* 1 / size of the smallest cut set; 0: none up to LODE_CUT_SIZE        */
    LODE_N_INDEX
} lode_index;

/* One product made in one actor: static indices beside what the simulation says. */
typedef struct lode_exposure_index {
    int32_t product, actor;
    double value[LODE_N_INDEX];
    int32_t halt, shortfall; /* median date, LODE_NEVER: not within the period */
    double trough;           /* lowest output / that of the scenario compared with, 1: no shortfall */
    double severity;         /* sorts as the simulation does: halt, shortfall, trough; larger is worse */
} lode_exposure_index;

/* How well a static index orders the products as the simulation does. */
typedef struct lode_agreement {
    double rho, tau;               /* Spearman, Kendall; NaN where one of them is constant */
    lode_disagreement worst[3];    /* (n_worst) indices into index[]; x is the static one  */
    int32_t n_worst;
} lode_agreement;

typedef struct lode_exposure_options {
    int32_t product; /* -1: all end products */
    int32_t actor;   /* -1: all              */
    int32_t root;    /* -1: the default, docs/exposure.md 2.1 */
} lode_exposure_options;

typedef struct lode_exposure {
    const lode_built *built; /* borrowed */
    lode_arena arena;
    lode_chain chain;
    lode_exposed *exposed;
    int32_t n_exposed;
    const uint8_t *product_end; /* (n_product) it is an end product */
    int32_t *root;
    int32_t n_root;
    double *share;           /* (n_exposed x n_root x (n_stage+1) x n_actor): last stage index is `any` */
    lode_exposure_row *row;  /* by exposed, root, stage, falling share */
    int32_t n_row;
    lode_exposure_hhi *hhi;  /* by stage: products, then roots */
    int32_t n_hhi;
    lode_exposure_point *point; /* by what is left */
    int32_t n_point;
    lode_exposure_cut *cut;  /* by product, actor, size */
    int32_t n_cut;
    lode_exposure_index *index; /* products made from a root and actors that make them */
    int32_t n_index;
    int32_t scenario;        /* row of scenarios compared with, -1: none */
    int32_t as_of;           /* day from which its days count            */
    lode_agreement agreement[LODE_N_INDEX];
} lode_exposure;

lode_exposure_options lode_exposure_default(void);

/* Compute. Returns NULL when memory ran out (then diags->out_of_memory is set). Borrows `b`. */
lode_exposure *lode_exposure_find(const lode_built *b, const lode_exposure_options *o, lode_diags *diags);

/* Set the simulated dates and the agreement of each index with them, from scenario `scenario` (row) of a result; if the
 * result does not hold it, nothing changes. Returns false without memory. */
LODE_NODISCARD bool lode_exposure_compare(lode_exposure *e, const lode_result *r, int32_t scenario);

/* The scenario that is compared with when none is named: `standoff`; else the first that is neither status-quo nor
 * no-measures; else status-quo. */
int32_t lode_exposure_scenario(const lode_case *c);

/* Share of content at a stage (n_stage: any) through an actor. */
double lode_exposure_share(const lode_exposure *e, int32_t exposed, int32_t root_index, int32_t stage, int32_t through);

/* Short name of an index, for tables: "hhi", "imports". */
const char *lode_index_name(lode_index i);

void lode_exposure_free(lode_exposure *e);

#endif
