// Speed of the convolution kernels on the layers of small networks (64 samples, one thread), beside sgemm.
#include "sgemm.hpp"
#include <peax/engine/kernel/convolution.hpp>
#include <peax/engine/kernel/depthwise.hpp>
#include <peax/engine/kernel/winograd.hpp>

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

namespace kernel = peax::engine::kernel;
using kernel::conv_geometry;
constexpr kernel::index samples = 64;

struct layer {
  char const* name;
  conv_geometry geometry;
};

conv_geometry square(kernel::index side, kernel::index in, kernel::index out, kernel::index taps,
                     kernel::index stride = 1) {
  conv_geometry g{.in_h = side,
                  .in_w = side,
                  .in_c = in,
                  .out_c = out,
                  .kernel_h = taps,
                  .kernel_w = taps,
                  .stride_h = stride,
                  .stride_w = stride};
  g.pad_top = g.pad_left = g.pad_bottom = g.pad_right = taps / 2;
  return g;
}

conv_geometry line(kernel::index length, kernel::index in, kernel::index out, kernel::index taps) {
  conv_geometry g{.in_h = 1, .in_w = length, .in_c = in, .out_c = out, .kernel_w = taps};
  g.pad_left = g.pad_right = taps / 2;
  return g;
}

conv_geometry depthwise(conv_geometry g) {
  g.groups = g.in_c;
  return g;
}

conv_geometry flat(kernel::index h, kernel::index w, kernel::index in, kernel::index out) {
  return {.in_h = h, .in_w = w, .in_c = in, .out_c = out};
}

std::vector<layer> const layers{
    {"resnet 3-16 3x3 32", square(32, 3, 16, 3)},
    {"resnet 16-16 3x3 32", square(32, 16, 16, 3)},
    {"resnet 16-32 3x3/2 32", square(32, 16, 32, 3, 2)},
    {"resnet 32-32 3x3 16", square(16, 32, 32, 3)},
    {"resnet 64-64 3x3 8", square(8, 64, 64, 3)},
    {"dscnn 1-64 10x4/2",
     {.in_h = 49,
      .in_w = 10,
      .in_c = 1,
      .out_c = 64,
      .kernel_h = 10,
      .kernel_w = 4,
      .stride_h = 2,
      .stride_w = 2,
      .pad_top = 4,
      .pad_left = 1,
      .pad_bottom = 5,
      .pad_right = 1}},
    {"dscnn 64-64 1x1 25x5", flat(25, 5, 64, 64)},
    {"mobilenet 3-8 3x3/2 96", square(96, 3, 8, 3, 2)},
    {"mobilenet 8-16 1x1 48", flat(48, 48, 8, 16)},
    {"mobilenet 64-128 1x1 12", flat(12, 12, 64, 128)},
    {"har 6-32 k7 128", line(128, 6, 32, 7)},
    {"har 32-48 k5 64", line(64, 32, 48, 5)},
    {"dscnn depthwise 64 25x5",
     [] {
       auto g = depthwise(square(25, 64, 64, 3));
       g.in_w = 5;
       return g;
     }()},
    {"mobilenet depthwise 8 48", depthwise(square(48, 8, 8, 3))},
    {"mobilenet depthwise 16/2 48", depthwise(square(48, 16, 16, 3, 2))},
    {"mobilenet depthwise 128 6", depthwise(square(6, 128, 128, 3))},
};

kernel_benchmark::floats values(kernel::index n) {
  kernel_benchmark::floats v(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < v.size(); ++i) v[i] = static_cast<float>(i % 17) / 17.0F - 0.4F;
  return v;
}

double operations(conv_geometry const& g) {
  return 2.0 * static_cast<double>(g.out_h() * g.out_w() * g.weight_size() * samples);
}

