# Lodestone
#
#   make            build/lodestone, lodestone-mpi (with Open MPI), liblodestone.a, liblodestone.so
#   make demo       run the first case and say where its report is
#   make test       all tests; T=unit/test_base: only programs whose path has that in it
#   make golden DIR=PATH    golden files and cases under PATH
#   make dist       a tarball that builds without npm
#   make bench | fuzz | install | format | clean | deps | deps-ci
#
# CC=clang, SAN=address,undefined: each in a build folder of its own, or in BUILD=DIR.
# WERROR= : warnings do not stop. V=1: show commands.

VERSION := 0.1.0
PREFIX ?= /usr/local
FUZZ_SECONDS ?= 30
SHELL := /bin/bash
.DELETE_ON_ERROR:
.SECONDARY:
ifndef V
.SILENT:
MAKEFLAGS += --no-print-directory
endif

ifeq ($(origin CC),default)
CC := gcc
endif
CLANG := $(findstring clang,$(notdir $(CC)))
BUILD ?= build$(if $(CLANG),-clang)$(if $(SAN),-san)
B := $(BUILD)

# --- packages (Debian) ---------------------------------------------------------------------
DEPS := gcc libc6-dev make pkg-config libyaml-dev libjansson-dev libsqlite3-dev libmicrohttpd-dev libcmocka-dev sqlite3 libopenmpi-dev openmpi-bin zlib1g-dev chromium coinor-libcbc-dev \
  $(if $(wildcard web/dist/live.wasm),,clang lld) $(if $(or $(wildcard web/dist/page.js),$(shell command -v npm)),,nodejs npm)
DEPS_CLANG := clang lld llvm libclang-rt-14-dev libomp-14-dev
NEEDED := $(DEPS) $(if $(CLANG),$(DEPS_CLANG))

# --- flags ---------------------------------------------------------------------------------
# No -ffast-math, no contraction: the same numbers with every compiler and instruction set.
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla
WERROR ?= $(if $(SAN),,-Werror)
OPTIMISE := $(if $(SAN),-O1 -fno-omit-frame-pointer,-O3)
SANITISE := $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all)
BASE_FLAGS := -std=c17 -D_POSIX_C_SOURCE=200809L -DLODE_VERSION='"$(VERSION)"' -Iinclude -Isrc \
  $(OPTIMISE) -g -ffp-contract=off -fPIC -fno-semantic-interposition $(WARN) $(WERROR) $(SANITISE) \
  -MMD -MP $(CFLAGS)
LIB_PACKAGES := yaml-0.1 sqlite3 zlib
PACKAGES := $(LIB_PACKAGES) jansson libmicrohttpd
# asked for when a command runs, since `deps` may only then have installed them; without Cbc there are no plans (src/rebuild)
CBC := $$(! pkg-config --exists cbc || echo cbc)
PACKAGE_CFLAGS = $$(pkg-config --cflags $(PACKAGES) $(CBC) | sed 's/-I/-isystem /g')
LIBS = -Wl,--as-needed $$(pkg-config --libs $(PACKAGES) $(CBC)) -lm $(LDFLAGS)
COMPILE = $(CC) $(BASE_FLAGS) -fopenmp $(PACKAGE_CFLAGS)
# The engine: no threads, no I/O, one object per instruction set.
# gcc unrolls the loops over lanes before it could make vectors of them, unless told that eight is many.
COMPILE_ENGINE = $(CC) $(BASE_FLAGS) -fno-math-errno -fno-trapping-math $(if $(CLANG),,--param max-completely-peel-times=7)

# --- what is built -------------------------------------------------------------------------
ifneq ($(filter x86_64 amd64,$(shell uname -m)),)
ISAS := v1 v3 v4
endif
ISAS ?= v1
MARCH_v3 := -march=x86-64-v3
MARCH_v4 := -march=x86-64-v4

