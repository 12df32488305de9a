/* The ARIO model once more, slowly. */
#include "ario_twin.h"

#include <math.h>
#include <string.h>

/* The numbers of one run. */
static struct {
    double a[ARIO_SECTORS][ARIO_N], c[ARIO_SECTORS][ARIO_N], o[ARIO_N][ARIO_N], inv[ARIO_SECTORS][ARIO_N];
    double alpha[ARIO_N], previous[ARIO_N], loss[ARIO_N], g[ARIO_N], q[ARIO_N], cap[ARIO_N], made[ARIO_N];
} v;

static int n_of(const ario_twin *w)
{
    return w->n_region * w->n_sector;
}

double ario_twin_capital(const ario_twin *w, int i)
{
    double bought = 0;
    for (int k = 0; k < n_of(w); k++) bought += w->z[k][i];
    double va = w->x[i] - bought;
    return va > 0 ? w->kappa[i % w->n_sector] * va : 0;
}

static double target(const ario_twin *w, int s)
{
    double n = w->stock_days[s] / w->h;
    return n <= 1 ? 2 : n;
}

static bool isclose(double x, double y)
{
    if (isinf(x) && isinf(y)) return true;
    return fabs(x - y) <= 1e-8 + 1e-5 * fabs(y);
}

static void start(ario_twin *w)
{
    const double g = w->h / w->year;
    memset(&v, 0, sizeof v);
    for (int j = 0; j < n_of(w); j++) {
        for (int i = 0; i < n_of(w); i++) {
            v.c[i % w->n_sector][j] += w->z[i][j];
            v.o[i][j] = g * w->z[i][j];
        }
        for (int s = 0; s < w->n_sector; s++) {
            v.a[s][j] = w->x[j] == 0 ? 0 : v.c[s][j] / w->x[j];
            v.inv[s][j] = isinf(target(w, s)) ? INFINITY : target(w, s) * v.a[s][j] * g * w->x[j];
        }
        v.alpha[j] = w->alpha_base;
        v.previous[j] = g * w->x[j];
    }
    for (int e = 0; e < w->n_event; e++) {
        ario_twin_event *p = &w->event[e];
        p->over = false;
        for (int j = 0; j < n_of(w); j++) p->left[j] = p->hit[j];
        for (int i = 0; p->kind == 2 && i < n_of(w); i++) {
            int s = i % w->n_sector;
            for (int j = 0; j < n_of(w); j++)
                p->work[i][j] = v.c[s][j] == 0 ? 0 : p->share[s] * p->factor * p->hit[j] * w->z[i][j] / v.c[s][j];
            for (int c = 0; c < w->n_region * w->n_category; c++) {
                double sum = 0;
                for (int k = s; k < n_of(w); k += w->n_sector) sum += w->y[k][c];
                p->work[i][ARIO_N + c] = sum == 0 ? 0 : p->share[s] * p->factor * p->household[c] * w->y[i][c] / sum;
            }
        }
    }
}

static double rnd(double x, double p)
{
    return rint(x * pow(10, p)) / pow(10, p);
}

static double f_of(int how, double k, double tau)
{
    if (how == 0) return k >= tau ? 0 : 1 - k / tau;
    if (how == 1) return pow(1 - 1 / tau, 4 * k);
    if (how == 2) return pow(1 - 1 / tau, k);
    return tau / (tau + 1e-6 * pow(k, log(tau / 1e-6) / log(tau / 2)));
}

/* E and the capacity that follows. */
static void events(ario_twin *w, int t)
{
    double lost[ARIO_N] = {0}, loss[ARIO_N] = {0}, g[ARIO_N] = {0};
    bool any = false;
    for (int e = 0; e < w->n_event; e++) {
        ario_twin_event *p = &w->event[e];
        if (p->over || t * w->h < p->start) continue;
        for (int i = 0; i < n_of(w); i++)
            if (p->kind == 1) loss[i] = p->left[i] > loss[i] ? p->left[i] : loss[i];
            else lost[i] += p->left[i];
        if (p->kind != 2 || t * w->h < p->start + p->duration) continue;
        any = true;
        for (int i = 0; i < n_of(w); i++)
            for (int m = 0; m < ARIO_N + ARIO_C; m++) g[i] += w->h / p->days * p->work[i][m];
    }
    for (int i = 0; i < n_of(w); i++) {
        double k = ario_twin_capital(w, i), delta = k == 0 ? 0 : lost[i] / k, l = w->late ? v.loss[i] : loss[i];
        if (any) v.g[i] = g[i];
        w->lost[t][i] = lost[i];
        w->rebuild[t][i] = v.g[i];
        v.cap[i] = 1 - (delta > l ? delta : l);
        v.loss[i] = loss[i];
    }
}

static void bookkeeping(ario_twin *w, int t)
{
    const double p7 = floor(log10(w->money)) + 1;
    for (int e = 0; e < w->n_event; e++) {
        ario_twin_event *p = &w->event[e];
        double k = t * w->h - (p->start + p->duration);
        bool some = false;
        if (p->over || k < 0) continue;
        for (int i = 0; i < n_of(w) && p->kind != 2; i++) {
            p->left[i] = rnd(f_of(p->how, k, p->days) * p->hit[i], p->kind == 1 ? 6 : p7);
            some |= p->left[i] != 0;
        }
        for (int m = 0; p->kind == 2 && m < ARIO_N + ARIO_C; m++) {
            double sum = 0;
            for (int i = 0; i < n_of(w); i++) {
                double left = rnd(p->work[i][m] - v.q[i] * (w->h / p->days * p->work[i][m]), p7);
                p->work[i][m] = left < 0 ? 0 : left;
                sum += p->work[i][m];
                some |= p->work[i][m] != 0;
            }
            if (m < n_of(w)) p->left[m] = sum / p->factor;
        }
        p->over = !some;
    }
}

