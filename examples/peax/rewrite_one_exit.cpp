// right_sizing, separable_convolutions and slimming: what --rewrite may say of them.

#include "rewriters.hpp"

namespace command {

namespace {

rewriter_key const batch_key{"batch", {"measured"}};
rewriter_key const head_key{"head", {"auto", "pool", "grid"}};
rewriter_key const epochs_key{"epochs", {}, 1, 1000};

template <class Settings> Settings settings_for(order const& o) {
  Settings with;
  with.keep = o.of.keep;
  with.data_type = data_type_of(o.spec);
  with.seed = o.how.seed;
  with.class_weight_power = class_weight_power(o);
  if (o.spec.settings.contains("batch")) with.batch = 0; // measured
  with.epochs = static_cast<std::size_t>(o.spec.count("epochs", static_cast<std::int64_t>(with.epochs)));
  return with;
}

} // namespace

using peax::rewrite::right_sizing;
using peax::rewrite::separable_convolutions;
using peax::rewrite::slimming;

template <> std::vector<rewriter_key> offered<right_sizing>::keys() {
  return {head_key, {"finetune", {}, 0, 1}, epochs_key, batch_key, type_key()};
}
template <> right_sizing offered<right_sizing>::ordered(order const& o) {
  auto with = settings_for<peax::rewrite::right_sizing_settings>(o);
  with.head = o.spec.choice<peax::rewrite::head_choice>(head_key);
  with.finetune = o.spec.count("finetune", 1) == 1;
  return {with};
}

template <> std::vector<rewriter_key> offered<separable_convolutions>::keys() {
  return {{"layers", {}, 1, 10000}, epochs_key, batch_key, type_key()};
}
template <> separable_convolutions offered<separable_convolutions>::ordered(order const& o) {
  auto with = settings_for<peax::rewrite::separable_settings>(o);
  with.layers = static_cast<std::size_t>(o.spec.count("layers", 0));
  return {with};
}

template <> std::vector<rewriter_key> offered<slimming>::keys() {
  return {{"width", {}, 1, 99}, epochs_key, batch_key, type_key()};
}
template <> slimming offered<slimming>::ordered(order const& o) {
  auto with = settings_for<peax::rewrite::slimming_settings>(o);
  if (auto const width = o.spec.count("width", 0); width > 0)
    with.widths = {static_cast<double>(width) / 100};
  return {with};
}

} // namespace command
