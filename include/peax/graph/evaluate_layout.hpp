#pragma once
//! @file
//! The operators that move elements, run on tensors of any element type; and what running an operator needs at large.

#include <peax/core/error.hpp>
#include <peax/graph/shape_rule.hpp>
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

inline tensor from_integers(data_type type, shape const& dims, std::vector<std::int64_t> const& values) {
  if (type == data_type::int64) return tensor(dims, values);
  std::vector<std::int32_t> narrow;
  for (auto v : values) narrow.push_back(static_cast<std::int32_t>(v));
  return tensor(dims, std::move(narrow));
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

struct evaluate_layout {
  using tensors = std::vector<tensor>;
  std::vector<tensor> const& inputs;
  value_types const& types;

  [[nodiscard]] bool has(std::size_t i) const { return i < inputs.size() && static_cast<bool>(inputs[i]); }
  [[nodiscard]] tensor const& in(std::size_t i) const { return inputs[i]; }

  tensors operator()(op::identity const&) const { return {in(0)}; }
  tensors operator()(op::dropout const&) const { return {in(0)}; }
  tensors operator()(op::flatten const&) const { return reshaped(); }
  tensors operator()(op::reshape const&) const { return reshaped(); }
  tensors operator()(op::squeeze const&) const { return reshaped(); }
  tensors operator()(op::unsqueeze const&) const { return reshaped(); }
  tensors operator()(op::expand const&) const { return {broadcast_to(in(0), types[0].dims)}; }

  tensors operator()(op::shape_of const& op) const {
    auto const n = static_cast<std::int64_t>(in(0).dims().rank());
    auto const range = range_of(op.start, op.end.value_or(n), 1, n);
    auto const from = in(0).dims().begin() + range.start;
    return {tensor::list(std::vector<std::int64_t>(from, from + range.count))};
  }

  tensors operator()(op::constant_of_shape const& op) const {
    return {with_element_type(op.type, [&]<class T>(T) {
      std::vector<std::byte> raw(elements(types[0].dims) * sizeof(T));
      T const fill = converted<T>(op.value);
      for (std::size_t i = 0; i < raw.size(); i += sizeof(T)) std::memcpy(raw.data() + i, &fill, sizeof(T));
      return tensor::from_bytes(op.type, types[0].dims, std::move(raw));
    })};
  }

  tensors operator()(op::cast const& op) const {
    return {with_element_type(in(0).type(), [&]<class From>(From) {
      return with_element_type(op.to, [&]<class To>(To) {
        auto const from = in(0).as<From>();
        std::vector<std::byte> raw(from.size() * sizeof(To));
        for (std::size_t i = 0; i < from.size(); ++i) {
          To const v = converted<To>(from[i]);
          std::memcpy(raw.data() + i * sizeof(To), &v, sizeof(To));
        }
        return tensor::from_bytes(op.to, in(0).dims(), std::move(raw));
      });
    })};
  }

  tensors operator()(op::transpose const& op) const {
    shape const& x = in(0).dims();
    op::ints permutation = op.permutation;
    if (permutation.empty())
      for (std::size_t i = x.rank(); i-- > 0;) permutation.push_back(static_cast<std::int64_t>(i));
    std::vector<std::int64_t> step(x.rank());
    for (std::size_t i = 0; i < x.rank(); ++i)
      step[i] = static_cast<std::int64_t>(span_of(x, axis_of(permutation[i], x.rank()) + 1));
    return {rearranged(in(0), types[0].dims, [&](index_counter const& p) {
      std::int64_t offset = 0;
      for (std::size_t i = 0; i < step.size(); ++i) offset += p[i] * step[i];
      return offset;
    })};
  }

  tensors operator()(op::concat const& op) const {
    shape const& y = types[0].dims;
    std::size_t const axis = axis_of(op.axis, y.rank());
    std::vector<std::byte> raw;
    for (std::size_t row = 0; row < elements(y) / std::max<std::size_t>(1, span_of(y, axis)); ++row)
      for (auto const& t : inputs) {
        std::size_t const piece = span_of(t.dims(), axis) * bits_of(t.type()) / 8;
        auto const part = t.raw().subspan(row * piece, piece);
        raw.insert(raw.end(), part.begin(), part.end());
      }
    return {tensor::from_bytes(in(0).type(), y, std::move(raw))};
  }

  tensors operator()(op::split const& op) const {
    shape const& x = in(0).dims();
    std::size_t const axis = axis_of(op.axis, x.rank());
    tensors out;
    std::int64_t first = 0;
    for (std::size_t i = 0; i < op.sizes.size(); ++i) {
      out.push_back(rearranged(in(0), types[i].dims, [&](index_counter const& p) {
        return offset_in(x, [&](std::size_t a) { return p[a] + (a == axis ? first : 0); });
      }));
      first += op.sizes[i];
    }
    return out;
  }

  tensors operator()(op::slice const& op) const {
    shape const& x = in(0).dims();
    std::vector<slice_range> ranges(x.rank(), slice_range{0, 1, 0});
    for (std::size_t i = 0; i < op.axes.size(); ++i) {
      std::size_t const axis = axis_of(op.axes[i], x.rank());
      ranges[axis] = range_of(op.starts[i], op.ends[i], op.steps[i], x[axis]);
    }
    return {rearranged(in(0), types[0].dims, [&](index_counter const& p) {
      return offset_in(x, [&](std::size_t a) { return ranges[a].start + p[a] * ranges[a].step; });
    })};
  }

  tensors operator()(op::pad const& op) const {
    shape const& x = in(0).dims();
    std::vector<std::byte> fill(bits_of(in(0).type()) / 8);
    with_element_type(in(0).type(), [&]<class T>(T) {
      T const v = converted<T>(op.value);
      std::memcpy(fill.data(), &v, sizeof v);
      return 0;
    });
    auto const source = [&](index_counter const& p) {
      bool outside = false;
      std::int64_t const offset = offset_in(x, [&](std::size_t a) {
        std::int64_t i = p[a] - op.pads[a];
        std::int64_t const last = x[a] - 1;
        if (i >= 0 && i <= last) return i;
        if (op.mode == op::pad_mode::constant) outside = true;
        if (op.mode == op::pad_mode::reflect) i = i < 0 ? -i : 2 * last - i;
        return std::clamp<std::int64_t>(i, 0, last);
      });
      return outside ? std::int64_t{-1} : offset;
    };
    return {rearranged(in(0), types[0].dims, source, fill)};
  }

  tensors operator()(op::gather const& op) const {
    shape const &x = in(0).dims(), &indices = in(1).dims();
    std::size_t const axis = axis_of(op.axis, x.rank());
    auto const chosen = integers(in(1));
    for (auto i : chosen)
      want(i >= -x[axis] && i < x[axis],
           "index " + std::to_string(i) + " is outside of axis " + std::to_string(axis) + " of " + x.text());
    return {rearranged(in(0), types[0].dims, [&](index_counter const& p) {
      std::int64_t at_index = 0;
      for (std::size_t i = 0; i < indices.rank(); ++i) at_index = at_index * indices[i] + p[axis + i];
      std::int64_t const i = chosen[static_cast<std::size_t>(at_index)];
      return offset_in(x, [&](std::size_t a) {
        return a < axis ? p[a] : a == axis ? (i < 0 ? i + x[axis] : i) : p[a + indices.rank() - 1];
      });
    })};
  }

 private:
  [[nodiscard]] tensors reshaped() const { return {in(0).reshaped(types[0].dims)}; }
  template <class F> static std::int64_t offset_in(shape const& x, F position) {
    std::int64_t offset = 0;
    for (std::size_t a = 0; a < x.rank(); ++a) offset = offset * x[a] + position(a);
    return offset;
  }
};

} // namespace peax::detail
