#!/usr/bin/env bash
# lodestone analyze: methods, what they print and write, and what they say about broken tables.
. tests/cli/lib.bash

# 400 draws of two inputs; the result is a, the claim holds where a > 0.7
awk 'BEGIN { print "draw,a,b,colour" > "x.csv"; print "draw,result,claim" > "y.csv"
    for (i = 0; i < 400; i++) { a = (i * 0.618034) % 1; b = (i * 0.414214) % 1
        printf "%d,%.6f,%.6f,%s\n", i, a, b, i % 2 ? "red" : "blue" > "x.csv"
        printf "%d,%.6f,%s\n", i, a, (a > 0.7 ? "true" : "false") > "y.csv" } }'

status 0 "pawn" "$lodestone" analyze pawn --inputs x.csv --outputs y.csv
has "names the noise floor" "(dummy)" out
has "says how often the claim holds" "claim: true in 30." out
empty "says nothing on stderr" err
status 0 "prim" "$lodestone" analyze prim --inputs x.csv --outputs y.csv --output claim -o found
has "finds the box" "claim, box 1: true in 100.0 % of its rows" out
[[ -s found/limits.csv && -s found/steps.csv && -s found/datapackage.json && -s found/analysis.json ]]
report "writes its tables" $? "$(ls found)"
leftovers "and nothing else" .
status 0 "as JSON" "$lodestone" analyze pawn --inputs x.csv --outputs y.csv --output result --json
has "with its results" '"results": {' out
status 0 "twice" "$lodestone" analyze prim --inputs x.csv --outputs y.csv --output claim -o again --threads 1
same "gives the same bytes" found again

# --- a design of pairs of points: A, AB_1, AB_2, B -------------------------------------------
awk 'BEGIN { print "a,b" > "sx.csv"; print "f,none" > "sy.csv"
    for (i = 0; i < 256; i++) { a[0] = (i * 0.618034) % 1; b[0] = (i * 0.414214) % 1; a[1] = (i * 0.732051) % 1; b[1] = (i * 0.236068) % 1
        for (k = 0; k < 4; k++) { p = a[k == 1 || k == 3]; q = b[k == 2 || k == 3]
            printf "%.6f,%.6f\n", p, q > "sx.csv"; printf "%.6f,7\n", 2 * p + q > "sy.csv" } } }'
status 0 "sobol" "$lodestone" analyze sobol --inputs sx.csv --outputs sy.csv
has "says that a constant has no indices" "none: the result does not vary" out
status 0 "with replicates" "$lodestone" analyze sobol --inputs sx.csv --outputs sy.csv --replicates 4
has "says where intervals come from" "Student's t over 4 replicates" out
status 1 "replicates that do not fit" "$lodestone" analyze sobol --inputs sx.csv --outputs sy.csv --replicates 3
has "are refused" "error E722" err
sed '7s/.*/0.5,0.5/' sx.csv >bad.csv
status 1 "a row that is none of the design" "$lodestone" analyze sobol --inputs bad.csv --outputs sy.csv
has "is named" "bad.csv:" err

# --- broken tables and wrong usage -----------------------------------------------------------
printf 'a,b\n1,x\n' >bad.csv
status 1 "a word for a number" "$lodestone" analyze sobol --inputs bad.csv --outputs y.csv
has "is named with its place" "bad.csv:2:3: error E703" err
status 1 "tables of different length" "$lodestone" analyze pawn --inputs sx.csv --outputs y.csv
has "are refused" "error E709" err
status 1 "an unknown result" "$lodestone" analyze pawn --inputs x.csv --outputs y.csv --output resul
has "suggests one" "did you mean 'result'?" err
status 1 "a table that is not there" "$lodestone" analyze pawn --inputs none.csv --outputs y.csv
status 2 "an unknown method" "$lodestone" analyze sobl --inputs x.csv --outputs y.csv
has "suggests one" "did you mean 'sobol'?" err
status 2 "no table" "$lodestone" analyze prim --outputs y.csv
has "says which" "--inputs is missing" err
echo "1..$n"
