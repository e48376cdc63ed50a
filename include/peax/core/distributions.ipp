// The bodies of distributions.hpp.
#include <peax/core/distributions.hpp>

#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/erf.hpp>

#include <numbers>

namespace peax {

PEAX_INLINE double normal_lower_quantile(double p) {
  return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * p);
}

PEAX_INLINE double student_t_lower_quantile(double p, double degrees) {
  return boost::math::quantile(boost::math::students_t_distribution<double>(degrees), p);
}

PEAX_INLINE double student_t_upper_quantile(double p, double degrees) {
  return boost::math::quantile(
      boost::math::complement(boost::math::students_t_distribution<double>(degrees), p));
}

PEAX_INLINE double beta_upper_quantile(double a, double b, double p) {
  return boost::math::ibetac_inv(a, b, p);
}

} // namespace peax
