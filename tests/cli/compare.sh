#!/usr/bin/env bash
# Two cases, scenarios or results side by side.
. tests/cli/lib.bash
"$lodestone" new one >/dev/null
cp -r one two
sed -i 's/psi: {low: 0, central: 0.25, high: 0.8}/psi: {low: 0.1, central: 0.5, high: 0.8}/' two/case.yaml

status 0 "two scenarios of a case" "$lodestone" compare one:ban one:no-measures
has "are named" "ban (A), no-measures (B)" out
has "what differs is shown" "pump XCC" out
status 0 "a case beside itself" "$lodestone" compare one one
has "is the same" "the same in both" out
has "in its inputs, too" "INPUTS THAT DIFFER: 0; in both: " out
status 0 "two cases" "$lodestone" compare one two
has "an input that differs" "parameters.psi" out
has "with its value and grade in A" "A  0..0.25..0.8 uniform" out
has "and in B" "B  0.1..0.5..0.8 uniform" out

# the same from results as from cases
"$lodestone" run one --draws 32 --seed 5 -o result-one --quiet >/dev/null
"$lodestone" run two --draws 32 --seed 5 -o result-two --quiet >/dev/null
status 0 "two cases as JSON" "$lodestone" compare one two --draws 32 --seed 5 --json
sed '/"label"/d' out >cases.json
status 0 "two results as JSON" "$lodestone" compare result-one result-two --json
sed '/"label"/d' out >results.json
same "they say the same" cases.json results.json
status 0 "a case and a result" "$lodestone" compare one result-two:ban --draws 32 --seed 5 -o side-by-side --json
has "one scenario named is meant for both" '"scenario": "ban"' out
same "the folder has the object" out side-by-side/comparison.json
for file in halts losses verdicts inputs; do
    has "$file.csv is in the package" "\"path\": \"$file.csv\"" side-by-side/datapackage.json
    columns=$(head -1 "side-by-side/$file.csv" | tr ',' '\n' | wc -l)
    fields=$(sed -n "/\"path\": \"$file.csv\"/,/^    }/p" side-by-side/datapackage.json | grep -c '{"name": ')
    [[ $columns -eq $fields ]]
    report "with all its columns" $? "$columns columns, $fields fields"
    awk -F, -v n="$columns" '!/"/ && NF != n { exit 1 }' "side-by-side/$file.csv"
    report "and as many cells in each row" $? "$(head -3 "side-by-side/$file.csv")"
done
has "a page" "default-src 'none'" side-by-side/comparison.html
# what the losses say is what the summaries say
want=$(sed -n '/"ban": {/,$p' result-one/summary.json | sed -n '/"loss": {/,$p' | sed -n '/"XCC": {/,$p' | grep -m1 -A3 mean_usd_per_day | grep -oE '"p50": [-0-9.e]+' | head -1 | cut -d' ' -f2)
got=$(awk -F, '$3 == "XCC" { print $5 }' side-by-side/losses.csv)
[[ -n $want && $want == "$got" ]]
report "a loss is that of the summary" $? "$want, $got"
status 0 "the folder is replaced" "$lodestone" compare one two -o side-by-side --quiet
leftovers "nothing half-written is left" .

# what is in a summary cannot become part of the page
sed 's/"title": "Pumps[^"]*"/"title": "<script>alert(1)<\/script>"/' result-one/summary.json >x && mv x result-one/summary.json
status 0 "a title with tags" "$lodestone" compare result-one result-two -o tags
! grep -q '<script>' tags/comparison.html
report "is shown as text" $? "$(grep -n script tags/comparison.html)"

# --- what is wrong is said -------------------------------------------------------------------
status 1 "no such folder" "$lodestone" compare one nowhere
has "is said" "nowhere" err
status 1 "no such scenario" "$lodestone" compare one:bann one:ban
has "is said" "bann" err
status 1 "no such scenario in a result" "$lodestone" compare result-one:bann result-two
has "is said" "has no results of the scenario 'bann'" err
status 2 "options of runs for results" "$lodestone" compare result-one result-two --draws 5
has "are refused" "these are results already" err
status 2 "one operand" "$lodestone" compare one
mkdir broken && echo '{"scenarios": ' >broken/summary.json
status 1 "a summary that is cut" "$lodestone" compare broken one
has "is said with its place" "broken/summary.json:" err
echo '{}' >broken/summary.json
status 1 "a summary of something else" "$lodestone" compare broken one
has "is said" "has no summary of a run" err
mkdir other && echo x >other/file
status 1 "a folder that is no result is not replaced" "$lodestone" compare one two -o other
[[ -f other/file ]]
report "it is as it was" $? ""

echo "1..$n"
