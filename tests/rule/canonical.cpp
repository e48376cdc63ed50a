#include "support.hpp"
#include <peax/graph/op.hpp>
#include <peax/rule/apply.hpp>
#include <peax/rule/canonical.hpp>
#include <peax/rule/canonical_rules.hpp>

#include <doctest/doctest.h>
#include <support/growth.hpp>

#include <cmath>
#include <cstdint>
#include <ctime>
#include <limits>
#include <string>
#include <vector>

using namespace peax;
using namespace peax::testing;

namespace {
void becomes(network const& before, std::string const& after) {
  auto const got = rule::canonical(before);
  CHECK(operators(got) == after);
  CHECK(difference(before, got) <= 1e-6);
  CHECK(equal(*rule::canonical(got), *got));
}
op::ints const to_nhwc{0, 2, 3, 1}, to_nchw{0, 3, 1, 2};
} // namespace

TEST_CASE("constants are folded and operators that do nothing are removed") {
  sketch s({batch_extent, 3, 4});
  auto const w = s.then(op::transpose{{1, 0}}, {s.then(op::mul{}, {s.weights({5, 4}), s.number(2)})});
  auto const z = s.then(op::pad{{0, 0, 0, 0, 0, 0}, op::pad_mode::constant, 0},
                        {s.then(op::transpose{{0, 1, 2}}, {s.then(op::identity{}, {s.x})})});
  becomes(s.with({s.then(op::identity{}, {s.then(op::matmul{}, {s.then(op::dropout{}, {z}), w})})}),
          "MatMul");
}

namespace {
//! Joined along axis 1: 2, 1 and 3 of the channels of [N,3,4] through ReLU, Sigmoid and Tanh.
struct joined_sketch : sketch {
  value_id relu, sigmoid, tanh, all;
  joined_sketch() : sketch({batch_extent, 3, 4}) {
    relu = then(op::slice{{0}, {2}, {1}, {1}}, {then(op::relu{}, {x})});
    sigmoid = then(op::slice{{1}, {2}, {1}, {1}}, {then(op::sigmoid{}, {x})});
    tanh = then(op::tanh{}, {x});
    all = then(op::concat{-2}, {relu, sigmoid, tanh});
  }
  value_id places(shape dims, std::vector<std::int64_t> const& values) {
    return edit.add_constant("places" + std::to_string(seed++), tensor(std::move(dims), values));
  }
};
} // namespace

TEST_CASE("what is taken of joined values is taken of the operands that hold it") {
  auto const becomes_with = [](std::string const& after, auto const& take) {
    joined_sketch s;
    becomes(s.with({take(s, s.all)}), after);
  };
  auto const slice = [](std::int64_t start, std::int64_t end, std::int64_t step = 1) {
    return [=](joined_sketch& s, value_id all) {
      return s.then(op::slice{{0, start}, {9, end}, {2, 1}, {1, step}}, {all});
    };
  };
  auto const gather = [](shape const& dims, std::vector<std::int64_t> const& places, std::int64_t axis = 1) {
    return [=](joined_sketch& s, value_id all) {
      return s.then(op::gather{axis}, {all, s.places(dims, places)});
    };
  };
  SUBCASE("a slice that is one operand") { becomes_with("Tanh", slice(3, INT64_MAX)); }
  SUBCASE("a slice within one operand, counted from the end") { becomes_with("Tanh Slice", slice(-2, 6)); }
  SUBCASE("a slice of every second one") { becomes_with("Tanh Slice", slice(3, 6, 2)); }
  SUBCASE("a slice of two operands") { becomes_with("Sigmoid Slice Tanh Concat Slice", slice(2, 5)); }
  SUBCASE("a slice of all, and one backwards, stay") {
    becomes_with("Relu Slice Sigmoid Slice Tanh Concat Slice", slice(1, 6));
    becomes_with("Relu Slice Sigmoid Slice Tanh Concat Slice", slice(-1, 2, -1));
  }
  SUBCASE("the last place") { becomes_with("Tanh Gather", gather(shape{}, {-1})); }
  SUBCASE("a place of an operand that has no other") {
    becomes_with("Sigmoid Slice Flatten", gather(shape{}, {2}));
  }
  SUBCASE("places of one operand, and of two") {
    becomes_with("Relu Slice Gather", gather(shape{2, 2}, {1, 0, -6, 1}));
    becomes_with("Relu Slice Sigmoid Slice Concat Gather", gather(shape{2}, {2, 0}));
  }
  SUBCASE("another axis") {
    becomes_with("Relu Slice Sigmoid Slice Tanh Concat Gather", gather(shape{1}, {3}, 2));
  }
  SUBCASE("others still read what is joined") {
    joined_sketch s;
    becomes(s.with({s.all, s.then(op::slice{{3}, {6}, {1}, {1}}, {s.all})}),
            "Relu Slice Sigmoid Slice Tanh Concat");
  }
}

