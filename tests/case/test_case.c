/* Reading good cases: what comes out, under which names, and that order and line ends do not matter. */
#include "case/spoiled.h"

/* The case of a folder, which must be without errors. */
static lode_case *read_good(lode_t *t, const folder *f)
{
    lode_diags d = {0};
    lode_case *c = lode_case_read(f->path, &d);
    char *text = problems_of(&d);
    if (!c) printf("# %s\n", text);
    free(text);
    lode_diags_free(&d);
    CHECK(t, c != NULL);
    return c;
}

static const lode_input *input(lode_t *t, const lode_case *c, const char *name)
{
    int32_t i = lode_case_find_input(c, name);
    lode_note(t, "%s", name);
    CHECK(t, i >= 0);
    return &c->input[i];
}

/* --- what is read ------------------------------------------------------------------------- */

static void the_example_has_no_problems(lode_t *t)
{
    folder f;
    make_case(t, &f);
    lode_diags d = {0};
    lode_case *c = lode_case_read(f.path, &d);
    CHECK(t, c != NULL);
    CHECK_INT(t, d.n_error + d.n_warning + d.n_note, 0);
    CHECK_STR(t, c->dir, f.path);
    CHECK_HAS(t, c->id, "lodestone-");
    CHECK_INT(t, strlen(c->sha256), 64);
    lode_case_free(c);
    lode_diags_free(&d);
    remove_folder(&f);
}

static void inputs_are_named_by_table_key_and_column(lode_t *t)
{
    folder f;
    make_case(t, &f);
    lode_case *c = read_good(t, &f);
    /* the default end use of a stock and a blank product of a route are left out */
    CHECK_NEAR(t, input(t, c, "stocks[XCC,metal].cover_days")->central, 60, 0);
    CHECK_NEAR(t, input(t, c, "routes[XAA,XCC].transit_days")->low, 28, 0);
    CHECK_NEAR(t, input(t, c, "recipes[refine,input,ore].per_unit")->high, 2.4, 0);
    CHECK_NEAR(t, input(t, c, "measures.aa-licence.share")->central, 0.7, 0);
    CHECK_NEAR(t, input(t, c, "parameters.psi")->high, 0.8, 0);
    CHECK_INT(t, lode_case_find_input(c, "sites[ore@XAA].capacity_per_year"), -1);
    lode_case_free(c);
    remove_folder(&f);
}

static void grade_d_is_uniform_and_better_grades_are_pert(lode_t *t)
{
    folder f;
    make_case(t, &f);
    lode_case *c = read_good(t, &f);
    CHECK_INT(t, input(t, c, "parameters.psi")->dist, LODE_DIST_UNIFORM);
    CHECK_INT(t, input(t, c, "parameters.psi")->grade, 3);
    CHECK_INT(t, input(t, c, "measures.aa-licence.share")->dist, LODE_DIST_PERT);
    CHECK_INT(t, input(t, c, "measures.aa-licence.share")->grade, 2);
    CHECK_INT(t, input(t, c, "recipes[mine,output,ore].per_unit")->dist, LODE_DIST_FIXED);
    lode_case_free(c);
    remove_folder(&f);
}

static void what_is_not_written_is_a_fixed_default_without_source(lode_t *t)
{
    folder f;
    make_case(t, &f);
    lode_case *c = read_good(t, &f);
    const lode_input *in = input(t, c, "parameters.refill_days");
    CHECK(t, !in->given);
    CHECK_NEAR(t, in->central, 30, 0);
    CHECK_INT(t, in->dist, LODE_DIST_FIXED);
    CHECK_INT(t, in->source, -1);
    CHECK(t, input(t, c, "parameters.psi")->given);
    CHECK_INT(t, input(t, c, "parameters.psi")->source,
              lode_case_find(c, LODE_T_SOURCES, "example"));
    lode_case_free(c);
    remove_folder(&f);
}

static void working_days_are_marked(lode_t *t)
{
    folder f;
    make_case(t, &f);
    lode_case *c = read_good(t, &f);
    CHECK(t, input(t, c, "measures.aa-licence.processing_days")->working_days);
    CHECK(t, !input(t, c, "measures.aa-ban.processing_days")->working_days);
    lode_case_free(c);
    remove_folder(&f);
}

