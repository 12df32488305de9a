/* Runs a fuzz target over its corpus, so that `make test` keeps what fuzzing has found.
 *
 * The corpus of tests/fuzz/fuzz_NAME.c is the folder tests/fuzz/corpus/fuzz_NAME. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/files.h"

enum { LARGEST = 64 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* One input; a crash ends the program, which counts as a failed test. */
static bool replay(const char *path)
{
    lode_file f;
    lode_text why = {0};
    bool ok = lode_file_read(&f, path, LARGEST, &why);
    if (ok) LLVMFuzzerTestOneInput((const uint8_t *)f.data, f.length);
    printf("%s - %s\n", ok ? "ok" : "not ok", ok ? path : lode_text_str(&why));
    fflush(stdout);
    lode_file_free(&f);
    lode_text_free(&why);
    return ok;
}

int main(int argc, char **argv)
{
    (void)argc;
    const char *slash = strrchr(argv[0], '/');
    const char *name = slash ? slash + 1 : argv[0];
    lode_text path = {0};
    lode_text_printf(&path, "tests/fuzz/corpus/%s", name);
    DIR *corpus = opendir(lode_text_str(&path));
    bool ok = true;
    if (!corpus) printf("ok - %s # SKIP no corpus\n", name);
    for (struct dirent *entry; corpus && (entry = readdir(corpus));) {
        if (entry->d_name[0] == '.') continue;
        lode_text_clear(&path);
        lode_text_printf(&path, "tests/fuzz/corpus/%s/%s", name, entry->d_name);
        ok = replay(lode_text_str(&path)) && ok;
    }
    if (corpus) closedir(corpus);
    lode_text_free(&path);
    return ok ? 0 : 1;
}
