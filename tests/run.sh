#!/usr/bin/env bash
# Run test programs and scripts, as many at a time as there are cores (JOBS), and add up what they report, in their order.
#
# Each prints TAP: `ok ...`, `not ok ...`, `ok ... # SKIP why`; a plan `1..N` if it has one. One
# that crashes counts its missing tests, at least one, as failed; the others still run. The last
# line is `N passed, M failed, K skipped`; the exit status is 0 only if nothing failed.
set -uo pipefail

# what tests leave behind lies in one folder, a folder of its own for each, which goes with the last of them
all=$(mktemp -d)
trap 'chmod -R u+w "$all"; rm -rf "$all"' EXIT
jobs=${JOBS:-$(nproc 2>/dev/null || echo 1)}

# Run test number i; leaves what it printed, its status and the time that it took.
run() { # i, program
    local start status
    mkdir "$all/$1"
    start=$(date +%s%N)
    case $2 in
        *.sh) TMPDIR=$all/$1 timeout 1200 bash "$2" >"$all/$1.output" 2>&1 ;;
        *) TMPDIR=$all/$1 timeout 1200 "$2" >"$all/$1.output" 2>&1 ;;
    esac
    status=$?
    echo "$status $((($(date +%s%N) - start) / 100000000))" >"$all/$1.done"
    mv "$all/$1.done" "$all/$1.end" # whole or not there
}

passed=0 failed=0 skipped=0
report() { # i, program
    local status tenths p f s plan missing remark=""
    read -r status tenths <"$all/$1.end"
    # ok, not ok, skipped, planned (0 without a plan)
    read -r p f s plan <<<"$(awk '
        /^(not )?ok.*# *[Ss][Kk][Ii][Pp]/ { s++; next }
        /^ok/ { p++ }
        /^not ok/ { f++ }
        /^1\.\.[0-9]+/ { plan = substr($1, 4) }
        END { print p + 0, f + 0, s + 0, plan + 0 }' "$all/$1.output")"
    missing=$((plan - p - f - s))
    if [[ $missing -gt 0 || ($status -ne 0 && $f -eq 0) || $status -ge 124 ]]; then
        f=$((f + (missing > 1 ? missing : 1)))
        remark=", ended early with status $status"
    elif [[ $((p + f + s)) -eq 0 ]]; then
        f=1
        remark=", reported nothing"
    fi

    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    if [[ $f -gt 0 ]]; then sed 's/^/    /' "$all/$1.output"; fi
    printf '%-40s %4d passed %3d failed %3d skipped %6.1f s%s\n' \
        "${2#"${BUILD:-build}"/}" "$p" "$f" "$s" "${tenths}e-1" "$remark"
}

programs=("$@")
begun=0 told=0
while [[ $told -lt ${#programs[@]} ]]; do
    while [[ $begun -lt ${#programs[@]} && $(jobs -rp | wc -l) -lt $jobs ]]; do
        run "$begun" "${programs[begun]}" &
        begun=$((begun + 1))
    done
    wait -n
    while [[ $told -lt $begun && -e $all/$told.end ]]; do
        report "$told" "${programs[told]}"
        told=$((told + 1))
    done
done

echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
