/* Formulas on any bytes: no crash, and a margin above 0 is true, one below 0 false, in both readings.
 *
 * The first line, if it begins with '#', is a trace: values of x and y by turns, one byte each. The rest is the formula. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "claims/consistency.h"
#include "claims/trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_DAYS = 40, MOST_MEMORY = 64 * 1024 * 1024 };

static void check_value(const lode_program *p, const lode_eval_frame *f, int32_t day)
{
    lode_eval_value v = lode_eval_at(p, f, day);
    lode_witness w = lode_eval_witness(p, f, day);
    if (v.lo != v.lo || v.hi != v.hi || v.lo > v.hi) abort();
    if (w.code >= p->n_code) abort();
    if (!p->code[p->n_code - 1].truth) return;
    if (v.lo > 0 && v.truth != LODE_TRUE) abort();
    if (v.hi < 0 && v.truth != LODE_FALSE) abort();
}

static void evaluate(const lode_program *p, const lode_eval_run *run)
{
    size_t bytes = lode_eval_bytes(p, run->n_day, run->closed);
    lode_eval_frame frame;
    void *memory = bytes < MOST_MEMORY ? malloc(bytes) : NULL;
    if (!memory) return;
    lode_eval(p, run, memory, &frame);
    for (int32_t day = 0; day < run->n_day; day += 7) check_value(p, &frame, day);
    free(memory);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data,
               *line = size > 0 && text[0] == '#' ? memchr(text, '\n', size) : NULL;
    double x[MOST_DAYS] = {3}, y[MOST_DAYS] = {0};
    int32_t n = 1;
    for (const char *c = text + 1; line && c + 1 < line && n < MOST_DAYS; c += 2, n++) {
        x[n] = c[0] == '?' ? NAN : c[0] - '5';
        y[n] = c[1] - '5';
    }
    size_t from = line ? (size_t)(line - text) + 1 : 0;

    static const lode_claim_signal signals[] = {
        {.name = "x", .unit = "t", .has_base = true},
        {.name = "y", .unit = "t", .has_base = true},
        {.name = "z", .truth = true, .has_base = true},
        {.name = "c", .unit = "t", .constant = true, .has_base = true},
        {.name = "w", .date = true, .constant = true, .has_base = true}};
    const double *const values[] = {x, y, y, x, y}, *const base[] = {y, x, x, y, x};
    lode_claim_env env = {.signal = signals,
                          .n_signal = 5,
                          .start = 20393,
                          .origin = {"formula", 1, 1, 0}};
    lode_diags d = {0};
    lode_formula *f = lode_formula_new(text + from, size - from, &env, &d);
    if ((f == NULL) != (d.n_error > 0)) abort();
    for (int pass = 0; f && pass < 3; pass++) {
        lode_eval_run run = {
            .signal = values, .base = base, .n_day = n, .closed = pass == 1, .scaled = pass == 2};
        if (f->n_over == 0) evaluate(&f->main, &run);
        for (int32_t i = 0; i < f->n_over; i++) evaluate(&f->over[i].value, &run);
    }
    lode_formula_free(f);

    /* the same bytes as a trace, and against themselves */
    lode_trace trace;
    lode_diags more = {0};
    (void)lode_trace_read(&trace, text, size, "trace", &more);
    lode_trace_free(&trace);
    lode_diags_free(&more);
    char *copy = malloc(size - from + 1);
    if (copy) {
        lode_text why = {0};
        memcpy(copy, text + from, size - from);
        copy[size - from] = '\0';
        (void)lode_finding_logic(copy, copy, &why);
        lode_text_free(&why);
    }
    free(copy);
    lode_diags_free(&d);
    return 0;
}
