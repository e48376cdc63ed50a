#pragma once
//! @file
//! The bodies of right_sizing.hpp.

#include <peax/core/part_of_progress.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/extract.hpp>
#include <peax/report/batch_size.hpp>
#include <peax/rewrite/right_sizing.hpp>
#include <peax/rewrite/single_exit/single_exit_front.hpp>
#include <peax/rewrite/single_exit/single_exit_training.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace peax::rewrite {

PEAX_INLINE network cut_behind(network const& n, report::early_exits::candidate const& exit) {
  graph const& g = *n;
  value_id const at = g.find(exit.at);
  graph_editor edit(extract(g, g.inputs(), std::vector<value_id>{at}, g.name()));
  for (auto const& [key, text] : g.metadata()) edit.set_metadata(key, text);
  value_id const map = edit.outputs()[0];
  value_id const answer = join(edit, *exit.branch, std::vector<value_id>{map}, "classifier/").front();
  edit.rename(answer, g[g.outputs()[0]].name);
  edit.set_outputs({answer});
  return network(edit.finish());
}

namespace detail {

//! Tries the cuts of one network, each first with the head alone trained, then whole.
class cut_search {
 public:
  cut_search(network const& n, network const& first, report::early_exits const& exits,
             data::data_set const& learn, data::data_set const& judge, right_sizing_settings const& with,
             progress const& to)
      : n_(n), first_(first), exits_(exits), learn_(learn), with_(with), to_(to),
        trials_(first, judge, with.keep, with.data_type, with.seed) {}

  solutions<single_exit> run() {
    for (std::size_t i = 0; i < exits_.tried.size(); ++i)
      if (suits(exits_.tried[i])) try_head(i);
    if (trials_.size() == 0) {
      refusals_.push_back({"right-sizing",
                           "no place has a classifier of the kind '" + std::string(name_of(with_.head)) + "'",
                           n_.name()});
      return trials_.finish(std::move(refusals_));
    }
    if (with_.finetune && with_.epochs > 0) tune();
    return trials_.finish(std::move(refusals_));
  }

 private:
  struct headed {
    std::size_t exit, trial;
  };

  [[nodiscard]] bool suits(report::early_exits::candidate const& c) const {
    if (with_.head == head_choice::automatic) return true;
    auto const wanted =
        with_.head == head_choice::pool ? report::branch_kind::pool : report::branch_kind::grid;
    if (c.kind == wanted) return true;
    // Where a grid has one cell it is the pool, and the report has it under that name.
    bool const has_grid = std::any_of(exits_.tried.begin(), exits_.tried.end(), [&](auto const& other) {
      return other.at == c.at && other.kind == report::branch_kind::grid;
    });
    return with_.head == head_choice::grid && c.kind == report::branch_kind::pool && !has_grid;
  }

  [[nodiscard]] static std::string name_at(report::early_exits::candidate const& c) {
    return fmt::format("cut behind {}, {} head", c.after_block, report::name_of(c.kind));
  }

  void try_head(std::size_t i) {
    auto const& c = exits_.tried[i];
    heads_.push_back({i, trials_.add(cut_behind(n_, c), c.outputs, {name_at(c), "head trained alone"})});
  }

  //! One head of each place: the one that the report chose, or the only one that suits.
  [[nodiscard]] std::vector<headed> one_each_place() const {
    std::vector<headed> out;
    for (auto const& h : heads_) {
      auto const& c = exits_.tried[h.exit];
      auto const same = std::find_if(out.begin(), out.end(),
                                     [&](headed const& o) { return exits_.tried[o.exit].at == c.at; });
      if (same == out.end())
        out.push_back(h);
      else if (is_preferred(h.exit))
        *same = h;
    }
    std::stable_sort(out.begin(), out.end(),
                     [&](headed const& a, headed const& b) { return macs_of(a.trial) < macs_of(b.trial); });
    return out;
  }

  //! A certificate must not rest on networks that its own samples picked: then it is the grid, whatever the
  //! scores.
  [[nodiscard]] bool is_preferred(std::size_t exit) const {
    if (certifies()) return exits_.tried[exit].kind == report::branch_kind::grid;
    return std::find(exits_.chosen.begin(), exits_.chosen.end(), exit) != exits_.chosen.end();
  }

  [[nodiscard]] double macs_of(std::size_t trial) const {
    return *trials_.figures_of(trial).validation_relative_macs;
  }
  [[nodiscard]] bool certifies() const {
    return with_.keep.loss && with_.keep.loss->strength == search::limit_strength::certified;
  }

  //! From the cheapest up, until what is cheaper than the next is chosen already.
  void tune() {
    bool const looks = with_.keep.loss && !certifies();
    std::size_t const batch = report::training_batch(n_, with_.batch);
    auto const places = one_each_place();
    for (std::size_t i = 0; i < places.size(); ++i) {
      auto const& h = places[i];
      auto const& c = exits_.tried[h.exit];
      if (looks && trials_.loss_of(h.trial) > with_.keep.loss->loss + with_.reach) {
        refusals_.push_back({"fine-tuning",
                             "with the head alone the score is " + std::to_string(trials_.loss_of(h.trial)) +
                                 " below the original's, further from the limit than tuning reaches",
                             name_at(c)});
        continue;
      }
      if (auto const best = trials_.chosen(); looks && with_.keep.prefer == result::preference::macs &&
                                              best && macs_of(*best) + indifferent_macs < macs_of(h.trial)) {
        refusals_.push_back({"fine-tuning", "a cheaper network keeps the limit already", name_at(c)});
        continue;
      }
      relearning const how{.epochs = with_.epochs,
                           .rate = with_.rate,
                           .batch = batch,
                           .distillation = with_.distillation,
                           .class_weight_power = with_.class_weight_power,
                           .seed = with_.seed};
      network const tuned = learned_again(trials_.network_of(h.trial), first_, learn_, how, {},
                                          nth_part_of(to_, i, places.size()));
      trials_.add(tuned, {name_at(c), "trained whole with distillation from the original", true});
    }
  }

  network const& n_;
  network const& first_;
  report::early_exits const& exits_;
  data::data_set const& learn_;
  right_sizing_settings const& with_;
  progress const& to_;
  single_exit_trials trials_;
  std::vector<headed> heads_;
  std::vector<refusal> refusals_;
};

} // namespace detail

PEAX_INLINE solutions<single_exit> right_sizing::rewrite(model<single_exit> const& m, original const& first,
                                                         report::early_exits const& exits,
                                                         report::dataset<train> const& learn,
                                                         report::dataset<validation> const& judge,
                                                         progress const& to) const {
  solutions<single_exit> none;
  none.refusals = exits.refusals;
  if (exits.tried.empty()) {
    if (none.refusals.empty())
      none.refusals.push_back(
          {"right-sizing", "the network has no place where it could end earlier", m.name()});
    return none;
  }
  solutions<single_exit> out =
      detail::cut_search(m, first, exits, learn.samples, judge.samples, with, to).run();
  out.refusals.insert(out.refusals.begin(), none.refusals.begin(), none.refusals.end());
  return out;
}

} // namespace peax::rewrite
