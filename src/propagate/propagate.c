/* The table of presets, and what their result folders have in common. */
#include "propagate/propagate.h"

#include <string.h>

const lode_preset lode_presets[] = {
    {"inoue-todo", lode_it_preset, "orders, inventories and rationing among firms, day by day (Inoue and Todo 2017)"},
    {"ario-psi", lode_ario_preset, "regions x sectors hit by events: ARIO and ARIO-psi (Hallegatte 2008, 2013; Guan et al. 2020)"},
    {"esri", lode_esri_preset, "the Economic Systemic Risk Index of every firm (Diem et al. 2022)"},
};
const int lode_n_preset = sizeof lode_presets / sizeof lode_presets[0];

void lode_propagate_string(lode_text *out, const char *text)
{
    lode_text_putc(out, '"');
    for (const char *s = text; *s;) {
        size_t n = lode_utf8_step(s, strlen(s));
        unsigned char c = (unsigned char)*s;
        if (n == 0) lode_text_puts(out, "\xEF\xBF\xBD");
        else if (c == '"' || c == '\\') lode_text_printf(out, "\\%c", c);
        else if (c < 0x20) lode_text_printf(out, "\\u%04x", c);
        else lode_text_add(out, s, n);
        s += n > 0 ? n : 1;
    }
    lode_text_putc(out, '"');
}

/* The last part of a path: where a folder lies is no part of a result. */
static const char *last_part(const char *path, size_t *size)
{
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/') end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/') start--;
    *size = end - start;
    return path + start;
}

bool lode_propagate_package(const lode_propagate_ask *ask, const char *preset, lode_outdir *folder, lode_text *why)
{
    lode_text out = {0}, name = {0};
    size_t size;
    const char *last = last_part(ask->path, &size);
    lode_text_add(&name, last, size);
    lode_text_puts(&out, "{\n  \"name\": \"lodestone-propagate\",\n  \"lodestone\": \"" LODE_VERSION "\",\n  \"preset\": ");
    lode_propagate_string(&out, preset);
    lode_text_puts(&out, ",\n  \"network\": ");
    lode_propagate_string(&out, lode_text_str(&name));
    lode_text_puts(&out, ",\n  \"set\": [");
    for (int k = 0; k < ask->n_set; k++) {
        lode_text_puts(&out, k > 0 ? ", " : "");
        lode_propagate_string(&out, ask->set[k]);
    }
    lode_text_printf(&out, "],\n  \"repair\": %s,\n  \"draws\": %d,\n  \"seed\": %llu\n}\n", ask->how.repair ? "true" : "false",
                     (int)ask->draws, (unsigned long long)ask->seed);
    bool ok = !out.failed && !name.failed && lode_outdir_write(folder, "datapackage.json", lode_text_str(&out), out.length, why);
    lode_text_free(&out);
    lode_text_free(&name);
    return ok;
}