TEST_CASE("states of recurrent layers that nobody reads are not made") {
  for (std::int64_t const read : {1, 2, 4}) {
    sketch s({batch_extent, 3, 5});
    op::lstm layer;
    layer.outputs = 7;
    auto const made =
        s.edit.add_node(layer, {s.x, s.weights({1, 16, 3}), s.weights({1, 16, 4})}, {"a", "b", "c"}, "layer");
    auto const n = s.with({s.then(op::relu{}, {made[layer.place_of(read)]})});
    auto const got = rule::canonical(n);
    CHECK(got->nodes()[0].op.get<op::lstm>().outputs == read);
    CHECK((*got)[got->nodes()[0].outputs.at(0)].name == std::string(1, "abc"[layer.place_of(read)]));
    becomes(n, "LSTM Relu");
  }
}

TEST_CASE("dropout stays in the form for training") {
  sketch s({batch_extent, 3});
  auto const n = s.with({s.then(op::relu{}, {s.then(op::dropout{0.25f}, {s.then(op::identity{}, {s.x})})})});
  CHECK(operators(rule::training_form(n)) == "Dropout Relu");
  CHECK(operators(rule::canonical(n)) == "Relu");
}

TEST_CASE("an identity between an input and an output stays, and outputs keep their names") {
  sketch s({batch_extent, 3});
  becomes(s.with({s.then(op::identity{}, {s.x})}), "Identity");
  sketch t({batch_extent, 3});
  auto const y = t.then(op::relu{}, {t.x});
  becomes(t.with({y, t.then(op::identity{}, {y})}), "Relu Identity");
}

TEST_CASE("a pad lies in its reader where that is exact") {
  op::pad const around{{0, 0, 1, 2, 0, 0, 3, 0}, op::pad_mode::constant, 0};
  sketch conv({batch_extent, 2, 6, 7});
  becomes(conv.with({conv.then(op::conv{{2, 1}, {0, 1, 0, 1}, {}, 1},
                               {conv.then(around, {conv.x}), conv.weights({3, 2, 3, 3})})}),
          "Conv");
  sketch average({batch_extent, 2, 6, 7});
  becomes(average.with({average.then(op::average_pool{{3, 3}, {2, 2}, {}, false, false},
                                     {average.then(around, {average.x})})}),
          "AveragePool");
  sketch uneven({batch_extent, 2, 6, 7});
  becomes(uneven.with({uneven.then(op::average_pool{{3, 3}, {2, 2}, {1, 1, 1, 1}, false, false},
                                   {uneven.then(around, {uneven.x})})}),
          "Pad AveragePool");
  op::pad const small{{0, 0, 1, 1, 0, 0, 1, 1}, op::pad_mode::constant, 0};
  sketch positive({batch_extent, 2, 6, 7});
  becomes(positive.with({positive.then(op::max_pool{{3, 3}, {2, 2}, {}, {}, false},
                                       {positive.then(small, {positive.then(op::relu{}, {positive.x})})})}),
          "Relu MaxPool");
  sketch negative({batch_extent, 2, 6, 7});
  becomes(negative.with({negative.then(op::max_pool{{3, 3}, {2, 2}, {}, {}, false},
                                       {negative.then(small, {negative.x})})}),
          "Pad MaxPool");
  sketch least({batch_extent, 2, 6, 7});
  op::pad bottom = small;
  bottom.value = -std::numeric_limits<float>::infinity();
  becomes(
      least.with({least.then(op::max_pool{{3, 3}, {2, 2}, {}, {}, false}, {least.then(bottom, {least.x})})}),
      "MaxPool");
}

