/* Numbers and dates as text, the same in every locale: exact for machines, short for people. */
#ifndef LODE_OUT_DECIMAL_H
#define LODE_OUT_DECIMAL_H

#include <stddef.h>
#include <stdint.h>

enum { LODE_DECIMAL_SIZE = 32 }; /* byte  enough for any number written here */

/* Write `x` with 10 significant digits, as printf("%.10g") does in the C locale; -0 becomes 0.
 * Returns the length, 0 (and "") where x is not finite. Much faster than printf. */
size_t lode_decimal(double x, char out[LODE_DECIMAL_SIZE]);

/* Write `x` for people, with two or three digits: 0, 38, 1.2 k, 45 M, 120 M, 1.2 bn, 3.4 tn.
 * What is not finite is "?". Returns `out`. */
const char *lode_humane(double x, char out[LODE_DECIMAL_SIZE]);

/* Write a share for people: "4 %", "<1 %", "0 %". Returns `out`. */
const char *lode_humane_share(double share, char out[LODE_DECIMAL_SIZE]);

/* Write a small number for people with two digits: 3.1e-13, 0 for 0. Returns `out`. */
const char *lode_humane_small(double x, char out[LODE_DECIMAL_SIZE]);

#endif
