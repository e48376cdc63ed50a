#include <peax/graph/op.hpp>
#include <peax/graph/verify.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/save.hpp>
#include <peax/rule/canonical.hpp>

#include <doctest/doctest.h>
#include <support/reference_interpreter.hpp>
#include <support/trained_models.hpp>

#include <algorithm>

using namespace peax;
using namespace peax::testing;

namespace {
template <class Op> std::size_t count(network const& n) {
  return static_cast<std::size_t>(
      std::count_if(n->nodes().begin(), n->nodes().end(), [](node const& each) { return each.op.is<Op>(); }));
}
} // namespace

// Outputs: ONNX Runtime 1.30 (*_io.npz) and PyTorch (samples.npz), stored beside the models.
TEST_CASE("the canonical form of the trained models computes what other engines computed with the original") {
  for (auto const& m : trained_models()) {
    CAPTURE(m.file.filename().string());
    network const n = peax::onnx::load(m.file), canonical = rule::canonical(n),
                  inference = rule::inference_form(n);
    verify(*canonical);
    CHECK(distance(interpret(*canonical, {m.input})[0], m.output) <= 1e-4);
    CHECK(distance(interpret(*inference, {m.input})[0], m.output) <= 1e-4);

    CHECK(count<op::batch_normalization>(canonical) == count<op::batch_normalization>(n));
    CHECK(count<op::batch_normalization>(inference) == 0);
    CHECK(count<op::transpose>(canonical) <= 1);
    CHECK(count<op::matmul>(canonical) + count<op::reshape>(canonical) + count<op::identity>(canonical) == 0);
    CHECK(count<op::gemm>(canonical) >= 1);
    CHECK((*canonical)[canonical->inputs()[0]].name == (*n)[n->inputs()[0]].name);
    CHECK((*canonical)[canonical->outputs()[0]].name == (*n)[n->outputs()[0]].name);
    CHECK(equal(*rule::canonical(canonical), *canonical));
    CHECK(equal(*peax::onnx::load_bytes(peax::onnx::save_bytes(canonical)), *canonical));
  }
}