static void produce(ario_twin *w, int t, double *d)
{
    const double g = w->h / w->year, psi = w->psi_model ? w->psi : 1;
    w->limiting[t] = 0;
    for (int i = 0; i < n_of(w); i++) {
        d[i] = v.g[i];
        w->orders[t][i] = 0;
        for (int j = 0; j < n_of(w); j++) w->orders[t][i] += v.o[i][j];
        d[i] += w->orders[t][i];
        for (int c = 0; c < w->n_region * w->n_category; c++) d[i] += g * w->y[i][c];
        if (t * w->h > 1) {
            double theta = w->h / w->alpha_days, sigma = d[i] == 0 ? 0 : (d[i] - v.previous[i]) / d[i], old = v.alpha[i];
            if (fabs(sigma) < 1e-13 && old > w->alpha_base && w->fragile > t) w->fragile = t;
            v.alpha[i] += theta * (w->alpha_max - old) * sigma + (sigma == 0 ? theta * (w->alpha_base - old) : 0);
            if (v.alpha[i] < 1) v.alpha[i] = 1;
        }
        w->alpha[t][i] = v.alpha[i];
        v.cap[i] *= g * w->x[i] * v.alpha[i];
        double opt = d[i] < v.cap[i] ? d[i] : v.cap[i], least = 1;
        for (int s = 0; s < w->n_sector; s++) {
            double need = isinf(target(w, s)) ? 0 : psi * target(w, s) * v.a[s][i] * opt;
            bool used = v.c[s][i] > 1e-5 * g * w->x[i];
            w->limiting[t] += used && v.inv[s][i] < need;
            if (used && need != 0 && v.inv[s][i] / need < least) least = v.inv[s][i] / need;
            w->stock[t][s][i] = v.inv[s][i];
        }
        v.made[i] = opt * least;
        v.q[i] = d[i] == 0 ? 0 : v.made[i] / d[i];
        w->capacity[t][i] = v.cap[i];
        w->production[t][i] = v.made[i];
        w->rebuilt[t][i] = v.q[i] * v.g[i];
    }
}

static void deliver(ario_twin *w, int t)
{
    const double g = w->h / w->year;
    double add[ARIO_SECTORS][ARIO_N] = {0};
    bool balanced = true;
    for (int i = 0; i < n_of(w); i++) {
        for (int j = 0; j < n_of(w); j++) add[i % w->n_sector][j] += v.q[i] * v.o[i][j];
        w->undelivered[t][i] = 0;
        for (int c = 0; c < w->n_region * w->n_category; c++) {
            double unmet = g * w->y[i][c] - v.q[i] * g * w->y[i][c];
            w->undelivered[t][i] += unmet;
            if (i == 0) w->unmet[t][c] = 0;
            w->unmet[t][c] += unmet;
        }
    }
    for (int s = 0; s < w->n_sector; s++)
        for (int j = 0; j < n_of(w); j++) balanced &= isclose(add[s][j], v.a[s][j] * v.made[j]);
    for (int s = 0; s < w->n_sector; s++)
        for (int j = 0; j < n_of(w) && !balanced; j++) v.inv[s][j] += add[s][j] - v.a[s][j] * v.made[j];
}

static void order(ario_twin *w, const double *d)
{
    double goal[ARIO_SECTORS][ARIO_N];
    bool close = true;
    for (int s = 0; s < w->n_sector; s++)
        for (int j = 0; j < n_of(w); j++) {
            double left = d[j] - v.q[j] * v.g[j], opt = left < v.cap[j] ? left : v.cap[j];
            goal[s][j] = v.a[s][j] * opt == 0 ? 0 : target(w, s) * v.a[s][j] * opt;
            close &= isclose(v.inv[s][j], goal[s][j]);
        }
    for (int j = 0; j < n_of(w); j++)
        for (int i = 0; i < n_of(w); i++) {
            int s = i % w->n_sector;
            double rho = w->psi_model ? w->h / w->refill_days[s] : 1, gap = goal[s][j] - v.inv[s][j], sum = 0, mine = w->z[i][j];
            if (close || isinf(target(w, s)) || gap < 0) gap = 0;
            if (w->alt) {
                for (int k = s; k < n_of(w); k += w->n_sector)
                    sum += w->z[k][j] * (w->x[k] == 0 ? 1 : v.cap[k] / (w->h / w->year * w->x[k]));
                mine *= w->x[i] == 0 ? 1 : v.cap[i] / (w->h / w->year * w->x[i]);
            } else {
                sum = v.c[s][j];
            }
            v.o[i][j] = sum == 0 ? 0 : (rho * gap + v.a[s][j] * v.made[j]) * mine / sum;
        }
    for (int i = 0; i < n_of(w); i++) {
        v.g[i] -= v.q[i] * v.g[i];
        v.previous[i] = v.made[i];
    }
}

void ario_twin_run(ario_twin *w)
{
    double d[ARIO_N];
    start(w);
    w->fragile = w->steps;
    for (int t = 0; t < w->steps; t++) {
        events(w, t);
        produce(w, t, d);
        deliver(w, t);
        bookkeeping(w, t);
        order(w, d);
    }
}
