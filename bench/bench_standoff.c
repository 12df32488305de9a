/* Stand-off: microseconds per solve, certificate included, beside loops of exp and of dependent divisions that say how fast
 * the machine is. */
#include "bench.h"

#include <math.h>

#include "standoff/delay.h"
#include "standoff/standoff.h"

enum { N_LOOP = 1000 };

/* results go here, so that the work is not left out */
static volatile double sink;

static void exponentials(void *what)
{
    const double *x = what;
    double sum = 0;
    for (int i = 0; i < N_LOOP; i++) sum += exp(x[i]);
    sink = sum;
}

static void divisions(void *what)
{
    const double *x = what;
    double q = 1;
    for (int i = 0; i < N_LOOP; i++) q = (q + 1) / (q + x[i]);
    sink = q;
}

/* A game and its workspace. */
typedef struct scene {
    lode_standoff_game g;
    lode_standoff_work *w;
    lode_standoff_result *r;
} scene;

static void solve(void *what)
{
    scene *s = what;
    lode_standoff_solve(&s->g, s->w, s->r);
    sink = s->r->equilibrium[0].q[0];
}

static void postpone(void *what)
{
    scene *s = what;
    const lode_standoff_learning none = {{0, 0}, {INFINITY, INFINITY}};
    lode_standoff_delay d;
    lode_standoff_delay_value(&s->g, &none, 30, s->w, &d);
    sink = d.total[0];
}

static void make(scene *s, lode_standoff_values a, lode_standoff_values b,
                 lode_standoff_curve cost_a, lode_standoff_curve cost_b)
{
    s->g = lode_standoff_game_default();
    s->g.side[0].value = a;
    s->g.side[1].value = b;
    s->g.side[0].cost = cost_a;
    s->g.side[1].cost = cost_b;
    s->g.side[0].committed = 0.1;
    s->g.side[1].committed = 0.15;
    s->g.side[0].discount = 0.0003;
    s->g.side[1].discount = 0.0002;
    lode_standoff_size size = lode_standoff_size_of(&s->g);
    s->w = lode_standoff_place(&size, malloc(lode_standoff_bytes(&size)));
    s->r = malloc(sizeof *s->r);
}

int main(void)
{
    static double x[N_LOOP];
    for (int i = 0; i < N_LOOP; i++) x[i] = 1 + (double)i / N_LOOP;
    bench_run("reference: exp", "ns", 1e9 / N_LOOP, exponentials, x);
    bench_run("reference: division after division", "ns", 1e9 / N_LOOP, divisions, x);

    static const double day_a[] = {0, 60, 150, 700, 1800}, rate_a[] = {0.05, 0.05, 1.2, 1.0, 0.1};
    static const double day_b[] = {0, 365, 1500}, rate_b[] = {0.3, 0.5, 0.3};
    static const double day_gain[] = {0, 20, 30, 40, 50}, rate_gain[] = {1, 1, -1, -1, 1},
                        one[] = {1}, zero[] = {0};
    static const double point_a[] = {100}, point_b[] = {90}, uniform_a[] = {50, 150},
                        uniform_b[] = {40, 120}, share[] = {0, 1};
    const lode_standoff_values at = {1, point_a, share}, bt = {1, point_b, share},
                               au = {2, uniform_a, share}, bu = {2, uniform_b, share};
    const lode_standoff_curve plain = {1, zero, one}, a = {5, day_a, rate_a},
                              b = {3, day_b, rate_b}, gain = {5, day_gain, rate_gain};
    scene s[5];
    make(&s[0], at, bt, plain, plain);
    make(&s[1], at, bt, a, b);
    make(&s[2], at, bt, plain, gain);
    make(&s[3], au, bu, a, b);
    make(&s[4], au, bu, plain, gain);
    bench_run("solve points, constant costs", "us", 1e6, solve, &s[0]);
    bench_run("solve points, 8 knots", "us", 1e6, solve, &s[1]);
    bench_run("solve points, pause", "us", 1e6, solve, &s[2]);
    bench_run("solve uniform, 8 knots", "us", 1e6, solve, &s[3]);
    bench_run("solve uniform, pause", "us", 1e6, solve, &s[4]);
    bench_run("value of postponing, uniform, 8 knots", "us", 1e6, postpone, &s[3]);
    for (int i = 0; i < 5; i++) {
        free(s[i].w);
        free(s[i].r);
    }
    return 0;
}
