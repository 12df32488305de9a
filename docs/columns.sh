#!/usr/bin/env bash
# Write the tables of all columns into docs/case-format.md, from the schema that the program reads
# cases by. Run it after every change of src/case/schema.def; tests/cli/check.sh fails until then.
set -euo pipefail
cd "$(dirname "$0")/.."
lodestone=${LODESTONE:-build/lodestone}
tables=$(mktemp)
trap 'rm -f "$tables"' EXIT
"$lodestone" schema --markdown >"$tables"
awk -v tables="$tables" '
    /^<!-- columns: end/ { skip = 0 }
    !skip { print }
    /^<!-- columns: begin/ { skip = 1; while ((getline line < tables) > 0) print line }
' docs/case-format.md >"$tables.md"
mv "$tables.md" docs/case-format.md
