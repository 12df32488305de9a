/* What blocks are draws of: written, compared, explained. */
#include "study/block_config.h"

#include <string.h>

#include "base/date.h"

/* ---- writing ------------------------------------------------------------------------------------------------------- */

static void put(lode_text *out, const char *key, const char *value)
{
    lode_text_printf(out, "%s=%s", key, value);
    lode_text_putc(out, '\0');
}

static void put_whole(lode_text *out, const char *key, long long value)
{
    lode_text_printf(out, "%s=%lld", key, value);
    lode_text_putc(out, '\0');
}

/* All that decides the numbers of a block. */
static void put_decisive(const lode_built *b, const lode_study_options *o, const lode_block_shape *shape, lode_text *out)
{
    static const char *const DESIGN[] = {"philox", "sobol", "lhs"};
    char day[LODE_DATE_SIZE];
    int32_t until = lode_case_int(b->c, 0, LODE_CASE_EVIDENCE, 0);
    put(out, "program", LODE_VERSION);
    put(out, "input", b->c->sha256);
    put(out, "evidence-until", b->c->evidence_given ? lode_date_format(until, day) : "");
    put(out, "scenario", o->scenario ? o->scenario : "");
    put_whole(out, "claims", o->claims_only);
    put_whole(out, "step", o->step_days);
    put_whole(out, "report", o->report_days);
    put(out, "design", DESIGN[o->design]);
    put_whole(out, "seed", (long long)o->seed);
    /* draw n of random numbers is the same however many there are */
    put_whole(out, "draws", o->design == LODE_DESIGN_PHILOX ? 0 : o->draws);
    for (int32_t i = 0; i < o->n_set; i++) put(out, "set", o->set[i]);
    put_whole(out, "scores", shape->n_score);
    put_whole(out, "bins", shape->n_bin);
    put_whole(out, "claim-values", shape->n_claim);
}

void lode_block_config_put(const lode_built *b, const lode_study_options *o, const lode_block_shape *shape,
                           const lode_block_keep *keep, lode_text *out)
{
    char hex[LODE_SHA256_HEX];
    lode_text decisive = {0};
    put_decisive(b, o, shape, &decisive);
    lode_sha256_hex(lode_text_str(&decisive), decisive.length, hex);
    put(out, "configuration", hex);
    lode_text_add(out, lode_text_str(&decisive), decisive.length);
    put(out, "case", keep->case_folder ? keep->case_folder : "");
    put_whole(out, "all-draws", o->draws);
    put_whole(out, "flips", o->flips);
    if (keep->n_shard > 0) lode_text_printf(out, "shard=%d/%d", keep->shard + 1, keep->n_shard);
    if (keep->n_shard > 0) lode_text_putc(out, '\0');
    out->failed = out->failed || decisive.failed;
    lode_text_free(&decisive);
}

/* ---- reading ------------------------------------------------------------------------------------------------------- */

/* The string at `at`, and the place of the next one; NULL at the end, and for a string without its NUL. */
static const char *next(const lode_text *t, size_t *at)
{
    const char *s = lode_text_str(t) + *at;
    const char *end = *at < t->length ? memchr(s, '\0', t->length - *at) : NULL;
    if (!end) return NULL;
    *at += (size_t)(end - s) + 1;
    return s;
}

const char *lode_block_config_nth(const lode_text *config, const char *key, int32_t i)
{
    size_t at = 0, length = strlen(key);
    for (const char *s; (s = next(config, &at));)
        if (strncmp(s, key, length) == 0 && s[length] == '=' && i-- == 0) return s + length + 1;
    return NULL;
}

const char *lode_block_config_get(const lode_text *config, const char *key)
{
    const char *value = lode_block_config_nth(config, key, 0);
    return value ? value : "";
}

bool lode_block_config_same(const lode_text *a, const lode_text *b)
{
    const char *hash = lode_block_config_get(a, "configuration");
    return *hash && strcmp(hash, lode_block_config_get(b, "configuration")) == 0;
}

static bool is_key(const char *s, const char *key)
{
    size_t length = strlen(key);
    return strncmp(s, key, length) == 0 && s[length] == '=';
}

/* In words, that here it says `here` and there `there`: both "key=value". */
static void explain(const char *here, const char *there, lode_text *out)
{
    const char *mine = strchr(here, '='), *theirs = strchr(there, '=');
    int key = mine ? (int)(mine - here) : 0;
    bool alike = mine && theirs && theirs - there == key && strncmp(here, there, (size_t)key) == 0;
    if (is_key(here, "set") || is_key(there, "set")) lode_text_puts(out, "the values given with --set differ");
    else if (is_key(here, "input")) lode_text_puts(out, "the files of the case are not the same");
    else if (is_key(here, "program")) lode_text_puts(out, "another version of the program made it");
    else if (is_key(here, "claims")) lode_text_puts(out, "one is of `run`, the other of `claims`");
    else if (alike && !is_key(here, "scores") && !is_key(here, "bins") && !is_key(here, "claim-values"))
        lode_text_printf(out, "--%.*s is %s there, %s here", key, here, theirs[1] ? theirs + 1 : "not given",
                         mine[1] ? mine + 1 : "not given");
    else lode_text_puts(out, "another build of the program made it");
}

void lode_block_config_differ(const lode_text *here, const lode_text *there, lode_text *out)
{
    size_t a = 0, b = 0;
    for (;;) {
        const char *mine = next(here, &a), *theirs = next(there, &b);
        if (!mine || !theirs) break;
        if (strcmp(mine, theirs) == 0 || is_key(mine, "configuration")) continue;
        explain(mine, theirs, out);
        return;
    }
    lode_text_puts(out, "another build of the program made it");
}
