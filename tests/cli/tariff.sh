#!/usr/bin/env bash
# lodestone tariff: what it prints and writes, on an invented table; what it says about broken ones; reference figures.
. tests/cli/lib.bash
reference=$root/../shared/reference/trade

# --- an invented table: three countries, two goods, one service ------------------------------
table() { # folder
    mkdir -p "$1"
    awk -v dir="$1" 'BEGIN {
        split("AAA BBB CCC", c); split("food cars care", s); srand(7)
        print "code,name,goods,theta" > dir "/sectors.csv"
        print "food,Food,1,4.5\ncars,\"Cars, lorries\",1,6\ncare,Care,0,5" > dir "/sectors.csv"
        print "country,value_added,deficit" > dir "/country.csv"
        print "AAA,100,4\nBBB,80,-3\nCCC,50,-1" > dir "/country.csv"
        print "country,sector,value_added_share,consumption_share,expenditure" > dir "/country_sector.csv"
        print "sector,importer,exporter,share" > dir "/trade_share.csv"
        print "sector,importer,exporter,rate" > dir "/tariff.csv"
        print "country,input_sector,output_sector,share_of_intermediates" > dir "/io_share.csv"
        for (n = 1; n <= 3; n++) for (j = 1; j <= 3; j++) {
            printf "%s,%s,%g,%g,%g\n", c[n], s[j], 0.3 + 0.1 * j + 0.05 * n, j == 3 ? 0.5 : 0.25, 60 > dir "/country_sector.csv"
            for (i = 1; i <= 3; i++) {
                printf "%s,%s,%s,%g\n", s[j], c[n], c[i], i == n ? 0.7 : i == n % 3 + 1 ? 0.2 : 0.1 > dir "/trade_share.csv"
                if (i != n && j < 3) printf "%s,%s,%s,%g\n", s[j], c[n], c[i], 0.02 * i * j > dir "/tariff.csv"
                printf "%s,%s,%s,%g\n", c[n], s[i], s[j], i == j ? 0.5 : 0.25 > dir "/io_share.csv"
            }
        }
    }'
}
table world
printf 'kind,importer,exporter,sector,value\ntariff_add,AAA,BBB,goods,0.25\n' >shock.csv

status 0 "a shock" "$lodestone" tariff world --shock shock.csv
has "names exact welfare" "welfare" out
has "keeps the first-order figure apart" "FIRST-ORDER" out
has "prints the residual" "Residual of all conditions" out
has "says that the table was balanced" "warning W868" err
[[ $(awk '{ if (length > most) most = length } END { print most }' out) -le 80 && $(wc -l <out) -le 40 ]]
report "on one screen" $? "$(wc out)"
residual=$(sed -n 's/^Residual of all conditions \([^ ]*\) .*/\1/p' out)
awk -v r="$residual" 'BEGIN { exit !(r < 1e-9) }'
report "the residual is below 1e-9" $? "$residual"

status 0 "tables" "$lodestone" tariff world --shock shock.csv -o new --gradient AAA --quiet
empty "quiet says nothing on stderr" err
for file in countries sectors output flows gradient; do
    [[ $(wc -l <new/$file.csv) -gt 3 ]]
    report "$file.csv has rows" $? "$(cat new/$file.csv)"
done
[[ $(head -1 new/countries.csv) == country,wage_hat,cpi_hat,income_hat,real_wage_pct,welfare_exact_pct,tot_linear_pct,vot_linear_pct,welfare_linear_pct,tariff_revenue_share_base_pct,tariff_revenue_share_new_pct,imports_hat,exports_hat,tot_path_logpct,vot_path_logpct,tech_path_logpct,welfare_exact_logpct ]]
report "countries.csv has the columns of the reference" $? "$(head -1 new/countries.csv)"
[[ $(head -1 new/sectors.csv) == country,sector,price_hat,expenditure ]]
report "sectors.csv has its columns" $? "$(head -1 new/sectors.csv)"
leftovers "nothing half-written" .
status 0 "the same on one thread" "$lodestone" tariff world --shock shock.csv -o again --gradient AAA --threads 1 --quiet
same "gives the same bytes" new again

