#!/bin/sh
# From the recordings of the UCI data set 341 to C that saves along the stream: run.sh RAWDATA OUTPUT [PEAX]
# RAWDATA is the data set's folder of text files, OUTPUT a new folder, PEAX the command (peax). EPOCHS is how long the network learns (20).
set -eu
[ $# -ge 2 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }

here=$(cd "$(dirname "$0")" && pwd)
raw=$1 out=$2 peax=${3-peax}

python3 "$here/arrays.py" "$raw" "$out/data"
python3 "$here/network.py" "$out/network.onnx"
. "$here/../support/sensor_flow.sh"

train_base walking,upstairs,downstairs,sitting,standing,laying
for rewriter in temporal_exits feature_map_termination; do
  rewrite_stream "$rewriter" --max-accuracy-loss 1pp --margin 1.645
  write_c "$rewriter" activity
done
