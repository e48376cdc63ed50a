#pragma once
//! @file
//! A data set as a value: inputs, class labels or targets, and the groups of the samples.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/hash.hpp>
#include <peax/data/media_kind.hpp>
#include <peax/data/scaling.hpp>
#include <peax/data/task_kind.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::data {

//! Where samples came from, for messages: the files of the inputs and of the answers; empty for arrays in memory.
struct origin {
  std::string inputs, answers;
  media_kind kind = media_kind::arrays;
};

//! N samples. Copies share their arrays. Inputs are float32 `[N, ...]` and finite. Answers are class labels (int32 `[N]`, not
//! negative) or targets (float32 `[N, ...]`, finite). Groups are int64 `[N]` or absent.
class data_set {
 public:
  data_set() = default;

  //! Answers of an integer type with one value a sample become labels when none is negative, all others targets.
  //! Throws bad_input: no samples, numbers of samples that differ, NaN or infinity.
  data_set(tensor inputs, tensor answers, tensor groups = {}, scaling applied = {}, origin from = {});

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(inputs_.dims()[0]); }
  [[nodiscard]] tensor const& inputs() const { return inputs_; }
  [[nodiscard]] shape sample_dims() const { return inputs_.dims().behind_batch(); }
  [[nodiscard]] std::span<float const> sample(std::size_t i) const {
    auto const width = inputs_.size() / size();
    return inputs_.floats().subspan(i * width, width);
  }

  //! Whether the answers are class labels.
  [[nodiscard]] bool has_labels() const { return answers_.type() == data_type::int32; }
  //! The class of each sample; throws bad_input when the answers are targets.
  [[nodiscard]] std::span<std::int32_t const> labels() const;
  //! float32 `[N, ...]`; throws bad_input when the answers are class labels.
  [[nodiscard]] tensor const& targets() const {
    if (has_labels()) throw bad_input("data set: class labels are no targets; use with_targets");
    return answers_;
  }
  [[nodiscard]] tensor const& answers() const { return answers_; }

  [[nodiscard]] bool has_groups() const { return !groups_.empty(); }
  //! The independent unit (subject, recording) of each sample; empty when none were given.
  [[nodiscard]] std::span<std::int64_t const> groups() const { return groups_; }
  [[nodiscard]] scaling const& applied_scaling() const { return scaling_; }
  [[nodiscard]] origin const& came_from() const { return origin_; }
  //! What messages call the answers: their file, or "data set".
  [[nodiscard]] std::string answers_name() const {
    return origin_.answers.empty() ? "data set" : origin_.answers;
  }

  //! What a set is called, for people: its folder or file; empty for arrays in memory.
  [[nodiscard]] std::string const& name() const { return name_; }
  [[nodiscard]] data_set named(std::string name) const {
    data_set other = *this;
    other.name_ = std::move(name);
    return other;
  }

  //! What the classes are called, by label; empty where nobody said.
  [[nodiscard]] std::vector<std::string> const& class_names() const { return class_names_; }
  //! The same samples, their classes called so. Throws bad_input for a label without a name.
  [[nodiscard]] data_set with_class_names(std::vector<std::string> names) const;

  //! What the answers are meant as; `automatic` unless `read_as` said otherwise.
  [[nodiscard]] task_kind task() const { return task_; }
  //! The same samples, their answers meant as this.
  [[nodiscard]] data_set read_as(task_kind kind) const {
    data_set other = *this;
    other.task_ = kind;
    return other;
  }

  //! One more than the largest label.
  [[nodiscard]] std::int32_t label_bound() const;

  //! Throws bad_input when a label is not below the number of classes, naming file, sample and label.
  void require_classes(std::int64_t classes) const;

  //! The inputs in the shape that a network takes (see `fitted`). Throws bad_input naming both shapes.
  [[nodiscard]] data_set fit_to(shape const& wanted) const;

  //! With the answers read as class labels: targets `[N]` (axes of size 1 aside) that are whole numbers, or one-hot rows
  //! `[N, classes]`. Throws bad_input naming file, sample and value.
  [[nodiscard]] data_set with_labels() const;

  //! With the answers read as float targets `[N, ...]`.
  [[nodiscard]] data_set with_targets() const;

  //! The samples of these indices, in this order. Throws bad_input for none or an index beyond the end.
  [[nodiscard]] data_set subset(std::span<std::size_t const> indices) const;

  //! Hash of all values: inputs, answers, groups, the scaling that made the inputs, and what the answers are meant as. Names do not
  //! count: the same values give the same results.
  friend digest content_hash(data_set const& set);

 private:
  [[nodiscard]] std::string inputs_name() const {
    return origin_.inputs.empty() ? "data set" : origin_.inputs;
  }
  void require_finite(char const* what, tensor const& values, std::string const& where) const;
  void require_samples(char const* what, tensor const& values) const;
  void take_answers(tensor const& answers);
  void take_groups(tensor const& groups);

  tensor inputs_;
  tensor answers_{peax::shape{0}, std::vector<float>{}};
  std::vector<std::int64_t> groups_;
  scaling scaling_;
  origin origin_;
  std::string name_;
  std::vector<std::string> class_names_;
  task_kind task_ = task_kind::automatic;
};

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/data_set.ipp>
#endif
