#include <peax/graph/editor.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/verify.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/save.hpp>

#include <doctest/doctest.h>
#include <support/reference_interpreter.hpp>
#include <support/temporary_folder.hpp>
#include <support/trained_models.hpp>

#include <filesystem>

using namespace peax;
using namespace peax::testing;

// Outputs: ONNX Runtime 1.30 (*_io.npz) and PyTorch (samples.npz), stored beside the models.
TEST_CASE("the trained models load, save and load again as the same network, and compute what they computed "
          "elsewhere") {
  for (auto const& m : trained_models()) {
    CAPTURE(m.file.filename().string());
    network const n = peax::onnx::load(m.file);
    verify(*n);
    CHECK(distance(interpret(*n, {m.input})[0], m.output) <= 1e-4);

    temporary_folder const folder;
    peax::onnx::save(n, folder / "saved.onnx");
    network const again = peax::onnx::load(folder / "saved.onnx");
    CHECK(equal(*n, *again));
    CHECK(n.content() == again.content());
    CHECK(peax::onnx::save_bytes(again) == peax::onnx::save_bytes(n));
  }
}

TEST_CASE("a model that cannot be written leaves nothing behind") {
  temporary_folder const folder;
  graph_editor edit("small");
  edit.set_opset(14);
  edit.add_output(edit.add(op::hard_swish{}, {edit.add_input("x", data_type::float32, {batch_extent, 3})}));
  CHECK_THROWS_AS(peax::onnx::save(network(edit.finish()), folder / "none" / "saved.onnx"), io_error);
  edit.set_opset(11);
  CHECK_THROWS_WITH_AS(peax::onnx::save(network(edit.finish()), folder / "saved.onnx"),
                       doctest::Contains("HardSwish needs opset 14"), bad_input);
  CHECK(std::filesystem::is_empty(folder.path()));
}
