#pragma once
//! @file
//! Shape arithmetic that exporters leave in graphs, computed while loading with the batch as an unknown. Free of protobuf.

#include <peax/core/error.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>
#include <peax/tensor/tensor.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::onnx {

//! A number of shape arithmetic: `fixed + batch * N`, N being the number of samples.
struct number {
  std::int64_t fixed = 0, batch = 0;

  [[nodiscard]] bool is_fixed() const { return batch == 0; }
  [[nodiscard]] bool is_batch() const { return fixed == 0 && batch == 1; }
  friend bool operator==(number const&, number const&) = default;
};

//! A tensor of integers or booleans of rank 0 or 1 whose elements are known while loading.
struct numbers {
  data_type type = data_type::int64;
  bool is_scalar = false;
  std::vector<number> elements;

  [[nodiscard]] shape dims() const {
    return is_scalar ? shape{} : shape{static_cast<std::int64_t>(elements.size())};
  }
};

//! Longer lists are left to the graph.
inline constexpr std::size_t most_numbers = 4096;

//! The elements of a constant; nothing when it is no short list of integers.
[[nodiscard]] inline std::optional<numbers> numbers_of(tensor const& t) {
  if (t.dims().rank() > 1 || t.size() > most_numbers) return std::nullopt;
  numbers out{t.type(), t.dims().rank() == 0, {}};
  if (t.type() == data_type::int64)
    for (auto v : t.as<std::int64_t>()) out.elements.push_back({v, 0});
  else if (t.type() == data_type::int32)
    for (auto v : t.as<std::int32_t>()) out.elements.push_back({v, 0});
  else if (t.type() == data_type::boolean)
    for (bool const v : t.as<bool>()) out.elements.push_back({v, 0});
  else
    return std::nullopt;
  return out;
}

//! The constant of numbers that do not depend on the batch.
[[nodiscard]] inline tensor tensor_of(numbers const& n, std::string const& name) {
  std::vector<std::int64_t> wide;
  std::vector<std::int32_t> narrow;
  std::vector<std::byte> truth;
  for (auto const& e : n.elements) {
    if (!e.is_fixed())
      throw bad_input(fmt::format(
          "value '{}' is computed from the batch size, which peax keeps free; export with a fixed batch of 1",
          name));
    wide.push_back(e.fixed);
    narrow.push_back(static_cast<std::int32_t>(e.fixed));
    truth.push_back(std::byte{e.fixed != 0});
  }
  if (n.type == data_type::boolean) return tensor::from_bytes(n.type, n.dims(), std::move(truth));
  return n.type == data_type::int64 ? tensor(n.dims(), std::move(wide)) : tensor(n.dims(), std::move(narrow));
}

namespace detail {
inline std::int64_t checked(std::int64_t a, std::int64_t b,
                            bool (*f)(std::int64_t, std::int64_t, std::int64_t*)) {
  std::int64_t out = 0;
  if (f(a, b, &out)) throw bad_input("shape arithmetic overflows");
  return out;
}
inline std::int64_t sum(std::int64_t a, std::int64_t b) {
  return checked(
      a, b, [](std::int64_t x, std::int64_t y, std::int64_t* z) { return __builtin_add_overflow(x, y, z); });
}
inline std::int64_t difference(std::int64_t a, std::int64_t b) {
  return checked(
      a, b, [](std::int64_t x, std::int64_t y, std::int64_t* z) { return __builtin_sub_overflow(x, y, z); });
}
inline std::int64_t product(std::int64_t a, std::int64_t b) {
  return checked(
      a, b, [](std::int64_t x, std::int64_t y, std::int64_t* z) { return __builtin_mul_overflow(x, y, z); });
}
[[noreturn]] inline void not_linear() {
  throw bad_input(
      "computes with the batch size in a way that cannot be kept free of it; export with a fixed batch of 1");
}

[[nodiscard]] inline number times(number a, number b) {
  if (!a.is_fixed() && !b.is_fixed()) not_linear();
  return {product(a.fixed, b.fixed), sum(product(a.fixed, b.batch), product(a.batch, b.fixed))};
}

//! Element-wise with numpy broadcasting of lists and scalars; nothing when the lengths differ.
template <class F> std::optional<numbers> element_wise(numbers const& a, numbers const& b, F f) {
  std::size_t const n = std::max(a.elements.size(), b.elements.size());
  for (auto const* side : {&a, &b})
    if (side->elements.size() != n && side->elements.size() != 1) return std::nullopt;
  if (a.elements.empty() || b.elements.empty()) return std::nullopt;
  numbers out{a.type, a.is_scalar && b.is_scalar, {}};
  for (std::size_t i = 0; i < n; ++i)
    out.elements.push_back(
        f(a.elements[a.elements.size() == 1 ? 0 : i], b.elements[b.elements.size() == 1 ? 0 : i]));
  return out;
}

//! One question to the operators of shape arithmetic: your output, if all your inputs are numbers.
struct fold_numbers {
  std::span<numbers const> in;
  using answer = std::optional<numbers>;

