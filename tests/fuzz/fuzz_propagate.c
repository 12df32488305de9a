/* Networks of firms from any bytes: no crash, no endless work; what is read is valid and can be run.
 *
 * The first byte chooses: a binary network, links in CSV, an edge list of the risk index, or all text files of a folder,
 * apart by bytes 0. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "propagate/esri_read.h"
#include "propagate/it_read.h"
#include "propagate/net_file.h"
#include "scratch_name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_BYTES = 1 << 14, MOST_STEPS = 5, MOST_FIRMS = 200 };

static void put(const char *folder, const char *name, const uint8_t *data, size_t size)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "wb");
    if (!f) abort();
    fwrite(data, 1, size, f);
    fclose(f);
}

static void run(lode_it_input *in)
{
    const char *why;
    lode_it_result r = {0};
    if (!lode_net_valid(&in->net, &why)) abort();
    if (in->net.n_firm > MOST_FIRMS) return;
    if (in->options.steps > MOST_STEPS) in->options.steps = MOST_STEPS;
    lode_it_request q = {.n_selection = in->n_list, .selection = in->selection};
    lode_it_model *m = lode_net_turn(&in->net) ? lode_it_model_new(&in->net) : NULL;
    if (m && !lode_it_run(m, &in->options, &in->shocks, 1, &q, &r)) abort();
    lode_it_result_free(&r);
    lode_it_model_free(m);
}

static void folder(const uint8_t *data, size_t size, bool repair)
{
    static const char *const NAMES[] = {"sector.txt", "links.txt", "final.txt", "delta.txt", "table.txt", "options.txt", "events.csv",
                                        "select_00.txt", "final_1.txt"};
    enum { N = sizeof NAMES / sizeof NAMES[0] };
    char where[200], path[256];
    const lode_net_how how = {.repair = repair, .threads = 1};
    lode_diags d = {0};
    lode_it_input in;
    if (!scratch_make(where, sizeof where)) abort();
    int n = 0;
    for (const uint8_t *end; n < N && size > 0; n++) {
        end = memchr(data, 0, size);
        size_t length = end ? (size_t)(end - data) : size;
        if (length > 0) put(where, NAMES[n], data, length);
        data += length + (end ? 1 : 0);
        size -= length + (end ? 1 : 0);
    }
    if (lode_it_read(&in, where, &how, NULL, 0, &d)) run(&in);
    lode_it_input_free(&in);
    lode_diags_free(&d);
    for (int k = 0; k < N; k++) {
        snprintf(path, sizeof path, "%s/%s", where, NAMES[k]);
        unlink(path);
    }
    rmdir(where);
}

static void file(const uint8_t *data, size_t size, bool list)
{
    char where[200], path[256];
    const lode_net_how how = {.threads = 1};
    lode_diags d = {0};
    if (!scratch_make(where, sizeof where)) abort();
    put(where, "a_list.csv", data, size);
    snprintf(path, sizeof path, "%s/a_list.csv", where);
    if (list) {
        lode_esri_source s = {0};
        lode_esri_result r = {0};
        if (lode_esri_read_list(&s, path, &how, &d) && s.ask.n_firm <= MOST_FIRMS)
            if (!lode_esri_run(&s.ask, NULL, 0, 1, NULL, &r)) abort();
        lode_esri_result_free(&r);
        lode_esri_source_free(&s);
    } else {
        lode_it_input in;
        if (lode_it_read(&in, path, &how, NULL, 0, &d)) run(&in);
        lode_it_input_free(&in);
    }
    lode_diags_free(&d);
    unlink(path);
    rmdir(where);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1 || size > MOST_BYTES) return 0;
    uint8_t choice = data[0] % 5;
    if (choice == 0) {
        lode_diags d = {0};
        lode_net net;
        const char *why;
        if (lode_net_parse(&net, (const char *)data + 1, size - 1, "fuzz.lnet", &d) && !lode_net_valid(&net, &why)) abort();
        lode_net_free(&net);
        lode_diags_free(&d);
    } else if (choice <= 2) file(data + 1, size - 1, choice == 2);
    else folder(data + 1, size - 1, choice == 4);
    return 0;
}
