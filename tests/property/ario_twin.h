/* The ARIO model once more, slowly: every order and every delivery a number of its own, written from the equations alone. */
#ifndef LODE_ARIO_TWIN_H
#define LODE_ARIO_TWIN_H

#include <stdbool.h>

enum { ARIO_REGIONS = 4, ARIO_SECTORS = 5, ARIO_N = 20, ARIO_FD = 3, ARIO_C = 12, ARIO_EVENTS = 5, ARIO_STEPS = 120 };

/* 0 recovers, 1 is a loss of capacity, 2 is rebuilt */
typedef struct ario_twin_event {
    int kind, how;
    double start, duration, days, factor;
    double hit[ARIO_N], household[ARIO_C], share[ARIO_SECTORS];
    /* while the run goes on */
    bool over;
    double left[ARIO_N], work[ARIO_N][ARIO_N + ARIO_C];
} ario_twin_event;

typedef struct ario_twin {
    int n_region, n_sector, n_category;
    double z[ARIO_N][ARIO_N], y[ARIO_N][ARIO_C], x[ARIO_N];
    bool psi_model, alt, late;
    int steps;
    double h, year, alpha_base, alpha_max, alpha_days, psi, money;
    double stock_days[ARIO_SECTORS], refill_days[ARIO_SECTORS], kappa[ARIO_SECTORS];
    int n_event;
    ario_twin_event event[ARIO_EVENTS];

    /* results by step */
    double production[ARIO_STEPS][ARIO_N], capacity[ARIO_STEPS][ARIO_N], alpha[ARIO_STEPS][ARIO_N];
    double orders[ARIO_STEPS][ARIO_N], lost[ARIO_STEPS][ARIO_N], rebuild[ARIO_STEPS][ARIO_N], rebuilt[ARIO_STEPS][ARIO_N];
    double undelivered[ARIO_STEPS][ARIO_N], unmet[ARIO_STEPS][ARIO_C], stock[ARIO_STEPS][ARIO_SECTORS][ARIO_N];
    long limiting[ARIO_STEPS];
    int fragile; /* the first step that the last digits decide: demand equals production but for them */
} ario_twin;

/* Value added times kappa. */
double ario_twin_capital(const ario_twin *w, int i);

void ario_twin_run(ario_twin *w);

#endif
