#pragma once
//! @file
//! Pad merged into the convolution or pooling that reads it, where the result stays the same.
//!
//!     Before: x -> Pad(p, value 0) -> Conv(pads q)           After: x -> Conv(pads p + q)
//!     Before: x -> Pad(p, value 0) -> AveragePool(pads q)    After: x -> AveragePool(pads p + q, count_include_pad)
//!     Before: x -> Pad(p, value)   -> MaxPool(pads q)        After: x -> MaxPool(pads p + q)

#include <peax/graph/op.hpp>
#include <peax/rule/activation_range.hpp>
#include <peax/rule/rule.hpp>

#include <algorithm>
#include <cfloat>
#include <cstddef>
#include <string>
#include <string_view>

namespace peax::rule {

namespace detail {
//! The pads of the axes behind samples and channels: begins, then ends.
inline op::ints spatial_pads(op::ints const& all, std::size_t rank) {
  op::ints out(all.begin() + 2, all.begin() + static_cast<std::ptrdiff_t>(rank));
  out.insert(out.end(), all.begin() + static_cast<std::ptrdiff_t>(rank) + 2, all.end());
  return out;
}
} // namespace detail

struct merge_pad {
  static constexpr std::string_view name = "merge pad";
  static constexpr auto pattern =
      is<op::pad>.as<"pad"> >> is_one_of<op::conv, op::average_pool, op::max_pool>.as<"reader">;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    graph const& g = w.before();
    auto const found = match_at(pattern, g, at);
    if (!found || found->get<"reader">().input_id(0) != found->get<"pad">().output_id())
      return verdict::nothing();
    auto const pad = found->get<"pad">();
    auto const reader = found->get<"reader">();
    auto const no = [&](std::string why) {
      return verdict::no("merging a Pad into its reader", std::move(why), pad.name());
    };
    op::ints const& given = pad.op().pads;
    std::size_t const rank = pad.input().dims.rank();
    if (pad.op().mode != op::pad_mode::constant) return no("it repeats elements of the input");
    if (std::any_of(given.begin(), given.end(), [](auto p) { return p < 0; })) return no("it cuts");
    if (given[0] != 0 || given[1] != 0 || given[rank] != 0 || given[rank + 1] != 0)
      return no("it adds samples or channels");

    op::ints const spatial = detail::spatial_pads(given, rank);
    auto const sum = [&](op::ints own) {
      own.resize(spatial.size(), 0);
      for (std::size_t i = 0; i < own.size(); ++i) own[i] += spatial[i];
      return own;
    };
    auto const done = [&](any_op op) {
      w.edit().set_op(at, std::move(op));
      w.edit().set_node_input(at, 0, pad.input_id(0));
      return verdict::done();
    };
    if (auto const* conv = reader->op.get_if<op::conv>()) {
      if (pad.op().value != 0) return no("it fills with another value than 0");
      op::conv merged = *conv;
      merged.pads = sum(conv->pads);
      return done(merged);
    }
    if (auto const* average = reader->op.get_if<op::average_pool>()) {
      bool const own_pads =
          std::any_of(average->pads.begin(), average->pads.end(), [](auto p) { return p != 0; });
      if (pad.op().value != 0) return no("it fills with another value than 0");
      if (own_pads && !average->count_include_pad)
        return no("the pooling counts the Pad's elements, but not its own");
      op::average_pool merged = *average;
      merged.pads = sum(average->pads);
      merged.count_include_pad = true;
      return done(merged);
    }
    op::max_pool merged = reader->op.get<op::max_pool>();
    bool const fills_with_least = pad.op().value <= -FLT_MAX;
    bool const fills_with_no_more = range_of_value(g, pad.input_id(0)).low >= pad.op().value;
    bool const own_pads = std::any_of(merged.pads.begin(), merged.pads.end(), [](auto p) { return p != 0; });
    if (!fills_with_least && !fills_with_no_more)
      return no("its elements may win against those of the input");
    merged.pads = sum(merged.pads);
    for (std::size_t i = 0; i < merged.kernel.size(); ++i)
      if (merged.pads[i] >= merged.kernel[i] || merged.pads[i + merged.kernel.size()] >= merged.kernel[i] ||
          own_pads || merged.ceil_mode || !merged.dilations.empty())
        return no("a window may lie in the pads alone");
    return done(merged);
  }
};

} // namespace peax::rule
