/* The small case that `lodestone new` writes: three invented states and one chain. */
#include "case/template.h"

/* clang-format off */
static const char *const readme_md[] = {
    "# Pumps that need metal from one state",
    "",
    "An example to start from. It covers one chain (ore, metal, motor, pump) in three invented states.",
    "",
    "- Gaps: everything else.",
    "- Judged: every number. They are invented, and say so: grade D with a range, source `example`.",
    "",
    "Replace the numbers by what you have read, add each publication to `sources.csv`, and run",
    "`lodestone check` after every change. `lodestone schema` lists all files and columns; the page `case-format.md`",
    "in the documentation of Lodestone explains what they mean.",
    NULL};

static const char *const case_yaml[] = {
    "# A small case to start from: three invented states and one chain, ore -> metal -> motor -> pump.",
    "# All numbers are invented. Lines that begin with '#' are remarks.",
    "# 'lodestone check .' says what is wrong, 'lodestone run .' what happens.",
    "",
    "title: Pumps that need metal from one state",
    "period: {start: 2025-01-01, end: 2026-12-31}",
    "as_of: 2025-06-30              # no event after this day enters a run",
    "base_year: 2024                # year of the flows and of the constant USD",
    "",
    "actors:                        # states (ISO 3166 alpha-3), or blocs with 'bloc: yes'",
    "  XAA: {name: Alphaland}",
    "  XBB: {name: Betaland}",
    "  XCC: {name: Gammaland, defence_first: yes}",
    "",
    "# Behaviour shared by all sites; whatever is not written has its default.",
    "parameters:",
    "  psi: {low: 0, central: 0.25, high: 0.8}",
    "  source: example",
    "  grade: D",
    "",
    "measures:",
    "  aa-licence:                  # in force at as_of: part of the scenario status-quo",
    "    title: Export licences for metal",
    "    actor: XAA",
    "    kind: licence              # ban, quota, licence or tariff",
    "    products: [metal]",
    "    announced: 2025-03-01",
    "    effective: 2025-04-01",
    "    share: {low: 0.5, central: 0.7, high: 0.9}",
    "    processing_days: {low: 30, central: 45, high: 60, unit: wd}   # working days of the issuer",
    "    period_days: 30",
    "    leak: {low: 0, central: 0.05, high: 0.1}",
    "    source: example",
    "    grade: C",
    "  aa-ban:                      # announced, not yet in force",
    "    title: Ban on metal for Gammaland",
    "    actor: XAA",
    "    kind: ban",
    "    products: [metal]",
    "    to: [XCC]",
    "    announced: 2025-06-01",
    "    effective: 2025-09-01",
    "    until: 2026-03-01",
    "    source: example",
    "    grade: C",
    "",
    "holidays:                      # for working days; Saturdays and Sundays are always off",
    "  XAA:",
    "    dates: [2025-05-01, 2025-10-01, 2025-10-02]",
    "    source: example",
    "    grade: C",
    "",
    "claims:                        # what somebody said, word for word",
    "  soon:",
    "    text: Without our metal their pump plants stop within a year",
    "    speaker: a minister of Alphaland",
    "    reported: 2025-06-02",
    "    tense: future",
    "    window_from: 2025-09-01",
    "    window_to: 2026-08-31",
    "    source: example",
    "    grade: C",
    "",
    "readings:                      # what must hold for it to be true; docs/claims.md explains formulas",
    "  soon-plain:",
    "    claim: soon",
    "    label: plain",
    "    scenario: ban",
    "    formula: first_date(output(\"XCC\",\"pump\") < 10% * base(output(\"XCC\",\"pump\"))) <= 2026-08-31",
    "  soon-weak:",
    "    claim: soon",
    "    label: weak",
    "    scenario: ban",
    "    formula: longest(output(\"XCC\",\"pump\") < 95% * base(output(\"XCC\",\"pump\")), from 2025-09-01 to 2026-08-31) >= 7d",
    "    note: short for a week counts as stopping here",
    "",
    "# status-quo (measures in force at as_of) and no-measures are always there.",
    "scenarios:",
    "  ban:",
    "    title: The announced ban comes into force",
    "    measures: [aa-ban]",
    "  ban-refinery:",
    "    title: The ban, and Gammaland builds a refinery",
    "    extends: ban",
    "    projects: [refinery-cc]",
    NULL};

static const char *const demand_csv[] = {
    "actor,product,end_use,residual_share,residual_share_low,residual_share_high,source,grade,note",
    "XAA,pump,civil,0.35,0.3,0.4,example,D,a blank per_year takes what the pump makers supply",
    "XBB,pump,civil,0.3,0.25,0.35,example,D,",
    "XCC,pump,civil,0.35,0.3,0.4,example,D,",
    NULL};