  answer operator()(op::identity const&) const { return in[0]; }
  answer operator()(op::add const&) const {
    return element_wise(in[0], in[1], [](number a, number b) {
      return number{sum(a.fixed, b.fixed), sum(a.batch, b.batch)};
    });
  }
  answer operator()(op::sub const&) const {
    return element_wise(in[0], in[1], [](number a, number b) {
      return number{difference(a.fixed, b.fixed), difference(a.batch, b.batch)};
    });
  }
  answer operator()(op::mul const&) const { return element_wise(in[0], in[1], times); }
  answer operator()(op::div const&) const {
    return element_wise(in[0], in[1], [](number a, number b) {
      if (a == b && !a.is_fixed()) return number{1, 0};
      if (!b.is_fixed()) not_linear();
      if (b.fixed == 0) throw bad_input("shape arithmetic divides by zero");
      if (b.fixed == -1) return number{difference(0, a.fixed), difference(0, a.batch)};
      if (!a.is_fixed() && (a.fixed % b.fixed != 0 || a.batch % b.fixed != 0)) not_linear();
      return number{a.fixed / b.fixed, a.batch / b.fixed};
    });
  }
  answer operator()(op::min const&) const {
    return extreme([](std::int64_t a, std::int64_t b) { return std::min(a, b); });
  }
  answer operator()(op::max const&) const {
    return extreme([](std::int64_t a, std::int64_t b) { return std::max(a, b); });
  }
  answer operator()(op::cast const& op) const {
    numbers out = in[0];
    out.type = op.to;
    if (op.to == data_type::boolean) {
      for (auto& e : out.elements) e = {sign(e) != 0, 0};
      return out;
    }
    if (op.to != data_type::int64 && op.to != data_type::int32) return std::nullopt;
    return out;
  }
  answer operator()(op::equal const&) const {
    return compared([](int sign) { return sign == 0; });
  }
  answer operator()(op::less const&) const {
    return compared([](int sign) { return sign < 0; });
  }
  answer operator()(op::less_or_equal const&) const {
    return compared([](int sign) { return sign <= 0; });
  }
  answer operator()(op::greater const&) const {
    return compared([](int sign) { return sign > 0; });
  }
  answer operator()(op::greater_or_equal const&) const {
    return compared([](int sign) { return sign >= 0; });
  }
  answer operator()(op::logical_not const&) const {
    if (in[0].type != data_type::boolean) return std::nullopt;
    numbers out = in[0];
    for (auto& e : out.elements) e.fixed = e.fixed == 0;
    return out;
  }
  answer operator()(op::logical_and const&) const {
    return logic([](bool a, bool b) { return a && b; });
  }
  answer operator()(op::logical_or const&) const {
    return logic([](bool a, bool b) { return a || b; });
  }
  answer operator()(op::where const&) const {
    if (in[0].type != data_type::boolean || in[1].type != in[2].type) return std::nullopt;
    auto const other = element_wise(in[1], in[2], [](number a, number) { return a; });
    if (!other || in[0].elements.empty()) return std::nullopt;
    std::size_t const n = std::max(other->elements.size(), in[0].elements.size());
    for (auto const& list : in)
      if (list.elements.size() != n && list.elements.size() != 1) return std::nullopt;
    auto const at = [&](std::size_t list, std::size_t i) {
      return in[list].elements[in[list].elements.size() == 1 ? 0 : i];
    };
    numbers out{in[1].type, in[0].is_scalar && other->is_scalar, {}};
    for (std::size_t i = 0; i < n; ++i) out.elements.push_back(at(0, i).fixed != 0 ? at(1, i) : at(2, i));
    return out;
  }
  answer operator()(op::concat const&) const {
    numbers out{in[0].type, false, {}};
    for (auto const& part : in) {
      if (part.is_scalar) return std::nullopt;
      if (auto const length = out.elements.size() + part.elements.size(); length > most_numbers) {
        auto const is_fixed = [](number const& n) { return n.is_fixed(); };
        if (std::all_of(in.begin(), in.end(),
                        [&](numbers const& n) { return std::ranges::all_of(n.elements, is_fixed); }))
          return std::nullopt; // the graph joins them
        throw bad_input(
            fmt::format("a list of {} numbers that depend on the batch is too long (most_numbers is {})",
                        length, most_numbers));
      }
      out.elements.insert(out.elements.end(), part.elements.begin(), part.elements.end());
    }
    return out;
  }
  answer operator()(op::squeeze const&) const {
    if (in[0].elements.size() != 1) return std::nullopt;
    return numbers{in[0].type, true, in[0].elements};
  }
  answer operator()(op::unsqueeze const& op) const {
    if (!in[0].is_scalar || op.axes.size() != 1) return std::nullopt;
    return numbers{in[0].type, false, in[0].elements};
  }
  answer operator()(op::reshape const& op) const {
    std::int64_t const n = static_cast<std::int64_t>(in[0].elements.size());
    bool const to_list = op.target.size() == 1 && (op.target[0] == -1 || op.target[0] == n);
    if (!to_list && !(op.target.empty() && n == 1)) return std::nullopt;
    return numbers{in[0].type, !to_list, in[0].elements};
  }
  answer operator()(op::expand const& op) const {
    if (op.target.size() != 1 || in[0].elements.size() != 1 || op.target[0] < 1 ||
        op.target[0] > static_cast<std::int64_t>(most_numbers))
      return std::nullopt;
    return numbers{in[0].type, false,
                   std::vector<number>(static_cast<std::size_t>(op.target[0]), in[0].elements[0])};
  }
  answer operator()(op::gather const&) const {
    if (in[0].is_scalar) return std::nullopt;
    numbers out{in[0].type, in[1].is_scalar, {}};
    auto const n = static_cast<std::int64_t>(in[0].elements.size());
    for (auto const& index : in[1].elements) {
      if (!index.is_fixed()) not_linear();
      if (index.fixed < -n || index.fixed >= n)
        throw bad_input(fmt::format("index {} is outside of a list of {}", index.fixed, n));
      out.elements.push_back(
          in[0].elements[static_cast<std::size_t>(index.fixed < 0 ? index.fixed + n : index.fixed)]);
    }
    return out;
  }
  answer operator()(op::slice const& op) const {
    if (in[0].is_scalar || op.starts.size() != 1) return std::nullopt;
    auto const range =
        range_of(op.starts[0], op.ends[0], op.steps[0], static_cast<std::int64_t>(in[0].elements.size()));
    numbers out{in[0].type, false, {}};
    for (std::int64_t i = 0; i < range.count; ++i)
      out.elements.push_back(in[0].elements[static_cast<std::size_t>(range.start + i * range.step)]);
    return out;
  }

