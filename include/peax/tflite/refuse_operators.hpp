#pragma once
//! @file
//! The words for files with operators that peax does not read: all of them at once with counts and places, and what else is there.

#include <peax/tflite/file_model.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::tflite::detail {

[[nodiscard]] constexpr bool is_supported(code c) {
  using enum code;
  for (auto const known : {conv,
                           depthwise_conv,
                           fully_connected,
                           average_pool,
                           max_pool,
                           mean,
                           add,
                           sub,
                           mul,
                           div,
                           maximum,
                           minimum,
                           relu,
                           relu6,
                           relu_n1_to_1,
                           leaky_relu,
                           hard_swish,
                           logistic,
                           tanh,
                           softmax,
                           log_softmax,
                           quantize,
                           dequantize,
                           reshape,
                           squeeze,
                           expand_dims,
                           transpose,
                           pad,
                           padv2,
                           concatenation,
                           split,
                           split_v,
                           strided_slice})
    if (c == known) return true;
  return false;
}

//! Whether an operator keeps something from one sample to the next.
[[nodiscard]] inline bool keeps_state(file_model const& file, file_operator const& n) {
  using enum code;
  auto const c = n.kind();
  return c == var_handle || c == read_variable || c == assign_variable || c == call_once || c == svdf ||
         std::any_of(n.inputs.begin(), n.inputs.end(),
                     [&](auto t) { return t != -1 && file[t].is_variable; });
}

//! "6 CONV_2D, 2 RESHAPE" of the operators for which `counts` holds; with places: "2 ELU (ELU 3 that makes 'x', ...)".
template <class Counts>
std::string list_operators(file_model const& file, Counts&& counts, bool with_places) {
  struct entry {
    std::string name, places;
    std::size_t count = 0;
  };
  constexpr std::size_t most_places = 3;
  std::vector<entry> all;
  for (auto const& n : file.operators) {
    if (!counts(n)) continue;
    auto const name = n.type_name();
    auto found = std::find_if(all.begin(), all.end(), [&](auto const& e) { return e.name == name; });
    if (found == all.end()) found = all.insert(all.end(), entry{name, {}, 0});
    if (found->count++ < most_places) found->places += (found->places.empty() ? "" : ", ") + file.describe(n);
  }
  std::string out;
  for (auto const& e : all) {
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", e.count, e.name);
    if (with_places) out += fmt::format(" ({}{})", e.places, e.count > most_places ? ", ..." : "");
  }
  return out;
}

//! "'x' int8 [1,3,40] scale 0.1 zero -128".
[[nodiscard]] inline std::string describe_end(file_tensor const& t) {
  std::string out = fmt::format("'{}' {} {}", t.name, name_of_element(t.type), t.dims.text());
  if (t.codes && t.codes->scales.size() == 1)
    out += fmt::format(" scale {} zero {}", t.codes->scales[0], t.codes->zero_points[0]);
  return out;
}

//! Whether peax does not read an operator.
[[nodiscard]] inline bool is_refused(file_model const& file, file_operator const& n) {
  return !is_supported(n.kind()) || keeps_state(file, n);
}

//! What to say of a file with operators that peax does not read; empty when it reads all.
[[nodiscard]] inline std::string refusal_of_operators(file_model const& file) {
  auto const is_bad = [&](file_operator const& n) { return is_refused(file, n); };
  if (std::none_of(file.operators.begin(), file.operators.end(), is_bad)) return {};
  auto const remembers = [&](file_operator const& n) { return keeps_state(file, n); };
  auto const is_unknown = [&](file_operator const& n) { return is_bad(n) && !remembers(n); };
  std::string out;
  if (auto const list = list_operators(file, remembers, true); !list.empty())
    out += "keeps a state in variables from one sample to the next, which is not supported: " + list +
           "; export the network with its past as inputs, without variables";
  if (auto const list = list_operators(file, is_unknown, true); !list.empty())
    out += (out.empty() ? "uses operators that are not supported: "
                        : "; it also uses operators that are not supported: ") +
           list;
  auto const rest = list_operators(
      file, [&](file_operator const& n) { return !is_bad(n); }, false);
  out += "; the rest of the file: " + (rest.empty() ? "no operator" : rest);
  for (auto const t : file.inputs) out += ", input " + describe_end(file[t]);
  for (auto const t : file.outputs) out += ", output " + describe_end(file[t]);
  return out;
}

} // namespace peax::tflite::detail
