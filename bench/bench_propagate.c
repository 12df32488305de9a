/* Networks of firms: time of a link and step, against the memory's own speed; loading; the risk index of every firm. */
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"
#include "propagate/esri.h"
#include "propagate/it_read.h"
#include "propagate/net_file.h"
#include "propagate/net_make.h"

/* Seconds of CPU of this thread, or of all: the machine may be busy with other things. */
static double cpu(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* --- the memory's speed: triad of STREAM (McCalpin 1995), best of five ------------------------------ */

static double triad(void)
{
    enum { N = 1 << 24 };
    double *a = malloc(N * sizeof *a), *b = malloc(N * sizeof *b), *c = malloc(N * sizeof *c), best = 0;
    if (!a || !b || !c) exit(1);
    for (int i = 0; i < N; i++) a[i] = b[i] = c[i] = i;
    for (int r = 0; r < 5; r++) {
        double start = cpu(CLOCK_THREAD_CPUTIME_ID);
        for (int i = 0; i < N; i++) a[i] = b[i] + 3.0 * c[i];
        double gigabytes = 24e-9 * N / (cpu(CLOCK_THREAD_CPUTIME_ID) - start);
        best = gigabytes > best ? gigabytes : best;
    }
    if (a[N / 2] < 0) puts("");
    free(a);
    free(b);
    free(c);
    return best;
}

static void line(const char *name, const char *unit, double x)
{
    printf("%s,%s,%.4g,%.4g,%.4g\n", name, unit, x, x, x);
    fflush(stdout);
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static lode_net make(int32_t firms, int32_t links)
{
    lode_net_recipe r = lode_net_recipe_default();
    lode_net net;
    r.firms = firms;
    r.links = links;
    r.sectors = 200;
    if (!lode_net_make(&r, &net)) exit(1);
    return net;
}

/* --- Inoue and Todo ---------------------------------------------------------------------------------- */

/* Seconds of a run of so many steps. */
static double run(const lode_it_model *m, int rationing, int order, int32_t steps)
{
    lode_it_options o = lode_it_default();
    lode_it_result r;
    lode_pending hit[64];
    int32_t n = m->net->n_firm;
    for (int k = 0; k < 64; k++) hit[k] = (lode_pending){(int32_t)((int64_t)n * k / 64), 0, 0.5};
    lode_shocks shocks = {.n_pending = 64, .pending = hit};
    o.steps = steps;
    o.rationing = rationing;
    o.order = order;
    double start = cpu(CLOCK_THREAD_CPUTIME_ID);
    if (!lode_it_run(m, &o, &shocks, 1, NULL, &r)) exit(1);
    double seconds = cpu(CLOCK_THREAD_CPUTIME_ID) - start;
    lode_it_result_free(&r);
    return seconds;
}

/* Median of five of (run of many steps - run of few): the start does not count. `bytes`: what a link and step must move. */
static void steps(const char *name, lode_net *net, int rationing, int order, int32_t most, double bytes, double gigabytes)
{
    char label[128];
    double ns[5];
    lode_it_model *m = lode_it_model_new(net);
    if (!m || (rationing >= 2 && !lode_net_turn(net))) exit(1);
    run(m, rationing, order, 1);
    for (int r = 0; r < 5; r++) {
        double few = run(m, rationing, order, 1);
        ns[r] = 1e9 * (run(m, rationing, order, most + 1) - few) / most / net->n_link;
    }
    qsort(ns, 5, sizeof ns[0], compare_doubles);
    printf("%s,ns/link/step,%.3g,%.3g,%.3g\n", name, ns[2], ns[0], ns[4]);
    snprintf(label, sizeof label, "%s share of bandwidth bound", name);
    line(label, "%", 100 * bytes / gigabytes / ns[2]);
    lode_it_options o = lode_it_default();
    const lode_shocks none = {0};
    o.rationing = rationing;
    snprintf(label, sizeof label, "%s memory", name);
    line(label, "byte/link", (double)(lode_net_bytes(net) + lode_it_bytes(m, &o, &none, 1)) / net->n_link);
    lode_it_model_free(m);
}

/* --- loading ----------------------------------------------------------------------------------------- */

static void load(int32_t firms, int32_t links)
{
    char where[] = "build/bench-XXXXXX", path[256];
    lode_net_recipe r = lode_net_recipe_default();
    lode_text said = {0}, why = {0};
    lode_diags d = {0};
    lode_it_input in;
    lode_net net;
    r.firms = firms;
    r.links = links;
    if (!mkdtemp(where)) exit(1);
    snprintf(path, sizeof path, "%s/net", where);
    if (!lode_net_make_folder(&r, path, NULL, &said, &why)) exit(1);
    for (int threads = 1; threads <= 2; threads++) {
        const lode_net_how how = {.threads = threads};
        double best = 1e9;
        for (int k = 0; k < 3; k++) {
            double start = lode_clock_seconds(), start_cpu = cpu(CLOCK_PROCESS_CPUTIME_ID);
            if (!lode_it_read(&in, path, &how, NULL, 0, &d)) exit(1);
            double seconds = lode_clock_seconds() - start;
            printf("# text load: %.2f s of CPU\n", cpu(CLOCK_PROCESS_CPUTIME_ID) - start_cpu);
            best = seconds < best ? seconds : best;
            if (k < 2) lode_it_input_free(&in);
        }
        line(threads == 1 ? "text load 1M firms 5M links one thread" : "text load 1M firms 5M links two threads", "s", best);
        if (threads == 1) lode_it_input_free(&in);
    }
    snprintf(path, sizeof path, "%s/net.lnet", where);
    if (!lode_net_save(&in.net, path, NULL, &why)) exit(1);
    lode_it_input_free(&in);
    double start = lode_clock_seconds();
    if (!lode_net_open(&net, path, &d)) exit(1);
    line("binary load 1M firms 5M links", "s", lode_clock_seconds() - start);
    lode_net_free(&net);
    lode_text_free(&said);
    lode_text_free(&why);
    lode_diags_free(&d);
    snprintf(path, sizeof path, "rm -rf '%s'", where);
    if (system(path) != 0) exit(1);
}

/* --- the risk index ---------------------------------------------------------------------------------- */

/* Every firm in turn, half of the sectors essential, with markets by sector or without. first: scenarios, 0: all. */
static void risk(const char *name, int32_t firms, int32_t links, bool markets, int32_t scenarios)
{
    lode_net net = make(firms, links);
    lode_esri_edge *down = calloc((size_t)links + 1, sizeof *down), *up = calloc((size_t)links + 1, sizeof *up);
    double *out = calloc((size_t)firms, sizeof *out), *psi = NULL;
    if (!down || !up || !out) exit(1);
    for (int32_t l = 0; l < net.n_link; l++) out[net.firm_of[net.supplier[l]]] += net.amount[l];
    for (int32_t j = 0; j < firms; j++) {
        double in = 0;
        for (int32_t l = net.in_ptr[j]; l < net.in_ptr[j + 1]; l++) in += net.amount[l];
        for (int32_t g = net.group_ptr[j]; g < net.group_ptr[j + 1]; g++) {
            double sum = 0;
            for (int32_t l = net.group_link[g]; l < net.group_link[g + 1]; l++) sum += net.amount[l];
            for (int32_t l = net.group_link[g]; l < net.group_link[g + 1]; l++) {
                int32_t i = net.firm_of[net.supplier[l]], s = net.sector[i];
                int kind = (s + net.sector[j]) % 2 ? LODE_ESRI_ESSENTIAL : LODE_ESRI_LINEAR;
                down[l] = (lode_esri_edge){i, j, s, kind, net.amount[l] / (kind == LODE_ESRI_ESSENTIAL ? sum : in)};
                up[l] = (lode_esri_edge){i, j, 0, 0, net.amount[l] / out[i]};
            }
        }
    }
    lode_esri_input in = {.n_firm = firms, .n_edge = net.n_link, .down = down, .up = up, .out = out, .n_weight = 1, .weight = out,
                          .eps = 0.01, .rule = LODE_ESRI_FALL};
    if (markets) {
        in.market = net.sector;
        in.n_market = net.sectors.n;
    }
    if (scenarios > 0) {
        psi = calloc((size_t)scenarios * (size_t)firms, sizeof *psi);
        if (!psi) exit(1);
        for (int32_t k = 0; k < scenarios; k++) psi[(size_t)k * (size_t)firms + (size_t)k * 37 % (size_t)firms] = 1;
        in.n_scenario = scenarios;
        in.psi = in.psi_up = psi;
    }
    lode_esri_result r;
    double start = lode_clock_seconds(), start_cpu = cpu(CLOCK_PROCESS_CPUTIME_ID);
    if (!lode_esri_run(&in, NULL, 0, 2, NULL, &r)) exit(1);
    double seconds = lode_clock_seconds() - start, updates = 0;
    printf("# %s: %.2f s of CPU on two threads\n", name, cpu(CLOCK_PROCESS_CPUTIME_ID) - start_cpu);
    for (int32_t k = 0; k < r.n_scenario; k++) updates += r.iterations[k];
    line(name, scenarios > 0 ? "ms/scenario" : "s", scenarios > 0 ? 1e3 * seconds / scenarios : seconds);
    printf("# %.1f updates a scenario\n", updates / r.n_scenario);
    lode_esri_result_free(&r);
    lode_net_free(&net);
    free(down);
    free(up);
    free(out);
    free(psi);
}

/* argument: only scenes whose part has this name: steps, load, risk */
int main(int argc, char **argv)
{
    const char *only = argc > 1 ? argv[1] : "";
    double gigabytes = triad();
    line("triad one thread", "GB/s", gigabytes);
    /* a link and step: amount, supplier, stock read; stock written */
    const double bytes = 28;
    if (!*only || strcmp(only, "steps") == 0) {
    lode_net small = make(10000, 50000);
    steps("inoue-todo 10k firms 50k links proportional", &small, 0, 1, 400, bytes, gigabytes);
    lode_net_free(&small);
    lode_net middle = make(100000, 500000);
    steps("inoue-todo 100k firms 500k links proportional", &middle, 0, 1, 40, bytes, gigabytes);
    steps("inoue-todo 100k firms 500k links priority", &middle, 2, 1, 20, bytes + 24, gigabytes);
    lode_net_free(&middle);
    lode_net large = make(1000000, 5000000);
    steps("inoue-todo 1M firms 5M links proportional", &large, 0, 1, 10, bytes, gigabytes);
    lode_net_free(&large);
    }
    if (!*only || strcmp(only, "load") == 0) load(1000000, 5000000);
    if (*only && strcmp(only, "risk") != 0) return 0;
    risk("esri every firm of 10k 70k links two threads", 10000, 70000, true, 0);
    risk("esri every firm of 10k 70k links no markets two threads", 10000, 70000, false, 0);
    risk("esri 128 of 100k firms 700k links two threads", 100000, 700000, true, 128);
    return 0;
}
