/* Reading trade tables and shocks; decompression; and the reference tables, where they are there. */
#include "scratch.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/gunzip.h"
#include "trade/measure.h"
#include "trade/read.h"
#include "unit/trade_world.h"

static const char REFERENCE[] = "../shared/reference/trade";

/* --- gzip --------------------------------------------------------------------------------------- */

static const unsigned char FIXED[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02,
                                      0x03, 0x4b, 0x4c, 0x4a, 0x4e, 0x44, 0x45, 0x5c, 0x00,
                                      0x4a, 0xe4, 0x66, 0x35, 0x13, 0x00, 0x00, 0x00};
static const unsigned char STORED[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x03,
                                       0x01, 0x07, 0x00, 0xf8, 0xff, 0x61, 0x62, 0x63, 0x61, 0x62,
                                       0x63, 0x0a, 0xb1, 0x65, 0xcf, 0x4d, 0x07, 0x00, 0x00, 0x00};
static const unsigned char DYNAMIC[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
                                        0x2d, 0x8c, 0xc9, 0x11, 0x00, 0x41, 0x08, 0x02, 0x53, 0xa2,
                                        0x21, 0xff, 0xdc, 0x16, 0xdc, 0xf1, 0xa1, 0x1c, 0x5d, 0x4a,
                                        0x28, 0x8e, 0xa5, 0xc8, 0x96, 0x51, 0x83, 0x4e, 0x65, 0x57,
                                        0x66, 0x9a, 0x79, 0x29, 0x16, 0x94, 0x3c, 0x90, 0x0b, 0x4d,
                                        0x6a, 0x5b, 0xdc, 0x18, 0x7e, 0xb6, 0x4c, 0x6f, 0xe6, 0x5e,
                                        0xf7, 0x7e, 0x32, 0xc1, 0xcc, 0x07, 0x4a, 0x65, 0xba, 0xbc,
                                        0x78, 0x00, 0x00, 0x00};
static const char DYNAMIC_TEXT[] = "001032320030220210010000202002301002102001012011320302201102002"
                                   "130301200000021121020020310231210120000010000201010011000";

static bool unpack(const unsigned char *bytes, size_t n, size_t limit, lode_file *f)
{
    lode_text why = {0};
    bool ok = lode_gunzip((const char *)bytes, n, limit, f, &why);
    lode_text_free(&why);
    return ok;
}

static void all_kinds_of_blocks_are_read(lode_t *t)
{
    lode_file f;
    CHECK(t, unpack(FIXED, sizeof FIXED, 1000, &f));
    CHECK_STR(t, f.data, "abcabcabcabcabcabc\n");
    lode_file_free(&f);
    CHECK(t, unpack(STORED, sizeof STORED, 1000, &f));
    CHECK_STR(t, f.data, "abcabc\n");
    lode_file_free(&f);
    CHECK(t, unpack(DYNAMIC, sizeof DYNAMIC, 1000, &f));
    CHECK_STR(t, f.data, DYNAMIC_TEXT);
    lode_file_free(&f);
}

static void two_members_are_one_file(lode_t *t)
{
    unsigned char both[sizeof FIXED + sizeof STORED];
    lode_file f;
    memcpy(both, FIXED, sizeof FIXED);
    memcpy(both + sizeof FIXED, STORED, sizeof STORED);
    CHECK(t, unpack(both, sizeof both, 1000, &f));
    CHECK_STR(t, f.data, "abcabcabcabcabcabc\nabcabc\n");
    lode_file_free(&f);
}

static void what_is_too_large_is_refused(lode_t *t)
{
    lode_file f;
    CHECK(t, !unpack(DYNAMIC, sizeof DYNAMIC, 20, &f));
    CHECK(t, f.data == NULL);
}

static void no_damage_changes_the_text_unnoticed(lode_t *t)
{
    unsigned char copy[sizeof DYNAMIC];
    for (size_t n = 0; n < sizeof DYNAMIC; n++) {
        lode_file f;
        CHECK(t, !unpack(DYNAMIC, n, 1000, &f));
        for (int bit = 0; bit < 8; bit++) {
            memcpy(copy, DYNAMIC, sizeof copy);
            copy[n] ^= (unsigned char)(1u << bit);
            /* some bits mean nothing: time, system, what fills the last byte; then the text is right all the same */
            if (unpack(copy, sizeof copy, 100000, &f)) CHECK_STR(t, f.data, DYNAMIC_TEXT);
            lode_file_free(&f);
        }
    }
}

