#pragma once
//! @file
//! Sets of operators, for what reads files: which names stand for which kinds.

#include <peax/graph/op_fwd.hpp>

#include <array>
#include <cstddef>
#include <type_traits>

namespace peax {

//! A closed set of operator kinds. `op_set<default_ops, my_op>` adds one to those of peax.
template <class... Ops> struct op_set;

namespace detail {
template <class... Flat> struct flat_ops {};
template <class Set>
concept IsOpSet = requires { typename Set::flat; };
template <class Done, class... Rest> struct flatten_ops;
template <class... Done> struct flatten_ops<flat_ops<Done...>> {
  using type = flat_ops<Done...>;
};
template <class Done, class Inner, class... Rest> struct join_ops;
template <class... Done, class... Inner, class... Rest>
struct join_ops<flat_ops<Done...>, flat_ops<Inner...>, Rest...>
    : flatten_ops<flat_ops<Done..., Inner...>, Rest...> {};
template <class... Done, class Op, class... Rest>
struct flatten_ops<flat_ops<Done...>, Op, Rest...> : flatten_ops<flat_ops<Done..., Op>, Rest...> {};
template <class... Done, IsOpSet Set, class... Rest>
struct flatten_ops<flat_ops<Done...>, Set, Rest...>
    : join_ops<flat_ops<Done...>, typename Set::flat, Rest...> {};

template <class Op, class Flat> inline constexpr bool is_one_of_ops = false;
template <class Op, class... Flat>
inline constexpr bool is_one_of_ops<Op, flat_ops<Flat...>> = (std::is_same_v<Op, Flat> || ...);

//! The place of an operator in a list that has it.
template <class Op, class Flat> inline constexpr std::size_t place_of_op = 0;
template <class Op, class... Flat>
inline constexpr std::size_t place_of_op<Op, flat_ops<Flat...>> = [] {
  constexpr std::array<bool, sizeof...(Flat)> here{std::is_same_v<Op, Flat>...};
  std::size_t i = 0;
  while (!here[i]) ++i;
  return i;
}();
} // namespace detail

template <class... Ops> struct op_set {
  using flat = typename detail::flatten_ops<detail::flat_ops<>, Ops...>::type;
};

//! The operators of peax; a type of its own, so that names in errors and debuggers stay short.
struct default_ops
    : op_set<op::conv, op::conv_transpose, op::gemm, op::matmul, op::batch_normalization,
             op::layer_normalization, op::instance_normalization, op::lrn, op::lp_normalization, op::relu,
             op::leaky_relu, op::prelu, op::clip, op::min, op::max, op::sigmoid, op::hard_sigmoid,
             op::hard_swish, op::tanh, op::softmax, op::max_pool, op::average_pool, op::global_average_pool,
             op::global_max_pool, op::lp_pool, op::global_lp_pool, op::resize, op::depth_to_space,
             op::space_to_depth, op::add, op::sub, op::mul, op::div, op::pow, op::sum, op::mean, op::concat,
             op::flatten, op::reshape, op::squeeze, op::unsqueeze, op::transpose, op::pad, op::reduce_mean,
             op::slice, op::split, op::gather, op::shape_of, op::cast, op::constant_of_shape, op::expand,
             op::tile, op::exp, op::log, op::sqrt, op::reciprocal, op::neg, op::abs, op::sign, op::floor,
             op::ceil, op::round, op::sin, op::cos, op::erf, op::elu, op::selu, op::celu, op::softplus,
             op::softsign, op::thresholded_relu, op::gelu, op::dropout, op::identity, op::equal, op::less,
             op::less_or_equal, op::greater, op::greater_or_equal, op::logical_and, op::logical_or,
             op::logical_xor, op::logical_not, op::where, op::reduce_sum, op::reduce_max, op::reduce_min,
             op::reduce_l1, op::reduce_l2, op::reduce_sum_square, op::reduce_prod, op::reduce_log_sum,
             op::reduce_log_sum_exp, op::arg_max, op::arg_min, op::top_k, op::if_else, op::log_softmax,
             op::hardmax, op::cum_sum> {};

//! Whether an operator is one of peax: the engine knows how it runs.
template <class Op>
inline constexpr bool is_of_library = detail::is_one_of_ops<Op, typename default_ops::flat>;

} // namespace peax
