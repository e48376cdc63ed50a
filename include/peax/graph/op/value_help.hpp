#pragma once
//! @file
//! What plain evaluation of several operators shares: positions, elements of any type, windows. Sums are in double.

#include <peax/core/error.hpp>
#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/window.hpp>
#include <peax/tensor/tensor.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace peax::detail {

//! Counts through the positions of a shape, last axis first.
class index_counter {
 public:
  explicit index_counter(shape dims) : dims_(std::move(dims)), at_(dims_.rank(), 0) {}
  [[nodiscard]] std::int64_t operator[](std::size_t axis) const { return at_[axis]; }
  [[nodiscard]] std::size_t rank() const { return at_.size(); }
  void next() {
    for (std::size_t i = at_.size(); i-- > 0;) {
      if (++at_[i] < dims_[i]) return;
      at_[i] = 0;
    }
  }

 private:
  shape dims_;
  std::vector<std::int64_t> at_;
};

inline std::size_t elements(shape const& s) { return static_cast<std::size_t>(s.elements()); }
inline std::size_t at(shape const& s, std::size_t axis) { return static_cast<std::size_t>(s[axis]); }

//! Product of the extents from an axis on.
inline std::size_t span_of(shape const& s, std::size_t from) {
  std::size_t n = 1;
  for (std::size_t i = from; i < s.rank(); ++i) n *= at(s, i);
  return n;
}

//! Offset into a tensor of shape `from` of the element that a position of a larger shape broadcasts.
inline std::int64_t broadcast_offset(index_counter const& position, shape const& from) {
  std::int64_t offset = 0;
  std::size_t const skipped = position.rank() - from.rank();
  for (std::size_t i = 0; i < from.rank(); ++i)
    offset = offset * from[i] + (from[i] == 1 ? 0 : position[i + skipped]);
  return offset;
}

//! A tensor of shape `dims` whose elements are those of x at source(position); a negative source takes `fill`.
template <class F>
tensor rearranged(tensor const& x, shape const& dims, F source, std::vector<std::byte> const& fill = {}) {
  std::size_t const width = bits_of(x.type()) / 8, n = elements(dims);
  std::vector<std::byte> out(n * width);
  auto const from = x.raw();
  index_counter position{dims};
  for (std::size_t i = 0; i < n; ++i, position.next()) {
    std::int64_t const s = source(position);
    std::memcpy(out.data() + i * width,
                s < 0 ? fill.data() : from.data() + static_cast<std::size_t>(s) * width, width);
  }
  return tensor::from_bytes(x.type(), dims, std::move(out));
}

inline tensor broadcast_to(tensor const& x, shape const& dims) {
  if (x.dims() == dims) return x;
  return rearranged(x, dims, [&](index_counter const& p) { return broadcast_offset(p, x.dims()); });
}

//! Calls f with a value of the C++ type of an element type.
template <class F> auto with_element_type(data_type type, F f) {
  switch (type) {
  case data_type::float32: return f(float{});
  case data_type::float64: return f(double{});
  case data_type::int8: return f(std::int8_t{});
  case data_type::int16: return f(std::int16_t{});
  case data_type::int32: return f(std::int32_t{});
  case data_type::int64: return f(std::int64_t{});
  case data_type::uint8: return f(std::uint8_t{});
  case data_type::uint16: return f(std::uint16_t{});
  case data_type::uint32: return f(std::uint32_t{});
  case data_type::uint64: return f(std::uint64_t{});
  case data_type::boolean: return f(bool{});
  case data_type::float16: break;
  }
  throw bad_input("elements of type " + std::string(name_of(type)) + " are not computed with");
}

inline std::vector<std::int64_t> integers(tensor const& t) {
  return with_element_type(t.type(), [&]<class T>(T) {
    auto const from = t.as<T>();
    std::vector<std::int64_t> out;
    for (auto v : from) out.push_back(static_cast<std::int64_t>(v));
    return out;
  });
}

