/* What the trade equilibrium needs: its section, and an economy for everyone who trades. */
#include "case/check.h"

/* Whether an actor has a row in economies.csv. */
static bool has_economy(const lode_check *k, int32_t actor)
{
    for (int32_t e = 0; e < lode_check_rows(k, LODE_T_ECONOMIES); e++)
        if (lode_case_int(k->c, e, LODE_ECONOMIES_ACTOR, -1) == actor) return true;
    return false;
}

static void check_partner(lode_check *k, int32_t row, lode_column_id column)
{
    int32_t actor = lode_case_int(k->c, row, column, -1);
    if (actor >= 0 && !has_economy(k, actor))
        lode_diag_add(k->diags, LODE_DIAG_TRADE_NO_ECONOMY, lode_check_place(k, row, column),
                      "its value added is needed; or put its trade into the rest of the world",
                      lode_check_key(k, LODE_T_ACTORS, actor));
}

static void check_flows(lode_check *k)
{
    for (int32_t f = 0; f < lode_check_rows(k, LODE_T_TRADE_FLOWS); f++) {
        check_partner(k, f, LODE_TRADE_FLOWS_IMPORTER);
        check_partner(k, f, LODE_TRADE_FLOWS_EXPORTER);
        int32_t buyer = lode_case_int(k->c, f, LODE_TRADE_FLOWS_IMPORTER, -1);
        if (buyer >= 0 && buyer == lode_case_int(k->c, f, LODE_TRADE_FLOWS_EXPORTER, -1))
            lode_diag_add(k->diags, LODE_DIAG_TRADE_WITH_ITSELF,
                          lode_check_place(k, f, LODE_TRADE_FLOWS_EXPORTER),
                          "remove the row: it follows from value added",
                          lode_check_key(k, LODE_T_ACTORS, buyer));
    }
}

/* Without economies the section means nothing, with them it must be whole. */
static void check_section(lode_check *k)
{
    static const lode_column_id needed[] = {LODE_TRADE_SHORT, LODE_TRADE_LONG,
                                            LODE_TRADE_VALUE_ADDED};
    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (lode_check_rows(k, LODE_T_TRADE) == 0 || !lode_check_cell(k, 0, needed[i])->set)
            lode_diag_add(k->diags, LODE_DIAG_TRADE_SECTION, ((lode_place){.file = "case.yaml"}),
                          NULL, lode_schema_column(needed[i])->name);
}

void lode_check_trade(lode_check *k)
{
    check_flows(k);
    if (lode_check_rows(k, LODE_T_ECONOMIES) > 0) {
        check_section(k);
        return;
    }
    for (int32_t m = 0; m < lode_check_rows(k, LODE_T_MEASURES); m++)
        if (lode_check_given(k, m, LODE_MEASURES_GOODS_SHARE) &&
            lode_check_shows(k, LODE_DIAG_TRADE_GOODS_ALONE))
            lode_diag_add(k->diags, LODE_DIAG_TRADE_GOODS_ALONE,
                          lode_check_place(k, m, LODE_MEASURES_GOODS_SHARE),
                          "add economies.csv, trade_flows.csv and the section 'trade'");
}