 private:
  //! -1, 0 or 1 where it is the same for every number of samples.
  static int sign(number d) {
    std::int64_t const at_one = sum(d.fixed, d.batch);
    if (d.is_fixed()) return d.fixed < 0 ? -1 : d.fixed > 0 ? 1 : 0;
    if (d.batch > 0 ? at_one <= 0 : at_one >= 0) not_linear();
    return d.batch > 0 ? 1 : -1;
  }
  template <class F> answer compared(F f) const {
    if (in[0].type != in[1].type) return std::nullopt;
    answer out = element_wise(in[0], in[1], [&](number a, number b) {
      return number{f(sign({difference(a.fixed, b.fixed), difference(a.batch, b.batch)})), 0};
    });
    if (out) out->type = data_type::boolean;
    return out;
  }
  template <class F> answer logic(F f) const {
    if (in[0].type != data_type::boolean || in[1].type != data_type::boolean) return std::nullopt;
    return element_wise(in[0], in[1], [&](number a, number b) {
      return number{f(a.fixed != 0, b.fixed != 0), 0};
    });
  }
  template <class F> answer extreme(F f) const {
    answer out = in[0];
    for (std::size_t i = 1; out && i < in.size(); ++i)
      out = element_wise(*out, in[i], [&](number a, number b) {
        if (a == b) return a;
        if (!a.is_fixed() || !b.is_fixed()) not_linear();
        return number{f(a.fixed, b.fixed), 0};
      });
    return out;
  }
};

template <class... Ops> std::optional<numbers> fold_one_of(any_op const& op, fold_numbers const& fold) {
  std::optional<numbers> found;
  (void)((op.is<Ops>() && (found = fold(op.get<Ops>()), true)) || ...);
  return found;
}
} // namespace detail

//! The output of an operator whose inputs are all numbers; nothing when it is not shape arithmetic.
[[nodiscard]] inline std::optional<numbers> fold(any_op const& op, std::span<numbers const> inputs) {
  std::size_t const wanted = op.traits().most_inputs;
  if (inputs.empty() || (wanted != any_number && inputs.size() != wanted)) return std::nullopt;
  return detail::fold_one_of<
      op::identity, op::add, op::sub, op::mul, op::div, op::min, op::max, op::cast, op::concat, op::squeeze,
      op::unsqueeze, op::reshape, op::expand, op::gather, op::slice, op::equal, op::less, op::less_or_equal,
      op::greater, op::greater_or_equal, op::logical_not, op::logical_and, op::logical_or, op::where>(
      op, detail::fold_numbers{inputs});
}

//! The extents of a shape as numbers; the batch is N.
[[nodiscard]] inline numbers numbers_of(shape const& dims) {
  numbers out;
  for (auto e : dims) out.elements.push_back(e == batch_extent ? number{0, 1} : number{e, 0});
  return out;
}

} // namespace peax::onnx