/* --- shocks ------------------------------------------------------------------------------------- */

/* Read a shock of these rows on a world of 4 countries and 3 sectors, of which S00 and S01 are goods. */
static bool shock_of(lode_t *t, const char *rows, lode_trade_table **w, lode_trade_shock **s,
                     lode_diags *d)
{
    char where[400], path[500], text[4000];
    scratch_begin(t, where, sizeof where);
    snprintf(path, sizeof path, "%s/shock.csv", where);
    snprintf(text, sizeof text, "kind,importer,exporter,sector,value\n%s", rows);
    scratch_put(t, where, "shock.csv", text);
    *w = world_make(1, 4, 3, 0.2);
    *s = lode_trade_shock_new(*w);
    bool ok = lode_trade_shock_read(path, *w, *s, d);
    scratch_end(where);
    return ok;
}

static void forget(lode_trade_table *w, lode_trade_shock *s, lode_diags *d)
{
    lode_trade_shock_free(s);
    lode_trade_table_free(w);
    lode_diags_free(d);
}

static void later_rows_win_cell_by_cell(lode_t *t)
{
    lode_trade_table *w;
    lode_trade_shock *s;
    lode_diags d = {0};
    CHECK(t,
          shock_of(t,
                   "tariff_set,*,C01,goods,0.5\ntariff_add,C00,C01,S00,0.25\niceberg,C02,*,*,1.1\n"
                   "elasticity_factor,*,*,S01,0.5\nelasticity_factor,,,S02,2\n",
                   &w, &s, &d));
    CHECK_NEAR(t, s->tariff[lode_trade_at(w, 0, 1, 2)], 0.5, 0.0);
    CHECK_NEAR(t, s->tariff[lode_trade_at(w, 1, 1, 0)], 0.5, 0.0);
    CHECK_NEAR(t, s->tariff[lode_trade_at(w, 0, 1, 0)], w->tariff[lode_trade_at(w, 0, 1, 0)] + 0.25,
               1e-15);
    /* services are no goods, and a wildcard leaves out what one buys from itself */
    CHECK_NEAR(t, s->tariff[lode_trade_at(w, 2, 1, 2)], w->tariff[lode_trade_at(w, 2, 1, 2)], 0.0);
    CHECK_NEAR(t, s->tariff[lode_trade_at(w, 0, 1, 1)], 0.0, 0.0);
    CHECK_NEAR(t, s->iceberg[lode_trade_at(w, 2, 0, 2)], 1.1, 0.0);
    CHECK_NEAR(t, s->iceberg[lode_trade_at(w, 2, 2, 2)], 1.0, 0.0);
    CHECK_NEAR(t, s->elasticity[1], 0.5 * w->elasticity[1], 1e-15);
    CHECK_NEAR(t, s->elasticity[2], 2.0 * w->elasticity[2], 1e-15);
    forget(w, s, &d);
}

static void own_trade_is_changed_where_it_is_named(lode_t *t)
{
    lode_trade_table *w;
    lode_trade_shock *s;
    lode_diags d = {0};
    CHECK(t, shock_of(t, "iceberg,C01,C01,S00,1.5\n", &w, &s, &d));
    CHECK_NEAR(t, s->iceberg[lode_trade_at(w, 0, 1, 1)], 1.5, 0.0);
    forget(w, s, &d);
}

static void deficits_and_productivity_can_change(lode_t *t)
{
    lode_trade_table *w;
    lode_trade_shock *s;
    lode_diags d = {0};
    CHECK(t, shock_of(t,
                      "deficit_factor,*,,,0\ndeficit_set,C00,,,0.1\ndeficit_set,C01,,,-0."
                      "1\nproductivity,,C02,S00,0.9\n",
                      &w, &s, &d));
    CHECK_NEAR(t, s->deficit[0], 0.1, 0.0);
    CHECK_NEAR(t, s->deficit[2], 0.0, 0.0);
    CHECK_NEAR(t, s->productivity[2], 0.9, 0.0);
    CHECK_NEAR(t, s->productivity[1], 1.0, 0.0);
    forget(w, s, &d);
}

