#pragma once
//! @file
//! From the message of an ONNX model to a network: the batch found.

#include <peax/core/error.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/network.hpp>
#include <peax/graph/outline.hpp>
#include <peax/graph/own_constants.hpp>
#include <peax/onnx/float_types.hpp>
#include <peax/onnx/graph_reader.hpp>
#include <peax/onnx/input_shape.hpp>
#include <peax/onnx/load_options.hpp>
#include <peax/onnx/model_index.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::onnx::detail {

//! Reads a model, one reading of the leading dimensions after the other.
class batch_finder {
 public:
  batch_finder(::onnx::ModelProto const& model, op_kinds known, load_options const& options,
               std::filesystem::path const& folder)
      : model_(model), known_(known), folder_(folder), index_(model),
        constants_(constants_of(index_, folder)) {
    for (auto const& [name, given] : options.input_shapes)
      if (std::none_of(index_.inputs().begin(), index_.inputs().end(),
                       [&](auto const* i) { return i->name() == name; }))
        throw bad_input(fmt::format("has no input '{}' to give the shape {} to", name, given.text()));
    for (auto const* v : index_.inputs()) {
      if (!options.output_name.empty() && !index_.is_read(v->name())) continue; // of what was cut off
      auto const named = options.input_shapes.find(v->name());
      shape const* given = named != options.input_shapes.end()      ? &named->second
                           : inputs_.empty() && options.input_shape ? &*options.input_shape
                                                                    : nullptr;
      inputs_.push_back(declared(*v, given));
    }
    for (auto const& i : inputs_) free_.push_back(i.has_free_front), one_.push_back(i.has_front_of_one);
  }

  //! Throws refused_network, with all that could be read, when there are nodes that cannot.
  [[nodiscard]] network find(bool leading_one_is_batch) {
    try {
      return find_batch(leading_one_is_batch);
    } catch (bad_input const& e) {
      std::string const way_out = with_batch_bound();
      if (auto found = look_at_nodes(leading_one_is_batch); found && !found->refused.empty()) {
        std::string const text = found->refusals() + way_out;
        throw refused_network(text, std::move(*found));
      }
      if (way_out.empty()) throw;
      throw bad_input(std::string(e.what()) + way_out);
    }
  }

 private:
  network find_batch(bool leading_one_is_batch) {
    bool const any_free = std::find(free_.begin(), free_.end(), true) != free_.end();
    bool const any_one = std::find(one_.begin(), one_.end(), true) != one_.end();
    if (!any_free && any_one && leading_one_is_batch) {
      std::vector<bool> first(inputs_.size(), false);
      first[0] = one_[0];
      for (auto const& batched : {one_, first})
        if (auto g = each_sample_alone(batched)) return network(with_notes(*g, true));
    }
    try {
      return network(with_notes(read(inputs_, free_, false), false));
    } catch (bad_input const&) {
      bool const all_given = std::none_of(inputs_.begin(), inputs_.end(),
                                          [](auto const& i) { return i.has_free_front && i.extents[0] < 1; });
      if (any_free && !takes_two_samples())
        if (auto g = each_sample_alone(free_)) return network(with_notes(*g, false));
      if (!any_free || !all_given) throw;
    } // the graph mixes the samples of its batch: the given shape binds it
    return network(with_notes(read(inputs_, std::vector<bool>(inputs_.size(), false), false), false));
  }

  //! How a file loads whose batch cannot be free; empty when it does not load for one sample either.
  std::string with_batch_bound() {
    auto one = inputs_;
    std::string shapes;
    for (auto& i : one) {
      if (!i.has_free_front || i.extents[0] >= 1) continue;
      i.extents[0] = 1;
      std::string const list = shape(i.extents).text();
      shapes += " --input-shape " + (one.size() > 1 ? i.name + "=" : "") + list.substr(1, list.size() - 2);
    }
    if (shapes.empty()) return {};
    try {
      (void)read(one, std::vector<bool>(one.size(), false), false);
    } catch (bad_input const&) { // what was wrong before says more
      return {};
    }
    return "; it loads for one sample at a time, with" + shapes;
  }

