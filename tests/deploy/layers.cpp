#include "engine/trial.hpp"
#include "support/temporary_folder.hpp"
#include <peax/deploy/conditional.hpp>
#include <peax/deploy/verify/samples.hpp>
#include <peax/deploy/verify/verify.hpp>
#include <peax/onnx/save.hpp>
#include <peax/solution/decisions.hpp>
#include <peax/solution/solution.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>
#include <vector>

// Operators behind an early exit: what the evaluator computes, the engine, the branch of the conditional file and the generated C compute
// too, and the memory is what the certificate says.

using namespace peax;
using namespace peax::testing;

namespace {

using makes = std::function<value_id(graph_editor&, value_id)>;

value_id answer(graph_editor& e, value_id x, std::uint64_t seed, std::string const& name) {
  value_id const pooled = e[x].dims.rank() > 2 ? e.add(op::global_lp_pool{2}, {x}) : x;
  value_id const flat = e.add(op::flatten{1}, {pooled});
  value_id const w = e.add_constant(name + "/w", random_tensor({3, e[flat].dims[1]}, seed, 0.5));
  value_id const b = e.add_constant(name + "/b", random_tensor({3}, seed + 1, 0.2));
  value_id const out = e.add(op::gemm{.transpose_b = true}, {flat, w, b});
  e.rename(out, name);
  return out;
}

//! The input, an exit, what `make` puts behind it, the answer.
any_solution two_exits(shape const& input, makes const& make) {
  graph_editor e("layers");
  value_id const x = e.add_input("x", data_type::float32, input);
  e.set_opset(20);
  value_id const front = e.add(op::tanh{}, {x});
  value_id const early = answer(e, front, 21, "early");
  value_id const made = make(e, front);
  value_id const last = answer(e, e.add(op::relu{}, {made}), 31, "last");
  e.set_outputs({early, last});
  solution<multi_exit> s;
  s.network = model<multi_exit>(e.finish());
  s.exits = {{"early", "early", "", "", 10}, {"last", "last", "", "", 20}};
  s.decision = result::confidence{decision::confidence_rule::margin};
  s.thresholds = {0.4F};
  s.outputs_are = result::output_form::logits;
  return s;
}

bool has_compiler() { return std::system("command -v gcc > /dev/null 2>&1") == 0; }

void check(std::string const& what, shape const& input, makes const& make) {
  INFO(what, " of ", input.text());
  any_solution const s = two_exits(input, make);
  temporary_folder const folder;
  auto const model = folder.path() / "model.onnx", conditional = folder.path() / "conditional.onnx";
  peax::onnx::save(s.network, model);
  deploy::save_conditional(s, conditional);
  auto const samples = deploy::random_test_samples(s.network, 24, false, 3);
  auto const found = deploy::verify_solution({s, model, conditional, {}}, samples,
                                             {.only = {"certificate", "engine", "conditional", "host"}});
  std::size_t agreed = 0;
  for (auto const& line : found.lines) {
    INFO(line.who, ": ", line.why);
    if (line.says == deploy::agreement::agrees) ++agreed;
    bool const allowed = line.says == deploy::agreement::agrees ||
                         line.says == deploy::agreement::reference ||
                         (line.says == deploy::agreement::skipped && !has_compiler());
    CHECK(allowed);
  }
  CHECK(agreed >= (has_compiler() ? 4 : 3));
}

value_id constant(graph_editor& e, shape const& dims, std::uint64_t seed) {
  return e.add_constant("c" + std::to_string(seed), random_tensor(dims, seed, 0.4));
}
//! Weights that depend on no sample, but are computed.
value_id computed(graph_editor& e, shape const& dims, std::uint64_t seed) {
  return e.add(op::neg{}, {constant(e, dims, seed)});
}

shape const plane{batch_extent, 6, 5, 4}, volume{batch_extent, 4, 5, 4, 6}, signal{batch_extent, 6, 9};

} // namespace

TEST_CASE(
    "transposed convolution runs as C and in conditional files: signals, planes, volumes, groups, lengths") {
  check("ConvTranspose", signal, [](graph_editor& e, value_id x) {
    return e.add(op::conv_transpose{{2}, {1, 0}, {2}, {1}, 1}, {x, constant(e, {6, 5, 3}, 1)});
  });
  check("ConvTranspose", plane, [](graph_editor& e, value_id x) {
    return e.add(op::conv_transpose{{2, 3}, {1, 0, 1, 1}, {}, {1, 2}, 2},
                 {x, constant(e, {6, 4, 3, 2}, 1), constant(e, {8}, 2)});
  });
  check("ConvTranspose with computed weights", plane, [](graph_editor& e, value_id x) {
    return e.add(op::conv_transpose{{2, 2}, {}, {}, {}, 3},
                 {x, computed(e, {6, 2, 2, 2}, 1), computed(e, {6}, 2)});
  });
  check("ConvTranspose", volume, [](graph_editor& e, value_id x) {
    return e.add(op::conv_transpose{{1, 2, 2}, {1, 0, 1, 1, 1, 0}, {1, 1, 2}, {0, 1, 0}, 2},
                 {x, constant(e, {4, 3, 3, 2, 2}, 1), constant(e, {6}, 2)});
  });
}

