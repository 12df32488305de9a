/* A result as one SQLite file. It is made in memory and written in one go, so that a run that ends early leaves none. */
#include "out/store.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>

#include "base/date.h"
#include "out/inner.h"
#include "out/tables.h"
#include "study/ensemble.h"

static const char SCHEMA[] =
    "PRAGMA page_size = 4096;"
    "CREATE TABLE run (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
    "CREATE TABLE inputs (input INTEGER PRIMARY KEY, name TEXT UNIQUE, unit TEXT, low REAL, central REAL, high REAL, "
    "dist TEXT, grade TEXT, source TEXT, given INTEGER);"
    "CREATE TABLE draws (draw INTEGER PRIMARY KEY, left_out INTEGER, product TEXT);"
    "CREATE TABLE input_values (input INTEGER, draw INTEGER, value REAL, PRIMARY KEY (input, draw)) WITHOUT ROWID;"
    "CREATE TABLE outcomes (outcome INTEGER PRIMARY KEY, scenario TEXT, actor TEXT, product TEXT, name TEXT, unit TEXT);"
    "CREATE TABLE outcome_values (outcome INTEGER, draw INTEGER, value REAL, date TEXT, PRIMARY KEY (outcome, draw)) "
    "WITHOUT ROWID;"
    "CREATE TABLE bands (scenario TEXT, actor TEXT, product TEXT, variable TEXT, unit TEXT, date TEXT, p05 REAL, p25 REAL, "
    "p50 REAL, p75 REAL, p95 REAL, mean REAL);";

/* A store being filled. After the first failure nothing more is done. */
typedef struct filler {
    const lode_result *r;
    sqlite3 *db;
    sqlite3_stmt *row;
    int column;
    bool failed;
} filler;

/* ---- rows ---------------------------------------------------------------------------------------------------------- */

static void begin(filler *f, const char *insert)
{
    f->failed = f->failed || sqlite3_prepare_v2(f->db, insert, -1, &f->row, NULL) != SQLITE_OK;
}

static void end(filler *f)
{
    sqlite3_finalize(f->row);
    f->row = NULL;
}

static void text(filler *f, const char *s)
{
    if (!f->failed) f->failed = sqlite3_bind_text(f->row, ++f->column, s, -1, SQLITE_TRANSIENT) != SQLITE_OK;
}

static void integer(filler *f, int64_t x)
{
    if (!f->failed) f->failed = sqlite3_bind_int64(f->row, ++f->column, x) != SQLITE_OK;
}

/* NULL where it is not finite. */
static void number(filler *f, double x)
{
    if (f->failed) return;
    f->column++;
    f->failed = (isfinite(x) ? sqlite3_bind_double(f->row, f->column, x) : sqlite3_bind_null(f->row, f->column)) != SQLITE_OK;
}

/* NULL: it does not come. */
static void date(filler *f, double day)
{
    char room[LODE_DATE_SIZE];
    if (isfinite(day)) text(f, lode_date_format((int32_t)day, room));
    else number(f, NAN);
}

static void next(filler *f)
{
    f->failed = f->failed || sqlite3_step(f->row) != SQLITE_DONE || sqlite3_reset(f->row) != SQLITE_OK;
    f->column = 0;
}

/* ---- tables -------------------------------------------------------------------------------------------------------- */

static void put_run(filler *f)
{
    char hash[LODE_SHA256_HEX], seed[32], day[LODE_DATE_SIZE];
    lode_text command = {0};
    lode_out_command(f->r, &command);
    lode_out_input_hash(f->r, hash);
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)f->r->options.seed);
    const char *const pair[][2] = {
        {"lodestone", LODE_VERSION},
        {"case", f->r->c->id},
        {"case_sha256", f->r->c->sha256},
        {"input_sha256", hash},
        {"as_of", lode_date_format(lode_out_as_of(f->r), day)},
        {"seed", seed},
        {"design", lode_out_design(f->r)},
        {"command", lode_text_str(&command)},
    };
    begin(f, "INSERT INTO run VALUES (?, ?)");
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        text(f, pair[i][0]);
        text(f, pair[i][1]);
        next(f);
    }
    end(f);
    f->failed |= command.failed;
    lode_text_free(&command);
}

