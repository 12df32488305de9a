/* Supply against use of each product in the calibrated base year, before and after calibration. */
#ifndef LODE_STUDY_BALANCE_H
#define LODE_STUDY_BALANCE_H

#include "base/arena.h"
#include "study/study.h"

/* Add up one product from calibrated values, central draw.
 *
 * Returns the row; O(outputs and groups of the product and their links). */
lode_balance lode_balance_of(const lode_built *b, const lode_values *v, int32_t product);

/* Calibrate the central draw and add up every product.
 *
 * b  the model; borrowed
 * a  owns what is returned
 *
 * Returns (n_product) rows in the order of the case, NULL when memory ran out. */
lode_balance *lode_balances(const lode_built *b, lode_arena *a);

/* What named uses leave of the supply, as a share of it: other uses and what is disposed of; 0 without supply. */
double lode_balance_residual(const lode_balance *row);

#endif
