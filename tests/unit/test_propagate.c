/* Networks of firms: names, rows, reading and its complaints, repair, the binary form, events. */
#include "lode_test.h"
#include "propagate/it_read.h"
#include "propagate/net_file.h"
#include "propagate/net_make.h"
#include "scratch.h"

static const lode_net_how plain = {.threads = 1}, repair = {.repair = true, .threads = 1};

static bool has_code(const lode_diags *d, int code)
{
    for (int32_t k = 0; k < d->n_item; k++)
        if (d->item[k].code == code) return true;
    return false;
}

static void numbers_are_those_of_the_library(lode_t *t)
{
    static const char *const WORDS[] = {"1", "-2.5", "0.1", "123456789.123456789", "1e-7", "4.35e22", "17976931348623157e292", "3.14159265358979323846",
                                        "0.00000000000000000000001", "9007199254740993", ".5", "5."};
    for (size_t k = 0; k < sizeof WORDS / sizeof WORDS[0]; k++) {
        double x = 0;
        lode_plain_cell c = {WORDS[k], strlen(WORDS[k])};
        lode_note(t, "%s", WORDS[k]);
        CHECK(t, lode_cell_number(&c, &x) && x == strtod(WORDS[k], NULL));
    }
    static const char *const BAD[] = {"", "-", ".", "1e", "1e+", "x", "1x", "nan", "inf", "1e999", "0x10", "1 2"};
    for (size_t k = 0; k < sizeof BAD / sizeof BAD[0]; k++) {
        double x;
        lode_plain_cell c = {BAD[k], strlen(BAD[k])};
        lode_note(t, "%s", BAD[k]);
        CHECK(t, !lode_cell_number(&c, &x));
    }
}

static void names_keep_their_numbers(lode_t *t)
{
    lode_ids ids = {0};
    char word[32];
    for (int k = 0; k < 5000; k++) {
        int n = snprintf(word, sizeof word, k % 2 ? "%d" : "a-rather-long-name-%d", k);
        CHECK_INT(t, lode_ids_add(&ids, word, (size_t)n), k);
    }
    for (int k = 0; k < 5000; k++) {
        int n = snprintf(word, sizeof word, k % 2 ? "%d" : "a-rather-long-name-%d", k);
        CHECK_INT(t, lode_ids_find(&ids, word, (size_t)n), k);
        CHECK_STR(t, lode_ids_name(&ids, k), word);
    }
    CHECK_INT(t, lode_ids_find(&ids, "nobody", 6), -1);
    lode_ids_free(&ids);
}

static void every_problem_is_reported_at_once(lode_t *t)
{
    char where[512];
    lode_diags d = {0};
    lode_it_input in;
    scratch_begin(t, where, sizeof where);
    scratch_put(t, where, "sector.txt", "a 1 0\nb 2 0\nc x 0\nc 3 0\n");
    scratch_put(t, where, "links.txt", "a b 1\na b 2\nb c -1\nb a 0\nnobody a 1\na c\na c one\n");
    scratch_put(t, where, "final.txt", "a 1\nd 2\nb -3\n");
    scratch_put(t, where, "options.txt", "stesp=3\nrationing=9\n");
    CHECK(t, !lode_it_read(&in, where, &plain, NULL, 0, &d));
    CHECK(t, has_code(&d, LODE_DIAG_NET_OPTION) && has_code(&d, LODE_DIAG_NET_OPTION_VALUE));
    CHECK(t, has_code(&d, LODE_DIAG_NET_INTEGER) && has_code(&d, LODE_DIAG_NET_NEGATIVE) && has_code(&d, LODE_DIAG_NET_ZERO));
    CHECK(t, has_code(&d, LODE_DIAG_NET_SKIPPED) && has_code(&d, LODE_DIAG_NET_CELLS) && has_code(&d, LODE_DIAG_NET_NUMBER));
    CHECK(t, has_code(&d, LODE_DIAG_NET_UNKNOWN_FIRM) && has_code(&d, LODE_DIAG_NET_DOUBLE));
    lode_it_input_free(&in);
    lode_diags_free(&d);
    scratch_end(where);
}

static void repair_lists_what_it_does(lode_t *t)
{
    char where[512];
    lode_diags d = {0};
    lode_it_input in;
    scratch_begin(t, where, sizeof where);
    scratch_put(t, where, "sector.txt", "a 1 0\nb 2 0\n");
    scratch_put(t, where, "links.txt", "a b 1\na b 2\nb a -1\nb a 0\n");
    scratch_put(t, where, "final.txt", "a 1\nd 2\nb -3\n");
    CHECK(t, lode_it_read(&in, where, &repair, NULL, 0, &d));
    CHECK_INT(t, in.net.n_link, 1);
    CHECK_NEAR(t, in.net.amount[0], 3, 0);
    CHECK_NEAR(t, in.net.final[1], 0, 0);
    CHECK_INT(t, d.n_warning, 5);
    lode_it_input_free(&in);
    lode_diags_free(&d);
    scratch_end(where);
}

