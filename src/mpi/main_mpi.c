/* lodestone-mpi: run and claims, with their draws spread over the ranks of Open MPI.
 *
 * Every rank computes its part of the blocks that are missing in OUT.blocks, and keeps them there. Then the first rank reads
 * all of them and writes the result, as `lodestone run --resume` does. Nothing else is sent between ranks, so that a rank
 * that dies costs the block it was computing, and any number of ranks may go on. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <mpi.h>

#include "cli/options.h"
#include "cli/output.h"

/* What a rank other than the first would say. */
typedef struct silence {
    FILE *said;     /* to standard error; NULL: this rank speaks */
    int error;      /* the real standard error                   */
} silence;

/* Only the first rank speaks; what others have to say waits. */
static bool hush(int rank, silence *s)
{
    if (rank == 0) return true;
    s->said = tmpfile();
    s->error = dup(STDERR_FILENO);
    return s->said && s->error >= 0 && dup2(fileno(s->said), STDERR_FILENO) >= 0 && freopen("/dev/null", "w", stdout);
}

/* Say after all what was kept back. */
static void speak(silence *s)
{
    char piece[4096];
    if (!s->said) return;
    dup2(s->error, STDERR_FILENO);
    rewind(s->said);
    for (size_t n; (n = fread(piece, 1, sizeof piece, s->said)) > 0;) fwrite(piece, 1, n, stderr);
}

static bool allowed(const lode_cli *cli)
{
    int command = cli->command ? (int)cli->command->bit : 0;
    bool drawn = cli->draws > 1 || (command == LODE_CLAIMS_COMMAND && cli->draws == 0);
    const char *why = NULL;
    if (command != LODE_RUN && command != LODE_CLAIMS_COMMAND) why = "lodestone-mpi takes run and claims";
    else if (!cli->out) why = "ranks share draws in a folder beside the result: give -o DIR";
    else if (cli->n_shard > 0) why = "ranks divide the draws: leave out --shard";
    else if (cli->until_decided) why = "ranks need the number of draws beforehand: leave out --until-decided";
    else if (!drawn) why = "ranks divide draws: give --draws N";
    if (why) fprintf(stderr, "lodestone: %s\n", why);
    return !why;
}

/* The draws of this rank. */
static int compute(const lode_cli *cli, int rank, int n_rank)
{
    lode_cli mine = *cli;
    mine.rank = rank;
    mine.n_rank = n_rank;
    mine.quiet = cli->quiet || rank > 0;
    return cli->command->run(&mine);
}

/* The result, from the draws of all ranks. */
static int finish(const lode_cli *cli)
{
    lode_cli all = *cli;
    all.resume = true;
    int status = cli->command->run(&all);
    return !lode_print_end() && status == 0 ? 1 : status;
}

/* Compute on all ranks; the status of the first one that failed, which says why. */
static int compute_all(const lode_cli *cli, int status, int rank, int n_rank, silence *s)
{
    if (status == 0) status = allowed(cli) ? compute(cli, rank, n_rank) : 2;
    int failed = status == 0 ? n_rank : rank, first = n_rank;
    MPI_Allreduce(&failed, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    if (first == n_rank) return 0;
    if (first == rank) speak(s);
    MPI_Bcast(&status, 1, MPI_INT, first, MPI_COMM_WORLD);
    return status;
}

int main(int argc, char **argv)
{
    int rank = 0, n_rank = 1;
    lode_cli cli = {0};
    silence s = {NULL, -1};
    if (!lode_streams_begin() || MPI_Init(&argc, &argv) != MPI_SUCCESS) return 1;
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &n_rank);
    int status = hush(rank, &s) ? lode_cli_read(&cli, argc, argv) : 1;
    if (status == 0 && (cli.help || cli.version)) {
        if (cli.help) lode_cli_help(stdout, cli.command);
        else puts("lodestone " LODE_VERSION);
    } else {
        status = compute_all(&cli, status, rank, n_rank, &s);
        if (status == 0 && rank == 0) status = finish(&cli);
    }
    lode_cli_free(&cli);
    MPI_Finalize();
    return rank == 0 ? status : 0; /* once is enough for mpirun */
}
