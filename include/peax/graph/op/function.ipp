#pragma once
//! @file
//! The bodies of function.hpp: values and derivatives in double.

#include <peax/graph/op/expression.hpp>
#include <peax/graph/op/function.hpp>
#include <peax/graph/op/shape_help.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace peax::detail {
inline double sign_of(double x) { return x > 0 ? 1. : x < 0 ? -1. : 0.; }
inline constexpr double two_over_root_pi = 1.1283791670955125739;
inline constexpr double root_two_over_pi = 0.79788456080286535588;
inline constexpr double root_half = 0.70710678118654752440;
//! The argument of tanh in the approximation of Gelu.
inline double gelu_inner(double x) { return root_two_over_pi * (x + 0.044715 * x * x * x); }
} // namespace peax::detail

namespace peax::op {

PEAX_INLINE value_types element_function::output_types(shape_question const& q) const {
  return detail::same_as(q.in(0));
}
PEAX_INLINE work element_function::work_of(cost_question const& q) const { return detail::element_wise(q); }

PEAX_INLINE double exp::value(double x) const { return std::exp(x); }
PEAX_INLINE double exp::slope(double x) const { return std::exp(x); }
PEAX_INLINE std::vector<tensor> exp::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double log::value(double x) const { return std::log(x); }
PEAX_INLINE double log::slope(double x) const { return 1 / x; }
PEAX_INLINE std::vector<tensor> log::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double sqrt::value(double x) const { return std::sqrt(x); }
PEAX_INLINE double sqrt::slope(double x) const { return 0.5 / std::sqrt(x); }
PEAX_INLINE std::vector<tensor> sqrt::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double reciprocal::value(double x) const { return 1 / x; }
PEAX_INLINE double reciprocal::slope(double x) const { return -1 / (x * x); }
PEAX_INLINE std::vector<tensor> reciprocal::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double neg::value(double x) const { return -x; }
PEAX_INLINE double neg::slope(double) const { return -1; }
PEAX_INLINE std::vector<tensor> neg::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double abs::value(double x) const { return std::abs(x); }
PEAX_INLINE double abs::slope(double x) const { return detail::sign_of(x); }
PEAX_INLINE std::vector<tensor> abs::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double sign::value(double x) const { return detail::sign_of(x); }
PEAX_INLINE double sign::slope(double) const { return 0; }
PEAX_INLINE std::vector<tensor> sign::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double floor::value(double x) const { return std::floor(x); }
PEAX_INLINE double floor::slope(double) const { return 0; }
PEAX_INLINE std::vector<tensor> floor::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double ceil::value(double x) const { return std::ceil(x); }
PEAX_INLINE double ceil::slope(double) const { return 0; }
PEAX_INLINE std::vector<tensor> ceil::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double round::value(double x) const { return std::nearbyint(x); }
PEAX_INLINE double round::slope(double) const { return 0; }
PEAX_INLINE std::vector<tensor> round::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double sin::value(double x) const { return std::sin(x); }
PEAX_INLINE double sin::slope(double x) const { return std::cos(x); }
PEAX_INLINE std::vector<tensor> sin::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double cos::value(double x) const { return std::cos(x); }
PEAX_INLINE double cos::slope(double x) const { return -std::sin(x); }
PEAX_INLINE std::vector<tensor> cos::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double erf::value(double x) const { return std::erf(x); }
PEAX_INLINE double erf::slope(double x) const { return detail::two_over_root_pi * std::exp(-x * x); }
PEAX_INLINE std::vector<tensor> erf::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double elu::value(double x) const {
  return x < 0 ? static_cast<double>(alpha) * std::expm1(x) : x;
}
PEAX_INLINE double elu::slope(double x) const { return x < 0 ? static_cast<double>(alpha) * std::exp(x) : 1; }
PEAX_INLINE std::vector<tensor> elu::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double selu::value(double x) const {
  return static_cast<double>(gamma) * (x < 0 ? static_cast<double>(alpha) * std::expm1(x) : x);
}
PEAX_INLINE double selu::slope(double x) const {
  return static_cast<double>(gamma) * (x < 0 ? static_cast<double>(alpha) * std::exp(x) : 1);
}
PEAX_INLINE std::vector<tensor> selu::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double celu::value(double x) const {
  return x < 0 ? static_cast<double>(alpha) * std::expm1(x / static_cast<double>(alpha)) : x;
}
PEAX_INLINE double celu::slope(double x) const {
  return x < 0 ? std::exp(x / static_cast<double>(alpha)) : 1;
}
PEAX_INLINE std::vector<tensor> celu::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double softplus::value(double x) const {
  return std::max(x, 0.) + std::log1p(std::exp(-std::abs(x)));
}
PEAX_INLINE double softplus::slope(double x) const { return 1 / (1 + std::exp(-x)); }
PEAX_INLINE std::vector<tensor> softplus::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double softsign::value(double x) const { return x / (1 + std::abs(x)); }
PEAX_INLINE double softsign::slope(double x) const { return 1 / ((1 + std::abs(x)) * (1 + std::abs(x))); }
PEAX_INLINE std::vector<tensor> softsign::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double thresholded_relu::value(double x) const { return x > static_cast<double>(alpha) ? x : 0; }
PEAX_INLINE double thresholded_relu::slope(double x) const { return x > static_cast<double>(alpha) ? 1 : 0; }
PEAX_INLINE std::vector<tensor> thresholded_relu::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

PEAX_INLINE double gelu::value(double x) const {
  return 0.5 * x * (1 + (by_tanh ? std::tanh(detail::gelu_inner(x)) : std::erf(detail::root_half * x)));
}
PEAX_INLINE double gelu::slope(double x) const {
  if (!by_tanh)
    return 0.5 * (1 + std::erf(detail::root_half * x)) +
           0.5 * x * detail::root_half * detail::two_over_root_pi * std::exp(-0.5 * x * x);
  double const t = std::tanh(detail::gelu_inner(x));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * detail::root_two_over_pi * (1 + 3 * 0.044715 * x * x);
}
PEAX_INLINE std::vector<tensor> gelu::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

} // namespace peax::op
