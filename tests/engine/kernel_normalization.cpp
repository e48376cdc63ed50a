#include "kernel_reference.hpp"
#include <peax/engine/kernel/normalization.hpp>

namespace kernel_test {
namespace kernel = peax::engine::kernel;
namespace {

struct problem {
  index rows, channels;
  floats x, dy, gamma, beta;
  kernel::bounds limits;

  problem(index r, index c, kernel::bounds l, float offset = 0)
      : rows(r), channels(c), x(random_floats(r * c, 1)), dy(random_floats(r * c, 2)),
        gamma(random_floats(c, 3)), beta(random_floats(c, 4)), limits(l) {
    for (auto& v : x) v += offset;
  }
};

struct result {
  floats mean, variance, y, dx, dgamma, dbeta;
  bool operator==(result const&) const = default;
};

result run(problem const& p, index chunk, std::vector<index> order = {}) {
  index const c = p.channels;
  index const chunks = (p.rows + chunk - 1) / chunk;
  std::vector<double> partials(size(2 * c * chunks));
  std::vector<index> rows(size(chunks));
  if (order.empty()) {
    for (index i = 0; i < chunks; ++i) order.push_back(i);
  }
  for (auto const i : order) {
    rows[size(i)] = std::min(chunk, p.rows - i * chunk);
    kernel::normalization_statistics(p.x.data() + i * chunk * c, rows[size(i)], c,
                                     partials.data() + 2 * i * c);
  }
  result r{buffer(c), buffer(c), buffer(p.rows * c), buffer(p.rows * c), buffer(c), buffer(c)};
  kernel::combine_statistics(partials.data(), rows.data(), chunks, c, r.mean.data(), r.variance.data());
  auto scale = buffer(c);
  auto shift = buffer(c);
  auto inv_std = buffer(c);
  kernel::normalization_coefficients(r.mean.data(), r.variance.data(), p.gamma.data(), p.beta.data(), 1e-5F,
                                     c, scale.data(), shift.data(), inv_std.data());
  kernel::scale_shift(p.x.data(), p.rows, c, scale.data(), shift.data(), p.limits, r.y.data());
  for (auto const i : order) {
    kernel::normalization_gradient_sums(p.x.data() + i * chunk * c, p.dy.data() + i * chunk * c,
                                        rows[size(i)], c, r.mean.data(), scale.data(), shift.data(), p.limits,
                                        partials.data() + 2 * i * c);
  }
  auto coefficients = buffer(3 * c);
  kernel::combine_normalization_gradient(partials.data(), chunks, p.rows, c, r.mean.data(), inv_std.data(),
                                         p.gamma.data(), r.dgamma.data(), r.dbeta.data(),
                                         coefficients.data());
  kernel::normalization_gradient_apply(p.x.data(), p.dy.data(), p.rows, c, scale.data(), shift.data(),
                                       p.limits, coefficients.data(), r.dx.data());
  return r;
}

// The definition, in double: xh = (x - mean) / sqrt(var + eps), y = bounds(gamma xh + beta), and its
// derivative.
void check(problem const& p, result const& found, double tolerance) {
  index const c = p.channels;
  double const n = static_cast<double>(p.rows);
  for (index k = 0; k < c; ++k) {
    auto const x = [&](index r) { return static_cast<double>(p.x[size(r * c + k)]); };
    double mean = 0;
    double variance = 0;
    for (index r = 0; r < p.rows; ++r) mean += x(r) / n;
    for (index r = 0; r < p.rows; ++r) variance += (x(r) - mean) * (x(r) - mean) / n;
    CHECK(static_cast<double>(found.mean[size(k)]) == doctest::Approx(mean).epsilon(1e-6));
    CHECK(static_cast<double>(found.variance[size(k)]) == doctest::Approx(variance).epsilon(1e-5));
    double const inverse = 1 / std::sqrt(variance + 1e-5);
    double const gamma = static_cast<double>(p.gamma[size(k)]);
    double const beta = static_cast<double>(p.beta[size(k)]);
    double sum = 0;
    double product = 0;
    std::vector<double> dz(size(p.rows));
    for (index r = 0; r < p.rows; ++r) {
      double const xh = (x(r) - mean) * inverse;
      double const z = gamma * xh + beta;
      double const y = std::clamp(z, static_cast<double>(p.limits.low), static_cast<double>(p.limits.high));
      CHECK(std::abs(static_cast<double>(found.y[size(r * c + k)]) - y) <= tolerance);
      dz[size(r)] = y == z ? static_cast<double>(p.dy[size(r * c + k)]) : 0.0;
      sum += dz[size(r)];
      product += dz[size(r)] * xh;
    }
    CHECK(std::abs(static_cast<double>(found.dbeta[size(k)]) - sum) <= tolerance * std::sqrt(n));
    CHECK(std::abs(static_cast<double>(found.dgamma[size(k)]) - product) <= tolerance * std::sqrt(n));
    for (index r = 0; r < p.rows; ++r) {
      double const xh = (x(r) - mean) * inverse;
      double const dx = gamma * inverse * (dz[size(r)] - sum / n - xh * product / n);
      CHECK(std::abs(static_cast<double>(found.dx[size(r * c + k)]) - dx) <= tolerance * (1 + inverse));
    }
  }
}

} // namespace

TEST_CASE(
    "batch normalization and its gradient equal their definition, with and without a fused activation") {
  for (auto const set : instruction_sets()) {
    kernel::instruction_set_guard const guard(set);
    for (index const channels : {1, 3, 8, 16, 17, 24, 64}) {
      for (index const rows : {2, 5, 63, 300}) {
        CAPTURE(std::string(kernel::name_of(set)));
        CAPTURE(channels);
        CAPTURE(rows);
        for (auto const limits :
             {kernel::bounds::none(), kernel::bounds::relu(), kernel::bounds{0.0F, 0.6F}}) {
          problem const p(rows, channels, limits);
          check(p, run(p, 100), 1e-5);
        }
      }
    }
  }
}

TEST_CASE("statistics keep their accuracy when the mean is a thousand times the deviation") {
  for (auto const set : instruction_sets()) {
    kernel::instruction_set_guard const guard(set);
    problem const p(2000, 5, kernel::bounds::none(), 600.0F);
    auto const found = run(p, 700);
    check(p, found, 4e-3); // x itself is given to 600 * 2^-24 only; the variance is checked to 1e-5
  }
}

TEST_CASE("normalization of fixed chunks has the same bytes in any order of work") {
  for (auto const set : instruction_sets()) {
    kernel::instruction_set_guard const guard(set);
    problem const p(400, 24, kernel::bounds::relu());
    CHECK(run(p, 100) == run(p, 100, {3, 1, 0, 2}));
  }
}

TEST_CASE("the gradient with frozen statistics is scale times dy where the activation is open") {
  for (auto const set : instruction_sets()) {
    kernel::instruction_set_guard const guard(set);
    problem const p(37, 19, kernel::bounds::relu());
    auto dx = random_floats(p.rows * p.channels, 9);
    auto const before = dx;
    kernel::scale_shift_gradient(p.x.data(), p.dy.data(), p.rows, p.channels, p.gamma.data(), p.beta.data(),
                                 p.limits, dx.data(), kernel::store::add);
    for (index i = 0; i < p.rows * p.channels; ++i) {
      double const scale = static_cast<double>(p.gamma[size(i % 19)]);
      double const z = static_cast<double>(p.x[size(i)]) * scale + static_cast<double>(p.beta[size(i % 19)]);
      double const expected =
          static_cast<double>(before[size(i)]) + (z > 0 ? scale * static_cast<double>(p.dy[size(i)]) : 0);
      CHECK(static_cast<double>(dx[size(i)]) == doctest::Approx(expected).epsilon(1e-6));
    }
  }
}

} // namespace kernel_test