TEST_CASE("convolution and pooling of volumes run as C and in conditional files") {
  check("Conv", volume, [](graph_editor& e, value_id x) {
    return e.add(op::conv{{1, 2, 1}, {1, 0, 1, 0, 1, 1}, {2, 1, 1}, 2},
                 {x, constant(e, {6, 2, 3, 2, 2}, 1), constant(e, {6}, 2)});
  });
  check("Conv, depthwise, computed", volume, [](graph_editor& e, value_id x) {
    return e.add(op::conv{{}, {}, {}, 4}, {x, computed(e, {4, 1, 2, 2, 3}, 1)});
  });
  check("MaxPool", volume, [](graph_editor& e, value_id x) {
    return e.add(op::max_pool{{2, 3, 2}, {2, 1, 2}, {0, 1, 0, 1, 1, 0}, {1, 1, 2}, true}, {x});
  });
  for (bool const counts : {false, true})
    check("AveragePool", volume, [counts](graph_editor& e, value_id x) {
      return e.add(op::average_pool{{2, 3, 2}, {2, 2, 2}, {0, 1, 0, 1, 1, 0}, true, counts}, {x});
    });
}

TEST_CASE("pooling by powers runs as C and in conditional files") {
  for (std::int64_t const p : {1, 2, 3}) {
    check("LpPool", plane, [p](graph_editor& e, value_id x) {
      return e.add(op::lp_pool{{2, 3}, {2, 1}, {0, 1, 1, 1}, {}, false, p}, {x});
    });
    check("GlobalLpPool", signal,
          [p](graph_editor& e, value_id x) { return e.add(op::global_lp_pool{p}, {x}); });
  }
  check("LpPool", volume, [](graph_editor& e, value_id x) {
    return e.add(op::lp_pool{{2, 2, 2}, {1, 2, 1}, {}, {}, false, 2}, {x});
  });
}

TEST_CASE("normalizations by the sample run as C and in conditional files, over every axis") {
  for (std::int64_t axis = 1; axis < 4; ++axis) {
    check("LayerNormalization of axis " + std::to_string(axis), plane, [axis](graph_editor& e, value_id x) {
      shape over;
      for (auto i = static_cast<std::size_t>(axis); i < 4; ++i) over.push_back(plane[i]);
      return e.add(op::layer_normalization{axis, 1e-3F}, {x, constant(e, over, 1), computed(e, {4}, 2)});
    });
    check("LpNormalization of axis " + std::to_string(axis), plane, [axis](graph_editor& e, value_id x) {
      return e.add(op::lp_normalization{axis, 1 + axis % 2}, {x});
    });
  }
  check("LayerNormalization", {batch_extent, 12}, [](graph_editor& e, value_id x) {
    return e.add(op::layer_normalization{-1, 1e-5F}, {x, constant(e, {12}, 1)});
  });
  check("LayerNormalization with its statistics", {batch_extent, 7, 1}, [](graph_editor& e, value_id x) {
    auto const all = e.add_node(op::layer_normalization{-1, 1e-1F},
                                {x, constant(e, {1}, 1), constant(e, {1}, 2)}, {"", "", ""});
    value_id const sum = e.add(op::add{}, {all[1], all[2]});
    return e.add(op::add{}, {all[0], sum});
  });
  check("InstanceNormalization", plane, [](graph_editor& e, value_id x) {
    return e.add(op::instance_normalization{1e-3F}, {x, constant(e, {6}, 1), computed(e, {6}, 2)});
  });
  for (std::int64_t const size : {1, 4, 5, 40})
    check("LRN", plane, [size](graph_editor& e, value_id x) {
      return e.add(op::lrn{size, 0.4F, 0.6F, 1.5F}, {x});
    });
}

TEST_CASE("other resolutions run as C and in conditional files") {
  namespace way = op::resizing;
  for (std::int64_t const mode : {way::nearest, way::linear, way::cubic})
    for (std::int64_t const coordinate : {way::half_pixel, way::align_corners, way::asymmetric})
      check("Resize", plane, [=](graph_editor& e, value_id x) {
        return e.add(op::resize{mode, coordinate, way::floor, -0.5F, mode == way::cubic, {8, 3}, {}}, {x});
      });
  check("Resize", signal, [](graph_editor& e, value_id x) {
    return e.add(op::resize{way::linear, way::pytorch_half_pixel, way::floor, -0.75F, false, {20}, {2.25F}},
                 {x});
  });
  check("Resize", volume, [](graph_editor& e, value_id x) {
    return e.add(op::resize{way::linear, way::half_pixel, way::floor, -0.75F, false, {3, 9, 6}, {}}, {x});
  });
  for (bool const column_first : {false, true})
    check("DepthToSpace", {batch_extent, 8, 3, 2}, [column_first](graph_editor& e, value_id x) {
      return e.add(op::depth_to_space{2, column_first}, {x});
    });
  check("SpaceToDepth", {batch_extent, 3, 4, 6},
        [](graph_editor& e, value_id x) { return e.add(op::space_to_depth{2}, {x}); });
}