static void bad_rows_are_named(lode_t *t)
{
    static const struct {
        const char *row;
        int code;
        int line;
    } bad[] = {{"tariff_set,C00,C01,S00,-1\n", 858, 2},
               {"tariff_set,C00,C01,S00,0.1\ntariff_add,C00,C01,S00,-1.5\n", 858, 3},
               {"iceberg,C00,C01,S00,0\n", 858, 2},
               {"elasticity_factor,*,*,S00,-1\n", 858, 2},
               {"elasticity_factor,C00,*,S00,1\n", 871, 2},
               {"tariff_set,C00,C01,,0.1\n", 870, 2},
               {"tariff_set,C00,C09,S00,0.1\n", 856, 2},
               {"tarif_set,C00,C01,S00,0.1\n", 856, 2},
               {"tariff_set,C00,C01,S00,ten\n", 855, 2},
               {"tariff_set,C00,C01,S00,nan\n", 855, 2},
               {"tariff_set,C00,C01,S00\n", 853, 2},
               {"deficit_set,C00,,,1\n", 863, 2},
               {"", 860, 0}};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        lode_trade_table *w;
        lode_trade_shock *s;
        lode_diags d = {0};
        lode_note(t, "%s", bad[k].row);
        CHECK(t, !shock_of(t, bad[k].row, &w, &s, &d));
        CHECK_INT(t, d.item[0].code, bad[k].code);
        CHECK_INT(t, d.item[0].line, bad[k].line);
        forget(w, s, &d);
    }
}

/* --- reference tables --------------------------------------------------------------------------- */

static lode_trade_table *reference(lode_t *t, const char *name, const char *tariffs,
                                   const char *variant, lode_trade_balance_report *b)
{
    char folder[512];
    struct stat st;
    lode_diags d = {0};
    lode_trade_read_options o = {.variant = variant, .base_tariffs = tariffs};
    snprintf(folder, sizeof folder, "%s/%s", REFERENCE, name);
    if (stat(folder, &st) != 0) SKIP(t, "no reference tables");
    lode_trade_table *w = lode_trade_read(folder, &o, &d);
    CHECK(t, w && lode_trade_balance(w, folder, b, &d));
    lode_diags_free(&d);
    return w;
}

static void balancing_the_table_as_distributed_gives_the_balanced_one(lode_t *t)
{
    lode_trade_balance_report b, b2;
    lode_trade_table *w = reference(t, "wiod2014", NULL, "as_distributed", &b),
                     *v = reference(t, "wiod2014", NULL, NULL, &b2);
    CHECK(t, b.balanced && !b2.balanced);
    CHECK_NEAR(t, b.markets, 0.045, 0.0005);
    CHECK_STR(t, w->country[b.moved_country], "NOR");
    double world = 0.0, other = 0.0;
    for (int32_t n = 0; n < w->n_country; n++)
        world += w->value_added[n], other += v->value_added[n];
    for (int32_t n = 0; n < w->n_country; n++)
        CHECK_NEAR(t, w->value_added[n] / world, v->value_added[n] / other, 1e-9);
    lode_trade_table_free(w);
    lode_trade_table_free(v);
}

/* Move tariffs among CAN, MEX and USA, or all, to those of 2005. */
static void to_2005(const lode_trade_table *w, const lode_trade_table *later, bool world,
                    lode_trade_shock *s)
{
    int32_t member[] = {lode_trade_country(w, "CAN"), lode_trade_country(w, "MEX"),
                        lode_trade_country(w, "USA")};
    for (int32_t j = 0; j < w->n_sector; j++)
        for (int32_t i = 0; i < w->n_country; i++)
            for (int32_t n = 0; n < w->n_country; n++) {
                bool inside = (i == member[0] || i == member[1] || i == member[2]) &&
                              (n == member[0] || n == member[1] || n == member[2]);
                int64_t at = lode_trade_at(w, j, i, n);
                if (world || inside) s->tariff[at] = later->tariff[at];
            }
}

