/* Supplies and uses per product, as `check` shows them. */
#include "out/balance.h"

#include <stdio.h>

#include "out/decimal.h"
#include "out/json.h"
#include "out/screen.h"

enum { WIDTH = 80, AT_GIVEN = 41, AT_SUPPLY = 49, AT_NAMED = 57, AT_OTHER = 65, AT_DISPOSED = 73 };

static const double NOTABLE = 0.1; /* residual beyond which a case owes its readers a word */

static const char *id_of(const lode_case *c, const lode_balance *b)
{
    return lode_case_key(c, LODE_T_PRODUCTS, b->product);
}

/* --- text ----------------------------------------------------------------------------------- */

static void put_number(lode_screen *s, int end, double x)
{
    char number[LODE_DECIMAL_SIZE];
    lode_screen_right(s, LODE_INK_PLAIN, end, x == 0 ? "-" : lode_humane(x, number));
}

static void put_head(lode_screen *s)
{
    static const struct {
        int end;
        const char *above, *below;
    } head[] = {{AT_GIVEN, "given", "supply"}, {AT_SUPPLY, "", "supply"}, {AT_NAMED, "named", "uses"},
                {AT_OTHER, "other", "uses"},   {AT_DISPOSED, "dis-", "posed"}, {WIDTH, "resid-", "ual"}};
    lode_screen_put(s, LODE_INK_STRONG, 0, "SUPPLY AND USE A YEAR");
    for (int line = 0; line < 2; line++) {
        for (size_t i = 0; i < sizeof head / sizeof *head; i++)
            lode_screen_right(s, LODE_INK_STRONG, head[i].end, line == 0 ? head[i].above : head[i].below);
        lode_screen_end(s);
    }
}

static void put_row(const lode_case *c, const lode_balance *b, lode_screen *s)
{
    char name[160], share[LODE_DECIMAL_SIZE];
    snprintf(name, sizeof name, "%.100s, %.40s", id_of(c, b), lode_case_text(c, b->product, LODE_PRODUCTS_UNIT));
    lode_screen_put(s, LODE_INK_PLAIN, AT_GIVEN - 7, name);
    put_number(s, AT_GIVEN, b->given_supply);
    put_number(s, AT_SUPPLY, b->supply);
    put_number(s, AT_NAMED, b->named_use);
    put_number(s, AT_OTHER, b->other_uses);
    put_number(s, AT_DISPOSED, b->disposed);
    double residual = lode_balance_residual(b);
    lode_screen_right(s, residual > NOTABLE ? LODE_INK_STRONG : LODE_INK_PLAIN, WIDTH,
                      residual > 0 ? lode_humane_share(residual, share) : "-");
    lode_screen_end(s);
}

static bool is_idle(const lode_balance *b)
{
    return b->supply == 0 && b->named_use == 0 && b->other_uses == 0;
}

void lode_balance_put(const lode_case *c, const lode_balance *row, int32_t n, bool colour, lode_text *out)
{
    lode_screen s = {.out = out, .width = WIDTH, .colour = colour};
    char fit[LODE_DECIMAL_SIZE];
    int32_t notable = 0, idle = 0;
    put_head(&s);
    for (int32_t i = 0; i < n; i++) {
        idle += is_idle(&row[i]);
        notable += lode_balance_residual(&row[i]) > NOTABLE;
        if (!is_idle(&row[i])) put_row(c, &row[i], &s);
    }
    lode_screen_put(&s, LODE_INK_FAINT, 0, "Given: by makers whose activity the case states; calibration finds the rest.");
    lode_screen_end(&s);
    lode_screen_put(&s, LODE_INK_FAINT, 0, "Residual: what named uses leave, other uses and disposed of, of the supply.");
    lode_screen_end(&s);
    lode_screen_printf(&s, LODE_INK_PLAIN, "Residual above 10 %%: %d of %d products. ", notable, n - idle);
    if (n > 0) lode_screen_printf(&s, LODE_INK_PLAIN, "Largest miss of a use: %s of it.",
                                  lode_humane_small(row[0].worst_fit, fit));
    lode_screen_end(&s);
}

/* --- JSON ----------------------------------------------------------------------------------- */

void lode_balance_json(const lode_case *c, const lode_balance *row, int32_t n, lode_text *out)
{
    static const char *const key[] = {"given_supply_per_year", "supply_per_year", "named_use_per_year",
                                      "other_uses_per_year",   "disposed_per_year", "residual",
                                      "observed_share",        "worst_fit"};
    lode_json j = {.out = out};
    lode_json_open(&j, NULL, '[');
    for (int32_t i = 0; i < n; i++) {
        const lode_balance *b = &row[i];
        const double value[] = {b->given_supply, b->supply, b->named_use, b->other_uses, b->disposed, lode_balance_residual(b),
                                b->observed_share, b->worst_fit};
        lode_json_open_line(&j, NULL, '{');
        lode_json_text(&j, "product", id_of(c, b));
        lode_json_text(&j, "unit", lode_case_text(c, b->product, LODE_PRODUCTS_UNIT));
        for (size_t k = 0; k < sizeof key / sizeof *key; k++) lode_json_number(&j, key[k], value[k]);
        lode_json_close(&j);
    }
    lode_json_close(&j);
}