static const char *const products_csv[] = {
    "product,name,unit,stage,end_product,value_usd_per_unit,value_usd_per_unit_low,value_usd_per_unit_high,source,grade",
    "ore,Ore,t,mining,no,400,300,500,example,D",
    "metal,Metal,t,metal,no,30000,20000,40000,example,D",
    "motor,Motor,piece,component,no,150,100,200,example,D",
    "pump,Pump,piece,end product,yes,1200,1000,1500,example,D",
    NULL};

static const char *const projects_csv[] = {
    "project,name,site,status,start,slippage_days,slippage_days_low,slippage_days_high,capacity_per_year,capacity_per_year_low,capacity_per_year_high,capex_usd,capex_usd_low,capex_usd_high,source,grade",
    "refinery-cc,Refinery in Gammaland,metal@XCC,optional,2026-01-01,90,0,365,800,600,1000,120000000,90000000,150000000,example,D",
    NULL};

static const char *const recipes_csv[] = {
    "recipe,direction,product,per_unit,per_unit_low,per_unit_high,cover_days,cover_days_low,cover_days_high,source,grade,note",
    "mine,output,ore,1,,,,,,example,C,one unit of activity is one tonne of ore",
    "refine,input,ore,2.2,2,2.4,30,15,60,example,D,tonnes of ore per tonne of metal",
    "refine,output,metal,1,,,,,,example,C,",
    "build-motor,input,metal,0.004,0.003,0.005,45,20,90,example,D,tonnes of metal per motor",
    "build-motor,output,motor,1,,,,,,example,C,",
    "build-pump,input,motor,1,,,20,10,40,example,C,",
    "build-pump,output,pump,1,,,,,,example,C,",
    NULL};

static const char *const routes_csv[] = {
    "from,to,product,transit_days,transit_days_low,transit_days_high,source,grade",
    "XAA,XCC,,35,28,45,example,D",
    "XCC,XAA,,35,28,45,example,D",
    NULL};

static const char *const sites_csv[] = {
    "site,actor,recipe,activity_per_year,activity_per_year_low,activity_per_year_high,supply_share,supply_share_low,supply_share_high,utilisation,utilisation_low,utilisation_high,source,grade",
    "ore@XAA,XAA,mine,,,,0.7,0.6,0.8,0.85,0.8,0.9,example,D",
    "ore@XBB,XBB,mine,,,,0.3,0.2,0.4,0.85,0.8,0.9,example,D",
    "metal@XAA,XAA,refine,,,,0.85,0.8,0.9,0.8,0.7,0.9,example,D",
    "metal@XBB,XBB,refine,,,,0.14,0.1,0.2,0.8,0.7,0.9,example,D",
    "metal@XCC,XCC,refine,,,,0.01,0.005,0.02,0.8,0.7,0.9,example,D",
    "motor@XAA,XAA,build-motor,,,,0.4,0.3,0.5,0.8,0.7,0.9,example,D",
    "motor@XBB,XBB,build-motor,,,,0.3,0.2,0.4,0.8,0.7,0.9,example,D",
    "motor@XCC,XCC,build-motor,,,,0.3,0.2,0.4,0.8,0.7,0.9,example,D",
    "pump@XAA,XAA,build-pump,400000,350000,450000,,,,0.8,0.7,0.9,example,D",
    "pump@XBB,XBB,build-pump,300000,250000,350000,,,,0.8,0.7,0.9,example,D",
    "pump@XCC,XCC,build-pump,300000,250000,350000,,,,0.8,0.7,0.9,example,D",
    NULL};

static const char *const sources_csv[] = {
    "source,title,publisher,date,address,note",
    "example,\"Example, invented\",nobody,2025-06-30,,replace it by what you have read",
    NULL};

static const char *const stocks_csv[] = {
    "actor,product,end_use,cover_days,cover_days_low,cover_days_high,strategic,strategic_low,strategic_high,release_per_day,release_per_day_low,release_per_day_high,source,grade",
    "XCC,metal,any,60,30,90,50,40,60,2,1,3,example,D",
    NULL};

/* clang-format on */

const lode_template_file lode_template[LODE_N_TEMPLATE] = {
    {"README.md", readme_md},       {"case.yaml", case_yaml},       {"demand.csv", demand_csv},
    {"products.csv", products_csv}, {"projects.csv", projects_csv}, {"recipes.csv", recipes_csv},
    {"routes.csv", routes_csv},     {"sites.csv", sites_csv},       {"sources.csv", sources_csv},
    {"stocks.csv", stocks_csv},
};

void lode_template_text(const lode_template_file *file, lode_text *out)
{
    for (const char *const *line = file->line; *line; line++) {
        lode_text_puts(out, *line);
        lode_text_putc(out, '\n');
    }
}
