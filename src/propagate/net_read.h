/* Reading a network of firms from text: the files of the original programs, and plain CSV.
 *
 *   links.txt   supplier client amount         blanks between them, no header
 *   sector.txt  firm sector any                defines the firms; the third column is not used
 *   final.txt   firm amount
 *   links.csv   supplier,customer,amount and, if wanted, supplier_sector, customer_sector, supplier_region, customer_region
 *   firms.csv   firm,sector and, if wanted, final, region; defines the firms where it is there
 *
 * A folder holds one form or the other; a file alone is links in CSV or a binary network. */
#ifndef LODE_PROPAGATE_NET_READ_H
#define LODE_PROPAGATE_NET_READ_H

#include "base/diag.h"
#include "base/files.h"
#include "propagate/network.h"
#include "propagate/rows.h"

typedef struct lode_net_how {
    bool repair; /* leave out or set to 0 what is wrong, and list each; else each is an error     */
    bool sum;    /* links of one pair are added up without complaint                              */
    int threads; /* changes no result                                                             */
} lode_net_how;

/* Read the network of a folder or file. On success every problem is a warning or note, and net is owned by the caller;
 * in both cases free it. */
LODE_NODISCARD bool lode_net_read(lode_net *net, const char *path, const lode_net_how *how, lode_diags *d);

/* Whether "folder/name" is a file; its path in `path`. */
bool lode_net_has(const char *folder, const char *name, char path[4096]);

/* Open a table. Complains and returns false where it cannot be read; close `f` with lode_file_free. */
LODE_NODISCARD bool lode_table_open(lode_plain *r, lode_file *f, const char *path, char separator, lode_diags *d);

/* The firm in cell c; -1 after complaining. */
int32_t lode_table_firm(const lode_plain *r, int32_t c, const lode_net *net, lode_diags *d);

/* Read "firm amount" rows into `amount` (n_firm); amounts below 0 are errors or, repaired, 0. how NULL: they may
 * be below 0. */
void lode_amounts_read(const lode_net *net, const char *path, const lode_net_how *how, double *amount, lode_diags *d);

/* Say that something was repaired. */
void lode_net_repaired(lode_diags *d, lode_place at, const char *what);

#endif
