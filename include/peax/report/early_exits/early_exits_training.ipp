#pragma once
//! @file
//! How the report early_exits is made: one pass over the training data for the features, all heads side by side, one pass over
//! the validation data through the very graph that is deployed.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/part_of_progress.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/data_set.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/batch_axis.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/extract.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/told_labels.hpp>
#include <peax/report/early_exits.hpp>
#include <peax/report/early_exits/branch.hpp>
#include <peax/score/score_of.hpp>
#include <peax/train/decided_task.hpp>
#include <peax/train/fit.hpp>
#include <peax/train/linear_heads.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::report {

namespace detail {

//! Makes the report step by step.
class exit_trainer {
 public:
  exit_trainer(early_exits::settings const& with, network const& n, architecture const& a,
               data::data_set const& learn, data::data_set const& judge, progress const& to)
      : with_(with), a_(a), g_(*n), learn_(learn.fit_to(g_[g_.inputs()[0]].dims).with_labels()),
        judge_(judge.fit_to(g_[g_.inputs()[0]].dims).with_labels()), to_(to) {
    out_.form = *answer_form_of(g_);
    out_.network_macs = cost_of(g_).macs.value;
    answers_ = g_[g_.outputs()[0]].dims.elements();
    std::int64_t const classes = std::max<std::int64_t>(answers_, 2);
    learn_.require_classes(classes);
    judge_.require_classes(classes);
  }

  early_exits make() {
    add_pooled_heads();
    judge_all();
    add_convolutions();
    choose();
    return std::move(out_);
  }

 private:
  struct tap {
    std::size_t place;
    branch_kind kind;
    value_id features;
  };

  //! What the pooled heads take of all, about; convolutions may come behind them.
  [[nodiscard]] double heads_share() const { return wants(branch_kind::conv) ? 0.5 : 1; }

  [[nodiscard]] bool wants(branch_kind k) const {
    return std::find(with_.kinds.begin(), with_.kinds.end(), k) != with_.kinds.end();
  }

  //! Whether the grid of a map is one cell (or the map has no place): then it is the pool.
  [[nodiscard]] bool grid_is_pool(shape const& map) const {
    if (map.rank() == 2) return true;
    for (std::size_t i = 2; i < map.rank(); ++i)
      if (map[i] > 1) return false;
    return true;
  }

  exit_candidate candidate_at(location const& l, branch_kind kind, network branch) const {
    exit_candidate c;
    c.at = g_[l.at].name;
    c.after_block = name_of_place(a_, l);
    c.kind = kind;
    c.prefix_macs = l.prefix_cost.macs.value;
    c.branch_macs = cost_of(*branch).macs.value;
    c.branch = std::move(branch);
    return c;
  }

  //! One pass over the training data gives the pooled features of every place; all heads are trained on them.
  void add_pooled_heads() {
    graph_editor edit(g_);
    std::vector<tap> taps;
    std::vector<value_id> outputs;
    for (std::size_t p = 0; p < a_.locations.size(); ++p) {
      value_id const map = a_.locations[p].at;
      for (auto kind : {branch_kind::pool, branch_kind::grid}) {
        bool const same = grid_is_pool(g_[map].dims);
        if (!(same ? kind == branch_kind::pool && (wants(branch_kind::pool) || wants(branch_kind::grid))
                   : wants(kind)))
          continue;
        taps.push_back({p, kind,
                        add_pooling(edit, map, kind,
                                    "tap_" + std::to_string(p) + "_" + std::string(name_of(kind)) + "/")});
        outputs.push_back(taps.back().features);
      }
    }
    if (taps.empty()) return;
    bool const distills = with_.distillation > 0;
    if (distills) outputs.push_back(g_.outputs()[0]);
    edit.set_outputs(outputs);
    network const tapped(edit.finish());
    auto const features =
        engine::run(tapped, learn_.inputs().floats(), {}, part_of(to_, 0, 0.3 * heads_share()));

    std::vector<training::head_input> heads;
    for (std::size_t i = 0; i < taps.size(); ++i)
      heads.push_back({features[i].floats(),
                       static_cast<std::size_t>((*tapped)[tapped->outputs()[i]].dims.elements()),
                       {}});
    training::head_options options;
    options.epochs = static_cast<std::size_t>(with_.epochs);
    options.batch = with_.batch;
    options.rate = with_.rate;
    options.class_weight_power = with_.class_weight_power;
    options.seed = with_.seed;
    options.keep_best = false;
    std::vector<float> teacher;
    if (distills && out_.form != answer_form::logits) {
      options.teacher = features.back().floats();
      options.share = with_.distillation;
    }
    auto const trained =
        training::train_heads(heads, learn_.labels(), static_cast<std::size_t>(answers_), options, {},
                              part_of(to_, 0.3 * heads_share(), 0.85 * heads_share()));
    for (std::size_t i = 0; i < taps.size(); ++i) {
      location const& l = a_.locations[taps[i].place];
      tensor weights(shape{answers_, static_cast<std::int64_t>(trained[i].width)}, trained[i].weights);
      tensor bias(shape{answers_}, trained[i].bias);
      out_.tried.push_back(candidate_at(
          l, taps[i].kind,
          pooled_branch(g_[l.at].dims, taps[i].kind, std::move(weights), std::move(bias), out_.form)));
    }
  }

