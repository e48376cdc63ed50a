#pragma once
//! @file
//! The score of a temporal rule while answers move from one full inference to another: counts that change by
//! single samples.

#include <peax/score/score_of.hpp>
#include <peax/search/cascade/macro_f1.hpp>
#include <peax/search/limit/paired_test.hpp>
#include <peax/search/temporal/temporal_traces.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace peax::search {

//! Keeps score. At first every sample is answered by its own full inference. Classes: counts of right
//! answers, exact for any order of changes. Deviations: in units of 2^-32, exact too; the score is 1 - their
//! mean.
class temporal_judge {
 public:
  //! Throws bad_input for a class without samples that the score names, and for a score of classes where
  //! there are none.
  temporal_judge(temporal_traces const& traces, scoring::score const& by) : traces_(&traces), kind_(by.kind) {
    std::size_t const n = traces.samples(), classes = traces.classes();
    have_.assign(classes, 0);
    for (auto const t : traces.truth()) ++have_[index(t)];
    if (by.kind == scoring::score_kind::accuracy)
      worth_.assign(classes, 1.0 / static_cast<double>(n));
    else {
      worth_.assign(classes, 0);
      counted_ = scoring::counted_classes(by, traces.truth());
      for (auto const c : counted_)
        worth_[index(c)] =
            1.0 / (static_cast<double>(counted_.size()) * static_cast<double>(have_[index(c)]));
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

  //! The answer of sample `i` comes from the full inference of `to` instead of `from`.
  void change(std::size_t i, std::size_t from, std::size_t to) {
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

  [[nodiscard]] double score() const { return score_now(); }
  [[nodiscard]] double base() const { return base_; } //!< of the whole network on every sample
  [[nodiscard]] double loss() const { return base_ - score_now(); }
  [[nodiscard]] std::size_t units() const { return unit_size_.size(); }

  //! Mean square of a sample's loss, weights relative to their mean: with the loss it gives the paired
  //! variance.
  [[nodiscard]] double mean_square() const {
    auto const n = static_cast<double>(traces_->samples());
    if (traces_->has_deviation()) return squares_ / n;
    double sum = 0;
    for (std::size_t c = 0; c < have_.size(); ++c) {
      double const weight = worth_[c] * n;
      sum += static_cast<double>(differing_[c]) * weight * weight;
    }
    return sum / n;
  }

  //! Loss plus `k` paired standard errors. With groups: the mean of the groups' losses plus Student's factor
  //! of the same level.
  [[nodiscard]] double loss_with_margin(double k) const {
    auto const n = static_cast<double>(traces_->samples());
    double const lost = loss();
    if (!traces_->has_groups()) return lost + k * std::sqrt(std::max(0.0, mean_square() - lost * lost) / n);
    if (units() < 2) return 2;
    double sum = 0, squares = 0;
    for (std::size_t u = 0; u < units(); ++u) {
      double const x = unit_loss(u);
      sum += x;
      squares += x * x;
    }
    auto const groups = static_cast<double>(units());
    double const mean = sum / groups;
    double const error = std::sqrt(std::max(0.0, (squares - groups * mean * mean) / (groups - 1)) / groups);
    return std::max(lost, mean + student_factor(k, units()) * error);
  }

 private:
  static std::size_t index(std::int32_t label) { return static_cast<std::size_t>(label); }
  [[nodiscard]] bool is_right(std::size_t i, std::size_t by) const {
    return traces_->final()[by] == traces_->truth()[i];
  }
  static constexpr double unit_of_deviation = 0x1.0p-32;

  void change_deviation(std::size_t i, std::size_t from, std::size_t to) {
    double const before = traces_->deviation(i, from), after = traces_->deviation(i, to);
    std::int64_t const step =
        std::llround(after / unit_of_deviation) - std::llround(before / unit_of_deviation);
    lost_ += step;
    unit_net_[unit_[i] * have_.size()] -= step;
    squares_ += after * after - before * before;
  }

  [[nodiscard]] double score_now() const {
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

  //! Accuracy and deviation: the mean over the unit's samples. Mean recall: its share of the loss times the
  //! number of units, so that the mean is the loss.
  [[nodiscard]] double unit_loss(std::size_t u) const {
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

  temporal_traces const* traces_;
  scoring::score_kind kind_;
  std::vector<std::int32_t> counted_;
  std::vector<std::int64_t> have_, hit_, said_, differing_, unit_net_;
  std::vector<double> worth_; //!< of a right answer by its class
  std::vector<std::size_t> unit_, unit_size_;
  std::int64_t lost_ = 0;
  double squares_ = 0, base_ = 0;
};

} // namespace peax::search
