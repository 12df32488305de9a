/* Games in a file, as JSON (or YAML, of which JSON is a part): one game or a list of games.
 *
 *     {"id": "...", "deadline": 100, "zero_cost": "pause", "both_concede_share": 0.5,
 *      "A": {"value": {"kind": "point", "params": [100]}, "z": 0.1, "r": 0.0,
 *            "cost_knots": [[0, 2.0], [60, 1.0]], "terminal_payoff": -150}, "B": {...}}
 *
 * Kinds of value: point [v], uniform [low, high], table [[v, cumulative probability], ...]. Keys that hold results or remarks
 * (expected, rows, note ...) are passed over; any other unknown key is an error. */
#ifndef LODE_STANDOFF_READ_H
#define LODE_STANDOFF_READ_H

#include "base/arena.h"
#include "base/files.h"
#include "lodestone/diag.h"
#include "standoff/standoff.h"

/* A game of a file, with what else it says. */
typedef struct lode_standoff_problem {
    const char *id;          /* "" where it has none                                        */
    lode_standoff_game game; /* its arrays are the file's                                   */
    double bias[2];          /* -    share by which a side underestimates its cost at first  */
    double learning_days[2]; /* day  time constant with which that fades; INFINITY: it stays */
    bool assumed_payoff;     /* a deadline without payoffs: 0 was taken                     */
} lode_standoff_problem;

/* A file of games. A zeroed struct is valid and empty. */
typedef struct lode_standoff_file {
    lode_standoff_problem *problem; /* (n) */
    int32_t n;
    lode_file file; /* as read, for excerpts */
    lode_arena memory;
} lode_standoff_file;

/* Read a file. Problems, with their places, go to diags. Returns false when there are errors; free in both cases. */
LODE_NODISCARD bool lode_standoff_read(lode_standoff_file *f, const char *path, lode_diags *diags);

/* The same from memory; `path` is the name that messages use. */
LODE_NODISCARD bool lode_standoff_parse(lode_standoff_file *f, const char *bytes, size_t length,
                                        const char *path, lode_diags *diags);

void lode_standoff_file_free(lode_standoff_file *f);

#endif