  [[nodiscard]] double score_of(tensor const& outputs) const {
    auto const n = static_cast<std::size_t>(outputs.dims()[0]);
    std::vector<std::int32_t> said;
    std::size_t const width = outputs.size() / n;
    for (std::size_t i = 0; i < n; ++i) {
      auto const row = outputs.floats().subspan(i * width, width);
      said.push_back(width == 1
                         ? (row[0] > 0.5f ? 1 : 0)
                         : static_cast<std::int32_t>(std::max_element(row.begin(), row.end()) - row.begin()));
    }
    return scoring::score_of(with_.score, judge_.labels(), said);
  }

  //! Every branch and the network itself on the validation data, by the graph that is deployed.
  void judge_all() {
    graph_editor edit(g_);
    std::vector<value_id> outputs;
    for (std::size_t i = 0; i < out_.tried.size(); ++i) {
      value_id const map = g_.find(out_.tried[i].at);
      outputs.push_back(join(edit, *out_.tried[i].branch, std::span<value_id const>(&map, 1),
                             "tried_" + std::to_string(i) + "/")
                            .front());
    }
    outputs.push_back(g_.outputs()[0]);
    edit.set_outputs(outputs);
    auto results = engine::run(network(edit.finish()), judge_.inputs().floats(), {},
                               part_of(to_, 0.85 * heads_share(), heads_share()));
    for (std::size_t i = 0; i < out_.tried.size(); ++i) {
      out_.tried[i].outputs = results[i];
      out_.tried[i].score = score_of(results[i]);
    }
    out_.final_outputs = results.back();
    out_.final_score = score_of(results.back());
  }

  //! Where the pooled heads stay behind the network by more than convolution_gap, a small convolution looks at the map.
  void add_convolutions() {
    if (!wants(branch_kind::conv)) return;
    for (std::size_t i = 0; i < a_.locations.size(); ++i) {
      auto const& l = a_.locations[i];
      if (g_[l.at].dims.rank() < 3 || grid_is_pool(g_[l.at].dims)) continue;
      double best = 0;
      bool any = false;
      for (auto const& c : out_.tried)
        if (c.at == g_[l.at].name) best = std::max(best, c.score), any = true;
      if (any && best >= out_.final_score - with_.convolution_gap) continue;
      exit_candidate made = candidate_at(
          l, branch_kind::conv,
          trained_convolution(l, nth_part_of(part_of(to_, heads_share(), 1), i, a_.locations.size())));
      graph const head = extract(g_, g_.inputs(), std::span<value_id const>(&l.at, 1), "prefix");
      graph_editor edit(head);
      std::vector<value_id> const at{head.outputs()[0]};
      edit.set_outputs(join(edit, *made.branch, at, "branch/"));
      made.outputs = engine::run(network(edit.finish()), judge_.inputs().floats()).front();
      made.score = score_of(made.outputs);
      auto const behind = std::find_if(out_.tried.rbegin(), out_.tried.rend(),
                                       [&](auto const& c) { return c.prefix_macs <= made.prefix_macs; });
      out_.tried.insert(behind.base(), std::move(made));
    }
  }

  //! Average to a small map, one 3-wide convolution with normalization, grid, dense.
  [[nodiscard]] graph fresh_convolution(shape const& map) const {
    network_builder b("branch", map, with_.seed + 1, "map");
    if (auto pool = grid_of(map, cells_before_convolution(map)); !is_trivial(pool))
      b.apply(std::move(pool), "shrink");
    std::int64_t const channels = std::clamp<std::int64_t>(map[1], 8, 32);
    b.conv(channels, op::ints(map.rank() - 2, 3), {}, "conv").batch_normalization("norm").relu();
    if (auto grid = grid_of(b.dims(), cells_of_grid(map)); !is_trivial(grid))
      b.apply(std::move(grid), "grid");
    b.flatten().dense(answers_, "dense");
    if (out_.form == answer_form::softmax) b.softmax();
    if (out_.form == answer_form::sigmoid) b.sigmoid();
    return b.finish("answer");
  }

