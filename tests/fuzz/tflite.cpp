// TensorFlow Lite files: read, counted, rewritten to their canonical form, written as ONNX and read again.
#include "fuzz.hpp"
#include <peax/graph/cost.hpp>
#include <peax/graph/memory.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/save.hpp>
#include <peax/rule/canonical.hpp>
#include <peax/tflite/load.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  return fuzzing::answered([&] {
    peax::network const n = peax::tflite::load_bytes(fuzzing::text_of(data, size));
    (void)peax::cost_of(*n);
    (void)peax::peak_memory(*n);
    (void)peax::onnx::load_bytes(peax::onnx::save_bytes(n));
    (void)peax::rule::canonical(n);
  });
}
