/* Reading a case: the passes in their order, from files to a checked case. */
#define _XOPEN_SOURCE 700 /* realpath */
#include "case/reader.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "case/folder.h"

/* --- the case being read ------------------------------------------------------------------ */

/* The last part of a folder's path, as the system knows it: `.` and `..` have names, too. */
static const char *folder_id(lode_reader *r, const char *dir)
{
    char real[PATH_MAX];
    if (realpath(dir, real) && real[1] != '\0') dir = real;
    size_t end = strlen(dir);
    while (end > 1 && dir[end - 1] == '/') end--;
    size_t start = end;
    while (start > 0 && dir[start - 1] != '/') start--;
    char *id = LODE_TAKE(&r->store->arena, end - start + 1, char);
    if (!id) lode_reader_no_memory(r);
    else memcpy(id, dir + start, end - start);
    return id;
}

/* An empty case: file names of the tables, and the records that are always there. */
static bool begin(lode_reader *r, const char *dir)
{
    r->near_left = LODE_MAX_NEAR;
    lode_store *s = r->store = calloc(1, sizeof *s);
    if (!s) return lode_reader_no_memory(r);
    s->c.store = s;
    s->c.dir = lode_folder_path(r, "", dir);
    s->c.id = folder_id(r, dir);
    if (!s->c.dir || !s->c.id) return false;
    for (int32_t t = 0; t < LODE_N_TABLE; t++) {
        const lode_table_spec *table = lode_schema_table(t);
        lode_text name = {0};
        if (table->place == LODE_CSV) lode_text_printf(&name, "%s.csv", table->name);
        else lode_text_puts(&name, "case.yaml");
        if (!name.failed) {
            s->file_name[t] = lode_folder_path(r, "", name.data);
            s->path[t] = lode_folder_path(r, dir, name.data);
        }
        lode_text_free(&name);
        if (!s->file_name[t] || !s->path[t]) return lode_reader_no_memory(r);

        bool always = table->place == LODE_YAML_ROOT || table->place == LODE_YAML_ONE;
        lode_place place = {.file = s->path[t], .line = table->place == LODE_YAML_ROOT};
        if (always && !lode_record_add(r, t, place)) return false;
    }
    return true;
}

/* --- files -------------------------------------------------------------------------------- */

static bool read_file(lode_reader *r, lode_table_id t, const lode_case_bytes *file)
{
    const char *bytes = file->bytes, *path = r->store->path[t];
    size_t length = file->length;
    r->raw[t].present = true;
    if (length > LODE_MAX_FILE) {
        lode_diag_add(r->diags, LODE_DIAG_FILE_TOO_LARGE, (lode_place){.file = path}, NULL,
                      (int)LODE_MAX_FILE);
        r->raw[t].broken = true;
        return true;
    }
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    if (lode_check_text(r, path, bytes, length))
        return t == LODE_T_CASE ? lode_read_yaml(r, bytes, length)
                                : lode_read_csv(r, t, bytes, length);
    for (int32_t i = 0; i < LODE_N_TABLE; i++)
        if (i == (int32_t)t || (t == LODE_T_CASE && lode_schema_table(i)->place != LODE_CSV))
            r->raw[i].broken = true;
    return true;
}

/* Required files that nobody has given. */
static void missing_files(lode_reader *r)
{
    for (int32_t t = 0; t < LODE_N_TABLE; t++) {
        lode_raw_table *raw = &r->raw[t];
        const lode_table_spec *table = lode_schema_table(t);
        bool of_file = table->place == LODE_CSV || t == LODE_T_CASE;
        if (of_file && table->need == LODE_REQUIRED && !raw->present) {
            lode_diag_add(r->diags, LODE_DIAG_FILE_MISSING, (lode_place){.file = r->store->path[t]},
                          NULL, r->store->file_name[t]);
            lode_diag_hint(r->diags, "one row is %s; 'lodestone new DIR' writes an example",
                           table->what);
            raw->broken = true;
        }
    }
    if (r->raw[LODE_T_CASE].broken)
        for (int32_t t = 0; t < LODE_N_TABLE; t++)
            if (lode_schema_table(t)->place != LODE_CSV) r->raw[t].broken = true;
    if (!r->raw[LODE_T_ACTORS].present && !r->raw[LODE_T_ACTORS].broken) {
        lode_place top = {.file = r->store->path[LODE_T_ACTORS], .line = 1};
        lode_diag_add(r->diags, LODE_DIAG_MISSING_KEY, top, NULL, "actors");
        lode_diag_hint(r->diags, "one entry is %s", lode_schema_table(LODE_T_ACTORS)->what);
        r->raw[LODE_T_ACTORS].broken = true;
    }
}