ENGINE_SRC := $(filter-out src/engine/dispatch.c,$(wildcard src/engine/*.c))
ENGINE_ONCE := $(patsubst src/%.c,$(B)/obj/%.o,$(wildcard src/engine/dispatch.c))
ENGINE_OBJ := $(foreach i,$(ISAS),$(ENGINE_SRC:src/%.c=$(B)/obj/%.$i.o)) $(ENGINE_ONCE)
CLI_OBJ := $(patsubst src/%.c,$(B)/obj/%.o,$(wildcard src/cli/*.c))
OTHER_SRC := $(filter-out src/engine/% src/cli/% src/mpi/%,$(wildcard src/*/*.c))
LIB_OBJ := $(OTHER_SRC:src/%.c=$(B)/obj/%.o) $(ENGINE_OBJ)

PROGRAM := $(if $(CLI_OBJ),$(B)/lodestone)
LIBRARY := $(B)/liblodestone.a
SHARED := $(B)/liblodestone.so
GOLDEN := $(if $(wildcard tests/golden/golden_main.c),$(B)/lodestone-golden)

TEST_DIRS := unit property golden case
TEST_SRC := $(wildcard $(foreach d,$(TEST_DIRS),tests/$d/test_*.c))
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
TESTS := $(TEST_SRC:%.c=$(B)/%) $(FUZZ_SRC:%.c=$(B)/%) tests/symbols.sh tests/wasm.sh tests/install.sh tests/page.sh $(wildcard tests/cli/*.sh)
RUN_TESTS := $(if $(T),$(foreach t,$(TESTS),$(if $(findstring $(T),$t),$t)),$(TESTS))
BENCHES := $(patsubst %.c,$(B)/%,$(wildcard bench/bench_*.c))

.PHONY: all deps deps-ci demo test golden bench fuzz fuzz-run install dist clean format
all: $(PROGRAM) $(PROGRAM)-mpi $(LIBRARY) $(SHARED)

$(B)/obj/%.o: src/%.c Makefile | deps
	mkdir -p $(@D); echo "  $@"
	$(COMPILE) -c $< -o $@

$(ENGINE_ONCE): $(B)/obj/%.o: src/%.c Makefile | deps
	mkdir -p $(@D); echo "  $@"
	$(COMPILE_ENGINE) -c $< -o $@

define engine_for_isa
$(B)/obj/engine/%.$1.o: src/engine/%.c $(wildcard src/engine/isa.h) Makefile | deps
	mkdir -p $$(@D); echo "  $$@"
	$$(COMPILE_ENGINE) $$(MARCH_$1) -DLODE_ISA=$1 $(if $(wildcard src/engine/isa.h),-include src/engine/isa.h) -c $$< -o $$@
endef
$(foreach i,$(ISAS),$(eval $(call engine_for_isa,$i)))

# The page: bundled by npm, or as it came with a release in web/dist.
PAGE := $(addprefix $(B)/page/,page.js page.css)
WEB_SRC := $(wildcard web/src/*) web/build.mjs web/package.json web/package-lock.json
$(B)/page/page.js: $(wildcard web/dist/page.js) $(WEB_SRC) | deps
	mkdir -p $(@D); echo "  $@"
	if [ -e web/dist/page.js ]; then cp web/dist/page.js web/dist/page.css $(@D)/; \
	else bash web/build.sh "$(abspath $(@D))"; fi

$(B)/page/page.css: $(B)/page/page.js ;

$(B)/obj/page/assets.o: $(PAGE)
$(B)/obj/page/assets.o: COMPILE += -DLODE_ASSETS='"$(B)/page"'

# The live module of the page: the same sources for wasm32, by clang and lld; as it came with a release in web/dist; or,
# without these, none, which is an empty file. src/live/live_module.c puts it into the library.
WASM_READY := $(wildcard web/dist/live.wasm)
WASM_HOT := $(addprefix src/study/,simulate.c scalars.c outcome.c bands.c block.c hash.c) $(wildcard src/engine/*.c src/draws/*.c src/claims/eval*.c src/trade/kernel.c)
WASM_SRC := $(filter-out src/trade/read% src/trade/sides.c src/study/block_% src/study/evidence.c src/study/explain% src/study/history.c src/study/rebuild.c src/study/rebuild_case.c src/study/rebuild_use.c \
  src/standoff/read.c src/standoff/export.c src/study/findings.c src/claims/trace.c src/live/live_module.c,$(wildcard $(addprefix src/,engine/*.c draws/*.c lower/*.c \
  model/*.c claims/*.c trade/*.c standoff/*.c study/*.c live/*.c live/wasm/*.c))) $(addprefix src/,$(addsuffix .c,$(addprefix base/,arena \
  strings date diag sha256 rng) $(addprefix case/,case set schema) $(addprefix exposure/,chain network trace) $(addprefix analyze/,pawn \
  statistics flips prim prim_steps) $(addprefix out/,summary claims claims_json json decimal inner drawn)))
WASM_OBJ := $(WASM_SRC:src/%.c=$(B)/wasm/%.o)
WASM_FLAGS := --target=wasm32 -std=c17 -msimd128 -mbulk-memory -ffreestanding -ffp-contract=off -fno-math-errno -nostdlibinc \
  -isystem src/live/wasm/include -Iinclude -Isrc -DLODE_VERSION='"$(VERSION)"' -DLODE_ISA=v1 $(WARN) $(WERROR) -Wno-unknown-pragmas -MMD -MP

$(B)/wasm/%.o: src/%.c Makefile | deps
	mkdir -p $(@D)
	! command -v clang >/dev/null || clang $(WASM_FLAGS) $(if $(filter $<,$(WASM_HOT)),-O3,-Oz) \
	  $(if $(filter src/engine/%,$(filter-out src/engine/dispatch.c,$<)),-include src/engine/isa.h) -c $< -o $@

$(B)/live.wasm: $(or $(WASM_READY),$(WASM_OBJ))
	mkdir -p $(@D); echo "  $@"
	ld=$$(command -v wasm-ld || command -v wasm-ld-14 || true); if [ -n "$(WASM_READY)" ]; then cp $< $@; \
	elif [ -s $< ] && [ -n "$$ld" ]; then $$ld --no-entry --gc-sections --strip-all -z stack-size=1048576 $^ -o $@; \
	else echo "no clang and lld here: the page will not be live" >&2; cp /dev/null $@; fi

$(B)/obj/live/live_module.o: $(B)/live.wasm
$(B)/obj/live/live_module.o: COMPILE += -DLODE_LIVE_MODULE='"$(B)/live.wasm"'

# q, not r: files of the same name in two folders must both go in
$(LIBRARY): $(LIB_OBJ)
	rm -f $@; echo "  $@"
	$(AR) qcs $@ $^

# only what the public headers declare is seen; server and comparison are for the program alone
$(B)/exports: $(wildcard include/lodestone/*.h) Makefile
	mkdir -p $(@D); { echo "{ global:"; sed -nE '/^( \*|\/\*)/d; s/.*\b(lode_[a-z0-9_]+)\(.*/\1;/p' $(filter %.h,$^); echo "local: *; };"; } >$@

$(SHARED): $(filter-out $(B)/obj/serve/% $(B)/obj/compare/%,$(LIB_OBJ)) $(B)/exports
	echo "  $@"
	$(COMPILE) -shared -Wl,-soname,liblodestone.so.0 -Wl,--version-script=$(B)/exports $(filter %.o,$^) -o $@ $(LIBS)

$(B)/lodestone: $(CLI_OBJ) $(LIBRARY)
	echo "  $@"
	$(COMPILE) $^ -o $@ $(LIBS)

# for many machines; without Open MPI there is none
$(B)/lodestone-mpi: src/mpi/main_mpi.c $(filter-out %/main.o,$(CLI_OBJ)) $(LIBRARY)
	! pkg-config --exists ompi-c || { echo "  $@"; \
	  $(COMPILE) $$(pkg-config --cflags ompi-c | sed 's/-I/-isystem /g') $(filter %.c %.o %.a,$^) -o $@ $$(pkg-config --libs ompi-c) $(LIBS); }

$(B)/obj/tests/%.o: tests/%.c Makefile | deps
	mkdir -p $(@D); echo "  $@"
	$(COMPILE) -Itests -c $< -o $@

# --- tests ---------------------------------------------------------------------------------
# tests/lode_test.h takes the place of these, so that a test can let them fail
WRAP := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=rename

# a test program is linked with the other sources of its folder, its helpers
define tests_in
HELPERS_$1 := $(patsubst %.c,$(B)/obj/%.o,$(filter-out tests/$1/test_%.c %/golden_main.c,$(wildcard tests/$1/*.c)))
$(B)/tests/$1/test_%: $(B)/obj/tests/$1/test_%.o $$(HELPERS_$1) $(LIBRARY)
	mkdir -p $$(@D); echo "  $$@"
	$$(COMPILE) $$^ -o $$@ $(WRAP) -lcmocka $$(LIBS)
endef
$(foreach d,$(TEST_DIRS),$(eval $(call tests_in,$d)))

$(B)/lodestone-golden: $(B)/obj/tests/golden/golden_main.o $(HELPERS_golden) $(LIBRARY)
	echo "  $@"
	$(COMPILE) $^ -o $@ $(LIBS)

$(B)/tests/fuzz/%: $(B)/obj/tests/fuzz/%.o $(B)/obj/tests/fuzz/replay.o $(LIBRARY)
	mkdir -p $(@D); echo "  $@"
	$(COMPILE) $^ -o $@ $(LIBS)

test: all $(GOLDEN) $(filter $(B)/%,$(RUN_TESTS))
	@LODESTONE="$(abspath $(B)/lodestone)" LODESTONE_GOLDEN="$(abspath $(B)/lodestone-golden)" \
	  BUILD="$(B)" SAN="$(SAN)" bash tests/run.sh $(RUN_TESTS)

golden: $(GOLDEN)
	@$(if $(DIR),,echo "usage: make golden DIR=PATH" >&2; exit 2)
	@$(GOLDEN) "$(DIR)"

# libFuzzer; what it finds stays in the build folder
fuzz:
	@$(if $(CLANG),,echo "fuzzing needs clang: make CC=clang fuzz" >&2; exit 2)
	@$(MAKE) SAN=fuzzer-no-link,address,undefined BUILD=$(B)-fuzz fuzz-run

fuzz-run: $(patsubst tests/fuzz/%.c,$(B)/fuzz/%,$(FUZZ_SRC))
	@set -e; for f in $^; do name=$$(basename $$f); mkdir -p $(B)/corpus/$$name; echo "$$name"; \
	  $$f -max_total_time=$(FUZZ_SECONDS) -print_final_stats=0 -verbosity=0 -artifact_prefix=$(B)/fuzz/ \
	    $(B)/corpus/$$name $$(ls -d tests/fuzz/corpus/$$name 2>/dev/null); done

$(B)/fuzz/%: $(B)/obj/tests/fuzz/%.o $(LIBRARY)
	mkdir -p $(@D); echo "  $@"
	$(COMPILE) -fsanitize=fuzzer $^ -o $@ $(LIBS)

# --- demo, benchmarks ----------------------------------------------------------------------
demo: all
	@$(B)/lodestone run cases/rare-earths-2025 -o out/rare-earths-2025
	@echo; echo "Results: out/rare-earths-2025 (start with README.md there)"

$(B)/obj/bench/%.o: bench/%.c Makefile | deps
	mkdir -p $(@D); echo "  $@"
	$(COMPILE) -Ibench -Itests -c $< -o $@

$(B)/bench/%: $(B)/obj/bench/%.o $(LIBRARY)
	mkdir -p $(@D); echo "  $@"
	$(COMPILE) $^ -o $@ $(LIBS)

# the engine's bench also from a build with one draw at a time, in the same run
bench: $(BENCHES)
	@$(MAKE) BUILD=$(B)-one-lane CFLAGS="$(CFLAGS) -DLODE_LANE_COUNT=1" $(B)-one-lane/bench/bench_engine
	@set -e; echo "scene,unit,median,low,high"; for b in $(B)-one-lane/bench/bench_engine $^; do $$b; done

# --- housekeeping --------------------------------------------------------------------------
install: all
	@bash packaging/install.sh "$(B)" "$(VERSION)" "$(LIB_PACKAGES)" "$(PREFIX)"

dist: $(PAGE) $(B)/live.wasm
	@bash packaging/dist.sh "$(B)" "$(VERSION)"

deps:
	@bash .ci/deps $(NEEDED)

deps-ci: deps
	@bash .ci/deps $(DEPS_CLANG)

clean:
	rm -rf build build-*

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

-include $(shell find $(B) -name '*.d' 2>/dev/null)