template <class Kernel>
void forward(benchmark::State& state, conv_geometry const& g, kernel::instruction_set set) {
  auto const x = values(samples * g.in_size());
  auto const w = values(g.weight_size());
  auto y = values(samples * g.out_size());
  Kernel const conv(g, set);
  if constexpr (std::is_same_v<Kernel, kernel::depthwise_convolution>) {
    auto packed = values(conv.packed_size());
    conv.pack(w.data(), packed.data());
    kernel_benchmark::run(state, operations(g), [&] {
      conv.forward(x.data(), samples, packed.data(), nullptr, kernel::bounds::none(), y.data());
    });
  } else {
    auto packed = values(conv.packed_size());
    auto workspace = values(conv.forward_workspace());
    conv.pack(w.data(), packed.data());
    kernel_benchmark::run(state, operations(g), [&] {
      conv.forward(x.data(), samples, packed.data(), nullptr, kernel::bounds::none(), y.data(),
                   workspace.data());
    });
  }
}

template <class Kernel>
void data_gradient(benchmark::State& state, conv_geometry const& g, kernel::instruction_set set) {
  auto dx = values(samples * g.in_size());
  auto const w = values(g.weight_size());
  auto const dy = values(samples * g.out_size());
  Kernel const conv(g, set);
  if constexpr (std::is_same_v<Kernel, kernel::depthwise_convolution>) {
    auto packed = values(conv.packed_size());
    conv.pack(w.data(), packed.data());
    kernel_benchmark::run(state, operations(g),
                          [&] { conv.backward_data(dy.data(), samples, packed.data(), dx.data()); });
  } else {
    auto packed = values(conv.packed_transposed_size());
    auto workspace = values(conv.backward_workspace());
    conv.pack_transposed(w.data(), packed.data());
    kernel_benchmark::run(state, operations(g), [&] {
      conv.backward_data(dy.data(), samples, packed.data(), dx.data(), workspace.data());
    });
  }
}

template <class Kernel>
void weight_gradient(benchmark::State& state, conv_geometry const& g, kernel::instruction_set set) {
  auto const x = values(samples * g.in_size());
  auto const dy = values(samples * g.out_size());
  Kernel const conv(g, set);
  if constexpr (std::is_same_v<Kernel, kernel::depthwise_convolution>) {
    kernel_benchmark::floats partial(static_cast<std::size_t>(conv.partial_size()));
    kernel_benchmark::run(state, operations(g),
                          [&] { conv.weight_gradient(x.data(), dy.data(), samples, partial.data(), false); });
  } else {
    kernel_benchmark::floats partial(static_cast<std::size_t>(conv.partial_size()));
    auto workspace = values(conv.gradient_workspace());
    kernel_benchmark::run(state, operations(g), [&] {
      conv.weight_gradient(x.data(), dy.data(), samples, partial.data(), workspace.data(), false);
    });
  }
}

//! Registers the three directions of a layer for one kernel; `note` stands behind the layer's name.
template <class Kernel> void add(kernel::instruction_set set, layer const& l, char const* note) {
  using measure = void (*)(benchmark::State&, conv_geometry const&, kernel::instruction_set);
  for (auto const& [name, function] : {std::pair<char const*, measure>{"forward", forward<Kernel>},
                                       {"data", data_gradient<Kernel>},
                                       {"weight", weight_gradient<Kernel>}}) {
    auto const title = std::string(kernel::name_of(set)) + "/" + name + "/" + l.name + note;
    benchmark::RegisterBenchmark(title.c_str(), function, l.geometry, set)->MinTime(0.02);
  }
}

[[maybe_unused]] int const registered = [] {
  for (auto const set :
       {kernel::instruction_set::portable, kernel::instruction_set::avx2, kernel::instruction_set::avx512}) {
    if (!kernel::is_available(set)) continue;
    for (auto const& l : layers) {
      if (l.geometry.is_depthwise())
        add<kernel::depthwise_convolution>(set, l, "");
      else
        add<kernel::convolution>(set, l, "");
      if (kernel::winograd_convolution::suits(l.geometry))
        add<kernel::winograd_convolution>(set, l, " Winograd");
    }
  }
  return 0;
}();

} // namespace
