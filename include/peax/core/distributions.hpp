#pragma once
//! @file
//! Quantiles of Student's t and of the beta distribution, from Boost.Math. Its headers take seconds to compile: with
//! `PEAX_CORE_COMPILED` they are compiled once (`compiled/distributions.cpp`), without it they come along.

#ifdef PEAX_CORE_COMPILED
#define PEAX_CORE_ENTRY
#else
#define PEAX_CORE_ENTRY inline
#endif

namespace peax {

//! The t with P(T <= t) = p of Student's distribution with `degrees` > 0 degrees of freedom; 0 < p < 1.
[[nodiscard]] PEAX_CORE_ENTRY double student_t_lower_quantile(double p, double degrees);

//! The t with P(T > t) = p; exact where p is tiny.
[[nodiscard]] PEAX_CORE_ENTRY double student_t_upper_quantile(double p, double degrees);

//! The x with P(X > x) = p of the beta distribution with a, b > 0.
[[nodiscard]] PEAX_CORE_ENTRY double beta_upper_quantile(double a, double b, double p);

} // namespace peax

#ifndef PEAX_CORE_COMPILED
#include <peax/core/distributions.ipp>
#endif
