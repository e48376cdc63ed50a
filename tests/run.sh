#!/bin/sh
# Builds and runs all tests: sh tests/run.sh [--sanitize | --clang | --fuzz SECONDS]
#   --sanitize   the unit tests under AddressSanitizer and UBSan, in build-sanitize/
#   --clang      the unit tests built with clang++-16, every header and body alone, and clang-tidy, in build-clang/
#   --fuzz       every fuzz target of tests/fuzz/ for that many seconds, under both sanitizers, in build-fuzz/
# Real data is found through PEAX_TEST_DATA; tests that miss it say so. The last line is `N passed, M failed`.
set -u

usage() {
  sed -n '2,6s/^# \{0,1\}//p' "$0"
}

variant=tests
case ${1-} in
  '') ;;
  --sanitize) variant=sanitize ;;
  --clang) variant=clang ;;
  --fuzz)
    variant=fuzz
    seconds=${2-}
    case $seconds in '' | *[!0-9]*) usage >&2; exit 2 ;; esac
    shift
    ;;
  -h | --help) usage; exit 0 ;;
  *) echo "unknown option: $1" >&2; usage >&2; exit 2 ;;
esac
[ $# -le 1 ] || { usage >&2; exit 2; }

root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build-$variant
. "$root/examples/support/install_packages.sh"

# Ends with a count that says what happened: a step that every test needs failed, so none was run.
give_up() {
  echo "$1; no test was run, the step counts as the one failure"
  echo "0 passed, 1 failed"
  exit 1
}

# The run-time library of the sanitizers: generated C is tested under them in every variant.
more=libclang-rt-16-dev
case $variant in
  clang) more="$more clang-tidy-16" ;;
  # An emulated board, the checker of ONNX, and a browser for the pages.
  tests) more="$more gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm python3-onnx chromium" ;;
esac
# shellcheck disable=SC2086
install_packages $peax_packages cmake clang-16 $more libonnx-testdata doctest-dev librapidcheck-dev libbenchmark-dev \
  python3 python3-jsonschema || give_up "packages are missing"

# One run at a time in one build folder.
mkdir -p "$build"
if command -v flock >/dev/null 2>&1; then
  exec 9> "$build/lock"
  flock 9
fi

# The tests keep the assertions of the headers.
options="-Dtests=true -Dbuildtype=release -Db_ndebug=false"
compiler=g++
suites=
case $variant in
  sanitize)
    # clang compiles instrumented code several times as fast as g++.
    compiler=clang++-16
    options="-Dtests=true -Doptimization=0 -Ddebug=false -Db_ndebug=false -Db_lundef=false -Db_sanitize=address,undefined"
    options="$options -Dcpp_args=-gline-tables-only"
    suites="--timeout-multiplier 5"
    ;;
  fuzz)
    compiler=clang++-16
    options="-Dfuzz=true -Dexamples=false -Doptimization=0 -Ddebug=false -Db_ndebug=false -Db_lundef=false"
    options="$options -Db_sanitize=address,undefined -Dcpp_args=-gline-tables-only"
    ;;
  clang)
    compiler=clang++-16
    options="$options -Dlint=true"
    suites="--no-suite rejected --no-suite project"
    ;;
esac

# Files that come and go (headers, rejected programs, folders of tests) are no input that ninja knows:
# when the list of them or the options change, Meson looks again.
wanted=$compiler\ $options\ $(python3 "$root/tests/support/find_sources.py" "$root" all)
if [ ! -f "$build/build.ninja" ]; then
  # shellcheck disable=SC2086
  CXX=$compiler meson setup "$build" "$root" $options || give_up "the configuration failed"
elif [ "$wanted" != "$(cat "$build/configured_for" 2>/dev/null)" ]; then
  # shellcheck disable=SC2086
  meson setup --reconfigure "$build" "$root" $options || give_up "the configuration failed"
fi
printf '%s\n' "$wanted" > "$build/configured_for"

if [ $variant = fuzz ]; then
  export ASAN_OPTIONS="${ASAN_OPTIONS-detect_stack_use_after_return=1}"
  export UBSAN_OPTIONS="${UBSAN_OPTIONS-halt_on_error=1:print_stacktrace=1}"
  # shellcheck source=/dev/null
  . "$root/tests/fuzz/run.sh"
fi

ninja -C "$build" -k 0 || give_up "the build failed"

if [ -z "${PEAX_TEST_DATA-}" ] && [ -d "$root/../shared" ]; then
  PEAX_TEST_DATA=$(cd "$root/../shared" && pwd)
fi
export PEAX_TEST_DATA="${PEAX_TEST_DATA-}"
export ASAN_OPTIONS="${ASAN_OPTIONS-detect_stack_use_after_return=1}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS-halt_on_error=1:print_stacktrace=1}"

rm -f "$build/meson-logs/testlog.json"
# shellcheck disable=SC2086
meson test -C "$build" --no-rebuild --print-errorlogs $suites
python3 "$root/tests/support/count_tests.py" "$build/meson-logs/testlog.json" $?
