// A report, a rewriter and a data source of your own. Two settings of the rewriter are tried beside each other: prints what
// each replaced, what it refused and why, and what has run.
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/flow.hpp>
#include <peax/core/random.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/pattern.hpp>
#include <peax/report/dataset.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace {
using peax::report::dataset, peax::model, peax::single_exit;

//! [source]
//! Points of a plane, made when they are asked for. The class is the side of a line.
struct points {
  std::uint64_t seed;

  [[nodiscard]] std::size_t size() const { return 256; }
  [[nodiscard]] std::array<float, 2> sample(std::size_t i) const {
    peax::random_stream random(seed + i);
    auto const x = static_cast<float>(random.normal());
    return {x, static_cast<float>(random.normal())};
  }
  [[nodiscard]] int label(std::size_t i) const { return sample(i)[0] < sample(i)[1] ? 0 : 1; }
};
//! [source]

//! [report]
//! How large the numbers are that go into each sigmoid of the network.
struct sigmoid_inputs {
  static constexpr std::string_view title = "Inputs of sigmoids";
  struct entry {
    peax::node_id node;
    float largest;
  };
  std::vector<entry> each;

  struct default_reporter {
    sigmoid_inputs make(peax::network const& n, dataset<peax::validation> const& data) const {
      sigmoid_inputs found;
      for (auto const& match : peax::find_all(peax::is<peax::op::sigmoid>.as<"sigmoid">, *n)) {
        peax::engine::plan_options what;
        what.wanted = {match.get<"sigmoid">().input_id(0)};
        float largest = 0;
        for (auto const& values : peax::engine::run(n, data.samples.inputs().floats(), what))
          for (float v : values.floats()) largest = std::max(largest, std::abs(v));
        found.each.push_back({match.get<"sigmoid">().id(), largest});
      }
      return found;
    }
  };
};
//! [report]

//! The largest difference between the outputs of two networks.
double difference(peax::network const& a, peax::network const& b, peax::data::data_set const& on) {
  auto const x = peax::engine::run(a, on.inputs().floats())[0],
             y = peax::engine::run(b, on.inputs().floats())[0];
  double most = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    most = std::max(most, std::abs(double{x.floats()[i]} - y.floats()[i]));
  return most;
}

//! [rewriter]
struct hardened {
  model<single_exit> network; //!< what a solution has to have; the rest is up to you
  double change_on_validation = 0;
};

//! Sigmoids become the line x / 4 + 1/2, cut off at 0 and 1, where their inputs are at most `within`: no exponential is left.
struct hard_sigmoids {
  static constexpr std::string_view name = "hard_sigmoids";
  float within = 1;

  peax::solutions<single_exit, hardened> rewrite(model<single_exit> const& m, sigmoid_inputs const& inputs,
                                                 dataset<peax::validation> const& data) const {
    peax::solutions<single_exit, hardened> out;
    peax::graph_editor edit(*m);
    for (auto const& [node, largest] : inputs.each) {
      if (largest <= within)
        edit.set_op(node, peax::op::hard_sigmoid{0.25F, 0.5F});
      else
        out.refusals.push_back(
            {"hard sigmoid", "its inputs reach " + std::to_string(largest).substr(0, 3), (*m)[node].name});
    }
    if (out.refusals.size() == inputs.each.size()) return out; // nothing was replaced, nothing is chosen
    model<single_exit> const made(edit.finish());
    out.front.push_back({made, difference(m, made, data.samples)});
    out.choice = 0;
    return out;
  }
};
//! [rewriter]

template <class Path> void print(char const* title, Path const& way) {
  std::printf("%s\n", title);
  auto const& found = way.last().solutions();
  for (auto const& s : found.front)
    std::printf("  the output changes by at most %.2f\n", s.change_on_validation);
  for (auto const& r : found.refusals) std::printf("  refused: %s\n", r.text().c_str());
  std::printf("  %s\n", way.last().has_choice() ? "chosen" : "nothing was chosen");
}

} // namespace

int main() {
  //! [flow]
  peax::network_builder net("gates", {peax::batch_extent, 2}, 1);
  peax::graph const built = net.dense(4).sigmoid().dense(1).apply(peax::op::sigmoid{}, "answer").finish();

  auto const study =
      peax::analysis(model<single_exit>(built)).submit(dataset<peax::validation>::of::from_source(points{1}));
  auto const ways = study.run(peax::either(hard_sigmoids{0.1F}, hard_sigmoids{2}));
  print("inputs up to 0.1", ways.path<0>());
  print("inputs up to 2", ways.path<1>());
  for (auto const& e : study.session().events()) std::printf("ran: %s\n", e.name.c_str());
  //! [flow]
}
