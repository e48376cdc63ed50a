#pragma once
//! @file
//! Quantiles of the normal distribution, of Student's t and of the beta distribution, from Boost.Math. Its headers take seconds to compile.

#include <peax/core/config.hpp>

namespace peax {

//! The z with P(Z <= z) = p of the standard normal distribution; 0 < p < 1.
[[nodiscard]] PEAX_INLINE double normal_lower_quantile(double p);

//! The t with P(T <= t) = p of Student's distribution with `degrees` > 0 degrees of freedom; 0 < p < 1.
[[nodiscard]] PEAX_INLINE double student_t_lower_quantile(double p, double degrees);

//! The t with P(T > t) = p; exact where p is tiny.
[[nodiscard]] PEAX_INLINE double student_t_upper_quantile(double p, double degrees);

//! The x with P(X > x) = p of the beta distribution with a, b > 0.
[[nodiscard]] PEAX_INLINE double beta_upper_quantile(double a, double b, double p);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/core/distributions.ipp>
#endif
