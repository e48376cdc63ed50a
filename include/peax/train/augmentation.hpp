#pragma once
//! @file
//! Augmentations of training batches, to be joined: flips and shifts of images, gain and noise of series.

#include <peax/core/error.hpp>
#include <peax/core/random.hpp>
#include <peax/tensor/shape.hpp>
#include <peax/train/fit_options.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::training {

//! All of them, one after the other.
[[nodiscard]] inline augmentation joined(std::vector<augmentation> all) {
  return [all = std::move(all)](std::span<float> batch, shape const& sample, random_stream& random) {
    for (auto const& one : all) one(batch, sample, random);
  };
}

//! Mirrors each sample left to right (along its last axis) with the given probability.
[[nodiscard]] inline augmentation horizontal_flip(double probability = 0.5) {
  return [probability](std::span<float> batch, shape const& sample, random_stream& random) {
    auto const size = static_cast<std::size_t>(sample.elements()),
               width = static_cast<std::size_t>(sample[sample.rank() - 1]);
    for (std::size_t at = 0; at < batch.size(); at += size) {
      if (random.uniform() >= probability) continue;
      for (std::size_t row = at; row < at + size; row += width)
        std::reverse(batch.begin() + static_cast<std::ptrdiff_t>(row),
                     batch.begin() + static_cast<std::ptrdiff_t>(row + width));
    }
  };
}

//! Moves each sample [channels, height, width] by up to `most` pixels along both axes, or a series [channels, length] along
//! its length; what comes in is `fill` (the value of an empty pixel after scaling).
[[nodiscard]] inline augmentation shift(int most, float fill = 0) {
  return [most, fill, moved = std::vector<float>()](std::span<float> batch, shape const& sample,
                                                    random_stream& random) mutable {
    if (sample.rank() < 2)
      throw bad_input("augmentation: samples " + sample.text() +
                      " have no axis along which they can be shifted");
    bool const image = sample.rank() > 2;
    auto const width = static_cast<std::int64_t>(sample[sample.rank() - 1]),
               height = image ? sample[sample.rank() - 2] : std::int64_t{1};
    auto const size = static_cast<std::size_t>(sample.elements()),
               plane = static_cast<std::size_t>(width * height);
    auto const draw = [&] {
      return static_cast<std::int64_t>(random.index(2 * static_cast<std::uint64_t>(most) + 1)) - most;
    };
    moved.resize(plane);
    for (std::size_t at = 0; at < batch.size(); at += size) {
      std::int64_t const dx = draw(), dy = image ? draw() : 0;
      for (std::size_t from = at; from < at + size; from += plane) {
        for (std::int64_t y = 0; y < height; ++y)
          for (std::int64_t x = 0; x < width; ++x) {
            std::int64_t const sx = x - dx, sy = y - dy;
            bool const inside = sx >= 0 && sx < width && sy >= 0 && sy < height;
            moved[static_cast<std::size_t>(y * width + x)] =
                inside ? batch[from + static_cast<std::size_t>(sy * width + sx)] : fill;
          }
        std::copy(moved.begin(), moved.end(), batch.begin() + static_cast<std::ptrdiff_t>(from));
      }
    }
  };
}

//! Multiplies each channel of each sample by 1 + deviation * a normal number.
[[nodiscard]] inline augmentation gain(double deviation) {
  return [deviation](std::span<float> batch, shape const& sample, random_stream& random) {
    auto const size = static_cast<std::size_t>(sample.elements());
    std::size_t const channel = sample.rank() > 1 ? size / static_cast<std::size_t>(sample[0]) : size;
    for (std::size_t at = 0; at < batch.size(); at += channel) {
      auto const factor = static_cast<float>(1 + deviation * random.normal());
      for (float& x : batch.subspan(at, channel)) x *= factor;
    }
  };
}

//! Adds deviation * a normal number to each value.
[[nodiscard]] inline augmentation noise(double deviation) {
  return [deviation](std::span<float> batch, shape const&, random_stream& random) {
    for (float& x : batch) x += static_cast<float>(deviation * random.normal());
  };
}

} // namespace peax::training
