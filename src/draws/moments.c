/* Families of distributions: mean and variance. */
#include "draws/family.h"
#include "engine/dist.h"
#include "engine/real.h"

static double bell(double z)
{
    return 0.39894228040143267794 * lode_exp(-0.5 * z * z);
}

/* z bell(z), 0 at infinity */
static double z_bell(double z)
{
    return z < 40.0 && z > -40.0 ? z * bell(z) : 0.0;
}

/* N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 1 (1994), section 13.10.1 */
static void truncated_normal(const double p[4], double *mean, double *variance)
{
    double a = (p[2] - p[0]) / p[1], b = (p[3] - p[0]) / p[1];
    double inside = a > 0.0 ? lode_normal_cdf(-a) - lode_normal_cdf(-b)
                            : lode_normal_cdf(b) - lode_normal_cdf(a);
    double shift = (bell(a) - bell(b)) / inside;
    *mean = p[0] + p[1] * shift;
    *variance = p[1] * p[1] * (1.0 + (z_bell(a) - z_bell(b)) / inside - shift * shift);
}

static void triangular(const double p[3], double *mean, double *variance)
{
    double left = p[1] - p[0], right = p[2] - p[1], range = p[2] - p[0];
    *mean = p[0] + (range + left) / 3.0;
    *variance = (range * range - left * right) / 18.0;
}

static void beta(double a, double b, double *mean, double *variance)
{
    double sum = a + b;
    *mean = a / sum;
    *variance = a * b / (sum * sum * (sum + 1.0));
}

static void pert(const lode_family *f, double *mean, double *variance)
{
    double low = f->a[0], range = f->a[2] - low, lambda = f->n > 3 ? f->a[3] : 4.0;
    beta(1.0 + lambda * ((f->a[1] - low) / range), 1.0 + lambda * ((f->a[2] - f->a[1]) / range),
         mean, variance);
    *mean = low + range * *mean;
    *variance *= range * range;
}

static void lognormal(double mu, double sigma, double *mean, double *variance)
{
    double s = sigma * sigma;
    *mean = lode_exp(mu + 0.5 * s);
    *variance = (lode_exp(s) - 1.0) * *mean * *mean;
}

/* E x^k of the log-triangular: Simpson's rule over each leg in the logs, in 400 parts. */
static double log_triangular_moment(const double p[3], double k)
{
    double sum = 0.0, range = lode_log(p[2] / p[0]);
    for (int leg = 0; leg < 2; leg++) {
        double from = leg ? p[1] : p[0], to = leg ? p[2] : p[1];
        double width = lode_log(to / from), step = width / 400.0;
        for (int i = 0; i <= 400 && width > 0.0; i++) {
            double at = (double)i / 400.0, height = (leg ? 1.0 - at : at) * 2.0 / range;
            double weight = i == 0 || i == 400 ? 1.0 : i % 2 ? 4.0 : 2.0;
            sum += weight * step / 3.0 * height * lode_pow(from * lode_exp(at * width), k);
        }
    }
    return sum;
}

static void discrete(const lode_family *f, double *mean, double *variance)
{
    double all = 0.0, first = 0.0, second = 0.0;
    for (int32_t i = 0; i < f->n; i++) {
        all += f->b[i];
        first += f->b[i] * f->a[i];
    }
    *mean = first / all;
    for (int32_t i = 0; i < f->n; i++) second += f->b[i] * (f->a[i] - *mean) * (f->a[i] - *mean);
    *variance = second / all;
}

/* A mixture of uniform pieces. */
static void quantiles(const lode_family *f, double *mean, double *variance)
{
    *mean = *variance = 0.0;
    for (int32_t i = 1; i < f->n; i++)
        *mean += (f->a[i] - f->a[i - 1]) * 0.5 * (f->b[i] + f->b[i - 1]);
    for (int32_t i = 1; i < f->n; i++) {
        double width = f->b[i] - f->b[i - 1], away = 0.5 * (f->b[i] + f->b[i - 1]) - *mean;
        *variance += (f->a[i] - f->a[i - 1]) * (away * away + width * width / 12.0);
    }
}

static void log_families(const lode_family *f, double *mean, double *variance)
{
    const double *a = f->a;
    if (f->kind == LODE_FAMILY_LOGNORMAL) lognormal(a[0], a[1], mean, variance);
    else if (f->kind == LODE_FAMILY_LOGNORMAL_P5_P95)
        lognormal(0.5 * (lode_log(a[0]) + lode_log(a[1])),
                  lode_log(a[1] / a[0]) / (2.0 * 1.64485362695147271486), mean, variance);
    else if (f->kind == LODE_FAMILY_LOGUNIFORM) {
        double logs = lode_log(a[1] / a[0]);
        *mean = (a[1] - a[0]) / logs;
        *variance = (a[1] - a[0]) * (a[1] + a[0]) / (2.0 * logs) - *mean * *mean;
    } else {
        *mean = log_triangular_moment(a, 1.0);
        *variance = log_triangular_moment(a, 2.0) - *mean * *mean;
    }
}

void lode_family_moments(const lode_family *f, double *mean, double *variance)
{
    const double *a = f->a;
    switch (f->kind) {
    case LODE_FAMILY_UNIFORM:
        *mean = 0.5 * (a[0] + a[1]);
        *variance = (a[1] - a[0]) * (a[1] - a[0]) / 12.0;
        return;
    case LODE_FAMILY_TRIANGULAR:
        triangular(a, mean, variance);
        return;
    case LODE_FAMILY_PERT:
        pert(f, mean, variance);
        return;
    case LODE_FAMILY_NORMAL:
        *mean = a[0];
        *variance = a[1] * a[1];
        return;
    case LODE_FAMILY_TRUNCATED_NORMAL:
        truncated_normal(a, mean, variance);
        return;
    case LODE_FAMILY_BETA:
        beta(a[0], a[1], mean, variance);
        return;
    case LODE_FAMILY_GAMMA:
        *mean = a[0] * a[1];
        *variance = a[0] * a[1] * a[1];
        return;
    case LODE_FAMILY_WEIBULL:
        *mean = a[1] * lode_exp(lode_log_gamma(1.0 + 1.0 / a[0]));
        *variance = a[1] * a[1] * lode_exp(lode_log_gamma(1.0 + 2.0 / a[0])) - *mean * *mean;
        return;
    case LODE_FAMILY_DISCRETE:
        discrete(f, mean, variance);
        return;
    case LODE_FAMILY_QUANTILES:
        quantiles(f, mean, variance);
        return;
    case LODE_FAMILY_FIXED:
    case LODE_FAMILY_COUNT:
        *mean = a[0];
        *variance = 0.0;
        return;
    default:
        log_families(f, mean, variance);
    }
}
