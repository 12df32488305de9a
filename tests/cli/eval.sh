#!/usr/bin/env bash
# lodestone eval: results, mistakes and exit status.
set -uo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
printf 'date,stock [t],base(stock) [t]\n2025-11-01,2,2\n2025-11-02,1,2\n2025-11-03,0,2\n' >"$dir/t.csv"

# name, wanted exit status, wanted text, arguments
check() {
    local name=$1 status=$2 text=$3
    shift 3
    local got
    got=$("$LODESTONE" eval "$@" 2>&1)
    local code=$?
    if [[ $code -eq $status && $got == *"$text"* ]]; then
        echo "ok - $name"
    else
        echo "not ok - $name"
        echo "# status $code: ${got//$'\n'/$'\n'# }"
    fi
}

check "a date is printed as one" 0 "2025-11-03" 'first_date(stock <= 0)' "$dir/t.csv"
check "a false claim says why" 0 "because     stock > 0 on 2025-11-03" 'always (stock > 0)' "$dir/t.csv"
check "windows are open by default" 0 "undecided" 'always [0d,9d] (stock >= 0)' "$dir/t.csv"
check "and closed on request" 0 "true" 'always [0d,9d] (stock >= 0)' "$dir/t.csv" --closed
check "JSON has truth and witness" 0 '"truth": false' 'stock < base(stock)' "$dir/t.csv" --json
check "a mistake has its place" 1 "formula:1:7: error E613" 'stock > 3d' "$dir/t.csv"
check "a missing trace is an error" 1 "No such file" 'stock > 0' "$dir/none.csv"
check "one operand is too few" 2 "eval needs" 'stock > 0'
