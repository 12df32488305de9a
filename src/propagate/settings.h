/* Options of a model as lines key=value: the file options.txt of a folder, and --set key=value. */
#ifndef LODE_PROPAGATE_SETTINGS_H
#define LODE_PROPAGATE_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"

typedef enum lode_setting_kind { LODE_SETTING_WHOLE, LODE_SETTING_NUMBER, LODE_SETTING_YES_NO, LODE_SETTING_TEXT } lode_setting_kind;

/* One option that a model knows. */
typedef struct lode_setting {
    const char *key;
    lode_setting_kind kind;
    double low, high; /* bounds of a number, both allowed                                     */
    void *value;      /* int32_t, double, bool, or const char * that the arena keeps          */
    const char *what; /* in one sentence, for documents and messages                          */
} lode_setting;

/* Set one option from "key=value", whose place is `at`; complains of unknown keys and bad values. */
void lode_setting_take(const lode_setting *known, int32_t n, const char *text, size_t size, lode_place at,
                       lode_arena *arena, lode_diags *d);

/* Read the file of options, if it is there; lines that begin with # are remarks. */
void lode_settings_read(const lode_setting *known, int32_t n, const char *path, lode_arena *arena, lode_diags *d);

#endif