static void put_inputs(filler *f)
{
    const lode_case *c = f->r->c;
    begin(f, "INSERT INTO inputs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (int32_t i = 0; i < c->n_input && !f->failed; i++) {
        const lode_input *input = &c->input[i];
        const char grade[2] = {(char)('A' + (input->grade & 3)), '\0'};
        integer(f, i);
        text(f, input->name);
        text(f, input->unit);
        number(f, input->low);
        number(f, input->central);
        number(f, input->high);
        text(f, lode_out_dist(input->dist));
        text(f, input->given ? grade : "");
        text(f, input->source >= 0 ? lode_case_key(c, LODE_T_SOURCES, input->source) : "");
        integer(f, input->given);
        next(f);
    }
    end(f);
}

static void put_draws(filler *f)
{
    const lode_ensemble *e = f->r->draws;
    begin(f, "INSERT INTO draws VALUES (?, ?, ?)");
    for (int64_t n = 0; n < e->n_draw && !f->failed; n++) {
        integer(f, n);
        integer(f, e->left_out[n] != 0);
        text(f, e->left_out[n] ? lode_case_key(f->r->c, LODE_T_PRODUCTS, e->culprit[n]) : "");
        next(f);
    }
    end(f);
}

/* What every draw took of the uncertain inputs: made again from its number. */
static void put_input_values(filler *f)
{
    const lode_ensemble *e = f->r->draws;
    const lode_case *c = f->r->c;
    lode_arena arena = {0};
    lode_lane *x = LODE_TAKE(&arena, c->n_input + 1, lode_lane);
    double *value = LODE_TAKE(&arena, (int64_t)c->n_input * e->n_draw + 1, double);
    f->failed |= !x || !value;
    for (int64_t n = 0; n < e->n_draw && !f->failed; n += LODE_LANES) {
        lode_draws_fill(&e->design, n, x);
        for (int32_t i = 0; i < c->n_input; i++)
            for (int64_t k = 0; k < LODE_LANES && n + k < e->n_draw; k++) value[i * e->n_draw + n + k] = x[i].v[k];
    }
    begin(f, "INSERT INTO input_values VALUES (?, ?, ?)");
    for (int32_t i = 0; i < c->n_input && !f->failed; i++)
        for (int64_t n = 0; n < e->n_draw && e->design.place[i] >= 0 && !f->failed; n++) {
            integer(f, i);
            integer(f, n);
            number(f, value[i * e->n_draw + n]);
            next(f);
        }
    end(f);
    lode_arena_free(&arena);
}

/* Is there a draw in which scalar s of scenario i says something? */
static bool tells(const lode_ensemble *e, int32_t i, int32_t s, bool is_date)
{
    const double *column = lode_ensemble_column(e, i, s);
    for (int64_t n = 0; n < e->n_draw; n++)
        if (!e->left_out[n] && (is_date ? isfinite(column[n]) : column[n] != column[0] || column[n] != 0)) return true;
    return false;
}

static const char *unit_of(const lode_case *c, const lode_scalar_about *about)
{
    bool of_product = about->product >= 0 && about->unit[0] == 'u';
    return of_product ? lode_case_text(c, about->product, LODE_PRODUCTS_UNIT) : about->unit;
}

