/* Dates: which must come before which, and which lie outside of what is simulated. */
#include "base/date.h"
#include "case/check.h"

enum { LONGEST_PERIOD = 73000 }; /* day, about 200 years */

/* One date of the case, as text too. */
typedef struct date {
    bool set;
    int32_t day;
    char text[LODE_DATE_SIZE];
} date;

static date date_of(const lode_check *k, int32_t row, lode_column_id c)
{
    const lode_cell *cell = lode_check_cell(k, row, c);
    bool bound = c == LODE_CASE_START || c == LODE_CASE_END;
    date d = {.set = cell->set && !(bound && k->period_wrong), .day = cell->i};
    if (d.set) lode_date_format(d.day, d.text);
    return d;
}

/* Report a date that is not after another one of its row. */
static bool after(lode_check *k, int32_t row, lode_column_id later, lode_column_id earlier)
{
    date a = date_of(k, row, later), b = date_of(k, row, earlier);
    if (!a.set || !b.set || a.day > b.day) return true;
    lode_diag_add(k->diags, LODE_DIAG_DATE_NOT_AFTER, lode_check_place(k, row, later), NULL,
                  lode_schema_column(later)->name, a.text, lode_schema_column(earlier)->name,
                  b.text);
    return false;
}

/* --- the case ----------------------------------------------------------------------------- */

static void check_period(lode_check *k)
{
    date start = date_of(k, 0, LODE_CASE_START), end = date_of(k, 0, LODE_CASE_END);
    const lode_cell *step = lode_check_cell(k, 0, LODE_CASE_STEP);
    k->period_wrong = !after(k, 0, LODE_CASE_END, LODE_CASE_START);
    if (k->period_wrong || !start.set || !end.set) return;
    int32_t days = end.day - start.day + 1;
    if (days > LONGEST_PERIOD)
        lode_diag_add(k->diags, LODE_DIAG_PERIOD_LONG, lode_check_place(k, 0, LODE_CASE_END), NULL,
                      (int)days, (int)LONGEST_PERIOD);
    if (step->set && step->i > days)
        lode_diag_add(k->diags, LODE_DIAG_STEP_LONG, lode_check_place(k, 0, LODE_CASE_STEP), NULL,
                      (int)step->i, (int)days);
}

static void check_as_of(lode_check *k)
{
    date as_of = date_of(k, 0, LODE_CASE_AS_OF);
    date start = date_of(k, 0, LODE_CASE_START), end = date_of(k, 0, LODE_CASE_END);
    if (as_of.set && end.set && as_of.day > end.day)
        lode_diag_add(k->diags, LODE_DIAG_AS_OF_AFTER, lode_check_place(k, 0, LODE_CASE_AS_OF),
                      "let the period end later", as_of.text, end.text);
    if (as_of.set && start.set && as_of.day < start.day)
        lode_diag_add(k->diags, LODE_DIAG_AS_OF_BEFORE, lode_check_place(k, 0, LODE_CASE_AS_OF),
                      "let the period start before the first measure that is in force", as_of.text,
                      start.text);
    const lode_cell *year = lode_check_cell(k, 0, LODE_CASE_BASE_YEAR);
    int32_t y, m, d;
    if (!as_of.set || !year->set) return;
    lode_date_split(as_of.day, &y, &m, &d);
    if (year->i > y)
        lode_diag_add(k->diags, LODE_DIAG_BASE_YEAR, lode_check_place(k, 0, LODE_CASE_BASE_YEAR),
                      NULL, (int)year->i, as_of.text);
}

static void check_evidence(lode_check *k)
{
    date as_of = date_of(k, 0, LODE_CASE_AS_OF), until = date_of(k, 0, LODE_CASE_EVIDENCE);
    if (!as_of.set || !until.set || !lode_check_given(k, 0, LODE_CASE_EVIDENCE)) return;
    lode_place place = lode_check_place(k, 0, LODE_CASE_EVIDENCE);
    if (until.day > as_of.day && !k->c->evidence_given && !lode_check_cell(k, 0, LODE_CASE_EVIDENCE_NOTE)->set)
        lode_diag_add(k->diags, LODE_DIAG_EVIDENCE_NOTE, place,
                      "say in 'evidence_note' why later publications are admitted", until.text,
                      as_of.text);
    if (until.day < as_of.day)
        lode_diag_add(k->diags, LODE_DIAG_EVIDENCE_EARLY, place, NULL, until.text, as_of.text);
}

/* --- rows --------------------------------------------------------------------------------- */