//! C's conversion, made safe: what does not fit an integer type is refused.
template <class To, class From> To converted(From v) {
  if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To> && !std::is_same_v<To, bool>) {
    double const whole = std::trunc(static_cast<double>(v));
    if (!(whole >= -9.2e18 && whole <= 9.2e18) || (std::is_unsigned_v<To> && whole < 0))
      throw bad_input("a number does not fit the integer type of a cast");
    return static_cast<To>(static_cast<std::int64_t>(whole));
  } else {
    return static_cast<To>(v);
  }
}

inline std::vector<double> doubles(tensor const& t) {
  auto const from = t.floats();
  return {from.begin(), from.end()};
}

inline tensor floats(shape const& dims, std::vector<double> const& values) {
  std::vector<float> narrow(values.size());
  std::transform(values.begin(), values.end(), narrow.begin(),
                 [](double v) { return static_cast<float>(v); });
  return tensor(dims, std::move(narrow));
}

//! Offsets of the elements of a window that lie inside the input, per output position.
struct window_taps {
  std::vector<std::int64_t> inputs, kernel; //!< offsets into one channel of the input, and into one kernel
  std::int64_t in_padded = 0;               //!< elements inside the input or its pads
};

//! Calls f(output position, taps) for each position of the windows over one channel.
template <class F> void for_each_window(std::vector<window> const& windows, F f) {
  std::vector<std::int64_t> outs, kernels;
  for (auto const& w : windows) outs.push_back(w.output_extent()), kernels.push_back(w.kernel);
  index_counter out{shape(outs)};
  for (std::int64_t at = 0; at < shape(outs).elements(); ++at, out.next()) {
    window_taps taps;
    index_counter k{shape(kernels)};
    for (std::int64_t kernel_at = 0; kernel_at < shape(kernels).elements(); ++kernel_at, k.next()) {
      std::int64_t offset = 0;
      bool inside = true, padded = true;
      for (std::size_t i = 0; i < windows.size(); ++i) {
        window const& w = windows[i];
        std::int64_t const p = out[i] * w.stride - w.begin + k[i] * w.dilation;
        inside = inside && p >= 0 && p < w.extent;
        padded = padded && p < w.extent + w.end;
        offset = offset * w.extent + p;
      }
      taps.in_padded += padded ? 1 : 0;
      if (!inside) continue;
      taps.inputs.push_back(offset);
      taps.kernel.push_back(kernel_at);
    }
    f(static_cast<std::size_t>(at), taps);
  }
}

template <class Pool, class F>
std::vector<tensor> pool(evaluation const& e, Pool const& op, op::ints const& dilations, F f) {
  shape const &x = e.in(0).dims(), &y = e.types[0].dims;
  auto const data = doubles(e.in(0));
  std::vector<double> out(elements(y)), values;
  auto const area_in = span_of(x, 2), area_out = span_of(y, 2);
  for_each_window(windows_of(x, op.kernel, op.strides, op.pads, dilations, op.ceil_mode),
                  [&](std::size_t position, window_taps const& taps) {
                    if (taps.inputs.empty())
                      throw bad_input("a window of the pooling lies in the pads alone");
                    for (std::size_t plane = 0; plane < at(x, 0) * at(x, 1); ++plane) {
                      values.clear();
                      for (auto offset : taps.inputs)
                        values.push_back(data[plane * area_in + static_cast<std::size_t>(offset)]);
                      out[plane * area_out + position] = f(values, taps.in_padded);
                    }
                  });
  return {floats(y, out)};
}

//! Calls f(offset of the first element, offset of its first result, distance of two neighbours) for each row along an axis.
template <class F> void each_row(shape const& x, std::size_t along, std::size_t results, F f) {
  std::size_t const inner = span_of(x, along + 1), count = at(x, along);
  std::size_t const rows = count == 0 ? 0 : elements(x) / count;
  for (std::size_t row = 0; row < rows; ++row)
    f(row / inner * count * inner + row % inner, row / inner * results * inner + row % inner, inner);
}

inline std::vector<tensor> reshaped(evaluation const& e) { return {e.in(0).reshaped(e.types[0].dims)}; }
template <class F> std::int64_t offset_in(shape const& x, F position) {
  std::int64_t offset = 0;
  for (std::size_t a = 0; a < x.rank(); ++a) offset = offset * x[a] + position(a);
  return offset;
}
} // namespace peax::detail
