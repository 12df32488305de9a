/* The model of Inoue and Todo once more, as its description reads. */
#include "firm_twin.h"

#include <math.h>
#include <string.h>

/* What changes while it runs. */
typedef struct now {
    double o[TWIN_FIRMS][TWIN_FIRMS], star[TWIN_FIRMS][TWIN_FIRMS], p[TWIN_FIRMS], d[TWIN_FIRMS], cap[TWIN_FIRMS],
        damage[TWIN_FIRMS], cur[TWIN_FIRMS], cstar[TWIN_FIRMS];
    int removed[TWIN_SHOCKS];
} now;

static double max(double x, double y)
{
    return x > y ? x : y;
}

static double min(double x, double y)
{
    return x < y ? x : y;
}

static void damage(firm_twin *t, now *s, int day)
{
    for (int i = 0; i < t->n; i++) {
        int listed = 0, pending = 0;
        for (int k = 0; k < t->n_interval; k++) listed |= t->interval_firm[k] == i;
        for (int k = 0; k < t->n_interval; k++) pending |= t->interval_firm[k] == i && !s->removed[k];
        if (listed && !pending) {
            s->damage[i] = 0;
            s->cap[i] = t->y[i];
        }
        for (int k = 0; k < t->n_interval; k++) {
            if (t->interval_firm[k] != i || s->removed[k]) continue;
            if (t->interval_first[k] <= day && day <= t->interval_last[k]) {
                s->damage[i] = t->interval_delta[k];
                s->cap[i] = (1 - s->damage[i]) * t->y[i];
            }
            if (day >= t->interval_last[k]) s->removed[k] = 1;
        }
        if (t->delta[i] >= 0 && t->day[i] == day) {
            s->damage[i] = t->delta[i];
            s->cap[i] = (1 - s->damage[i]) * t->y[i];
        }
        s->cur[i] = t->daily_used && t->daily_day == day && t->daily[i] >= 0 ? t->daily[i] : t->c[i];
    }
}

static double sum_sector(const firm_twin *t, double x[TWIN_FIRMS][TWIN_FIRMS], int i, int sector)
{
    double sum = 0;
    for (int j = 0; j < t->n; j++)
        if (t->a[i][j] > 0 && t->sector[j] == sector) sum += x[i][j];
    return sum;
}

static void inventories(firm_twin *t, const now *s)
{
    double held[TWIN_FIRMS][TWIN_FIRMS];
    memcpy(held, t->stock, sizeof held);
    for (int i = 0; i < t->n; i++) {
        double sum[TWIN_SECTORS], bought[TWIN_SECTORS];
        for (int k = 0; k < TWIN_SECTORS; k++) {
            sum[k] = sum_sector(t, held, i, k);
            bought[k] = sum_sector(t, t->a, i, k);
        }
        for (int j = 0; j < t->n; j++) {
            if (!(t->a[i][j] > 0) || t->y[i] == 0) continue;
            double sis = sum[t->sector[j]], ais = bought[t->sector[j]];
            double f = fabs(sis) > 1e-20 ? s->p[i] / t->y[i] * (ais / sis) : 0;
            double x = held[i][j] + s->star[i][j] - held[i][j] * f;
            t->stock[i][j] = x <= 1e-20 ? 0 : x;
        }
    }
}

static void orders(const firm_twin *t, now *s)
{
    for (int i = 0; i < t->n; i++)
        for (int j = 0; j < t->n; j++) {
            if (!(t->a[i][j] > 0)) continue;
            double z = t->y[i] == 0 ? t->a[i][j] : t->a[i][j] * (s->p[i] / t->y[i]), n = t->inventory, o;
            double gap = n * (t->order == 1 ? t->a[i][j] : z) - t->stock[i][j];
            if (t->y[i] == 0) o = t->a[i][j];
            else if (t->order == 2 && gap <= 0) o = z;
            else o = z + gap / t->tau;
            s->o[i][j] = max(o, 0);
        }
}

static void production(firm_twin *t, now *s)
{
    for (int i = 0; i < t->n; i++) {
        double m = INFINITY, asked = 0;
        for (int k = 0; k < t->n; k++)
            if (t->a[k][i] > 0) asked += s->o[k][i];
        s->d[i] = asked + s->cur[i];
        for (int k = 0; k < TWIN_SECTORS; k++)
            if (sum_sector(t, t->a, i, k) > 0) m = min(m, sum_sector(t, t->stock, i, k) / sum_sector(t, t->a, i, k));
        s->p[i] = min(isinf(m) ? s->cap[i] : min(s->cap[i], m * t->y[i]), s->d[i]);
    }
}

