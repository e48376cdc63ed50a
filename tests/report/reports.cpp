#include "shown.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/document/describe.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/op.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/report/footprint.hpp>
#include <peax/report/hardware_fit.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace peax;
using namespace peax::testing;

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

  auto const section = document::describe(f);
  CHECK(tile(section, "multiply-accumulates") == static_cast<double>(f.total.macs.value));
  CHECK(tile(section, "parameters") == static_cast<double>(f.total.parameters));
  CHECK(tile(section, "weights") == static_cast<double>(f.storage(32).value));
  CHECK(tile(section, "peak of feature maps") == (48 + 64) * 4);
  auto const per_block = shown<document::table>(section, 0), per_layer = shown<document::table>(section, 1),
             types = shown<document::table>(section, 2);
  double macs_of_blocks = 0, macs_of_layers = 0, shares = 0;
  for (std::size_t i = 0; i < per_block.rows().size(); ++i) {
    CHECK(name_at(per_block, i) == f.structure.blocks[i].name);
    macs_of_blocks += number_at(per_block, i, "MACs");
    shares += number_at(per_block, i, "share");
  }
  REQUIRE(per_layer.rows().size() == f.structure.of->nodes().size());
  for (std::size_t i = 0; i < per_layer.rows().size(); ++i) macs_of_layers += number_at(per_layer, i, "MACs");
  CHECK(macs_of_blocks == static_cast<double>(f.total.macs.value));
  CHECK(macs_of_layers == static_cast<double>(f.total.macs.value));
  CHECK(shares == doctest::Approx(1));
  CHECK(shown<document::bars>(section).items.size() == f.structure.blocks.size());
  REQUIRE(types.rows().size() == 4); // float32, float16, int8, int4
  CHECK(name_at(types, 2) == "int8");
  CHECK(number_at(types, 2, "weights") == static_cast<double>(f.total.parameters));
}

TEST_CASE("the architecture shows what goes in and out, and each block with its operators") {
  auto const a = analysis(model<single_exit>(pooled()));
  auto const& found = a.get<report::architecture>();
  auto const section = document::describe(found);
  auto const ends = shown<document::table>(section);
  REQUIRE(ends.rows().size() == 2);
  CHECK(*ends.rows()[0].cells[1].text() == "input");
  CHECK(*ends.rows()[0].cells[2].text() == "[N,2,4,4]");
  CHECK(*ends.rows()[0].cells[3].text() == "float32");
  CHECK(*ends.rows()[0].cells[4].text() == "image");
  CHECK(*ends.rows()[1].cells[1].text() == "output");
  auto const drawing = shown<document::network_drawing>(section);
  REQUIRE(drawing.boxes.size() == found.blocks.size());
  double shares = 0;
  for (auto const& box : drawing.boxes) shares += box.share.value_or(0);
  CHECK(shares == doctest::Approx(1));
  CHECK(drawing.boxes.front().lines.front() == "Conv, Relu, Conv, Relu");
  CHECK(drawing.arrows.size() == drawing.boxes.size() - 1);
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

  auto const section = document::describe(r);
  CHECK(section.title() == "Accuracy: test");
  CHECK(tile(section, "accuracy") == *r.top_1);
  CHECK(tile(section, "top 3") == 1);
  CHECK(tile(section, "macro F1") == *r.macro_f1);
  CHECK(tile(section, "mean recall") == *r.mean_recall);
  auto const tiles = shown<document::figures>(section);
  CHECK(tiles.items.size() == 5); // no tile of a regression
  CHECK(tiles.items[0].remark.starts_with("95 %: "));
  auto const confusion = shown<document::matrix>(section);
  CHECK(confusion.values == r.confusion);
  CHECK(confusion.labels == std::vector<std::string>{"0", "1", "2"});
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
  auto const section = report::describe_accuracy("Accuracy", figures);
  CHECK(tile(section, "mean squared error") == *figures.mse);
  CHECK(tile(section, "mean absolute error") == *figures.mae);
  CHECK(all_of<document::matrix>(section).empty());
}

