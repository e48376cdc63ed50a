# What examples/human_activity and examples/ecg do behind their arrays; read by their run.sh, which set $peax, $out and $here.

data=$out/data

# Trains the base network and says how good it is: train_base CLASSES
train_base() {
  "$peax" train "$out/network.onnx" --reinitialize --epochs "${EPOCHS-20}" --classes "$1" \
    --train "$data/train_x.npy,$data/train_y.npy" --validation "$data/validation_x.npy,$data/validation_y.npy" --output "$out/base.onnx"
  "$peax" evaluate "$out/base.onnx" --data "$data/test_x.npy,$data/test_y.npy" --test-groups "$data/test_groups.npy"
}

# Rewrites the base network into $out/REWRITER: rewrite_stream REWRITER LIMITS...
rewrite_stream() {
  rewriter=$1
  shift
  "$peax" optimize "$out/base.onnx" --rewrite "$rewriter" "$@" \
    --train "$data/train_x.npy,$data/train_y.npy" --validation "$data/validation_x.npy,$data/validation_y.npy" \
    --calibration "$data/calibration_x.npy,$data/calibration_y.npy,$data/calibration_l.npy" \
    --test-stream "$data/stream_x.npy,$data/stream_y.npy,$data/stream_l.npy" --output "$out/$rewriter"
}

# The chosen solution: what its rule did along the test stream, its C in $out/REWRITER/c, and the firmware around it: write_c REWRITER NAME
write_c() {
  chosen=$out/$1/solutions/$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["chosen"])' "$out/$1/result.json")
  "$peax" evaluate "$chosen" --stream "$data/stream_x.npy,$data/stream_y.npy,$data/stream_l.npy"
  "$peax" generate "$chosen" --name "$2" --output "$out/$1/c"
  ${CC-cc} -std=c99 -O2 -Wall -Wextra -pedantic -I "$out/$1/c" -o "$out/$1/firmware" \
    "$here/firmware.c" "$out/$1/c/$2.c" "$out/$1/c/$2_weights.c" -lm
}
