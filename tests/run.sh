#!/usr/bin/env bash
# Run test programs and scripts one after another, and add up what they report.
#
# Each prints TAP: `ok ...`, `not ok ...`, `ok ... # SKIP why`; a plan `1..N` if it has one. One
# that crashes counts its missing tests, at least one, as failed; the others still run. The last
# line is `N passed, M failed, K skipped`; the exit status is 0 only if nothing failed.
set -uo pipefail

# what a test leaves behind lies in one folder, which goes with the last of them
TMPDIR=$(mktemp -d)
export TMPDIR
trap 'chmod -R u+w "$TMPDIR"; rm -rf "$TMPDIR"' EXIT
output=$TMPDIR/output
passed=0 failed=0 skipped=0

for program in "$@"; do
    start=$(date +%s%N)
    case $program in
        *.sh) timeout 1200 bash "$program" >"$output" 2>&1 ;;
        *) timeout 1200 "$program" >"$output" 2>&1 ;;
    esac
    status=$?

    # ok, not ok, skipped, planned (0 without a plan)
    read -r p f s plan <<<"$(awk '
        /^(not )?ok.*# *[Ss][Kk][Ii][Pp]/ { s++; next }
        /^ok/ { p++ }
        /^not ok/ { f++ }
        /^1\.\.[0-9]+/ { plan = substr($1, 4) }
        END { print p + 0, f + 0, s + 0, plan + 0 }' "$output")"
    remark=""
    missing=$((plan - p - f - s))
    if [[ $missing -gt 0 || ($status -ne 0 && $f -eq 0) || $status -ge 124 ]]; then
        f=$((f + (missing > 1 ? missing : 1)))
        remark=", ended early with status $status"
    elif [[ $((p + f + s)) -eq 0 ]]; then
        f=1
        remark=", reported nothing"
    fi

    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    if [[ $f -gt 0 ]]; then sed 's/^/    /' "$output"; fi
    printf '%-40s %4d passed %3d failed %3d skipped %6.1f s%s\n' \
        "${program#"${BUILD:-build}"/}" "$p" "$f" "$s" \
        "$((($(date +%s%N) - start) / 100000000))e-1" "$remark"
done

echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
