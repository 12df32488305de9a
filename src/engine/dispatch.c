/* Choose among the instruction-set builds of the engine: the fastest that this processor runs. Compiled once. */
#include "engine/engine.h"

#include "engine/dist.h"
#include "engine/real.h"

extern const lode_engine lode_engine_table_v1;
double lode_exp_v1(double x);
double lode_log_v1(double x);
double lode_pow_v1(double base, double exponent);
double lode_floor_v1(double x);
double lode_dist_quantile_v1(int32_t dist, double low, double central, double high, double u);
double lode_normal_quantile_v1(double u);
double lode_normal_cdf_v1(double x);
double lode_beta_quantile_v1(double a, double b, double u);

#if defined(__x86_64__)
extern const lode_engine lode_engine_table_v3, lode_engine_table_v4;

static bool runs_v3(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("fma");
}

static bool runs_v4(void)
{
    return runs_v3() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}

const lode_engine *lode_engine_nth(int i)
{
    if (i == 0) return &lode_engine_table_v1;
    if (i == 1) return runs_v3() ? &lode_engine_table_v3 : NULL;
    if (i == 2) return runs_v4() ? &lode_engine_table_v4 : NULL;
    return NULL;
}
#else
const lode_engine *lode_engine_nth(int i)
{
    return i == 0 ? &lode_engine_table_v1 : NULL;
}
#endif

const lode_engine *lode_engine_best(void)
{
    for (int i = 2; i > 0; i--)
        if (lode_engine_nth(i)) return lode_engine_nth(i);
    return lode_engine_nth(0);
}

/* The maths of the engine for the rest of the program: the same bits in every build, so one serves all. */
double lode_exp(double x) { return lode_exp_v1(x); }
double lode_log(double x) { return lode_log_v1(x); }
double lode_pow(double base, double exponent) { return lode_pow_v1(base, exponent); }
double lode_floor(double x) { return lode_floor_v1(x); }
double lode_dist_quantile(int32_t dist, double low, double central, double high, double u)
{
    return lode_dist_quantile_v1(dist, low, central, high, u);
}
double lode_normal_quantile(double u) { return lode_normal_quantile_v1(u); }
double lode_normal_cdf(double x) { return lode_normal_cdf_v1(x); }
double lode_beta_quantile(double a, double b, double u) { return lode_beta_quantile_v1(a, b, u); }
