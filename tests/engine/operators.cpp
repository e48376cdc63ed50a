#include "trial.hpp"

#include <string>
#include <vector>

// Results are compared with the reference interpreter, gradients with central differences.

using namespace peax;
using namespace peax::testing;
using values = std::vector<value_id>;

namespace {

value_id norm(graph_editor& e, value_id x, std::int64_t channels) {
  return e.add(
      op::batch_normalization{},
      {x, e.add_constant("scale", random_tensor({channels}, 21, 0.3, 1)),
       e.add_constant("bias", random_tensor({channels}, 22, 0.3)),
       e.add_constant("mean", random_tensor({channels}, 23, 0.3)),
       e.add_constant("variance", tensor(shape{channels},
                                         std::vector<float>(static_cast<std::size_t>(channels), 0.7F)))});
}

} // namespace

TEST_CASE("convolutions of every form match the reference and their gradients match differences") {
  struct form {
    std::string what;
    shape input, weights;
    op::conv conv;
  };
  std::vector<form> const forms{
      {"3x3", {batch_extent, 3, 8, 9}, {5, 3, 3, 3}, {{}, {1, 1, 1, 1}, {}, 1}},
      {"strided, asymmetric pads", {batch_extent, 4, 9, 8}, {16, 4, 3, 3}, {{2, 2}, {0, 1, 1, 0}, {}, 1}},
      {"pointwise", {batch_extent, 8, 5, 5}, {32, 8, 1, 1}, {{}, {}, {}, 1}},
      {"dilated", {batch_extent, 2, 9, 9}, {3, 2, 3, 3}, {{}, {2, 2, 2, 2}, {2, 2}, 1}},
      {"groups", {batch_extent, 6, 7, 7}, {4, 3, 3, 3}, {{}, {1, 1, 1, 1}, {}, 2}},
      {"depthwise", {batch_extent, 6, 8, 7}, {6, 1, 3, 3}, {{2, 2}, {1, 1, 1, 1}, {}, 6}},
      {"depthwise with a multiplier", {batch_extent, 3, 6, 6}, {6, 1, 3, 3}, {{}, {1, 1, 1, 1}, {}, 3}},
      {"one axis", {batch_extent, 4, 21}, {7, 4, 5}, {{2}, {2, 2}, {}, 1}},
      {"one axis, depthwise", {batch_extent, 5, 21}, {5, 1, 3}, {{}, {1, 1}, {}, 5}},
  };
  for (auto const& f : forms) {
    INFO(f.what);
    check_both(graph_of(f.input, [&](graph_editor& e, value_id x) {
      return values{e.add(f.conv, {x, weight(e, f.weights, 1), weight(e, {f.weights[0]}, 2)})};
    }));
    check_both(graph_of(f.input, [&](graph_editor& e, value_id x) {
      return values{e.add(op::relu{}, {norm(e, e.add(f.conv, {x, weight(e, f.weights, 1)}), f.weights[0])})};
    }));
    check_both(graph_of(f.input, [&](graph_editor& e, value_id x) {
      return values{e.add(op::clip{-0.5F, 0.8F},
                          {e.add(f.conv, {x, weight(e, f.weights, 1), weight(e, {f.weights[0]}, 2)})})};
    }));
  }
}

TEST_CASE("dense layers and matrix products match") {
  shape const rows{batch_extent, 7};
  check_both(graph_of(rows, [](graph_editor& e, value_id x) {
    return values{e.add(op::gemm{1, 1, false, true}, {x, weight(e, {5, 7}, 1), weight(e, {5}, 2)})};
  }));
  check_both(graph_of(rows, [](graph_editor& e, value_id x) {
    return values{e.add(op::gemm{0.5F, 2, false, false}, {x, weight(e, {7, 33}, 1), weight(e, {1, 33}, 2)})};
  }));
  check_both(graph_of(rows, [](graph_editor& e, value_id x) {
    return values{e.add(op::gemm{1, 3, false, true}, {x, weight(e, {5, 7}, 1), weight(e, {1}, 2)})};
  }));
  check_both(graph_of(rows, [](graph_editor& e, value_id x) {
    return values{e.add(
        op::relu{}, {e.add(op::add{}, {e.add(op::matmul{}, {x, weight(e, {7, 4}, 1)}), weight(e, {4}, 2)})})};
  }));
  check_both(graph_of({batch_extent, 3, 4}, [](graph_editor& e, value_id x) {
    return values{e.add(op::matmul{}, {x, weight(e, {4, 6}, 1)})};
  }));
  check_both(graph_of({batch_extent, 2, 3, 4}, [](graph_editor& e, value_id x) {
    return values{e.add(op::matmul{}, {x, e.add(op::transpose{{0, 1, 3, 2}}, {x})})};
  }));
  check_both(graph_of({batch_extent, 3, 4}, [](graph_editor& e, value_id x) {
    return values{e.add(op::matmul{}, {weight(e, {5, 3}, 1), x})};
  }));
  graph const fixed = graph_of({4, 3}, [](graph_editor& e, value_id x) {
    return values{e.add(op::gemm{1, 1, true, false}, {x, weight(e, {4, 2}, 1), weight(e, {3, 1}, 2)})};
  });
  check_results(fixed, 1, 1);
  check_gradients(fixed, 1, 1);
}

