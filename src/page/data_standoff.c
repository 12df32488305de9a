/* The stand-off of a case, for the page: the object that `lodestone standoff --json` prints. */
#include <string.h>

#include "base/diag.h"
#include "out/standoff.h"
#include "page/inner.h"
#include "study/standoff.h"

enum { DRAWS = 512 };

/* Why there is none, where the case has one. */
static void put_reason(lode_json *j, const char *why)
{
    lode_json_open(j, "standoff", '{');
    lode_json_text(j, "not_computed", why);
    lode_json_close(j);
}

static bool has_scenario(const lode_result *r, const char *id)
{
    for (int32_t i = 0; i < r->n_scenario; i++)
        if (strcmp(lode_case_key(r->c, LODE_T_SCENARIOS, r->scenario[i].scenario), id) == 0) return true;
    return false;
}

/* Solve it and hand its JSON on as the value of a member. */
static bool put(lode_json *j, const lode_result *r, const lode_result *asked, lode_diags *diags)
{
    lode_standoff_case s = {0};
    lode_arena memory = {0};
    lode_text text = {0};
    lode_standoff_answer *a = LODE_TAKE(&memory, 1, lode_standoff_answer);
    bool ok = a && lode_standoff_of_result(asked, DRAWS, r->options.seed, &s, diags) &&
              lode_standoff_answer_make(&s.model, &memory, a);
    if (ok) {
        lode_standoff_view v = {.title = r->c->id, .scenario = s.scenario, .sha256 = r->c->sha256, .currency = "USD",
                                .name = {s.name[0], s.name[1]}, .dated = true, .start = s.start, .model = &s.model, .answer = a};
        lode_standoff_json(&v, &text);
        lode_json_ready(j, "standoff", &text);
        ok = !text.failed;
    }
    lode_text_free(&text);
    lode_arena_free(&memory);
    lode_standoff_case_free(&s);
    return ok;
}

bool lode_page_standoff(lode_json *j, const lode_result *r)
{
    lode_diags diags = {0};
    lode_result asked = *r;
    lode_study_options wanted = {0};
    bool ok = true;
    if (r->c->table[LODE_T_STANDOFF_SIDES].n_row != 2) return true;
    if (!lode_standoff_options(r->c, &wanted, &diags)) put_reason(j, "the case names no scenario for its stand-off");
    else if (!has_scenario(r, wanted.scenario)) put_reason(j, "its scenario is not among those that were run");
    else if (!r->scenario[0].n_loss) put_reason(j, "the run has no losses");
    else {
        asked.options.scenario = wanted.scenario;
        ok = put(j, r, &asked, &diags);
    }
    lode_diags_free(&diags);
    return ok;
}
