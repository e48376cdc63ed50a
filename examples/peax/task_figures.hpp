#pragma once
//! @file
//! The figures that fit a task, and the task itself, as JSON and for people.

#include "output.hpp"
#include <peax/data/data_set.hpp>
#include <peax/report/accuracy.hpp>
#include <peax/train/decided_task.hpp>

#include <nlohmann/json.hpp>

#include <string>

namespace command {

//! {"accuracy", "macro_f1"}, {"rmse", "mse", "mae", "r2"}, {"mean_iou"} or {"mean_average_precision"}.
[[nodiscard]] json figures_of_task(peax::report::accuracy_figures const& f);

//! The same in words.
[[nodiscard]] std::string words_of_task(peax::report::accuracy_figures const& f);

//! Whether a network is worse than it was, by the first figure of its task.
[[nodiscard]] bool is_worse(peax::report::accuracy_figures const& now,
                            peax::report::accuracy_figures const& before);

//! A remark when two data sets have the same inputs: what was chosen or learned on one says nothing on the other.
void remark_if_same(common const& c, char const* one, peax::data::data_set const& a, char const* other,
                    peax::data::data_set const& b);

} // namespace command