static void a_quantity_may_have_a_source_and_a_grade_of_its_own(lode_t *t)
{
    folder f;
    make_case(t, &f);
    replace_in(t, &f, "sources.csv", "example,", "other,Other,nobody,,,\nexample,");
    replace_in(t, &f, "projects.csv", "capex_usd,", "capex_usd_source,capex_usd_grade,capex_usd,");
    replace_in(t, &f, "projects.csv", "120000000,", "other,B,120000000,");
    lode_case *c = read_good(t, &f);
    const lode_input *in = input(t, c, "projects[refinery-cc].capex_usd");
    CHECK_INT(t, in->source, lode_case_find(c, LODE_T_SOURCES, "other"));
    CHECK_INT(t, in->grade, 1);
    CHECK_INT(t, in->dist, LODE_DIST_PERT);
    CHECK_INT(t, input(t, c, "projects[refinery-cc].slippage_days")->source,
              lode_case_find(c, LODE_T_SOURCES, "example"));
    lode_case_free(c);
    remove_folder(&f);
}

static void references_are_rows_and_rows_are_sorted(lode_t *t)
{
    folder f;
    make_case(t, &f);
    lode_case *c = read_good(t, &f);
    int32_t site = lode_case_find(c, LODE_T_SITES, "pump@XBB");
    CHECK(t, site >= 0);
    CHECK_INT(t, lode_case_int(c, site, LODE_SITES_ACTOR, -1),
              lode_case_find(c, LODE_T_ACTORS, "XBB"));
    CHECK_STR(t, lode_case_text(c, site, LODE_SITES_RECIPE), "build-pump");
    CHECK_STR(t, lode_case_text(c, site, LODE_SITES_NAME), "");
    for (int32_t i = 1; i < c->table[LODE_T_SITES].n_row; i++)
        CHECK(t,
              strcmp(lode_case_key(c, LODE_T_SITES, i - 1), lode_case_key(c, LODE_T_SITES, i)) < 0);
    CHECK_STR(t, lode_case_key(c, LODE_T_DEMAND, 0), "XAA,pump,civil");
    lode_place place = lode_case_place(c, site, LODE_SITES_RECIPE);
    CHECK_HAS(t, place.file, "sites.csv");
    CHECK_INT(t, place.line, 11);
    CHECK_INT(t, place.column, 14);
    CHECK_INT(t, place.length, 10);
    lode_case_free(c);
    remove_folder(&f);
}

/* --- scenarios ---------------------------------------------------------------------------- */

static void the_status_quo_has_what_is_in_force_at_as_of(lode_t *t)
{
    folder f;
    make_case(t, &f);
    lode_case *c = read_good(t, &f);
    int32_t quo = lode_case_find(c, LODE_T_SCENARIOS, "status-quo");
    int32_t ban = lode_case_find(c, LODE_T_SCENARIOS, "ban");
    CHECK(t, quo >= 0 && lode_case_find(c, LODE_T_SCENARIOS, "no-measures") >= 0);
    CHECK(t, lode_case_in_status_quo(c, lode_case_find(c, LODE_T_MEASURES, "aa-licence")));
    CHECK(t, !lode_case_in_status_quo(c, lode_case_find(c, LODE_T_MEASURES, "aa-ban")));
    CHECK_INT(t, lode_case_int(c, ban, LODE_SCENARIOS_EXTENDS, -1), quo);
    CHECK_INT(t, lode_case_cell(c, quo, LODE_SCENARIOS_MEASURES)->n, 1);
    lode_case_free(c);
    remove_folder(&f);
}

static void a_declared_status_quo_is_taken_as_it_is(lode_t *t)
{
    folder f;
    make_case(t, &f);
    replace_in(t, &f, "case.yaml", "  ban:\n", "  status-quo:\n    measures: [aa-ban]\n  ban:\n");
    lode_case *c = read_good(t, &f);
    CHECK(t, !lode_case_in_status_quo(c, lode_case_find(c, LODE_T_MEASURES, "aa-licence")));
    CHECK(t, lode_case_in_status_quo(c, lode_case_find(c, LODE_T_MEASURES, "aa-ban")));
    lode_case_free(c);
    remove_folder(&f);
}

