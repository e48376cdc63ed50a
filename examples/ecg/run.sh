#!/bin/sh
# From the records of the MIT-BIH Arrhythmia Database to C that saves along the stream: run.sh MITDB OUTPUT [PEAX]
# MITDB is the folder with .hea, .dat and .atr, OUTPUT a new folder, PEAX the command (peax). EPOCHS is how long the network learns (12).
set -eu
[ $# -ge 2 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }

here=$(cd "$(dirname "$0")" && pwd)
raw=$1 out=$2 peax=${3-peax}

python3 "$here/arrays.py" "$raw" "$out/data"
python3 "$here/../human_activity/network.py" "$out/network.onnx" 2 256 4
. "$here/../support/sensor_flow.sh"

: "${EPOCHS:=12}"
train_base N,S,V,F
# Nine of ten beats are normal: what may be lost is counted on the mean recall of N, S and V.
for rewriter in temporal_exits feature_map_termination; do
  rewrite_stream "$rewriter" --score mean_recall:0,1,2 --max-accuracy-loss 2pp
  write_c "$rewriter" beat
done
