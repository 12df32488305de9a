/* Options of a model as lines key=value. */
#include "propagate/settings.h"

#include <string.h>
#include <sys/stat.h>

#include "propagate/rows.h"

enum { MOST_BYTES = 1 << 20, MOST_KEYS = 64 };

static const lode_setting *find(const lode_setting *known, int32_t n, const char *key, size_t size)
{
    for (int32_t k = 0; k < n; k++)
        if (strlen(known[k].key) == size && memcmp(known[k].key, key, size) == 0) return &known[k];
    return NULL;
}

static void unknown(const lode_setting *known, int32_t n, const char *key, size_t size, lode_place at, lode_diags *d)
{
    const char *names[MOST_KEYS];
    char word[64];
    size_t shown = size < sizeof word - 1 ? size : sizeof word - 1;
    memcpy(word, key, shown);
    word[shown] = '\0';
    for (int32_t k = 0; k < n && k < MOST_KEYS; k++) names[k] = known[k].key;
    int32_t near = lode_nearest(word, names, n < MOST_KEYS ? n : MOST_KEYS);
    lode_diag_add(d, LODE_DIAG_NET_OPTION, at, NULL, word);
    if (near >= 0) lode_diag_hint(d, "did you mean '%s'?", names[near]);
}

static bool yes_no(const lode_plain_cell *c, bool *x)
{
    static const char *const YES[] = {"yes", "true", "1", "TRUE"}, *const NO[] = {"no", "false", "0", "FALSE"};
    for (int k = 0; k < 4; k++) {
        bool yes = strlen(YES[k]) == c->size && memcmp(YES[k], c->text, c->size) == 0;
        bool no = strlen(NO[k]) == c->size && memcmp(NO[k], c->text, c->size) == 0;
        if (yes || no) *x = yes;
        if (yes || no) return true;
    }
    return false;
}

static void set(const lode_setting *s, const lode_plain_cell *c, lode_place at, lode_arena *arena, lode_diags *d)
{
    double x = 0;
    int64_t whole = 0;
    bool ok = true;
    switch (s->kind) {
    case LODE_SETTING_WHOLE:
        ok = lode_cell_integer(c, &whole) && (double)whole >= s->low && (double)whole <= s->high;
        if (ok) *(int32_t *)s->value = (int32_t)whole;
        break;
    case LODE_SETTING_NUMBER:
        ok = lode_cell_number(c, &x) && x >= s->low && x <= s->high;
        if (ok) *(double *)s->value = x;
        break;
    case LODE_SETTING_YES_NO: ok = yes_no(c, s->value); break;
    case LODE_SETTING_TEXT: {
        char *text = LODE_TAKE(arena, c->size + 1, char);
        if (text) memcpy(text, c->text, c->size);
        else lode_diag_no_memory(d);
        *(const char **)s->value = text;
        break;
    }
    }
    if (ok) return;
    lode_diag_add(d, LODE_DIAG_NET_OPTION_VALUE, at, NULL, s->key, (int)(c->size < 40 ? c->size : 40), c->text);
    if (s->kind == LODE_SETTING_YES_NO) lode_diag_hint(d, "it is yes or no");
    else
        lode_diag_hint(d, "it is a %s from %g to %g", s->kind == LODE_SETTING_WHOLE ? "whole number" : "number", s->low,
                       s->high);
}

void lode_setting_take(const lode_setting *known, int32_t n, const char *text, size_t size, lode_place at,
                       lode_arena *arena, lode_diags *d)
{
    const char *equals = memchr(text, '=', size);
    size_t key = equals ? (size_t)(equals - text) : size;
    while (key > 0 && (text[key - 1] == ' ' || text[key - 1] == '\t')) key--;
    const lode_setting *s = find(known, n, text, key);
    if (!s) {
        unknown(known, n, text, key, at, d);
        return;
    }
    lode_plain_cell value = {"", 0};
    if (equals) value = (lode_plain_cell){equals + 1, size - (size_t)(equals + 1 - text)};
    while (value.size > 0 && (*value.text == ' ' || *value.text == '\t')) value.text++, value.size--;
    set(s, &value, at, arena, d);
}

void lode_settings_read(const lode_setting *known, int32_t n, const char *path, lode_arena *arena, lode_diags *d)
{
    struct stat st;
    lode_file f = {0};
    lode_text why = {0};
    if (stat(path, &st) != 0) return;
    if (!lode_file_read(&f, path, MOST_BYTES, &why)) {
        lode_diag_add(d, LODE_DIAG_NET_UNREADABLE, (lode_place){0}, NULL, lode_text_str(&why));
        lode_text_free(&why);
        return;
    }
    int32_t line = 0;
    for (const char *at = f.data, *end = f.data + f.length; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop) stop = end;
        const char *to = stop;
        line++;
        int32_t column = 1;
        while (at < to && (*at == ' ' || *at == '\t')) at++, column++;
        while (to > at && (to[-1] == ' ' || to[-1] == '\t' || to[-1] == '\r')) to--;
        if (to > at && *at != '#')
            lode_setting_take(known, n, at, (size_t)(to - at), (lode_place){path, line, column, (int32_t)(to - at)}, arena,
                              d);
        at = stop < end ? stop + 1 : end;
    }
    lode_file_free(&f);
}
