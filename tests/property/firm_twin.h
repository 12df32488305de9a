/* The model of Inoue and Todo once more: scalar, dense, as its description reads, sharing nothing with src/propagate. */
#ifndef FIRM_TWIN_H
#define FIRM_TWIN_H

enum { TWIN_FIRMS = 40, TWIN_SECTORS = 6, TWIN_SHOCKS = 64, TWIN_STEPS = 120 };

typedef struct firm_twin {
    int n, sector[TWIN_FIRMS];
    double a[TWIN_FIRMS][TWIN_FIRMS]; /* a[i][j]: from supplier j to client i, 0: none */
    double c[TWIN_FIRMS];
    int steps, rationing, order, recovery_type;
    double recovery_days, recovery_delay, tau, inventory;
    double delta[TWIN_FIRMS]; /* -1: none */
    int day[TWIN_FIRMS];
    int n_interval, interval_firm[TWIN_SHOCKS], interval_first[TWIN_SHOCKS], interval_last[TWIN_SHOCKS];
    double interval_delta[TWIN_SHOCKS];
    int daily_used, daily_day;              /* one day with final demand of its own */
    double daily[TWIN_FIRMS];               /* -1: none */
    /* results */
    double y[TWIN_FIRMS], v[TWIN_FIRMS];
    double made[TWIN_STEPS][TWIN_FIRMS], consumed[TWIN_STEPS][TWIN_FIRMS], damage[TWIN_STEPS][TWIN_FIRMS];
    double stock[TWIN_FIRMS][TWIN_FIRMS];
} firm_twin;

void firm_twin_run(firm_twin *t);

#endif
