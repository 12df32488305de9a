/* Agreement of two orderings. docs/exposure.md 7 [spearman1904], [kendall1945]. */
#include "exposure/rank.h"

#include <math.h>

void lode_rank(const double *x, int32_t n, double *rank)
{
    for (int32_t i = 0; i < n; i++) {
        int32_t before = 0, equal = 0;
        for (int32_t j = 0; j < n; j++) {
            before += x[j] > x[i];
            equal += x[j] == x[i];
        }
        rank[i] = before + (equal + 1) / 2.0;
    }
}

double lode_spearman(const double *x, const double *y, int32_t n, double *rank)
{
    double *rx = rank, *ry = rank + n, mean = (n + 1) / 2.0, xy = 0, xx = 0, yy = 0;
    lode_rank(x, n, rx);
    lode_rank(y, n, ry);
    for (int32_t i = 0; i < n; i++) {
        xy += (rx[i] - mean) * (ry[i] - mean);
        xx += (rx[i] - mean) * (rx[i] - mean);
        yy += (ry[i] - mean) * (ry[i] - mean);
    }
    return xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : (double)NAN;
}

static int sign(double a, double b)
{
    return (a > b) - (a < b);
}

double lode_kendall(const double *x, const double *y, int32_t n)
{
    double balance = 0, x_pairs = 0, y_pairs = 0;
    for (int32_t i = 0; i < n; i++)
        for (int32_t j = 0; j < i; j++) {
            int in_x = sign(x[i], x[j]), in_y = sign(y[i], y[j]);
            balance += in_x * in_y;
            x_pairs += in_x != 0;
            y_pairs += in_y != 0;
        }
    return x_pairs > 0 && y_pairs > 0 ? balance / sqrt(x_pairs * y_pairs) : (double)NAN;
}

/* Put a pair into the list where it belongs; what falls off its end is forgotten. */
static int32_t insert(lode_disagreement *out, int32_t n, int32_t room, lode_disagreement d)
{
    int32_t at = n;
    while (at > 0 && out[at - 1].gap < d.gap) at--;
    if (at == room) return n;
    for (int32_t i = n < room ? n : room - 1; i > at; i--) out[i] = out[i - 1];
    out[at] = d;
    return n < room ? n + 1 : n;
}

int32_t lode_disagreements(const double *x, const double *y, int32_t n, double *rank, lode_disagreement *out, int32_t room)
{
    double *rx = rank, *ry = rank + n;
    int32_t found = 0;
    lode_rank(x, n, rx);
    lode_rank(y, n, ry);
    for (int32_t a = 0; a < n; a++)
        for (int32_t b = 0; b < n; b++) {
            double in_x = rx[b] - rx[a], in_y = ry[a] - ry[b];
            if (!(in_x > 0) || !(in_y > 0)) continue;
            found = insert(out, found, room, (lode_disagreement){a, b, in_x < in_y ? in_x : in_y});
        }
    return found;
}
