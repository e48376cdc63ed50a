#pragma once
//! @file
//! The bodies of fine_tuning.hpp.

#include <peax/core/part_of_progress.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/cost.hpp>
#include <peax/graph/extract.hpp>
#include <peax/report/temporal_behaviour.hpp>
#include <peax/rewrite/confidence/fine_tuning.hpp>
#include <peax/rewrite/front/choose.hpp>
#include <peax/solution/answers.hpp>
#include <peax/train/fit.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE taken_apart take_apart(network const& whole, std::vector<result::exit_record> const& records,
                                   data::data_set const& judge, report::answer_form form,
                                   scoring::score const& by) {
  graph const& g = *whole;
  data::data_set const fitting = judge.fit_to(g[g.inputs()[0]].dims);
  auto outputs = engine::run(whole, fitting.inputs().floats());
  taken_apart out{network(extract(g, g.inputs(), g.outputs().last(1), g.name())), {}};
  report::early_exits& e = out.exits;
  e.form = form;
  e.network_macs = cost_of(*out.backbone).macs.value;
  auto const score = [&](tensor const& t) {
    return result::score_of_answers(report::labels_of(t, form), judge, by);
  };
  for (std::size_t i = 0; i + 1 < records.size(); ++i) {
    value_id const at = g.find(records[i].at);
    report::exit_candidate c{{records[i].at, records[i].after_block, {}, 0, 0, std::move(outputs[i])}};
    graph const branch = extract(g, std::span<value_id const>(&at, 1), g.outputs().subspan(i, 1), "branch");
    c.prefix_macs = cost_of(g, nodes_behind(g, std::span<value_id const>(&at, 1))).macs.value;
    c.branch_macs = cost_of(branch).macs.value;
    c.branch = network(branch);
    c.score = score(c.outputs);
    e.chosen.push_back(e.tried.size());
    e.tried.push_back(std::move(c));
  }
  e.final_outputs = std::move(outputs.back());
  e.final_score = score(e.final_outputs);
  return out;
}

PEAX_INLINE solutions<multi_exit> tuned_front(network const& n, network const& first,
                                              report::early_exits const& tried, data::data_set const& learn,
                                              data::data_set const& judge, hardware::platform const* on,
                                              confidence_settings const& with, progress const& to) {
  solutions<multi_exit> out =
      cascade_front(n, first, tried, judge, on, with, with.finetune ? part_of(to, 0, 0.1) : to);
  if (!with.finetune || !out.choice || out.front[*out.choice].thresholds.empty()) return out;
  solution<multi_exit> const& base = out.front[*out.choice];
  training::fit_options options;
  options.outputs.clear();
  for (std::size_t e = 0; e < base.exits.size(); ++e)
    options.outputs.push_back({e, 1.0, training::loss_kind::automatic});
  options.epochs = with.finetune_epochs;
  options.optimizer.rate = with.finetune_rate;
  options.seed = with.seed;
  auto const tuned = training::fit(base.network, learn, judge, options, part_of(to, 0.1, 0.9));
  taken_apart const again = take_apart(tuned.network, base.exits, judge, tried.form, with.keep.score);
  solutions<multi_exit> second =
      cascade_front(again.backbone, first, again.exits, judge, on, with, part_of(to, 0.9, 1));
  if (!second.choice) {
    out.refusals.push_back(
        {"fine-tuning",
         second.refusals.empty() ? "the tuned cascade does not keep the limit" : second.refusals.back().why,
         ""});
    return out;
  }
  solution<multi_exit> best = second.front[*second.choice];
  best.note += std::string(best.note.empty() ? "" : "; ") + "weights tuned jointly";
  if (rank_of(best, with.keep.prefer) < rank_of(base, with.keep.prefer)) {
    best.chosen_because = "its weights were tuned jointly, and by " + result::in_words(with.keep.prefer) +
                          " it stands before the cascade that it came from";
    out.front.push_back(std::move(best));
    out.choice = out.front.size() - 1;
  } else {
    out.refusals.push_back({"fine-tuning", "the tuned cascade is no better than the one it came from", ""});
  }
  return out;
}

} // namespace peax::rewrite
