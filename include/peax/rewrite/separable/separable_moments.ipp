#pragma once
//! @file
//! The body of separable_moments.hpp.

#include <peax/core/random.hpp>
#include <peax/data/data_set.hpp>
#include <peax/engine/blas.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/extract.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op.hpp>
#include <peax/rewrite/separable/separable_moments.hpp>
#include <peax/rewrite/separable/separable_split.hpp>

#include <xtensor-blas/xlinalg.hpp>
#include <xtensor/xadapt.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xnoalias.hpp>
#include <xtensor/xtensor.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace peax::rewrite {

namespace detail {

//! Sums of patches and of their products, in double from chunk to chunk; a chunk is one product of matrices.
class moment_sum {
 public:
  explicit moment_sum(std::size_t width)
      : width_(width), products_(xt::zeros<double>({width, width})), sum_(xt::zeros<double>({width})) {}

  void add(std::span<float const> rows) {
    std::size_t const count = rows.size() / width_;
    auto const patches = xt::adapt(rows.data(), rows.size(), xt::no_ownership(), std::array{count, width_});
    xt::noalias(products_) += xt::linalg::dot(xt::transpose(patches), patches);
    xt::noalias(sum_) += xt::sum<double>(patches, {0});
    rows_ += count;
  }

  [[nodiscard]] patch_moments finish() const {
    auto const n = static_cast<double>(rows_);
    xt::xtensor<double, 1> const mean = sum_ / n;
    xt::xtensor<double, 2> const covariance = products_ / n - xt::linalg::outer(mean, mean);
    return {{mean.begin(), mean.end()}, {covariance.begin(), covariance.end()}};
  }

 private:
  std::size_t width_;
  xt::xtensor<double, 2> products_;
  xt::xtensor<double, 1> sum_;
  std::size_t rows_ = 0;
};

//! Gathers the patches that a convolution reads of one sample's feature map [channels, ...].
class patch_reader {
 public:
  patch_reader(shape const& map, shape const& kernel, shape const& out, op::conv const& conv)
      : axes_(map.rank() - 2), channels_(map[1]) {
    for (std::size_t a = 0; a < axes_; ++a) {
      extent_.push_back(map[a + 2]), taps_.push_back(kernel[a + 2]), places_.push_back(out[a + 2]);
      stride_.push_back(conv.strides.empty() ? 1 : conv.strides[a]);
      pad_.push_back(conv.pads.empty() ? 0 : conv.pads[a]);
      dilation_.push_back(conv.dilations.empty() ? 1 : conv.dilations[a]);
      all_taps_ *= taps_[a], all_places_ *= places_[a], plane_ *= extent_[a];
    }
  }

  [[nodiscard]] std::int64_t places() const { return all_places_; }

  //! Writes [channels, taps] of one place; cells in the padding are 0.
  void read(float const* sample, std::int64_t place, float* to) const {
    for (std::int64_t t = 0; t < all_taps_; ++t) {
      std::int64_t at = 0, p = place, tap = t, step = 1;
      bool inside = true;
      for (std::size_t a = axes_; a-- > 0;) {
        std::int64_t const i = (p % places_[a]) * stride_[a] - pad_[a] + (tap % taps_[a]) * dilation_[a];
        p /= places_[a], tap /= taps_[a];
        inside = inside && i >= 0 && i < extent_[a];
        at += i * step;
        step *= extent_[a];
      }
      for (std::int64_t c = 0; c < channels_; ++c)
        to[c * all_taps_ + t] = inside ? sample[c * plane_ + at] : 0.0F;
    }
  }

 private:
  std::size_t axes_;
  std::int64_t channels_, all_taps_ = 1, all_places_ = 1, plane_ = 1;
  op::ints extent_, taps_, places_, stride_, pad_, dilation_;
};

} // namespace detail

PEAX_INLINE patch_moments patch_moments_of(graph const& g, node_id conv, data::data_set const& learn,
                                           std::uint64_t seed) {
  value_id const in = g[conv].inputs[0];
  detail::patch_reader const reader(g[in].dims, g[g[conv].inputs[1]].dims, g[g[conv].outputs[0]].dims,
                                    g[conv].op.get<op::conv>());
  data::data_set const fitting = learn.fit_to(g[g.inputs()[0]].dims);
  shape const& weights = g[g[conv].inputs[1]].dims;
  auto const width = static_cast<std::size_t>(weights.elements() / weights[0]);
  std::size_t const bearable = std::max(4 * width, std::size_t{400000000000} / (width * width));
  std::size_t const rows = std::min(std::clamp<std::size_t>(24 * width, 20000, 120000), bearable);
  std::size_t const all = fitting.size();
  auto const places = static_cast<std::size_t>(reader.places());
  std::size_t const samples = std::min(all, std::max<std::size_t>(1024, (rows + places - 1) / places));
  std::size_t const each = std::min(places, (rows + samples - 1) / samples);

  bool const made = g.producer(in) != node_id::none;
  graph const front = made ? extract(g, g.inputs(), std::vector<value_id>{in}, "front") : graph();
  std::size_t const input_width = fitting.inputs().size() / all;
  auto const map_width = static_cast<std::size_t>(g[in].dims.elements());
  std::optional<engine::runner> run;
  if (made) run.emplace(front);
  detail::moment_sum sum(width);
  engine::one_blas_thread const alone;
  std::size_t constexpr chunk = 128;
  std::vector<float> batch, patches;
  for (std::size_t from = 0; from < samples; from += chunk) {
    std::size_t const n = std::min(chunk, samples - from);
    batch.clear();
    for (std::size_t i = from; i < from + n; ++i) {
      auto const sample = fitting.sample(i * all / samples);
      batch.insert(batch.end(), sample.begin(), sample.end());
    }
    tensor const maps = made ? (*run)(std::span<float const>(batch).first(n * input_width))
                             : tensor(shape{static_cast<std::int64_t>(batch.size())}, batch);
    patches.resize(n * each * width);
    for (std::size_t i = 0; i < n; ++i) {
      random_stream random(seed, 0x7061746368657321ULL + from + i);
      std::uint64_t const begin = random.index(places);
      for (std::size_t k = 0; k < each; ++k) {
        std::size_t const place = (static_cast<std::size_t>(begin) + k * places / each) % places;
        reader.read(maps.floats().data() + i * map_width, static_cast<std::int64_t>(place),
                    patches.data() + (i * each + k) * width);
      }
    }
    sum.add(patches);
  }
  return sum.finish();
}

} // namespace peax::rewrite