  [[nodiscard]] network trained_convolution(location const& l, progress const& to) const {
    graph const head = extract(g_, g_.inputs(), std::span<value_id const>(&l.at, 1), "prefix");
    graph_editor edit(head);
    std::vector<value_id> const at{head.outputs()[0]};
    edit.set_outputs(join(edit, fresh_convolution(g_[l.at].dims), at, "branch/"));
    graph const whole = edit.finish();
    training::fit_options options;
    std::vector<value_id> own;
    for (std::size_t i = 0; i < whole.values().size(); ++i)
      if (auto const& v = whole.values()[i]; v.is_constant() && v.name.starts_with("branch/"))
        own.push_back(static_cast<value_id>(i));
    options.trained = own;
    options.epochs = static_cast<std::size_t>(std::max(2, with_.epochs / 4));
    options.batch = 128;
    options.optimizer.rate = 2e-3;
    options.schedule = training::schedule::cosine();
    options.class_weight_power = with_.class_weight_power;
    options.seed = with_.seed;
    auto const fitted = training::fit(network(whole), learn_, {}, options, to).network;
    value_id const map = fitted->find(g_[l.at].name);
    graph const branch = extract(*fitted, std::span<value_id const>(&map, 1), fitted->outputs(), "branch");
    return network(branch);
  }

  //! Of each place the kind with the best score after its cost. A grid can say all that a pool can, so a pool must be better by
  //! more than one standard error of a score on so many samples to be preferred to it.
  void choose() {
    double const error =
        std::sqrt(out_.final_score * (1 - out_.final_score) / static_cast<double>(judge_.size()));
    auto const worth = [&](exit_candidate const& c) {
      double const cost = static_cast<double>(c.branch_macs) /
                          static_cast<double>(std::max<std::int64_t>(1, out_.network_macs));
      return c.score + (c.kind == branch_kind::grid ? error : 0) - with_.score_per_macs_share * cost;
    };
    for (auto const& l : a_.locations) {
      std::size_t best = out_.tried.size();
      for (std::size_t i = 0; i < out_.tried.size(); ++i)
        if (out_.tried[i].at == g_[l.at].name &&
            (best == out_.tried.size() || worth(out_.tried[i]) > worth(out_.tried[best])))
          best = i;
      if (best < out_.tried.size()) out_.chosen.push_back(best);
    }
  }

  early_exits::settings const& with_;
  architecture const& a_;
  graph const& g_;
  data::data_set learn_, judge_;
  progress const& to_;
  std::int64_t answers_ = 0;
  early_exits out_;
};

} // namespace detail

PEAX_INLINE early_exits early_exits::of::make(network const& n, architecture const& a,
                                              dataset<train> const& learn, dataset<validation> const& judge,
                                              progress const& to) const {
  auto const refuse = [&](std::string why) {
    early_exits none;
    none.network_macs = cost_of(*n).macs.value;
    none.refusals.push_back({"early exits", std::move(why), n.name()});
    return none;
  };
  if (n->inputs().size() != 1)
    return refuse(
        fmt::format("the network has {} inputs; exits are placed in networks with one", n->inputs().size()));
  if (n->outputs().size() != 1)
    return refuse(fmt::format(
        "the network has {} outputs; exits are placed in networks with one: choose it with --output-name",
        n->outputs().size()));
  if (auto const why = why_no_batch(*n)) return refuse(*why);
  if (!answer_form_of(*n))
    return refuse(fmt::format("the output {} is {}; an exit needs a classifier with one answer a sample",
                              (*n)[n->outputs()[0]].dims.text(), output_in_words(*n, n->outputs()[0])));
  if (decided_task const t = decide_task(*n, 0, learn.samples); !t.classifies())
    return refuse(fmt::format("{}: the answers make this a {} ({}); an exit needs a classification with one "
                              "answer a sample",
                              learn.samples.answers_name(), name_of(t.is), t.because));
  if (a.locations.empty())
    return refuse("no feature map outside the classifier is a cut behind a layer that computes");
  return detail::exit_trainer(with, n, a, learn.samples, judge.samples, to).make();
}

} // namespace peax::report
