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
  ninja -C "$build" examples/peax/peax examples/fashion_mnist/fashion_mnist
}

# The job: Fashion-MNIST, a trained network, two processors; out come networks that answer early, and a page that says why.
run_job() {
  work=$build/quickstart
  fashion=$build/examples/fashion_mnist/fashion_mnist
  model=$root/examples/fashion_mnist/fashion_mnist.onnx
  samples=60000
  [ "$extent" = short ] && samples=4000
  if [ "$(cat "$work/data/samples" 2>/dev/null)" != "$samples" ]; then
    "$fashion" arrays "$work/data" "$samples"
    echo "$samples" > "$work/data/samples"
  fi
  if [ "$extent" = full ]; then
    model=$work/fashion_mnist.onnx
    "$fashion" train "$model"
  fi
  "$peax" optimize "$model" \
    --train "$work/data/train_x.npy,$work/data/train_y.npy" \
    --validation "$work/data/validation_x.npy,$work/data/validation_y.npy" \
    --test "$work/data/test_x.npy,$work/data/test_y.npy" \
    --platform "$root/examples/platforms/cortex_m0plus_m4f.json" \
    --rewrite confidence_exits:type=int8 \
    --max-accuracy-loss 0.005 --margin 1.645 \
    --output "$work/solution"
  chosen=$(sed -n 's/.*"chosen": *\([0-9][0-9]*\).*/\1/p' "$work/solution/result.json")
  if [ -z "$chosen" ]; then
    echo "No network meets the limit, so there is none to write as C." >&2
    return 1
  fi
  run_firmware "$work/solution/solutions/$chosen" "$work/firmware"
  echo
  echo "The networks are in $work/solution/solutions,"
  echo "the chosen one as C for firmware is in $work/firmware,"
  echo "and $work/solution/summary/index.html shows what was done and why."
}

# The chosen network as C, compiled for this computer, on 200 test images.
run_firmware() {
  "$peax" generate "$1" --name fashion_mnist --data "$work/data/test_x.npy" --samples 200 --output "$2"
  cc -std=c99 -O2 -o "$work/run_firmware" -I "$2" "$root/examples/fashion_mnist/firmware.c" "$2"/*.c -lm
  "$work/run_firmware"
}

# shellcheck disable=SC2086
install_packages $peax_packages
build_release
if [ -x "$peax" ]; then
  run_job
else
  echo "There is no peax command in this tree (examples/peax/main.cpp): built what is there, ran nothing."
fi
