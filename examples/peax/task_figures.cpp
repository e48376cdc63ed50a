#include "task_figures.hpp"

#include <peax/document/number.hpp>
#include <peax/tensor/tensor.hpp>

#include <fmt/core.h>

#include <optional>

namespace command {

json figures_of_task(peax::report::accuracy_figures const& f) {
  json out = json::object();
  auto const put = [&](char const* key, std::optional<double> const& value) {
    if (value) out[key] = *value;
  };
  put("accuracy", f.top_1);
  put("macro_f1", f.macro_f1);
  put("rmse", f.rmse);
  put("mse", f.mse);
  put("mae", f.mae);
  put("r2", f.r2);
  put("mean_iou", f.mean_iou);
  put("mean_average_precision", f.mean_average_precision);
  return out;
}

std::string words_of_task(peax::report::accuracy_figures const& f) {
  using peax::document::percent;
  if (f.top_1)
    return fmt::format("accuracy {}, macro F1 {:.4f}", percent(*f.top_1, 2), f.macro_f1.value_or(0));
  if (f.rmse)
    return fmt::format("RMSE {:.6g}, MAE {:.6g}{}", *f.rmse, f.mae.value_or(0),
                       f.r2 ? fmt::format(", R2 {:.4f}", *f.r2) : std::string());
  if (f.mean_iou) return fmt::format("mean IoU {}", percent(*f.mean_iou, 2));
  if (f.mean_average_precision)
    return fmt::format("mean average precision {}", percent(*f.mean_average_precision, 2));
  return "no label occurs";
}

bool is_worse(peax::report::accuracy_figures const& now, peax::report::accuracy_figures const& before) {
  if (now.top_1 && before.top_1) return *now.top_1 < *before.top_1;
  if (now.rmse && before.rmse) return !(*now.rmse <= *before.rmse);
  if (now.mean_iou && before.mean_iou) return *now.mean_iou < *before.mean_iou;
  if (now.mean_average_precision && before.mean_average_precision)
    return *now.mean_average_precision < *before.mean_average_precision;
  return false;
}

void remark_if_same(common const& c, char const* one, peax::data::data_set const& a, char const* other,
                    peax::data::data_set const& b) {
  if (a.size() != b.size() || content_hash(a.inputs()) != content_hash(b.inputs())) return;
  bool const same_file = a.came_from().inputs == b.came_from().inputs;
  remark(c,
         fmt::format("peax: {} and {} hold the same samples ({}{}): figures on {} say nothing about new data",
                     one, other, a.came_from().inputs, same_file ? "" : ", " + b.came_from().inputs, other));
}

} // namespace command
