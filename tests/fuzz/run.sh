# Builds the fuzz targets and gives each $seconds; sourced by tests/run.sh, which sets $root, $build and give_up.
# What was found stays in $build/corpus/TARGET and is where the next run begins; inputs that fail lie in $build/found/.

targets="onnx tflite arrays media json graph_text solution"
programs=
for target in $targets; do programs="$programs tests/fuzz/fuzz_$target"; done
# shellcheck disable=SC2086
ninja -C "$build" -k 0 tests/fuzz/fuzz_seeds $programs || give_up "the build failed"

rm -rf "$build/seeds"
mkdir -p "$build/seeds" "$build/found"
"$build/tests/fuzz/fuzz_seeds" "$build/seeds" && python3 "$root/tests/fuzz/seeds.py" "$build/seeds" "$root" ||
  give_up "the first inputs could not be written"

passed=0
failed=0
for target in $targets; do
  mkdir -p "$build/corpus/$target"
  # Instrumented code takes several times as long as the 2 s and the 500 MB that a hostile file may cost.
  if "$build/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -malloc_limit_mb=600 \
    -max_len=16384 -print_final_stats=1 -artifact_prefix="$build/found/$target-" \
    "$build/corpus/$target" "$build/seeds/$target" > "$build/$target.log" 2>&1; then
    passed=$((passed + 1))
    result=clean
  else
    failed=$((failed + 1))
    result="FAILED, see $build/$target.log"
  fi
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/$target.log")
  coverage=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$build/$target.log" | tail -n 1)
  echo "$target: $seconds s, ${runs:-?} executions, coverage ${coverage:-?}: $result"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
exit
