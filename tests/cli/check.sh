#!/usr/bin/env bash
# lodestone new, check and schema, as people and scripts use them.
set -uo pipefail
lodestone=${LODESTONE:?the program to test}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
here=$OLDPWD

n=0
report() { # name, whether it holds, what was seen
    n=$((n + 1))
    if [[ $2 -eq 0 ]]; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
        sed 's/^/# /' <<<"${3:-}"
    fi
}
status() { # expected status, name, command ...
    local want=$1 name=$2
    shift 2
    "$@" >out 2>err
    local got=$?
    [[ $got -eq $want ]]
    report "$name" $? "status $got, not $want; $(cat out err)"
}
has() { # name, text, file
    grep -qF -- "$2" "$3"
    report "$1" $? "$(cat "$3")"
}

# --- new -------------------------------------------------------------------------------------
status 0 "new writes a case" "$lodestone" new mine/first
has "new says what comes next" "lodestone check mine/first" out
status 0 "what new writes has no problems" "$lodestone" check mine/first
has "check says so" "mine/first: no problems" err
status 0 "what new writes runs" "$lodestone" run --quiet mine/first
status 0 "new takes an empty folder" bash -c "mkdir empty && '$lodestone' new empty"
status 1 "new leaves a folder alone that has something in it" "$lodestone" new mine/first
has "new says why" "is not empty" err
status 2 "new needs a name" "$lodestone" new
status 2 "new takes one name" "$lodestone" new a b
touch file
status 1 "new does not replace a file" "$lodestone" new file

# --- check -----------------------------------------------------------------------------------
cp -r mine/first bad
sed -i 's/announced: 2025-03-01/announced: 2025-02-30/; s/kind: ban$/kind: bann/' bad/case.yaml
sed -i 's/^ore@XBB,XBB/ore@XBB,XBC/' bad/sites.csv
status 1 "errors give status 1" "$lodestone" check bad
has "a problem has file, line, column and code" "bad/case.yaml:27:16: error E165: '2025-02-30'" err
has "a problem has an excerpt" '   27 |     announced: 2025-02-30' err
has "a problem has a caret" '      |                ^^^^^^^^^^' err
has "a problem says what to do" "= write it as YYYY-MM-DD" err
has "a word is suggested" "= did you mean 'ban'?" err
has "an identifier is suggested with its place" "= did you mean 'XBB' (case.yaml:12)?" err
has "the last line counts" "bad: 3 errors" err
[[ ! -s out ]]
report "nothing goes to stdout" $? "$(cat out)"
! grep -q $'\033' err
report "no colour where there is no terminal" $? "$(cat err)"
status 1 "colour on demand" "$lodestone" check bad --colour
has "colour is there" $'\033[1;31m' err

cp -r mine/first doubtful
printf 'other,Other,nobody,,,\n' >>doubtful/sources.csv
status 0 "warnings give status 0" "$lodestone" check doubtful
has "warnings are shown" "warning W390" err
status 0 "quiet hides warnings" "$lodestone" check --quiet doubtful
[[ ! -s err ]]
report "quiet says nothing about a good case" $? "$(cat err)"
status 1 "quiet shows errors" "$lodestone" check --quiet bad
has "errors are there" "error E165" err

status 1 "JSON of a bad case has status 1" "$lodestone" check bad --json
has "JSON has the number of errors" '"errors": 3' out
has "JSON has every field" '"line": 27, "column": 16, "length": 10, "code": 165, "severity": "error"' out
[[ ! -s err ]]
report "JSON and nothing else" $? "$(cat err)"
if command -v python3 >/dev/null; then
    python3 -c 'import json; d = json.load(open("out")); assert len(d["problems"]) == 3, d
assert set(d["problems"][0]) == {"file", "line", "column", "length", "code", "severity", "message", "hint"}'
    report "JSON can be parsed" $?
else
    echo "ok $((++n)) - JSON can be parsed # SKIP no python3"
fi
status 0 "JSON of a good case has status 0" "$lodestone" check --json mine/first
has "JSON has the hash of the case" '"input_hash": "' out

status 2 "check needs a case" "$lodestone" check
status 2 "check knows its options" "$lodestone" check bad --colur
status 2 "check takes one case" "$lodestone" check bad doubtful
status 1 "a folder that is not there" "$lodestone" check nowhere
has "is named" "nowhere: error E101: cannot read the case: No such file or directory" err
status 1 "a file in place of a folder" "$lodestone" check file
if [[ $(id -u) -ne 0 ]]; then
    cp -r mine/first closed
    chmod 000 closed/sites.csv
    status 1 "a file that may not be read" "$lodestone" check closed
else
    echo "ok $((++n)) - a file that may not be read # SKIP root may read everything"
fi
status 1 "stdout that cannot be written" bash -c "'$lodestone' check --json bad >/dev/full"

# --- schema ----------------------------------------------------------------------------------
status 0 "schema prints the dictionary" "$lodestone" schema --dictionary
has "with a header" "table,column,type,unit,required,default,low,high,meaning" out
has "and every column" "parameters,psi,quantity,-,no,0.25,0,1," out
status 0 "schema prints a JSON Schema" "$lodestone" schema --json-schema case
has "of the right draft" "https://json-schema.org/draft/2020-12/schema" out
cp out schema.json
if python3 -c 'import jsonschema, yaml' 2>/dev/null; then
    python3 - <<'EOF'
import json, jsonschema, yaml
schema = json.load(open("schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
class Loader(yaml.SafeLoader): pass
Loader.yaml_implicit_resolvers = {k: [(t, r) for t, r in v if t != "tag:yaml.org,2002:timestamp"]
                                  for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items()}
good = yaml.load(open("mine/first/case.yaml"), Loader)
jsonschema.validate(good, schema)
good["measures"]["aa-ban"]["kimd"] = "ban"
try:
    jsonschema.validate(good, schema)
except jsonschema.ValidationError:
    raise SystemExit(0)
raise SystemExit(1)
EOF
    report "which takes the example and refuses an unknown key" $?
else
    echo "ok $((++n)) - which takes the example # SKIP no python3 with jsonschema and yaml"
fi
status 2 "schema knows its options" "$lodestone" schema --jsn
"$lodestone" schema --markdown >tables.md
awk '/^<!-- columns: begin/ { on = 1; next } /^<!-- columns: end/ { on = 0 } on' \
    "$here/docs/case-format.md" >documented.md
cmp -s tables.md documented.md
report "docs/case-format.md has the columns of the schema" $? \
    "$(diff tables.md documented.md | head -20; echo 'run: bash docs/columns.sh')"

echo "1..$n"
