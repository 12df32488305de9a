/* lodestone serve: a folder of cases over HTTP, until a signal ends it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/options.h"
#include "cli/output.h"
#include "serve/serve.h"

/* The token of the command line or of the environment, which `ps` does not show; NULL: none. */
static const char *token_of(const lode_cli *cli)
{
    return cli->token ? cli->token : getenv("LODESTONE_TOKEN");
}

static void say_where(const lode_server *s, const char *bind, bool token)
{
    bool six = strchr(bind, ':') != NULL;
    printf("http://%s%s%s:%d/%s\n", six ? "[" : "", bind, six ? "]" : "", (int)lode_serve_port(s), token ? "?token=TOKEN" : "");
    fflush(stdout);
}

int lode_cmd_serve(const lode_cli *cli)
{
    lode_stop *stop = lode_stop_begin();
    lode_text why = {0};
    lode_serve_options o = lode_serve_default();
    o.dir = cli->operand[0];
    o.token = token_of(cli);
    o.jobs.threads = cli->threads;
    if (cli->bind) o.bind = cli->bind;
    if (cli->port >= 0) o.port = cli->port;
    lode_server *s = lode_serve_begin(&o, &why);
    if (!s) {
        fprintf(stderr, "lodestone: %s\n", why.length > 0 ? lode_text_str(&why) : "out of memory");
        lode_text_free(&why);
        return 1;
    }
    say_where(s, o.bind, o.token != NULL);
    if (!cli->quiet) fputs("Ctrl-C ends it\n", stderr);
    while (!lode_stopped(stop)) {
        nanosleep(&(struct timespec){.tv_nsec = LODE_SERVE_TICK * 1000000L}, NULL);
        lode_serve_tick(s);
    }
    int32_t cancelled = lode_serve_end(s);
    if (!cli->quiet) fprintf(stderr, "stopped; %d %s cancelled\n", (int)cancelled, cancelled == 1 ? "run" : "runs");
    return 0;
}
