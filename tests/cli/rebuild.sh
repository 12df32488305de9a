#!/usr/bin/env bash
# lodestone rebuild: plans of a case, as text, JSON and tables; usage; the same bytes on any number of threads.
. tests/cli/lib.bash
case=$root/cases/rare-earths-2025

if ! "$lodestone" rebuild "$case" --for USA --need defence --quiet >out 2>err && grep -q "without Cbc" err; then
    echo "# skipped: built without Cbc"
    status 1 "without a solver it says so" "$lodestone" rebuild "$case"
    echo "1..$n"
    exit
fi

status 0 "a need" "$lodestone" rebuild "$case" --for USA --need defence
has "years" " y " out
has "years against money" "later:" out
has "counter-moves" "dumping-floor:" out
has "stocks" "a stock for 6, 12 and 24 months" out
has "no forecast" "no forecast" out
[[ $(awk '{ if (length > most) most = length } END { print most }' out) -le 80 ]]
report "within 80 columns" $? "$(awk 'length > 80' out)"

status 0 "as JSON, into a folder" "$lodestone" rebuild "$case" --for USA --need defence --json --threads 1 -o plans
cp out first
python3 -c 'import json, csv
d = json.load(open("out"))
n = d["needs"][0]
for key in "id status years capex_usd frontier bottleneck gap".split(): assert key in n, key
assert n["status"] == "optimal" and 0 < n["years"] < 20 and n["gap"] <= 0.02, n
f = n["frontier"]
assert len(f) >= 5, f
for a, b in zip(f, f[1:]): assert b["years"] > a["years"] and b["capex_usd"] <= a["capex_usd"] * 1.02, (a, b)
share = [c["share"] for c in n["coverage"]]
assert share[-1] > 0.999 and share[0] < 0.999, share
rows = list(csv.DictReader(open("plans/plans.csv")))
assert abs(sum(float(r["capex_usd"]) for r in rows) + n["committed_usd"] - n["capex_usd"]) < 1e3' 2>err
report "the JSON and the tables hold what they promise" $? "$(cat err)"
status 0 "on two threads" "$lodestone" rebuild "$case" --for USA --need defence --json --threads 2
cmp -s out first
report "the same bytes" $? "they differ"

status 0 "by a day, within a budget that is too small" "$lodestone" rebuild "$case" --for USA --need defence --by 2040-01-01 --budget 1e6
has "it says what is short" "the budget is short by" out
status 1 "a day before the decision" "$lodestone" rebuild "$case" --by 2020-01-01
has "it says so" "E991" err
status 1 "an actor that is not there" "$lodestone" rebuild "$case" --for NOR
has "it says so" "E986" err
status 1 "a need that is not there" "$lodestone" rebuild "$case" --need fun
has "it says so" "E986" err
status 2 "partners of nobody" "$lodestone" rebuild "$case" --with USA
status 2 "no budget" "$lodestone" rebuild "$case" --budget much
echo "1..$n"
