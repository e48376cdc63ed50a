#pragma once
//! @file
//! The body of fit.hpp.

#include <peax/core/error.hpp>
#include <peax/core/part_of_progress.hpp>
#include <peax/engine/plan.hpp>
#include <peax/graph/batch_axis.hpp>
#include <peax/graph/editor.hpp>
#include <peax/train/fit.hpp>
#include <peax/train/frozen_prefix.hpp>
#include <peax/train/trainer.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::training {

namespace detail {

inline void check_options(graph const& g, fit_options const& o) {
  auto const fail = [&](std::string const& what) {
    throw bad_input(fmt::format("training of {}: {}", g.name(), what));
  };
  if (g.inputs().size() != 1)
    fail(fmt::format("the network has {} inputs; training feeds one", g.inputs().size()));
  for (auto const& trained : o.outputs) {
    if (trained.output >= g.outputs().size()) continue;
    if (auto const why = why_no_batch(g, trained.output)) fail(*why);
    auto const& out = g[g.outputs()[trained.output]];
    if (out.type != data_type::float32)
      fail(fmt::format("the output '{}' is {}, and whole numbers have no gradient; train an output of floats "
                       "(--output-name)",
                       out.name, name_of(out.type)));
  }
  if (o.epochs < 1) fail("at least one epoch is needed");
  if (o.batch < 1) fail("a batch needs at least one sample");
  if (!(o.label_smoothing >= 0 && o.label_smoothing < 1))
    fail("label smoothing must be at least 0 and below 1");
  if (o.teacher && !(o.teacher->temperature > 0)) fail("the temperature of distillation must be above 0");
  if (o.teacher && !(o.teacher->share >= 0 && o.teacher->share <= 1))
    fail("the share of the teacher must be 0 to 1");
  for (float const w : o.class_weights)
    if (!(w >= 0) || !std::isfinite(w)) fail("class weights must be numbers not below 0");
}

inline std::vector<answers> all_answers(placed_objectives const& placed, data::data_set const& set) {
  std::vector<answers> all;
  for (auto const& o : placed.all) all.push_back(answers_of(o, set));
  return all;
}

inline std::vector<float> weights_of(graph const& g, objective const& o, answers const& a,
                                     fit_options const& options) {
  auto const counts = class_counts(o, a);
  if (counts.empty()) return {};
  if (std::count_if(counts.begin(), counts.end(), [](std::size_t n) { return n != 0; }) < 2) {
    auto const only =
        static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    throw bad_input(fmt::format("training of {}: all training samples are of class {}, so there is nothing "
                                "to learn; give samples of at least two classes",
                                g.name(), only));
  }
  if (o.one_of && (!options.class_weights.empty() || options.class_weight_power != 0))
    throw bad_input(fmt::format("training of {}: its sigmoid outputs have no weights of classes; end the "
                                "network in a softmax, or weigh nothing",
                                g.name()));
  if (!options.class_weights.empty()) {
    if (options.class_weights.size() != counts.size())
      throw bad_input(fmt::format("training of {}: {} class weights for {} classes", g.name(),
                                  options.class_weights.size(), counts.size()));
    return options.class_weights;
  }
  return options.class_weight_power == 0 ? std::vector<float>{}
                                         : balanced_weights(counts, options.class_weight_power);
}

//! Values of a graph under the names that they have in another.
inline std::vector<value_id> renamed(graph const& from, std::vector<value_id> const& ids, graph const& to) {
  std::vector<value_id> out;
  for (auto id : ids)
    if (auto const at = to.find(from[id].name); at != value_id::none) out.push_back(at);
  return out;
}

inline feature_cache keep_features(graph const& prefix, data::data_set const& set, fit_options const& options,
                                   progress const& to) {
  engine::plan plan(prefix, static_cast<engine::index>(std::max<std::size_t>(options.batch, 64)),
                    {.threads = options.threads});
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < plan.output_count(); ++i)
    widths.push_back(static_cast<std::size_t>(plan.output_dims(i).elements()));
  feature_cache cache(widths, set.size(), options.cache);
  each_batch(plan, {{set.inputs().floats()}, set.size()}, [&](std::size_t first, std::size_t n) {
    for (std::size_t i = 0; i < widths.size(); ++i)
      std::copy(plan.output(i).begin(), plan.output(i).end(), cache.rows(i).data() + first * widths[i]);
    tell(to, "running the frozen part of " + prefix.name(),
         static_cast<double>(first + n) / static_cast<double>(set.size()));
  });
  return cache;
}