TEST_CASE("normalization uses the batch where it trains, with an activation or without") {
  for (shape const& input :
       {shape{batch_extent, 5, 4, 3}, shape{batch_extent, 16, 9}, shape{batch_extent, 6}}) {
    INFO(input.text());
    check_both(graph_of(input, [&](graph_editor& e, value_id x) { return values{norm(e, x, input[1])}; }));
    check_both(graph_of(input, [&](graph_editor& e, value_id x) {
      return values{e.add(op::relu{}, {norm(e, x, input[1])})};
    }));
  }
}

TEST_CASE("activations match") {
  std::vector<any_op> const ops{op::relu{},         op::leaky_relu{0.2F}, op::clip{-0.6F, 0.4F},
                                op::clip{0.0F, {}}, op::clip{{}, 0.3F},   op::sigmoid{},
                                op::tanh{},         op::hard_swish{},     op::hard_sigmoid{0.3F, 0.4F},
                                op::identity{},     op::softmax{1},       op::log_softmax{1}};
  for (auto const& one : ops)
    for (shape const& input : {shape{batch_extent, 5, 3, 4}, shape{batch_extent, 9}}) {
      INFO(std::string(one.name()), " ", input.text());
      check_both(graph_of(input, [&](graph_editor& e, value_id x) { return values{e.add(one, {x})}; }));
    }
  check_both(graph_of({batch_extent, 5, 3, 4},
                      [](graph_editor& e, value_id x) { return values{e.add(op::softmax{-1}, {x})}; }));
  check_both(graph_of({batch_extent, 5, 3},
                      [](graph_editor& e, value_id x) { return values{e.add(op::softmax{2}, {x})}; }));
  check_both(graph_of({batch_extent, 5, 3},
                      [](graph_editor& e, value_id x) { return values{e.add(op::log_softmax{2}, {x})}; }));
  check_both(graph_of({batch_extent, 5, 3, 4}, [](graph_editor& e, value_id x) {
    return values{e.add(op::prelu{}, {x, weight(e, {5, 1, 1}, 1)})};
  }));
  check_both(graph_of({batch_extent, 5, 3, 4}, [](graph_editor& e, value_id x) {
    return values{e.add(op::prelu{}, {x, weight(e, {1}, 1)})};
  }));
  check_both(graph_of({batch_extent, 5, 3, 4}, [](graph_editor& e, value_id x) {
    return values{e.add(op::prelu{}, {x, weight(e, {3, 4}, 1)})};
  }));
}