static bool read_files(lode_reader *r, const lode_case_bytes *file, int32_t n)
{
    for (int32_t i = 0; i < n; i++) {
        int32_t t = lode_folder_table(file[i].name);
        if (t >= 0 && !r->raw[t].present && !read_file(r, t, &file[i])) return false;
    }
    missing_files(r);
    return true;
}

/* --- the passes --------------------------------------------------------------------------- */

/* as_of and evidence_until are needed before anything else; what is wrong with them is reported
 * with the other values. */
static void find_evidence_date(lode_reader *r)
{
    const lode_record *root = &r->raw[LODE_T_CASE].record[0];
    if (r->options.evidence_given) {
        r->evidence_until = r->options.evidence_until;
        r->evidence_known = true;
        return;
    }
    int32_t first = lode_schema_table(LODE_T_CASE)->first_column;
    for (int pass = 0; pass < 2 && !r->evidence_known; pass++) {
        int32_t c = pass == 0 ? LODE_CASE_EVIDENCE : LODE_CASE_AS_OF;
        for (int32_t i = root->first; i < root->first + root->n; i++) {
            const lode_written *w = &r->written[i];
            if (w->slot != (c - first) * LODE_N_PART || w->text[0] == '\0') continue;
            if (!lode_date_parse(w->text, strlen(w->text), &r->evidence_until)) return;
            r->evidence_known = true;
        }
    }
}

static bool any_broken(const lode_reader *r)
{
    for (int32_t t = 0; t < LODE_N_TABLE; t++)
        if (r->raw[t].broken) return true;
    return false;
}

static void run(lode_reader *r, const lode_case_bytes *file, int32_t n)
{
    if (!read_files(r, file, n)) return;
    find_evidence_date(r);
    if (!lode_read_keys(r) || !lode_read_values(r) || !lode_read_derived(r) || !lode_read_names(r))
        return;
    lode_folder_hash(file, n, r->store->c.sha256);
    if (!any_broken(r)) lode_check_case(&r->store->c, !r->incomplete, r->diags);
}

/* Give back what only the reader needed; the case, or NULL after errors. */
static lode_case *finish(lode_reader *r)
{
    lode_store *s = r->store;
    for (int32_t t = 0; t < LODE_N_TABLE; t++) free(r->raw[t].record);
    free(r->written);
    free(r->input);
    free(r->list);
    free(r->text);
    lode_arena_free(&r->scratch);
    if (s && (r->failed || r->diags->n_error > 0)) {
        lode_case_free(&s->c);
        return NULL;
    }
    return s ? &s->c : NULL;
}

/* --- public ------------------------------------------------------------------------------- */

lode_case *lode_case_read(const char *dir, lode_diags *diags)
{
    return lode_case_read_with(dir, NULL, diags);
}

lode_case *lode_case_read_with(const char *dir, const lode_case_options *options, lode_diags *diags)
{
    lode_reader r = {.diags = diags};
    if (options) r.options = *options;
    lode_folder folder = {0};
    lode_case_bytes *file = NULL;
    if (begin(&r, dir) && lode_folder_read(&r, &folder, dir)) {
        file = calloc((size_t)folder.n + 1, sizeof *file);
        if (!file) lode_reader_no_memory(&r);
    }
    if (file) {
        int32_t n = 0;
        for (int32_t i = 0; i < folder.n; i++) {
            const char *name = folder.name[i];
            if (lode_folder_table(name) < 0) {
                const char *path = lode_folder_path(&r, dir, name);
                if (path) lode_folder_unknown(&r, path, name);
            } else if (folder.ok[i])
                file[n++] = (lode_case_bytes){name, folder.file[i].data, folder.file[i].length};
        }
        if (!r.failed) run(&r, file, n);
    }
    free(file);
    lode_folder_free(&folder);
    return finish(&r);
}

lode_case *lode_case_read_files_with(const lode_case_bytes *file, int32_t n, const lode_case_options *options,
                                     lode_diags *diags)
{
    lode_reader r = {.diags = diags};
    if (options) r.options = *options;
    const char *dir = options && options->dir ? options->dir : "";
    if (begin(&r, dir)) {
        for (int32_t i = 0; i < n && !r.failed; i++) {
            if (lode_folder_table(file[i].name) >= 0) continue;
            const char *path = *dir ? lode_folder_path(&r, dir, file[i].name) : file[i].name;
            if (path) lode_folder_unknown(&r, path, file[i].name);
        }
        if (!r.failed) run(&r, file, n);
    }
    return finish(&r);
}

lode_case *lode_case_read_files(const lode_case_bytes *file, int32_t n, lode_diags *diags)
{
    return lode_case_read_files_with(file, n, NULL, diags);
}