TEST_CASE("a pad that stays is refused with the reason") {
  sketch s({batch_extent, 2, 6, 7});
  auto const padded = s.then(op::pad{{0, 0, 1, 1, 0, 0, 1, 1}, op::pad_mode::reflect, 0}, {s.x});
  auto const result =
      rule::apply(rule::canonical_rules, s.with({s.then(op::conv{}, {padded, s.weights({3, 2, 3, 3})})}));
  REQUIRE(result.refusals.size() == 1);
  CHECK(result.refusals[0].why == "it repeats elements of the input");
  CHECK(result.changes() == 0);
}

TEST_CASE("transposes of an NHWC network meet and cancel") {
  sketch s({batch_extent, 6, 7, 3});
  auto const c1 = s.then(op::conv{{}, {1, 1, 1, 1}, {}, 1},
                         {s.then(op::transpose{to_nchw}, {s.x}), s.weights({4, 3, 3, 3})});
  auto const h1 =
      s.then(op::relu{}, {s.then(op::add{}, {s.then(op::transpose{to_nhwc}, {c1}), s.weights({4})})});
  auto const c2 = s.then(op::conv{{}, {1, 1, 1, 1}, {}, 1},
                         {s.then(op::transpose{to_nchw}, {h1}), s.weights({4, 4, 3, 3})});
  auto const sum = s.then(op::add{}, {s.then(op::transpose{to_nhwc}, {c2}), h1});
  auto const padded = s.then(op::pad{{0, 1, 2, 0, 0, 1, 0, 0}, op::pad_mode::constant, 0}, {sum});
  auto const c3 = s.then(op::conv{}, {s.then(op::transpose{to_nchw}, {padded}), s.weights({5, 4, 3, 3})});
  auto const mean = s.then(op::reduce_mean{{1, 2}, false}, {s.then(op::transpose{to_nhwc}, {c3})});
  auto const dense = s.then(op::add{}, {s.then(op::matmul{}, {mean, s.weights({5, 2})}), s.weights({2})});
  becomes(s.with({s.then(op::softmax{}, {dense})}),
          "Transpose Conv Add Relu Conv Add Conv GlobalAveragePool Flatten Gemm Softmax");
}

TEST_CASE("a transpose before a dense layer goes into its weights, in either order of the weights") {
  for (bool turned : {false, true}) {
    sketch s({batch_extent, 2, 3, 4});
    auto const flat =
        s.then(op::reshape{{0, 24}},
               {s.then(op::transpose{to_nhwc}, {s.then(op::conv{}, {s.x, s.weights({2, 2, 1, 1})})})});
    auto const w = s.weights(turned ? shape{5, 24} : shape{24, 5});
    becomes(s.with({s.then(op::gemm{1, 1, false, turned}, {flat, w, s.weights({5})})}), "Conv Flatten Gemm");
  }
}

TEST_CASE("a transpose that only moves axes of one element is a reshape, and reshapes join") {
  sketch s({batch_extent, 5, 4, 4});
  auto const pooled = s.then(op::transpose{to_nhwc}, {s.then(op::global_average_pool{}, {s.x})});
  becomes(s.with({s.then(op::squeeze{{1, 2}}, {pooled})}), "GlobalAveragePool Flatten");
}

TEST_CASE("transposes move behind softmax, concatenation and means") {
  sketch s({batch_extent, 2, 3, 4});
  auto const nhwc = s.then(op::transpose{to_nhwc}, {s.x});
  auto const other = s.then(op::transpose{to_nhwc}, {s.then(op::relu{}, {s.x})});
  auto const joined = s.then(op::concat{-1}, {nhwc, other});
  becomes(s.with({s.then(op::transpose{to_nchw}, {s.then(op::softmax{-1}, {joined})})}),
          "Relu Concat Softmax");
  sketch t({batch_extent, 2, 3, 4});
  auto const mean = t.then(op::reduce_mean{{3}, false}, {t.then(op::transpose{to_nhwc}, {t.x})});
  becomes(t.with({mean}), "ReduceMean");
  sketch u({batch_extent, 2, 3, 4});
  becomes(u.with({u.then(op::reduce_mean{{1}, false}, {u.then(op::transpose{to_nhwc}, {u.x})})}),
          "ReduceMean Transpose");
  sketch v({batch_extent, 2, 3, 4});
  becomes(v.with({v.then(op::prelu{}, {v.then(op::transpose{to_nhwc}, {v.x}), v.weights({3, 1, 2})})}),
          "PRelu Transpose");
}

