/* Reading a trade table: a folder of CSV files, each plain or gzip (NAME.csv or NAME.csv.gz), in long form.
 *
 *     sectors         code, theta; goods or tradable (0, 1)
 *     country         country, value_added, deficit
 *     country_sector  country, sector, value_added_share, consumption_share, expenditure
 *     trade_share     sector, importer, exporter, share                       absent rows are 0
 *     io_share        country, input_sector, output_sector, share_of_intermediates
 *     tariff          sector, importer, exporter, rate                        absent rows are 0
 *
 * Other columns are passed over. With the variant V, NAME_V takes the place of NAME where it is there, and the column
 * `expenditure` of expenditure_V (country, sector, expenditure) that of country_sector. */
#ifndef LODE_TRADE_READ_H
#define LODE_TRADE_READ_H

#include "lodestone/diag.h"
#include "trade/shock.h"

typedef struct lode_trade_read_options {
    const char
        *variant; /* NULL or "main": none                                                        */
    const char *
        base_tariffs; /* a file of the table's folder or any path; NULL: tariff, or the only tariff* */
} lode_trade_read_options;

/* Read and check a table; complaints go to `d`. Sums of shares must be 1 within 1e-5;
 * they are used as they are.
 *
 * Returns NULL when there are errors; free it with lode_trade_table_free. */
lode_trade_table *lode_trade_read(const char *folder, const lode_trade_read_options *o,
                                  lode_diags *d);

/* Read changes into `s`, which holds the base or an earlier change: rows kind, importer, exporter, sector, value.
 *
 *     tariff_set         value is the new rate         tariff_add         value is added to the base rate
 *     iceberg            value is the factor d         elasticity_factor  value multiplies the base elasticity
 *     productivity       value is the factor A of exporter and sector     (importer blank or *)
 *     deficit_set        value is the new deficit of the importer         (others blank or *)
 *     deficit_factor     value multiplies the base deficit of the importer
 *
 * `*` stands for all, `goods` for all sectors of goods. A row with `*` for importer or exporter leaves out what a country
 * buys from itself. Later rows win, cell by cell. Deficits must still sum to 0. Returns false after complaining. */
LODE_NODISCARD bool lode_trade_shock_read(const char *path, const lode_trade_table *t,
                                          lode_trade_shock *s, lode_diags *d);

#endif
