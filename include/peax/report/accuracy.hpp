#pragma once
//! @file
//! How good a network is on a split, by the measures of its task, with intervals.

#include <peax/analysis/obtain.hpp>
#include <peax/analysis/report.hpp>
#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/document/fwd.hpp>
#include <peax/graph/network.hpp>
#include <peax/graph/task.hpp>
#include <peax/report/dataset.hpp>
#include <peax/score/interval.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::report {

//! A figure of the user's: a name and a function of outputs [N, ...] and the data set.
struct user_metric {
  std::string name;
  std::function<double(tensor const& outputs, data::data_set const& samples)> figure;
};

//! Answers whose confidence lies between two tenths.
struct confidence_bin {
  std::size_t right = 0, wrong = 0;
  double confidence = 0; //!< mean; 0 without answers
};

//! Figures of the first output. Fractions 0..1; what does not apply to the task is absent.
struct accuracy_figures {
  peax::task task = peax::task::multi_class;
  std::string because; //!< why it is this task
  std::size_t samples = 0;
  std::optional<double> top_1, top_k, macro_f1,
      mean_recall; //!< classification; top_k with k = min(5, classes)
  std::size_t k = 5;
  std::optional<scoring::interval> interval;    //!< 95 %, of top-1: Wilson, or Student's t on group means
  std::vector<std::vector<double>> confusion;   //!< row: truth, column: answer
  std::vector<double> recall;                   //!< per class; NaN for a class without samples
  std::vector<confidence_bin> calibration;      //!< ten, of the largest probability; classification only
  std::optional<double> calibration_error;      //!< expected, over the bins
  std::vector<std::string> class_names;         //!< by class; empty where nobody said
  std::optional<double> mse, rmse, mae, r2;     //!< regression; r2 from two samples on
  std::optional<double> mean_iou;               //!< segmentation
  std::optional<double> mean_average_precision; //!< multi-label; absent when no label occurs
  std::vector<std::pair<std::string, double>> user;
};

//! The first output of a network for every sample, [N, ...]. Throws bad_input for several inputs or shapes that do not fit.
[[nodiscard]] PEAX_INLINE tensor first_output(network const& n, data::data_set const& samples,
                                              progress const& to = {});

//! Figures of given outputs [N, ...] of the network's first output, by the task that the answers decide. Throws bad_input, naming
//! file, sample and value, for answers that do not fit or a label outside the classes.
[[nodiscard]] PEAX_INLINE accuracy_figures measure_accuracy(network const& n, tensor const& outputs,
                                                            data::data_set const& samples);

//! Runs the network on the samples and measures it.
[[nodiscard]] PEAX_INLINE accuracy_figures measure_accuracy(network const& n, data::data_set const& samples);

//! Accuracy on a split: derived from the model and the data set of that split.
template <Split S> struct accuracy : accuracy_figures {
  static constexpr std::string_view title = "Accuracy";
  using split = S;

  struct default_reporter {
    accuracy make(network const& n, dataset<S> const& d) const { return {measure_accuracy(n, d.samples)}; }
  };

  //! With figures of the user's. Functions have no content to hash: `edition` tells two sets of them apart.
  struct with {
    std::vector<user_metric> metrics;
    std::string edition;

    accuracy make(network const& n, dataset<S> const& d) const {
      tensor const outputs = first_output(n, d.samples);
      accuracy out{measure_accuracy(n, outputs, d.samples)};
      for (auto const& m : metrics) out.user.emplace_back(m.name, m.figure(outputs, d.samples));
      return out;
    }
    friend void hash_append(hasher& h, with const& w) {
      h(w.edition);
      for (auto const& m : w.metrics) h(m.name);
    }
  };
};

//! The section of figures under a title.
[[nodiscard]] PEAX_INLINE document::section describe_accuracy(std::string title, accuracy_figures const& a);

//! The section of the summary.
template <Split S> [[nodiscard]] document::section describe(accuracy<S> const& a);

} // namespace peax::report

namespace peax::detail {
PEAX_COMPILED_ONCE(document::section told_by<report::accuracy<train>, document::section>(void const*));
PEAX_COMPILED_ONCE(document::section told_by<report::accuracy<validation>, document::section>(void const*));
PEAX_COMPILED_ONCE(document::section told_by<report::accuracy<test>, document::section>(void const*));
PEAX_COMPILED_ONCE(document::section told_by<report::accuracy<calibration>, document::section>(void const*));
} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/report/accuracy.ipp>
#endif
