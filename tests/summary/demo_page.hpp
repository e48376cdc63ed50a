#pragma once
//! @file
//! A page as an early-exit flow would describe it: seven blocks, three exits tried, two processors, a front
//! of forty points. Cost and accuracies after blocks 0 to 5 are those of a 14-layer residual network for
//! Fashion-MNIST (5,588,160 MACs); the front is made by a formula.

#include <peax/document/page.hpp>

#include <array>
#include <cmath>
#include <string>

namespace demo {

namespace d = peax::document;

struct block {
  char const* name;
  char const* operators;
  char const* shape;
  std::int64_t macs;
  std::int64_t feature_bytes;
};

inline constexpr std::array<block, 7> blocks{
    {{"block 0", "Conv 3x3, Relu, MaxPool", "16x14x14", 78400, 12544},
     {"block 1", "2 Conv 3x3, Add, Relu", "16x14x14", 903168, 12544},
     {"block 2", "2 Conv 3x3, Add, Relu", "16x14x14", 903168, 12544},
     {"block 3", "2 Conv 3x3, Conv 1x1, Add, Relu", "32x7x7", 702464, 6272},
     {"block 4", "2 Conv 3x3, Add, Relu", "32x7x7", 903168, 6272},
     {"block 5", "2 Conv 3x3, Conv 1x1, Add, Relu", "64x4x4", 917504, 4096},
     {"block 6", "2 Conv 3x3, Add, GlobalAveragePool, Gemm", "10", 1180288, 40}}};
inline constexpr double total = 5588160;

inline d::network_drawing network() {
  d::network_drawing n;
  n.title = "The chosen solution: blocks, exits and processors";
  n.processors = {"Cortex-M0+ at 48 MHz", "Cortex-M4F at 120 MHz"};
  n.boxes.push_back({"input", "input", {"1x28x28, image"}, {}, 0});
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    auto const& b = blocks[i];
    n.boxes.push_back({b.name,
                       i == 6   ? "classifier"
                       : i == 0 ? "convolution"
                                : "residual",
                       {b.operators, std::string(b.shape) + ", " + d::grouped(b.macs) + " MACs"},
                       static_cast<double>(b.macs) / total,
                       i == 0 ? 0u : 1u});
    n.arrows.push_back({i, i + 1, i == 1 ? "12.2 KiB over SPI" : ""});
  }
  n.exits = {{1, "exit 0", {"grid 3x3 + dense, 1,440 MACs"}, 0.8042, 0.573, true},
             {4, "exit 3", {"grid 3x3 + dense, 2,880 MACs"}, 0.5672, 0.318, true},
             {6, "exit 5", {"global pooling + dense, 640 MACs"}, {}, {}, false}};
  return n;
}

inline d::scatter front() {
  d::scatter s;
  s.title = "Pareto front on validation";
  s.x = {"mean MACs per sample", d::as_quantity(), false, {}, {}};
  s.y = {"accuracy", d::as_percent(2), false, {}, {}};
  d::series points{"front", {}, d::trace::front, false},
      tried{"other thresholds", {}, d::trace::points, false};
  for (int i = 0; i < 40; ++i) {
    double const share = 0.08 + 0.9 * i / 39.0;
    double const accuracy = 0.9195 - 0.055 * std::exp(-7.5 * share);
    points.points.push_back(
        {share * total, accuracy,
         "thresholds " + d::fixed(0.4 + i * 0.014, 3) + ", " + d::fixed(0.5 + i * 0.01, 3)});
    for (int k = 1; k <= 4; ++k)
      tried.points.push_back(
          {(share + 0.03 * k) * total, accuracy - 0.003 * k - 0.002 * ((i * 7 + k * 3) % 5), ""});
  }
  s.all = {std::move(points), std::move(tried)};
  s.chosen = d::point{0.1949 * total, 0.9067, "chosen: 80.5 % fewer MACs"};
  s.guides = {{"original 91.9 %", 0.9194, false}, {"limit: 1.5 points", 0.9044, false}};
  return s;
}

