/* What the parts of a stand-off's page share. Used inside src/out only. */
#ifndef LODE_OUT_STANDOFF_PAGE_H
#define LODE_OUT_STANDOFF_PAGE_H

#include "base/date.h"
#include "out/decimal.h"
#include "out/screen.h"
#include "out/standoff.h"

enum { LODE_PAGE_WIDTH = 80, LODE_PAGE_LABEL = 28, LODE_PAGE_NUMBER = 12 };

typedef struct lode_page {
    const lode_standoff_view *v;
    lode_screen *s;
} lode_page;

/* A line of its own. */
void lode_page_line(lode_page *p, lode_ink ink, const char *text);

/* A day as a date, or as its number. */
const char *lode_page_day(const lode_standoff_view *v, double day, char out[LODE_DATE_SIZE]);

/* A share, or a range of shares where equilibria differ. */
const char *lode_page_range(lode_standoff_range r, char out[80]);

/* An amount: as lode_humane, but games in a file may have small units. */
const char *lode_page_amount(double x, char out[LODE_DECIMAL_SIZE]);

/* The label of a row; `format` takes the name. Cells, right-aligned in columns after it. */
void lode_page_label(lode_page *p, const char *format, const char *name);
void lode_page_cell(lode_page *p, int column, const char *text);

/* Costs of waiting on key dates, and when a side waits for free. */
void lode_page_costs(lode_page *p);

/* What postponing is worth to each side. */
void lode_page_delay(lode_page *p);

#endif