  //! What can be read: with a batch when operators that are not there are all that is wrong, else as the last reading was.
  std::optional<outline> look_at_nodes(bool leading_one_is_batch) {
    auto const any = [](std::vector<bool> const& of) {
      return std::find(of.begin(), of.end(), true) != of.end();
    };
    bool const by_one = !any(free_) && any(one_) && leading_one_is_batch;
    if (by_one || any(free_)) {
      auto found = read_what_can_be(by_one ? one_ : free_, by_one);
      if (found && !found->refused.empty() &&
          std::all_of(found->refused.begin(), found->refused.end(),
                      [](auto const& n) { return n.is_unknown; }))
        return found;
    }
    bool const all_bound = std::none_of(inputs_.begin(), inputs_.end(),
                                        [](auto const& i) { return i.has_free_front && i.extents[0] < 1; });
    return read_what_can_be(all_bound ? std::vector<bool>(inputs_.size(), false) : free_, false);
  }

  std::optional<outline> read_what_can_be(std::vector<bool> const& batched, bool batch_was_one) {
    try {
      return graph_reader(model_, known_, index_, constants_, folder_, batch_was_one)
          .read_what_can_be(inputs_, batched);
    } catch (bad_input const&) { // the reading that failed says what is wrong
      return std::nullopt;
    }
  }

  graph read(std::vector<declared_input> const& inputs, std::vector<bool> const& batched,
             bool batch_was_one) {
    return graph_reader(model_, known_, index_, constants_, folder_, batch_was_one).read(inputs, batched);
  }

  //! With leading extents of 1 read as the batch; nothing when the graph mixes what would be samples.
  std::optional<graph> each_sample_alone(std::vector<bool> const& batched) {
    try {
      graph g = read(inputs_, batched, true);
      if (std::all_of(g.outputs().begin(), g.outputs().end(),
                      [&](value_id id) { return g[id].dims.is_batched(); }))
        return g;
    } catch (bad_input const&) { // the next reading says what is wrong
    }
    return std::nullopt;
  }

  //! Whether the shapes fit a batch of 2. When they fit a batch of 1 alone, no file says what samples would do to each other.
  bool takes_two_samples() {
    auto two = inputs_;
    for (auto& i : two)
      if (i.has_free_front) i.extents[0] = 2;
    try {
      (void)read(two, std::vector<bool>(two.size(), false), false);
      return true;
    } catch (bad_input const&) {
      return false;
    }
  }

  graph with_notes(graph const& g, bool batch_is_one) const {
    graph_editor edit(with_own_normalizations(g));
    file_notes notes{.doc_string = model_.doc_string(),
                     .graph_doc_string = model_.graph().doc_string(),
                     .domain = model_.domain(),
                     .converted_from = converted_types(model_),
                     .model_version = model_.model_version()};
    notes.batch_is_one = batch_is_one;
    for (auto i = inputs_.rbegin(); i != inputs_.rend(); ++i)
      if (!i->front_name.empty()) notes.batch_name = i->front_name;
    edit.set_notes(std::move(notes));
    return edit.finish();
  }

  ::onnx::ModelProto const& model_;
  op_kinds known_;
  std::filesystem::path const& folder_;
  model_index index_;
  constant_map constants_;
  std::vector<declared_input> inputs_;
  std::vector<bool> free_, one_; //!< by input: its leading dimension is free; is 1
};

//! Reads the model; a leading dimension fixed to 1 is tried as the batch of all inputs, then of the first, then as it stands.
//! A free one in a graph that takes one sample at a time (it says 1 in a reshape) is read sample by sample too.
[[nodiscard]] inline network read_network(::onnx::ModelProto const& model, op_kinds known,
                                          load_options const& options, std::filesystem::path const& folder) {
  return batch_finder(model, known, options, folder).find(options.leading_one_is_batch);
}

} // namespace peax::onnx::detail
