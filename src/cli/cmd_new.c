/* lodestone new: write a small case to start from. */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"
#include "case/template.h"
#include "cli/cmd_check.h"

/* Whether a folder is there and has something in it. */
static bool is_taken(const char *dir)
{
    DIR *d = opendir(dir);
    if (!d) return false;
    bool taken = false;
    for (struct dirent *entry; !taken && (entry = readdir(d));)
        taken = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(d);
    return taken;
}

static bool write_files(lode_outdir *out, lode_text *why)
{
    bool ok = true;
    for (int i = 0; i < LODE_N_TEMPLATE && ok; i++) {
        lode_text text = {0};
        lode_template_text(&lode_template[i], &text);
        ok = !text.failed &&
             lode_outdir_write(out, lode_template[i].name, text.data, text.length, why);
        lode_text_free(&text);
    }
    return ok;
}

int lode_cmd_new(int argc, char **argv)
{
    if (argc != 2 || argv[1][0] == '-' || argv[1][0] == '\0') {
        fputs("usage: lodestone new DIR\n", stderr);
        return 2;
    }
    const char *dir = argv[1];
    if (is_taken(dir)) {
        fprintf(stderr, "lodestone new: '%s' is not empty; name a new folder\n", dir);
        return 1;
    }
    lode_text why = {0};
    lode_outdir out = {0};
    bool ok = lode_outdir_begin(&out, dir, NULL, &why);
    ok = ok && write_files(&out, &why);
    ok = ok && lode_outdir_commit(&out, &why);
    lode_outdir_abort(&out);
    if (ok) printf("%s: a small case, all numbers invented. Next: lodestone check %s\n", dir, dir);
    else
        fprintf(stderr, "lodestone new: %s\n",
                why.length > 0 ? lode_text_str(&why) : "out of memory");
    lode_text_free(&why);
    return ok && fflush(stdout) == 0 ? 0 : 1;
}
