#!/usr/bin/env bash
# lodestone propagate: synthetic networks, the presets, rules, draws, events, problems, the reference's folders.
. tests/cli/lib.bash

status 0 "a synthetic network" "$lodestone" propagate net --generate firms=300,links=1500,sectors=10,hub_cap=0.05,seed=2
has "it says what it made" "300 firms, 1500 links" out
status 0 "a run" "$lodestone" propagate net --preset inoue-todo -o one --threads 1
has "its answer" "lowest output" out
[[ $(wc -l <one/pact.txt) -eq 101 && $(wc -l <one/direct_loss.txt) -eq 100 ]]
report "as many lines as steps" $? "$(wc -l one/*)"
status 0 "again, on two threads" "$lodestone" propagate net --preset inoue-todo -o two --threads 2
same "the same bytes" one two
status 0 "over an earlier result" "$lodestone" propagate net --preset inoue-todo -o two --set steps=3 --set rationing=2
[[ $(wc -l <two/pact.txt) -eq 4 ]]
report "--set takes the place of options.txt" $? "$(wc -l two/pact.txt)"
status 0 "every rule" "$lodestone" propagate net --preset inoue-todo --set steps=20 --all-rules --json -o rules
python3 -c 'import json; d = json.load(open("out")); assert len(d["rules"]) == 12 and len(d["production"]) == 20' 2>err
report "the JSON holds them" $? "$(cat err)"
[[ $(wc -l <rules/rules.csv) -eq 13 ]]
report "and rules.csv" $? "$(cat rules/rules.csv)"

status 1 "draws without ranges" "$lodestone" propagate net --preset inoue-todo --draws 8
has "it says what is needed" "ranges.csv" err
printf 'input,low,central,high,dist\ntau,4,6,8,\nshock,0.5,1,1.5,uniform\nshuffle,0,1,1,\n' >net/ranges.csv
status 0 "draws" "$lodestone" propagate net --preset inoue-todo --set steps=20 --draws 24 -o d1 --threads 1
status 0 "on two threads" "$lodestone" propagate net --preset inoue-todo --set steps=20 --draws 24 -o d2 --threads 2
same "the same bytes" d1 d2
status 0 "more draws" "$lodestone" propagate net --preset inoue-todo --set steps=20 --draws 40 -o d3
head -25 d3/draws.csv >first
same "begin with the same" first d1/draws.csv

status 0 "packed" "$lodestone" propagate net --pack net.lnet
mkdir packed && cp net.lnet packed/network.lnet && cp net/{options,delta}.txt packed
status 0 "and run" "$lodestone" propagate packed --preset inoue-todo -o three
same "with the same result" one/pact.txt three/pact.txt
head -c 500 net.lnet >cut.lnet
status 1 "a network cut off" "$lodestone" propagate cut.lnet --preset inoue-todo
has "is an error" "E941" err

printf 'supplier,customer,amount,supplier_sector,customer_sector\nmine a,smelter,10,ore,metal\nsmelter,"shop, the",20,metal,shop\n' >links.csv
status 0 "links alone" "$lodestone" propagate links.csv --preset inoue-todo
has "with their firms" "3 firms, 2 links" out
status 0 "a run that must collapse" "$lodestone" propagate links.csv --preset inoue-todo --set tau=20
has "is warned of" "W938" err

mkdir bad && printf 'a b 1\nb a -1\nb c 0\n' >bad/links.txt && printf 'a 1 0\nb 2 0\nc 2 0\n' >bad/sector.txt
status 1 "a bad table" "$lodestone" propagate bad --preset inoue-todo
has "the place of the first problem" "links.txt:2:5" err
has "and of the next" "links.txt:3:5" err
status 0 "repaired" "$lodestone" propagate bad --preset inoue-todo --repair
has "each repair is listed" "links.txt:3:5" err
status 2 "no preset" "$lodestone" propagate net
has "says which there are" "inoue-todo" err
status 2 "an unknown preset" "$lodestone" propagate net --preset nothing
status 1 "a folder that is not there" "$lodestone" propagate nowhere --preset esri
status 1 "a recipe that cannot be" "$lodestone" propagate more --generate firms=10,links=1000
[[ ! -e more ]]
report "leaves nothing" $? ""

golden=$root/../shared/reference/firm
if [[ -d $golden && -x ${LODESTONE_GOLDEN:-} ]]; then
    status 0 "golden runs of Inoue and Todo" "$LODESTONE_GOLDEN" "$golden/golden"
    status 0 "golden runs of the risk index" "$LODESTONE_GOLDEN" "$golden/golden_esri"
    status 0 "the risk index, with levels" "$lodestone" propagate "$golden/golden_esri/e2_er101_mixed_market" --preset esri -o e1 --threads 1
    status 0 "on two threads" "$lodestone" propagate "$golden/golden_esri/e2_er101_mixed_market" --preset esri -o e2 --threads 2
    same "the same bytes" e1 e2
else
    skip "golden runs of networks" "no ../shared"
fi
leftovers "nothing half-written" .
echo "1..$n"