TEST_CASE("clamps join") {
  sketch s({batch_extent, 9});
  becomes(s.with({s.then(op::relu{}, {s.then(op::relu{}, {s.x})})}), "Relu");
  sketch six({batch_extent, 9});
  becomes(six.with({six.then(op::clip{std::nullopt, 0.5f}, {six.then(op::relu{}, {six.x})})}), "Clip");
  sketch words({batch_extent, 9});
  becomes(words.with({words.then(op::min{},
                                 {words.then(op::max{}, {words.number(0), words.x}), words.number(0.5f)})}),
          "Clip");
  sketch odd({batch_extent, 9});
  becomes(odd.with({odd.then(op::clip{0.2f, 0.4f}, {odd.then(op::clip{-1.f, 0.1f}, {odd.x})})}), "Clip");
  sketch lower({batch_extent, 9});
  becomes(lower.with({lower.then(op::clip{0.f, std::nullopt}, {lower.then(op::sigmoid{}, {lower.x})})}),
          "Sigmoid");
}

TEST_CASE("means over the plane are pooling, products with weights are dense layers") {
  sketch s({batch_extent, 3, 4, 5});
  becomes(s.with({s.then(op::reduce_mean{{-1, -2}, true}, {s.x})}), "GlobalAveragePool");
  sketch part({batch_extent, 3, 4, 5});
  becomes(part.with({part.then(op::reduce_mean{{1, 2}, true}, {part.x})}), "ReduceMean");
  sketch dense({batch_extent, 6});
  becomes(dense.with({dense.then(op::add{}, {dense.weights({1, 4}),
                                             dense.then(op::matmul{}, {dense.x, dense.weights({6, 4})})})}),
          "Gemm");
  sketch scalar({batch_extent, 6});
  becomes(scalar.with({scalar.then(
              op::add{}, {scalar.then(op::matmul{}, {scalar.x, scalar.weights({6, 4})}), scalar.number(3)})}),
          "Gemm Add");
}

TEST_CASE("normalization folds into convolution and dense layers when asked for, and not before") {
  sketch s({batch_extent, 3, 5, 5});
  auto const norm = [&](value_id in, std::int64_t maps) {
    std::vector<float> variance(static_cast<std::size_t>(maps), 0.7f);
    auto const scale = s.weights({maps}), shift = s.weights({maps}), mean = s.weights({maps});
    return s.then(op::batch_normalization{},
                  {in, scale, shift, mean,
                   s.edit.add_constant("v" + std::to_string(maps), tensor(shape{maps}, variance))});
  };
  auto const conv = norm(s.then(op::conv{{}, {}, {}, 1}, {s.x, s.weights({4, 3, 3, 3}), s.weights({4})}), 4);
  auto const one = norm(s.then(op::gemm{0.5f, 2.f, false, false},
                               {s.then(op::flatten{}, {conv}), s.weights({36, 6}), s.weights({6})}),
                        6);
  auto const n = s.with({norm(s.then(op::gemm{1, 1, false, true}, {one, s.weights({2, 6})}), 2)});
  becomes(n, "Conv BatchNormalization Flatten Gemm BatchNormalization Gemm BatchNormalization");
  auto const inference = rule::inference_form(n);
  CHECK(operators(inference) == "Conv Flatten Gemm Gemm");
  CHECK(difference(n, inference) <= 1e-6);
}

namespace {
//! A layer normalization as exporters write it below opset 17.
struct in_pieces {
  op::ints axes{-1};
  bool by_power = true, twice = false, scale_first = false, keeps = true;

  value_id normal(sketch& s, value_id x) const {
    op::reduce_mean const over{axes, keeps};
    auto const mean = s.then(over, {x});
    auto const centred = s.then(op::sub{}, {x, mean});
    auto const again = twice ? s.then(op::sub{}, {x, mean}) : centred;
    auto const square =
        by_power ? s.then(op::pow{}, {again, s.number(2)}) : s.then(op::mul{}, {again, again});
    auto const variance = s.then(over, {square});
    auto const root = s.then(op::sqrt{}, {s.then(op::add{}, {variance, s.number(0.01f)})});
    return s.then(op::div{}, {centred, root});
  }
  value_id scaled(sketch& s, value_id x, shape const& row) const {
    auto const y = normal(s, x);
    auto const scale = s.weights(row);
    return scale_first ? s.then(op::mul{}, {scale, y}) : s.then(op::mul{}, {y, scale});
  }
};
} // namespace

