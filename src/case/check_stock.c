/* Strategic stocks: what they need to be of use. */
#include "case/check.h"

void lode_check_stocks(lode_check *k)
{
    for (int32_t i = 0; i < lode_check_rows(k, LODE_T_STOCKS); i++) {
        bool strategic = lode_check_given(k, i, LODE_STOCKS_STRATEGIC);
        bool release = lode_check_given(k, i, LODE_STOCKS_RELEASE);
        const char *key = lode_check_key(k, LODE_T_STOCKS, i);
        if (strategic && !release)
            lode_diag_add(k->diags, LODE_DIAG_STOCK_NO_RELEASE,
                          lode_check_place(k, i, LODE_STOCKS_STRATEGIC),
                          "give release_per_day, the most that can leave it in a day", key);
        if (release && !strategic && lode_check_shows(k, LODE_DIAG_RELEASE_NO_STOCK))
            lode_diag_add(k->diags, LODE_DIAG_RELEASE_NO_STOCK,
                          lode_check_place(k, i, LODE_STOCKS_RELEASE), "give 'strategic'", key);
    }
}