mkdir packed && cp world/* packed && gzip packed/trade_share.csv packed/tariff.csv
status 0 "a table with compressed files" "$lodestone" tariff packed --shock shock.csv -o zipped --quiet
same "gives the same numbers" new/countries.csv zipped/countries.csv
mkdir shuffled && for f in world/*.csv; do (head -1 "$f" && tail -n +2 "$f" | sort -r) >"shuffled/${f##*/}"; done
status 0 "a table in another order" "$lodestone" tariff shuffled --shock shock.csv -o turned --quiet
awk -F, 'NR == FNR { for (i = 2; i <= NF; i++) a[$1, i] = $i; next }
    { for (i = 2; i <= NF; i++) { d = a[$1, i] - $i; if (FNR > 1 && (d > 1e-9 || d < -1e-9)) bad = 1 } } END { exit bad }' \
    new/countries.csv turned/countries.csv
report "gives the same results" $? "$(cat turned/countries.csv)"

status 0 "JSON" "$lodestone" tariff world --shock shock.csv --sides AAA,BBB --json --quiet
python3 -c 'import json
d = json.load(open("out"))
assert d["solution"]["residual"] < 1e-9 and d["schema_version"] == 1
assert d["results"]["AAA"]["tariff_revenue_share_new_pct"] > 0
assert d["base"]["balanced"] and len(d["input_hash"]) == 64
assert d["sides"]["a"] == "AAA" and "nash" in d["sides"]' 2>err
report "holds what it promises" $? "$(cat err)"
status 0 "two sides without a shock" "$lodestone" tariff world --sides AAA,BBB --quiet
has "finds best tariffs" "best for AAA alone" out
has "and Nash tariffs" "Nash: neither gains by moving" out

# --- aggregation -----------------------------------------------------------------------------
printf 'country,region\nAAA,AAA\nBBB,rest\nCCC,rest\n' >regions.csv
printf 'sector,group\nfood,goods-all\ncars,goods-all\ncare,care\n' >groups.csv
printf 'kind,importer,exporter,sector,value\ntariff_add,AAA,rest,goods-all,0.25\n' >small.csv
status 0 "in regions and groups" "$lodestone" tariff world --regions regions.csv --groups groups.csv --shock small.csv --quiet
has "there are two" "2 countries, 2 sectors" out
sed -i 3d regions.csv
status 1 "a country without a region" "$lodestone" tariff world --regions regions.csv --shock small.csv
has "is named" "error E873: 'BBB' is not in the map" err

