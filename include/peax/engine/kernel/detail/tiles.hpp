#pragma once
//! @file
//! Cuts channels into blocks of vectors and lines of pixels into register tiles.

#include <peax/engine/kernel/detail/table.hpp>

#include <algorithm>
#include <cstring>
#include <limits>

namespace peax::engine::kernel::detail {

//! Channels as vectors, the vectors in blocks of nearly equal size.
struct channel_blocks {
  index channels = 0;
  index vectors = 0;
  index blocks = 0;
  index lanes = 1;

  [[nodiscard]] index begin(index block) const noexcept { return block * vectors / blocks; }
  [[nodiscard]] index padded() const noexcept { return vectors * lanes; }
  [[nodiscard]] index last_lanes(index block) const noexcept {
    return block + 1 == blocks ? channels - (vectors - 1) * lanes : lanes;
  }
};

//! A line of `width` positions as `wide` tiles of `size + 1` and then `narrow` tiles of `size`.
struct line_tiles {
  index size, wide, narrow;
};

[[nodiscard]] inline line_tiles cut_line(index width, index limit) noexcept {
  index const count = (width + limit - 1) / limit;
  if (count == 0) return {1, 0, 0};
  index const wide = width % count;
  return {width / count, wide, count - wide};
}

//! The blocks whose tiles cover a line of `width` in the least time: a tile costs its multiplications, its
//! loads, or the latency of eight dependent additions, whichever is most.
[[nodiscard]] inline channel_blocks choose_blocks(index lanes, tile_limits const& limits, index channels,
                                                  index width) {
  channel_blocks best{channels, (channels + lanes - 1) / lanes, 0, lanes};
  index best_cost = std::numeric_limits<index>::max();
  auto const tile_cost = [](index pixels, index vectors) {
    return std::max({pixels * vectors, pixels + vectors, index{8}}) + 1;
  };
  for (int size = max_vectors; size >= 1; --size) {
    if (limits[static_cast<std::size_t>(size - 1)] == 0) continue;
    channel_blocks candidate = best;
    candidate.blocks = (best.vectors + size - 1) / size;
    index cost = 0;
    for (index b = 0; b < candidate.blocks; ++b) {
      index const vectors = candidate.begin(b + 1) - candidate.begin(b);
      auto const line = cut_line(width, limits[static_cast<std::size_t>(vectors - 1)]);
      cost += line.wide * tile_cost(line.size + 1, vectors) + line.narrow * tile_cost(line.size, vectors);
    }
    if (cost < best_cost) {
      best_cost = cost;
      best.blocks = candidate.blocks;
    }
  }
  return best;
}

//! Runs all blocks of channels over rows of `width` pixels; w, bias and y of `args` are those of the first
//! block. Which of the two kernels for the same tile runs depends on the sizes of the layer alone, never on
//! the share of work.
inline void run_tiles(table const& t, channel_blocks const& blocks, conv_args const& args, index width) {
  index const taps = args.tap_rows * args.tap_cols * args.run;
  for (index b = 0; b < blocks.blocks; ++b) {
    index const begin = blocks.begin(b);
    auto const slot = static_cast<std::size_t>(blocks.begin(b + 1) - begin - 1);
    auto const line = cut_line(width, t.pixel_limit[slot]);
    auto const& kernels =
        slot == 0 && args.tap_cols == 1 && args.run == 3 * args.x_pixel ? t.conv_three : t.conv[slot];
    conv_args block = args;
    block.w += begin * blocks.lanes * taps;
    if (block.bias) block.bias += begin * blocks.lanes;
    block.y += begin * blocks.lanes;
    block.last_lanes = blocks.last_lanes(b);
    if (line.wide > 0) {
      block.tiles = line.wide;
      kernels[static_cast<std::size_t>(line.size)](block);
      block.x += line.wide * (line.size + 1) * block.x_pixel;
      block.y += line.wide * (line.size + 1) * block.y_pixel;
    }
    if (line.narrow > 0) {
      block.tiles = line.narrow;
      kernels[static_cast<std::size_t>(line.size - 1)](block);
    }
  }
}

//! Adds the gradient of `run` consecutive floats of x against all channels; dw is [run][blocks.padded()].
inline void run_gradient(table const& t, channel_blocks const& blocks, gradient_args const& args, index run) {
  for (index b = 0; b < blocks.blocks; ++b) {
    index const begin = blocks.begin(b);
    auto const slot = static_cast<std::size_t>(blocks.begin(b + 1) - begin - 1);
    auto const line = cut_line(run, t.column_limit[slot]);
    gradient_args block = args;
    block.dy += begin * blocks.lanes;
    block.dw += begin * blocks.lanes;
    block.last_lanes = blocks.last_lanes(b);
    for (index i = 0; i < line.wide + line.narrow; ++i) {
      index const size = i < line.wide ? line.size + 1 : line.size;
      t.gradient[slot][static_cast<std::size_t>(size - 1)](block);
      block.x += size;
      block.dw += size * block.dw_step;
    }
  }
}

//! A plane of pixels of which `to_h` x `to_w` pixels are wanted, starting at (top, left), which may lie
//! outside.
struct frame {
  index top, left, to_h, to_w;

  [[nodiscard]] bool inside(index h, index w) const noexcept {
    return top >= 0 && left >= 0 && top + to_h <= h && left + to_w <= w;
  }
};

//! Copies the frame of [h][w][c]; what lies outside is zero.
inline void copy_frame(float const* from, index h, index w, index c, frame const& f, float* to) {
  index const first = std::clamp<index>(-f.left, 0, f.to_w);
  index const last = std::clamp<index>(w - f.left, first, f.to_w);
  auto const bytes = [c](index pixels) { return static_cast<std::size_t>(pixels * c) * sizeof(float); };
  for (index row = 0; row < f.to_h; ++row, to += f.to_w * c) {
    index const source = f.top + row;
    if (source < 0 || source >= h || first == last) {
      std::memset(to, 0, bytes(f.to_w));
      continue;
    }
    if (first > 0) std::memset(to, 0, bytes(first));
    std::memcpy(to + first * c, from + (source * w + f.left + first) * c, bytes(last - first));
    if (last < f.to_w) std::memset(to + last * c, 0, bytes(f.to_w - last));
  }
}

//! What a `convolution` decides when it is made.
struct conv_choice {
  table const* out_table = nullptr; //!< vectors over output channels: forward and weight gradient
  table const* in_table = nullptr;  //!< vectors over input channels: gradient of the data
  channel_blocks out, gradient, in;
  frame forward{};  //!< of x, for all output rows
  frame backward{}; //!< of dy
  bool copy_forward = false;
  bool copy_backward = false;
};

} // namespace peax::engine::kernel::detail
