/* Images that were tampered with and carry a check that fits again: nothing but the reader's own checks stands between
 * them and the case. */
#ifndef LODE_LIVE_TAMPER_H
#define LODE_LIVE_TAMPER_H

#include <string.h>

#include "base/sha256.h"
#include "case/case.h"
#include "case/schema.h"
#include "live/image.h"
#include "live/image_inner.h"

/* Make length and check fit what is there. */
LODE_UNUSED static void live_mend(lode_text *image)
{
    unsigned char digest[LODE_SHA256_BYTES];
    uint32_t length = (uint32_t)image->length;
    lode_sha256 sha;
    for (int i = 0; i < 4; i++) image->data[LODE_AT_SIZE + i] = (char)(length >> 8 * i & 0xff);
    lode_sha256_begin(&sha);
    lode_sha256_add(&sha, image->data + LODE_IMAGE_HEAD, image->length - LODE_IMAGE_HEAD);
    lode_sha256_end(&sha, digest);
    memcpy(image->data + LODE_AT_CHECK, digest, sizeof digest);
}

static bool live_cell_is_whole(const lode_case *c, int32_t row, lode_column_id column)
{
    const lode_column_spec *spec = lode_schema_column(column);
    const lode_cell *cell = lode_case_cell(c, row, column);
    bool whole = true;
    if (!cell->set) return true;
    if (spec->type == LODE_QTY) whole = cell->i >= 0 && cell->i < c->n_input;
    if (spec->type == LODE_TEXT) whole = strlen(lode_case_text(c, row, column)) <= INT32_MAX;
    if (spec->type == LODE_REF) whole = cell->i >= 0 && cell->i < c->table[lode_schema_find_table(spec->argument)].n_row;
    for (int32_t i = 0; i < cell->n && spec->type == LODE_REFS; i++) {
        int32_t to = c->list[cell->first + i];
        whole = whole && to >= 0 && to < c->table[lode_schema_find_table(spec->argument)].n_row;
    }
    for (int32_t i = 0; i < cell->n && spec->type == LODE_NAMES; i++) whole = whole && lode_case_name(c, row, column, i) != NULL;
    return whole;
}

/* What must hold of every case that is read: all that it refers to is there, and is found by its name. */
LODE_UNUSED static bool live_case_is_whole(const lode_case *c)
{
    bool whole = true;
    for (int32_t i = 0; i < c->n_input; i++)
        whole = whole && lode_case_find_input(c, c->input[i].name) == i && c->input[i].low <= c->input[i].high;
    for (int32_t column = 0; column < LODE_N_COLUMN; column++)
        for (int32_t row = 0; row < c->table[lode_schema_column(column)->table].n_row; row++)
            whole = whole && live_cell_is_whole(c, row, (lode_column_id)column);
    for (int32_t t = 0; t < LODE_N_TABLE; t++)
        for (int32_t row = 0; row < c->table[t].n_row && lode_schema_table((lode_table_id)t)->place != LODE_CSV; row++) {
            const char *key = lode_case_key(c, (lode_table_id)t, row);
            whole = whole && (!*key || lode_case_find(c, (lode_table_id)t, key) == row);
        }
    return whole;
}

#endif
