#!/usr/bin/env bash
# The report page: the command that writes it, and the page itself in a browser without a network (tests/page/*.mjs).
# Screenshots of every panel stay in the build folder, under page-shots.
. tests/cli/lib.bash
shots=$root/${BUILD:-build}/page-shots
case $BUILD in /*) shots=$BUILD/page-shots ;; esac
rare=$root/cases/rare-earths-2025
"$lodestone" new small >/dev/null

# --- the command -------------------------------------------------------------------------------
status 0 "report writes a page" "$lodestone" report small --draws 24 -o small.html
empty "and nothing on standard output" out
has "says how large it is" "small.html: " err
status 0 "to standard output without -o" "$lodestone" report small --draws 24
same "the same bytes" small.html out
status 0 "on one thread" "$lodestone" report small --draws 24 --threads 1 --quiet -o one.html
same "the same bytes again" small.html one.html
empty "quiet says nothing" err
status 0 "run -o has a page, too" "$lodestone" run small --draws 24 -o result
same "the same one" small.html result/report.html
has "datapackage.json names it" '"path": "report.html"' result/datapackage.json
status 1 "a file that cannot be written is an error" "$lodestone" report small -o no/such/folder/page.html
status 2 "an option that report does not have" "$lodestone" report small --json
status 0 "a central run" "$lodestone" report small --draws 1 --quiet -o central.html
! grep -qE '(src|href)="?https?:|@import|url\(' small.html
report "names no address to load from" $? "$(grep -oE '(src|href)="?https?:.{40}|@import.{40}|url\(.{40}' small.html | head)"
[[ $(grep -o "<script" small.html | wc -l) -eq $(grep -o "</script>" small.html | wc -l) ]]
report "every script element is closed" $?

# what a case says is text, whatever it looks like
cp -r small nasty
sed -i 's|^title:.*|title: "</script><script>document.title=1</script><img src=x onerror=\\"document.title=2\\">"|' nasty/case.yaml
status 0 "a case with markup for a title" "$lodestone" report nasty --draws 2 --quiet -o nasty.html
! grep -qF '<img src=x' nasty.html
report "is escaped" $? "$(grep -oF '<img src=x' nasty.html)"

# --- in the browser ----------------------------------------------------------------------------
chromium=${CHROMIUM:-$(command -v chromium || true)}
why=""
[[ -n $chromium ]] || why="no chromium"
command -v node >/dev/null || why="no node"
[[ -d $root/web/node_modules/playwright-core ]] || why="no playwright-core (npm ci in web/)"
case "${SAN:-}$BUILD" in
    *address*|*san*|*clang*) why="the page is the same in every build: it is tried in the plain one" ;;
esac
if [[ -n $why ]]; then
    skip "the page in a browser" "$why"
    skip "the page of the rare-earth case" "$why"
    echo "1..$n"
    exit 0
fi
run_page() { # script, arguments: adds its TAP to ours
    local line
    while read -r line; do
        case $line in
            "ok "*) echo "ok $((++n)) - ${line#ok }" ;;
            "not ok "*) echo "not ok $((++n)) - ${line#not ok }" ;;
            *) echo "# $line" ;;
        esac
    done < <(CHROMIUM=$chromium LODESTONE=$lodestone timeout 400 node "$root/tests/page/$1" "${@:2}" 2>&1 || echo "not ok $1 came to its end")
}
mkdir -p "$shots"
"$lodestone" run small --draws 24 --json >small.json 2>/dev/null
run_page small.mjs "$work/small.html" "$work/small.json" "$work/central.html" "$work/nasty.html"
run_page live.mjs "$work/small.html" "$work/small"
"$lodestone" run "$rare" --draws 8 --quiet -o rare >/dev/null
run_page case.mjs "$work/rare/report.html" "$work/rare/summary.json" "$shots"
echo "1..$n"
