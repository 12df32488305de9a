/* What a live case holds. Used inside src/live only. */
#ifndef LODE_LIVE_LIVE_INNER_H
#define LODE_LIVE_LIVE_INNER_H

#include "live/image.h"
#include "live/live.h"
#include "study/workshop.h"

enum { LODE_LIVE_DRAWS = 100000 }; /* most draws of a question */

struct lode_live {
    lode_arena arena; /* it lies there itself: its lanes are aligned */
    char *bytes;      /* (length) the image            */
    size_t length;
    lode_image *image; /* with what the question changed  */
    lode_built *b;     /* of the question, NULL: none     */
    lode_workshop *w;  /* after its central run           */
    lode_ensemble_desk desk;
    bool has_desk;
    lode_text packed; /* the block computed last         */
};

#endif
