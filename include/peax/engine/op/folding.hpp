#pragma once
//! @file
//! ReduceSum, ReduceMax, ReduceMin, ReduceL1, ReduceL2, ReduceSumSquare, ReduceProd, ReduceLogSum and ReduceLogSumExp over any axes.

#include <peax/engine/op/reduction_loops.hpp>
#include <peax/engine/step.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace peax::engine {

//! @name What is folded: a first value, what comes to it, what is made of it, and the slope of that by an element x of its row,
//! where y is the result.
//! @{
struct sum_of {
  static constexpr double first = 0;
  static double join(double all, double x) { return all + x; }
  static double finish(double all) { return all; }
  static double slope(double, double) { return 1; }
};
struct absolute_sum_of : sum_of {
  static double join(double all, double x) { return all + std::abs(x); }
  static double slope(double x, double) { return x > 0 ? 1 : x < 0 ? -1 : 0; }
};
struct square_sum_of : sum_of {
  static double join(double all, double x) { return all + x * x; }
  static double slope(double x, double) { return 2 * x; }
};
struct length_of : square_sum_of {
  static double finish(double all) { return std::sqrt(all); }
  static double slope(double x, double y) { return y == 0 ? 0 : x / y; }
};
struct log_sum_of : sum_of {
  static double finish(double all) { return std::log(all); }
  static double slope(double, double y) { return std::exp(-y); }
};
struct log_sum_exp_of : sum_of {
  static constexpr double first = -std::numeric_limits<double>::infinity();
  static double join(double all, double x) {
    double const most = std::max(all, x);
    return std::isinf(most) ? most : most + std::log1p(std::exp(std::min(all, x) - most));
  }
  static double slope(double x, double y) { return std::exp(x - y); }
};
struct product_of : sum_of {
  static constexpr double first = 1;
  static double join(double all, double x) { return all * x; }
};
struct largest_of : sum_of {
  static constexpr double first = -std::numeric_limits<double>::infinity();
  static double join(double all, double x) { return std::max(all, x); }
};
struct smallest_of : sum_of {
  static constexpr double first = std::numeric_limits<double>::infinity();
  static double join(double all, double x) { return std::min(all, x); }
};
//! @}

//! The slopes of one result by the elements of its row, asked for each in their order.
template <class Fold> struct row_slopes {
  explicit row_slopes(float const* y) : y_(static_cast<double>(*y)) {}
  double operator()(float const* x) const { return Fold::slope(static_cast<double>(*x), y_); }
  double y_;
};
template <> struct row_slopes<sum_of> { // reads nothing: neither need be kept
  explicit row_slopes(float const*) {}
  double operator()(float const*) const { return 1; }
};
//! The first element that is the result has it all.
struct slope_of_first {
  explicit slope_of_first(float const* y) : y_(*y) {}
  double operator()(float const* x) {
    bool const here = !given_ && *x == y_;
    given_ = given_ || here;
    return here ? 1 : 0;
  }
  float y_;
  bool given_ = false;
};
template <> struct row_slopes<largest_of> : slope_of_first {
  using slope_of_first::slope_of_first;
};
template <> struct row_slopes<smallest_of> : slope_of_first {
  using slope_of_first::slope_of_first;
};
//! The product of the others; zeros are among them.
template <> struct row_slopes<product_of> {
  explicit row_slopes(float const*) {}
  void see(float x) {
    if (x == 0)
      ++zeros_;
    else
      others_ *= static_cast<double>(x);
  }
  double operator()(float const* x) const {
    if (*x == 0) return zeros_ == 1 ? others_ : 0;
    return zeros_ == 0 ? others_ / static_cast<double>(*x) : 0;
  }
  double others_ = 1;
  int zeros_ = 0;
};

