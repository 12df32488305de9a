#!/usr/bin/env bash
# Claims of a case: verdicts over draws, what they rest on, and what the command says and writes.
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"

"$lodestone" new case >/dev/null 2>&1
claims() { "$lodestone" claims case --step 7 "$@"; }

status 0 "claims" claims
has "has a verdict on each reading" "refuted " out
has "and the other" "soon-weak" out
[[ $(wc -l <out) -le 40 && $(wc -L <out) -le 80 ]]
report "fits on a screen" $? "$(wc -lL <out)"
has "says how many draws" "48 draws" out

# --- a probability that is known ---------------------------------------------------------------
cat >extra <<'Y'
  known:
    claim: soon
    label: share of draws with psi above 0.6
    formula: input("parameters.psi") > 0.6
  higher:
    claim: soon
    formula: input("parameters.psi") > 0.7
  low:
    claim: soon
    formula: input("parameters.psi") < 0.3
  certain:
    claim: soon
    label: no input of it varies
    formula: as_of <= 2030-01-01
  hollow:
    claim: soon
    formula: input("parameters.psi") > 5 implies as_of > 2030-01-01
  sure:
    claim: soon
    formula: always (input("parameters.psi") > 0.7 implies as_of < 2030-01-01)
  partly:
    claim: soon
    label: what it supposes holds on some days
    scenario: ban
    formula: always (output("XCC","pump") < 95% * base(output("XCC","pump")) implies as_of < 2030-01-01)
  waits:
    claim: soon
    needs: rebuild
Y
sed -i '/^readings:/r extra' case/case.yaml
status 0 "a case with other readings" claims --draws 800 --json
cp out claims.json
if command -v python3 >/dev/null; then
    python3 - <<'P' 2>err
import json
answer = json.load(open("claims.json"))
pairs = {(p["a"], p["b"]): p for p in answer["claim_relations"]}
assert pairs["higher", "known"]["relation"] == "implies" and pairs["higher", "known"]["only_a"] == 0, pairs
contrary = pairs.get(("known", "low")) or pairs["low", "known"]
assert contrary["relation"] == "contrary" and 0 < contrary["both_upper"] < 0.01, pairs
assert not any("certain" in p for p in pairs), pairs
claims = {c["id"]: c for c in answer["claims"]}
known = claims["known"]
# psi is uniform in 0 .. 0.8
assert abs(known["probability"] - 0.25) < 0.05, known
low, high = known["interval"]
assert low < known["probability"] < high and high - low < 0.08, known
assert known["verdict"] == "undetermined" and known["reason"].startswith("open"), known
assert known["rests_on"][0]["input"] == "parameters.psi", known
assert len(known["rests_on"]) == 1, known
assert known["rests_on"][0]["share_low"] == 0 and known["rests_on"][0]["share_high"] == 1, known
assert known["rests_on"][0]["worth_knowing"] > 0.7, known
assert known["flips"][0]["of"] == "margin" and abs(known["flips"][0]["value"] - 0.6) < 1e-6, known
assert all(f["input"] == "parameters.psi" and 0.5 < f["value"] < 0.7 for f in known["flips"]) and len(known["flips"]) > 1, known
box = known["fails_in"]
assert [limit["input"] for limit in box["limits"]] == ["parameters.psi"] and box["limits"][0]["low"] is None, box
assert abs(box["limits"][0]["high"] - 0.6) < 0.1 and box["density"] > 0.9 and box["coverage"] > 0.8, box
assert claims["hollow"]["verdict"] == "undetermined" and claims["hollow"]["reason"].startswith("vacuous"), claims["hollow"]
assert claims["sure"]["verdict"] == "supported", claims["sure"]
assert claims["partly"]["verdict"] == "supported", claims["partly"]
assert claims["certain"]["verdict"] == "supported" and claims["certain"]["probability"] == 1
assert claims["waits"]["verdict"] == "not computed" and claims["waits"]["reason"] == "needs rebuild"
P
    report "gives the shares that are known beforehand" $? "$(cat err)"
else
    skip "gives the shares that are known beforehand" "no python3"
fi

# flips by runs, of a reading that looks at a run; the margin there is that of a run with this value
status 0 "--flips" claims --draws 200 --flips --json
if command -v python3 >/dev/null; then
    python3 - "$lodestone" <<'P' 2>err
import json, subprocess, sys
weak = {c["id"]: c for c in json.load(open("out"))["claims"]}["soon-weak"]
flips = [f for f in weak["flips"] if f["of"] == "margin"]
assert weak["margin_flips_sought"] and flips, weak
truths = set()
for side in (0.999, 1.001):
    run = subprocess.run([sys.argv[1], "claims", "case", "--step", "7", "--draws", "8", "--json", "--set",
        "%s=%.9g" % (flips[0]["input"], flips[0]["value"] * side)], capture_output=True, text=True)
    truths.add({c["id"]: c for c in json.loads(run.stdout)["claims"]}["soon-weak"]["central"])
assert truths == {"true", "false"}, (truths, flips)
P
    report "the central run flips there" $? "$(cat err)"
else
    skip "the central run flips there" "no python3"
fi

# --- the same as in run, and the same bytes ----------------------------------------------------
status 0 "one thread" claims --draws 40 --json --threads 1
cp out one
status 0 "two threads" claims --draws 40 --json --threads 2
same "give the same" one out
status 0 "a run" "$lodestone" run case --step 7 --draws 40 --json
cp out run.json
if command -v python3 >/dev/null; then
    python3 -c 'import json
assert json.load(open("one"))["claims"] == json.load(open("run.json"))["claims"]' 2>err
    report "a run of all scenarios has the same verdicts" $? "$(cat err)"
else
    skip "a run of all scenarios has the same verdicts" "no python3"
fi

# --- tables, status ----------------------------------------------------------------------------
status 0 "a folder" claims -o new
[[ $(ls new | tr '\n' ' ') == "README.md claim-review.json claims.json datapackage.json inputs.csv sources.csv verdicts.csv " ]]
report "has the verdicts and what they come from" $? "$(ls new)"
[[ $(wc -l <new/verdicts.csv) -eq 11 ]]
report "a row a reading" $? "$(cat new/verdicts.csv)"
has "ClaimReview" '"@type": "ClaimReview"' new/claim-review.json
status 3 "--fail-on refuted" claims --fail-on refuted
has "the answer is printed all the same" "VERDICT" out
status 2 "--fail-on something else" claims --fail-on true
status 2 "one draw" claims --draws 1
has "is not enough" "more than one draw" err

# --- mistakes ----------------------------------------------------------------------------------
sed -i 's/formula: input("parameters.psi") > 0.6/formula: input("parameters.psj") > 0.6/' case/case.yaml
"$lodestone" check case >out 2>&1
has "an unknown name is placed" "case.yaml:" out
has "and the nearest is named" "parameters.psi" out
cp -r case bare
sed -i '/^claims:/,/^# status-quo (measures in force/d' bare/case.yaml
status 1 "a case without claims" "$lodestone" claims bare
has "says so" "has no readings of claims" err
echo "1..$n"
