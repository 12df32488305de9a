/* The files of the preset inoue-todo. */
#include "propagate/it_write.h"

#include <stdio.h>

/* A series "t value", from -1; `digits` of the first line. */
static void put_series(lode_text *out, const double *x, int32_t n, int digits)
{
    lode_text_clear(out);
    for (int32_t k = 0; k < n; k++) lode_text_printf(out, "%d %.*g\n", (int)k - 1, k == 0 ? digits : 17, x[k]);
}

static bool save(lode_outdir *folder, const char *name, lode_text *text, lode_text *why)
{
    if (text->failed) return false;
    return lode_outdir_write(folder, name, lode_text_str(text), text->length, why);
}

static bool write_selected(const lode_it_input *in, const lode_it_result *r, lode_outdir *folder, lode_text *text,
                           lode_text *why)
{
    char name[128];
    bool ok = true;
    for (int32_t k = 0; ok && k < in->n_list; k++) {
        size_t at = (size_t)k * (size_t)r->n;
        put_series(text, r->selected + at, r->n, 17);
        snprintf(name, sizeof name, "selected_pact_%s.txt", in->list[k].id);
        ok = save(folder, name, text, why);
        put_series(text, r->selected_value_added + at, r->n, 17);
        snprintf(name, sizeof name, "selected_va_%s.txt", in->list[k].id);
        ok = ok && save(folder, name, text, why);
    }
    return ok;
}

bool lode_it_write(const lode_it_input *in, const lode_it_result *r, lode_outdir *folder, lode_text *why)
{
    lode_text text = {0};
    const int32_t last = r->n - 1;
    put_series(&text, r->production, r->n, 17);
    bool ok = save(folder, "pact.txt", &text, why);
    put_series(&text, r->value_added, r->n, 17);
    ok = ok && save(folder, "value_added.txt", &text, why);
    put_series(&text, r->consumed, r->n, 6);
    ok = ok && save(folder, "final_consumption.txt", &text, why);
    lode_text_clear(&text);
    for (int32_t k = 1; k < r->n; k++)
        lode_text_printf(&text, "%d %.6g %.6g\n", (int)k - 1, r->loss[k], r->loss_value_added[k]);
    ok = ok && save(folder, "direct_loss.txt", &text, why);
    lode_text_clear(&text);
    lode_text_printf(&text, "totalPactutalStart %.6g\ntotalValueAddedStart %.6g\n", r->production[0], r->value_added[0]);
    lode_text_printf(&text, "totalPactutalEnd %.17g\ntotalValueAddedEnd %.17g\n", r->production[last], r->value_added[last]);
    ok = ok && save(folder, "stats.txt", &text, why) && write_selected(in, r, folder, &text, why);
    lode_text_free(&text);
    return ok;
}

bool lode_it_write_snapshot(const lode_it_input *in, const lode_it_view *v, lode_outdir *folder, lode_text *why)
{
    const lode_net *net = &in->net;
    lode_text text = {0};
    char name[64];
    for (int32_t i = 0; i < net->n_firm; i++)
        lode_text_printf(&text, "%s %.6g %.6g %.6g %.6g %.6g\n", lode_ids_name(&net->ids, i), v->output[i], v->production[i],
                         v->demand[i], v->possible[i], v->damage[i]);
    snprintf(name, sizeof name, "snapshot_%d_firms.txt", (int)v->step);
    bool ok = save(folder, name, &text, why);
    lode_text_clear(&text);
    for (int32_t i = 0; ok && i < net->n_firm; i++)
        for (int32_t l = net->in_ptr[i]; l < net->in_ptr[i + 1]; l++)
            lode_text_printf(&text, "%s %s %.6g %.6g\n", lode_ids_name(&net->ids, net->firm_of[net->supplier[l]]),
                             lode_ids_name(&net->ids, i), net->amount[l], v->delivered[l]);
    snprintf(name, sizeof name, "snapshot_%d_links.txt", (int)v->step);
    ok = ok && save(folder, name, &text, why);
    lode_text_free(&text);
    return ok;
}
