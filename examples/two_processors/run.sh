#!/bin/sh
# A solution that is mapped on two processors, as two processes with a pipe between them, against the whole network in one:
#   sh examples/two_processors/run.sh [SOLUTION_DIR [PEAX [X.npy]]]
# Without a folder: the first such solution of the quickstart. X.npy: samples as the network reads them (default: random ones).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=$here/../../build
solution=${1-}
peax=${2-$build/examples/peax/peax}
samples=${3-}
compiler=${CC-cc}

# What is mapped on two processors has a part 1 and no part 2.
if [ -z "$solution" ]; then
  for folder in "$build"/quickstart/solution/solutions/*; do
    set -- "$folder"/part_1_*.onnx "$folder"/part_2_*.onnx
    if [ -f "$1" ] && [ ! -f "$2" ]; then solution=$folder; break; fi
  done
  if [ -z "$solution" ]; then
    echo "no solution of the quickstart is mapped on two processors; run examples/quickstart.sh, or name a folder" >&2
    exit 77
  fi
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -n "$samples" ]; then
  "$peax" --quiet generate "$solution" --name net --output "$work/c" --data "$samples" --samples 200
else
  "$peax" --quiet generate "$solution" --name net --output "$work/c"
fi
[ -d "$work/c/parts" ] || { echo "$solution is not mapped on several processors" >&2; exit 2; }

build_program() { # NAME INCLUDE FILES...
  name=$1 include=$2
  shift 2
  "$compiler" -std=c99 -O2 -Wall -Wextra -pedantic -Werror -I"$include" -I"$work/c" "$here/$name.c" "$@" -lm -o "$work/$name"
}
first=$(echo "$work"/c/parts/0_*)
second=$(echo "$work"/c/parts/1_*)
build_program first "$first" "$first"/*.c "$work/c/net_golden.c"
build_program second "$second" "$second"/*.c
build_program whole "$work/c" "$work"/c/*.c

mkfifo "$work/answers"
"$work/first" "$work/of_parts" < "$work/answers" | "$work/second" > "$work/answers"
"$work/whole" "$work/of_whole"
diff "$work/of_parts" "$work/of_whole"
echo "$(wc -l < "$work/of_whole") samples: two processes answer as one; $(grep -c 'exit 0 ' "$work/of_whole" || true) ended at the first exit"
