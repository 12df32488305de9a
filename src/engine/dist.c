/* Distributions of uncertain inputs: value at a given probability. See dist.h. */
#include "engine/dist.h"

#include "engine/lane.h"
#include "engine/real.h"

static double square_root(double x)
{
    return __builtin_sqrt(x);
}

static double size_of(double x)
{
    return x < 0.0 ? -x : x;
}

/* c[0] + c[1] x + ... + c[n-1] x^(n-1), by Horner's rule. */
static double polynomial(int n, const double *c, double x)
{
    double y = c[n - 1];
    for (int i = n - 2; i >= 0; i--) y = y * x + c[i];
    return y;
}

/* ---- normal ---------------------------------------------------------------------------------------------------- */

/* Rational approximations of M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution",
 * Applied Statistics 37 (1988) 477-484, routine PPND16 [wichura1988]. */
static const double centre_p[] = {3.3871328727963666080e0, 1.3314166789178437745e2,
                                  1.9715909503065514427e3, 1.3731693765509461125e4,
                                  4.5921953931549871457e4, 6.7265770927008700853e4,
                                  3.3430575583588128105e4, 2.5090809287301226727e3};
static const double centre_q[] = {1.0,
                                  4.2313330701600911252e1,
                                  6.8718700749205790830e2,
                                  5.3941960214247511077e3,
                                  2.1213794301586595867e4,
                                  3.9307895800092710610e4,
                                  2.8729085735721942674e4,
                                  5.2264952788528545610e3};
static const double flank_p[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                 5.76949722146069140550e0,  3.64784832476320460504e0,
                                 1.27045825245236838258e0,  2.41780725177450611770e-1,
                                 2.27238449892691845833e-2, 7.74545014278341407640e-4};
static const double flank_q[] = {1.0,
                                 2.05319162663775882187e0,
                                 1.67638483018380384940e0,
                                 6.89767334985100004550e-1,
                                 1.48103976427480074590e-1,
                                 1.51986665636164571966e-2,
                                 5.47593808499534494600e-4,
                                 1.05075007164441684324e-9};
