#!/usr/bin/env bash
# The command line: where options may stand, what is wrong usage, what --help says.
. tests/cli/lib.bash
"$lodestone" new case >/dev/null

# --- help and version ------------------------------------------------------------------------
status 0 "help is a result" "$lodestone" --help
has "it lists the commands" "  run CASE  " out
empty "it goes to stdout only" err
status 0 "a command has its own help" "$lodestone" run -h
has "with its options" "  --scenario ID" out
[[ $(awk 'length > 80' out | wc -l) -eq 0 ]]
report "help fits into 80 columns" $? "$(awk 'length > 80' out)"
cp out run.help
status 0 "help as a word" "$lodestone" help
has "is the same" "  run CASE  " out
status 0 "and before a command" "$lodestone" help run
same "is the same" run.help out
status 2 "of a command that is not there" "$lodestone" help rnu
status 0 "version" "$lodestone" --version
has "names the program" "lodestone " out
status 2 "no command" "$lodestone"
has "prints the help" "usage: lodestone COMMAND" err

# --- wrong usage -----------------------------------------------------------------------------
status 2 "unknown command" "$lodestone" rnu case
has "suggests one" "unknown command 'rnu'; did you mean 'run'?" err
status 2 "a command of a later version" "$lodestone" backtest case
has "says so" "not in this version: backtest" err
status 2 "unknown option" "$lodestone" run case --sede 4
has "suggests one" "unknown option '--sede'; did you mean '--seed'?" err
status 2 "unknown letter" "$lodestone" run case -x
status 2 "an option of a later version" "$lodestone" run case --keep-traces all
has "says so" "not in this version: --keep-traces" err
status 2 "an option that the command does not take" "$lodestone" check case --seed 4
has "says so" "check takes no --seed" err
status 2 "a missing value" "$lodestone" run case --seed
has "says so" "--seed needs a value" err
status 2 "a value too many" "$lodestone" run case --json=yes
has "says so" "--json takes no value" err
for bad in --seed=-1 --seed=x --seed= --seed=9007199254740992 --step=0 --step=367 --step=1.5 \
    --threads=0 --threads=x --draws=0 --draws=x --colour=red --out=; do
    status 2 "$bad" "$lodestone" run case "$bad"
done
status 2 "an unknown design" "$lodestone" run case --draws 8 --design halton
has "names the known ones" "--design is one of philox|sobol|lhs" err
status 2 "no case" "$lodestone" run
has "says so" "run needs a CASE" err
status 2 "two cases" "$lodestone" run case other
has "says so" "what is 'other'?" err
status 2 "unknown scenario" "$lodestone" run case --scenario bam
has "suggests one" "no scenario 'bam'; did you mean 'ban'?" err
status 2 "unknown input" "$lodestone" run case --set parameters.psj=0.5
has "suggests one" "did you mean 'parameters.psi'?" err
empty "nothing goes to stdout" out

# --- right usage -----------------------------------------------------------------------------
status 0 "a run" "$lodestone" run case --threads 2
cp out plain
status 0 "options before the command" "$lodestone" --threads 1 --step=1 run case --seed 0
same "change nothing" plain out
status 0 "the end of options" "$lodestone" run --draws=1 -- case
same "changes nothing" plain out
mkdir ./-odd && cp case/* ./-odd
status 0 "a folder called like an option" "$lodestone" check -- -odd
status 0 "the same for run" "$lodestone" run -- -odd
status 0 "colour on demand" "$lodestone" run case --colour always
has "is there" $'\033[1m' out
sed 's/\x1b\[[0-9;]*m//g' out >bleached
same "and carries no meaning" plain bleached
status 0 "colour not wanted" env NO_COLOR=1 "$lodestone" run case --colour never
same "is not there" plain out
status 0 "one scenario" "$lodestone" run case --scenario ban
has "is in the answer" "ban: The announced ban comes into force" out
! grep -q 'ban-refinery' out
report "and no other" $? "$(cat out)"
status 0 "an input changed" "$lodestone" run case --set parameters.psi=0.5 --set=parameters.refill_days=20
has "is said" "2 inputs changed: parameters.psi=0.5, parameters.refill_days=20" out
status 0 "the schema of the summary" "$lodestone" schema --json-schema summary
has "is a JSON Schema" "https://json-schema.org/draft/2020-12/schema" out

# --- problems of the case --------------------------------------------------------------------
status 1 "a case that is not there" "$lodestone" run nowhere
has "is named" "nowhere: error" err
cp -r case bad
sed -i 's/kind: ban$/kind: bann/' bad/case.yaml
status 1 "a case with errors" "$lodestone" run bad --json
has "they are shown" "error E163: unknown word 'bann'" err
empty "and nothing else" out
cp -r case doubtful
printf 'other,Other,nobody,,,\n' >>doubtful/sources.csv
status 0 "a case with warnings" "$lodestone" run doubtful
has "is run; they are counted" "1 warning: lodestone check doubtful" err
status 0 "quiet" "$lodestone" run doubtful --quiet
empty "does not count them" err
status 0 "JSON" "$lodestone" run doubtful --json
empty "does not count them" err

echo "1..$n"
