#!/usr/bin/env bash
# Bundle the page into the folder given, with what package-lock.json names; npm is asked only where that has changed.
set -euo pipefail
out=$1
cd "$(dirname "$0")"
if ! command -v npm >/dev/null; then
    echo "the page is bundled with npm, which is not here; a release has it ready in web/dist" >&2
    exit 1
fi
stamp=node_modules/.lodestone
if ! cmp -s package-lock.json "$stamp"; then
    npm ci --ignore-scripts --no-audit --no-fund --silent >&2
    cp package-lock.json "$stamp"
fi
node build.mjs "$out"