TEST_CASE("a layer normalization in pieces becomes one node") {
  for (bool const by_power : {true, false})
    for (bool const twice : {true, false})
      for (bool const scale_first : {true, false}) {
        in_pieces const form{{-1}, by_power, twice, scale_first};
        sketch s({batch_extent, 5, 6});
        auto const y = s.then(op::relu{}, {s.x});
        becomes(s.with({s.then(op::add{}, {form.scaled(s, y, {6}), s.weights({6})})}),
                "Relu LayerNormalization");
      }
  sketch planes({batch_extent, 4, 5, 6}); // a mean over the plane, but no pooling
  auto const made = in_pieces{{3, 2}}.scaled(planes, planes.x, {5, 6});
  auto const plane_network =
      planes.with({planes.then(op::relu{}, {planes.then(op::add{}, {planes.weights({1}), made})})});
  becomes(plane_network, "LayerNormalization Relu");
  CHECK(rule::canonical(plane_network)->nodes()[0].op.get<op::layer_normalization>() ==
        op::layer_normalization{-2, 0.01f});
  sketch without_bias({batch_extent, 7});
  becomes(without_bias.with({in_pieces{}.scaled(without_bias, without_bias.x, {7})}), "LayerNormalization");
}

TEST_CASE("what only resembles a layer normalization stays as it is") {
  auto const stays = [](sketch& s, value_id y, std::vector<value_id> others = {}) {
    others.insert(others.begin(), y);
    auto const n = s.with(others);
    auto const got = rule::canonical(n);
    CHECK(operators(got).find("LayerNormalization") == std::string::npos);
    CHECK(difference(n, got) <= 1e-6);
  };
  sketch inner({batch_extent, 5, 6}); // not the last axis
  stays(inner, in_pieces{{1}}.scaled(inner, inner.x, {6}));
  sketch taller({batch_extent, 5, 6}); // a scale for each row
  stays(taller, in_pieces{}.scaled(taller, taller.x, {5, 1}));
  sketch computed({batch_extent, 6});
  stays(computed, computed.then(op::mul{}, {in_pieces{}.normal(computed, computed.x),
                                            computed.then(op::abs{}, {computed.x})}));
  sketch read({batch_extent, 6}); // the quotient is an output too
  auto const quotient = in_pieces{}.normal(read, read.x);
  stays(read, read.then(op::mul{}, {quotient, read.weights({6})}), {quotient});
  sketch other({batch_extent, 5, 6}); // the deviation is over fewer axes than the mean
  auto const centred = other.then(op::sub{}, {other.x, other.then(op::reduce_mean{{1, 2}, true}, {other.x})});
  auto const variance = other.then(op::reduce_mean{{2}, true}, {other.then(op::mul{}, {centred, centred})});
  auto const root = other.then(op::sqrt{}, {other.then(op::add{}, {variance, other.number(0.1f)})});
  stays(other, other.then(op::mul{}, {other.then(op::div{}, {centred, root}), other.weights({6})}));
}

namespace {
//! Seconds of this process for a chain of activations and identities that becomes one node.
double seconds_for(int count) {
  graph_editor edit("chain");
  value_id at = edit.add_input("x", data_type::float32, {batch_extent, 3});
  for (int i = 0; i < count; ++i) {
    at = edit.add(op::relu{}, {at});
    if (i % 3 == 0) at = edit.add(op::identity{}, {at});
    if (i % 2 == 0) at = edit.add(op::clip{-1.F, 6.F}, {at});
  }
  edit.add_output(at);
  auto const begin = std::clock();
  CHECK(rule::canonical(network(edit.finish()))->nodes().size() == 1);
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}
} // namespace

TEST_CASE("changes to a large graph end where those to a small one do, and their time is not quadratic") {
  CHECK(seconds_for(600) > 0); // one by one
  // Four times as many: not sixteen times as long.
  CHECK(testing::growth(seconds_for, 1500, 6000, 9) < 9);
}
