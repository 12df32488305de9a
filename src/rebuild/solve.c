/* Programs as columns, rows and entries; Clp for linear ones, Cbc for the others. */
#include "rebuild/solve.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#ifdef __has_include
#if __has_include(<Cbc_C_Interface.h>) && __has_include(<Clp_C_Interface.h>)
#define LODE_HAS_CBC 1
#include <Cbc_C_Interface.h>
#include <Clp_C_Interface.h>
#include <CbcConfig.h>
#endif
#endif
#ifndef LODE_HAS_CBC
#define LODE_HAS_CBC 0
#endif

static const double TOLERANCE = 1e-6; /* of rows and bounds, on programs scaled to about one */

/* --- building ------------------------------------------------------------------------------- */

/* A copy of an array with more room. */
static void *grown(lode_milp *m, const void *old, int32_t n, int32_t room, size_t size)
{
    void *p = lode_arena_take(&m->arena, (size_t)room, size);
    if (p && n > 0) memcpy(p, old, (size_t)n * size);
    m->failed = m->failed || !p;
    return p;
}

static void grow_columns(lode_milp *m)
{
    int32_t room = 2 * m->column_room + 64, n = m->n_column;
    m->cost = grown(m, m->cost, n, room, sizeof *m->cost);
    m->lower = grown(m, m->lower, n, room, sizeof *m->lower);
    m->upper = grown(m, m->upper, n, room, sizeof *m->upper);
    m->integer = grown(m, m->integer, n, room, sizeof *m->integer);
    m->column_room = room;
}

int32_t lode_milp_column(lode_milp *m, double cost, double lower, double upper, bool integer)
{
    if (!m->failed && m->n_column == m->column_room) grow_columns(m);
    if (m->failed) return 0;
    int32_t i = m->n_column++;
    m->cost[i] = cost;
    m->lower[i] = lower;
    m->upper[i] = upper;
    m->integer[i] = integer;
    return i;
}

int32_t lode_milp_row(lode_milp *m, double lower, double upper)
{
    if (!m->failed && m->n_row == m->row_room) {
        int32_t room = 2 * m->row_room + 64;
        m->row_lower = grown(m, m->row_lower, m->n_row, room, sizeof *m->row_lower);
        m->row_upper = grown(m, m->row_upper, m->n_row, room, sizeof *m->row_upper);
        m->row_room = room;
    }
    if (m->failed) return 0;
    m->row_lower[m->n_row] = lower;
    m->row_upper[m->n_row] = upper;
    return m->n_row++;
}

void lode_milp_put(lode_milp *m, int32_t row, int32_t column, double value)
{
    if (value == 0.0) return;
    if (!m->failed && m->n_entry == m->entry_room) {
        int32_t room = 2 * m->entry_room + 256;
        m->entry_row = grown(m, m->entry_row, m->n_entry, room, sizeof *m->entry_row);
        m->entry_column = grown(m, m->entry_column, m->n_entry, room, sizeof *m->entry_column);
        m->entry = grown(m, m->entry, m->n_entry, room, sizeof *m->entry);
        m->entry_room = room;
    }
    if (m->failed) return;
    m->entry_row[m->n_entry] = row;
    m->entry_column[m->n_entry] = column;
    m->entry[m->n_entry++] = value;
}

void lode_milp_free(lode_milp *m)
{
    lode_arena_free(&m->arena);
    memset(m, 0, sizeof *m);
}

lode_solve_options lode_solve_default(void)
{
    return (lode_solve_options){.gap = 0.02, .seconds = 20.0, .nodes = 20000};
}

bool lode_solve_there(void)
{
    return LODE_HAS_CBC;
}

#if !LODE_HAS_CBC

const char *lode_solve_name(void)
{
    return "none";
}

lode_solution lode_solve(lode_milp *m, const lode_solve_options *o)
{
    (void)m, (void)o;
    return (lode_solution){.status = LODE_SOLVE_NONE};
}

#else

const char *lode_solve_name(void)
{
    return "COIN-OR Cbc " CBC_VERSION;
}

/* --- checking ------------------------------------------------------------------------------- */

static bool obeys(lode_milp *m, double *x)
{
    double *sum = LODE_TAKE(&m->arena, m->n_row, double);
    bool ok = sum != NULL;
    for (int32_t i = 0; ok && i < m->n_column; i++) {
        double slack = TOLERANCE * fmax(1.0, fabs(x[i]));
        ok = x[i] >= m->lower[i] - slack && x[i] <= m->upper[i] + slack;
        if (m->integer[i]) {
            ok = ok && fabs(x[i] - round(x[i])) <= 1e-5;
            x[i] = round(x[i]);
        }
    }
    for (int32_t e = 0; ok && e < m->n_entry; e++) sum[m->entry_row[e]] += m->entry[e] * x[m->entry_column[e]];
    for (int32_t r = 0; ok && r < m->n_row; r++) {
        double slack = 1e-4 + TOLERANCE * fabs(sum[r]);
        ok = sum[r] >= m->row_lower[r] - slack && sum[r] <= m->row_upper[r] + slack;
    }
    return ok;
}

/* --- the matrix by columns ------------------------------------------------------------------ */

typedef struct matrix {
    int *start, *index;
    double *value;
} matrix;

