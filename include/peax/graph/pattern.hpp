#pragma once
//! @file
//! Graph patterns as expressions, with captures whose name and operator kind are part of the type:
//!
//!     constexpr auto pattern = is<op::conv>.as<"conv"> >> is<op::batch_normalization>.as<"norm">;
//!     if (auto found = match_at(pattern, graph, node)) use(found->get<"conv">().op().strides);

#include <peax/graph/graph.hpp>
#include <peax/graph/node_ref.hpp>
#include <peax/graph/op.hpp>
#include <peax/meta/fixed_text.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace peax {

//! One node of a pattern: a kind of operator, or one of several, and the name of its capture ("" captures nothing).
template <class Kind, meta::fixed_text Name> struct step {
  //! The same node, captured under a name.
  template <meta::fixed_text Other> static constexpr step<Kind, Other> as{};
};

//! Operator kinds that a node of a pattern may have.
template <class Op> struct one_kind {
  using reference = node_ref<Op>;
  static bool accepts(any_op const& op) { return op.is<Op>(); }
};
template <class... Ops> struct several_kinds {
  using reference = node_ref<any_op>;
  static bool accepts(any_op const& op) { return (op.is<Ops>() || ...); }
};
struct every_kind {
  using reference = node_ref<any_op>;
  static bool accepts(any_op const&) { return true; }
};

//! A node of one kind; its capture is a node_ref<Op>.
template <class Op> inline constexpr step<one_kind<Op>, ""> is{};
//! A node of one of several kinds; its capture is a node_ref<any_op>.
template <class... Ops> inline constexpr step<several_kinds<Ops...>, ""> is_one_of{};
//! A node of any kind.
inline constexpr step<every_kind, ""> is_anything{};

//! Nodes one behind the other. A value between two of them has one reader, and is no output of the graph: rewriting may remove it.
template <class... Steps> struct chain {};

template <class K, meta::fixed_text N, class L, meta::fixed_text M>
[[nodiscard]] constexpr chain<step<K, N>, step<L, M>> operator>>(step<K, N>, step<L, M>) {
  return {};
}
template <class... Steps, class K, meta::fixed_text N>
[[nodiscard]] constexpr chain<Steps..., step<K, N>> operator>>(chain<Steps...>, step<K, N>) {
  return {};
}

//! A captured node: a base class of a match, found by its name through overload resolution.
template <meta::fixed_text Name, class Reference> struct captured {
  Reference node;
};

namespace detail {
template <std::size_t I> struct captured_nothing {};
template <std::size_t I, class Step> struct capture_of;
template <std::size_t I, class Kind, meta::fixed_text Name> struct capture_of<I, step<Kind, Name>> {
  struct base : captured<Name, typename Kind::reference> {
    base(graph const& g, node_id id) : captured<Name, typename Kind::reference>{{g, id}} {}
  };
};
template <std::size_t I, class Kind> struct capture_of<I, step<Kind, "">> {
  struct base : captured_nothing<I> {
    base(graph const&, node_id) {}
  };
};
template <meta::fixed_text Name, class Reference>
Reference const& find_capture(captured<Name, Reference> const& base) {
  return base.node;
}

template <class Indices, class... Steps> struct match_bases;
template <std::size_t... I, class... Steps>
struct match_bases<std::index_sequence<I...>, Steps...> : capture_of<I, Steps>::base... {
  match_bases(graph const& g, std::array<node_id, sizeof...(Steps)> const& ids)
      : capture_of<I, Steps>::base(g, ids[I])... {}
};
} // namespace detail

//! Whether a match has a capture of that name.
template <meta::fixed_text Name, class Match>
inline constexpr bool pattern_captures = requires(Match const& m) { detail::find_capture<Name>(m); };

//! The nodes that a pattern found.
template <class... Steps> class match : detail::match_bases<std::index_sequence_for<Steps...>, Steps...> {
  using bases = detail::match_bases<std::index_sequence_for<Steps...>, Steps...>;

 public:
  match(graph const& g, std::array<node_id, sizeof...(Steps)> ids) : bases(g, ids), ids_(ids) {}

  //! The node captured under a name, as node_ref<Op>.
  template <meta::fixed_text Name> [[nodiscard]] auto get() const {
    static_assert(pattern_captures<Name, bases>,
                  "peax: the pattern has no capture of this name. Name one with .as<\"...\">.");
    if constexpr (pattern_captures<Name, bases>)
      return detail::find_capture<Name>(static_cast<bases const&>(*this));
  }

  //! The matched nodes in the pattern's order.
  [[nodiscard]] std::array<node_id, sizeof...(Steps)> const& nodes() const { return ids_; }

 private:
  std::array<node_id, sizeof...(Steps)> ids_;
};

namespace detail {
using kind_test = bool (*)(any_op const&);
template <class Step> struct test_of;
template <class Kind, meta::fixed_text Name> struct test_of<step<Kind, Name>> {
  static constexpr kind_test accepts = &Kind::accepts;
};

//! Fills ids[0..at] backwards from the node ids[at]; tries every input.
template <std::size_t N>
bool match_backwards(graph const& g, std::array<kind_test, N> const& tests, std::array<node_id, N>& ids,
                     std::size_t last) {
  if (!tests[last](g[ids[last]].op)) return false;
  if (last == 0) return true;
  for (auto id : g[ids[last]].inputs) {
    if (!is_private(g, id) || g.producer(id) == node_id::none) continue;
    ids[last - 1] = g.producer(id);
    if (match_backwards(g, tests, ids, last - 1)) return true;
  }
  return false;
}
} // namespace detail

//! The match whose last node is `at`, if there is one. A node with several inputs is followed through each, in their order.
template <class... Steps>
[[nodiscard]] std::optional<match<Steps...>> match_at(chain<Steps...>, graph const& g, node_id at) {
  constexpr std::size_t n = sizeof...(Steps);
  static constexpr std::array<detail::kind_test, n> tests{detail::test_of<Steps>::accepts...};
  std::array<node_id, n> ids{};
  ids[n - 1] = at;
  if (!detail::match_backwards(g, tests, ids, n - 1)) return std::nullopt;
  return match<Steps...>(g, ids);
}
template <class Kind, meta::fixed_text Name>
[[nodiscard]] std::optional<match<step<Kind, Name>>> match_at(step<Kind, Name>, graph const& g, node_id at) {
  return match_at(chain<step<Kind, Name>>{}, g, at);
}

//! All matches, by the running order of their last nodes.
template <class Pattern> [[nodiscard]] auto find_all(Pattern pattern, graph const& g) {
  std::vector<typename decltype(match_at(pattern, g, node_id{}))::value_type> found;
  for (std::size_t i = 0; i < g.nodes().size(); ++i)
    if (auto one = match_at(pattern, g, static_cast<node_id>(i))) found.push_back(std::move(*one));
  return found;
}

} // namespace peax
