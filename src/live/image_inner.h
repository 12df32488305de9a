/* What writer and reader of images share. Used inside src/live only. */
#ifndef LODE_LIVE_IMAGE_INNER_H
#define LODE_LIVE_IMAGE_INNER_H

#include "case/case.h"

#define LODE_IMAGE_MAGIC "LODEIMG1"

/* Bits of a cell, of an input. */
enum { LODE_IMAGE_SET = 1, LODE_IMAGE_GIVEN = 2 };
enum { LODE_IMAGE_BY_CASE = 1, LODE_IMAGE_WORKING_DAYS = 2 };

/* Where the parts of the head lie. */
enum { LODE_AT_VERSION = 8, LODE_AT_SIZE = 12, LODE_AT_CASE = 16, LODE_AT_CHECK = 80 };

/* Number of the tables and columns of this version, with their types: images of another schema are refused. */
uint32_t lode_image_schema(void);

/* Whether the image has no text for a column: remarks, and what sources are called. */
bool lode_image_left_out(lode_column_id c);

#endif
