#pragma once
//! @file
//! Training of a network, whole or in part.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/data_set.hpp>
#include <peax/engine/plan.hpp>
#include <peax/train/fit_options.hpp>
#include <peax/train/frozen_prefix.hpp>
#include <peax/train/trainer.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
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
    throw bad_input("training of " + g.name() + ": " + what);
  };
  if (g.inputs().size() != 1)
    fail("the network has " + std::to_string(g.inputs().size()) + " inputs; training feeds one");
  if (!g[g.inputs()[0]].dims.is_batched())
    fail("its input " + g[g.inputs()[0]].dims.text() +
         " has no free batch axis; export the model with a dynamic batch");
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
    throw bad_input("training of " + g.name() + ": all training samples are of class " +
                    std::to_string(only) +
                    ", so there is nothing to learn; give samples of at least two classes");
  }
  if (!options.class_weights.empty()) {
    if (options.class_weights.size() != counts.size())
      throw bad_input("training of " + g.name() + ": " + std::to_string(options.class_weights.size()) +
                      " class weights for " + std::to_string(counts.size()) + " classes");
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

template <class Ops>
feature_cache keep_features(graph const& prefix, data::data_set const& set, fit_options const& options,
                            progress const& to) {
  engine::plan<Ops> plan(prefix, static_cast<engine::index>(std::max<std::size_t>(options.batch, 64)),
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
template <class Ops>
std::vector<float> teacher_logits(teacher const& t, placed_objectives const& placed,
                                  data::data_set const& set, fit_options const& options) {
  graph const& g = *t.network;
  auto const o = objective_of(g, {t.output, 1, placed.all[0].loss});
  for (auto const& mine : placed.all)
    if (mine.layout.size() != o.layout.size() || mine.loss != o.loss)
      throw bad_input("training: the teacher " + g.name() + " gives " + std::to_string(o.layout.size()) +
                      " values where the network gives " + std::to_string(mine.layout.size()));
  if (g.inputs().size() != 1)
    throw bad_input("training: the teacher " + g.name() + " has more than one input");
  auto const fitting = set.fit_to(g[g.inputs()[0]].dims);
  engine::plan<Ops> plan(g, 64, {.wanted = {o.logits}, .threads = options.threads});
  std::vector<float> all;
  each_batch(plan, {{fitting.inputs().floats()}, set.size()}, [&](std::size_t, std::size_t) {
    all.insert(all.end(), plan.output(0).begin(), plan.output(0).end());
  });
  return all;
}

} // namespace detail

//! Trains a network on a data set. With validation data the weights of the best epoch are kept (`keep_best`) and training
//! may end early (`patience`). What does not change (in front of `trained`) runs once; its feature maps are kept, unless
//! the inputs are augmented or they are larger than `cache` allows: then it runs in every epoch, with the same result.
//! Same seed, same bytes, whatever the number of threads. The structure and all names stay.
//! Throws bad_input: shapes or labels that do not fit, one class only, a loss that is no number.
template <class Ops = default_ops>
[[nodiscard]] fit_result fit(peax::network const& n, data::data_set const& train,
                             data::data_set const& validation = {}, fit_options const& options = {},
                             progress const& to = {}) {
  graph const& g = *n;
  detail::check_options(g, options);
  if (train.size() == 0) throw bad_input("training of " + g.name() + ": there are no training samples");
  bool const validates = validation.size() != 0;
  shape const& input = g[g.inputs()[0]].dims;
  data::data_set const samples = train.fit_to(input),
                       held_out = validates ? validation.fit_to(input) : data::data_set();
  auto const placed = place_objectives(g, options.outputs);
  auto const truth = detail::all_answers(placed, samples);
  auto const held_out_truth = validates ? detail::all_answers(placed, held_out) : std::vector<answers>();
  std::vector<std::vector<float>> class_weights;
  for (std::size_t k = 0; k < placed.all.size(); ++k)
    class_weights.push_back(detail::weights_of(g, placed.all[k], truth[k], options));

  std::optional<frozen_split> split;
  if (options.trained && !options.augment) split = split_frozen<Ops>(g, placed.wanted, *options.trained);
  std::size_t kept = 0;
  if (split) {
    for (auto id : split->prefix.outputs())
      kept += static_cast<std::size_t>(split->prefix[id].dims.elements());
    if (!feature_cache::holds(kept * sizeof(float) * (samples.size() + (validates ? held_out.size() : 0)),
                              options.cache))
      split.reset(), kept = 0;
  }
  sample_rows rows{{samples.inputs().floats()}, samples.size()}, held_out_rows;
  if (validates) held_out_rows = {{held_out.inputs().floats()}, held_out.size()};
  feature_cache features, held_out_features;
  if (split) {
    features = detail::keep_features<Ops>(split->prefix, samples, options, to);
    rows = detail::rows_of(features);
    if (validates) {
      held_out_features = detail::keep_features<Ops>(split->prefix, held_out, options, to);
      held_out_rows = detail::rows_of(held_out_features);
    }
  }
  graph const& learning = split ? split->rest : g;
  engine::plan_options choice{.wanted = detail::renamed(g, placed.wanted, learning),
                              .training = true,
                              .threads = options.threads,
                              .seed = options.seed};
  if (options.trained) choice.trained = detail::renamed(g, *options.trained, learning);
  engine::plan<Ops> plan(learning, static_cast<engine::index>(std::min(options.batch, samples.size())),
                         choice);
  if (plan.parameter_list().empty())
    throw bad_input("training of " + g.name() +
                    ": nothing trains; name weights that the trained outputs depend on");
  std::vector<float> taught;
  if (options.teacher) taught = detail::teacher_logits<Ops>(*options.teacher, placed, samples, options);

  trainer loop(plan, placed, rows, truth, std::move(class_weights), taught, options);
  fit_result result;
  result.cached_floats = kept;
  std::vector<float> best(plan.parameters().begin(), plan.parameters().end()),
      best_statistics(plan.statistics().begin(), plan.statistics().end());
  criterion const by = resolved(options.score.by, placed.all[0]);
  for (std::size_t e = 0; e < options.epochs; ++e) {
    epoch_record record;
    record.train_loss = loop.epoch(e, to);
    if (validates) {
      graph const now = plan.write_back();
      engine::plan<Ops> answering(
          now, 64, {.wanted = detail::renamed(learning, choice.wanted, now), .threads = options.threads});
      auto const m = measure(answering, placed, held_out_rows, held_out_truth, options.score);
      record.validation_loss = m.loss, record.validation_score = m.score;
    }
    result.history.push_back(record);
    if (options.on_epoch) options.on_epoch(e, record);
    bool const better =
        e == 0 || is_better(by, record.validation_score, result.history[result.best_epoch].validation_score);
    if (better || !validates || !options.keep_best) {
      std::copy(plan.parameters().begin(), plan.parameters().end(), best.begin());
      std::copy(plan.statistics().begin(), plan.statistics().end(), best_statistics.begin());
    }
    if (better || !validates) result.best_epoch = e;
    if (validates && options.patience > 0 && e - result.best_epoch >= options.patience) break;
  }
  if (!options.keep_best) result.best_epoch = result.history.size() - 1;

  std::map<std::string, value_id, std::less<>> ids;
  for (std::size_t i = 0; i < g.values().size(); ++i)
    ids.emplace(g.values()[i].name, static_cast<value_id>(i));
  graph_editor editor(g);
  auto const put = [&](std::span<engine::parameter const> list, std::vector<float> const& memory) {
    for (auto const& p : list) {
      auto const from = memory.begin() + static_cast<std::ptrdiff_t>(p.offset);
      value const& v = learning[p.id];
      editor.set_constant(
          ids.at(v.name),
          tensor(v.dims, std::vector<float>(from, from + static_cast<std::ptrdiff_t>(p.size))));
    }
  };
  put(plan.parameter_list(), best);
  put(plan.statistics_list(), best_statistics);
  result.network = peax::network(editor.finish<Ops>());
  return result;
}

PEAX_COMPILED_ONCE(fit_result fit<default_ops>(peax::network const&, data::data_set const&,
                                               data::data_set const&, fit_options const&, progress const&));

} // namespace peax::training