inline d::scatter exits_tried() {
  d::scatter s;
  s.title = "Every exit alone: accuracy against cost";
  s.x = {"MACs to the exit", d::as_quantity(), false, {}, {}};
  s.y = {"validation accuracy", d::as_percent(2), false, {}, {}};
  double const cost[] = {0.0143, 0.1759, 0.3375, 0.4635, 0.6251, 0.7906},
               grid[] = {.8537, .8790, .8962, .9135, .9171, .9196},
               pool[] = {.6826, .7504, .7815, .8545, .8903, .9195};
  d::series g{"grid 3x3 + dense", {}, d::trace::line, true},
      p{"global pooling + dense", {}, d::trace::line, false};
  for (std::size_t i = 0; i < 6; ++i) {
    g.points.push_back({cost[i] * total, grid[i], "block " + std::to_string(i)});
    p.points.push_back({cost[i] * total, pool[i], "block " + std::to_string(i)});
  }
  s.all = {std::move(g), std::move(p)};
  s.guides = {{"original 91.9 %", 0.9194, false}};
  return s;
}

inline d::lanes timeline() {
  d::lanes l;
  l.title = "Longest way of one sample";
  l.all = {{"Cortex-M0+ at 48 MHz",
            {"99.3 µJ", "20.1 of 32 KiB RAM"},
            {{"block 0 + exit 0", 0, 0.0131, "", false}},
            0},
           {"SPI, 8 Mbit/s", {"10.4 µJ"}, {{"12.2 KiB", 0.0131, 0.0128, "", true}}},
           {"Cortex-M4F at 120 MHz",
            {"1.62 mJ", "41 of 128 KiB RAM"},
            {{"wake", 0.0222, 0.0037, "", true},
             {"blocks 1 to 3 + exit 3", 0.0259, 0.0299, "", false},
             {"blocks 4 to 6", 0.0558, 0.0363, "final answer", false}},
            1}};
  return l;
}

inline d::matrix confusion() {
  d::matrix m{
      "Confusion on test, chosen solution",
      "true class",
      "predicted class",
      {"T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Boot"},
      {},
      d::as_integer()};
  for (int i = 0; i < 10; ++i) {
    m.values.emplace_back();
    for (int j = 0; j < 10; ++j)
      m.values.back().push_back(i == j                               ? 860 + 13 * ((i * 7) % 10)
                                : (i * 31 + j * 17) % 11 < 4         ? 0
                                : (i + j) % 3 == 0 && i < 7 && j < 7 ? 40 + i * j
                                                                     : (i * j) % 7);
  }
  return m;
}