TEST_CASE("functions of one element match, and so do their derivatives") {
  std::vector<any_op> const everywhere{op::exp{},         op::neg{},         op::abs{},
                                       op::sin{},         op::cos{},         op::erf{},
                                       op::elu{{}, 0.7F}, op::selu{},        op::celu{{}, 1.3F},
                                       op::softplus{},    op::softsign{},    op::thresholded_relu{{}, 0.4F},
                                       op::gelu{},        op::gelu{{}, true}};
  std::vector<any_op> const steps{op::sign{}, op::floor{}, op::ceil{}, op::round{}};
  std::vector<any_op> const above_zero{op::log{}, op::sqrt{}, op::reciprocal{}};
  for (shape const& input : {shape{batch_extent, 5, 3, 4}, shape{batch_extent, 9}}) {
    for (auto const& one : everywhere) {
      INFO(std::string(one.name()), " ", input.text());
      check_both(graph_of(input, [&](graph_editor& e, value_id x) { return values{e.add(one, {x})}; }));
    }
    for (auto const& one : above_zero) {
      INFO(std::string(one.name()), " ", input.text());
      check_both(graph_of(input, [&](graph_editor& e, value_id x) {
        return values{e.add(one, {e.add(op::clip{0.3F, {}}, {e.add(op::exp{}, {x})})})};
      }));
    }
    for (auto const& one : steps) {
      INFO(std::string(one.name()), " ", input.text());
      check_both(graph_of(input, [&](graph_editor& e, value_id x) {
        return values{e.add(op::add{}, {e.add(one, {x}), e.add(op::tanh{}, {x})})};
      }));
    }
  }
}

TEST_CASE("rounding to codes matches, and its gradient is 1 where the integers reach") {
  op::fake_quantize const q{{}, data_type::int8, 0.01F, 40};
  auto const g =
      graph_of({batch_extent, 5, 3}, [&](graph_editor& e, value_id x) { return values{e.add(q, {x})}; });
  check_results(g, 5, 5);
  check_results(g, 3, 20);
  engine::plan plan(g, 1, {.training = true, .threads = 1});
  auto const x = random_floats(15, 5), seed = random_floats(15, 6);
  plan.forward(x.data(), 1);
  plan.backward(seed.data());
  std::size_t inside = 0;
  for (std::size_t i = 0; i < x.size(); ++i) { // the trained constant is added to x
    float const v = x[i] + plan.parameters()[i];
    bool const reached = v > -1.685F && v < 0.875F; // 0.01 * (-128.5 - 40), 0.01 * (127.5 - 40)
    CHECK(plan.gradients()[i] == (reached ? seed[i] : 0));
    inside += reached ? 1 : 0;
  }
  CHECK(inside > 0);
  CHECK(inside < x.size());
}

TEST_CASE("pooling of every form matches") {
  std::vector<any_op> const planes{op::max_pool{{2, 2}, {2, 2}, {}, {}, false},
                                   op::max_pool{{3, 3}, {2, 2}, {1, 1, 1, 1}, {}, true},
                                   op::max_pool{{2, 2}, {1, 1}, {}, {2, 2}, false},
                                   op::average_pool{{2, 2}, {2, 2}, {}, false, false},
                                   op::average_pool{{3, 3}, {2, 2}, {1, 1, 1, 1}, true, false},
                                   op::average_pool{{3, 3}, {1, 1}, {0, 1, 1, 0}, false, true},
                                   op::global_average_pool{},
                                   op::global_max_pool{}};
  for (auto const& one : planes)
    check_both(graph_of({batch_extent, 5, 7, 6},
                        [&](graph_editor& e, value_id x) { return values{e.add(one, {x})}; }));
  std::vector<any_op> const lines{op::max_pool{{3}, {2}, {1, 0}, {}, false},
                                  op::average_pool{{4}, {4}, {}, false, false}, op::global_average_pool{}};
  for (auto const& one : lines)
    check_both(graph_of({batch_extent, 4, 12},
                        [&](graph_editor& e, value_id x) { return values{e.add(one, {x})}; }));
}

