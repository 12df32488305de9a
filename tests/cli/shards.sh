#!/usr/bin/env bash
# Draws of one run on many machines: the same folder, byte for byte, from threads, shards, ranks and broken-off runs.
. "$(dirname "${BASH_SOURCE[0]}")/lib.bash"

"$lodestone" new case >/dev/null 2>&1
draws=(--draws 300 --seed 3)
run() { "$lodestone" run case "${draws[@]}" "$@"; }

status 0 "300 draws on one thread" run --threads 1 -o one
status 0 "and on two" run --threads 2 -o two
same "give the same folder" one two
cp out answer

# --- shards ----------------------------------------------------------------------------------
for i in 1 2 3; do status 0 "shard $i of 3" run --shard $i/3 -o shards; done
has "says what it did" "shard 3/3 of 300 draws: 12 of 38 blocks, 12 of them computed now; shards/shard-3-of-3.blocks" out
status 0 "merged" "$lodestone" merge shards -o merged
same "give the same folder" one merged
sed -i 's/merged/two/g' out
same "and the same answer" answer out
status 0 "merged from files in another order, from elsewhere" env -C shards "$lodestone" merge \
    shard-3-of-3.blocks shard-1-of-3.blocks shard-2-of-3.blocks shard-1-of-3.blocks --case ../case --json
same "give the same object" one/summary.json out
status 0 "a shard that is complete" run --shard 3/3 -o shards
has "is not computed again" "12 of 38 blocks, 0 of them computed now" out
leftovers "nothing half-written is left" .

status 0 "options of a run" "$lodestone" run case --draws 24 --design lhs --step 7 --set parameters.psi=0.5 --scenario ban \
    --evidence-until 2025-06-30 -o options
for i in 1 2; do
    status 0 "and its shard $i" "$lodestone" run case --draws 24 --design lhs --step 7 --set parameters.psi=0.5 --scenario ban \
        --evidence-until 2025-06-30 --shard $i/2 -o options-shards
done
status 0 "are known to merge" "$lodestone" merge options-shards -o options-merged
same "which gives the same folder" options options-merged
status 0 "claims" "$lodestone" claims case --step 7 --draws 40 --design sobol --flips -o claims
for i in 1 2; do status 0 "shard $i of claims" "$lodestone" claims case --step 7 --draws 40 --design sobol --flips --shard $i/2 -o claims-shards; done
status 0 "merged" "$lodestone" merge claims-shards -o claims-merged
same "give the same folder" claims claims-merged