static void a_packed_network_is_the_same(lode_t *t)
{
    char where[512], path[600];
    lode_diags d = {0};
    lode_text why = {0};
    lode_net net, back;
    lode_net_recipe r = lode_net_recipe_default();
    scratch_begin(t, where, sizeof where);
    snprintf(path, sizeof path, "%s/net.lnet", where);
    CHECK(t, lode_net_make(&r, &net));
    CHECK_INT(t, net.n_firm, r.firms);
    CHECK_INT(t, net.n_link, r.links);
    CHECK(t, lode_net_save(&net, path, NULL, &why));
    CHECK(t, lode_net_read(&back, path, &plain, &d));
    CHECK_INT(t, back.n_link, net.n_link);
    CHECK(t, memcmp(back.amount, net.amount, (size_t)net.n_link * 8) == 0);
    CHECK(t, memcmp(back.supplier, net.supplier, (size_t)net.n_link * 4) == 0);
    CHECK_STR(t, lode_ids_name(&back.ids, 41), "42");
    CHECK_INT(t, lode_ids_find(&back.ids, "1000", 4), 999);

    /* every byte changed is noticed, or does not matter */
    lode_file f;
    CHECK(t, lode_file_read(&f, path, 1 << 24, &why));
    for (size_t at = 0; at < f.length; at += 97) {
        lode_net bad;
        f.data[at] = (char)(f.data[at] ^ 0x41);
        bool ok = lode_net_parse(&bad, f.data, f.length, "net", &d);
        const char *reason;
        CHECK(t, !ok || lode_net_valid(&bad, &reason));
        lode_net_free(&bad);
        f.data[at] = (char)(f.data[at] ^ 0x41);
    }
    for (size_t size = 0; size < f.length; size += 1009) {
        lode_net bad;
        CHECK(t, !lode_net_parse(&bad, f.data, size, "net", &d));
        lode_net_free(&bad);
    }
    lode_file_free(&f);
    lode_net_free(&net);
    lode_net_free(&back);
    lode_text_free(&why);
    lode_diags_free(&d);
    scratch_end(where);
}

static void no_firm_has_more_clients_than_the_cap(lode_t *t)
{
    lode_net net;
    lode_net_recipe r = lode_net_recipe_default();
    r.firms = 3000;
    r.links = 20000;
    r.hub_cap = 0.01;
    CHECK(t, lode_net_make(&r, &net) && lode_net_turn(&net));
    for (int32_t s = 0; s < net.n_firm; s++) {
        CHECK(t, net.out_ptr[s + 1] - net.out_ptr[s] <= 30);
        CHECK(t, s == 0 || net.out_ptr[s + 1] - net.out_ptr[s] <= net.out_ptr[s] - net.out_ptr[s - 1]);
    }
    CHECK_INT(t, net.n_link, 20000);
    lode_net_free(&net);
}

/* --- events: a mine (a), a smelter (b), a shop (c) ------------------------------------------------------ */

static void run_chain(lode_t *t, const char *events, int32_t steps, lode_it_result *r)
{
    char where[512], set[32];
    lode_diags d = {0};
    lode_it_input in;
    scratch_begin(t, where, sizeof where);
    scratch_put(t, where, "links.csv", "supplier,customer,amount\na,b,10\nb,c,20\n");
    scratch_put(t, where, "firms.csv", "firm,sector,final,region\na,ore,0,X\nb,metal,5,X\nc,shop,30,Y\n");
    scratch_put(t, where, "options.txt", "order=1\nrationing=0\ninventory=10\ntau=3\n");
    scratch_put(t, where, "events.csv", events);
    snprintf(set, sizeof set, "steps=%d", (int)steps);
    const char *const sets[] = {set};
    bool ok = lode_it_read(&in, where, &plain, sets, 1, &d);
    for (int32_t k = 0; k < d.n_item; k++) printf("# %s\n", d.item[k].message);
    CHECK(t, ok);
    lode_it_model *m = lode_it_model_new(&in.net);
    CHECK(t, m && lode_it_run(m, &in.options, &in.shocks, 1, NULL, r));
    lode_it_model_free(m);
    lode_it_input_free(&in);
    lode_diags_free(&d);
    scratch_end(where);
}

static void the_largest_capacity_loss_counts_and_capital_adds_up(lode_t *t)
{
    lode_it_result r;
    run_chain(t, "kind,who,delta,first,last\ncapacity,a,0.3,0,5\ncapacity,a,0.2,0,5\ncapital,c,0.3,1,5\ncapital,c,0.4,2,5\n", 8, &r);
    CHECK_NEAR(t, r.loss[1], 3, 1e-12);
    CHECK_NEAR(t, r.loss[2], 3 + 9, 1e-12);
    CHECK_NEAR(t, r.loss[3], 3 + 21, 1e-12);
    CHECK_NEAR(t, r.loss[7], 0, 1e-12);
    lode_it_result_free(&r);
}

static void a_barred_link_delivers_nothing(lode_t *t)
{
    lode_it_result r;
    run_chain(t, "kind,who,to,delta,first,last\nlink,region:X,region:Y,1,0,3\n", 5, &r);
    CHECK_NEAR(t, r.production[1], 65 - 20, 1e-12); /* b sells 5 instead of 25; a still 10; c lives on stocks */
    CHECK(t, r.production[5] > r.production[4]);
    lode_it_result_free(&r);
}

static void rebuilding_orders_and_restores(lode_t *t)
{
    lode_it_result r;
    run_chain(t, "kind,who,to,delta,first,last,amount,days\nrebuild,a,c,0.5,0,0,10,5\nrebuild,a,b,0.1,0,0,1,5\n", 40, &r);
    CHECK_NEAR(t, r.loss[1], 6, 1e-12);
    CHECK(t, r.loss[3] < r.loss[2] && r.loss[2] <= r.loss[1]);
    CHECK_NEAR(t, r.loss[40], 0, 1e-9);
    lode_it_result_free(&r);
}

static const lode_test tests[] = {
    TEST(numbers_are_those_of_the_library),
    TEST(names_keep_their_numbers),
    TEST(every_problem_is_reported_at_once),
    TEST(repair_lists_what_it_does),
    TEST(a_packed_network_is_the_same),
    TEST(no_firm_has_more_clients_than_the_cap),
    TEST(the_largest_capacity_loss_counts_and_capital_adds_up),
    TEST(a_barred_link_delivers_nothing),
    TEST(rebuilding_orders_and_restores),
};
LODE_TEST_MAIN(tests)
