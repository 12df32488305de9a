#!/usr/bin/env bash
# lodestone exposure: what it prints, what it writes, and what it says when asked for what is not there.
. tests/cli/lib.bash
case=$root/cases/rare-earths-2025

status 0 "exposure of a case" "$lodestone" exposure "$case"
has "shows shares" "EXPOSURE" out
has "shows concentration" "CONCENTRATION BY STAGE" out
has "shows plants" "SINGLE POINTS" out
has "shows cut sets" "CUT SETS" out
has "shows the simulation beside" "STATIC INDICES BESIDE THE SIMULATION" out
[[ $(awk '{ if (length > most) most = length } END { print most }' out) -le 100 && $(wc -l <out) -le 70 ]]
report "on one screen" $? "$(wc out)"

grep -qE "^world designed-chip +eda-seat .*USA 80 %" out
report "the only maker of a product is not another actor to itself" $? "$(grep ^world out)"

status 0 "of one product in one actor" "$lodestone" exposure "$case" --product f-35 --actor USA
has "it is there" "f-35" out
status 0 "of what is used of a product" "$lodestone" exposure "$case" --product ndfeb-magnet-heavy --actor JPN
has "use is named" "use: ndfeb" out
status 0 "of one root" "$lodestone" exposure "$case" --root dy-oxide --product electric-vehicle
! grep -q tb-oxide out
report "no other root is followed" $? "$(cat out)"

status 2 "a product that is not there" "$lodestone" exposure "$case" --product f-36
has "the nearest is named" "did you mean 'f-35'" err
status 2 "a product that the actor does not make" "$lodestone" exposure "$case" --product f-35 --actor JPN
has "it is said" "no f-35 made in JPN" err

status 0 "JSON and tables" "$lodestone" exposure "$case" --json -o new
python3 -c 'import json, sys
d = json.load(open("out"))
assert all(0 < r["share"] <= 1 for r in d["exposure"]), "shares"
assert all(0 <= p["left"] < 0.5 for p in d["single_points"]), "points"
assert all(p["left"] <= 0.05 + 1e-9 and 1 <= len(p["set"]) <= 3 for p in d["cuts"]), "cuts"' 2>err
report "the JSON holds what it promises" $? "$(cat err)"
for table in exposure hhi cuts indices; do
    [[ $(wc -l <new/$table.csv) -gt 10 ]]
    report "$table.csv has rows" $? "$(head new/$table.csv)"
done
status 0 "the same again" "$lodestone" exposure "$case" --json --threads 2
cp out again
"$lodestone" exposure "$case" --json >out
same "gives the same bytes" again out
echo "1..$n"
