# What the tests of the program share. Each works in a folder of its own and prints TAP.
set -uo pipefail
lodestone=${LODESTONE:?the program to test}
root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

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
status() { # expected status, name, command ...; leaves out and err
    local want=$1 name=$2 got
    shift 2
    "$@" >out 2>err
    got=$?
    [[ $got -eq $want ]]
    report "$name" $? "status $got, not $want: $*
$(head -20 out err)"
}
has() { # name, text, file
    grep -qF -- "$2" "$3"
    report "$1" $? "no '$2' in: $(head -20 "$3")"
}
empty() { # name, file
    [[ ! -s $2 ]]
    report "$1" $? "$(head -20 "$2")"
}
same() { # name, file or folder, file or folder
    local seen
    seen=$(diff -r "$2" "$3" 2>&1)
    report "$1" $? "$(head -20 <<<"$seen")"
}
leftovers() { # name, folder; nothing half-written is in it
    [[ -z $(find "$2" -name '*.partial-*' -o -name '*.old-*') ]]
    report "$1" $? "$(ls -a "$2")"
}
