#pragma once
//! @file
//! The body of step_order.hpp.

#include <peax/deploy/c/step_order.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace peax::deploy::c {

namespace detail {

//! Which values each step holds, where views lie in the memory of what they rename.
class liveness {
 public:
  liveness(graph const& g, std::span<engine::lowered const> steps, std::size_t exits)
      : size_(g.values().size(), 0), answered_(g.values().size(), 0) {
    std::vector<value_id> same(g.values().size());
    for (std::size_t i = 0; i < same.size(); ++i) same[i] = static_cast<value_id>(i);
    for (auto const& l : steps) {
      auto const& n = g[l.main];
      one of;
      for (auto const v : n.inputs)
        if (v != value_id::none && !g[v].is_constant()) of.reads.push_back(same[index_of(v)]);
      std::sort(of.reads.begin(), of.reads.end());
      of.reads.erase(std::unique(of.reads.begin(), of.reads.end()), of.reads.end());
      // A transposed input of the network may be read where it lies.
      bool const of_input =
          n.op.is<op::transpose>() && g.producer(same[index_of(n.inputs[0])]) == node_id::none;
      bool const view = of_input || n.op.traits().view || n.op.is<op::dropout>() || n.op.is<op::cast>();
      if (view && !n.inputs.empty() && !g[n.inputs[0]].is_constant()) {
        same[index_of(l.outputs[0])] = same[index_of(n.inputs[0])];
      } else {
        for (auto const v : l.outputs)
          if (v != value_id::none) {
            of.writes.push_back(v);
            size_[index_of(v)] = static_cast<std::size_t>(g[v].dims.elements());
          }
        auto const& facts = n.op.traits();
        of.in_place = facts.in_place || facts.element_wise || facts.broadcasts;
      }
      all_.push_back(std::move(of));
    }
    readers_.resize(g.values().size());
    for (std::size_t s = 0; s < all_.size(); ++s)
      for (auto const v : all_[s].reads) readers_[index_of(v)].push_back(s);
    for (std::size_t i = 0; i < g.outputs().size(); ++i)
      answered_[index_of(same[index_of(g.outputs()[i])])] = std::min(i + 1, exits);
    producers_.resize(all_.size());
    for (std::size_t s = 0; s < all_.size(); ++s)
      for (auto const v : all_[s].writes)
        for (auto const r : readers_[index_of(v)]) producers_[r].push_back(s);
  }

  struct one {
    std::vector<value_id> reads, writes;
    bool in_place = false;
  };
  struct change {
    std::size_t during = 0, after = 0;
  };

  [[nodiscard]] bool is_ready(std::size_t step, std::vector<bool> const& done) const {
    auto const& all = producers_[step];
    return std::all_of(all.begin(), all.end(), [&](std::size_t p) { return done[p]; });
  }

  //! What is alive while a step of a stage runs and behind it; `done`: the steps that have run.
  [[nodiscard]] change run(std::size_t step, std::size_t stage, std::vector<bool> const& done,
                           std::size_t alive) const {
    one const& o = all_[step];
    std::size_t made = 0, freed = 0, unread = 0;
    bool over = false;
    for (auto const v : o.writes) {
      made += size(v);
      if (readers(v).empty() && !is_asked_for(v, stage)) unread += size(v);
    }
    for (auto const v : o.reads) {
      bool const dies =
          !is_asked_for(v, stage) && std::all_of(readers(v).begin(), readers(v).end(),
                                                 [&](std::size_t r) { return r == step || done[r]; });
      if (!dies) continue;
      freed += size(v);
      over = over || (o.in_place && size(v) == made);
    }
    return {alive + (over ? 0 : made), alive + made - freed - unread};
  }

  //! Outputs that die with a stage.
  [[nodiscard]] std::size_t freed_behind(std::size_t stage, std::vector<bool> const& done) const {
    std::size_t freed = 0;
    for (std::size_t v = 0; v < answered_.size(); ++v)
      if (answered_[v] == stage + 1 &&
          std::all_of(readers_[v].begin(), readers_[v].end(), [&](std::size_t r) { return done[r]; }))
        freed += size_[v];
    return freed;
  }

  //! What a step reads and writes, which is alive at once in any order.
  [[nodiscard]] std::size_t at_least(std::size_t step) const {
    one const& o = all_[step];
    std::size_t made = 0, read = 0;
    bool over = false;
    for (auto const v : o.writes) made += size(v);
    for (auto const v : o.reads) {
      read += size(v);
      over = over || (o.in_place && size(v) == made);
    }
    return read + (over ? 0 : made);
  }

 private:
  [[nodiscard]] std::size_t size(value_id v) const { return size_[index_of(v)]; }
  [[nodiscard]] std::vector<std::size_t> const& readers(value_id v) const { return readers_[index_of(v)]; }
  [[nodiscard]] bool is_asked_for(value_id v, std::size_t stage) const {
    return stage < answered_[index_of(v)];
  }

