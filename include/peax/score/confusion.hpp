#pragma once
//! @file
//! The confusion matrix of a classifier, and the figures that follow from it.

#include <peax/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::scoring {

//! Counts of (true class, predicted class). Definitions as in scikit-learn: a class that occurs neither in the truth nor in the
//! predictions is left out of every mean; where a figure of a class divides by zero otherwise, it is 0.
class confusion {
 public:
  //! Throws bad_input for 0 classes.
  PEAX_INLINE explicit confusion(std::size_t classes);

  //! Throws bad_input when the lengths differ or a label is outside the classes.
  PEAX_INLINE confusion(std::span<std::int32_t const> truth, std::span<std::int32_t const> predicted,
                        std::size_t classes);

  void add(std::int32_t truth, std::int32_t predicted, std::size_t times = 1) {
    counts_[checked(truth) * classes_ + checked(predicted)] += times;
  }
  //! Throws bad_input for another number of classes.
  PEAX_INLINE confusion& operator+=(confusion const& other);

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
  [[nodiscard]] PEAX_INLINE double mean_recall() const;

  //! Mean recall over named classes. Throws bad_input for none, for one outside the classes, and for one without samples,
  //! whose recall nobody knows.
  [[nodiscard]] PEAX_INLINE double mean_recall(std::span<std::int32_t const> named) const;

  friend bool operator==(confusion const&, confusion const&) = default;

 private:
  static double ratio(std::size_t part, std::size_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
  }

  [[nodiscard]] PEAX_INLINE std::size_t required_samples() const;
  [[nodiscard]] PEAX_INLINE std::size_t checked(std::int32_t label) const;
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

} // namespace peax::scoring

#ifndef PEAX_COMPILED
#include <peax/score/confusion.ipp>
#endif