inline sample_rows rows_of(feature_cache const& cache) {
  sample_rows rows{{}, cache.samples()};
  for (std::size_t i = 0; i < cache.maps(); ++i) rows.inputs.push_back(cache.rows(i));
  return rows;
}

//! Logits of the teacher [N, width]; of the values after the activation where the objectives are squared errors.
inline std::vector<float> teacher_logits(teacher const& t, placed_objectives const& placed,
                                         data::data_set const& set, fit_options const& options) {
  graph const& g = *t.network;
  auto const o = objective_of(g, {t.output, 1, placed.all[0].loss});
  for (auto const& mine : placed.all)
    if (mine.layout.size() != o.layout.size() || mine.loss != o.loss)
      throw bad_input(fmt::format("training: the teacher {} gives {} values where the network gives {}",
                                  g.name(), o.layout.size(), mine.layout.size()));
  if (g.inputs().size() != 1)
    throw bad_input(fmt::format("training: the teacher {} has more than one input", g.name()));
  auto const fitting = set.fit_to(g[g.inputs()[0]].dims);
  engine::plan plan(g, 64, {.wanted = {o.logits}, .threads = options.threads});
  std::vector<float> all;
  each_batch(plan, {{fitting.inputs().floats()}, set.size()}, [&](std::size_t, std::size_t) {
    all.insert(all.end(), plan.output(0).begin(), plan.output(0).end());
  });
  return all;
}

//! One training, phase by phase: what is learned from, what is frozen, the epochs, the network with its new weights.
class fitting {
 public:
  fitting(graph const& g, data::data_set const& train, data::data_set const& validation,
          fit_options const& options, progress const& to)
      : g_(g), options_(options), to_(to), validates_(validation.size() != 0) {
    check_options(g, options);
    if (train.size() == 0)
      throw bad_input(fmt::format("training of {}: there are no training samples", g.name()));
    shape const& input = g[g.inputs()[0]].dims;
    samples_ = train.fit_to(input);
    if (validates_) held_out_ = validation.fit_to(input);
    placed_ = place_objectives(g, options.outputs, &samples_);
    truth_ = all_answers(placed_, samples_);
    if (validates_) held_out_truth_ = all_answers(placed_, held_out_);
    for (std::size_t k = 0; k < placed_.all.size(); ++k)
      class_weights_.push_back(weights_of(g, placed_.all[k], truth_[k], options));
    run_frozen_part();
  }

  [[nodiscard]] fit_result run() {
    engine::plan_options choice{.wanted = renamed(g_, placed_.wanted, learning()),
                                .training = true,
                                .threads = options_.threads,
                                .seed = options_.seed};
    if (options_.trained) choice.trained = renamed(g_, *options_.trained, learning());
    engine::plan plan(learning(), static_cast<engine::index>(std::min(options_.batch, samples_.size())),
                      choice);
    if (plan.parameter_list().empty())
      throw bad_input(fmt::format(
          "training of {}: nothing trains; name weights that the trained outputs depend on", g_.name()));
    learn(plan, choice.wanted);
    result_.cached_floats = kept_;
    result_.network = with_best_weights(plan);
    return std::move(result_);
  }

 private:
  [[nodiscard]] graph const& learning() const { return split_ ? split_->rest : g_; }

  //! What the run of the frozen part takes of all, about.
  [[nodiscard]] double frozen_share() const { return 1 / (1 + static_cast<double>(options_.epochs)); }

  //! What does not change runs once, if its feature maps may be kept; learning begins at them then.
  void run_frozen_part() {
    if (options_.trained && !options_.augment) split_ = split_frozen(g_, placed_.wanted, *options_.trained);
    if (split_) {
      for (auto id : split_->prefix.outputs())
        kept_ += static_cast<std::size_t>(split_->prefix[id].dims.elements());
      if (!feature_cache::holds(kept_ * sizeof(float) *
                                    (samples_.size() + (validates_ ? held_out_.size() : 0)),
                                options_.cache))
        split_.reset(), kept_ = 0;
    }
    rows_ = {{samples_.inputs().floats()}, samples_.size()};
    if (validates_) held_out_rows_ = {{held_out_.inputs().floats()}, held_out_.size()};
    if (!split_) return;
    features_ = keep_features(split_->prefix, samples_, options_,
                              part_of(to_, 0, validates_ ? 0.7 * frozen_share() : frozen_share()));
    rows_ = rows_of(features_);
    if (!validates_) return;
    held_out_features_ = keep_features(split_->prefix, held_out_, options_,
                                       part_of(to_, 0.7 * frozen_share(), frozen_share()));
    held_out_rows_ = rows_of(held_out_features_);
  }

