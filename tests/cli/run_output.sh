#!/usr/bin/env bash
# What a run prints and writes: one JSON object, tables, the same bytes every time, whole or not at all.
. tests/cli/lib.bash
"$lodestone" new case >/dev/null

# --- JSON ------------------------------------------------------------------------------------
status 0 "JSON" "$lodestone" run case --json
empty "and nothing else" err
cp out summary.json
has "has its version" '"schema_version": 1' out
has "has the input hash" '"input_hash": "' out
! grep -qF "$work" out
report "has no path of this machine" $? "$(grep -F "$work" out)"
if command -v python3 >/dev/null; then
    python3 -c 'import json; d = json.load(open("summary.json")); assert list(d) == ["schema_version",
"lodestone", "version", "case", "input_hash", "configuration", "seed", "draws", "draws_left_out", "ensemble_hash", "step_days",
"start", "end", "balance", "provenance", "exposure", "scenarios", "claims", "claim_relations"], list(d)' 2>err
    report "can be parsed" $? "$(cat err)"
else
    skip "can be parsed" "no python3"
fi
if python3 -c 'import jsonschema' 2>/dev/null; then
    "$lodestone" schema --json-schema summary >schema.json
    python3 -c 'import json, jsonschema
schema = json.load(open("schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.validate(json.load(open("summary.json")), schema)' 2>err
    report "keeps to its schema" $? "$(tail -5 err)"
else
    skip "keeps to its schema" "no python3 with jsonschema"
fi

# --- a folder --------------------------------------------------------------------------------
status 0 "tables" "$lodestone" run case -o new/run
has "are named in the answer" "Tables: new/run" out
[[ $(ls new/run | tr '\n' ' ') == "README.md balance.csv cuts.csv datapackage.json exposure.csv \
halts.csv hhi.csv indices.csv inputs.csv losses.csv report.html run.sqlite series.csv sources.csv summary.json verdicts.csv " ]]
report "are all there" $? "$(ls new/run)"
leftovers "nothing else is left" new
same "summary.json is what --json prints" summary.json new/run/summary.json
! grep -rqF "$work" new/run
report "no file has a path of this machine" $? "$(grep -rF "$work" new/run | head)"
head -2 new/run/series.csv >seen
has "series.csv has its columns" "scenario,actor,product,variable,unit,date,p05,p25,p50,p75,p95" seen
[[ $(wc -l <new/run/series.csv) -gt 1000 ]]
report "series.csv has rows" $?
[[ $(grep -c "" new/run/halts.csv) -gt 8 ]]
report "halts.csv has rows" $? "$(cat new/run/halts.csv)"

# --- the same bytes --------------------------------------------------------------------------
cp -r new/run first
status 0 "a second run" "$lodestone" run case --out=new/run --threads 1
same "replaces the first by the same bytes" first new/run
leftovers "nothing else is left" new
status 0 "a run elsewhere" "$lodestone" --threads 3 -oelsewhere run "$work/case"
same "has the same bytes" first elsewhere
awk 'NR == 1 { print; next } { row[NR] = $0 } END { for (i = NR; i > 1; i--) print row[i] }' \
    case/sites.csv >turned && cp -r case mixed && cp turned mixed/sites.csv
status 0 "rows in another order" "$lodestone" run mixed --json
sed '/"sha256"\|"input_hash"\|"id"/d' out >mixed.json
sed '/"sha256"\|"input_hash"\|"id"/d' summary.json >plain.json
same "change no result" plain.json mixed.json
status 0 "the command in README.md" bash -c "cd '$work' && $(grep '^    lodestone run' first/README.md |
    sed "s|lodestone|'$lodestone'|; s|CASE|case|; s|DIR|again|")"
same "repeats the run" first again
status 0 "an input changed" "$lodestone" run case --set 'sites[pump@XAA].activity_per_year=410000' -o changed
has "is in README.md" "--set 'sites[pump@XAA].activity_per_year=410000' -o DIR" changed/README.md
has "is in inputs.csv" "sites[pump@XAA].activity_per_year,unit/year,410000,410000,410000,fixed,true" changed/inputs.csv
! diff -q <(grep input_hash first/summary.json) <(grep input_hash changed/summary.json) >/dev/null
report "changes the input hash" $?

# --- what may not be replaced ----------------------------------------------------------------
mkdir foreign && echo precious >foreign/data
status 1 "a folder of someone else" "$lodestone" run case -o foreign
has "is not replaced" "cannot replace 'foreign'" err
[[ $(cat foreign/data) == precious && $(ls foreign) == data ]]
report "and is as it was" $? "$(ls foreign)"
status 1 "a file" "$lodestone" run case -o foreign/data
status 1 "the case itself" "$lodestone" run case -o case
[[ -f case/case.yaml ]]
report "is still there" $?
mkdir empty
status 0 "an empty folder" "$lodestone" run case -o empty
same "is filled" first empty
ln -s new/run link
status 0 "a link to a result" "$lodestone" run case --step 7 -o link
[[ -L link ]] && grep -q '"step_days": 7' new/run/summary.json
report "what it points to is replaced" $? "$(ls -l link)"

# --- what cannot be written ------------------------------------------------------------------
if [[ $(id -u) -ne 0 ]]; then
    mkdir closed && chmod 555 closed
    status 1 "a read-only folder" "$lodestone" run case -o closed/run
    has "is said" "cannot write 'closed/run'" err
else
    skip "a read-only folder" "root may write everywhere"
fi
cp -r first old
status 1 "a file too large" bash -c "ulimit -f 20; exec '$lodestone' run case -o old"
has "is said" "cannot write 'old/" err
same "the old result is as it was" first old
leftovers "nothing half-written is left" .
mkdir disk
if mount -t tmpfs -o size=4m none disk 2>/dev/null; then
    cp -r first disk/run
    dd if=/dev/zero of=disk/filler bs=1k 2>/dev/null
    truncate -s -50000 disk/filler
    status 1 "a full disk" "$lodestone" run case -o disk/run
    has "is said" "No space left on device" err
    same "the old result is as it was" first disk/run
    leftovers "nothing half-written is left" disk
    umount disk
else
    skip "a full disk" "mounting is not allowed here"
fi

echo "1..$n"
