#!/usr/bin/env bash
# README.md shows what the demo really prints, names only what is there, and is not too long.
# `bash tests/cli/readme.sh update` puts the present output in.
LODESTONE=${LODESTONE:-$PWD/build/lodestone}
. tests/cli/lib.bash

"$lodestone" run "$root/cases/rare-earths-2025" -o out/rare-earths-2025 --quiet >demo
ran=$?
# instrumented builds need minutes for it
if [[ -z ${SAN:-} ]]; then "$lodestone" claims "$root/cases/rare-earths-2025" --quiet >claims; fi
put_in() { # README.md with the output of both commands in its place
    awk -v claims="$([[ -s claims ]] && echo claims)" '
        function put(file, line) {
            print "```"
            while ((getline line <file) > 0) print line
            print "```"
            skip = 1
        }
        /^<!-- [a-z]+: end/ { skip = 0 }
        !skip
        /^<!-- demo: begin/ { put("demo") }
        /^<!-- claims: begin/ && claims { put("claims") }' "$root/README.md"
}
put_in >README.md
if [[ ${1:-} == update ]]; then
    [[ $ran -eq 0 ]] && cp README.md "$root/README.md"
    exit
fi

report "the demo runs" "$ran" "$(cat demo)"
same "README.md shows what its commands print (bash tests/cli/readme.sh update)" "$root/README.md" README.md
[[ $(wc -l <"$root/README.md") -le 200 ]]
report "README.md has at most 200 lines" $? "$(wc -l <"$root/README.md")"
missing=""
while read -r path; do
    [[ -e $root/$path ]] || missing+="$path "
done < <(grep -oE '\]\([^)h][^)]*\)|^\| `[a-z]+/[a-z/]*`' "$root/README.md" | tr -d '])(|` ')
[[ -z $missing ]]
report "what README.md names is there" $? "$missing"

echo "1..$n"
