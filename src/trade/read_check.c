/* What must hold of a trade table beyond each number: sums of shares, rows that must be there. */
#include <math.h>

#include "trade/read_inner.h"

static bool is_one(double sum)
{
    return fabs(sum - 1.0) <= lode_trade_sum_tolerance();
}

static void complain(reading *r, const char *path, int32_t line, const char *shares, const char *of,
                     double sum)
{
    lode_diag_add(r->diags, LODE_DIAG_TRADE_SUM, ((lode_place){path, line, 0, 0}), NULL, shares, of,
                  sum);
}

static void complain_pair(reading *r, const char *path, int32_t j, int32_t n, const char *shares,
                          double sum)
{
    char of[2 * LODE_TRADE_WORD + 8];
    snprintf(of, sizeof of, "%s in %s", r->table->sector[j], r->table->country[n]);
    complain(r, path, r->line[j * r->table->n_country + n], shares, of, sum);
}

void lode_trade_check_final(reading *r, const char *path)
{
    const lode_trade_table *t = r->table;
    for (int32_t n = 0; n < t->n_country; n++) {
        double sum = 0.0;
        bool whole = true;
        for (int32_t j = 0; j < t->n_sector; j++) {
            int32_t at = j * t->n_country + n;
            sum += t->final_share[at];
            if (r->seen[at]) continue;
            whole = false;
            lode_diag_add(r->diags, LODE_DIAG_TRADE_NO_ROW, ((lode_place){.file = path}), NULL,
                          t->country[n], t->sector[j]);
        }
        if (whole && !is_one(sum))
            complain(r, path, r->line[n], "consumption shares", t->country[n], sum);
    }
}

static double input_sum(const lode_trade_table *t, int32_t j, int32_t n)
{
    double sum = 0.0;
    for (int32_t k = 0; k < t->n_sector; k++)
        sum += t->input[((int64_t)j * t->n_sector + k) * t->n_country + n];
    return sum;
}

void lode_trade_check_inputs(reading *r, const char *path)
{
    const lode_trade_table *t = r->table;
    for (int32_t j = 0; j < t->n_sector; j++)
        for (int32_t n = 0; n < t->n_country; n++) {
            /* who only uses labour needs no inputs */
            bool bare = t->value_share[j * t->n_country + n] == 1.0;
            double sum = input_sum(t, j, n);
            if (!is_one(sum) && !(bare && sum == 0.0))
                complain_pair(r, path, j, n, "input shares", sum);
        }
}

static double share_sum(const lode_trade_table *t, int32_t j, int32_t n)
{
    double sum = 0.0;
    for (int32_t i = 0; i < t->n_country; i++) sum += t->share[lode_trade_at(t, j, i, n)];
    return sum;
}

void lode_trade_check_shares(reading *r, const char *path)
{
    const lode_trade_table *t = r->table;
    for (int32_t j = 0; j < t->n_sector; j++)
        for (int32_t n = 0; n < t->n_country; n++) {
            double sum = share_sum(t, j, n);
            if (!is_one(sum) && sum != 0.0) complain_pair(r, path, j, n, "trade shares", sum);
        }
}

void lode_trade_close_inputs(lode_trade_table *t)
{
    for (int32_t j = 0; j < t->n_sector; j++)
        for (int32_t n = 0; n < t->n_country; n++) {
            double bill = 1.0 - t->value_share[j * t->n_country + n];
            for (int32_t k = 0; k < t->n_sector; k++)
                t->input[((int64_t)j * t->n_sector + k) * t->n_country + n] *= bill;
        }
}
