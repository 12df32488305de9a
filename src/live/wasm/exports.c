/* What the page calls. Texts come as bytes and their length; the last answer and the last message stay until the next. */
#include <stdlib.h>
#include <string.h>

#include "live/live.h"

#define EXPORT(name) __attribute__((export_name(#name)))

enum { MOST_NAMES = 4096 };

/* One image a module. */
static struct {
    lode_live *live;
    lode_text answer, why;
    lode_live_set set[MOST_NAMES];
    const char *off[MOST_NAMES];
    char *scenario;
    int32_t n_set, n_off;
    uint64_t seed;
    bool seed_given;
} page;

EXPORT(memory_take) void *memory_take(size_t bytes);
EXPORT(memory_give) void memory_give(void *memory);
EXPORT(live_open) int live_open(const void *image, size_t length);
EXPORT(live_clear) void live_clear(void);
EXPORT(live_set) int live_set(const char *name, size_t length, double value);
EXPORT(live_off) int live_off(const char *id, size_t length);
EXPORT(live_scenario) int live_scenario(const char *id, size_t length);
EXPORT(live_seed) void live_seed(double seed);
EXPORT(live_ask) int live_ask(int draws);
EXPORT(live_blocks) int live_blocks(void);
EXPORT(live_draws) int live_draws(void);
EXPORT(live_partial) int live_partial(void);
EXPORT(live_compute) const void *live_compute(int block);
EXPORT(live_packed) size_t live_packed(void);
EXPORT(live_absorb) int live_absorb(const void *packed, size_t length);
EXPORT(live_answer) const char *live_answer(int draws);
EXPORT(live_answer_length) size_t live_answer_length(void);
EXPORT(live_why) const char *live_why(void);
EXPORT(live_why_length) size_t live_why_length(void);

static size_t packed_length;

void *memory_take(size_t bytes)
{
    return malloc(bytes);
}

void memory_give(void *memory)
{
    free(memory);
}

/* A copy that ends with a NUL. */
static char *copy(const char *text, size_t length)
{
    char *s = calloc(length + 1, 1);
    if (s) memcpy(s, text, length);
    return s;
}

int live_open(const void *image, size_t length)
{
    lode_text_clear(&page.why);
    lode_live_close(page.live);
    page.live = lode_live_open(image, length, &page.why);
    return page.live != NULL;
}

/* Forget the question. */
void live_clear(void)
{
    for (int32_t i = 0; i < page.n_set; i++) free((void *)(uintptr_t)page.set[i].name);
    for (int32_t i = 0; i < page.n_off; i++) free((void *)(uintptr_t)page.off[i]);
    free(page.scenario);
    page.scenario = NULL;
    page.n_set = page.n_off = 0;
    page.seed_given = false;
}

int live_set(const char *name, size_t length, double value)
{
    char *s = page.n_set < MOST_NAMES ? copy(name, length) : NULL;
    if (s) page.set[page.n_set++] = (lode_live_set){s, value};
    return s != NULL;
}

int live_off(const char *id, size_t length)
{
    char *s = page.n_off < MOST_NAMES ? copy(id, length) : NULL;
    if (s) page.off[page.n_off++] = s;
    return s != NULL;
}

int live_scenario(const char *id, size_t length)
{
    free(page.scenario);
    page.scenario = copy(id, length);
    return page.scenario != NULL;
}

/* A whole number, not negative, up to 2^53. */
void live_seed(double seed)
{
    page.seed = (uint64_t)seed;
    page.seed_given = true;
}

int live_ask(int draws)
{
    lode_live_question q = {.draws = draws, .seed_given = page.seed_given, .seed = page.seed, .scenario = page.scenario,
                            .set = page.set, .n_set = page.n_set, .off = page.off, .n_off = page.n_off};
    lode_text_clear(&page.why);
    return page.live && lode_live_ask(page.live, &q, &page.why);
}

int live_blocks(void) { return (int)lode_live_blocks(page.live); }
int live_draws(void) { return (int)lode_live_draws(page.live); }
int live_partial(void) { return lode_live_partial(page.live); }

/* The packed form of a block, live_packed() bytes; NULL without memory. */
const void *live_compute(int block)
{
    return lode_live_compute(page.live, block, &packed_length);
}

size_t live_packed(void) { return packed_length; }

int live_absorb(const void *packed, size_t length)
{
    lode_text_clear(&page.why);
    return lode_live_absorb(page.live, packed, length, &page.why);
}

const char *live_answer(int draws)
{
    lode_text_clear(&page.answer);
    lode_text_clear(&page.why);
    return lode_live_answer(page.live, draws, &page.answer, &page.why) ? lode_text_str(&page.answer) : NULL;
}

size_t live_answer_length(void) { return page.answer.length; }
const char *live_why(void) { return lode_text_str(&page.why); }
size_t live_why_length(void) { return page.why.length; }
