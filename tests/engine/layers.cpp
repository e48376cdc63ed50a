#include "trial.hpp"

#include <string>
#include <vector>

// Results are compared with the reference interpreter, gradients with central differences.

using namespace peax;
using namespace peax::testing;
using values = std::vector<value_id>;

namespace {
void check_one(any_op const& op, shape const& input, double tolerance = 4e-3) {
  CAPTURE(std::string(op.name()));
  CAPTURE(input.text());
  check_both(graph_of(input, [&](graph_editor& e, value_id x) { return values{e.add(op, {x})}; }), tolerance);
}
} // namespace

TEST_CASE("convolutions and pooling along three axes match") {
  shape const input{batch_extent, 4, 5, 6, 4};
  for (op::conv const& c :
       {op::conv{{}, {1, 1, 1, 1, 1, 1}, {}, 1}, op::conv{{2, 1, 2}, {0, 1, 1, 1, 0, 1}, {}, 2},
        op::conv{{}, {2, 1, 0, 2, 1, 0}, {2, 1, 1}, 1}})
    check_both(graph_of(input, [&](graph_editor& e, value_id x) {
      return values{e.add(c, {x, weight(e, {6, 4 / c.groups, 3, 2, 2}, 1), weight(e, {6}, 2)})};
    }));
  check_one(op::max_pool{{2, 2, 2}, {2, 1, 2}, {1, 0, 0, 0, 1, 0}, {}, false}, input);
  check_one(op::average_pool{{2, 3, 2}, {1, 2, 2}, {1, 1, 0, 0, 1, 1}, false}, input);
  check_one(op::global_average_pool{}, input);
}

TEST_CASE("transposed convolutions of every form match") {
  struct form {
    std::string what;
    shape input, weights;
    op::conv_transpose op;
  };
  std::vector<form> const forms{
      {"2x2 in steps of 2", {batch_extent, 4, 5, 4}, {4, 3, 2, 2}, {{2, 2}, {}, {}, {}, 1}},
      {"3x3 with pads", {batch_extent, 3, 5, 6}, {3, 5, 3, 3}, {{1, 1}, {1, 1, 1, 1}, {}, {}, 1}},
      {"lengthened", {batch_extent, 3, 4, 4}, {3, 2, 3, 3}, {{2, 2}, {1, 1, 1, 1}, {}, {1, 1}, 1}},
      {"groups", {batch_extent, 4, 5, 5}, {4, 3, 3, 3}, {{2, 1}, {0, 1, 1, 0}, {}, {}, 2}},
      {"dilated", {batch_extent, 2, 5, 5}, {2, 3, 3, 3}, {{1, 1}, {}, {2, 2}, {}, 1}},
      {"one axis", {batch_extent, 4, 9}, {4, 3, 4}, {{2}, {1, 1}, {}, {}, 1}},
  };
  for (auto const& f : forms) {
    CAPTURE(f.what);
    check_both(graph_of(f.input, [&](graph_editor& e, value_id x) {
      return values{e.add(f.op, {x, weight(e, f.weights, 1), weight(e, {f.weights[1] * f.op.groups}, 2)})};
    }));
  }
}

TEST_CASE("normalization within a sample matches") {
  for (std::int64_t const axis : {-1, 1, 2})
    for (bool const biased : {false, true}) {
      shape const input{batch_extent, 4, 3, 5};
      CAPTURE(axis);
      check_both(graph_of(input,
                          [&](graph_editor& e, value_id x) {
                            std::vector<std::int64_t> dims;
                            for (std::size_t i = static_cast<std::size_t>(axis < 0 ? axis + 4 : axis); i < 4;
                                 ++i)
                              dims.push_back(input[i]);
                            values in{x, weight(e, shape(dims), 3, 0.3, 1)};
                            if (biased) in.push_back(weight(e, shape(dims), 4));
                            return values{e.add(op::layer_normalization{axis, 1e-3F}, in)};
                          }),
                 8e-3);
    }
  for (shape const& input : {shape{batch_extent, 4, 3, 5}, shape{batch_extent, 3, 9}})
    check_both(graph_of(input,
                        [&](graph_editor& e, value_id x) {
                          return values{
                              e.add(op::instance_normalization{1e-3F},
                                    {x, weight(e, {input[1]}, 3, 0.3, 1), weight(e, {input[1]}, 4)})};
                        }),
               8e-3);
  for (std::int64_t const size : {1, 3, 4})
    check_one(op::lrn{size, 0.4F, 0.75F, 1.2F}, {batch_extent, 6, 3, 2}, 8e-3);
  for (std::int64_t const p : {1, 2})
    for (std::int64_t const axis : {1, -1})
      check_one(op::lp_normalization{axis, p}, {batch_extent, 4, 3, 5}, 8e-3);
}

TEST_CASE("pooling by powers matches") {
  for (std::int64_t const p : {1, 2, 3}) {
    check_one(op::lp_pool{{2, 2}, {2, 2}, {}, {}, false, p}, {batch_extent, 3, 6, 6}, 8e-3);
    check_one(op::lp_pool{{3, 2}, {1, 2}, {1, 0, 1, 1}, {}, false, p}, {batch_extent, 3, 5, 6}, 8e-3);
    check_one(op::global_lp_pool{p}, {batch_extent, 3, 4, 3}, 8e-3);
  }
}

TEST_CASE("other resolutions match") {
  namespace r = op::resizing;
  for (std::int64_t const mode : {r::nearest, r::linear, r::cubic})
    for (std::int64_t const coordinates : {r::half_pixel, r::align_corners, r::asymmetric})
      for (op::ints const& sizes : {op::ints{8, 6}, op::ints{3, 2}, op::ints{7, 5}}) {
        op::resize op;
        op.mode = mode, op.coordinates = coordinates, op.sizes = sizes;
        CAPTURE(mode);
        check_one(op, {batch_extent, 3, 4, 3});
      }
  op::resize line;
  line.mode = r::linear, line.sizes = {11};
  check_one(line, {batch_extent, 3, 5});
  check_one(op::depth_to_space{2, false}, {batch_extent, 8, 3, 2});
  check_one(op::depth_to_space{2, true}, {batch_extent, 8, 3, 2});
  check_one(op::space_to_depth{3}, {batch_extent, 2, 6, 3});
}