/* Warn of something that lasts from..until and never falls into the period. */
static void check_inside(lode_check *k, int32_t row, lode_column_id from, lode_column_id until)
{
    date start = date_of(k, 0, LODE_CASE_START), end = date_of(k, 0, LODE_CASE_END);
    date first = date_of(k, row, from), last = date_of(k, row, until);
    if (!start.set || !end.set || !first.set) return;
    bool late = first.day > end.day, early = last.set && last.day <= start.day;
    if ((late || early) && lode_check_shows(k, LODE_DIAG_OUTSIDE_PERIOD))
        lode_diag_add(k->diags, LODE_DIAG_OUTSIDE_PERIOD,
                      lode_check_place(k, row, late ? from : until), NULL, start.text, end.text);
}

static void check_measure(lode_check *k, int32_t row)
{
    date announced = date_of(k, row, LODE_MEASURES_ANNOUNCED);
    date effective = date_of(k, row, LODE_MEASURES_EFFECTIVE);
    date as_of = date_of(k, 0, LODE_CASE_AS_OF), start = date_of(k, 0, LODE_CASE_START);
    date until = date_of(k, row, LODE_MEASURES_UNTIL);
    if (announced.set && as_of.set && announced.day > as_of.day)
        lode_diag_add(k->diags, LODE_DIAG_AFTER_AS_OF,
                      lode_check_place(k, row, LODE_MEASURES_ANNOUNCED),
                      "no event after as_of enters a run", announced.text, as_of.text);
    if (announced.set && effective.set && effective.day < announced.day)
        lode_diag_add(k->diags, LODE_DIAG_DATE_BEFORE,
                      lode_check_place(k, row, LODE_MEASURES_EFFECTIVE), NULL, "effective",
                      effective.text, "announced", announced.text);
    after(k, row, LODE_MEASURES_UNTIL, LODE_MEASURES_EFFECTIVE);
    check_inside(k, row, LODE_MEASURES_EFFECTIVE, LODE_MEASURES_UNTIL);
    bool early = start.set && effective.set && effective.day < start.day;
    if (early && !(until.set && until.day <= start.day) &&
        lode_check_shows(k, LODE_DIAG_BEFORE_START))
        lode_diag_add(k->diags, LODE_DIAG_BEFORE_START,
                      lode_check_place(k, row, LODE_MEASURES_EFFECTIVE),
                      "let the period start before it, so that stocks are drawn down in time",
                      effective.text, start.text);
}

static void check_project(lode_check *k, int32_t row)
{
    date first = date_of(k, row, LODE_PROJECTS_START);
    date start = date_of(k, 0, LODE_CASE_START), end = date_of(k, 0, LODE_CASE_END);
    if (!first.set || !start.set || !end.set) return;
    if (first.day < start.day && lode_check_shows(k, LODE_DIAG_PROJECT_EARLY))
        lode_diag_add(k->diags, LODE_DIAG_PROJECT_EARLY,
                      lode_check_place(k, row, LODE_PROJECTS_START),
                      "what already runs belongs into the site's capacity", first.text, start.text);
    if (first.day > end.day && lode_check_shows(k, LODE_DIAG_OUTSIDE_PERIOD))
        lode_diag_add(k->diags, LODE_DIAG_OUTSIDE_PERIOD,
                      lode_check_place(k, row, LODE_PROJECTS_START), NULL, start.text, end.text);
}

/* Days that are called working weekends must be Saturdays or Sundays. */
static void check_holidays(lode_check *k, int32_t row)
{
    const lode_cell *cell = lode_check_cell(k, row, LODE_HOLIDAYS_WORKDAYS);
    for (int32_t i = cell->first; cell->set && i < cell->first + cell->n; i++) {
        char text[LODE_DATE_SIZE];
        if (lode_date_weekday(k->c->list[i]) >= 6 || !lode_check_shows(k, LODE_DIAG_NOT_WEEKEND))
            continue;
        lode_diag_add(k->diags, LODE_DIAG_NOT_WEEKEND,
                      lode_check_place(k, row, LODE_HOLIDAYS_WORKDAYS), NULL,
                      lode_date_format(k->c->list[i], text));
    }
}

void lode_check_calendar(lode_check *k)
{
    check_period(k);
    check_as_of(k);
    check_evidence(k);
    for (int32_t i = 0; i < lode_check_rows(k, LODE_T_MEASURES); i++) check_measure(k, i);
    for (int32_t i = 0; i < lode_check_rows(k, LODE_T_DAMAGES); i++)
        if (after(k, i, LODE_DAMAGES_UNTIL, LODE_DAMAGES_FROM))
            check_inside(k, i, LODE_DAMAGES_FROM, LODE_DAMAGES_UNTIL);
    for (int32_t i = 0; i < lode_check_rows(k, LODE_T_STOCKS); i++)
        after(k, i, LODE_STOCKS_RELEASE_UNTIL, LODE_STOCKS_RELEASE_FROM);
    for (int32_t i = 0; i < lode_check_rows(k, LODE_T_PROJECTS); i++) check_project(k, i);
    for (int32_t i = 0; i < lode_check_rows(k, LODE_T_HOLIDAYS); i++) check_holidays(k, i);
}
