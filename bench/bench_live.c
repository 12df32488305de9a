/* A case run again by the live module in node, beside the program itself on one thread: weekly, all scenarios. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/diag.h"
#include "bench.h"
#include "live/live.h"
#include "live/live_module.h"
#include "scratch_name.h"

enum { DRAWS = 24, EIGHT = 8 };

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static bool put_file(const char *path, const void *bytes, size_t length)
{
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(bytes, 1, length, f) == length;
    return f && fclose(f) == 0 && ok;
}

/* Milliseconds of the question, of one draw, of the answer. */
static bool time_program(const lode_text *image, double ms[3])
{
    enum { BLOCKS = DRAWS / EIGHT };
    lode_text why = {0}, json = {0};
    double block[BLOCKS], start = lode_clock_seconds();
    lode_live *l = lode_live_open(image->data, image->length, &why);
    bool ok = l && lode_live_ask(l, &(lode_live_question){.draws = DRAWS}, &why);
    ms[0] = 1e3 * (lode_clock_seconds() - start);
    for (int i = 0; ok && i < BLOCKS; i++) {
        size_t n = 0;
        start = lode_clock_seconds();
        const void *packed = lode_live_compute(l, i, &n);
        block[i] = 1e3 * (lode_clock_seconds() - start);
        ok = packed && lode_live_absorb(l, packed, n, &why);
    }
    start = lode_clock_seconds();
    ok = ok && lode_live_answer(l, DRAWS, &json, &why);
    ms[2] = 1e3 * (lode_clock_seconds() - start);
    qsort(block, BLOCKS, sizeof *block, ascending);
    ms[1] = block[BLOCKS / 2] / EIGHT;
    lode_live_close(l);
    lode_text_free(&json);
    lode_text_free(&why);
    return ok;
}

/* The same by the module, with the sizes of image and module, plain and deflated. */
static bool time_module(const lode_text *image, double ms[3], double size[4])
{
    char where[200], path[2][220], command[600];
    size_t length = 0;
    const unsigned char *module = lode_live_module(&length);
    if (length == 0 || !scratch_make(where, sizeof where)) return false;
    snprintf(path[0], sizeof path[0], "%s/live.wasm", where);
    snprintf(path[1], sizeof path[1], "%s/image", where);
    bool ok = put_file(path[0], module, length) && put_file(path[1], image->data, image->length);
    snprintf(command, sizeof command, "node tests/live.mjs %s %s %d time", path[0], path[1], DRAWS);
    FILE *f = ok ? popen(command, "r") : NULL;
    ok = f && fscanf(f, "%lf,%lf,%lf,%lf,%lf,%lf,%lf", &ms[0], &ms[1], &ms[2], &size[0], &size[1], &size[2], &size[3]) == 7;
    if (f) ok = pclose(f) == 0 && ok;
    for (int i = 0; i < 2; i++) remove(path[i]);
    rmdir(where);
    return ok;
}

static void say(const char *name, const char *unit, double value)
{
    printf("rare-earths-2025 live %s,%s,%.4g,,\n", name, unit, value);
}

int main(void)
{
    lode_diags d = {0};
    lode_text image = {0};
    double own[3], ms[3], size[4];
    lode_case *c = lode_case_read("cases/rare-earths-2025", &d);
    lode_built *b = c ? lode_build(c, &d) : NULL;
    lode_study_options o = lode_study_default();
    o.step_days = 7;
    lode_result *r = b ? lode_study_run(b, &o, &d) : NULL;
    if (!r || !lode_live_image(r, &image) || !time_program(&image, own)) return 1;
    say("program one thread", "ms/draw", own[1]);
    say("program question", "ms", own[0]);
    say("program answer", "ms", own[2]);
    if (time_module(&image, ms, size)) {
        say("module one worker", "ms/draw", ms[1]);
        say("module question", "ms", ms[0]);
        say("module answer", "ms", ms[2]);
        say("module over program", "ratio", ms[1] / own[1]);
        say("image", "byte", size[0]);
        say("image deflated", "byte", size[1]);
        say("module", "byte", size[2]);
        say("module deflated", "byte", size[3]);
    }
    lode_result_free(r);
    lode_built_free(b);
    lode_case_free(c);
    lode_text_free(&image);
    lode_diags_free(&d);
    return 0;
}
