/* Cases with one mistake each: what is said, and where. Every row edits the case that `lodestone new`
 * writes. */
#include "case/spoiled.h"

typedef enum act {
    REPLACE,   /* every edit: the first `find` by `with`   */
    APPEND,    /* edit[0].with at the end of the file      */
    CUT,       /* the file ends before edit[0].find        */
    BLOAT,     /* edit[0].find becomes a word of a megabyte */
    WHOLE,     /* the file is edit[0].with, and no more    */
    DELETE,    /* there is no such file                    */
    DIRECTORY, /* a folder stands in place of the file     */
} act;

typedef struct mistake {
    const char *name;
    act act;
    const char *file;
    struct {
        const char *find, *with;
    } edit[4];
    int32_t code; /* 0: a good case                                    */
    int32_t line, column;
    const char *said;  /* in message or hint, NULL: anything                 */
    const char *where; /* file of the problem, NULL: the edited one          */
    int32_t n_error;   /* errors in all, 0: one for errors, none for others  */
    int32_t absent;    /* code that may not be among the problems, 0: any    */
} mistake;

static const mistake MISTAKES[] = {
#include "broken/yaml.inc"
#include "broken/csv.inc"
#include "broken/values.inc"
#include "broken/between.inc"
#include "broken/claims.inc"
#include "broken/dependences.inc"
};

static void spoil(lode_t *t, const folder *f, const mistake *m)
{
    char path[PATH_SIZE];
    lode_file old = {0};
    lode_text text = {0};
    path_in(f, m->file, path);
    switch (m->act) {
    case REPLACE:
        for (int i = 0; i < 4 && m->edit[i].find; i++)
            replace_in(t, f, m->file, m->edit[i].find, m->edit[i].with);
        return;
    case APPEND:
    case CUT:
    case BLOAT:
        read_file(t, f, m->file, &old);
        if (m->act != APPEND) {
            char *at = strstr(old.data, m->edit[0].find);
            CHECK(t, at != NULL);
            lode_text_add(&text, old.data, (size_t)(at - old.data));
            for (int i = 0; i < 1024 * 1024 && m->act == BLOAT; i++) lode_text_putc(&text, 'x');
            if (m->act == BLOAT) lode_text_puts(&text, at + strlen(m->edit[0].find));
        } else {
            lode_text_puts(&text, old.data);
            lode_text_puts(&text, m->edit[0].with);
        }
        write_file(t, f, m->file, lode_text_str(&text), text.length);
        break;
    case WHOLE:
        write_file(t, f, m->file, m->edit[0].with, strlen(m->edit[0].with));
        return;
    case DELETE:
        CHECK(t, unlink(path) == 0);
        return;
    case DIRECTORY:
        unlink(path);
        CHECK(t, mkdir(path, 0777) == 0);
        return;
    }
    lode_text_free(&text);
    lode_file_free(&old);
}

/* Whether a problem is the one that the row expects. */
static bool is_expected(const folder *f, const mistake *m, const lode_diag *d)
{
    char path[PATH_SIZE];
    path_in(f, m->where ? m->where : m->file, path);
    if (d->code != m->code || d->line != m->line || d->column != m->column) return false;
    if (d->file && strcmp(d->file, path) != 0) return false;
    return !m->said || strstr(d->message, m->said) || (d->hint && strstr(d->hint, m->said));
}

/* Codes that were seen in any case of the table. */
static bool seen[LODE_DIAG_END];

static bool check_mistake(lode_t *t, const mistake *m)
{
    folder f;
    make_case(t, &f);
    spoil(t, &f, m);
    lode_diags d = {0};
    lode_case *c = lode_case_read(f.path, &d);
    bool found = m->code == 0;
    lode_severity severity = LODE_NOTE;
    for (int32_t i = 0; i < d.n_item; i++) {
        seen[d.item[i].code] = true;
        if (!is_expected(&f, m, &d.item[i])) continue;
        found = true;
        severity = d.item[i].severity;
    }
    int32_t n_error = m->n_error ? m->n_error : severity == LODE_ERROR && m->code;
    bool absent = true;
    for (int32_t i = 0; i < d.n_item; i++) absent = absent && (!m->absent || d.item[i].code != m->absent);
    bool ok = found && absent && d.n_error == n_error && (c != NULL) == (d.n_error == 0);
    if (!ok) {
        char *text = problems_of(&d);
        printf("# %s: expected %d at %d:%d, %d errors; got\n", m->name, (int)m->code, (int)m->line,
               (int)m->column, (int)n_error);
        for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
            printf("#   %s\n", line);
        free(text);
    }
    lode_case_free(c);
    lode_diags_free(&d);
    remove_folder(&f);
    return ok;
}

static void every_mistake_is_named_with_its_place(lode_t *t)
{
    size_t n = sizeof MISTAKES / sizeof MISTAKES[0], n_wrong = 0;
    for (size_t i = 0; i < n; i++) n_wrong += !check_mistake(t, &MISTAKES[i]);
    printf("# %zu broken or unusual cases\n", n);
    CHECK_INT(t, n_wrong, 0);
    CHECK(t, n >= 60);
}

/* Those that other tests raise, or that need files too large for a test. */
static bool is_tested_elsewhere(int32_t code)
{
    static const int32_t elsewhere[] = {
        LODE_DIAG_NO_FOLDER,      LODE_DIAG_FILE_TOO_LARGE, LODE_DIAG_TOO_MANY_RECORDS,
        LODE_DIAG_YAML_TOO_MANY,  LODE_DIAG_GUESS_MORE,     LODE_DIAG_LEFT_OUT_MORE,
        LODE_DIAG_CASE_LARGE,     LODE_DIAG_MORE_OF_KIND,   LODE_DIAG_UNKNOWN_SUPPLIER,
        LODE_DIAG_SHARES_NOT_ONE,  LODE_DIAG_SHARE_OF_NOTHING,
    };
    for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
        if (elsewhere[i] == code) return true;
    return false;
}

static void every_code_has_a_case(lode_t *t)
{
    int32_t n, n_missing = 0;
    if (!seen[LODE_DIAG_YAML_SYNTAX]) SKIP(t, "looks at what the other test has seen");
    const lode_diag_kind *kind = lode_diag_catalogue(&n);
    for (int32_t i = 0; i < n; i++) {
        bool ours = kind[i].code >= 100 && kind[i].code < 400;
        if (!ours || seen[kind[i].code] || is_tested_elsewhere(kind[i].code)) continue;
        printf("# no case for %d %s\n", (int)kind[i].code, kind[i].name);
        n_missing++;
    }
    CHECK_INT(t, n_missing, 0);
}

static const lode_test TESTS[] = {
    TEST(every_mistake_is_named_with_its_place),
    TEST(every_code_has_a_case),
};

LODE_TEST_MAIN(TESTS)
