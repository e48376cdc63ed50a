#pragma once
//! @file
//! Memory of the library as xtensor views, without a copy: `view_of` to read, `into` to write. The rank is known when compiling
//! (`view_of<4>(x)`) or when running (`view_of(x)`). This is the door to xtensor: 3 s and 190 MB in each file that includes it.

#include <peax/core/error.hpp>
#include <peax/tensor/shape.hpp>
#include <peax/tensor/tensor.hpp>

#include <xtensor/xadapt.hpp>
#include <xtensor/xbroadcast.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xnoalias.hpp>
#include <xtensor/xview.hpp>

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace peax {

//! In place of a rank: that of the shape.
inline constexpr std::size_t any_rank = static_cast<std::size_t>(-1);

//! An array of an operator's call (graph/op_call.hpp), or what looks like it: elements and their shape.
template <class A>
concept ArrayOfACall = requires(A const& a) {
  { a.elements.data() };
  { a.elements.size() } -> std::convertible_to<std::size_t>;
  { *a.dims } -> std::convertible_to<shape const&>;
};

namespace detail {
//! The extents as xtensor counts them. Throws bad_input for another rank, and a number of elements that is not that of the shape.
template <std::size_t Rank> auto extents_of(shape const& dims, std::size_t elements) {
  if (Rank != any_rank && dims.rank() != Rank)
    throw bad_input("a view of rank " + std::to_string(Rank) + " of an array of shape " + dims.text() +
                    ", whose rank is " + std::to_string(dims.rank()));
  if (static_cast<std::int64_t>(elements) != dims.elements())
    throw bad_input("a view of " + std::to_string(elements) + " elements as an array of shape " +
                    dims.text() + (elements == 0 ? ": a gradient that nobody wants is empty" : ""));
  std::conditional_t<Rank == any_rank, std::vector<std::size_t>,
                     std::array<std::size_t, Rank == any_rank ? 1 : Rank>>
      extents{};
  if constexpr (Rank == any_rank) extents.resize(dims.rank());
  std::transform(dims.begin(), dims.end(), extents.begin(),
                 [](std::int64_t e) { return static_cast<std::size_t>(e); });
  return extents;
}

template <class E> std::string shape_text(E const& expression) {
  auto const& extents = expression.shape();
  return shape(std::vector<std::int64_t>(extents.begin(), extents.end())).text();
}

//! The rank of an expression where its type says it.
template <class E> inline constexpr std::size_t static_rank = any_rank;
template <class E>
  requires requires { std::tuple_size<typename E::shape_type>::value; }
inline constexpr std::size_t static_rank<E> = std::tuple_size<typename E::shape_type>::value;
template <class E, std::size_t Rank>
inline constexpr bool can_fit = Rank == any_rank || static_rank<E> == any_rank || static_rank<E> <= Rank;
} // namespace detail

//! A view that is only read: what is assigned to it as a whole is refused in a sentence.
template <class View> class read_only : public View {
 public:
  explicit read_only(View v) : View(std::move(v)) {}
  read_only(read_only const&) = default;
  ~read_only() = default;

  template <class E> void operator=(E const&) const {
    constexpr bool is_written = sizeof(E) == 0; // never
    static_assert(
        is_written,
        "peax: this view is only read: of a tensor, of an operator's input, of what backward reads");
  }
  template <class E> void operator+=(E const&) const {
    constexpr bool is_written = sizeof(E) == 0;
    static_assert(
        is_written,
        "peax: this view is only read: of a tensor, of an operator's input, of what backward reads");
  }
};

//! Row-major elements as an expression of this rank, a constant one for constant elements. Throws bad_input for another shape.
template <std::size_t Rank = any_rank, class T>
[[nodiscard]] auto view_of(std::span<T> elements, shape const& dims) {
  auto view = xt::adapt(elements.data(), elements.size(), xt::no_ownership(),
                        detail::extents_of<Rank>(dims, elements.size()));
  if constexpr (std::is_const_v<T>)
    return read_only<decltype(view)>(std::move(view));
  else
    return view;
}

//! An array of an operator's call: constant for inputs, and for what a backward kernel reads. Throws bad_input for another rank, and
//! for a gradient that nobody wants.
template <std::size_t Rank = any_rank, ArrayOfACall A> [[nodiscard]] auto view_of(A const& array) {
  return view_of<Rank>(array.elements, *array.dims);
}

//! A tensor's elements, which nobody changes. Throws bad_input for another rank or type.
template <std::size_t Rank = any_rank, class T = float> [[nodiscard]] auto view_of(tensor const& t) {
  return view_of<Rank>(t.as<T>(), t.dims());
}
//! The elements would be gone before the view is read.
template <std::size_t Rank = any_rank, class T = float> void view_of(tensor const&& t) = delete;

//! Where expressions are written to, element by element without a copy between (`xt::noalias`), broadcast to the array's shape.
//! Throws bad_input for an expression that cannot be broadcast to it.
template <std::size_t Rank> class target {
 public:
  target(std::span<float> elements, shape const& dims) : elements_(elements), dims_(dims) {}

  template <class E> void operator=(xt::xexpression<E> const& e) const {
    constexpr bool can_fit = detail::can_fit<E, Rank>;
    static_assert(can_fit, "peax: the expression has more axes than the array that it is written to");
    if constexpr (can_fit) write(e.derived_cast(), [](auto to, auto const& from) { to = from; });
  }
  template <class E> void operator+=(xt::xexpression<E> const& e) const {
    constexpr bool can_fit = detail::can_fit<E, Rank>;
    static_assert(can_fit, "peax: the expression has more axes than the array that it is added to");
    if constexpr (can_fit) write(e.derived_cast(), [](auto to, auto const& from) { to += from; });
  }
  void operator=(float value) const { std::fill(elements_.begin(), elements_.end(), value); }

 private:
  template <class E, class F> void write(E const& e, F assign) const {
    if (elements_.empty()) return; // a gradient that nobody wants
    auto to = view_of<Rank>(elements_, dims_);
    if (!fits(e, to.shape()))
      throw bad_input("an expression of shape " + detail::shape_text(e) +
                      " cannot be broadcast to the array of shape " + dims_.text());
    if (std::equal(to.shape().begin(), to.shape().end(), e.shape().begin(), e.shape().end()))
      assign(xt::noalias(to), e);
    else
      assign(xt::noalias(to), xt::broadcast(e, to.shape()));
  }

  //! Whether the expression is one, and becomes of these extents when it is broadcast.
  template <class E, class S> [[nodiscard]] bool fits(E const& e, S const& extents) const try {
    auto const& own = e.shape();
    std::size_t const rank = own.size();
    if (rank > extents.size()) return false;
    for (std::size_t i = 0; i < rank; ++i)
      if (own[i] != 1 && own[i] != extents[extents.size() - rank + i]) return false;
    return true;
  } catch (xt::broadcast_error const& why) {
    throw bad_input("an expression for the array of shape " + dims_.text() + ": " + why.what());
  }

  std::span<float> elements_;
  shape const& dims_;
};

//! An output or a gradient of an operator's call to write to: `into<4>(call.outputs[0]) = 2 * view_of<4>(call.inputs[0])`. What is
//! written to a gradient that nobody wants is not computed. Throws bad_input for another rank.
template <std::size_t Rank = any_rank, ArrayOfACall A> [[nodiscard]] auto into(A const& array) {
  constexpr bool writable = !std::is_const_v<std::remove_reference_t<decltype(array.elements[0])>>;
  static_assert(
      writable,
      "peax: into() writes, and this array is only read, as an operator's inputs are; view_of reads it");
  if constexpr (writable) {
    if (!array.elements.empty()) (void)detail::extents_of<Rank>(*array.dims, array.elements.size());
    return target<Rank>(array.elements, *array.dims);
  } else {
    return std::ignore; // takes anything: one error is enough
  }
}

} // namespace peax
