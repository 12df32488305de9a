#!/usr/bin/env bash
# Make the tarball of a release: the files that git knows, as they lie here, and the page as it was built, so that building
# from it needs no npm. The same files give the same bytes. `make dist` calls it with the build folder and the version.
set -euo pipefail
build=$1 version=$2
name=lodestone-$version
stage=$build/dist/$name
tarball=$build/$name.tar.gz
if ! git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    echo "a tarball is made from a git work tree, which this is not" >&2
    exit 1
fi

rm -rf "$stage"
mkdir -p "$stage"
git ls-files -z | xargs -0 cp -P --parents -t "$stage"
# what npm and the compiler for WebAssembly made
mkdir -p "$stage/web/dist"
for file in "$build"/page/* "$build/live.wasm"; do
    if [[ -f $file && -s $file ]]; then cp "$file" "$stage/web/dist/"; fi
done

# no clock, no user, no order of a folder gets into it
when=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
tar --format=posix --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime --sort=name --mtime="@$when" \
    --owner=0 --group=0 --numeric-owner --mode='u+rw,go+r,go-w,a+X' -C "$build/dist" -cf - "$name" | gzip -9n >"$tarball.partial"
mv "$tarball.partial" "$tarball"
rm -rf "$build/dist"
echo "$tarball"
