/* The data of the page as one JSON object: the run, what it found, the case behind it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "out/claims_inner.h"
#include "out/inner.h"
#include "page/inner.h"

void lode_page_number(lode_json *j, const char *key, double x, int digits)
{
    char text[40];
    snprintf(text, sizeof text, "%.*g", digits, x);
    lode_json_number(j, key, isfinite(x) ? strtod(text, NULL) : x);
}

static void put_command(lode_json *j, const lode_result *r)
{
    lode_text command = {0};
    lode_out_command(r, &command);
    lode_json_text(j, "command", lode_text_str(&command));
    j->out->failed |= command.failed;
    lode_text_free(&command);
}

bool lode_page_data(const lode_page *p, lode_text *json)
{
    const lode_result *r = p->result;
    lode_json j = {.out = json};
    lode_json_open_line(&j, NULL, '{');
    lode_json_integer(&j, "schema", 1);
    lode_json_text(&j, "api", p->api);
    lode_json_open(&j, "run", '{');
    lode_summary_run_put(&j, r);
    lode_json_close(&j);
    put_command(&j, r);
    lode_page_case(&j, r);
    lode_page_scenarios(&j, r);
    lode_claims_put(&j, r);
    lode_page_series(&j, r);
    bool ok = lode_page_flows(&j, r) && lode_page_standoff(&j, r);
    lode_page_inputs(&j, r);
    lode_json_close(&j);
    return ok && !json->failed;
}
