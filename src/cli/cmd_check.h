/* Commands that look at a case or write one, without running it. Each takes its arguments as main
 * does, its own name first, and returns the exit status: 0, 1 the case has errors or the work
 * failed, 2 wrong usage. */
#ifndef LODE_CLI_CMD_CHECK_H
#define LODE_CLI_CMD_CHECK_H

/* check CASE [--json] [--quiet] [--colour]: report every problem of a case */
int lode_cmd_check(int argc, char **argv);

/* new DIR: write a small case to start from */
int lode_cmd_new(int argc, char **argv);

/* schema [--dictionary | --json-schema case | --markdown]: what a case may say */
int lode_cmd_schema(int argc, char **argv);

#endif
