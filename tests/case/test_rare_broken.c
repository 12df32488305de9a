/* The case of rare earths with one mistake each: what is said, and where. Where is told by text, not by numbers, so that
 * the case may grow: the place is that of the mark | in `at`, in the file as it has become. */
#include <stdlib.h>

#include "case/rare.h"
#include "lower/build.h"
#include "study/readings.h"

typedef struct mistake {
    const char *name;
    const char *file;      /* that is edited                                                          */
    struct {
        const char *find, *with; /* the one place that says `find`; find NULL: `with` goes to the end */
    } edit[3];
    int32_t code;
    const char *at;        /* text around the place of the problem, which is at |; NULL: 0:0          */
    const char *where;     /* file of the problem, NULL: the edited one                               */
    const char *said;      /* in message or hint, NULL: anything                                      */
    int32_t n_error;       /* errors in all, 0: one for an error, none for a warning                  */
    const char *extra;     /* name of one more file                                                   */
    bool gone;             /* the file is not there at all                                            */
} mistake;

static const mistake MISTAKES[] = {
#include "broken/rare_yaml.inc"
#include "broken/rare_tables.inc"
};

/* Where the text has the part, NULL unless just once: an edit of the case must not move a mistake to another row. */
static const char *found_once(const mistake *m, const char *text, const char *part)
{
    const char *at = strstr(text, part);
    bool once = at && !strstr(at + 1, part);
    if (!once) printf("# %s: '%s' is there %s\n", m->name, part, at ? "more than once" : "nowhere");
    return once ? at : NULL;
}

static bool spoil(lode_t *t, const mistake *m, rare *r)
{
    int file = rare_find(t, m->file);
    lode_text *text = &r->text[file];
    if (m->gone) lode_text_clear(text);
    for (int i = 0; i < 3 && m->edit[i].with; i++) {
        lode_text with = {0};
        const char *old = lode_text_str(text), *find = m->edit[i].find;
        const char *at = find ? found_once(m, old, find) : old + text->length;
        if (!at) return false;
        lode_text_add(&with, old, (size_t)(at - old));
        lode_text_puts(&with, m->edit[i].with);
        lode_text_puts(&with, at + (find ? strlen(find) : 0));
        rare_put(r, file, with.data, with.length);
        lode_text_free(&with);
    }
    return true;
}

/* Line and column of the mark in `at`, from 1. */
static bool find_place(lode_t *t, const mistake *m, const rare *r, int32_t *line, int32_t *column)
{
    *line = *column = 0;
    if (!m->at) return true;
    const char *mark = strchr(m->at, '|'), *text = lode_text_str(&r->text[rare_find(t, m->where ? m->where : m->file)]);
    lode_text part = {0};
    CHECK(t, mark != NULL);
    lode_text_add(&part, m->at, (size_t)(mark - m->at));
    lode_text_puts(&part, mark + 1);
    const char *at = found_once(m, text, lode_text_str(&part));
    lode_text_free(&part);
    if (!at) return false;
    at += mark - m->at;
    *line = *column = 1;
    for (const char *c = text; c < at; c++) {
        *column = *c == '\n' ? 1 : *column + 1;
        *line += *c == '\n';
    }
    return true;
}

static bool is_expected(const mistake *m, const lode_diag *d, int32_t line, int32_t column)
{
    if (d->code != m->code || d->line != line || d->column != column) return false;
    if (d->file && strcmp(d->file, m->extra ? m->extra : m->where ? m->where : m->file) != 0) return false;
    return !m->said || strstr(d->message, m->said) || (d->hint && strstr(d->hint, m->said));
}

static bool check_mistake(lode_t *t, const mistake *m)
{
    rare r;
    rare_begin(t, &r);
    int32_t line = 0, column = 0;
    bool placed = spoil(t, m, &r) && find_place(t, m, &r, &line, &column);
    lode_diags d = {0};
    lode_case *c = rare_read(&r, m->extra, &d);
    lode_built *b = c ? lode_build(c, &d) : NULL;
    bool built = b != NULL && d.n_error == 0;
    if (b) lode_readings_free(lode_readings_new(b, &d)); /* formulas of claims */
    const lode_diag *found = NULL;
    for (int32_t i = 0; i < d.n_item; i++)
        if (is_expected(m, &d.item[i], line, column)) found = &d.item[i];
    int32_t n_error = m->n_error ? m->n_error : found && found->severity == LODE_ERROR;
    bool ok = placed && found && d.n_error == n_error && (built || d.n_error > 0);
    if (!ok) {
        printf("# %s: expected %d at %d:%d, %d errors; got\n", m->name, (int)m->code, (int)line, (int)column, (int)n_error);
        for (int32_t i = 0; i < d.n_item; i++)
            if (d.item[i].severity == LODE_ERROR || d.item[i].code == m->code)
                printf("#   %s:%d:%d: %d %s = %s\n", d.item[i].file ? d.item[i].file : "", (int)d.item[i].line, (int)d.item[i].column,
                       (int)d.item[i].code, d.item[i].message, d.item[i].hint ? d.item[i].hint : "");
    }
    lode_built_free(b);
    lode_case_free(c);
    lode_diags_free(&d);
    rare_end(&r);
    return ok;
}

static void every_mistake_in_a_large_case_is_named_with_its_place(lode_t *t)
{
    size_t n = sizeof MISTAKES / sizeof MISTAKES[0], n_wrong = 0;
    for (size_t i = 0; i < n; i++) n_wrong += !check_mistake(t, &MISTAKES[i]);
    printf("# %zu mistakes\n", n);
    CHECK_INT(t, n_wrong, 0);
    CHECK(t, n >= 60);
}

static void every_file_and_many_codes_are_among_them(lode_t *t)
{
    bool code[LODE_DIAG_END] = {false}, file[RARE_FILES] = {false};
    int32_t n_code = 0;
    for (size_t i = 0; i < sizeof MISTAKES / sizeof MISTAKES[0]; i++) {
        n_code += !code[MISTAKES[i].code];
        code[MISTAKES[i].code] = true;
        file[rare_find(t, MISTAKES[i].file)] = true;
    }
    for (int i = 0; i < RARE_FILES; i++) {
        lode_note(t, "%s", RARE_NAME[i]);
        CHECK(t, file[i]);
    }
    CHECK(t, n_code >= 40);
}

static const lode_test TESTS[] = {
    TEST(every_mistake_in_a_large_case_is_named_with_its_place),
    TEST(every_file_and_many_codes_are_among_them),
};

LODE_TEST_MAIN(TESTS)