static bool by_columns(lode_milp *m, matrix *a)
{
    a->start = LODE_TAKE(&m->arena, m->n_column + 2, int);
    a->index = LODE_TAKE(&m->arena, m->n_entry + 1, int);
    a->value = LODE_TAKE(&m->arena, m->n_entry + 1, double);
    if (!a->start || !a->index || !a->value) return false;
    for (int32_t e = 0; e < m->n_entry; e++) a->start[m->entry_column[e] + 2]++;
    for (int32_t c = 0; c < m->n_column; c++) a->start[c + 2] += a->start[c + 1];
    for (int32_t e = 0; e < m->n_entry; e++) {
        int at = a->start[m->entry_column[e] + 1]++;
        a->index[at] = m->entry_row[e];
        a->value[at] = m->entry[e];
    }
    return true;
}

/* --- linear --------------------------------------------------------------------------------- */

static void keep(lode_milp *m, const double *from, int32_t n, double **to)
{
    *to = LODE_TAKE(&m->arena, n + 1, double);
    if (*to && from && n > 0) memcpy(*to, from, (size_t)n * sizeof(double));
}

static lode_solution solve_linear(lode_milp *m, const matrix *a)
{
    lode_solution s = {.status = LODE_SOLVE_FAULT};
    Clp_Simplex *clp = Clp_newModel();
    if (!clp) return (lode_solution){.status = LODE_SOLVE_NO_MEMORY};
    Clp_setLogLevel(clp, 0);
    Clp_loadProblem(clp, m->n_column, m->n_row, a->start, a->index, a->value, m->lower, m->upper, m->cost, m->row_lower,
                    m->row_upper);
    Clp_initialSolve(clp);
    int status = Clp_status(clp);
    if (status == 1) s.status = LODE_SOLVE_INFEASIBLE;
    if (status == 0) {
        s.objective = s.bound = Clp_objectiveValue(clp);
        keep(m, Clp_primalColumnSolution(clp), m->n_column, &s.x);
        keep(m, Clp_dualRowSolution(clp), m->n_row, &s.dual);
        s.status = !s.x || !s.dual ? LODE_SOLVE_NO_MEMORY : obeys(m, s.x) ? LODE_SOLVE_OPTIMAL : LODE_SOLVE_FAULT;
    }
    Clp_deleteModel(clp);
    return s;
}

/* --- mixed-integer -------------------------------------------------------------------------- */

static void set_number(Cbc_Model *cbc, const char *name, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.9g", value);
    Cbc_setParameter(cbc, name, text);
}

static void configure(Cbc_Model *cbc, const lode_solve_options *o)
{
    Cbc_setLogLevel(cbc, 0);
    Cbc_setParameter(cbc, "logLevel", "0");
    Cbc_setParameter(cbc, "threads", "0");
    Cbc_setParameter(cbc, "randomSeed", "1");
    Cbc_setParameter(cbc, "randomCbcSeed", "1");
    set_number(cbc, "ratioGap", o->gap);
    set_number(cbc, "seconds", o->seconds);
    set_number(cbc, "maxNodes", o->nodes);
    if (o->any) Cbc_setParameter(cbc, "maxSolutions", "1");
}

static lode_solution solve_integer(lode_milp *m, const matrix *a, const lode_solve_options *o)
{
    lode_solution s = {.status = LODE_SOLVE_UNKNOWN};
    Cbc_Model *cbc = Cbc_newModel();
    if (!cbc) return (lode_solution){.status = LODE_SOLVE_NO_MEMORY};
    Cbc_loadProblem(cbc, m->n_column, m->n_row, a->start, a->index, a->value, m->lower, m->upper, m->cost, m->row_lower,
                    m->row_upper);
    for (int32_t c = 0; c < m->n_column; c++)
        if (m->integer[c]) Cbc_setInteger(cbc, c);
    configure(cbc, o);
    Cbc_solve(cbc);
    bool found = Cbc_numberSavedSolutions(cbc) > 0 || Cbc_isProvenOptimal(cbc);
    if (Cbc_isProvenInfeasible(cbc) || (!found && Cbc_isInitialSolveProvenPrimalInfeasible(cbc))) s.status = LODE_SOLVE_INFEASIBLE;
    else if (found) {
        s.objective = Cbc_getObjValue(cbc);
        s.bound = Cbc_getBestPossibleObjValue(cbc);
        keep(m, Cbc_getColSolution(cbc), m->n_column, &s.x);
        bool good = s.x && obeys(m, s.x);
        double gap = (s.objective - s.bound) / fmax(1e-9, fabs(s.objective));
        s.status = !s.x ? LODE_SOLVE_NO_MEMORY : !good ? LODE_SOLVE_FAULT : gap <= o->gap + 1e-9 || o->any ? LODE_SOLVE_OPTIMAL : LODE_SOLVE_LIMIT;
    }
    Cbc_deleteModel(cbc);
    return s;
}

lode_solution lode_solve(lode_milp *m, const lode_solve_options *o)
{
    matrix a;
    if (m->failed || !by_columns(m, &a)) return (lode_solution){.status = LODE_SOLVE_NO_MEMORY};
    bool any = false;
    for (int32_t c = 0; c < m->n_column; c++) any = any || m->integer[c];
    if (!any) return solve_linear(m, &a);
    lode_solution s;
    /* Cbc keeps the words of its command line in statics: two at a time read each other's */
#pragma omp critical(lode_cbc)
    s = solve_integer(m, &a, o);
    return s;
}

#endif
