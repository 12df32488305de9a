#!/usr/bin/env bash
# Every build there is - gcc, clang, sanitizers - and every number of threads prints the same bytes for the same case.
set -u
lodestone=${LODESTONE:-build/lodestone}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0

report() { # name, status
    n=$((n + 1))
    if [[ $2 -eq 0 ]]; then echo "ok $n - $1"; else echo "not ok $n - $1"; fi
}

for case in cases/*/; do
    case=${case%/}
    "$lodestone" run "$case" --json --threads 1 >"$work/one" 2>/dev/null
    "$lodestone" run "$case" --json --threads 2 >"$work/two" 2>/dev/null
    [[ -s $work/one ]] && cmp -s "$work/one" "$work/two"
    report "$case: one thread and two" $?
    others=0
    for other in build*/lodestone; do
        [[ ! -x $other || $other -ef $lodestone ]] && continue
        # an older build of other sources proves nothing
        [[ -n $(find src -name '*.[ch]' -newer "$other" -print -quit) ]] && continue
        others=$((others + 1))
        "$other" run "$case" --json >"$work/other" 2>/dev/null
        cmp -s "$work/one" "$work/other"
        report "$case: $lodestone and $other" $?
    done
    if [[ $others -eq 0 ]]; then n=$((n + 1)); echo "ok $n - $case: other builds # SKIP there is no other build"; fi
done
echo "1..$n"
