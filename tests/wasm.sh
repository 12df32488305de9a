#!/usr/bin/env bash
# The engine, the draws and the evaluator of claims are one image for wasm32 that asks nothing of a C library, as a page
# needs it: compiled by clang and linked with no undefined symbol.
set -uo pipefail
name="engine, draws and claims are one image for wasm32"
ld=$(command -v wasm-ld || command -v wasm-ld-14 || true)
if ! command -v clang >/dev/null || [[ -z $ld || -n ${SAN:-} ]]; then
    echo "ok - $name # SKIP no clang and wasm-ld here, or a build with sanitizers"
    echo "1..1"
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
for file in src/engine/*.c src/draws/*.c src/claims/eval*.c src/claims/window.c src/base/rng.c; do
    [[ $file == src/engine/dispatch.c ]] && continue # chooses among builds for x86-64
    clang --target=wasm32 -std=c17 -O2 -msimd128 -mbulk-memory -ffreestanding -ffp-contract=off -fno-math-errno \
        -Iinclude -Isrc -c "$file" -o "$work/${file//\//_}.o" >>"$work/said" 2>&1 || status=1
done
exports=(lode_design_place lode_draws_fill lode_calibrate lode_state_start lode_step lode_record lode_eval lode_eval_at)
[[ $status -eq 0 ]] && "$ld" --no-entry "${exports[@]/#/--export=}" "$work"/*.o -o "$work/core.wasm" >>"$work/said" 2>&1 || status=1
if [[ $status -eq 0 ]]; then echo "ok - $name"; else
    echo "not ok - $name"
    sed 's/^/# /' "$work/said" | head -20
fi
echo "1..1"
