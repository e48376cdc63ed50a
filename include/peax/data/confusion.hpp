#pragma once
//! @file
//! The confusion matrix of a classifier, and the figures that follow from it.

#include <peax/core/error.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peax::data {

//! Counts of (true class, predicted class). Definitions as in scikit-learn: a class that occurs neither in the truth nor in the
//! predictions is left out of every mean; where a figure of a class divides by zero otherwise, it is 0.
class confusion {
 public:
  explicit confusion(std::size_t classes) : classes_(classes), counts_(classes * classes, 0) {
    if (classes == 0) throw bad_input("confusion matrix: there are no classes");
  }

  //! Throws bad_input when the lengths differ or a label is outside the classes.
  confusion(std::span<std::int32_t const> truth, std::span<std::int32_t const> predicted, std::size_t classes)
      : confusion(classes) {
    if (truth.size() != predicted.size())
      throw bad_input("confusion matrix: " + std::to_string(truth.size()) + " true and " +
                      std::to_string(predicted.size()) + " predicted classes");
    for (std::size_t i = 0; i < truth.size(); ++i) add(truth[i], predicted[i]);
  }

  void add(std::int32_t truth, std::int32_t predicted, std::size_t times = 1) {
    counts_[checked(truth) * classes_ + checked(predicted)] += times;
  }
  confusion& operator+=(confusion const& other) {
    if (other.classes_ != classes_)
      throw bad_input("confusion matrix: two of different numbers of classes are added");
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    return *this;
  }

  [[nodiscard]] std::size_t classes() const { return classes_; }
  [[nodiscard]] std::size_t count(std::size_t truth, std::size_t predicted) const {
    return counts_[truth * classes_ + predicted];
  }
  //! Samples of that class.
  [[nodiscard]] std::size_t support(std::size_t c) const {
    std::size_t n = 0;
    for (std::size_t p = 0; p < classes_; ++p) n += count(c, p);
    return n;
  }
  //! Samples that were taken for that class.
  [[nodiscard]] std::size_t predicted(std::size_t c) const {
    std::size_t n = 0;
    for (std::size_t t = 0; t < classes_; ++t) n += count(t, c);
    return n;
  }
  [[nodiscard]] std::size_t samples() const {
    std::size_t n = 0;
    for (auto k : counts_) n += k;
    return n;
  }
  [[nodiscard]] std::size_t correct() const {
    std::size_t n = 0;
    for (std::size_t c = 0; c < classes_; ++c) n += count(c, c);
    return n;
  }
  [[nodiscard]] bool occurs(std::size_t c) const { return support(c) + predicted(c) != 0; }

  //! Share of samples whose class was found (top-1). Throws bad_input without samples.
  [[nodiscard]] double accuracy() const { return ratio(correct(), required_samples()); }
  [[nodiscard]] double recall(std::size_t c) const { return ratio(count(c, c), support(c)); }
  [[nodiscard]] double precision(std::size_t c) const { return ratio(count(c, c), predicted(c)); }
  [[nodiscard]] double f1(std::size_t c) const { return ratio(2 * count(c, c), support(c) + predicted(c)); }
  //! Intersection over union (Jaccard index).
  [[nodiscard]] double iou(std::size_t c) const {
    return ratio(count(c, c), support(c) + predicted(c) - count(c, c));
  }

  //! Mean F1 over the classes that occur in the truth or in the predictions.
  [[nodiscard]] double macro_f1() const {
    return mean_over_occurring([this](std::size_t c) { return f1(c); });
  }
  //! Mean intersection over union over the classes that occur in the truth or in the predictions.
  [[nodiscard]] double mean_iou() const {
    return mean_over_occurring([this](std::size_t c) { return iou(c); });
  }

  //! Mean recall over the classes that occur in the truth (balanced accuracy).
  [[nodiscard]] double mean_recall() const {
    (void)required_samples();
    double sum = 0;
    std::size_t n = 0;
    for (std::size_t c = 0; c < classes_; ++c)
      if (support(c) != 0) sum += recall(c), ++n;
    return sum / static_cast<double>(n);
  }

  //! Mean recall over named classes. Throws bad_input for none, for one outside the classes, and for one without samples,
  //! whose recall nobody knows.
  [[nodiscard]] double mean_recall(std::span<std::int32_t const> named) const {
    if (named.empty()) throw bad_input("mean recall: no class is named");
    double sum = 0;
    for (auto label : named) {
      auto const c = checked(label);
      if (support(c) == 0)
        throw bad_input("mean recall: class " + std::to_string(label) +
                        " has no samples, so its recall is unknown; name classes that occur");
      sum += recall(c);
    }
    return sum / static_cast<double>(named.size());
  }

  friend bool operator==(confusion const&, confusion const&) = default;

 private:
  static double ratio(std::size_t part, std::size_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
  }

  std::size_t required_samples() const {
    auto const n = samples();
    if (n == 0) throw bad_input("confusion matrix: there are no samples");
    return n;
  }
  std::size_t checked(std::int32_t label) const {
    if (label < 0 || static_cast<std::size_t>(label) >= classes_)
      throw bad_input("confusion matrix: label " + std::to_string(label) + " is none of the classes 0 to " +
                      std::to_string(classes_ - 1));
    return static_cast<std::size_t>(label);
  }
  template <class F> double mean_over_occurring(F figure) const {
    (void)required_samples();
    double sum = 0;
    std::size_t n = 0;
    for (std::size_t c = 0; c < classes_; ++c)
      if (occurs(c)) sum += figure(c), ++n;
    return sum / static_cast<double>(n);
  }

  std::size_t classes_;
  std::vector<std::size_t> counts_;
};

} // namespace peax::data
