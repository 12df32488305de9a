#!/usr/bin/env bash
# Runs that are stopped, and output that nobody reads.
. tests/cli/lib.bash
"$lodestone" new case >/dev/null
"$lodestone" run case --quiet -o result >/dev/null
cp -r result first
# so long that a signal comes in its middle
sed 's/^period: .*/period: {start: 2025-01-01, end: 2220-12-31}/' case/case.yaml >long.yaml
cp -r case long && mv long.yaml long/case.yaml

# --- signals ---------------------------------------------------------------------------------
set -m # background jobs that SIGINT reaches
stopped() { # signal, status
    "$lodestone" run long -o result >out 2>err &
    local pid=$! tries=0 got
    until compgen -G 'result.partial-*' >/dev/null || [[ $((tries++)) -gt 1000 ]]; do sleep 0.01; done
    sleep 0.2
    kill -"$1" "$pid"
    wait "$pid"
    got=$?
    [[ $got -eq $2 ]]
    report "SIG$1 in a run gives status $2" $? "status $got: $(cat err)"
    has "and a message" "stopped; 'result' was not written" err
    empty "and no answer" out
    same "the old result is as it was" first result
    leftovers "nothing half-written is left" .
}
stopped INT 130
stopped TERM 143
stopped HUP 129
set +m

# --- standard output -------------------------------------------------------------------------
status 1 "a full disk below stdout" bash -c "'$lodestone' run case >/dev/full"
has "is said" "cannot write to standard output: No space left on device" err
status 1 "help to a full disk" bash -c "'$lodestone' --help >/dev/full"
status 1 "a schema to a full disk" bash -c "'$lodestone' schema --json-schema summary >/dev/full"
status 1 "JSON to a full disk" bash -c "'$lodestone' run case --json >/dev/full"
status 1 "a reader that has gone" bash -c "'$lodestone' run case --quiet | true; exit \${PIPESTATUS[0]}"
empty "is no reason for a message" err
status 1 "a closed stdout" bash -c "'$lodestone' run case --quiet >&-"
empty "is no reason for a message" err
status 1 "tables with a closed stdout" bash -c "'$lodestone' run case --quiet -o other >&-"
same "are written all the same" first other
status 0 "a closed stdin" bash -c "'$lodestone' run case <&-"
status 0 "a closed stderr" bash -c "'$lodestone' run case 2>&-"

echo "1..$n"