TEST_CASE("the figures are those of the task that the answers decide") {
  auto const x = tensor(shape{2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
  auto const outputs = tensor(shape{2, 3}, std::vector<float>{0.9F, 0.2F, 0.1F, 0.3F, 0.8F, 0.4F});
  auto const measured = [&](tensor answers) {
    return report::measure_accuracy(echo(op::sigmoid{}), outputs, data::data_set(x, std::move(answers)));
  };
  auto const classes = measured(tensor(shape{2, 3}, std::vector<std::uint8_t>{1, 0, 0, 0, 1, 0}));
  CHECK(classes.task == task::multi_class);
  CHECK(*classes.top_1 == 1);
  auto const sets = measured(tensor(shape{2, 3}, std::vector<std::uint8_t>{1, 0, 1, 1, 1, 0}));
  CHECK(sets.task == task::multi_label);
  CHECK(*sets.mean_average_precision ==
        doctest::Approx((1 + 1 + 0.5) / 3)); // the third class ranks its sample second
  auto const section = report::describe_accuracy("Accuracy", sets);
  CHECK(tile(section, "mean average precision") == *sets.mean_average_precision);
  auto const values = measured(tensor(shape{2, 3}, std::vector<float>{0.9F, 0.2F, 0.1F, 0.5F, 0.8F, 0.4F}));
  CHECK(values.task == task::regression);
  CHECK(*values.rmse == doctest::Approx(std::sqrt(0.04 / 6)));
  // residuals of the first output alone: 1 - 0.04 / (2 * 0.2^2); the others are met
  CHECK(*values.r2 == doctest::Approx((1 - 0.04 / 0.08 + 1 + 1) / 3));
  CHECK(values.because.find("values of the output's shape") == 0);
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
  // Enough for int8, not for float32.
  p.processors[0].memory =
      bytes(2 * analysis(model<single_exit>(pooled())).get<report::footprint>().peak.elements);
  p.processors[1].unsupported_ops = {"Softmax"};
  auto const a = analysis(model<single_exit>(pooled())).submit(report::platform::of{p});
  auto const& fit = a.get<report::hardware_fit>();
  REQUIRE(fit.processors.size() == 4); // in float32, then in int8
  CHECK(fit.processors[2].type.name == "int8");
  CHECK(fit.processors[2].whole.weights.value * 4 == fit.processors[0].whole.weights.value);
  CHECK(fit.processors[0].whole.misfits.size() == 1);
  CHECK(fit.processors[1].whole.misfits.size() == 1);
  auto const& f = a.get<report::footprint>();
  CHECK(fit.processors[1].whole.time.value().value ==
        doctest::Approx(static_cast<double>(f.total.macs.value + f.total.elements.value) / 1e8));

  auto const section = document::describe(fit);
  auto const whole = shown<document::table>(section, 0), blocks = shown<document::table>(section, 1);
  REQUIRE(whole.rows().size() == 4);
  CHECK(name_at(whole, 0) == "small");
  CHECK(*whole.rows()[0].cells[1].text() == "float32");
  CHECK(*whole.rows()[0].cells[2].text() == "no");
  CHECK(number_at(whole, 1, "latency") == fit.processors[1].whole.time.value().value);
  REQUIRE(blocks.rows().size() == fit.structure.blocks.size());
  CHECK(number_at(blocks, 0, "small") == doctest::Approx(100 * number_at(blocks, 0, "large")));
  auto const refused = all_of<document::refusals>(section);
  REQUIRE(refused.size() == 3);
  CHECK(refused[0].title == "What does not fit small");
  CHECK(refused[2].title == "What does not fit large, int8");
  CHECK(refused[1].items.size() == 1);
}

TEST_CASE("a speed or a power that is not known gives no time and no energy, never 0") {
  hardware::platform p{"board", {}, {}, {}};
  p.processors = {{"npu", {{"int8", "", 1e9}}}};
  auto const a = analysis(model<single_exit>(pooled())).submit(report::platform::of{p});
  auto const& fit = a.get<report::hardware_fit>();
  REQUIRE(fit.processors.size() == 2);
  CHECK_FALSE(fit.processors[0].whole.time);
  CHECK_FALSE(fit.processors[0].whole.misfits.empty());
  REQUIRE(fit.processors[1].whole.time);
  CHECK(fit.processors[1].whole.misfits.empty());
  CHECK_FALSE(fit.processors[1].whole.energy);
  auto const whole = shown<document::table>(document::describe(fit), 0);
  CHECK_FALSE(whole.rows()[0].cells[3].number());
  CHECK(whole.rows()[1].cells[3].number());
  p.processors[0].active_power_w = 0.5;
  auto const powered = analysis(model<single_exit>(pooled())).submit(report::platform::of{p});
  auto const& known = powered.get<report::hardware_fit>().processors[1].whole;
  CHECK(known.energy.value().value == doctest::Approx(0.5 * known.time.value().value));
}

TEST_CASE("where only instructions are known they are shown, and no seconds are made up") {
  hardware::platform p{"board", {}, {}, {}};
  p.processors = {{"counted", {}}, {"timed", {{"", "", 1e8}}}};
  p.processors[0].instructions = {
      {"float32", "", {}, {{layer_fact::mac_count, 2}, {layer_fact::elements, 1}}, 10}};
  auto const a = analysis(model<single_exit>(pooled())).submit(report::platform::of{p});
  auto const& fit = a.get<report::hardware_fit>();
  auto const& counted = fit.processors[0].whole;
  REQUIRE(counted.instructions);
  CHECK(*counted.instructions > 2 * static_cast<double>(a.get<report::footprint>().total.macs.value));
  CHECK_FALSE(counted.time);
  CHECK(counted.misfits.empty());
  auto const section = document::describe(fit);
  auto const whole = shown<document::table>(section, 0), blocks = shown<document::table>(section, 1);
  CHECK(number_at(whole, 0, "instructions") == *counted.instructions);
  CHECK_FALSE(whole.rows()[0].cells[3].number());
  CHECK(number_at(blocks, 0, "counted, instructions") == *fit.processors[0].blocks[0].instructions);
  CHECK(number_at(blocks, 0, "timed") == fit.processors[1].blocks[0].time.value().value);
  p.processors[0].instructions_per_second = 1e6;
  auto const timed = analysis(model<single_exit>(pooled())).submit(report::platform::of{p});
  CHECK(timed.get<report::hardware_fit>().processors[0].whole.time.value().value ==
        doctest::Approx(*counted.instructions / 1e6));
  CHECK(number_at(shown<document::table>(document::describe(timed.get<report::hardware_fit>()), 1), 0,
                  "counted") > 0);
}

TEST_CASE("a platform shows its processors and links") {
  hardware::platform p{"board", {}, {}, {}};
  p.processors = {{"small", {{"", "", 1e6}}}, {"large", {{"", "", 1e8}}}};
  p.processors[0].memory = bytes(100);
  p.processors[1].unsupported_ops = {"Softmax", "Gemm"};
  p.links = {{"small", "large", 1e6}};
  auto const section = describe(report::platform{p});
  auto const processors = shown<document::table>(section, 0), links = shown<document::table>(section, 1);
  CHECK(number_at(processors, 0, "memory") == 100);
  CHECK(*processors.rows()[1].cells[2].text() == "unlimited");
  CHECK(*processors.rows()[1].cells[6].text() == "Softmax, Gemm");
  p.processors[0].operators = {{"Conv", {}, hardware::predicate::parse("kernel <= 7", "Conv"), ""},
                               {"Relu", {}, {}, ""}};
  CHECK(*shown<document::table>(describe(report::platform{p}), 0).rows()[0].cells[7].text() ==
        "Conv (kernel <= 7), Relu");
  CHECK(number_at(links, 0, "bytes/s") == 1e6);
}

TEST_CASE("a data set shows its classes and its channels") {
  data::data_set const d(tensor(shape{3, 2, 2}, std::vector<float>{1, 3, 0, 0, 1, 1, 0, 4, 2, 4, 0, 0}),
                         tensor::list(std::vector<std::int64_t>{0, 2, 2}));
  auto const section = describe(report::dataset<train>{d});
  CHECK(section.title() == "Data set: train");
  CHECK(tile(section, "samples") == 3);
  auto const balance = shown<document::bars>(section);
  REQUIRE(balance.items.size() == 3);
  CHECK(balance.items[2].parts == std::vector<double>{2});
  auto const channels = shown<document::table>(section);
  REQUIRE(channels.rows().size() == 2);
  CHECK(number_at(channels, 0, "smallest") == 1);
  CHECK(number_at(channels, 0, "mean") == 2);
  CHECK(number_at(channels, 1, "largest") == 4);
  data::data_set const one(tensor(shape{2, 1}, std::vector<float>{1, 2}),
                           tensor::list(std::vector<std::int64_t>{1, 1}));
  CHECK(says(describe(report::dataset<train>{one}), "one class"));
}