/* Water filling round by round. final: whether final consumers take part. */
static void rounds(const firm_twin *t, now *s, int i, double x, int final)
{
    double q[TWIN_FIRMS], b[TWIN_FIRMS], phi = final ? 1 : 0, beta = 0, c = final ? t->c[i] : 0;
    int alive[TWIN_FIRMS];
    if (final && t->daily_used) phi = t->c[i] == 0 && s->cur[i] == 0 ? 0 : s->cur[i] / t->c[i];
    for (int k = 0; k < t->n; k++) {
        alive[k] = t->a[k][i] > 0;
        q[k] = alive[k] ? s->o[k][i] / t->a[k][i] : 0;
        b[k] = 0;
    }
    for (;;) {
        double m = INFINITY, need = 0, left = 0;
        int some = 0, any = 0;
        for (int k = 0; k < t->n; k++)
            if (alive[k] && fabs(q[k]) > 1e-20) {
                m = min(m, q[k]);
                some = 1;
            }
        if (phi > 1e-20) {
            m = min(m, phi);
            some = 1;
        }
        if (!some) break;
        for (int k = 0; k < t->n; k++)
            if (alive[k]) need += m * t->a[k][i];
        need += m * c;
        if (x > need * (1 + 1e-12)) {
            for (int k = 0; k < t->n; k++) {
                if (!alive[k]) continue;
                b[k] += m;
                q[k] -= m;
                if (q[k] <= 1e-20) alive[k] = 0;
                any |= alive[k];
            }
            if (phi > 0) {
                phi -= m;
                beta += m;
                if (phi <= 1e-20) phi = 0;
            }
            x -= need;
            if ((!any && phi == 0) || x <= 1e-20) break;
            continue;
        }
        for (int k = 0; k < t->n; k++)
            if (alive[k] && q[k] > 0) left += t->a[k][i];
        if (phi > 0) left += c;
        double r = left > 0 ? x / left : 0;
        for (int k = 0; k < t->n; k++)
            if (alive[k] && q[k] > 0) b[k] += r;
        if (phi > 0) beta += r;
        break;
    }
    for (int k = 0; k < t->n; k++)
        if (t->a[k][i] > 0) s->star[k][i] = b[k] * t->a[k][i];
    if (final) s->cstar[i] = beta * t->c[i];
}

static void rationing(const firm_twin *t, now *s)
{
    for (int i = 0; i < t->n; i++) {
        double d = s->d[i], p = s->p[i], cur = s->cur[i], r = d == 0 ? 0 : p / d, missing = max(d - p, 0);
        if (t->rationing == 0) s->cstar[i] = r * cur;
        if (t->rationing == 1) {
            s->cstar[i] = cur >= missing ? cur - missing : 0;
            r = cur >= missing ? 1 : d - cur == 0 ? 0 : p / (d - cur); /* nobody ordered: no matter */
        }
        for (int k = 0; k < t->n; k++)
            if (t->a[k][i] > 0) s->star[k][i] = r * s->o[k][i];
        if (t->rationing == 2) rounds(t, s, i, p, 1);
        if (t->rationing == 3) {
            s->cstar[i] = min(max(p - (d - cur), 0), cur);
            rounds(t, s, i, p - s->cstar[i], 0);
        }
    }
}

static void recovery(const firm_twin *t, now *s, int day)
{
    for (int i = 0; i < t->n; i++) {
        double delta = t->delta[i] >= 0 ? t->delta[i] : 0, k = t->recovery_days, *d = &s->damage[i];
        int since = t->delta[i] >= 0 ? t->day[i] : 0;
        if (!(*d > 0) || day - since < t->recovery_delay) continue;
        if (t->recovery_type <= 0) *d -= k == 0 ? 0 : delta / k;
        if (t->recovery_type == 1) *d -= 1 / k;
        if (t->recovery_type == 2) *d = 0;
        if (t->recovery_type == 3) *d *= 1 - k / delta;
        if (t->recovery_type == 4) *d = delta * exp(-day / k);
        if (t->recovery_type == 5) {
            double sum = 0, h = 1;
            int n = 0;
            for (int j = 0; j < t->n; j++) {
                n += (t->a[i][j] > 0) + (t->a[j][i] > 0);
                sum += (t->a[i][j] > 0) * s->damage[j] + (t->a[j][i] > 0) * s->damage[j];
            }
            if (n > 0) h = 1 - sum / n;
            if (h != 0) *d *= 1 - h / k;
        }
        *d = max(*d, 0);
        s->cap[i] = (1 - *d) * t->y[i];
    }
}

void firm_twin_run(firm_twin *t)
{
    static now s;
    memset(&s, 0, sizeof s);
    for (int i = 0; i < t->n; i++) {
        double in = 0, sold = 0;
        for (int k = 0; k < t->n; k++) {
            in += t->a[i][k];
            sold += t->a[k][i];
        }
        t->y[i] = s.p[i] = s.cap[i] = sold + t->c[i];
        t->v[i] = t->y[i] > 0 ? (t->y[i] - in) / t->y[i] : 0;
        for (int j = 0; j < t->n; j++) {
            t->stock[i][j] = t->inventory * t->a[i][j];
            s.star[i][j] = t->a[i][j];
        }
    }
    for (int day = 0; day < t->steps; day++) {
        damage(t, &s, day);
        inventories(t, &s);
        orders(t, &s);
        production(t, &s);
        rationing(t, &s);
        memcpy(t->made[day], s.p, sizeof s.p);
        memcpy(t->consumed[day], s.cstar, sizeof s.cstar);
        memcpy(t->damage[day], s.damage, sizeof s.damage);
        recovery(t, &s, day);
    }
}
