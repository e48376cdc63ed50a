#pragma once
//! @file
//! Spectrogram, log-mel bands and MFCC of a sound.

#include <peax/core/config.hpp>

#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace peax::data {

//! What is given to a network in the place of samples.
enum class sound_feature : std::uint8_t { samples, spectrogram, log_mel, mfcc };

[[nodiscard]] inline std::string_view name_of(sound_feature f) {
  constexpr std::string_view names[] = {"samples", "spectrogram", "log_mel", "mfcc"};
  return names[static_cast<std::size_t>(f)];
}

//! How features are made. Lengths are in samples.
struct feature_settings {
  sound_feature kind = sound_feature::samples;
  std::size_t window = 0;        //!< of a frame; 0: 32 ms
  std::size_t hop = 0;           //!< from frame to frame; 0: half a window
  std::size_t fft = 0;           //!< a power of two, `window` or more; 0: the least one
  std::size_t bands = 40;        //!< of log_mel and mfcc
  std::size_t coefficients = 13; //!< of mfcc
  double low = 0, high = 0;      //!< of the bands, in Hz; high 0: half the rate
  double floor = 1e-6;           //!< is added before the logarithm
  bool bands_first = false;      //!< [bands][frames] instead of [frames][bands]
};

//! Features of sounds of one rate. With x the samples of a frame of W samples, t H samples behind the first:
//! - w[n] = 0.5 - 0.5 cos(2 pi n / W), P[k] = |sum_n w[n] x[n] exp(-2 pi i k n / F)|^2 for k = 0 ... F/2
//! - spectrogram: ln(P[k] + floor)
//! - log_mel: ln(sum_k M[b][k] P[k] + floor). M[b] is a triangle over frequency with the top 1; the corners of all bands lie evenly
//!   from `low` to `high` in mel = 2595 log10(1 + f / 700), each band ending where the next but one begins
//! - mfcc: c[j] = s_j sum_b log_mel[b] cos(pi j (b + 0.5) / B), s_0 = sqrt(1 / B), else sqrt(2 / B)
//! Frames lie within the sound: 1 + floor((N - W) / H) of them.
class sound_analysis {
 public:
  //! Throws usage_error for settings that contradict themselves or the rate.
  sound_analysis(feature_settings const& settings, double rate);

  [[nodiscard]] feature_settings const& settings() const {
    return settings_;
  }                                                            //!< without zeros that stand for more
  [[nodiscard]] std::size_t width() const;                     //!< values of a frame
  [[nodiscard]] std::size_t frames(std::size_t samples) const; //!< 0 for less than a window
  [[nodiscard]] std::size_t samples(std::size_t frames) const; //!< that give so many frames

  //! frames(samples.size()) * width() values. Throws bad_input for another size of `into`.
  void apply(std::span<float const> samples, std::span<float> into) const;

  //! M, `[bands][F/2 + 1]`; empty for a spectrogram.
  [[nodiscard]] std::vector<double> const& bank() const { return bank_; }

 private:
  void check(double rate) const;
  void powers_of(std::span<float const> frame, std::vector<std::complex<double>>& work,
                 std::vector<double>& power) const;
  [[nodiscard]] std::vector<double> features_of(std::vector<double> const& power) const;

  feature_settings settings_;
  std::vector<double> window_, bank_, cosines_;
  std::vector<std::complex<double>> turns_; //!< exp(-2 pi i k / F) for k < F/2
};

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/spectrum.ipp>
#endif
