// The bodies of spectrum.hpp.
#include <peax/core/error.hpp>
#include <peax/data/spectrum.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <span>
#include <utility>
#include <vector>

namespace peax::data::detail {

//! The discrete Fourier transform in place, by halves (Cooley and Tukey, 1965); the size is a power of two.
PEAX_INLINE void transform(std::vector<std::complex<double>>& x,
                           std::vector<std::complex<double>> const& turns) {
  std::size_t const n = x.size();
  for (std::size_t i = 1, j = 0; i < n; ++i) { // j is i with its bits in reverse
    std::size_t bit = n >> 1;
    for (; (j & bit) != 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) std::swap(x[i], x[j]);
  }
  for (std::size_t half = 1; half < n; half *= 2)
    for (std::size_t from = 0; from < n; from += 2 * half)
      for (std::size_t k = 0; k < half; ++k) {
        auto const turned = x[from + k + half] * turns[k * (n / 2 / half)];
        x[from + k + half] = x[from + k] - turned;
        x[from + k] += turned;
      }
}

inline double mel_of(double hertz) { return 2595.0 * std::log10(1.0 + hertz / 700.0); }
inline double hertz_of(double mel) { return 700.0 * (std::pow(10.0, mel / 2595.0) - 1.0); }

PEAX_INLINE std::vector<double> mel_bank(feature_settings const& s, double rate) {
  std::size_t const bins = s.fft / 2 + 1;
  std::vector<double> corners;
  double const low = mel_of(s.low), high = mel_of(s.high);
  for (std::size_t i = 0; i < s.bands + 2; ++i)
    corners.push_back(
        hertz_of(low + (high - low) * static_cast<double>(i) / static_cast<double>(s.bands + 1)));
  std::vector<double> bank(s.bands * bins, 0.0);
  for (std::size_t b = 0; b < s.bands; ++b)
    for (std::size_t k = 0; k < bins; ++k) {
      double const f = rate * static_cast<double>(k) / static_cast<double>(s.fft);
      double const rise = (f - corners[b]) / (corners[b + 1] - corners[b]);
      double const fall = (corners[b + 2] - f) / (corners[b + 2] - corners[b + 1]);
      bank[b * bins + k] = std::max(0.0, std::min(rise, fall));
    }
  return bank;
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE sound_analysis::sound_analysis(feature_settings const& given, double rate) : settings_(given) {
  auto& s = settings_;
  if (s.window == 0) s.window = static_cast<std::size_t>(std::lround(0.032 * rate));
  if (s.hop == 0) s.hop = std::max<std::size_t>(1, s.window / 2);
  if (s.fft == 0) s.fft = std::bit_ceil(std::max<std::size_t>(2, s.window));
  if (s.high == 0) s.high = rate / 2;
  check(rate);
  double const turn = 2 * std::numbers::pi;
  for (std::size_t n = 0; n < s.window; ++n)
    window_.push_back(0.5 - 0.5 * std::cos(turn * static_cast<double>(n) / static_cast<double>(s.window)));
  for (std::size_t k = 0; k < s.fft / 2; ++k)
    turns_.push_back(std::polar(1.0, -turn * static_cast<double>(k) / static_cast<double>(s.fft)));
  if (s.kind == sound_feature::spectrogram) return;
  bank_ = detail::mel_bank(s, rate);
  if (s.kind != sound_feature::mfcc) return;
  auto const bands = static_cast<double>(s.bands);
  for (std::size_t j = 0; j < s.coefficients; ++j)
    for (std::size_t b = 0; b < s.bands; ++b)
      cosines_.push_back(
          std::sqrt((j == 0 ? 1.0 : 2.0) / bands) *
          std::cos(std::numbers::pi * static_cast<double>(j) * (static_cast<double>(b) + 0.5) / bands));
}

PEAX_INLINE void sound_analysis::check(double rate) const {
  auto const& s = settings_;
  auto const fail = [](std::string const& what) { throw usage_error("--features: " + what); };
  constexpr std::size_t most = std::size_t{1} << 20;
  if (s.kind == sound_feature::samples) fail("samples have no frames; name spectrogram, log_mel or mfcc");
  if (s.window < 2 || s.window > most)
    fail(fmt::format("a window of {} samples; 2 to {} are read", s.window, most));
  if (s.fft < s.window || !std::has_single_bit(s.fft) || s.fft > most)
    fail(fmt::format("fft={} is no power of two that holds the window of {} samples", s.fft, s.window));
  if (s.floor <= 0 || !std::isfinite(s.floor)) fail("floor must be above 0");
  if (s.kind == sound_feature::spectrogram) return;
  if (s.bands == 0 || s.bands > s.fft) fail(fmt::format("{} bands; 1 to {} are possible", s.bands, s.fft));
  if (!(s.low >= 0) || !(s.high > s.low) || s.high > rate / 2)
    fail(fmt::format("bands from {} to {} Hz; they lie between 0 and half the rate, {} Hz", s.low, s.high,
                     rate / 2));
  if (s.kind == sound_feature::mfcc && (s.coefficients == 0 || s.coefficients > s.bands))
    fail(fmt::format("{} coefficients of {} bands; 1 to {} are possible", s.coefficients, s.bands, s.bands));
}

PEAX_INLINE std::size_t sound_analysis::width() const {
  switch (settings_.kind) {
  case sound_feature::log_mel: return settings_.bands;
  case sound_feature::mfcc: return settings_.coefficients;
  default: return settings_.fft / 2 + 1;
  }
}

PEAX_INLINE std::size_t sound_analysis::frames(std::size_t samples) const {
  return samples < settings_.window ? 0 : 1 + (samples - settings_.window) / settings_.hop;
}

PEAX_INLINE std::size_t sound_analysis::samples(std::size_t frames) const {
  return frames == 0 ? 0 : settings_.window + (frames - 1) * settings_.hop;
}

PEAX_INLINE void sound_analysis::powers_of(std::span<float const> frame,
                                           std::vector<std::complex<double>>& work,
                                           std::vector<double>& power) const {
  work.assign(settings_.fft, {});
  for (std::size_t n = 0; n < settings_.window; ++n) work[n] = window_[n] * static_cast<double>(frame[n]);
  detail::transform(work, turns_);
  for (std::size_t k = 0; k < power.size(); ++k) power[k] = std::norm(work[k]);
}

PEAX_INLINE std::vector<double> sound_analysis::features_of(std::vector<double> const& power) const {
  std::vector<double> out;
  if (settings_.kind == sound_feature::spectrogram) {
    for (double const p : power) out.push_back(std::log(p + settings_.floor));
    return out;
  }
  for (std::size_t b = 0; b < settings_.bands; ++b) {
    double sum = 0;
    for (std::size_t k = 0; k < power.size(); ++k) sum += bank_[b * power.size() + k] * power[k];
    out.push_back(std::log(sum + settings_.floor));
  }
  if (settings_.kind == sound_feature::log_mel) return out;
  std::vector<double> coefficients(settings_.coefficients, 0.0);
  for (std::size_t j = 0; j < coefficients.size(); ++j)
    for (std::size_t b = 0; b < settings_.bands; ++b)
      coefficients[j] += cosines_[j * settings_.bands + b] * out[b];
  return coefficients;
}

PEAX_INLINE void sound_analysis::apply(std::span<float const> samples, std::span<float> into) const {
  std::size_t const count = frames(samples.size());
  if (into.size() != count * width())
    throw bad_input(fmt::format("features: {} values are asked for, {} samples give {} frames of {}",
                                into.size(), samples.size(), count, width()));
  std::vector<std::complex<double>> work;
  std::vector<double> power(settings_.fft / 2 + 1);
  for (std::size_t t = 0; t < count; ++t) {
    powers_of(samples.subspan(t * settings_.hop, settings_.window), work, power);
    auto const values = features_of(power);
    for (std::size_t b = 0; b < values.size(); ++b)
      into[settings_.bands_first ? b * count + t : t * values.size() + b] = static_cast<float>(values[b]);
  }
}

} // namespace peax::data