  std::vector<one> all_;
  std::vector<std::size_t> size_;
  std::vector<std::vector<std::size_t>> readers_;   //!< steps, by value
  std::vector<std::vector<std::size_t>> producers_; //!< steps that must have run, by step
  std::vector<std::size_t> answered_;               //!< outputs: the stage from which on nobody asks for them
};

//! The steps of one stage.
class stage_order {
 public:
  stage_order(liveness const& of, std::size_t stage, std::vector<std::size_t> steps, std::size_t most_sets)
      : of_(of), stage_(stage), steps_(std::move(steps)), most_sets_(most_sets) {}

  struct found {
    std::vector<std::size_t> order;
    std::size_t peak = 0;
    bool exact = true;
  };

  //! The order as given.
  [[nodiscard]] found own(std::vector<bool> done, std::size_t alive) const {
    found out{steps_, alive, true};
    for (auto const s : steps_) {
      auto const c = of_.run(s, stage_, done, alive);
      out.peak = std::max(out.peak, c.during);
      alive = c.after;
      done[s] = true;
    }
    return out;
  }

  //! The best that is found.
  [[nodiscard]] found best(std::vector<bool> const& done, std::size_t alive) const {
    std::vector<std::vector<reached>> levels{{{std::vector<bool>(steps_.size(), false), alive, alive, 0, 0}}};
    std::size_t sets = 1;
    found out;
    while (levels.size() <= steps_.size()) {
      auto next = behind(levels.back(), done);
      sets += next.size();
      constexpr std::size_t beam = 64;
      if (sets > most_sets_ && next.size() > beam) {
        std::stable_sort(next.begin(), next.end(), [](reached const& a, reached const& b) {
          return std::pair(a.peak, a.alive) < std::pair(b.peak, b.alive);
        });
        next.resize(beam);
        out.exact = false;
      }
      levels.push_back(std::move(next));
    }
    out.peak = levels.back().front().peak;
    std::size_t at = 0;
    for (std::size_t level = levels.size() - 1; level > 0; --level) {
      out.order.push_back(steps_[levels[level][at].step]);
      at = levels[level][at].from;
    }
    std::reverse(out.order.begin(), out.order.end());
    return out;
  }

 private:
  //! A set of steps that can have run, and the cheapest way to it.
  struct reached {
    std::vector<bool> have_run; //!< of the stage
    std::size_t alive, peak;
    std::size_t from, step; //!< the set before, and the step behind it
  };

  [[nodiscard]] std::vector<reached> behind(std::vector<reached> const& level,
                                            std::vector<bool> const& before) const {
    std::vector<reached> out;
    std::map<std::vector<bool>, std::size_t> known;
    for (std::size_t i = 0; i < level.size(); ++i) {
      std::vector<bool> done = before;
      for (std::size_t k = 0; k < steps_.size(); ++k)
        if (level[i].have_run[k]) done[steps_[k]] = true;
      for (std::size_t k = 0; k < steps_.size(); ++k) {
        if (level[i].have_run[k] || !of_.is_ready(steps_[k], done)) continue;
        auto const c = of_.run(steps_[k], stage_, done, level[i].alive);
        reached next{level[i].have_run, c.after, std::max(level[i].peak, c.during), i, k};
        next.have_run[k] = true;
        auto const [at, fresh] = known.emplace(next.have_run, out.size());
        if (fresh)
          out.push_back(std::move(next));
        else if (next.peak < out[at->second].peak)
          out[at->second] = std::move(next);
      }
    }
    return out;
  }

  liveness const& of_;
  std::size_t stage_;
  std::vector<std::size_t> steps_;
  std::size_t most_sets_;
};

} // namespace detail

PEAX_INLINE step_order order_of_least_memory(graph const& g, std::span<engine::lowered const> steps,
                                             std::span<std::size_t const> stage_of, std::size_t exits,
                                             std::size_t most_sets) {
  detail::liveness const of(g, steps, exits);
  std::vector<std::vector<std::size_t>> stages(exits);
  step_order out;
  for (std::size_t s = 0; s < steps.size(); ++s) {
    out.least_floats = std::max(out.least_floats, of.at_least(s));
    std::size_t const stage = stage_of[index_of(steps[s].main)];
    if (stage < exits) stages[stage].push_back(s);
  }
  std::vector<bool> done(steps.size(), false);
  std::size_t alive = 0;
  for (std::size_t stage = 0; stage < exits; ++stage) {
    detail::stage_order const orders(of, stage, std::move(stages[stage]), most_sets);
    auto chosen = orders.own(done, alive);
    auto best = orders.best(done, alive);
    if (best.exact)
      out.least_floats = std::max(out.least_floats, best.peak);
    else
      out.exact = false;
    if (best.peak < chosen.peak) chosen = std::move(best);
    out.live_floats = std::max(out.live_floats, chosen.peak);
    for (auto const s : chosen.order) {
      alive = of.run(s, stage, done, alive).after;
      done[s] = true;
      out.order.push_back(s);
    }
    alive -= of.freed_behind(stage, done);
  }
  return out;
}

} // namespace peax::deploy::c
