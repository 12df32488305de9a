#!/usr/bin/env bash
# Install what was built. `make install` calls it with the build folder, the version, the packages of the library,
# PREFIX and, in the environment, DESTDIR.
set -euo pipefail
build=$1 version=$2 packages=$3 prefix=$4
to=${DESTDIR:-}$prefix
here=$(dirname "${BASH_SOURCE[0]}")

install -d "$to/bin" "$to/lib/pkgconfig" "$to/include/lodestone" "$to/share/doc/lodestone"
install -m 755 "$build/lodestone" "$to/bin/"
if [[ -e $build/lodestone-mpi ]]; then install -m 755 "$build/lodestone-mpi" "$to/bin/"; fi

# the library: static; shared, by its version, by the name that programs ask for, and by that for linking
install -m 644 "$build/liblodestone.a" "$to/lib/"
install -m 755 "$build/liblodestone.so" "$to/lib/liblodestone.so.$version"
ln -sf "liblodestone.so.$version" "$to/lib/liblodestone.so.0"
ln -sf liblodestone.so.0 "$to/lib/liblodestone.so"
install -m 644 "$here"/../include/lodestone/*.h "$to/include/lodestone/"
sed -e "s,@PREFIX@,$prefix,; s,@VERSION@,$version,; s,@PACKAGES@,$packages," "$here/lodestone.pc.in" >"$to/lib/pkgconfig/lodestone.pc"
chmod 644 "$to/lib/pkgconfig/lodestone.pc"

put() { # arguments of lodestone, file
    install -d "$(dirname "$2")"
    # shellcheck disable=SC2086
    "$build/lodestone" $1 >"$2"
    chmod 644 "$2"
}
put "--manual man" "$to/share/man/man1/lodestone.1"
put "--completion bash" "$to/share/bash-completion/completions/lodestone"
put "--completion zsh" "$to/share/zsh/site-functions/_lodestone"
put "--completion fish" "$to/share/fish/vendor_completions.d/lodestone.fish"
install -m 644 "$here"/../{README.md,CHANGELOG.md,LICENSE,THIRD_PARTY.md} "$to/share/doc/lodestone/"