static void rows_that_became_known_too_late_are_left_out(lode_t *t)
{
    folder f;
    make_case(t, &f);
    replace_in(t, &f, "projects.csv", ",grade\n", ",grade,known_since\n");
    replace_in(t, &f, "projects.csv", ",example,D\n", ",example,D,2025-07-01\n");
    replace_in(t, &f, "case.yaml", "    projects: [refinery-cc]\n", "");
    lode_diags d = {0};
    lode_case *c = lode_case_read(f.path, &d);
    CHECK(t, c != NULL);
    CHECK_INT(t, c->table[LODE_T_PROJECTS].n_row, 0);
    CHECK_INT(t, d.n_note, 1);
    lode_case_free(c);
    lode_diags_free(&d);
    remove_folder(&f);
}

/* --- order and form ----------------------------------------------------------------------- */

static bool same_cell(const lode_case *a, const lode_case *b, const lode_cell *x,
                      const lode_cell *y)
{
    if (x->set != y->set || x->given != y->given || x->n != y->n || x->i != y->i) return false;
    for (int32_t i = 0; i < x->n; i++)
        if (a->list[x->first + i] != b->list[y->first + i]) return false;
    return true;
}

static bool same_input(const lode_input *x, const lode_input *y)
{
    return strcmp(x->name, y->name) == 0 &&
           memcmp(&x->central, &y->central, sizeof x->central) == 0 &&
           memcmp(&x->low, &y->low, sizeof x->low) == 0 &&
           memcmp(&x->high, &y->high, sizeof x->high) == 0 && x->dist == y->dist &&
           x->given == y->given && x->grade == y->grade && x->source == y->source &&
           x->row == y->row && x->column == y->column && x->working_days == y->working_days;
}

/* Everything but places and hash. */
static void check_same(lode_t *t, const lode_case *a, const lode_case *b)
{
    for (int32_t k = 0; k < LODE_N_TABLE; k++) {
        lode_note(t, "table %s", lode_schema_table(k)->name);
        CHECK_INT(t, a->table[k].n_row, b->table[k].n_row);
        for (int32_t i = 0; i < a->table[k].n_row; i++)
            CHECK_STR(t, lode_case_key(a, k, i), lode_case_key(b, k, i));
        int32_t n = a->table[k].n_row * a->table[k].n_column;
        for (int32_t i = 0; i < n; i++)
            CHECK(t, same_cell(a, b, &a->table[k].cell[i], &b->table[k].cell[i]));
    }
    CHECK_INT(t, a->n_input, b->n_input);
    for (int32_t i = 0; i < a->n_input; i++) CHECK(t, same_input(&a->input[i], &b->input[i]));
    for (int32_t c = 0; c < LODE_N_COLUMN; c++) {
        lode_type type = lode_schema_column(c)->type;
        lode_table_id table = lode_schema_column(c)->table;
        for (int32_t i = 0; i < a->table[table].n_row; i++)
            if (type == LODE_TEXT || type == LODE_KEY)
                CHECK_STR(t, lode_case_text(a, i, c), lode_case_text(b, i, c));
    }
}

/* Write the rows of a CSV file in the opposite order. */
static void reverse_rows(lode_t *t, const folder *f, const char *name)
{
    lode_file old;
    lode_text text = {0};
    read_file(t, f, name, &old);
    char *header = strchr(old.data, '\n') + 1;
    lode_text_add(&text, old.data, (size_t)(header - old.data));
    char *end = old.data + old.length;
    while (end > header) {
        char *start = end - 1;
        while (start > header && start[-1] != '\n') start--;
        lode_text_add(&text, start, (size_t)(end - start));
        end = start;
    }
    write_file(t, f, name, lode_text_str(&text), text.length);
    lode_text_free(&text);
    lode_file_free(&old);
}

