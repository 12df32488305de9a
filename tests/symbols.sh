#!/usr/bin/env bash
# The library has no mutable globals, and the engine asks nothing of the C library but mathematics
# on memory: checked in the symbol tables.
set -uo pipefail
build=${BUILD:-build}

if [[ -n ${SAN:-} ]]; then
    echo "ok - the library has no mutable globals # SKIP sanitizers add their own"
    echo "ok - the engine neither allocates nor prints # SKIP sanitizers call both"
    echo "ok - the shared library exports what the public headers declare # SKIP sanitizers add their own"
    echo "ok - and needs nothing of the server # SKIP sanitizers add their own"
    exit 0
fi

report() { # name, offending symbols
    if [[ -z $2 ]]; then
        echo "ok - $1"
    else
        echo "not ok - $1"
        echo "# ${2//$'\n'/$'\n'# }"
    fi
}

# objects in .data, .bss, .tdata, .tbss or common; .data.rel.ro holds constants with addresses, and
# the lock of an OpenMP critical section holds no number
report "the library has no mutable globals" "$(objdump -t "$build/liblodestone.a" | awk '
    /file format/ { file = $1 }
    {
        for (i = 2; i < NF; i++)
            if ($i ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ && $i !~ /^\.data\.rel\.ro/ &&
                $NF !~ /^\.gomp_critical_user_/ && $(i + 1) ~ /^[0-9a-f]+$/ && $(i + 1) !~ /^0+$/) print file, $i, $NF
    }')"

engine=$(find "$build/obj/engine" -name '*.o' 2>/dev/null)
if [[ -z $engine ]]; then
    echo "ok - the engine neither allocates nor prints # SKIP there is no engine"
else
    # shellcheck disable=SC2086
    report "the engine neither allocates nor prints" "$(nm -uA $engine |
        grep -E ' U (malloc|calloc|realloc|aligned_alloc|free|v?[sf]?n?printf(_chk)?|__[a-z]*printf_chk|puts|putchar|fopen|fwrite|read|write|exit|abort|GOMP_.*|__kmpc_.*)$')"
fi

# what the headers declare, by the preprocessor; what the shared library has
declared=$(printf '#include <lodestone/lodestone.h>\n' | ${CC:-gcc} -E -P -Iinclude - | grep -oE '\blode_[a-z0-9_]+\(' | tr -d '(' | sort -u)
exported=$(nm -D --defined-only "$build/liblodestone.so" | awk '{ print $3 }' | sort -u)
report "the shared library exports what the public headers declare" "$(diff <(echo "$declared") <(echo "$exported"))"
report "and needs nothing of the server" "$(objdump -p "$build/liblodestone.so" | grep -E 'NEEDED.*(microhttpd|jansson)')"