TEST_CASE("arithmetic matches with every kind of broadcasting, on both sides") {
  shape const input{batch_extent, 4, 3, 5};
  std::vector<any_op> const ops{op::add{}, op::sub{}, op::mul{}, op::div{}, op::min{}, op::max{}};
  for (auto const& one : ops)
    for (shape const& other :
         {shape{}, shape{1}, shape{4, 1, 1}, shape{1, 4, 1, 1}, shape{4, 3, 5}, shape{5}, shape{3, 1}}) {
      INFO(std::string(one.name()), " ", other.text());
      auto const constant = [&](graph_editor& e) {
        return e.add_constant("c", random_tensor(other, 31, 0.3, 1.5));
      };
      check_both(graph_of(input,
                          [&](graph_editor& e, value_id x) {
                            return values{e.add(one, {x, constant(e)})};
                          }),
                 8e-3);
      if (!one.is<op::div>())
        check_both(graph_of(input,
                            [&](graph_editor& e, value_id x) {
                              return values{e.add(one, {constant(e), x})};
                            }),
                   8e-3);
    }
  check_both(graph_of(
      input, [&](graph_editor& e, value_id x) { // squeeze and excitation: one factor a channel of each sample
        return values{e.add(op::mul{}, {x, e.add(op::sigmoid{}, {e.add(op::global_average_pool{}, {x})})})};
      }));
  check_both(graph_of(input, [&](graph_editor& e, value_id x) {
    return values{e.add(op::relu{}, {e.add(op::add{}, {x, e.add(op::tanh{}, {x})})})};
  }));
  check_both(graph_of(input, [&](graph_editor& e, value_id x) { return values{e.add(op::mul{}, {x, x})}; }));
  check_both(graph_of(input, [&](graph_editor& e, value_id x) {
    return values{e.add(op::sub{}, {e.add(op::tanh{}, {x}), e.add(op::sigmoid{}, {x})})};
  }));
  check_both(graph_of(input, [&](graph_editor& e, value_id x) {
    return values{e.add(op::max{}, {x, e.add(op::tanh{}, {x}), weight(e, {1}, 1)})};
  }));
}

TEST_CASE("powers, sums and means of several match") {
  shape const input{batch_extent, 4, 3, 5};
  auto const above_zero = [](graph_editor& e, value_id x) {
    return e.add(op::add{}, {e.add(op::sigmoid{}, {x}), e.add_constant("c", tensor::scalar(0.5F))});
  };
  for (float const exponent : {2.0F, 3.0F, 0.5F, -1.0F, 1.7F}) {
    CAPTURE(exponent);
    check_both(graph_of(input,
                        [&](graph_editor& e, value_id x) {
                          return values{e.add(
                              op::pow{}, {above_zero(e, x), e.add_constant("n", tensor::scalar(exponent))})};
                        }),
               8e-3);
  }
  for (shape const& other : {shape{5}, shape{4, 1, 1}, shape{1, 4, 3, 5}})
    check_both(graph_of(input,
                        [&](graph_editor& e, value_id x) { // an exponent that is computed trains
                          auto const c = e.add(op::add{}, {weight(e, other, 3), weight(e, other, 4)});
                          return values{e.add(op::pow{}, {above_zero(e, x), c})};
                        }),
               8e-3);
  for (auto const& one : {any_op(op::sum{}), any_op(op::mean{})}) {
    CAPTURE(std::string(one.name()));
    check_both(graph_of(input, [&](graph_editor& e, value_id x) { return values{e.add(one, {x})}; }));
    check_both(graph_of(input, [&](graph_editor& e, value_id x) {
      return values{e.add(one, {x, x, e.add(op::tanh{}, {x})})};
    }));
    check_both(graph_of(input, [&](graph_editor& e, value_id x) {
      return values{e.add(one, {weight(e, {4, 1, 1}, 4), x, weight(e, {5}, 5)})};
    }));
  }
}

TEST_CASE("reductions over any axes match, and so do their gradients") {
  std::vector<op::ints> const axes{{2, 3}, {1}, {3}, {1, 2, 3}, {-2}};
  auto const check = [&]<class Op>(Op, bool above_zero) {
    for (auto const& over : axes)
      for (bool const keep : {true, false}) {
        Op op;
        op.axes = over, op.keep_dims = keep;
        CAPTURE(std::string(Op::name));
        check_both(graph_of({batch_extent, 4, 3, 2},
                            [&](graph_editor& e, value_id x) {
                              return values{e.add(op, {above_zero ? e.add(op::exp{}, {x}) : x})};
                            }),
                   8e-3);
      }
  };
  check(op::reduce_sum{}, false), check(op::reduce_max{}, false), check(op::reduce_min{}, false);
  check(op::reduce_l1{}, false), check(op::reduce_l2{}, false), check(op::reduce_sum_square{}, false);
  check(op::reduce_prod{}, false), check(op::reduce_log_sum{}, true), check(op::reduce_log_sum_exp{}, false);
}

