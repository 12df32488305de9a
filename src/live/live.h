/* A case that can be run again and again with other inputs, draw by draw: what runs inside the page.
 *
 *     lode_live *l = lode_live_open(bytes, length, &why);           an image of src/live/image.h
 *     lode_live_ask(l, &question, &why);                            inputs, measures; the central run is done
 *     for each block i below lode_live_blocks(l), anywhere, in any order:
 *         const void *packed = lode_live_compute(l, i, &length);    eight draws
 *         lode_live_absorb(l, packed, length, &why);                ... into the one that answers
 *     lode_live_answer(l, n, &json, &why);                          of the first n draws; 1: of the central run
 *     lode_live_close(l);
 *
 * Several of them, each with the same image and question, share the work: a block is the same whoever computes it, and
 * what is answered depends on the draws alone. One thread each. docs/live.md. */
#ifndef LODE_LIVE_LIVE_H
#define LODE_LIVE_LIVE_H

#include "base/strings.h"
#include "study/study.h"

typedef struct lode_live lode_live;

/* An input and what it is set to, as by --set NAME=VALUE. */
typedef struct lode_live_set {
    const char *name;
    double value;
} lode_live_set;

/* What is asked. */
typedef struct lode_live_question {
    int32_t draws;               /* most that there will be, 2 or more                              */
    bool seed_given;             /* else that of the image                                          */
    uint64_t seed;
    const char *scenario;        /* NULL: all; else that one, beside status-quo and no-measures      */
    const lode_live_set *set;    /* (n_set)                                                          */
    int32_t n_set;
    const char *const *off;      /* (n_off) ids of measures that no scenario has                      */
    int32_t n_off;
} lode_live_question;

/* Append the image of the case of a result and of how it was run. Returns false when memory ran out. */
LODE_NODISCARD bool lode_live_image(const lode_result *r, lode_text *out);

/* Open an image; nothing of it is borrowed. NULL, and a sentence in `why`, where it is not a good one. */
lode_live *lode_live_open(const void *bytes, size_t length, lode_text *why);

/* Ask: build the model with these inputs and measures, run the central draw, and make room for the draws. What an earlier
 * question found is forgotten. Returns false, with a sentence in `why`, for an unknown input, measure or scenario, a value
 * out of bounds, or inputs that the model cannot be built from; the next question may be better. */
LODE_NODISCARD bool lode_live_ask(lode_live *l, const lode_live_question *q, lode_text *why);

/* Blocks of eight draws that the question asks for. */
int64_t lode_live_blocks(const lode_live *l);

/* Draws that there will be: as asked for, or more where the design rounds up. */
int64_t lode_live_draws(const lode_live *l);

/* Whether the first draws can be answered before all have been absorbed: their design does not depend on their number. */
bool lode_live_partial(const lode_live *l);

/* Compute a block; its packed form, of *length bytes, stays valid until the next call. NULL without memory. */
const void *lode_live_compute(lode_live *l, int64_t block, size_t *length);

/* Take in a block that was computed here or elsewhere, once each. Returns false, with a sentence in `why`, for bytes that
 * are no block of this question. */
LODE_NODISCARD bool lode_live_absorb(lode_live *l, const void *packed, size_t length, lode_text *why);

/* Append what came of the first `draws` draws, all of whose blocks and no others have been absorbed; below 2: of the
 * central run. One JSON object: draws, hash (null for the central run), scenarios as in summary.json, bands of the
 * series that the page draws, claims and claim_relations as in `lodestone claims --json`.
 *
 * Returns false, with a sentence in `why`, without memory or where the draws do not close. */
LODE_NODISCARD bool lode_live_answer(lode_live *l, int64_t draws, lode_text *json, lode_text *why);

/* NULL is allowed. */
void lode_live_close(lode_live *l);

#endif