  //! All epochs; afterwards the best weights and statistics are known.
  void learn(engine::plan& plan, std::vector<value_id> const& wanted) {
    std::vector<float> taught;
    if (options_.teacher) taught = teacher_logits(*options_.teacher, placed_, samples_, options_);
    trainer loop(plan, placed_, rows_, truth_, std::move(class_weights_), taught, options_);
    best_.assign(plan.parameters().begin(), plan.parameters().end());
    best_statistics_.assign(plan.statistics().begin(), plan.statistics().end());
    criterion const by = resolved(options_.score.by, placed_.all[0]);
    auto& history = result_.history;
    auto const to = split_ ? part_of(to_, frozen_share(), 1) : to_;
    for (std::size_t e = 0; e < options_.epochs; ++e) {
      epoch_record record;
      record.train_loss = loop.epoch(e, to);
      if (validates_) judge(plan, wanted, record);
      history.push_back(record);
      if (options_.on_epoch) options_.on_epoch(e, record);
      bool const better =
          e == 0 || is_better(by, record.validation_score, history[result_.best_epoch].validation_score);
      if (better || !validates_ || !options_.keep_best) {
        std::copy(plan.parameters().begin(), plan.parameters().end(), best_.begin());
        std::copy(plan.statistics().begin(), plan.statistics().end(), best_statistics_.begin());
      }
      if (better || !validates_) result_.best_epoch = e;
      if (validates_ && options_.patience > 0 && e - result_.best_epoch >= options_.patience) break;
    }
    if (!options_.keep_best) result_.best_epoch = history.size() - 1;
  }

  //! Loss and score on the validation data with the weights as they are.
  void judge(engine::plan const& plan, std::vector<value_id> const& wanted, epoch_record& record) const {
    graph const now = plan.write_back();
    engine::plan answering(now, 64,
                           {.wanted = renamed(learning(), wanted, now), .threads = options_.threads});
    auto const m = measure(answering, placed_, held_out_rows_, held_out_truth_, options_.score);
    record.validation_loss = m.loss, record.validation_score = m.score;
  }

  [[nodiscard]] peax::network with_best_weights(engine::plan const& plan) const {
    std::map<std::string, value_id, std::less<>> ids;
    for (std::size_t i = 0; i < g_.values().size(); ++i)
      ids.emplace(g_.values()[i].name, static_cast<value_id>(i));
    graph_editor editor(g_);
    auto const put = [&](std::span<engine::parameter const> list, std::vector<float> const& memory) {
      for (auto const& p : list) {
        auto const from = memory.begin() + static_cast<std::ptrdiff_t>(p.offset);
        value const& v = learning()[p.id];
        editor.set_constant(
            ids.at(v.name),
            tensor(v.dims, std::vector<float>(from, from + static_cast<std::ptrdiff_t>(p.size))));
      }
    };
    put(plan.parameter_list(), best_);
    put(plan.statistics_list(), best_statistics_);
    return peax::network(editor.finish());
  }

  graph const& g_;
  fit_options const& options_;
  progress const& to_;
  bool validates_;
  data::data_set samples_, held_out_;
  placed_objectives placed_;
  std::vector<answers> truth_, held_out_truth_;
  std::vector<std::vector<float>> class_weights_;
  std::optional<frozen_split> split_;
  std::size_t kept_ = 0;
  feature_cache features_, held_out_features_;
  sample_rows rows_, held_out_rows_;
  std::vector<float> best_, best_statistics_;
  fit_result result_;
};

} // namespace detail

PEAX_INLINE fit_result fit(peax::network const& n, data::data_set const& train,
                           data::data_set const& validation, fit_options const& options, progress const& to) {
  return detail::fitting(*n, train, validation, options, to).run();
}

} // namespace peax::training