TEST_CASE("running sums, repeats and the k largest match") {
  for (shape const& input : {shape{batch_extent, 4, 3, 5}, shape{batch_extent, 6}})
    for (bool const exclusive : {false, true})
      for (bool const reverse : {false, true})
        for (std::int64_t axis = 1; axis < static_cast<std::int64_t>(input.rank()); ++axis)
          check_both(graph_of(input, [&](graph_editor& e, value_id x) {
            return values{e.add(op::cum_sum{axis, exclusive, reverse}, {x})};
          }));
  for (op::ints const& repeats : {op::ints{1, 2, 1, 1}, op::ints{1, 1, 3, 2}, op::ints{1, 2, 2, 2}})
    check_both(graph_of({batch_extent, 4, 3, 5},
                        [&](graph_editor& e, value_id x) { return values{e.add(op::tile{repeats}, {x})}; }));
  for (std::int64_t const axis : {1, 3})
    check_both(graph_of({batch_extent, 4, 3, 5}, [&](graph_editor& e, value_id x) {
      return values{e.add_node(op::top_k{axis, 2, true, true}, {x}, {"most", "places"})[0]};
    }));
}

TEST_CASE("what gives truth, places and steps lets the rest train") {
  shape const input{batch_extent, 4, 3, 5};
  check_both(graph_of(input, [](graph_editor& e, value_id x) { // the gradient goes where the condition says
    auto const above = e.add(op::greater{}, {x, e.add(op::tanh{}, {x})});
    return values{e.add(op::where{}, {above, e.add(op::sigmoid{}, {x}), weight(e, {4, 1, 1}, 6)})};
  }));
  check_both(graph_of(input, [](graph_editor& e, value_id x) {
    auto const mark = e.add(op::hardmax{1}, {x});
    return values{e.add(op::mul{}, {mark, e.add(op::tanh{}, {x})})};
  }));
  check_both(graph_of(input, [](graph_editor& e, value_id x) {
    auto const place = e.add(op::cast{data_type::float32}, {e.add(op::arg_max{{1, true, false}}, {x})});
    return values{e.add(op::add{}, {place, e.add(op::tanh{}, {x})})};
  }));
}

TEST_CASE("operators that move elements match") {
  shape const input{batch_extent, 4, 3, 5};
  std::vector<any_op> const ops{op::flatten{1},
                                op::reshape{{0, 12, 5}},
                                op::reshape{{0, 2, 2, 3, 5}},
                                op::reshape{{0, -1}},
                                op::unsqueeze{{1}},
                                op::unsqueeze{{4}},
                                op::transpose{{0, 2, 3, 1}},
                                op::transpose{{0, 3, 1, 2}},
                                op::transpose{{0, 1, 3, 2}},
                                op::pad{{0, 1, 0, 2, 0, 0, 1, 1}, op::pad_mode::constant, 0.5F},
                                op::pad{{0, 0, -1, 1, 0, 0, 0, -2}, op::pad_mode::constant, 0},
                                op::pad{{0, 1, 2, 2, 0, 1, 1, 3}, op::pad_mode::reflect, 0},
                                op::pad{{0, 0, 2, 2, 0, 1, 1, 3}, op::pad_mode::edge, 0},
                                op::reduce_mean{{2, 3}, true},
                                op::reduce_mean{{2, 3}, false},
                                op::reduce_mean{{1}, true},
                                op::reduce_mean{{3}, false},
                                op::reduce_mean{{1, 2, 3}, true},
                                op::slice{{1}, {4}, {1}, {2}},
                                op::slice{{-1, 0}, {-100, 2}, {3, 2}, {-2, 1}},
                                op::expand{{2, 1, 1, 1, 1}}};
  for (auto const& one : ops) {
    if (one.is<op::expand>()) continue;
    INFO(std::string(one.name()));
    check_both(graph_of(input, [&](graph_editor& e, value_id x) { return values{e.add(one, {x})}; }));
  }
  check_both(graph_of({batch_extent, 4, 1, 1}, [](graph_editor& e, value_id x) {
    return values{e.add(op::squeeze{{2, 3}}, {x})};
  }));
  check_both(graph_of({batch_extent, 4, 1, 5},
                      [](graph_editor& e, value_id x) { return values{e.add(op::squeeze{{2}}, {x})}; }));
  check_both(graph_of({batch_extent, 4, 1, 5}, [](graph_editor& e, value_id x) {
    return values{e.add(op::expand{{1, 4, 3, 5}}, {x})};
  }));
  check_both(graph_of(input, [](graph_editor& e, value_id x) {
    return values{e.add(op::concat{1}, {x, e.add(op::tanh{}, {x}), x})};
  }));
  check_both(graph_of(input, [](graph_editor& e, value_id x) {
    return values{e.add(op::concat{-1}, {x, e.add(op::sigmoid{}, {x})})};
  }));
  check_both(graph_of(input, [](graph_editor& e, value_id x) { // the middle part is used by nobody
    auto const parts = e.add_node(op::split{1, {1, 2, 1}}, {x}, {"a", "b", "c"});
    return values{e.add(op::tanh{}, {parts[0]}), parts[2]};
  }));
  check_both(graph_of(input, [](graph_editor& e, value_id x) {
    return values{
        e.add(op::gather{2},
              {x, e.add_constant("i", tensor(shape{2, 2}, std::vector<std::int64_t>{0, 2, -1, 1}))})};
  }));
}

