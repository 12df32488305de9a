#!/usr/bin/env bash
# What `make install` puts where, the program of docs/library.md against it, and a tarball that builds without npm.
set -uo pipefail
root=$PWD
build=${BUILD:-build}
unset MAKEFLAGS MAKELEVEL MFLAGS
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

n=0
report() { # name, status that is 0 if it holds, what was seen
    n=$((n + 1))
    if [[ $2 -eq 0 ]]; then
        echo "ok $n - $1"
    else
        echo "not ok $n - $1"
        sed 's/^/# /' <<<"${3:-}"
    fi
}
skip() { # name, why
    echo "ok $((++n)) - $1 # SKIP $2"
}

if [[ -n ${SAN:-} || $build != build ]]; then
    for name in "the installed files" "the example" "the example with the static library" "the headers in C++" "the same tarball twice" \
        "what is in it" "the program built from it"; do
        skip "$name" "of the plain build only"
    done
    echo "1..$n"
    exit 0
fi

# --- install ---------------------------------------------------------------------------------
out=$(make install DESTDIR="$work/root" PREFIX=/opt/lodestone BUILD="$build" 2>&1)
at=$work/root/opt/lodestone
missing=""
for file in bin/lodestone lib/liblodestone.a lib/liblodestone.so.0 lib/liblodestone.so lib/pkgconfig/lodestone.pc \
    include/lodestone/lodestone.h include/lodestone/diag.h share/man/man1/lodestone.1 \
    share/bash-completion/completions/lodestone share/zsh/site-functions/_lodestone \
    share/fish/vendor_completions.d/lodestone.fish share/doc/lodestone/LICENSE; do
    [[ -s $at/$file ]] || missing+="$file "
done
[[ -z $missing && $("$at/bin/lodestone" --version) == lodestone* ]]
report "the installed files" $? "missing: $missing
$out"

# --- the library -----------------------------------------------------------------------------
sed -n '/^```c$/,/^```$/p' docs/library.md | sed '/^```/d' >"$work/example.c"
export PKG_CONFIG_PATH=$at/lib/pkgconfig
flags() { # more arguments
    pkg-config --define-variable=prefix="$at" --cflags --libs "$@" lodestone
}
"$at/bin/lodestone" new "$work/my-case" >/dev/null
"$at/bin/lodestone" run "$work/my-case" --draws 16 --seed 7 --json >"$work/want.json"
example() { # name, compiler and arguments ...; compiled and run, it gives what the program gives
    local name=$1
    shift
    # shellcheck disable=SC2068
    seen=$($@ 2>&1 && cd "$work" && LD_LIBRARY_PATH=$at/lib ./example my-case 2>&1 >got.json && cmp got.json want.json 2>&1)
    report "$name" $? "$seen"
    rm -f "$work/example"
}
strict="-std=c17 -Wall -Wextra -Wpedantic -Werror"
# shellcheck disable=SC2046,SC2086
example "the example" gcc $strict "$work/example.c" $(flags) -o "$work/example"
mkdir "$work/static"
cp "$at/lib/liblodestone.a" "$work/static/"
# shellcheck disable=SC2046,SC2086
example "the example with the static library" gcc $strict "$work/example.c" -L"$work/static" $(flags --static | sed "s,-L$at/lib,,") -o "$work/example"
if command -v g++ >/dev/null; then
    seen=$(echo '#include <lodestone/lodestone.h>' | g++ -Wall -Werror -fsyntax-only -x c++ -I"$at/include" - 2>&1)
    report "the headers in C++" $? "$seen"
else
    skip "the headers in C++" "there is no g++"
fi

# --- the tarball -----------------------------------------------------------------------------
if ! git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    skip "the same tarball twice" "this is no git work tree"
    skip "what is in it" "this is no git work tree"
    skip "the program built from it" "this is no git work tree"
    echo "1..$n"
    exit 0
fi
first=$(make dist BUILD="$build" 2>"$work/err") && cp "$first" "$work/first.tar.gz"
second=$(umask 077 && TZ=Asia/Tokyo make dist BUILD="$build" 2>>"$work/err")
cmp "$work/first.tar.gz" "$second" >/dev/null 2>&1
report "the same tarball twice" $? "$(cat "$work/err")"
mkdir "$work/tree" && tar -C "$work/tree" -xzf "$work/first.tar.gz"
tree=$(echo "$work"/tree/lodestone-*)
[[ -f $tree/Makefile && -f $tree/web/dist/page.js && ! -e $tree/build && ! -e $tree/.git ]]
report "what is in it" $? "$(ls "$tree" "$tree/web/dist")"

# quickly built; an npm that is called would fail
mkdir "$work/bin"
printf '#!/bin/sh\necho "npm was called" >&2\nexit 1\n' >"$work/bin/npm"
chmod +x "$work/bin/npm"
seen=$(cd "$tree" && PATH=$work/bin:$PATH make -j"$(nproc)" CFLAGS="-O0 -g0" build/lodestone 2>&1 &&
    build/lodestone run "$work/my-case" --draws 16 --seed 7 --json >"$work/got.json" && cmp "$work/got.json" "$work/want.json" 2>&1)
report "the program built from it" $? "$(tail -20 <<<"$seen")"
cd "$root" || exit 1
echo "1..$n"
