/* The command line: one table of commands and one of options drive reading, help and what is built from them later
 * (completion, man page). Options may stand anywhere. */
#ifndef LODE_CLI_OPTIONS_H
#define LODE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "case/case.h"
#include "draws/draws.h"

typedef struct lode_cli lode_cli;

typedef enum lode_colour { LODE_COLOUR_AUTO, LODE_COLOUR_ALWAYS, LODE_COLOUR_NEVER } lode_colour;

/* Bits of the commands, for the options they take. */
typedef enum lode_command_bit {
    LODE_RUN = 1,
    LODE_CHECK = 2,
    LODE_NEW = 4,
    LODE_SCHEMA = 8,
    LODE_EXPLAIN = 16,
    LODE_EVIDENCE = 32,
    LODE_EXPOSURE = 64,
    LODE_STANDOFF = 128,
    LODE_REPORT = 256,
    LODE_ANALYZE = 1 << 12,
    LODE_TRADE = 1 << 13,
    LODE_EVAL = 1024,
    LODE_MERGE = 1 << 14,
    LODE_PROPAGATE = 1 << 17,
    LODE_CLAIMS_COMMAND = 2048,
    LODE_SERVE = 1 << 18,
    LODE_COMPARE = 1 << 19,
    LODE_ANY = (1 << 20) - 1
} lode_command_bit;

typedef struct lode_command {
    const char *name;
    const char *operand; /* "CASE", "SHARD...", NULL: none            */
    lode_command_bit bit;
    int (*run)(const lode_cli *cli); /* NULL: not in this version            */
    const char *what;
} lode_command;

typedef struct lode_option {
    const char *name;     /* without the dashes                              */
    char letter;          /* short form, 0: none                             */
    const char *argument; /* name of its value, NULL: takes none             */
    int commands;         /* bits; 0: not in this version                    */
    bool (*take)(lode_cli *cli, const char *value); /* false: wrong usage, said */
    const char *what;
} lode_option;

/* What was asked for. */
struct lode_cli {
    const lode_command *command;
    const char **operand; /* (n_operand) */
    int n_operand;
    const char *out; /* -o DIR or FILE, NULL: none */
    const char *scenario;
    const char **set; /* (n_set) */
    int n_set;
    uint64_t seed;
    int32_t draws, threads, step_days; /* 0: not given                       */
    lode_design_kind design;
    bool flips;                        /* margin flips by runs               */
    int32_t shard, n_shard;            /* 0 .. n_shard - 1; n_shard 0: not given */
    int32_t rank, n_rank;              /* of Open MPI; n_rank 0: no rank     */
    bool resume, until_decided;
    const char *case_folder;           /* --case, NULL: not given            */
    const char *const *merge;          /* (n_merge) files or folders of draws, for cmd_merge; else 0 */
    int n_merge;
    const char *fail_on;               /* verdict, NULL: not given           */
    const char *product, *actor;       /* NULL: not given                    */
    const char *root;                  /* NULL: not given                    */
    int32_t date;                      /* days since 1970-01-01              */
    const char *evidence_text;         /* as written, NULL: not given        */
    int32_t evidence_until;            /* days since 1970-01-01              */
    bool date_given;
    const char *completion;            /* bash, zsh, fish, NULL: not given   */
    const char *manual;                /* man, markdown, NULL: not given     */
    const char *inputs, *outputs;      /* tables to analyse, NULL: not given */
    const char *output;                /* NULL: all                          */
    int32_t replicates;                /* 0: not given                       */
    const char *shock, *base_tariffs, *variant;        /* of a trade table, NULL: not given */
    const char *regions, *groups, *sides, *gradient;   /* NULL: not given                   */
    const char *export_form;           /* nfg, efg, NULL: not given          */
    const char *game;                  /* id in a file of games, NULL: all   */
    int32_t steps, types;              /* of an exported game; 0: not given  */
    const char *bind, *token;          /* NULL: not given                    */
    int32_t port;                      /* -1: not given                      */
    const char *preset, *generate, *pack; /* of a plain network, NULL: not given     */
    bool all_rules, repair;
    const char *json_schema;           /* case, summary, NULL: not given     */
    bool dictionary, markdown;
    lode_colour colour;
    bool closed; /* windows end with the run         */
    bool json, quiet, help, version;
};

extern const lode_command lode_commands[];
extern const int lode_n_command;
enum { LODE_CLI_OPTIONS = 128 }; /* most options there can be */

extern const lode_option lode_options[];
extern const int lode_n_option;

/* Read the arguments of main. Says on stderr what is wrong and returns 2; else 0. The caller frees with
 * lode_cli_free in both cases. */
int lode_cli_read(lode_cli *cli, int argc, char **argv);
void lode_cli_free(lode_cli *cli);

/* Read the case that the operand names, with what the options say about it from outside. As lode_case_read. */
lode_case *lode_cli_case(const lode_cli *cli, lode_diags *diags);

/* Print the help of a command, or of the program where it is NULL. */
void lode_cli_help(FILE *stream, const lode_command *command);

/* The lode_colour that `word` names, -1: none. */
int lode_cli_find_colour(const char *word);

/* Print what --completion and --manual ask for. */
void lode_cli_completion(FILE *stream, const char *shell);
void lode_cli_manual(FILE *stream, const char *form);

/* Whether to write to `stream` in colour. */
bool lode_cli_colour(const lode_cli *cli, FILE *stream);

/* The commands of this program that are not in files of their own header. */
int lode_cmd_run(const lode_cli *cli);
int lode_cmd_eval(const lode_cli *cli);
int lode_cmd_analyze(const lode_cli *cli);
int lode_cmd_explain(const lode_cli *cli);
int lode_cmd_claims(const lode_cli *cli);
int lode_cmd_report(const lode_cli *cli);
int lode_cmd_merge(const lode_cli *cli);
int lode_cmd_evidence(const lode_cli *cli);
int lode_cmd_exposure(const lode_cli *cli);
int lode_cmd_tariff(const lode_cli *cli);
int lode_cmd_standoff(const lode_cli *cli);
int lode_cmd_serve(const lode_cli *cli);
int lode_cmd_compare(const lode_cli *cli);
int lode_cmd_propagate(const lode_cli *cli);

#endif
