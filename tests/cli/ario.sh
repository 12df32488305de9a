#!/usr/bin/env bash
# lodestone propagate --preset ario-psi: an invented table, its rows in any order, events, problems, repair; reference folders.
. tests/cli/lib.bash
reference=$root/../shared/reference/mrio/golden

table() { # folder, order of the industries
    mkdir -p "$1"
    awk -v dir="$1" -v order="$2" 'BEGIN {
        n = split(order, c); split("east|corn east|iron west|corn west|iron", names)
        for (i = 1; i <= 4; i++) { x[i] = 0; for (j = 1; j <= 4; j++) { z[i, j] = 100 * (i + 2 * j) + (i == j) * 500; x[i] += z[i, j] }
            for (k = 1; k <= 2; k++) { y[i, k] = 4000 + 300 * i * k; x[i] += y[i, k] } }
        head = "supplier"; for (q = 1; q <= n; q++) head = head "," names[c[q]]
        print head > dir "/Z.csv"; print "supplier,west|homes,east|homes" > dir "/Y.csv"; print "industry,output" > dir "/x.csv"
        for (p = 1; p <= n; p++) { i = c[p]; row = names[i]; for (q = 1; q <= n; q++) row = row "," z[i, c[q]]
            print row > dir "/Z.csv"; print names[i] "," y[i, 2] "," y[i, 1] > dir "/Y.csv"; print names[i] "," x[i] > dir "/x.csv" }
    }'
}
case_json() { # parameters, events
    printf '{"steps": 60, "parameters": {%s}, "events": [%s]}\n' "$1" "$2"
}
cut='{"type": "arbitrary", "impact": {"east|iron": 0.5}, "occurrence": 5, "duration": 10, "recovery_tau": 10}'
burnt='{"type": "recovery", "impact": {"east|iron": 900, "west|corn": 300}, "occurrence": 7, "duration": 3, "recovery_tau": 20, "recovery_function": "concave"}'
flood='{"type": "rebuild", "impact": {"west|corn": 500}, "households_impact": {"west|homes": 100}, "occurrence": 6, "duration": 4, "rebuild_tau": 30, "rebuilding_sectors": {"iron": 0.8, "corn": 0.2}}'

table one "1 2 3 4"
case_json '' '' >one/case.json
status 0 "a table without events" "$lodestone" propagate one --preset ario-psi -o rest
has "stays as it is" "100.00 %" out
awk -F, 'NR == 2 { x = $2 } NR > 1 && ($2 - x > 1e-12 * x || x - $2 > 1e-12 * x) { bad = 1 } END { exit bad || NR != 61 }' rest/totals.csv
report "on every step" $? "$(tail -3 rest/totals.csv)"

case_json '"inventory_dict": {"iron": 70, "corn": "inf"}' "$cut, $burnt, $flood, $flood" >one/case.json
status 0 "events of all kinds, overlapping" "$lodestone" propagate one --preset ario-psi -o a --threads 1
empty "without a word" err
for f in production capacity overproduction intermediate_demand capital_lost rebuild_demand rebuild_production final_demand_unmet \
    final_demand_undelivered inventories totals; do [[ -s a/$f.csv ]] || echo "$f"; done >missing
empty "every series is there" missing
has "columns by name" "step,east|corn,east|iron,west|corn,west|iron" a/production.csv
awk -F, 'NR == 13 { exit !($3 < 0.51 * first) } NR == 2 { first = $3 }' a/capacity.csv
report "capacity is lost" $? "$(sed -n 13p a/capacity.csv)"
status 0 "on two threads" "$lodestone" propagate one --preset ario-psi -o b --threads 2
same "the same bytes" a b
table two "4 2 1 3" && cp one/case.json two
status 0 "rows and columns in another order" "$lodestone" propagate two --preset ario-psi -o b
sed -i '/network/d' a/datapackage.json b/datapackage.json
same "the same bytes" a b
status 0 "a loss on time" "$lodestone" propagate one --preset ario-psi --set capacity_loss_late=no --set order_type=noalt --json
python3 -c 'import json; d = json.load(open("out")); assert d["regions"] == 2 and d["lowest_production_ratio"] < 1' 2>err
report "JSON for programs" $? "$(cat err)"

case_json '"main_inv_dur": 20, "inventory_restoration_tau": 30' "$cut" >one/case.json
status 0 "stocks that refill too slowly" "$lodestone" propagate one --preset ario-psi
has "are warned of" "W938" err

case_json '"psy": 1, "psi": 2' '{"type": "recovery", "impact": {"east|irn": 1, "north|corn": 1}}, {"type": "flood"}' >one/case.json
sed -i '2s/,[0-9]*,/,-7,/; 3s/,[0-9]*,/,x,/' one/Y.csv
status 1 "a table and a case with errors" "$lodestone" propagate one --preset ario-psi -o broken
for e in "unknown key 'psy'" "psi must be a number" "unknown sector 'irn'" "did you mean 'iron'" "unknown region 'north'" \
    "needs 'recovery_tau'" "type must be one of" "-7 is below 0" "'x' is not a number"; do has "all at once: $e" "$e" err; done
[[ ! -e broken ]]
report "nothing is written" $? "$(ls -R broken 2>&1)"
leftovers "and nothing half-written stays" .
case_json '' '{"type": "recovery", "impact": {"east|iron": 1e9}, "recovery_tau": 5}' >one/case.json
sed -i '3s/,x,/,9,/' one/Y.csv
status 1 "more damage than capital" "$lodestone" propagate one --preset ario-psi --repair -o broken
has "is an error" "E972" err
has "after what was repaired" "becomes its sales" err
[[ ! -e broken ]]
report "and nothing is written" $? "$(ls -R broken 2>&1)"
: >one/x.csv
status 1 "no outputs" "$lodestone" propagate one --preset ario-psi --repair
has "says so" "no rows of numbers" err
head -c 60 two/Z.csv >cut && mv cut two/Z.csv
status 1 "a table cut off" "$lodestone" propagate two --preset ario-psi
rm two/Z.csv
status 1 "a table without Z.csv" "$lodestone" propagate two --preset ario-psi
has "says so" "Z.csv" err

if [[ -d $reference ]]; then
    status 0 "the reference's folders" "$LODESTONE_GOLDEN" "$reference"
else
    skip "the reference's folders" "no ../shared"
fi
echo "1..$n"
