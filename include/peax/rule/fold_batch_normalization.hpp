#pragma once
//! @file
//! Normalization with known statistics folded into the layer before it: for deployment and inference, not part of the canonical form.
//!
//!     Before: x -> Conv(w, b) -> BatchNormalization(s, c, mean, var)    After: x -> Conv(w * f, (b - mean) * f + c), f = s / sqrt(var + epsilon)
//!     Before: x -> Gemm(w, b) -> BatchNormalization(...)                After: x -> Gemm(w * f, (b - mean) * f + c)

#include <peax/graph/op.hpp>
#include <peax/rule/rule.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::rule {

namespace detail {
//! scale / sqrt(variance + epsilon) of each channel.
inline std::vector<double> factors_of(node_ref<op::batch_normalization> const& norm) {
  auto const scale = norm.input(1).constant.floats(), variance = norm.input(4).constant.floats();
  std::vector<double> factor(scale.size());
  for (std::size_t k = 0; k < factor.size(); ++k)
    factor[k] = static_cast<double>(scale[k]) /
                std::sqrt(static_cast<double>(variance[k]) + static_cast<double>(norm.op().epsilon));
  return factor;
}
} // namespace detail

struct fold_batch_normalization {
  static constexpr std::string_view name = "fold batch normalization";
  static constexpr auto pattern =
      is_one_of<op::conv, op::gemm>.as<"layer"> >> is<op::batch_normalization>.as<"norm">;

  [[nodiscard]] verdict rewrite(rewriting& w, node_id at) const {
    graph const& g = w.before();
    auto const found = match_at(pattern, g, at);
    if (!found) return verdict::nothing();
    auto const layer = found->get<"layer">();
    auto const norm = found->get<"norm">();
    auto const no = [&](char const* why) {
      return verdict::no("folding a BatchNormalization", why, norm.name());
    };
    if (norm.input_id(0) != layer.output_id()) return verdict::nothing();
    for (std::size_t i = 1; i < 5; ++i)
      if (!norm.input(i).is_constant()) return no("its parameters are computed while running");
    if (!layer.input(1).is_constant() || (layer.has_input(2) && !layer.input(2).is_constant()))
      return no("the weights of the layer before it are computed while running");
    auto const* gemm = layer->op.get_if<op::gemm>();
    auto const maps = norm.input(1).constant.size();
    if (gemm != nullptr && layer.has_input(2) &&
        layer.input(2).dims.elements() != static_cast<std::int64_t>(maps))
      return no("the layer before it has no bias per output");
    if (gemm != nullptr && layer.has_input(2) &&
        layer.input(2).dims[layer.input(2).dims.rank() - 1] != static_cast<std::int64_t>(maps))
      return no("the layer before it has a bias per row");

    auto const shift = norm.input(2).constant.floats(), mean = norm.input(3).constant.floats();
    auto const factor = detail::factors_of(norm);

    tensor const weights = layer.input(1).constant;
    auto const old = weights.floats();
    std::vector<float> scaled(old.size()), bias(maps);
    bool const outputs_last = gemm != nullptr && !gemm->transpose_b;
    for (std::size_t i = 0; i < old.size(); ++i)
      scaled[i] = static_cast<float>(static_cast<double>(old[i]) *
                                     factor[outputs_last ? i % maps : i / (old.size() / maps)]);
    double const beta = gemm != nullptr ? static_cast<double>(gemm->beta) : 1.;
    for (std::size_t k = 0; k < maps; ++k) {
      double const b =
          layer.has_input(2) ? beta * static_cast<double>(layer.input(2).constant.floats()[k]) : 0.;
      bias[k] =
          static_cast<float>((b - static_cast<double>(mean[k])) * factor[k] + static_cast<double>(shift[k]));
    }
    auto& edit = w.edit();
    value_id const new_weights =
        edit.add_constant(layer.input(1).name + "_folded", tensor(weights.dims(), std::move(scaled)));
    value_id const new_bias = edit.add_constant(
        layer.name() + "_bias_folded", tensor(shape{static_cast<std::int64_t>(maps)}, std::move(bias)));
    any_op folded = layer->op;
    if (gemm != nullptr) {
      op::gemm plain = *gemm;
      plain.beta = 1;
      folded = plain;
    }
    value_id const made = edit.add(folded, {layer.input_id(0), new_weights, new_bias}, layer.name());
    edit.replace_uses(norm.output_id(), made);
    if (!g.is_output(norm.output_id())) edit.swap_names(norm.output_id(), made);
    edit.remove(layer.id());
    edit.remove(at);
    return verdict::done();
  }
};

} // namespace peax::rule
