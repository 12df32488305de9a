/* Why an actor's output of a product is short: the chain of scarce inputs, stage by stage upstream, to the measure
 * behind it, with the rows of the case that its numbers rest on. Central draw.
 *
 *     lode_result *r = lode_study_run(b, &o, &diags);
 *     lode_explanation *e = lode_explain(r, &(lode_question){.product = p, .actor = a, ...}, &diags);
 *     ... src/out prints e ...
 *     lode_explanation_free(e);
 *
 * A stage looks at the week around its day. Suppliers are looked at over the days in which they sent what the stock of
 * that day is made of: as many days as the target cover, earlier by the transit. Where makers lack no input, but less is
 * ordered from them, the chain goes downstream.
 *
 * A maker that is short in the scenario compared with, too, has a cause there: a second chain compares that scenario with
 * the world without measures. */
#ifndef LODE_STUDY_EXPLAIN_H
#define LODE_STUDY_EXPLAIN_H

#include "study/study.h"

enum { LODE_EXPLAIN_STAGES = 12, LODE_EXPLAIN_REFS = 16 };

typedef struct lode_question {
    int32_t product, actor; /* rows                                                                     */
    int32_t scenario;       /* row, -1: the one in which it falls short first                           */
    int32_t date;           /* days since 1970-01-01, LODE_NEVER: the trough                            */
} lode_question;

/* How the chain ends at a stage, or that it goes on. */
typedef enum lode_chain {
    LODE_CHAIN_GOES_ON,     /* the supplier lacks an input itself: see the next stage                   */
    LODE_CHAIN_DOWN,        /* they are asked for less by makers who make less: see the next stage      */
    LODE_CHAIN_MEASURE,     /* a measure holds the supplier's goods back                                */
    LODE_CHAIN_SOFTWARE,    /* licences of software have run out                                        */
    LODE_CHAIN_UNQUALIFIED, /* the supplier is not qualified yet                                        */
    LODE_CHAIN_ELSEWHERE,   /* the supplier makes as much as before, and sends it to others             */
    LODE_CHAIN_FEWER_ORDERS,/* the makers lack no input: they are asked for less                        */
    LODE_CHAIN_DAMAGE,      /* the makers lack no input: capacity is lost by a damage                   */
    LODE_CHAIN_STOCK,       /* suppliers send as much as before: the stock is being filled or has run down */
    LODE_CHAIN_BEFORE,      /* the goods left before the period began                                   */
    LODE_CHAIN_TOO_FAR      /* more stages than are followed                                            */
} lode_chain;

/* A row of the case that a number of the chain rests on. */
typedef struct lode_explain_ref {
    const char *role;      /* "cover", "per_unit", "flow", "activity", "share", "act"                   */
    int32_t input;         /* index of the input, -1: the row as a whole                                */
    int32_t table, row, column; /* place in the case                                                    */
    int32_t source;        /* row of sources, -1: none, a default                                       */
    int32_t grade;         /* 0..3 = A..D, -1: none                                                     */
} lode_explain_ref;

/* One supplier of the scarce input, all its links into the makers together; quantities are means. */
typedef struct lode_explain_supplier {
    int32_t actor;
    int32_t date;                /* last of the days that are looked at                                 */
    double base, sent, quo_sent; /* unit/day                                                            */
    int32_t link;                /* link on which most is missing                                       */
    int32_t measure;             /* of the model, under which most of it is missing; -1 none, -2 not qualified */
    int32_t ruled;               /* middle of the days on which that is so                              */
    double passes, quo_passes, passed; /* on these days, of the base flow: may pass, in status quo, was sent */
} lode_explain_supplier;

/* One stage: makers of a product in an actor, and the input that they lack most. */
typedef struct lode_explain_stage {
    int32_t actor, product, date;
    double base, made, quo_made;       /* unit/day                                                      */
    int32_t input;                     /* row of products, -1: they lack none                           */
    double lacked;                     /* unit/day  not made for want of it, more than in status quo    */
    double cover_days, quo_cover_days, target_days; /* stock in days of base use                        */
    double need, arrived, quo_arrived; /* unit/day  of the input: base use, what came                   */
    lode_explain_supplier *supplier;   /* (n_supplier) the one on which most is missing first           */
    int32_t n_supplier;
    int32_t days;                      /* day       length of the time over which suppliers are compared */
    lode_chain chain;
    int32_t measure;                   /* of the model; where the chain ends at one, else -1            */
    double passes;                     /* -         share of base flow it lets pass on that link ...    */
    int32_t passes_date;               /*           ... on that day                                     */
    int32_t customer, customer_product; /* where less is ordered: who gets least, to make what (-1: demand), else -1 */
    double customer_base, customer_sent, customer_quo; /* unit/day of the product                       */
    int32_t damage;                    /* row of damages, else -1                                       */
    lode_explain_ref ref[LODE_EXPLAIN_REFS];
    int32_t n_ref;
} lode_explain_stage;

typedef struct lode_explanation {
    const lode_result *r;        /* borrowed                                                            */
    lode_question asked;
    int32_t scenario, against;   /* rows; scenario -1: it is not made                                   */
    const lode_run_out *run_out; /* its shortfall in that scenario, NULL: none, then stages tell nothing but how near
                                    it comes                                                            */
    int32_t date;                /* day that is explained                                               */
    double ratio;                /* output / status quo in the week around it                           */
    lode_explain_stage *stage;   /* (n_stage)                                                           */
    int32_t n_stage;
    lode_explain_stage *quo_stage; /* (n_quo_stage) where a maker in the chain is short in `against` already: from the last
                                    such maker on, `against` beside quo_against                         */
    int32_t n_quo_stage;
    int32_t quo_against;         /* row of no-measures                                                  */
    int32_t nearest_input;       /* where nothing is short: row of products of the input whose stock sinks lowest
                                    below its target, -1: no inputs                                     */
    double nearest_cover, nearest_target; /* day                                                        */
    int32_t nearest_date;
    void *store;                 /* owner of the memory                                                 */
} lode_explanation;

/* Explain. The result must hold the scenario that is asked for. Returns NULL and a problem in diags when memory ran
 * out. Where the actor makes nothing of the product, n_stage is 0 and scenario -1. One simulation, two with a second chain, and memory of some
 * 16 bytes per link and step. The explanation borrows the result. */
lode_explanation *lode_explain(const lode_result *r, const lode_question *q, lode_diags *diags);

void lode_explanation_free(lode_explanation *e);

#endif