static const double tail_p[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                1.78482653991729133580e0,  2.96560571828504891230e-1,
                                2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
static const double tail_q[] = {1.0,
                                5.99832206555887937690e-1,
                                1.36929880922735805310e-1,
                                1.48753612908506148525e-2,
                                7.86869131145613259100e-4,
                                1.84631831751005468180e-5,
                                1.42151175831644588870e-7,
                                2.04426310338993978564e-15};

double lode_normal_quantile(double u)
{
    if (u <= 0.0) return -__builtin_inf();
    if (u >= 1.0) return __builtin_inf();

    double q = u - 0.5;
    if (size_of(q) <= 0.425) {
        double r = 0.180625 - q * q;
        return q * (polynomial(8, centre_p, r) / polynomial(8, centre_q, r));
    }

    double r = square_root(-lode_log(q < 0.0 ? u : 1.0 - u));
    double z = r <= 5.0 ? polynomial(8, flank_p, r - 1.6) / polynomial(8, flank_q, r - 1.6)
                        : polynomial(8, tail_p, r - 5.0) / polynomial(8, tail_q, r - 5.0);
    return q < 0.0 ? -z : z;
}

/* Rational approximations of W. J. Cody, "Rational Chebyshev approximations for the error function", Mathematics of
 * Computation 23 (1969) 631-637, scaled to the normal in his Algorithm 715, ACM TOMS 19 (1993) 22-32 [cody1993]. */
static const double inner_p[] = {1.8154981253343561249e4, 1.0676894854603709582e3,
                                 1.6102823106855587881e2, 2.2352520354606839287e0,
                                 6.5682337918207449113e-2};
static const double inner_q[] = {4.5507789335026729956e4, 1.0260932208618978205e4,
                                 9.7609855173777669322e2, 4.7202581904688241870e1, 1.0};
static const double middle_p[] = {9.8427148383839780218e3, 1.1602651437647350124e4,
                                  6.8481904505362823326e3, 2.4945375852903726711e3,
                                  5.9727027639480026226e2, 9.3506656132177855979e1,
                                  8.8831497943883759412e0, 3.9894151208813466764e-1,
                                  1.0765576773720192317e-8};
static const double middle_q[] = {
    1.9685429676859990727e4, 3.8912003286093271411e4, 3.4900952721145977266e4,
    1.8615571640885098091e4, 6.4855582982667607550e3, 1.5193775994075548050e3,
    2.3538790178262499861e2, 2.2266688044328115691e1, 1.0};
static const double outer_p[] = {2.9112874951168792e-5, 1.421619193227893466e-3,
                                 2.2235277870649807e-2, 1.274011611602473639e-1,
                                 2.1589853405795699e-1, 2.307344176494017303e-2};
static const double outer_q[] = {7.29751555083966205e-5, 3.78239633202758244e-3,
                                 6.59881378689285515e-2, 4.68238212480865118e-1,
                                 1.28426009614491121e0,  1.0};

/* exp(-y^2/2): y^2 is split so that its rounding does not reach the result. y >= 0. */
static double bell(double y)
{
    double head = lode_floor(y * 16.0) / 16.0;
    double rest = (y - head) * (y + head);
    return lode_exp(-0.5 * head * head) * lode_exp(-0.5 * rest);
}

double lode_normal_cdf(double x)
{
    double y = size_of(x);
    if (y != y) return x;
    if (y <= 0.66291) {
        double z = x * x;
        return 0.5 + x * (polynomial(5, inner_p, z) / polynomial(5, inner_q, z));
    }
    if (y > 38.6) return x < 0.0 ? 0.0 : 1.0;

    double tail; /* probability beyond y */
    if (y <= 5.656854248) {
        tail = bell(y) * (polynomial(9, middle_p, y) / polynomial(9, middle_q, y));
    } else {
        double z = 1.0 / (y * y);
        double r = z * (polynomial(6, outer_p, z) / polynomial(6, outer_q, z));
        const double one_over_sqrt_two_pi = 0.39894228040143267794;
        tail = bell(y) * ((one_over_sqrt_two_pi - r) / y);
    }
    return x < 0.0 ? tail : 1.0 - tail;
}

/* ---- beta ------------------------------------------------------------------------------------------------------ */

/* ln(1 - x), good for small x too; 0 <= x < 1. */
static double log_one_minus(double x)
{
    double y = 1.0 - x;
    return lode_log(y) - ((y - 1.0) + x) / y;
}

/* ln Gamma(x) - ((x - 1/2) ln x - x + ln(2 pi)/2), x >= 10: Stirling's series [dlmf 5.11.1], rest below 1e-17. */
static double stirling_rest(double x)
{
    static const double c[] = {1.0 / 12.0,   -1.0 / 360.0,      1.0 / 1260.0, -1.0 / 1680.0,
                               1.0 / 1188.0, -691.0 / 360360.0, 1.0 / 156.0,  -3617.0 / 122400.0};
    double y = 1.0 / x;
    return y * polynomial(8, c, y * y);
}

/* ln B(a, b) = ln Gamma(a) + ln Gamma(b) - ln Gamma(a + b), without the cancellation of the three. */
static double log_beta(double a, double b)
{
    /* B(a, b) = B(a + 1, b) (a + b) / a until Stirling's series holds */
    double above = 1.0, below = 1.0;
    for (; a < 10.0; a += 1.0) {
        above *= a + b;
        below *= a;
    }
    for (; b < 10.0; b += 1.0) {
        above *= a + b;
        below *= b;
    }

    const double half_log_two_pi = 0.91893853320467274178;
    double sum = a + b;
    double rest = stirling_rest(a) + stirling_rest(b) - stirling_rest(sum);
    double small = lode_min(a, b), large = lode_max(a, b);
    return (small - 0.5) * lode_log(small / sum) + large * log_one_minus(small / sum) -
           0.5 * lode_log(large) + half_log_two_pi + rest + lode_log(above / below);
}

/* Beta(a, b) to be inverted, with what does not depend on the value sought. */
typedef struct beta {
    double a, b;
    double log_scale; /* ln(a B(a, b)) */
    double
        top; /* values up to here are found in this direction: the continued fraction converges fast */
} beta;

static beta beta_of(double a, double b, double log_beta_ab)
{
    return (beta){a, b, lode_log(a) + log_beta_ab, (a + 1.0) / (a + b + 2.0)};
}

/* K in I_x(a, b) = x^a (1 - x)^b / (a B(a, b)) K: the continued fraction 1/(1+ d1/(1+ d2/(1+ ... [dlmf 8.17.22],
 * summed by Steed's method; x <= top. Terms: about 10, sqrt(a + b) for large a, b. */
static double beta_fraction(double a, double b, double x)
{
    double share = 1.0, term = 1.0, sum = 1.0;
    for (int m = 0; m < 100000; m++) {
        double i = (double)m, at = a + 2.0 * i;
        double odd = -((a + i) * (a + b + i) * x) / (at * (at + 1.0));
        share = 1.0 / (1.0 + odd * share);
        term *= share - 1.0;
        sum += term;

        double j = i + 1.0;
        double even = (j * (b - j) * x) / ((at + 1.0) * (at + 2.0));
        share = 1.0 / (1.0 + even * share);
        term *= share - 1.0;
        sum += term;
        if (size_of(term) < 0x1p-56 * sum) break;
    }
    return sum;
}

/* ln I_x(a, b) + log_scale. */
static double beta_log_cdf(const beta *d, double x, double fraction)
{
    return d->a * lode_log(x) + d->b * log_one_minus(x) + lode_log(fraction);
}

/* x in (0, top] with I_x(a, b) = u, for u no more than that of top.
 *
 * With t = ln x and F(t) = ln I_x, F' = a / ((1 - x) K) and F'' = F' (a - (b - 1) x / (1 - x) - F'): Halley's
 * iteration, which triples the digits, kept inside a shrinking interval. F is almost straight in the tail. */
static double beta_lower(const beta *d, double u)
{
    double target = lode_log(u) + d->log_scale;
    double low = 0.0, high = d->top;

    /* the exact answer where x is small: u = x^a / (a B) */
    double x = lode_min(lode_exp(target / d->a), d->top);

    for (int i = 0; i < 200 && x > 0.0; i++) {
        double fraction = beta_fraction(d->a, d->b, x);
        double gap = beta_log_cdf(d, x, fraction) - target;
        if (gap > 0.0) high = x;
        else low = x;

        double slope = d->a / ((1.0 - x) * fraction);
        double curve = d->a - (d->b - 1.0) * x / (1.0 - x) - slope; /* F'' / F' */
        double bend = lode_clamp(1.0 - 0.5 * gap * curve / slope, 0.5, 2.0);
        double next = x * lode_exp(-gap / (slope * bend));

        /* the error left after a step is about the cube of the gap */
        if (size_of(gap) < 1e-6) return lode_clamp(next, low, high);
        if (!(next > low && next < high)) next = low + 0.5 * (high - low);
        if (next == x) break;
        x = next;
    }
    return x;
}

double lode_beta_quantile(double a, double b, double u)
{
    if (u <= 0.0) return 0.0;
    if (u >= 1.0) return 1.0;

    /* from the end that is nearer */
    double log_beta_ab = log_beta(a, b);
    beta d = beta_of(a, b, log_beta_ab);
    double at_top = beta_log_cdf(&d, d.top, beta_fraction(a, b, d.top)) - d.log_scale;
    if (lode_log(u) <= at_top) return beta_lower(&d, u);
    beta mirrored = beta_of(b, a, log_beta_ab);
    return 1.0 - beta_lower(&mirrored, 1.0 - u);
}

/* ---- from low, central, high ----------------------------------------------------------------------------------- */

static double triangular(double low, double mode, double high, double u)
{
    double range = high - low, left = mode - low, right = high - mode;
    if (u * range <= left) return lode_min(low + square_root(u * range * left), mode);
    return lode_max(high - square_root((1.0 - u) * range * right), mode);
}

/* Beta with lambda = 4, D. G. Malcolm et al., "Application of a technique for research and development program
 * evaluation", Operations Research 7 (1959) 646-669 [malcolm1959]. */
static double pert(double low, double mode, double high, double u)
{
    double range = high - low;
    double a = 1.0 + 4.0 * ((mode - low) / range);
    double b = 1.0 + 4.0 * ((high - mode) / range);
    return low + range * lode_beta_quantile(a, b, u);
}

/* Logs of low and high are `sigma` times 1.645 (the normal's 95 % point) below and above their mean. */
static double lognormal(double low, double high, double u)
{
    double sigma = lode_log(high / low) / (2.0 * 1.64485362695147271486);
    return square_root(low) * square_root(high) * lode_exp(sigma * lode_normal_quantile(u));
}

double lode_dist_quantile(int32_t dist, double low, double central, double high, double u)
{
    if (!(low < high)) return central;

    double x;
    switch (dist) {
    case LODE_DIST_UNIFORM:
        x = low + u * (high - low);
        break;
    case LODE_DIST_TRIANGULAR:
        x = triangular(low, central, high, u);
        break;
    case LODE_DIST_PERT:
        x = pert(low, central, high, u);
        break;
    case LODE_DIST_LOGUNIFORM:
        x = low * lode_pow(high / low, u);
        break;
    case LODE_DIST_LOGTRIANGULAR:
        x = low * lode_exp(triangular(0.0, lode_log(central / low), lode_log(high / low), u));
        break;
    case LODE_DIST_LOGNORMAL:
        return lognormal(low, high, u);
    default:
        return central;
    }
    return lode_clamp(x, low, high);
}
