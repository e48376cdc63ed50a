#pragma once
//! @file
//! The values of the graph behind the tensors of a file, images in two orders of axes.
//!
//! A file has images as [N,H,W,C], peax computes them as [N,C,H,W]. A value is kept in the order in which it was made, and
//! turned where somebody reads the other one: a chain of convolutions has one transpose in front and one behind.

#include <peax/core/error.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/op.hpp>
#include <peax/tflite/dequantize.hpp>
#include <peax/tflite/file_model.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::tflite::detail {

inline op::ints const to_channels_first{0, 3, 1, 2};
inline op::ints const to_channels_last{0, 2, 3, 1};

//! Order of axes of a value: as in the file, or channels first.
enum class order : bool { of_file, channels_first };

[[nodiscard]] inline tensor transposed(tensor const& t, op::ints const& permutation) {
  return evaluate(op::transpose{permutation}, "", {t}).front();
}

class value_table {
 public:
  value_table(file_model const& file, graph_editor& edit)
      : file_(file), edit_(edit), known_(file.tensors.size()), is_output_(file.tensors.size(), false) {
    for (auto const t : file.outputs) is_output_[static_cast<std::size_t>(t)] = true;
  }

  //! Whether the tensor is a constant, of the file or of what was computed of constants.
  [[nodiscard]] bool is_constant(std::int32_t t) const {
    return static_cast<bool>(at(t).constant) || (file_[t].is_constant && !is_made(t));
  }

  //! The elements of a constant as float32.
  [[nodiscard]] tensor constant(std::int32_t t, char const* what) {
    auto& k = at(t);
    if (!k.constant) {
      want(file_[t].is_constant,
           fmt::format("{} '{}' are computed while running; they must be constant", what, file_[t].name));
      charge(file_[t].dims.elements());
      k.constant = real_constant(file_[t]);
    }
    return k.constant;
  }
  void set_constant(std::int32_t t, tensor elements) { at(t).constant = std::move(elements); }

  //! Counts the elements of a constant. Tensors may share a buffer and operators a tensor, so that a small file can ask for any
  //! amount of memory.
  void charge(std::int64_t elements) {
    elements_ += elements;
    want(elements_ <= (std::int64_t{1} << 24) + 8 * static_cast<std::int64_t>(file_.size),
         "its constants are shared so often that they are larger than the file by far");
  }

  //! Whether the value is there in the order of channels first alone.
  [[nodiscard]] bool is_channels_first(std::int32_t t) const {
    return at(t).plain == value_id::none && at(t).turned != value_id::none && !is_constant(t);
  }
  [[nodiscard]] bool is_made(std::int32_t t) const {
    return at(t).plain != value_id::none || at(t).turned != value_id::none;
  }

  //! The shape in the order of the file.
  [[nodiscard]] shape dims(std::int32_t t) const {
    auto const& k = at(t);
    if (k.constant) return k.constant.dims();
    if (k.plain != value_id::none) return edit_[k.plain].dims;
    if (k.turned == value_id::none) return file_[t].dims;
    shape const& turned = edit_[k.turned].dims;
    return {turned[0], turned[2], turned[3], turned[1]};
  }

  //! The value in an order of axes; images only come channels first.
  [[nodiscard]] value_id in(order wanted, std::int32_t t) {
    return wanted == order::of_file ? plain(t) : turned(t);
  }

  //! The value in the order of the file.
  [[nodiscard]] value_id plain(std::int32_t t) {
    auto& k = at(t);
    if (k.plain != value_id::none) return k.plain;
    if (k.turned == value_id::none)
      return k.plain = edit_.add_constant(file_[t].name, constant(t, "elements"));
    return k.plain = edit_
                         .add_node(op::transpose{to_channels_last}, {k.turned}, {name_of(t, order::of_file)},
                                   fmt::format("Transpose_{}_to_channels_last", t))
                         .front();
  }

  //! The value with channels first. A constant of fewer axes gets axes of 1 in front.
  [[nodiscard]] value_id turned(std::int32_t t) {
    auto& k = at(t);
    if (k.turned != value_id::none) return k.turned;
    if (is_constant(t)) {
      tensor const elements = constant(t, "elements");
      shape all;
      for (std::size_t i = elements.dims().rank(); i < 4; ++i) all.push_back(1);
      for (auto e : elements.dims()) all.push_back(e);
      return k.turned = edit_.add_constant(name_of(t, order::channels_first),
                                           transposed(elements.reshaped(all), to_channels_first));
    }
    return k.turned = edit_
                          .add_node(op::transpose{to_channels_first}, {plain(t)},
                                    {name_of(t, order::channels_first)},
                                    fmt::format("Transpose_{}_to_channels_first", t))
                          .front();
  }

  //! The name of a tensor's value that is made next: the tensor's own for the first order, and for outputs that of the file.
  [[nodiscard]] std::string name_of(std::int32_t t, order o) const {
    bool const is_output = is_output_[static_cast<std::size_t>(t)];
    bool const is_own = o == order::of_file ? is_output || !is_made(t) : !is_output && !is_made(t);
    std::string const& name = file_[t].name;
    return is_own ? name : name + (o == order::of_file ? "_channels_last" : "_channels_first");
  }

  void set(std::int32_t t, order o, value_id id, real_range const& may_be) {
    auto& k = at(t);
    (o == order::of_file ? k.plain : k.turned) = id;
    k.range = may_be;
  }
  //! What the elements are known to lie in.
  [[nodiscard]] real_range range(std::int32_t t) const { return at(t).range; }

  [[nodiscard]] graph_editor& edit() { return edit_; }
  [[nodiscard]] file_model const& file() const { return file_; }

 private:
  struct known {
    value_id plain = value_id::none, turned = value_id::none;
    tensor constant;
    real_range range;
  };
  [[nodiscard]] known& at(std::int32_t t) { return known_[static_cast<std::size_t>(t)]; }
  [[nodiscard]] known const& at(std::int32_t t) const { return known_[static_cast<std::size_t>(t)]; }

  file_model const& file_;
  graph_editor& edit_;
  std::vector<known> known_;
  std::vector<bool> is_output_;
  std::int64_t elements_ = 0;
};

} // namespace peax::tflite::detail