static void the_order_of_rows_changes_nothing_but_the_hash(lode_t *t)
{
    static const char *const file[] = {"products.csv", "sites.csv", "recipes.csv", "demand.csv",
                                       "routes.csv"};
    folder f;
    make_case(t, &f);
    lode_case *before = read_good(t, &f);
    for (int i = 0; i < 5; i++) reverse_rows(t, &f, file[i]);
    replace_in(t, &f, "case.yaml", "  XAA: {name: Alphaland}\n", "");
    replace_in(t, &f, "case.yaml", "defence_first: yes}\n",
               "defence_first: yes}\n  XAA: {name: Alphaland}\n");
    lode_case *after = read_good(t, &f);
    check_same(t, before, after);
    CHECK(t, strcmp(before->sha256, after->sha256) != 0);
    lode_case_free(before);
    lode_case_free(after);
    remove_folder(&f);
}

static void the_same_files_have_the_same_hash_wherever_they_are(lode_t *t)
{
    folder f, g;
    make_case(t, &f);
    make_case(t, &g);
    write_file(t, &g, "letter.txt", "not part of the case", 20);
    lode_case *a = read_good(t, &f), *b = read_good(t, &g);
    CHECK_STR(t, a->sha256, b->sha256);
    lode_case_free(a);
    lode_case_free(b);
    remove_folder(&f);
    remove_folder(&g);
}

/* Every line end as CRLF and a byte order mark in front. */
static void make_foreign(lode_t *t, const folder *f, const char *name)
{
    lode_file old;
    lode_text text = {0};
    read_file(t, f, name, &old);
    lode_text_puts(&text, "\xEF\xBB\xBF");
    for (size_t i = 0; i < old.length; i++) {
        if (old.data[i] == '\n') lode_text_putc(&text, '\r');
        lode_text_putc(&text, old.data[i]);
    }
    write_file(t, f, name, text.data, text.length);
    lode_text_free(&text);
    lode_file_free(&old);
}

static void line_ends_and_byte_order_marks_change_nothing(lode_t *t)
{
    folder f;
    make_case(t, &f);
    lode_case *before = read_good(t, &f);
    for (int i = 0; i < LODE_N_TEMPLATE; i++) make_foreign(t, &f, lode_template[i].name);
    lode_case *after = read_good(t, &f);
    check_same(t, before, after);
    int32_t site = lode_case_find(after, LODE_T_SITES, "ore@XAA");
    CHECK_INT(t, lode_case_place(after, site, LODE_SITES_ACTOR).column, 9);
    lode_case_free(before);
    lode_case_free(after);
    remove_folder(&f);
}

static void a_case_in_memory_is_the_same(lode_t *t)
{
    folder f;
    make_case(t, &f);
    lode_case *before = read_good(t, &f);
    lode_text text[LODE_N_TEMPLATE] = {{0}};
    lode_case_bytes file[LODE_N_TEMPLATE];
    for (int i = 0; i < LODE_N_TEMPLATE; i++) {
        lode_template_text(&lode_template[i], &text[i]);
        file[i] = (lode_case_bytes){lode_template[i].name, text[i].data, text[i].length};
    }
    lode_diags d = {0};
    lode_case *after = lode_case_read_files(file, LODE_N_TEMPLATE, &d);
    CHECK(t, after != NULL);
    check_same(t, before, after);
    CHECK_STR(t, before->sha256, after->sha256);
    for (int i = 0; i < LODE_N_TEMPLATE; i++) lode_text_free(&text[i]);
    lode_case_free(before);
    lode_case_free(after);
    lode_diags_free(&d);
    remove_folder(&f);
}

/* --- many mistakes ------------------------------------------------------------------------ */

