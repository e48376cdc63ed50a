#pragma once
//! @file
//! Schedules: the rate of each step as a factor of the given rate.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace peax::training {

//! How the rate changes over the steps.
enum class schedule_kind : std::uint8_t {
  constant,
  cosine,    //!< half a cosine from 1 to `last`
  one_cycle, //!< up from `first` to 1 in the share `rise` of the steps, then down to `last`, both half cosines (Smith, Topin 2019)
  step       //!< times `factor` after every `every` steps
};

struct schedule {
  schedule_kind kind = schedule_kind::constant;
  double first = 1.0 / 25;  //!< of one_cycle
  double last = 0;          //!< of cosine and one_cycle
  double rise = 0.3;        //!< of one_cycle
  double factor = 0.1;      //!< of step
  std::size_t every = 1000; //!< of step
  std::size_t warm_up = 0;  //!< steps in which the factor grows linearly to the schedule's; 0: none

  [[nodiscard]] static schedule cosine(double last = 0) {
    return {.kind = schedule_kind::cosine, .last = last};
  }
  [[nodiscard]] static schedule one_cycle(double rise = 0.3, double first = 1.0 / 25, double last = 4e-6) {
    return {.kind = schedule_kind::one_cycle, .first = first, .last = last, .rise = rise};
  }
  [[nodiscard]] static schedule steps(std::size_t every, double factor = 0.1) {
    return {.kind = schedule_kind::step, .factor = factor, .every = every};
  }

  //! The factor of step `now` (from 0) of `total`. As PyTorch's CosineAnnealingLR, OneCycleLR and StepLR, stepped each batch.
  [[nodiscard]] double at(std::size_t now, std::size_t total) const {
    double const warm = now < warm_up ? static_cast<double>(now + 1) / static_cast<double>(warm_up) : 1.0;
    return warm * bare(static_cast<double>(now), static_cast<double>(std::max<std::size_t>(total, 1)));
  }

 private:
  static double half_cosine(double from, double to, double share) {
    return to + (from - to) * (1 + std::cos(3.14159265358979323846 * std::clamp(share, 0.0, 1.0))) / 2;
  }
  [[nodiscard]] double bare(double now, double total) const {
    switch (kind) {
    case schedule_kind::constant: return 1;
    case schedule_kind::cosine: return half_cosine(1, last, now / total);
    case schedule_kind::one_cycle: {
      double const top = rise * total - 1;
      if (now <= top) return half_cosine(first, 1, top > 0 ? now / top : 1);
      return half_cosine(1, last, total - 1 > top ? (now - top) / (total - 1 - top) : 1);
    }
    case schedule_kind::step:
      return std::pow(factor, std::floor(now / static_cast<double>(std::max<std::size_t>(every, 1))));
    }
    return 1;
  }
};

} // namespace peax::training
