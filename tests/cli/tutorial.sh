#!/usr/bin/env bash
# docs/tutorial.md: its commands run in order in an empty folder and print what the page quotes; its patches apply.
# `bash tests/cli/tutorial.sh update` puts the present outputs in.
LODESTONE=${LODESTONE:-$PWD/build/lodestone}
. tests/cli/lib.bash

mkdir bin && ln -s "$lodestone" bin/lodestone && mkdir empty
PATH=$work/bin:$PATH
export NO_COLOR=1 LC_ALL=C.UTF-8
page=$root/docs/tutorial.md
: >now
: >failures

block="" kind=""
flush() { # one fenced block, whose lines are in the file `block`
    local line
    case $kind in
    diff)
        (cd empty && patch -p0 --no-backup-if-mismatch <../block >../patched 2>&1) || cat patched >>failures
        cat block >>now
        ;;
    console)
        while IFS= read -r line; do
            [[ $line == '$ '* ]] || continue
            printf '%s\n' "$line" >>now
            (cd empty && eval "${line#??}") >output 2>&1 </dev/null
            cat output >>now
        done <block
        ;;
    *) cat block >>now ;;
    esac
}
while IFS= read -r line; do
    if [[ $line == '```'* && -z $block ]]; then
        block=yes kind=${line#'```'}
        printf '%s\n' "$line" >>now
        : >block
    elif [[ $line == '```' ]]; then
        flush
        block=""
        printf '%s\n' "$line" >>now
    elif [[ -n $block ]]; then
        printf '%s\n' "$line" >>block
    else
        printf '%s\n' "$line" >>now
    fi
done <"$page"
if [[ ${1:-} == update ]]; then
    cp now "$page"
    cat failures
    exit
fi

[[ ! -s failures ]]
report "the patches of the tutorial apply" $? "$(cat failures)"
same "the tutorial shows what its commands print (bash tests/cli/tutorial.sh update)" "$page" now
[[ -d empty/out && -s empty/out/halts.csv ]]
report "its results are written" $? "$(ls -R empty | head -20)"
status 0 "the case it makes is right" "$lodestone" check empty/pumps

echo "1..$n"
