/* Days, shares, amounts and rows of a stand-off's page. */
#include "out/standoff_page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void lode_page_line(lode_page *p, lode_ink ink, const char *text)
{
    lode_screen_put(p->s, ink, 0, text);
    lode_screen_end(p->s);
}

/* A day as a date, or as its number. */
const char *lode_page_day(const lode_standoff_view *v, double day, char out[LODE_DATE_SIZE])
{
    if (!(fabs(day) < 1e6)) snprintf(out, LODE_DATE_SIZE, "-");
    else if (v->dated) lode_date_format(v->start + (int32_t)floor(day + 0.5), out);
    else snprintf(out, LODE_DATE_SIZE, "%.4g", day);
    return out;
}

/* A share, or a range of shares where equilibria differ. */
const char *lode_page_range(lode_standoff_range r, char out[80])
{
    char low[LODE_DECIMAL_SIZE], high[LODE_DECIMAL_SIZE];
    lode_humane_share(r.low, low);
    lode_humane_share(r.high, high);
    if (strcmp(low, high) == 0) snprintf(out, 80, "%s", low);
    else snprintf(out, 80, "%s to %s", low, high);
    return out;
}

/* An amount: as lode_humane, but games in a file may have small units. */
const char *lode_page_amount(double x, char out[LODE_DECIMAL_SIZE])
{
    if (!(fabs(x) < 100) || x == 0) return lode_humane(x, out);
    snprintf(out, LODE_DECIMAL_SIZE, "%.3g", x);
    return out;
}

/* Cells of a row, right-aligned in columns after the label. */
void lode_page_cell(lode_page *p, int column, const char *text)
{
    lode_screen_right(p->s, LODE_INK_PLAIN, LODE_PAGE_LABEL + (column + 1) * LODE_PAGE_NUMBER, text);
}

void lode_page_label(lode_page *p, const char *format, const char *name)
{
    char text[160];
    snprintf(text, sizeof text, format, name);
    lode_screen_put(p->s, LODE_INK_PLAIN, LODE_PAGE_LABEL, text);
}