template <class Fold> class fold_step final : public step {
 public:
  explicit fold_step(std::vector<bool> reduced) : reduced_(std::move(reduced)) {}

  void forward(run_context const& c, int) override {
    float const* const x = inputs[0].at(c);
    float* const y = outputs[0].at(c);
    each_row(c, [&](index to, index from, strided_loop<1> const& row) {
      double all = Fold::first;
      row.each([&](auto const& run, auto const& at) {
        for (index i = 0; i < run.count; ++i)
          all = Fold::join(all, static_cast<double>(x[from + at[0] + i * run.strides[0]]));
      });
      y[to] = static_cast<float>(Fold::finish(all));
    });
  }

  bool backward_reads_input(std::size_t) const override { return !std::is_same_v<Fold, sum_of>; }
  bool backward_reads_outputs() const override { return !std::is_same_v<Fold, sum_of>; }

  void backward(run_context const& c, int) override {
    float const *x = inputs[0].at(c), *y = outputs[0].at(c), *dy = output_gradients[0].at(c);
    gradient_target const& target = input_gradients[0];
    float* const dx = target.to.at(c);
    bool const adds = target.mode == store::add;
    each_row(c, [&](index to, index from, strided_loop<1> const& row) {
      row_slopes<Fold> slope(y + to);
      if constexpr (requires { slope.see(0.0F); })
        each_element(row, from, [&](index place) { slope.see(x[place]); });
      each_element(row, from, [&](index place) {
        auto const d = static_cast<float>(slope(x + place) * static_cast<double>(dy[to]));
        dx[place] = adds ? dx[place] + d : d;
      });
    });
  }

 private:
  template <class F> static void each_element(strided_loop<1> const& row, index from, F f) {
    row.each([&](auto const& run, auto const& at) {
      for (index i = 0; i < run.count; ++i) f(from + at[0] + i * run.strides[0]);
    });
  }

  //! Calls f(offset of the result, offset of its first element, loop over its elements).
  template <class F> void each_row(run_context const& c, F f) const {
    reduction_loops const loops(inputs[0].view(c.samples()), outputs[0].view(c.samples()), reduced_);
    loops.each([&](index to, index from) { f(to, from, loops.gone); });
  }

  std::vector<bool> reduced_;
};

namespace detail {
template <class Fold> std::unique_ptr<step> fold(step_request const& r, op::ints const& axes) {
  std::vector<bool> reduced(r.inputs[0].dims.rank(), axes.empty());
  for (auto const axis : axes) reduced[axis_of(axis, reduced.size())] = true;
  return made<fold_step<Fold>>(r, std::move(reduced));
}
} // namespace detail

inline std::unique_ptr<step> make_step(op::reduce_sum const& op, step_request const& r) {
  return detail::fold<sum_of>(r, op.axes);
}
inline std::unique_ptr<step> make_step(op::reduce_max const& op, step_request const& r) {
  return detail::fold<largest_of>(r, op.axes);
}
inline std::unique_ptr<step> make_step(op::reduce_min const& op, step_request const& r) {
  return detail::fold<smallest_of>(r, op.axes);
}
inline std::unique_ptr<step> make_step(op::reduce_l1 const& op, step_request const& r) {
  return detail::fold<absolute_sum_of>(r, op.axes);
}
inline std::unique_ptr<step> make_step(op::reduce_l2 const& op, step_request const& r) {
  return detail::fold<length_of>(r, op.axes);
}
inline std::unique_ptr<step> make_step(op::reduce_sum_square const& op, step_request const& r) {
  return detail::fold<square_sum_of>(r, op.axes);
}
inline std::unique_ptr<step> make_step(op::reduce_prod const& op, step_request const& r) {
  return detail::fold<product_of>(r, op.axes);
}
inline std::unique_ptr<step> make_step(op::reduce_log_sum const& op, step_request const& r) {
  return detail::fold<log_sum_of>(r, op.axes);
}
inline std::unique_ptr<step> make_step(op::reduce_log_sum_exp const& op, step_request const& r) {
  return detail::fold<log_sum_exp_of>(r, op.axes);
}

} // namespace peax::engine
