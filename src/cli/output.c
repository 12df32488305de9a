/* Standard output that says when it fails, and the wish to stop. */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* --- standard output ---------------------------------------------------------------------- */

/* Say why standard output failed; nobody reads on if it is closed. */
static void say_failed(int error)
{
    if (error != EPIPE && error != EBADF)
        fprintf(stderr, "lodestone: cannot write to standard output: %s\n", strerror(error));
}

bool lode_print(const char *bytes, size_t length)
{
    errno = 0;
    if (fwrite(bytes, 1, length, stdout) == length && fflush(stdout) == 0) return true;
    say_failed(errno ? errno : EIO);
    return false;
}

bool lode_print_end(void)
{
    return lode_print("", 0);
}

bool lode_streams_begin(void)
{
    /* broken pipes and limits on files are errors of writing */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) != -1 || errno != EBADF) continue;
        /* the wrong way round, so that using it is still an error */
        int opened = open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
        if (opened != fd) return false;
    }
    return true;
}

/* --- stopping ----------------------------------------------------------------------------- */

static volatile sig_atomic_t came;

static void remember(int number)
{
    came = number;
}

lode_stop *lode_stop_begin(void)
{
    static const int number[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof number / sizeof number[0]; i++) {
        struct sigaction old, now;
        memset(&now, 0, sizeof now);
        now.sa_handler = remember;
        now.sa_flags = SA_RESTART;
        sigemptyset(&now.sa_mask);
        if (sigaction(number[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(number[i], &now, NULL);
    }
    return &came;
}

int lode_stop_signal(void)
{
    return came;
}
