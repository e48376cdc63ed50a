#pragma once
//! @file
//! The bodies of temporal_judge.hpp.

#include <peax/score/score_of.hpp>
#include <peax/search/temporal/temporal_judge.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>

namespace peax::search {

PEAX_INLINE temporal_judge::temporal_judge(temporal_traces const& traces, scoring::score const& by)
    : traces_(&traces), kind_(by.kind) {
  std::size_t const n = traces.samples(), classes = traces.classes();
  have_.assign(classes, 0);
  for (auto const t : traces.truth()) ++have_[index(t)];
  if (by.kind == scoring::score_kind::accuracy)
    worth_.assign(classes, 1.0 / static_cast<double>(n));
  else {
    worth_.assign(classes, 0);
    counted_ = scoring::counted_classes(by, traces.truth());
    for (auto const c : counted_)
      worth_[index(c)] = 1.0 / (static_cast<double>(counted_.size()) * static_cast<double>(have_[index(c)]));
    one_more_ = 0;
    for (double const w : worth_) one_more_ += w * w * static_cast<double>(n) * static_cast<double>(n);
  }
  std::map<std::int64_t, std::size_t> number;
  for (auto const u : traces.units()) number.emplace(u, 0);
  for (std::size_t next = 0; auto& [name, k] : number) k = next++;
  unit_size_.assign(number.size(), 0);
  for (auto const u : traces.units()) {
    unit_.push_back(number[u]);
    ++unit_size_[unit_.back()];
  }
  hit_.assign(classes, 0);
  said_ = differing_ = hit_;
  unit_net_.assign(number.size() * classes, 0);
  for (std::size_t i = 0; i < n; ++i) {
    ++said_[index(traces.final()[i])];
    if (is_right(i, i)) ++hit_[index(traces.truth()[i])];
  }
  base_ = score_now();
}

PEAX_INLINE void temporal_judge::change(std::size_t i, std::size_t from, std::size_t to) {
  if (from == to) return;
  if (traces_->has_deviation()) return change_deviation(i, from, to);
  std::int32_t const before = traces_->final()[from], after = traces_->final()[to];
  if (before == after) return;
  --said_[index(before)];
  ++said_[index(after)];
  std::int32_t const truth = traces_->truth()[i];
  bool const was = before == truth, is = after == truth, own = is_right(i, i);
  if (was == is) return;
  std::size_t const c = index(truth);
  hit_[c] += is ? 1 : -1;
  differing_[c] += is != own ? 1 : -1;
  unit_net_[unit_[i] * have_.size() + c] += is ? 1 : -1;
}

PEAX_INLINE double temporal_judge::sum_of_squares() const {
  auto const n = static_cast<double>(traces_->samples());
  if (traces_->has_deviation()) return squares_;
  double sum = 0;
  for (std::size_t c = 0; c < have_.size(); ++c) {
    double const weight = worth_[c] * n;
    sum += static_cast<double>(differing_[c]) * weight * weight;
  }
  return sum;
}

PEAX_INLINE paired_losses temporal_judge::losses() const {
  double const lost = loss();
  auto const single =
      paired_losses::of_samples(lost, sum_of_squares(), static_cast<double>(traces_->samples()), one_more_);
  if (traces_->samples_are_units() || units() < 2) return single;
  double sum = 0, squares = 0;
  for (std::size_t u = 0; u < units(); ++u) {
    double const x = unit_loss(u);
    sum += x;
    squares += x * x;
  }
  return paired_losses::of_groups(lost, sum, squares, static_cast<double>(units()), single.unit_error);
}

PEAX_INLINE void temporal_judge::change_deviation(std::size_t i, std::size_t from, std::size_t to) {
  double const before = traces_->deviation(i, from), after = traces_->deviation(i, to);
  std::int64_t const step =
      std::llround(after / unit_of_deviation) - std::llround(before / unit_of_deviation);
  lost_ += step;
  unit_net_[unit_[i] * have_.size()] -= step;
  squares_ += after * after - before * before;
}

PEAX_INLINE double temporal_judge::score_now() const {
  if (traces_->has_deviation())
    return 1 - static_cast<double>(lost_) * unit_of_deviation / static_cast<double>(traces_->samples());
  std::int64_t hits = 0;
  if (kind_ == scoring::score_kind::accuracy) {
    for (auto const h : hit_) hits += h;
    return static_cast<double>(hits) / static_cast<double>(traces_->samples());
  }
  double sum = 0;
  for (auto const label : counted_) {
    std::size_t const c = index(label);
    auto const hit = static_cast<double>(hit_[c]);
    sum += kind_ == scoring::score_kind::mean_recall ? hit / static_cast<double>(have_[c])
                                                     : 2 * hit / static_cast<double>(have_[c] + said_[c]);
  }
  return sum / static_cast<double>(counted_.size());
}

PEAX_INLINE double temporal_judge::unit_loss(std::size_t u) const {
  std::size_t const classes = have_.size();
  if (traces_->has_deviation())
    return -static_cast<double>(unit_net_[u * classes]) * unit_of_deviation /
           static_cast<double>(unit_size_[u]);
  double sum = 0;
  for (std::size_t c = 0; c < classes; ++c)
    sum -= static_cast<double>(unit_net_[u * classes + c]) * worth_[c];
  return kind_ == scoring::score_kind::accuracy
             ? sum * static_cast<double>(traces_->samples()) / static_cast<double>(unit_size_[u])
             : sum * static_cast<double>(units());
}

} // namespace peax::search
