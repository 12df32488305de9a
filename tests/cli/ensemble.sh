#!/usr/bin/env bash
# Draws of a case: the same whoever computes them, and each of them a run like any other.
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"

"$lodestone" new case >/dev/null 2>&1
run() { "$lodestone" run case --step 7 "$@"; }

# --- the same bytes --------------------------------------------------------------------------
status 0 "forty draws on one thread" run --draws 40 --seed 3 --threads 1 -o one
status 0 "and on two" run --draws 40 --seed 3 --threads 2 -o two
same "give the same folder" one two
status 0 "another seed" run --draws 40 --seed 4 --json
! cmp -s out one/summary.json
report "gives another result" $?
has "the draws are counted" '"draws": 40' one/summary.json

for design in sobol lhs; do
    status 0 "$design" run --draws 40 --design $design --json
    has "is in the configuration" "\"design\": \"$design\"" out
done
status 0 "Sobol' points" run --draws 40 --design sobol
has "are rounded up to sixteen times a power of two, and it is said" "40 draws asked for, 64 made: 16 times 4" err
has "and shown" "64 draws" out

# --- the store -------------------------------------------------------------------------------
if command -v sqlite3 >/dev/null; then
    sql() { sqlite3 -readonly "$1/run.sqlite" "$2"; }
    [[ $(sql one "PRAGMA integrity_check") == ok ]]
    report "run.sqlite is a database" $?
    [[ $(sql one "SELECT count(*) FROM draws") == 40 ]]
    report "with all draws" $?
    [[ $(sql one "SELECT count(*) FROM inputs WHERE source <> '' AND grade <> ''") -gt 10 ]]
    report "with the sources of inputs" $?

    status 0 "sixteen draws" run --draws 16 --seed 3 -o few
    of_draws="SELECT o.scenario, o.actor, o.product, o.name, v.draw, v.value, v.date FROM outcomes o JOIN
        outcome_values v USING (outcome) WHERE v.draw < 16 AND (v.value <> 0 OR v.date <> '') ORDER BY 1, 2, 3, 4, 5"
    sql one "$of_draws" >of_forty
    sql few "$of_draws" >of_sixteen
    [[ -s of_forty ]]
    report "outcomes of draws are there" $?
    same "the first sixteen are the same however many follow" of_forty of_sixteen

    # draw 5 once more, as a run with its inputs as central values; days of a lowest point may tie, to a last digit
    # that sqlite3 does not print
    mapfile -t sets < <(sql one "SELECT i.name || '=' || printf('%!.17g', v.value) FROM input_values v JOIN inputs i
        USING (input) WHERE v.draw = 5")
    arguments=()
    for set in "${sets[@]}"; do
        [[ $set == *processing_days* ]] && set="$set wd" # the example counts working days
        arguments+=(--set "$set")
    done
    [[ ${#sets[@]} -gt 10 ]]
    report "inputs of a draw are there" $?
    status 0 "a draw as a run of its own" run -o single "${arguments[@]}"
    of_one="SELECT o.scenario, o.actor, o.product, o.name, printf('%.8e', v.value), v.date FROM outcomes o JOIN
        outcome_values v USING (outcome) WHERE v.draw = DRAW AND o.name NOT IN ('trough_date', 'loss_peak_date') AND (abs(v.value) > 1e-9 OR v.date <> '') ORDER BY 1, 2, 3, 4"
    sql one "${of_one/DRAW/5}" >of_draw
    sql single "${of_one/DRAW/0}" >of_run
    same "gives the same outcomes" of_draw of_run

    # shares of one whole, inputs that go together, and one that multiplies others
    cp -r case tied && cat >>tied/case.yaml <<'Y'

dependences:
  ore:
    kind: simplex
    inputs: ["sites[ore@XAA].supply_share", "sites[ore@XBB].supply_share"]
    source: example
    grade: D
  refineries:
    kind: correlation
    inputs: ["sites[metal@XAA].utilisation", "sites[metal@XBB].utilisation"]
    rank: 0.8
    source: example
    grade: D
  need:
    kind: factor
    inputs: ["sites[pump@XAA].activity_per_year", "sites[pump@XBB].activity_per_year"]
    factor: {low: 0.9, central: 1, high: 1.1}
    source: example
    grade: D
Y
    status 0 "dependences" "$lodestone" run tied --step 7 --draws 400 -o tied-run
    value="SELECT i.name, v.draw, v.value FROM input_values v JOIN inputs i USING (input)"
    off=$(sql tied-run "SELECT max(abs(s - 1)) < 1e-12 FROM (SELECT sum(value) s FROM ($value) WHERE name LIKE
        'sites[ore@%].supply_share' GROUP BY draw)")
    [[ $off == 1 ]]
    report "shares of one whole add up in each draw" $?
    # half of a rank correlation of 0.8 is not seen in four hundred draws of independent inputs (standard error 0.05)
    rank=$(sql tied-run "WITH a AS (SELECT draw, rank() OVER (ORDER BY value) r FROM ($value) WHERE name =
        'sites[metal@XAA].utilisation'), b AS (SELECT draw, rank() OVER (ORDER BY value) r FROM ($value) WHERE name =
        'sites[metal@XBB].utilisation') SELECT (1 - 6.0 * sum((a.r - b.r) * (a.r - b.r)) / (400.0 * (400 * 400 - 1)))
        BETWEEN 0.72 AND 0.88 FROM a JOIN b USING (draw)")
    [[ $rank == 1 ]]
    report "ranks correlate as declared" $? "$rank"
    [[ $(sql tied-run "SELECT count(DISTINCT value) FROM ($value) WHERE name = 'dependences.need.factor'") == 400 ]]
    report "a shared factor is an input of its own" $?

    # a band and the draws it comes from
    low=$(sql one "SELECT count(*) FROM bands WHERE NOT (p05 <= p25 AND p25 <= p50 AND p50 <= p75 AND p75 <= p95)")
    [[ $low == 0 ]]
    report "quantiles of bands ascend" $? "$low do not"
else
    skip "run.sqlite" "no sqlite3"
fi

# --- a stop ----------------------------------------------------------------------------------
timeout -s INT 1 "$lodestone" run case --draws 1000000 -o stopped >out 2>err
code=$?
[[ $code -eq 124 || $code -eq 130 ]]
report "an ensemble can be stopped" $? "status $code $(cat err)"
leftovers "and leaves nothing" .
[[ ! -e stopped ]]
report "not even a folder" $?
echo "1..$n"
