#pragma once
//! @file
//! The bodies of assembler.hpp.

#include <peax/deploy/c/assembler.hpp>
#include <peax/engine/strided_loop.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy::c {

PEAX_INLINE std::string literal(float value) {
  if (std::isnan(value)) return "NAN";
  if (std::isinf(value)) return value > 0 ? "HUGE_VALF" : "-HUGE_VALF";
  std::string out = fmt::format("{}", value);
  if (out.find_first_of(".e") == std::string::npos) out += ".0";
  return out + "f";
}

PEAX_INLINE argument assembler::constant(std::vector<float> values, std::string_view hint) {
  for (std::size_t i = 0; i < into_.constants.size(); ++i)
    if (into_.constants[i].values == values) return {memory::constant, i, false, {}, 0};
  std::size_t const n = into_.constants.size();
  into_.constants.push_back({fmt::format("{}_{}", hint, n), std::move(values)});
  return {memory::constant, n, false, {}, 0};
}

PEAX_INLINE argument assembler::new_buffer(std::string value, std::size_t floats) {
  into_.buffers.push_back({std::move(value), floats, SIZE_MAX, 0}); // lives from its first call on
  return {memory::arena, into_.buffers.size() - 1, false, {}, 0};
}

PEAX_INLINE placed assembler::new_value(std::string value, shape const& dims, bool channels_last) {
  placed out{{nullptr, dims, channels_last}, {}, nullptr};
  out.at = new_buffer(std::move(value), out.floats());
  return out;
}

PEAX_INLINE step& assembler::call(std::string function, std::vector<argument> arguments,
                                  std::string parameters) {
  std::size_t const now = into_.steps.size();
  for (auto const& a : arguments)
    if (a.in == memory::arena) {
      auto& b = into_.buffers[a.number];
      b.first = std::min(b.first, now);
      b.last = std::max(b.last, now);
    }
  into_.steps.push_back({std::move(function), std::move(arguments), std::move(parameters), comment, stage});
  return into_.steps.back();
}

PEAX_INLINE std::vector<float> rearranged(std::vector<float> const& values, engine::strided const& from,
                                          engine::strided const& to) {
  std::vector<float> out(static_cast<std::size_t>(to.size()));
  engine::strided_loop<2> loop;
  for (std::size_t i = 0; i < to.rank; ++i) loop.add_axis(to.extents[i], {to.strides[i], from.strides[i]});
  loop.each([&](auto const& run, auto const& at) {
    for (engine::index i = 0; i < run.count; ++i)
      out[static_cast<std::size_t>(at[0] + i * run.strides[0])] =
          values[static_cast<std::size_t>(at[1] + i * run.strides[1])];
  });
  return out;
}

} // namespace peax::deploy::c
