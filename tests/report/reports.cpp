#include <peax/analysis/analysis.hpp>
#include <peax/document/describe.hpp>
#include <peax/graph/builder.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/report/footprint.hpp>
#include <peax/report/hardware_fit.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace peax;

namespace {
network pooled() {
  network_builder b("pooled", {batch_extent, 2, 4, 4});
  return network(b.conv(3, {3, 3}, {.bias = true})
                     .relu()
                     .conv(4, {1, 1})
                     .relu()
                     .global_average_pool()
                     .flatten()
                     .dense(3)
                     .softmax()
                     .finish());
}

//! A network that answers its own input: the class of the largest of three values.
network echo(any_op last) {
  graph_editor e("echo");
  auto const x = e.add_input("x", data_type::float32, {batch_extent, 3});
  auto const w = e.add_constant("w", tensor(shape{3, 3}, std::vector<float>{1, 0, 0, 0, 1, 0, 0, 0, 1}));
  e.add_output(e.add(std::move(last), {e.add(op::gemm{1, 1, false, true}, {x, w})}));
  return network(e.finish());
}
} // namespace

TEST_CASE("the footprint counts MACs, element operations, parameters and the peak of living maps") {
  auto const a = analysis(model<single_exit>(pooled()));
  auto const& f = a.get<report::footprint>();
  CHECK(f.total.macs == macs(16 * 3 * 9 * 2 + 16 * 4 * 3 + 4 * 3));
  CHECK(f.total.parameters == 3 * 2 * 9 + 3 + 4 * 3 + 4 * 3 + 3);
  CHECK(f.total.elements ==
        element_operations(48 + 64 + 64 + 3 * 3)); // two activations, the pool's input, a softmax
  CHECK(f.peak.elements == 48 + 64);
  CHECK(f.storage(8) == bytes(f.total.parameters));
  CHECK(f.storage(4) == bytes((f.total.parameters * 4 + 7) / 8));
  std::int64_t sum = 0;
  for (auto const& b : f.structure.blocks) sum += b.cost.macs.value;
  CHECK(sum == f.total.macs.value);
  CHECK(!document::describe(f).elements().empty());
  CHECK(!document::describe(f.structure).elements().empty());
}

TEST_CASE("accuracy, recalls and the confusion of known answers") {
  // Truth 0 0 1 1 2 2, answers 0 1 1 1 2 0: four of six.
  std::vector<float> x{5, 0, 0, 0, 5, 0, 0, 5, 0, 0, 5, 0, 0, 0, 5, 5, 0, 0};
  data::data_set const d(tensor(shape{6, 3}, x), tensor::list(std::vector<std::int64_t>{0, 0, 1, 1, 2, 2}));
  auto const a = analysis(model<single_exit>(echo(op::softmax{}))).submit(report::dataset<test>::of{d});
  auto const& r = a.get<report::accuracy<test>>();
  CHECK(*r.top_1 == doctest::Approx(4.0 / 6));
  CHECK(*r.top_k == 1);
  CHECK(*r.mean_recall == doctest::Approx((0.5 + 1 + 0.5) / 3));
  CHECK(*r.macro_f1 == doctest::Approx((0.5 + 0.8 + 2.0 / 3) / 3));
  CHECK(r.confusion[0] == std::vector<double>{1, 1, 0});
  CHECK(r.interval->low < *r.top_1);
  CHECK(r.interval->high > *r.top_1);
  CHECK(!r.mse);
  CHECK(!document::describe(r).elements().empty());
}

TEST_CASE("a figure of the user's stands beside the others") {
  data::data_set const d(tensor(shape{2, 3}, std::vector<float>{1, 0, 0, 0, 1, 0}),
                         tensor::list(std::vector<std::int64_t>{0, 1}));
  auto const largest = [](tensor const& outputs, data::data_set const& set) {
    return static_cast<double>(outputs.size() / set.size());
  };
  auto const a = analysis(model<single_exit>(echo(op::softmax{})))
                     .submit(report::dataset<validation>::of{d})
                     .submit(report::accuracy<validation>::with{{{"outputs a sample", largest}}, "1"});
  REQUIRE(a.get<report::accuracy<validation>>().user.size() == 1);
  CHECK(a.get<report::accuracy<validation>>().user[0].second == 3);
}

TEST_CASE("a regression has errors instead of shares") {
  data::data_set const d(tensor(shape{2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6}),
                         tensor(shape{2, 3}, std::vector<float>{1, 2, 4, 4, 5, 4}));
  auto const figures = report::measure_accuracy(echo(op::tanh{}),
                                                tensor(shape{2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6}), d);
  CHECK(*figures.mse == doctest::Approx(5.0 / 6));
  CHECK(*figures.mae == doctest::Approx(3.0 / 6));
  CHECK(!figures.top_1);
}

TEST_CASE("a label outside the classes and a sample of another shape are refused") {
  auto const with_label = [](std::int64_t label) {
    return data::data_set(tensor(shape{1, 3}, std::vector<float>{1, 2, 3}),
                          tensor::list(std::vector<std::int64_t>{label}));
  };
  CHECK_THROWS_WITH_AS((void)report::measure_accuracy(echo(op::softmax{}), with_label(3)),
                       doctest::Contains("classes 0 to 2"), bad_input);
  data::data_set const wide(tensor(shape{1, 4}, std::vector<float>{1, 2, 3, 4}),
                            tensor::list(std::vector<std::int64_t>{1}));
  CHECK_THROWS_WITH_AS((void)report::measure_accuracy(echo(op::softmax{}), wide), doctest::Contains("[N,3]"),
                       bad_input);
}

TEST_CASE("the fit to the hardware says what runs where and what does not fit") {
  hardware::platform p{"board", {}, {}, {}};
  p.processors = {{"small", {{"", "", 1e6}}}, {"large", {{"", "", 1e8}}}};
  p.processors[0].memory = bytes(100);
  p.processors[1].unsupported_ops = {"Softmax"};
  auto const a = analysis(model<single_exit>(pooled())).submit(report::platform::of{p});
  auto const& fit = a.get<report::hardware_fit>();
  REQUIRE(fit.processors.size() == 2);
  CHECK(fit.processors[0].whole.misfits.size() == 1);
  CHECK(fit.processors[1].whole.misfits.size() == 1);
  auto const& f = a.get<report::footprint>();
  CHECK(fit.processors[1].whole.time.value ==
        doctest::Approx(static_cast<double>(f.total.macs.value + f.total.elements.value) / 1e8));
  CHECK(!document::describe(fit).elements().empty());
}
