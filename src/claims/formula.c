/* Reading a formula: from text by way of a tree to programs. */
#include "claims/formula.h"

#include <stdlib.h>
#include <string.h>

/* Base units that signals bring in, so that literals may use them. Bad ones are reported where the signal is used. */
static void declare_units(lode_units *u, const lode_claim_env *env)
{
    lode_unit unit;
    double factor;
    for (int32_t i = 0; i < env->n_signal; i++) {
        const char *text = env->signal[i].unit;
        if (text && !lode_unit_parse(u, text, strlen(text), true, &unit, &factor)) continue;
    }
}

static bool build(lode_formula *f, const char *text, size_t length, const lode_claim_env *env,
                  lode_arena *scratch, lode_diags *diags)
{
    f->length = length <= LODE_FORMULA_BYTES ? (int32_t)length : LODE_FORMULA_BYTES + 1;
    f->text = LODE_TAKE(&f->arena, f->length + 1, char);
    if (!f->text || !lode_units_begin(&f->units)) {
        lode_diag_no_memory(diags);
        return false;
    }
    if (f->length > 0) memcpy(f->text, text, (size_t)f->length);
    declare_units(&f->units, env);
    lode_tree t = {.text = f->text,
                   .length = f->length,
                   .origin = env->origin,
                   .diags = diags,
                   .arena = scratch,
                   .units = &f->units};
    if (!lode_tree_parse(&t)) return false;
    return lode_tree_check(&t, env) && lode_tree_compile(&t, env, f);
}

lode_formula *lode_formula_new(const char *text, size_t length, const lode_claim_env *env,
                               lode_diags *diags)
{
    lode_arena scratch = {0};
    lode_formula *f = calloc(1, sizeof *f);
    if (!f) {
        lode_diag_no_memory(diags);
        return NULL;
    }
    int32_t before = diags->n_error;
    bool ok = build(f, text, length, env, &scratch, diags);
    lode_arena_free(&scratch);
    if (ok) return f;
    /* a failure without a message is one of memory */
    if (diags->n_error == before) lode_diag_no_memory(diags);
    lode_formula_free(f);
    return NULL;
}

void lode_formula_free(lode_formula *f)
{
    if (!f) return;
    lode_units_free(&f->units);
    lode_arena_free(&f->arena);
    free(f);
}

void lode_formula_atom_text(const lode_formula *f, int32_t atom, lode_text *out)
{
    if (atom < 0 || atom >= f->n_atom) return;
    int32_t at = f->atom[atom].at, end = at + f->atom[atom].length, open = 0;
    /* brackets around its first part stand before that part */
    for (int32_t i = at; i < end; i++) {
        open += (f->text[i] == '(') - (f->text[i] == ')');
        while (open < 0 && at > 0 && (f->text[at - 1] == '(' || f->text[at - 1] == ' ')) open += f->text[--at] == '(';
    }
    lode_text_add(out, f->text + at, (size_t)(end - at));
}