inline d::page page() {
  d::page page("fmnist_resnet14", "Early exits on two processors, chosen on 5,000 validation images and "
                                  "measured on 10,000 test images. Seed 0.");
  page.section("Result")
      .say("The network answers 57 % of the samples on the small core. Accuracy may fall by 1.5 points at "
           "most; the cheapest solution within that limit was chosen.")
      .show(d::figures{}
                .add({"MACs saved", 0.805, d::as_percent(), "5,588,160 to 1,088,944 on average", true})
                .add({"Test accuracy", 0.9085, d::as_percent(2), "original 91.73 %, interval 90.3 to 91.4 %"})
                .add({"Mean energy", 0.000742, d::as_quantity("J"), "original 2.11 mJ"})
                .add({"Worst latency", 0.0921, d::as_quantity("s"), "mean 24.1 ms"})
                .add({"Peak RAM", 41984, d::as_bytes(), "of 128 KiB"}))
      .show(front())
      .show(d::table({{"Solution"},
                      {"Test accuracy", d::as_percent(2)},
                      {"Mean MACs", d::as_integer()},
                      {"of original", d::as_share()},
                      {"Mean latency", d::as_quantity("s")},
                      {"Mean energy", d::as_quantity("J")},
                      {"Flash", d::as_bytes()}},
                     "Some solutions of the front")
                .add({"1", 0.8689, 650000, 0.1163, 0.0182, 0.00048, 712704})
                .add({"2", 0.9085, 1088944, 0.1949, 0.0241, 0.000742, 714752}, d::emphasis::chosen)
                .add({"3", 0.9120, 1760270, 0.3150, 0.0330, 0.00112, 714752})
                .add({"original", 0.9173, 5588160, 1.0, 0.0838, 0.00211, 705304}, d::emphasis::muted));
  page.section("Network")
      .say("Every block with its share of the multiply-accumulates, the exits behind the blocks, and the "
           "processor that runs it.")
      .show(network());
  d::bars per_block{
      "MACs per block", {"MACs", d::as_quantity(), false, {}, {}}, {"backbone", "exit branch"}, {}};
  d::table layers({{"Block"},
                   {"Operators"},
                   {"Output"},
                   {"MACs", d::as_integer()},
                   {"Share", d::as_share()},
                   {"Feature map", d::as_bytes()}});
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    auto const& b = blocks[i];
    per_block.items.push_back({b.name,
                               {static_cast<double>(b.macs), i == 0   ? 1440.0
                                                             : i == 3 ? 2880.0
                                                                      : 0.0},
                               ""});
    layers.add({b.name, b.operators, b.shape, b.macs, static_cast<double>(b.macs) / total, b.feature_bytes});
  }
  layers.add({"total", "", "", static_cast<std::int64_t>(total), 1.0, ""}, d::emphasis::total);
  page.section("Footprint")
      .show(std::move(per_block))
      .show(std::move(layers))
      .show(d::table({{"Layer"}, {"MACs", d::as_integer()}}, "All 42 layers").add({"conv1", 78400}).fold());
  d::histogram h{"Confidence at exit 0",
                 {"maximum probability", d::as_number(2), false, {}, {}},
                 {"samples", d::as_integer(), false, {}, {}},
                 {},
                 {{"right", {}}, {"wrong", {}}}};
  for (int i = 0; i <= 20; ++i) h.edges.push_back(i / 20.0);
  for (int i = 0; i < 20; ++i) {
    h.all[0].values.push_back(i < 4 ? 0 : std::floor(12 * std::exp(i * 0.26)));
    h.all[1].values.push_back(i < 4 ? 0 : std::floor(160 * std::exp(-(i - 9) * (i - 9) / 18.0)));
  }
  page.section("Data").show(d::bars{
      "Samples per class, training",
      {"samples", d::as_integer(), false, {}, {}},
      {},
      {{"T-shirt", {5012}, ""}, {"Trouser", {4987}, ""}, {"Pullover", {5003}, ""}, {"Boot", {4998}, ""}}});
  page.section("Exits tried")
      .say("A grid of pooled averages keeps where things are; it costs little and decides more than the "
           "search.")
      .show(exits_tried())
      .show(std::move(h))
      .show(confusion())
      .refuse("Not done, and why",
              {{"mapping on one processor", "block 3 needs 41.0 KiB of RAM, the Cortex-M0+ has 32 KiB",
                "Cortex-M0+ at 48 MHz"},
               {"exit", "its accuracy alone is below that of an earlier, cheaper exit",
                "block 1, global pooling"},
               {"joint fine-tuning", "it was not asked for (finetune=0)", ""}});
  page.section("Processors")
      .show(timeline())
      .show(d::note{"The worst case is the sum of all segments, transfers and wake-ups: 92.1 ms.",
                    d::tone::plain});
  page.section("How to repeat this")
      .show(d::code{"peax optimize fmnist_resnet14.onnx --train train.npz:x,train.npz:y \\\n  --rewrite "
                    "confidence_exits --max-accuracy-loss 0.015 --output out"})
      .show(d::link{"Solution 2 as JSON", "solutions/2/solution.json"});
  return page;
}

} // namespace demo