static void the_printed_figures_of_2015_come_out(lode_t *t)
{
    lode_trade_balance_report b;
    lode_trade_table *w = reference(t, "cp2015", "tariff1993.csv.gz", NULL, &b),
                     *later = reference(t, "cp2015", "tariff2005.csv.gz", NULL, &b);
    lode_trade_shock *s = lode_trade_shock_new(w);
    lode_trade_result r;
    double change;
    to_2005(w, later, false, s);
    CHECK(t, lode_trade_run(w, s, 0, &r, &change));
    int32_t mex = lode_trade_country(w, "MEX"), can = lode_trade_country(w, "CAN"),
            usa = lode_trade_country(w, "USA");
    CHECK_NEAR(t, r.of[LODE_TRADE_WELFARE_LINEAR][mex], 1.312114, 5e-7);
    CHECK_NEAR(t, r.of[LODE_TRADE_WELFARE_LINEAR][can], -0.063816, 5e-7);
    CHECK_NEAR(t, r.of[LODE_TRADE_WELFARE_LINEAR][usa], 0.084753, 5e-7);
    CHECK_NEAR(t, r.of[LODE_TRADE_TOT_LINEAR][mex], -0.411771, 5e-7);
    CHECK_NEAR(t, r.of[LODE_TRADE_VOT_LINEAR][mex], 1.723885, 5e-7);
    CHECK_NEAR(t, r.of[LODE_TRADE_REAL_WAGE][mex], 1.715323, 5e-7);
    CHECK(t, r.residual < 1e-9);
    lode_trade_result_free(&r);

    /* the world's tariffs of 2005: the printed 13.9 % of China is three times the exact figure */
    to_2005(w, later, true, s);
    CHECK(t, lode_trade_run(w, s, 0, &r, &change));
    int32_t chn = lode_trade_country(w, "CHN");
    CHECK_NEAR(t, r.of[LODE_TRADE_WELFARE_LINEAR][chn], 13.9, 0.05);
    CHECK(t, r.of[LODE_TRADE_WELFARE][chn] < 0.5 * r.of[LODE_TRADE_WELFARE_LINEAR][chn]);
    CHECK(t, r.residual < 1e-9);
    lode_trade_result_free(&r);
    lode_trade_shock_free(s);
    lode_trade_table_free(w);
    lode_trade_table_free(later);
}

static void the_base_with_deficits_keeps_them(lode_t *t)
{
    lode_trade_balance_report b;
    lode_trade_table *w = reference(t, "cp2015", "tariff1993.csv.gz", "with_deficits", &b),
                     *later = reference(t, "cp2015", "tariff2005.csv.gz", "with_deficits", &b);
    lode_trade_shock *s = lode_trade_shock_new(w);
    lode_trade_result r;
    double change;
    to_2005(w, later, false, s);
    CHECK(t, lode_trade_run(w, s, 0, &r, &change));
    CHECK(t, r.residual < 1e-9);
    int32_t usa = lode_trade_country(w, "USA");
    CHECK(t, w->deficit[usa] > 0.0);
    double balance = -w->deficit[usa];
    for (int32_t j = 0; j < w->n_sector; j++)
        for (int32_t c = 0; c < w->n_country; c++)
            balance +=
                r.now.flow[lode_trade_at(w, j, c, usa)] - r.now.flow[lode_trade_at(w, j, usa, c)];
    CHECK_NEAR(t, balance / w->value_added[usa], 0.0, 1e-6);
    lode_trade_result_free(&r);
    lode_trade_shock_free(s);
    lode_trade_table_free(w);
    lode_trade_table_free(later);
}

static const lode_test TESTS[] = {
    TEST(all_kinds_of_blocks_are_read),
    TEST(two_members_are_one_file),
    TEST(what_is_too_large_is_refused),
    TEST(no_damage_changes_the_text_unnoticed),
    TEST(later_rows_win_cell_by_cell),
    TEST(own_trade_is_changed_where_it_is_named),
    TEST(deficits_and_productivity_can_change),
    TEST(bad_rows_are_named),
    TEST(balancing_the_table_as_distributed_gives_the_balanced_one),
    TEST(the_printed_figures_of_2015_come_out),
    TEST(the_base_with_deficits_keeps_them),
};
LODE_TEST_MAIN(TESTS)
