/* Making a table consistent. The same solver as for a shock, with prices held at 1. */
#include "trade/balance.h"

#include <math.h>
#include <stdio.h>

#include "base/diag.h"
#include "trade/solve.h"
#include "engine/real.h"

static const double GOOD = 1e-6; /* residual up to which a table is used as it is */

/* How far the base is from conditions 5 and 6: one pass from the base. */
static void inspect(const lode_trade_problem *p, double *z, double *image, lode_trade_flows *f,
                    lode_trade_balance_report *r)
{
    const lode_trade_base *b = p->base;
    lode_trade_start(b, z);
    lode_trade_pass(p, z, f, image);
    for (int32_t n = 0; n < b->n; n++) {
        double total = 0.0, gap = fabs(f->earned[n] - 1.0);
        for (int32_t j = 0; j < b->m; j++) total += b->spending[j * b->stride + n];
        if (gap > r->markets) {
            r->markets = gap;
            r->country = n;
        }
        for (int32_t j = 0; j < b->m; j++) {
            int32_t at = j * b->stride + n;
            r->spending = fmax(r->spending, fabs(f->bill[at] - b->spending[at]) / total);
        }
    }
    r->residual = fmax(r->markets, r->spending);
}

/* Put what the solver found into the table. */
static void adopt(lode_trade_table *t, const lode_trade_base *b, const lode_trade_solution *s,
                  lode_trade_balance_report *r)
{
    const double *x = s->z + b->stride * (1 + b->m);
    for (int32_t n = 0; n < b->n; n++) {
        double change = fabs(lode_exp(s->z[n]) - 1.0);
        if (change > r->moved) {
            r->moved = change;
            r->moved_country = n;
        }
        t->value_added[n] *= lode_exp(s->z[n]);
        for (int32_t j = 0; j < b->m; j++) t->spending[j * b->n + n] *= x[j * b->stride + n];
    }
    r->after = s->residual;
}

static bool balance(lode_trade_table *t, const lode_trade_base *b, const lode_trade_problem *p,
                    lode_trade_balance_report *r)
{
    lode_trade_options o = lode_trade_default();
    lode_trade_solver *solver = lode_trade_solver_new(b);
    if (!solver) return false;
    const lode_trade_solution *s = lode_trade_solve(solver, p, NULL, &o);
    r->balanced = s->converged;
    r->after = s->residual;
    if (s->converged) adopt(t, b, s, r);
    lode_trade_solver_free(solver);
    return true;
}

static void report(const lode_trade_table *t, const char *place, const lode_trade_balance_report *r,
                   lode_diags *d)
{
    lode_place at = {.file = place};
    char why[256];
    bool markets = r->markets >= r->spending;
    snprintf(why, sizeof why, "%s %s", markets ? "value added of" : "spending, value added of",
             t->country[r->country]);
    if (r->balanced)
        lode_diag_add(d, LODE_DIAG_TRADE_BALANCED, at, NULL, r->residual, why, r->moved,
                      t->country[r->moved_country]);
    else lode_diag_add(d, LODE_DIAG_TRADE_NOT_BALANCED, at, NULL, r->residual, why);
}

bool lode_trade_balance(lode_trade_table *t, const char *place, lode_trade_balance_report *r,
                        lode_diags *d)
{
    lode_trade_base b = {0};
    lode_trade_problem p = {.frozen = true};
    lode_arena scratch = {0};
    lode_trade_flows f;
    lode_trade_shock *none = lode_trade_shock_new(t);
    *r = (lode_trade_balance_report){0};
    bool ok = none && lode_trade_base_make(t, &b) && lode_trade_problem_make(&b, none, &p) &&
              lode_trade_flows_take(&b, &scratch, &f);
    double *z = ok ? LODE_TAKE(&scratch, lode_trade_n_z(&b), double) : NULL,
           *image = ok ? LODE_TAKE(&scratch, lode_trade_n_z(&b), double) : NULL;
    ok = z && image;
    if (ok) inspect(&p, z, image, &f, r);
    bool good = r->residual <= GOOD;
    if (ok && !good) ok = balance(t, &b, &p, r);
    if (!ok) lode_diag_no_memory(d);
    else if (!good) report(t, place, r, d);
    lode_arena_free(&scratch);
    lode_trade_problem_free(&p);
    lode_trade_base_free(&b);
    lode_trade_shock_free(none);
    return ok && (good || r->balanced);
}
