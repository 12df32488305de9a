/* Presets: published models that run on a folder of plain files. Each is a small file of its own; what they share is
 * the network, reading, writing and this table. */
#ifndef LODE_PROPAGATE_PROPAGATE_H
#define LODE_PROPAGATE_PROPAGATE_H

#include "base/files.h"
#include "propagate/net_read.h"

/* What is asked for. */
typedef struct lode_propagate_ask {
    const char *path; /* folder, or file of a network                                    */
    lode_net_how how;
    const char *const *set; /* (n_set) key=value in place of what the options file says        */
    int n_set;
    int threads;     /* at least 1; changes no result                                   */
    bool all_rules;  /* run every combination of rules besides                          */
    int32_t draws;   /* 0: none                                                         */
    uint64_t seed;
    lode_stop *stop;
} lode_propagate_ask;

/* A preset. `run` reads, runs, and writes its files into `folder` (NULL: nowhere); it appends to `say` what a person
 * wants to know, or one JSON object where `json` is set. False: an error is in d, or `why` says that writing failed. */
typedef struct lode_preset {
    const char *name;
    bool (*run)(const lode_propagate_ask *ask, lode_outdir *folder, bool json, lode_text *say, lode_diags *d, lode_text *why);
    const char *what;
} lode_preset;

extern const lode_preset lode_presets[];
extern const int lode_n_preset;

/* The presets' own functions. */
bool lode_it_preset(const lode_propagate_ask *ask, lode_outdir *folder, bool json, lode_text *say, lode_diags *d,
                    lode_text *why);
bool lode_ario_preset(const lode_propagate_ask *ask, lode_outdir *folder, bool json, lode_text *say, lode_diags *d,
                      lode_text *why);
bool lode_esri_preset(const lode_propagate_ask *ask, lode_outdir *folder, bool json, lode_text *say, lode_diags *d,
                      lode_text *why);

/* datapackage.json of the folder: its mark as a result of Lodestone, with what was asked for. */
bool lode_propagate_package(const lode_propagate_ask *ask, const char *preset, lode_outdir *folder, lode_text *why);

/* Appends `text` as a JSON string, with its quotes. */
void lode_propagate_string(lode_text *out, const char *text);

#endif
