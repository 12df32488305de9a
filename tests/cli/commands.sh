#!/usr/bin/env bash
# docs/commands.md, the man page and the completions say what the table of options says.
# `bash tests/cli/commands.sh update` puts the present reference into docs/commands.md.
LODESTONE=${LODESTONE:-$PWD/build/lodestone}
. tests/cli/lib.bash

"$lodestone" --manual markdown >reference
made=$?
awk 'FNR == NR { line[++n] = $0; next }
    /^<!-- reference: begin/ { print; for (i = 1; i <= n; i++) print line[i]; skip = 1 }
    /^<!-- reference: end/ { skip = 0 }
    !skip' reference "$root/docs/commands.md" >commands.md
if [[ ${1:-} == update ]]; then
    [[ $made -eq 0 ]] && cp commands.md "$root/docs/commands.md"
    exit
fi
report "the reference is printed" "$made" "$(cat reference)"
same "docs/commands.md has it (bash tests/cli/commands.sh update)" "$root/docs/commands.md" commands.md

# --- every command and its options are everywhere ----------------------------------------------
for shell in bash zsh fish; do status 0 "completion for $shell" "$lodestone" --completion $shell && cp out "c.$shell"; done
status 0 "the man page" "$lodestone" --manual man
cp out lodestone.1
"$lodestone" --help | sed -n 's/^  \([a-z]\+\) .*/\1/p' >names
missing=""
while read -r name; do
    for file in c.bash c.zsh c.fish lodestone.1 commands.md; do
        grep -qw -- "$name" $file || missing+="$name in $file; "
    done
    while read -r option; do
        grep -qF -- "--$option" c.bash || missing+="--$option in c.bash; "
        grep -qF -- "--$option" c.zsh || missing+="--$option in c.zsh; "
        grep -qE -- "-l $option( |\$)" c.fish || missing+="--$option in c.fish; "
        grep -qF -- "${option//-/\\-}" lodestone.1 || missing+="--$option in lodestone.1; "
    done < <("$lodestone" "$name" --help | sed -n 's/^  \(-., \)\?--\([a-z-]\+\).*/\2/p')
done <names
[[ -s names && -z $missing ]]
report "names every command and option" $? "$missing"

# --- they work ---------------------------------------------------------------------------------
bash -n c.bash
report "bash reads its completion" $?
completes() { # name, what is to be among the answers, words ... (the last one is being typed)
    local name=$1 want=$2
    shift 2
    bash -c 'source ./c.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lodestone; printf "%s\n" "${COMPREPLY[@]}"' \
        _ "$@" >out
    grep -qxF -- "$want" out
    report "$name" $? "no '$want' in: $(cat out)"
}
mkdir -p mycase
completes "a command is completed" explain lodestone exp
completes "an option" --scenario lodestone run --sc
completes "an option after a value" --product lodestone explain mycase --scenario x --pr
completes "one of a few words" summary lodestone schema --json-schema s
completes "a folder" mycase lodestone run my
completes "a folder after -o" mycase lodestone run mycase -o my
completes "options before a command" --help lodestone --h
bash -c 'source ./c.bash; COMP_WORDS=(lodestone check --sc); COMP_CWORD=2; _lodestone; echo "${COMPREPLY[*]}"' >out
[[ $(cat out) == "" ]]
report "and none that the command does not take" $? "$(cat out)"
for shell in zsh fish; do
    if command -v $shell >/dev/null; then
        $shell -n c.$shell 2>err
        report "$shell reads its completion" $? "$(cat err)"
    else
        skip "$shell reads its completion" "no $shell"
    fi
done
if command -v man >/dev/null; then
    [[ $(LC_ALL=C MANWIDTH=80 man --warnings -l lodestone.1 2>&1 >/dev/null | wc -l) -eq 0 ]]
    report "man reads the page" $? "$(man --warnings -l lodestone.1 2>&1 >/dev/null)"
else
    skip "man reads the page" "no man"
fi
status 2 "another shell" "$lodestone" --completion tcsh
has "is refused" "--completion is one of bash|zsh|fish, not 'tcsh'" err
status 2 "another form" "$lodestone" --manual html

echo "1..$n"