TEST_CASE("values of any rank run without a batch too") {
  for (shape const& input :
       {shape{}, shape{6}, shape{2, 3}, shape{2, 3, 4}, shape{2, 3, 4, 5}, shape{2, 3, 2, 2, 3}}) {
    INFO(input.text());
    check_results(graph_of(input,
                           [](graph_editor& e, value_id x) {
                             return values{e.add(op::tanh{}, {x}), e.add(op::mul{}, {x, weight(e, {1}, 1)})};
                           }),
                  1, 1);
    check_gradients(
        graph_of(input,
                 [](graph_editor& e, value_id x) {
                   return values{e.add(op::sigmoid{}, {e.add(op::mul{}, {x, weight(e, {1}, 1)})})};
                 }),
        1, 1);
    if (input.rank() == 0) continue;
    check_gradients(
        graph_of(input,
                 [](graph_editor& e, value_id x) {
                   return values{e.add(op::softmax{0}, {x}), e.add(op::reduce_mean{{-1}, true}, {x})};
                 }),
        1, 1);
    check_results(graph_of(input,
                           [](graph_editor& e, value_id x) {
                             return values{e.add(op::transpose{}, {x}), e.add(op::concat{0}, {x, x})};
                           }),
                  1, 1);
  }
  shape const image{2, 3, 6, 6};
  check_results(graph_of(image,
                         [](graph_editor& e, value_id x) {
                           return values{
                               e.add(op::max_pool{{2, 2}, {}, {}, {}, false},
                                     {norm(e, e.add(op::conv{}, {x, weight(e, {4, 3, 3, 3}, 1)}), 4)})};
                         }),
                1, 1);
  check_gradients(graph_of(image,
                           [](graph_editor& e, value_id x) {
                             return values{norm(e, e.add(op::conv{}, {x, weight(e, {4, 3, 3, 3}, 1)}), 4)};
                           }),
                  1, 1);
}

TEST_CASE("weights that are inputs of the network are packed in every run") {
  graph_editor e("computed");
  value_id const x = e.add_input("x", data_type::float32, {batch_extent, 3, 5, 5}),
                 w = e.add_input("w", data_type::float32, {4, 3, 3, 3});
  value_id const y = e.add(op::conv{}, {x, e.add(op::tanh{}, {w})});
  value_id const v = e.add_input("v", data_type::float32, {36, 2});
  e.add_output(e.add(op::matmul{}, {e.add(op::flatten{}, {y}), v}));
  graph const g = e.finish();
  check_results(g, 3, 4);
}

TEST_CASE("windows over four axes are refused by operator and node") {
  auto const refused = [](auto&& layer) {
    graph const g = graph_of({batch_extent, 2, 3, 3, 3, 3},
                             [&](graph_editor& e, value_id x) { return values{layer(e, x)}; });
    try {
      engine::plan const plan(g, 1);
    } catch (bad_input const& e) {
      return std::string(e.what());
    }
    return std::string("not refused");
  };
  std::string const why = "input [N,2,3,3,3,3] has four or more spatial axes; one to three are supported";
  CHECK(refused([](graph_editor& e, value_id x) {
          return e.add(op::conv{}, {x, weight(e, {2, 2, 2, 2, 2, 2}, 1)}, "wide");
        }) == "Conv 'wide': " + why);
  CHECK(refused([](graph_editor& e, value_id x) {
          op::max_pool window;
          window.kernel = {2, 2, 2, 2};
          return e.add(window, {x}, "top");
        }) == "MaxPool 'top': " + why);
}
