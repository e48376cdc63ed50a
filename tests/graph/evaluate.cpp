#include <peax/core/error.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/op_set.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

// What ONNX's own operator tests leave out of the reference evaluator: numbers that are none, scalars, integers.

using namespace peax;

namespace {

tensor floats(shape dims, std::vector<float> values) { return tensor(std::move(dims), std::move(values)); }

tensor value_of(any_op const& op, std::vector<tensor> const& inputs) {
  return evaluate(op, "probe", inputs).front();
}

constexpr float none = std::numeric_limits<float>::quiet_NaN(),
                endless = std::numeric_limits<float>::infinity();

} // namespace

TEST_CASE("NaN stays NaN, and infinity infinite") {
  tensor const x = floats({3}, {none, -endless, endless});
  for (any_op const& op : {any_op(op::relu{}), any_op(op::clip{0.0F, 6.0F}), any_op(op::leaky_relu{}),
                           any_op(op::hard_swish{}), any_op(op::sigmoid{}), any_op(op::tanh{})}) {
    CAPTURE(op.name());
    CHECK(std::isnan(value_of(op, {x}).floats()[0]));
  }
  CHECK(value_of(op::clip{}, {x}).floats()[1] == -endless);
  CHECK(value_of(op::clip{-1.0F, {}}, {x}).floats()[2] == endless);
  CHECK(value_of(op::clip{-1.0F, {}}, {x}).floats()[1] == -1);
  CHECK(value_of(op::global_max_pool{}, {floats({1, 1, 2}, {-endless, -endless})}).floats()[0] == -endless);
  CHECK(value_of(op::softmax{.axis = 0}, {floats({2}, {-endless, 3})}) == floats({2}, {0, 1}));
}

TEST_CASE("arrays are broadcast to each other, scalars too") {
  tensor const scalar = tensor::scalar(2.0F), row = floats({1, 3}, {1, 2, 3}),
               column = floats({2, 1}, {10, 20});
  CHECK(value_of(op::add{}, {row, column}) == floats({2, 3}, {11, 12, 13, 21, 22, 23}));
  CHECK(value_of(op::sub{}, {scalar, row}) == floats({1, 3}, {1, 0, -1}));
  CHECK(value_of(op::mul{}, {scalar, scalar}) == tensor::scalar(4.0F));
  CHECK(value_of(op::max{}, {row, scalar, column}) == floats({2, 3}, {10, 10, 10, 20, 20, 20}));
  CHECK(value_of(op::prelu{}, {floats({2, 2}, {-1, 2, -3, 4}), floats({2}, {2, 3})}) ==
        floats({2, 2}, {-2, 2, -6, 4}));
  CHECK_THROWS_AS((void)value_of(op::add{}, {row, floats({2}, {1, 2})}), bad_input);
}

TEST_CASE("integers are divided as integers") {
  tensor const left = tensor::list(std::vector<std::int32_t>{7, -7, 9}),
               two = tensor::list(std::vector<std::int32_t>{2}),
               zero = tensor::list(std::vector<std::int32_t>{0});
  CHECK(value_of(op::div{}, {left, two}) == tensor::list(std::vector<std::int32_t>{3, -3, 4}));
  CHECK_THROWS_WITH_AS((void)value_of(op::div{}, {left, zero}),
                       doctest::Contains("an integer is divided by zero"), bad_input);
  auto const least = std::numeric_limits<std::int64_t>::min();
  CHECK(value_of(op::div{}, {tensor::list(std::vector<std::int64_t>{least}),
                             tensor::list(std::vector<std::int64_t>{-1})}) ==
        tensor::list(std::vector<std::int64_t>{least}));
}

TEST_CASE("means over any axes keep them or not") {
  tensor const x = floats({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  CHECK(value_of(op::reduce_mean{.axes = {0, 2}, .keep_dims = true}, {x}) == floats({1, 2, 1}, {3.5F, 5.5F}));
  CHECK(value_of(op::reduce_mean{.axes = {-1}, .keep_dims = false}, {x}) ==
        floats({2, 2}, {1.5F, 3.5F, 5.5F, 7.5F}));
  CHECK(value_of(op::reduce_mean{.axes = {}, .keep_dims = false}, {x}) == tensor::scalar(4.5F));
  CHECK(value_of(op::reduce_mean{.axes = {}, .keep_dims = false}, {tensor::scalar(3.0F)}) ==
        tensor::scalar(3.0F));
  CHECK(value_of(op::softmax{.axis = 1}, {x}).floats()[0] == doctest::Approx(1 / (1 + std::exp(2.0))));
  CHECK(value_of(op::log_softmax{.axis = 1}, {x}).floats()[0] ==
        doctest::Approx(-std::log(1 + std::exp(2.0))));
}