static void put_outcomes(filler *f)
{
    const lode_ensemble *e = f->r->draws;
    const lode_case *c = f->r->c;
    sqlite3_stmt *about_row = NULL, *value_row = NULL;
    begin(f, "INSERT INTO outcomes VALUES (?, ?, ?, ?, ?, ?)");
    about_row = f->row;
    begin(f, "INSERT INTO outcome_values VALUES (?, ?, ?, ?)");
    value_row = f->row;
    for (int32_t i = 0; i < e->n_scenario; i++)
        for (int32_t s = 0; s < e->scalars->n && !f->failed; s++) {
            bool is_date = lode_scalar_is_date(e->scalars, s);
            if (!tells(e, i, s, is_date)) continue;
            lode_scalar_about about = lode_scalar_of(e->scalars, s);
            int64_t id = (int64_t)i * e->scalars->n + s;
            const double *column = lode_ensemble_column(e, i, s);
            f->row = about_row;
            integer(f, id);
            text(f, lode_case_key(c, LODE_T_SCENARIOS, e->scenario[i]));
            text(f, about.actor >= 0 ? lode_case_key(c, LODE_T_ACTORS, about.actor) : "");
            text(f, about.product >= 0 ? lode_case_key(c, LODE_T_PRODUCTS, about.product) : "");
            text(f, about.name);
            text(f, unit_of(c, &about));
            next(f);
            f->row = value_row;
            for (int64_t n = 0; n < e->n_draw && !f->failed; n++) {
                if (e->left_out[n]) continue;
                integer(f, id);
                integer(f, n);
                number(f, is_date ? NAN : column[n]);
                if (is_date) date(f, column[n]);
                else number(f, NAN);
                next(f);
            }
        }
    sqlite3_finalize(about_row);
    sqlite3_finalize(value_row);
    f->row = NULL;
}

static void put_bands(filler *f)
{
    const lode_result *r = f->r;
    begin(f, "INSERT INTO bands VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (int32_t i = 0; i < r->n_scenario; i++)
        for (int32_t j = 0; j < r->scenario[i].n_series; j++) {
            const lode_series *s = &r->scenario[i].series[j];
            for (int32_t d = 0; d < r->n_date && !f->failed; d++) {
                const lode_quantity *q = &s->value[d];
                text(f, lode_out_scenario(r, &r->scenario[i]));
                text(f, lode_case_key(r->c, LODE_T_ACTORS, s->actor));
                text(f, s->product >= 0 ? lode_case_key(r->c, LODE_T_PRODUCTS, s->product) : "");
                text(f, s->variable);
                text(f, s->unit);
                date(f, r->date[d]);
                const double x[] = {q->p05, q->p25, q->p50, q->p75, q->p95, q->mean};
                for (int k = 0; k < 6; k++) number(f, x[k]);
                next(f);
            }
        }
    end(f);
}

/* ---- the file ------------------------------------------------------------------------------------------------------ */

bool lode_store_write(const lode_result *r, lode_outdir *d, lode_text *why)
{
    filler f = {.r = r};
    sqlite3_int64 size = 0;
    unsigned char *bytes = NULL;
    f.failed = sqlite3_open(":memory:", &f.db) != SQLITE_OK || sqlite3_exec(f.db, SCHEMA, NULL, NULL, NULL) != SQLITE_OK ||
               sqlite3_exec(f.db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK;
    if (!f.failed) put_run(&f);
    if (!f.failed) put_inputs(&f);
    if (!f.failed && r->draws) put_draws(&f);
    if (!f.failed && r->options.draws > 1) put_input_values(&f);
    if (!f.failed && r->draws) put_outcomes(&f);
    if (!f.failed) put_bands(&f);
    f.failed = f.failed || sqlite3_exec(f.db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK;
    if (!f.failed) bytes = sqlite3_serialize(f.db, "main", &size, 0);
    if (!bytes) lode_text_printf(why, "cannot write 'run.sqlite': %s", f.db ? sqlite3_errmsg(f.db) : "out of memory");
    bool ok = bytes && lode_outdir_write(d, "run.sqlite", (const char *)bytes, (size_t)size, why);
    sqlite3_free(bytes);
    sqlite3_close(f.db);
    return ok;
}
