#!/usr/bin/env bash
# lodestone explain: the chain, its limits on a screen, and what is wrong usage.
. tests/cli/lib.bash
"$lodestone" new case >/dev/null

status 0 "an output that falls short" "$lodestone" explain case --product pump --actor XCC
has "its scenario is named" "Scenario ban: The announced ban comes into force" out
has "so is what it lacks" "1  pump XCC lacks motor" out
has "and what that lacks" "2  motor XCC lacks metal" out
has "the measure behind it" "aa-ban: Ban on metal for Gammaland" out
has "what it lets pass" "lets 0 % of base pass on" out
has "rows with file and line" "recipes.csv:5" out
has "their sources" "Example, invented (nobody, 2025-06-30)" out
empty "nothing goes to stderr" err
[[ $(awk 'length > 80' out | wc -l) -eq 0 && $(wc -l <out) -le 40 ]]
report "it fits on a screen" $? "$(cat out)"
cp out plain
status 0 "colour on demand" "$lodestone" explain case --product pump --actor XCC --colour always
sed 's/\x1b\[[0-9;]*m//g' out >bleached
same "carries no meaning" plain bleached
status 0 "threads" "$lodestone" explain case --product pump --actor XCC --threads 1
same "change nothing" plain out

status 0 "one scenario" "$lodestone" explain case --product motor --actor XBB --scenario status-quo
has "is compared with no measures" "of no-measures in the week around" out
status 0 "a day" "$lodestone" explain case --product motor --actor XCC --scenario ban --date 2026-02-01
has "is looked at" "in the week around 2026-02-01" out
status 0 "a changed input" "$lodestone" explain case --product pump --actor XCC --set 'stocks[XCC,metal].cover_days=600'
status 0 "nothing short" "$lodestone" explain case --product pump --actor XAA --scenario status-quo
has "is said" "Nothing is short" out
has "with what is nearest" "Nearest to short: the stock of motor falls to" out

status 0 "JSON" "$lodestone" explain case --product pump --actor XCC --json
if command -v python3 >/dev/null; then
    python3 -c 'import json; d = json.load(open("out")); s = d["stages"]
assert d["scenario"] == "ban" and d["short"] and len(s) == 2 and d["seed"] == 0
assert s[1]["measure"]["id"] == "aa-ban" and s[1]["may_pass"] == 0
assert "recipes.csv:5" in [r["place"] for r in s[1]["rows"]]
assert d["version"] and d["input_hash"] and d["schema_version"] == 1' 2>seen
    report "says the same" $? "$(cat seen out)"
else
    skip "says the same" "no python3"
fi

status 2 "no product" "$lodestone" explain case --actor XCC
has "is named" "explain needs --product" err
status 2 "no actor" "$lodestone" explain case --product pump
has "is named" "explain needs --actor" err
status 2 "an unknown product" "$lodestone" explain case --product pumb --actor XCC
has "suggests one" "no product 'pumb'; did you mean 'pump'?" err
status 2 "an unknown actor" "$lodestone" explain case --product pump --actor XCD
has "lists them" "it has: XAA XBB XCC" err
status 2 "an unknown scenario" "$lodestone" explain case --product pump --actor XCC --scenario bam
has "suggests one" "did you mean 'ban'?" err
status 2 "a product made elsewhere" "$lodestone" explain case --product ore --actor XCC
has "says where" "no ore is made in XCC; it is made in: XAA XBB" err
status 2 "a day outside the period" "$lodestone" explain case --product pump --actor XCC --date 2030-01-01
has "says what it is" "within the period, 2025-01-01 to 2026-12-31" err
status 2 "no date" "$lodestone" explain case --product pump --actor XCC --date tomorrow
has "says how dates are written" "a date as YYYY-MM-DD, not 'tomorrow'" err
status 2 "an unknown input" "$lodestone" explain case --product pump --actor XCC --set nothing=1
status 1 "a case with errors" "$lodestone" explain nowhere --product pump --actor XCC

echo "1..$n"