# --- broken input: file, row, what -----------------------------------------------------------
broken() { # name, file, sed script, what is said
    rm -rf bad && cp -r world bad && cp shock.csv bad.csv
    if [[ $2 == shock ]]; then sed -i "$3" bad.csv; else sed -i "$3" "bad/$2"; fi
    status 1 "$1" "$lodestone" tariff bad --shock bad.csv
    has "$1: says where and what" "$4" err
}
broken "a tariff of -100 %" shock '2s/0.25/-1.5/' 'bad.csv:2:26: error E858'
broken "a set tariff of -100 %" shock '2s/tariff_add\(.*\)0.25/tariff_set\1-1/' 'bad.csv:2:26: error E858'
broken "a base tariff of -100 %" tariff.csv '3s/,[^,]*$/,-1/' 'bad/tariff.csv:3:'
broken "an elasticity of 0" sectors.csv '2s/4.5/0/' "bad/sectors.csv:2:13: error E858: 'theta' cannot be 0"
broken "shares that do not sum to 1" trade_share.csv '2s/0.7/0.6/' 'bad/trade_share.csv:2: error E859: the trade shares of food in AAA sum to 0.9'
broken "input shares that do not sum to 1" io_share.csv '2s/0.5/0.6/' 'bad/io_share.csv:2: error E859'
broken "consumption shares that do not sum to 1" country_sector.csv '2s/0.25/0.3/' 'bad/country_sector.csv:2: error E859'
broken "a negative flow" trade_share.csv '3s/,[^,]*$/,-0.2/' "bad/trade_share.csv:3:14: error E858: 'share' cannot be -0.2"
broken "negative spending" country_sector.csv '2s/,60/,-60/' "'expenditure' cannot be -60"
broken "no value added" country.csv '2s/,100,/,0,/' "'value_added' cannot be 0"
broken "deficits that do not sum to 0" country.csv '2s/,4$/,9/' 'error E863'
broken "a cell twice" trade_share.csv '3p' 'bad/trade_share.csv:4: error E857'
broken "a row too few" country_sector.csv '5d' 'error E862: no row for BBB, food'
broken "a word for a number" trade_share.csv '3s/,[^,]*$/,x/' "error E855: 'x' is not a number"
broken "an unknown country" trade_share.csv '3s/BBB/BBX/' "error E856: unknown exporter 'BBX'"
broken "a short row" trade_share.csv '3s/,[^,]*$//' 'bad/trade_share.csv:3: error E853'
broken "a column that is missing" sectors.csv '1s/theta/eta/' "error E852: column 'theta' is missing"
broken "an unknown kind" shock '2s/tariff_add/tarif_add/' "did you mean 'tariff_add'?"
rm -rf bad && cp -r world bad && rm bad/io_share.csv
status 1 "a file that is missing" "$lodestone" tariff bad --shock shock.csv
has "is named" "error E851: the table has no io_share.csv" err
cp packed/tariff.csv.gz bad/ && cp world/io_share.csv bad && rm bad/tariff.csv && printf 'xx' >>bad/tariff.csv.gz
status 1 "a damaged file" "$lodestone" tariff bad --shock shock.csv
has "is named" "the compressed data are damaged" err
mv world/tariff.csv world/tariff2020.csv && cp world/tariff2020.csv world/tariff2021.csv
status 1 "several files of tariffs" "$lodestone" tariff world --shock shock.csv
has "are listed" "--base-tariffs: tariff2020.csv, tariff2021.csv" err
status 0 "one of them" "$lodestone" tariff world --shock shock.csv --base-tariffs tariff2020.csv --quiet
status 1 "a variant that is not there" "$lodestone" tariff world --shock shock.csv --base-tariffs tariff2020.csv --variant x
has "is named" "error E865" err

# --- usage -----------------------------------------------------------------------------------
status 2 "no shock" "$lodestone" tariff world
has "says what is missing" "--shock FILE.csv" err
status 1 "a table that is not there" "$lodestone" tariff none --shock shock.csv
status 2 "an unknown side" "$lodestone" tariff packed --sides AAA,BBX
has "suggests one" "did you mean 'BBB'?" err
status 2 "one side" "$lodestone" tariff packed --sides AAA

# --- reference figures -----------------------------------------------------------------------
if [[ -d $reference ]]; then
    status 0 "NAFTA" "$lodestone" tariff "$reference/cp2015" --base-tariffs tariff1993.csv.gz \
        --shock "$reference/expected/cp2015_nafta/shock.csv" -o nafta --quiet
    awk -F, 'NR == FNR { for (i = 2; i <= NF; i++) a[$1, i] = $i; next }
        FNR > 1 { for (i = 2; i <= NF; i++) { d = a[$1, i] - $i; if (d < 0) d = -d
            if (d > (i < 5 || i == 12 || i == 13 ? 1e-6 : i > 13 && i < 17 ? 2e-3 : 1e-4)) bad = 1 } } END { exit bad }' \
        "$reference/expected/cp2015_nafta/countries.csv" nafta/countries.csv
    report "is what is expected" $? "$(cat nafta/countries.csv)"
    status 0 "deficits kept" "$lodestone" tariff "$reference/cp2015" --base-tariffs tariff1993.csv.gz --variant with_deficits \
        --shock "$reference/expected/cp2015_nafta/shock.csv" --quiet
else
    skip "NAFTA" "no reference tables"
fi
echo "1..$n"
