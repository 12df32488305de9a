/* Minima, maxima and sums of daily values over windows. */
#include "claims/window.h"

static double nothing(lode_fold f)
{
    return f == LODE_FOLD_MIN ? LODE_INF : f == LODE_FOLD_MAX ? -LODE_INF : 0.0;
}

double lode_fold_two(lode_fold f, double a, double b, double unknown)
{
    if (f == LODE_FOLD_MIN) return a < b ? a : b;
    if (f == LODE_FOLD_MAX) return a > b ? a : b;
    double sum = a + b;
    return sum == sum ? sum : unknown;
}

/* Place i of the padded array is day i + from; blocks of `width` places begin at 0. `ahead` is folded from the beginning
 * of each block, `behind` to its end; a window is the end of one block and the beginning of the next. */
static inline void slide(lode_fold f, const double *x, int32_t n, int32_t from, int32_t width,
                         double unknown, double *out, double *scratch)
{
    int32_t length = n + width - 1;
    double none = nothing(f), *ahead = scratch, *behind = scratch + length;
    for (int32_t i = 0; i < length; i++) {
        int32_t day = i + from;
        ahead[i] = behind[i] = day >= 0 && day < n ? x[day] : none;
    }
    for (int32_t first = 0; first < length; first += width) {
        int32_t end = width < length - first ? first + width : length;
        for (int32_t i = first + 1; i < end; i++)
            ahead[i] = lode_fold_two(f, ahead[i - 1], ahead[i], unknown);
        for (int32_t i = end - 2; i >= first; i--)
            behind[i] = lode_fold_two(f, behind[i], behind[i + 1], unknown);
    }
    for (int32_t t = 0; t < n; t++)
        out[t] = lode_fold_two(f, behind[t], ahead[t + width - 1], unknown);
    /* a window that is one whole block stands in both */
    for (int32_t t = 0; t < n; t += width) out[t] = behind[t];
}

void lode_window_slide(lode_fold f, const double *x, int32_t n, int32_t from, int32_t to,
                       double unknown, double *out, double *scratch)
{
    /* beyond the array there is nothing, however far */
    if (from > n) from = n;
    if (to > n) to = n;
    if (from < -n) from = -n;
    if (to < -n) to = -n;
    int32_t width = to - from + 1;
    if (f == LODE_FOLD_MIN) slide(LODE_FOLD_MIN, x, n, from, width, unknown, out, scratch);
    else if (f == LODE_FOLD_MAX) slide(LODE_FOLD_MAX, x, n, from, width, unknown, out, scratch);
    else slide(LODE_FOLD_SUM, x, n, from, width, unknown, out, scratch);
}

void lode_window_rest(lode_fold f, const double *x, int32_t n, int32_t last, double *out)
{
    double v = nothing(f);
    for (int32_t t = n - 1; t >= 0; t--) {
        if (t <= last) v = lode_fold_two(f, x[t], v, v);
        out[t] = v;
    }
}

void lode_window_past(lode_fold f, const double *x, int32_t n, double *out)
{
    double v = nothing(f);
    for (int32_t t = 0; t < n; t++) out[t] = v = lode_fold_two(f, v, x[t], v);
}

void lode_window_most(const double *x, int32_t n, const int32_t *left, int32_t to, double *out,
                      int32_t *queue)
{
    int32_t head = 0, tail = 0, next = 0;
    for (int32_t t = 0; t < n; t++) {
        int32_t right = to < n - 1 - t ? t + to : n - 1;
        for (; next <= right; next++) {
            while (tail > head && x[queue[tail - 1]] <= x[next]) tail--;
            queue[tail++] = next;
        }
        while (head < tail && queue[head] < left[t]) head++;
        out[t] = head < tail ? x[queue[head]] : -LODE_INF;
    }
}