# --- what does not belong together -----------------------------------------------------------
mkdir some && cp shards/shard-[13]* some
status 1 "a missing shard" "$lodestone" merge some -o none
has "is told by its draws" "100 of 300 draws are missing" err
has "and its name" "100 of shard 2/3" err
[[ ! -e none ]]
report "nothing is written" $?
status 1 "shards of another run" "$lodestone" merge shards options-shards
has "are not merged" "'options-shards/shard-1-of-2.blocks' holds other draws" err
status 0 "shards of fewer draws" "$lodestone" run case --draws 200 --seed 3 --shard 2/3 -o few
status 1 "are not merged either" "$lodestone" merge some few
has "it is said why" "it is part of 200 draws, not of 300" err
status 1 "another seed" "$lodestone" run case --draws 300 --seed 4 --shard 1/3 -o shards
has "does not continue a shard" "--seed is 3 there, 4 here" err
cp -r case changed && sed -i 's/invented/made up/' changed/README.md changed/*.csv 2>/dev/null
echo "# changed" >>changed/case.yaml
status 1 "a case that has changed" "$lodestone" merge shards --case changed
has "is noticed" "the files of the case are not the same" err
status 1 "a case that is not there" env -C shards "$lodestone" merge .
has "is asked for" "--case CASE says where it is" err
mkdir strange && echo "no draws" >strange/a.blocks
status 1 "another file" "$lodestone" merge strange
has "is refused" "'strange/a.blocks' is not a file of draws" err
status 1 "an empty folder" "$lodestone" merge "$(mkdir empty && echo empty)"
has "has no draws" "there are no draws in 'empty'" err
status 1 "a name that is not there" "$lodestone" merge nowhere
has "is told" "'nowhere': No such file" err

for wrong in 4/3 0/3 1 1/0 a/b 1/3x /3; do status 2 "--shard $wrong" run --shard $wrong -o wrong; done
status 2 "--shard without -o" run --shard 1/3
status 2 "--resume without -o" run --resume
status 2 "--resume and --shard" run --resume --shard 1/3 -o wrong
status 2 "--resume without draws" "$lodestone" run case --resume -o wrong
status 2 "merge without files" "$lodestone" merge
[[ ! -e wrong ]]
report "write nothing" $?

# --- broken off ------------------------------------------------------------------------------
size() { stat -c %s "$1" 2>/dev/null || echo 0; }
header_of() { echo $((48 + $(od -An -tu4 -j12 -N4 "$1"))); }
shard_header=$(header_of shards/shard-1-of-3.blocks)
record=$((($(size shards/shard-1-of-3.blocks) - shard_header) / 13))
header=0 # of resumed.blocks/run.blocks, once it is there
blocks() { # whole blocks in a file
    local n=$((($(size "$1") - header) / record))
    echo $((n > 0 ? n : 0))
}
break_off() { # signal, blocks to wait for; a run with --resume -o resumed
    "$lodestone" run case "${draws[@]}" --threads 1 --resume -o resumed >out 2>err &
    local process=$!
    while [[ $(size resumed.blocks/run.blocks) -lt $((header + $2 * record)) ]] && kill -0 $process; do :; done 2>/dev/null
    kill "-$1" $process
    wait $process
} 2>/dev/null
break_off KILL 3
header=$(header_of resumed.blocks/run.blocks)
[[ ! -e resumed && $(blocks resumed.blocks/run.blocks) -ge 2 && $(blocks resumed.blocks/run.blocks) -lt 38 ]]
report "a run that is killed leaves its draws and no result" $? "$(ls -l resumed.blocks; cat err)"
rm -rf resumed.partial-*
break_off TERM $(($(blocks resumed.blocks/run.blocks) + 2))
has "a run that is stopped says where its draws are" "stopped; draws made so far are in 'resumed.blocks/run.blocks'" err
leftovers "and leaves nothing half-written" .
kept=$(blocks resumed.blocks/run.blocks)
# the last record as a crash may leave it
truncate -s $((header + kept * record - 100)) resumed.blocks/run.blocks
cp -r resumed.blocks damaged.blocks
status 0 "the same command goes on" run --resume -o resumed
same "to the same folder" one resumed
[[ ! -e resumed.blocks ]]
report "and the draws are removed" $?

printf 'x' | dd of=damaged.blocks/run.blocks bs=1 seek=$((header + 500)) conv=notrunc status=none
status 1 "damage in the middle" run --resume -o damaged
has "is an error" "'damaged.blocks/run.blocks' is damaged at byte $header" err
has "that says what to do" "remove it and run again" err
mkdir last.blocks && head -c $((shard_header + 2 * record)) shards/shard-1-of-3.blocks >last.blocks/run.blocks
printf 'x' | dd of=last.blocks/run.blocks bs=1 seek=$((shard_header + record + 500)) conv=notrunc status=none
status 0 "damage in the last block" run --resume -o last
same "costs only that block" one last
mkdir other.blocks && cp shards/shard-2-of-3.blocks other.blocks/run.blocks
status 1 "other options" "$lodestone" run case --draws 300 --seed 3 --step 7 --resume -o other
has "do not continue a run" "--step is 1 there, 7 here" err
status 0 "more draws" "$lodestone" run case --draws 320 --seed 3 --resume -o other
"$lodestone" run case --draws 320 --seed 3 -o more >/dev/null 2>&1
same "do, where draws do not depend on their number" more other
status 1 "a disk that is full" bash -c "ulimit -f 500; '$lodestone' run case --draws 300 --seed 3 --resume -o full"
has "is told" "cannot write: 'full.blocks/run.blocks'" err
status 0 "with room again" run --resume -o full
same "it goes on" one full

# --- until decided ---------------------------------------------------------------------------
status 0 "draws until all verdicts are decided" "$lodestone" claims case --step 7 --until-decided -o until
has "are counted" "draws decide all verdicts (2)" err
number=$(grep -o '^note N542: [0-9]*' err | grep -o '[0-9]*$')
status 0 "a run of as many" "$lodestone" claims case --step 7 --draws "$number" -o as-many
same "gives the same folder" until as-many
status 0 "a limit too low" "$lodestone" claims case --step 7 --until-decided --draws 4
has "is told" "4 draws leave" err
status 0 "with resume" "$lodestone" run case --step 7 --until-decided --resume --draws 100 -o until-run
number=$(grep -o '^note N54[23]: [0-9]*' err | grep -o '[0-9]*$')
"$lodestone" run case --step 7 --draws "$number" -o as-many-run >/dev/null 2>&1
same "too" until-run as-many-run
status 2 "a design whose draws depend on their number" "$lodestone" claims case --until-decided --design lhs
status 2 "a shard of an unknown number" "$lodestone" claims case --until-decided --shard 1/2 -o wrong

# --- ranks -----------------------------------------------------------------------------------
mpi=$(dirname "$lodestone")/lodestone-mpi
if [[ -x $mpi ]] && command -v mpirun >/dev/null; then
    # what Open MPI itself does not give back is no leak of ours
    export ASAN_OPTIONS=detect_leaks=0 OMPI_MCA_btl_base_warn_component_unused=0
    ranks() { # number, arguments ...
        mpirun --allow-run-as-root --oversubscribe -n "$1" "$mpi" "${@:2}"
    }
    for count in 1 2 3; do
        status 0 "$count ranks" ranks $count run case "${draws[@]}" --threads 1 --colour never -o ranks-$count
        same "give the same folder" one ranks-$count
        [[ ! -e ranks-$count.blocks ]]
        report "and remove their draws" $?
    done
    sed -i 's/ranks-3/two/g' out
    same "and the same answer, once" answer out
    status 0 "claims on ranks" ranks 2 claims case --step 7 --draws 40 --design sobol --flips -o claims-ranks
    same "give the same folder" claims claims-ranks
    mkdir again.blocks && cp shards/shard-2-of-3.blocks again.blocks/rank-1.blocks
    head -c $((shard_header + 5 * record - 7)) shards/shard-1-of-3.blocks >again.blocks/rank-0.blocks
    status 0 "what other ranks have left" ranks 2 run case "${draws[@]}" -o again
    same "is continued" one again
    # one rank dies half-way
    ranks 2 run case "${draws[@]}" --threads 1 -o "$work/died" >out 2>err &
    process=$!
    while [[ $(size died.blocks/rank-1.blocks) -lt $((shard_header + 3 * record)) ]] && kill -0 $process 2>/dev/null; do :; done
    victim=$(grep -l -- "$work/died" /proc/[0-9]*/cmdline 2>/dev/null | while read -r file; do
        # mpirun has it on its command line, too
        [[ $(readlink "${file%cmdline}exe") == *lodestone-mpi ]] && basename "${file%/cmdline}"
    done | head -1)
    kill -KILL "$victim"
    ! wait $process
    report "a rank that dies ends the run" $? "$(cat err)"
    [[ ! -e died && $(blocks died.blocks/rank-1.blocks) -ge 2 ]]
    report "which leaves its draws and no result" $? "$(ls -l died.blocks)"
    status 0 "three ranks go on" ranks 3 run case "${draws[@]}" -o died
    same "to the same folder" one died
    status 2 "wrong usage" ranks 2 run case -o wrong
    [[ $(grep -c '^lodestone' err) -eq 1 ]]
    report "is said once" $? "$(cat err)"
    status 1 "an error" ranks 2 run nowhere --draws 16 -o wrong
    [[ $(grep -c 'E101' err) -eq 1 ]]
    report "is said once, too" $? "$(cat err)"
else
    skip "ranks" "no lodestone-mpi or no mpirun"
fi
echo "1..$n"