static void all_mistakes_are_reported_in_one_run(lode_t *t)
{
    folder f;
    make_case(t, &f);
    replace_in(t, &f, "case.yaml", "announced: 2025-03-01", "announced: 2025-02-30");
    replace_in(t, &f, "case.yaml", "kind: ban", "kind: bann");
    replace_in(t, &f, "products.csv", "400,300,500", "4OO,300,500");
    replace_in(t, &f, "sites.csv", "ore@XBB,XBB", "ore@XBB,XBC");
    replace_in(t, &f, "demand.csv", "0.3,0.25,0.35", "0.3,0.35,0.25");
    replace_in(t, &f, "stocks.csv", "XCC,metal", "XCC,mettle");
    replace_in(t, &f, "sources.csv", "nobody", "");
    lode_diags d = {0};
    lode_case *c = lode_case_read(f.path, &d);
    static const int32_t code[] = {165, 163, 167, 201, 171, 201, 160};
    char *text = problems_of(&d);
    if (d.n_error != 7) printf("# %s\n", text);
    free(text);
    CHECK(t, c == NULL);
    CHECK_INT(t, d.n_error, 7);
    for (int i = 0; i < 7; i++) {
        bool found = false;
        for (int32_t k = 0; k < d.n_item; k++) found |= d.item[k].code == code[i];
        lode_note(t, "code %d", (int)code[i]);
        CHECK(t, found);
    }
    lode_diags_free(&d);
    remove_folder(&f);
}

static void a_folder_that_is_not_there_is_an_error(lode_t *t)
{
    lode_diags d = {0};
    CHECK(t, lode_case_read("/nowhere/at-all", &d) == NULL);
    CHECK_INT(t, d.n_error, 1);
    CHECK_INT(t, d.item[0].code, 101);
    lode_diags_free(&d);
}

static void an_empty_folder_lacks_every_required_file(lode_t *t)
{
    folder f;
    make_folder(t, &f);
    lode_diags d = {0};
    CHECK(t, lode_case_read(f.path, &d) == NULL);
    CHECK_INT(t, d.n_error, 6); /* case.yaml, products, sites, recipes, demand, sources */
    for (int32_t i = 0; i < d.n_item; i++) CHECK_INT(t, d.item[i].code, 103);
    lode_diags_free(&d);
    remove_folder(&f);
}

static void hundreds_of_guesses_are_summed_up(lode_t *t)
{
    folder f;
    make_case(t, &f);
    lode_text rows = {0};
    lode_text_puts(&rows, "from,to,transit_days,product,source,grade\n");
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < 4; k++)
            lode_text_printf(&rows, "%s,%s,%d,%s,example,D\n", i % 2 ? "XAA" : "XBB",
                             k % 2 ? "XAA" : "XBB", 10 + i,
                             i < 2 ? (k < 2 ? "ore" : "metal") : (k < 2 ? "motor" : "pump"));
    write_file(t, &f, "routes.csv", rows.data, rows.length);
    lode_text_free(&rows);
    lode_diags d = {0};
    lode_case *c = lode_case_read(f.path, &d);
    CHECK(t, c != NULL);
    CHECK_INT(t, d.n_warning, 11); /* ten and a sum */
    lode_case_free(c);
    lode_diags_free(&d);
    remove_folder(&f);
}

static const lode_test TESTS[] = {
    TEST(the_example_has_no_problems),
    TEST(inputs_are_named_by_table_key_and_column),
    TEST(grade_d_is_uniform_and_better_grades_are_pert),
    TEST(what_is_not_written_is_a_fixed_default_without_source),
    TEST(working_days_are_marked),
    TEST(a_quantity_may_have_a_source_and_a_grade_of_its_own),
    TEST(references_are_rows_and_rows_are_sorted),
    TEST(the_status_quo_has_what_is_in_force_at_as_of),
    TEST(a_declared_status_quo_is_taken_as_it_is),
    TEST(rows_that_became_known_too_late_are_left_out),
    TEST(the_order_of_rows_changes_nothing_but_the_hash),
    TEST(the_same_files_have_the_same_hash_wherever_they_are),
    TEST(line_ends_and_byte_order_marks_change_nothing),
    TEST(a_case_in_memory_is_the_same),
    TEST(all_mistakes_are_reported_in_one_run),
    TEST(a_folder_that_is_not_there_is_an_error),
    TEST(an_empty_folder_lacks_every_required_file),
    TEST(hundreds_of_guesses_are_summed_up),
};

LODE_TEST_MAIN(TESTS)
