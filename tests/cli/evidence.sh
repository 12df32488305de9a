#!/usr/bin/env bash
# Evidence: --evidence-until, and lodestone evidence.
. tests/cli/lib.bash
"$lodestone" new case >/dev/null
awk '/^  aa-ban:/ {
    print "  aa-quota:\n    title: Quota on metal for Betaland\n    actor: XAA\n    kind: quota\n    products: [metal]"
    print "    to: [XBB]\n    announced: 2025-06-10\n    effective: 2025-06-20\n    share: 0.3"
    print "    source: example\n    grade: C\n    known_since: 2025-09-15" } { print }' case/case.yaml >changed
mv changed case/case.yaml
line=$(grep -n 'known_since' case/case.yaml | cut -d: -f1)

# --- one run under other evidence ------------------------------------------------------------
status 0 "a run" "$lodestone" run case --json
cp out strict
status 0 "evidence until as_of" "$lodestone" run case --json --evidence-until 2025-06-30
grep -vE 'input_hash' strict >a && grep -vE 'input_hash' out >b
same "is the default" a b
status 0 "later evidence" "$lodestone" run case --json --evidence-until 2025-12-31
has "is in the configuration" '"evidence_until": "2025-12-31"' out
! cmp -s <(grep input_hash strict) <(grep input_hash out)
report "and in the hash of the inputs" $? "$(grep input_hash strict out)"
! cmp -s <(sed -n '/scenarios/,$p' strict) <(sed -n '/scenarios/,$p' out)
report "and changes the results" $? "no difference"
status 0 "the answer" "$lodestone" run case --evidence-until 2025-12-31
has "says what was changed" "1 input changed: evidence_until=2025-12-31" out
status 0 "a folder of results" "$lodestone" run case --evidence-until 2025-12-31 -o results --quiet
grep -rqF -- "--evidence-until 2025-12-31" results
report "says how to repeat it" $? "$(grep -r lodestone\ run results)"
status 0 "check" "$lodestone" check case
has "leaves the row out" "case.yaml:$line" err
status 0 "check under later evidence" "$lodestone" check case --evidence-until 2025-12-31
! grep -q 'left out' err
report "does not" $? "$(cat err)"
status 0 "check as JSON" "$lodestone" check case --json --evidence-until 2025-12-31
has "says until when" '"evidence_until": "2025-12-31"' out
status 0 "explain" "$lodestone" explain case --product pump --actor XBB --scenario status-quo --json --evidence-until 2025-12-31
has "says until when" '"evidence_until": "2025-12-31"' out
status 2 "no date" "$lodestone" run case --evidence-until soon
has "says how dates are written" "--evidence-until takes a date as YYYY-MM-DD, not 'soon'" err

# --- side by side ----------------------------------------------------------------------------
status 0 "both side by side" "$lodestone" evidence case
has "the row that comes in" "case.yaml:$line" out
has "since when it is known" "2025-09-15 aa-quota" out
has "what it changes" "status-quo: pump XBB" out
[[ $(awk 'length > 80' out | wc -l) -eq 0 && $(wc -l <out) -le 40 ]]
report "it fits on a screen" $? "$(cat out)"
status 0 "until a day before it was known" "$lodestone" evidence case --until 2025-08-01
has "nothing changes" "both runs are the same" out
status 0 "one scenario" "$lodestone" evidence case --scenario ban
status 0 "JSON" "$lodestone" evidence case --json
has "has the row" "\"place\": \"case.yaml:$line\"" out
if command -v python3 >/dev/null; then
    python3 -c 'import json; json.load(open("out"))' 2>seen
    report "is JSON" $? "$(cat seen)"
else
    skip "is JSON" "no python3"
fi
status 2 "until a day before as_of" "$lodestone" evidence case --until 2025-06-30
has "is refused" "--until must be after as_of (2025-06-30)" err
status 2 "another command's option" "$lodestone" evidence case --evidence-until 2025-12-31
status 1 "a case with errors" "$lodestone" evidence nowhere

echo "1..$n"
