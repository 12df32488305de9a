#!/usr/bin/env bash
# lodestone standoff: a case, files of games, what is wrong with them, games for Gambit.
. tests/cli/lib.bash
case=$root/cases/rare-earths-2025

status 0 "the stand-off of a case" "$lodestone" standoff "$case"
has "it says that it is conditional" "conditional on the values declared" out
has "costs" "COST OF WAITING" out
has "regimes" "REGIMES, share of 512 draws" out
has "end dates" "OVER BY" out
has "hazards" "GIVES IN WITHIN" out
has "postponing" "VALUE OF POSTPONING" out
has "what it rests on" "rests most on standoff_sides." out
has "the certificate" "Certificate: no type" out
has "both readings of days without cost" "DAYS WITHOUT COST" out
[[ $(awk '{ if (length > most) most = length } END { print most }' out) -le 80 ]]
report "within 80 columns" $? "$(awk 'length > 80' out)"
! grep -qE 'will (concede|give in)' out
report "nobody is said to give in for sure" $? "$(cat out)"

status 0 "as JSON" "$lodestone" standoff "$case" --json --threads 1
cp out first
python3 -c 'import json
d = json.load(open("out"))
for key in "certificate regimes end_date hazard value_of_delay rests_on".split(): assert key in d, key
r = d["regimes"]
assert abs(sum(v for k, v in r.items() if k != "draws") - 1) < 1e-9, r
assert d["certificate"]["largest_gain"] <= d["certificate"]["allowed"], d["certificate"]
assert [v["days"] for v in d["value_of_delay"]] == [7, 14, 30, 60]' 2>err
report "the JSON holds what it promises" $? "$(cat err)"
status 0 "again, with other threads" "$lodestone" standoff "$case" --json --threads 2
same "the same bytes" first out
status 0 "another value of prevailing" "$lodestone" standoff "$case" --set 'standoff_sides.USA.value_usd=1e9' --json
! cmp -s first out
report "changes the answer" $? ""
status 0 "each draw simulated" "$lodestone" standoff "$case" --draws 8 --json --threads 1
cp out one
has "says so" '"draws_simulated": true' out
status 0 "again, with other threads" "$lodestone" standoff "$case" --draws 8 --json --threads 2
same "the same bytes" one out
status 0 "claims that ask for the stand-off" "$lodestone" claims "$case" --draws 8 --json
python3 -c 'import json
def readings(o):
    if isinstance(o, dict) and "why" in o: yield o
    for x in o.values() if isinstance(o, dict) else o if isinstance(o, list) else []: yield from readings(x)
claims = {c["id"]: c for c in readings(json.load(open("out")))}
first = json.load(open("first"))
pays, weak = claims["postpone-pays"]["why"], claims["practical-weak"]["why"]
assert "%.4g USD" % first["value_of_delay"][1]["CHN"]["total"] in pays, pays
assert "%.4g against" % first["central"]["equilibria"][0]["first"]["USA"] in weak, weak
assert all("conditional on the declared values of prevailing (grade D)" in w for w in (pays, weak))
assert claims["postpone-reveals"]["central"] == "undecided" and claims["postpone-reveals"]["reason"].startswith("unknown")' 2>err
report "have the numbers of the stand-off" $? "$(cat err)"
status 2 "an input that is not there" "$lodestone" standoff "$case" --set 'standoff_sides.USA.value=1e9'

cat >game.json <<'JSON'
{"id": "constant", "A": {"value": {"kind": "point", "params": [100]}, "z": 0.1, "r": 0.0, "cost_knots": [[0, 2.0]]},
 "B": {"value": {"kind": "point", "params": [80]}, "z": 0.2, "r": 0.0, "cost_knots": [[0, 1.0]]}}
JSON
status 0 "a game in a file" "$lodestone" standoff game.json --json
python3 -c 'import json, math
d = json.load(open("out"))
e = d["central"]["equilibria"][0]
assert abs(e["q"]["A"] - (1 - 0.1 * math.exp(50 * math.log(5) / 80))) < 1e-9, e
assert abs(d["value_of_delay"][0]["A"]["total"] + 14) < 1e-6, d["value_of_delay"][0]' 2>err
report "has the closed form" $? "$(cat err)"
status 0 "for people" "$lodestone" standoff game.json
has "with its regime" "A is weak" out

status 0 "for Gambit, strategic form" "$lodestone" standoff game.json --export nfg --steps 6
has "its header" 'NFG 1 R "constant" { "A" "B" } { 4 4 }' out
status 0 "for Gambit, extensive form" "$lodestone" standoff game.json --export efg --steps 6
has "its header" 'EFG 2 R "constant" { "A" "B" }' out
sed 's/"point", "params": \[100\]/"uniform", "params": [50, 150]/' game.json >types.json
status 1 "types have no strategic form" "$lodestone" standoff types.json --export nfg
has "and it is said what to do" "--export efg" err
status 0 "but an extensive one" "$lodestone" standoff types.json --export efg --types 3 --steps 4
status 2 "another form" "$lodestone" standoff game.json --export pdf

printf '{"A": {"value": {"kind": "pint", "params": [1]}, "z": 2, "cost_knots": [[0, 1], [5]]}, "C": 1}' >bad.json
status 1 "a file that is no game" "$lodestone" standoff bad.json
has "the place of a word" "bad.json:1:26: error E800" err
has "the place of a number" "error E803: z is 2, outside 0 .. 1" err
has "what is missing" "'B' is missing" err
has "what is unknown" "a game has no 'C'" err
for text in '' '[' '[]' '[1]' '{"A": []}' 'null' '{"A": {"value": {"kind": "point", "params": [0]}}}' $'\xff'; do
    printf '%s' "$text" >bad.json
    status 1 "bad input '$text'" "$lodestone" standoff bad.json
    grep -q 'error' err
    report "is called an error" $? "$(cat err)"
done
sed 's/"z": 0.1/"z": 0/; s/"z": 0.2/"z": 0/' game.json >none.json
status 1 "nobody committed" "$lodestone" standoff none.json
has "is undetermined" "no side is ever committed" err
status 1 "a file that is not there" "$lodestone" standoff nothing.json

"$lodestone" new small >/dev/null
status 1 "a case without a stand-off" "$lodestone" standoff small
has "it says where to declare it" "standoff_sides" err
{ cat small/case.yaml; printf 'standoff:\n  scenario: status-quo\nstandoff_sides:\n  XAA: {value_usd: 1, committed: 2, source: example, grade: D}\n'; } >case.yaml
cp case.yaml small/case.yaml
status 1 "one side" "$lodestone" check small
has "out of bounds has its place" "case.yaml:" err
grep -q 'E168' err out
report "and its code" $? "$(cat err out)"

golden=$root/../shared/reference/standoff/golden
if [[ -d $golden && -x ${LODESTONE_GOLDEN:-} ]]; then
    status 0 "golden games" "$LODESTONE_GOLDEN" "$golden"
else
    skip "golden games" "no ../shared"
fi
echo "1..$n"
