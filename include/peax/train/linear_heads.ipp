#pragma once
//! @file
//! The body of linear_heads.hpp.

#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/train/detail/head_trainer.hpp>
#include <peax/train/linear_heads.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <vector>

namespace peax::training {

namespace detail {

inline void check_heads(std::span<head_input const> heads, std::span<std::int32_t const> labels,
                        std::size_t outputs, std::span<std::int32_t const> held_out, head_options const& o) {
  auto const fail = [](std::string const& what) { throw bad_input("training of heads: " + what); };
  if (labels.empty()) fail("there are no training samples");
  if (outputs < 1) fail("a head needs at least one output");
  if (o.epochs < 1 || o.batch < 1) fail("at least one epoch and one sample a batch are needed");
  for (auto const& h : heads) {
    if (h.width == 0) fail("a head has no features");
    if (h.rows.size() != labels.size() * h.width)
      fail(fmt::format("{} features are not {} samples of {}", h.rows.size(), labels.size(), h.width));
    if (h.held_out.size() != held_out.size() * h.width)
      fail(fmt::format("{} validation features are not {} samples of {}", h.held_out.size(), held_out.size(),
                       h.width));
  }
  std::size_t const classes = std::max<std::size_t>(outputs, 2);
  for (auto const list : {labels, held_out})
    for (auto label : list)
      if (label < 0 || static_cast<std::size_t>(label) >= classes)
        fail(fmt::format("label {} is none of the classes 0 to {}", label, classes - 1));
  if (std::count(labels.begin(), labels.end(), labels[0]) == static_cast<std::ptrdiff_t>(labels.size()))
    fail(fmt::format("all training samples are of class {}, so there is nothing to learn; give samples of at "
                     "least two classes",
                     labels[0]));
  if (!o.class_weights.empty() && o.class_weights.size() != classes)
    fail(fmt::format("{} class weights for {} classes", o.class_weights.size(), classes));
  if (!o.teacher.empty() && o.teacher.size() != labels.size() * outputs)
    fail("the teacher's probabilities are not one row for each sample");
  if (!(o.share >= 0 && o.share <= 1)) fail("the share of the teacher must be 0 to 1");
}

} // namespace detail

PEAX_INLINE std::vector<linear_head>
train_heads(std::span<head_input const> heads, std::span<std::int32_t const> labels, std::size_t outputs,
            head_options const& options, std::span<std::int32_t const> held_out_labels, progress const& to) {
  detail::check_heads(heads, labels, outputs, held_out_labels, options);
  std::vector<std::size_t> by_size(heads.size()); // the widest first: threads end at about the same time
  std::iota(by_size.begin(), by_size.end(), std::size_t{0});
  std::stable_sort(by_size.begin(), by_size.end(),
                   [&](std::size_t a, std::size_t b) { return heads[a].width > heads[b].width; });
  engine::worker_team const team(options.threads);
  auto const each = [&](auto const& work) {
    team.each(static_cast<engine::kernel::index>(heads.size()),
              [&](engine::kernel::index i, int) { work(by_size[static_cast<std::size_t>(i)]); });
  };
  std::vector<std::unique_ptr<detail::head_trainer>> trainers(heads.size());
  each([&](std::size_t i) {
    trainers[i] = std::make_unique<detail::head_trainer>(heads[i], labels, outputs, options, held_out_labels);
  });
  std::vector<std::uint32_t> order(labels.size());
  for (std::size_t e = 0; e < options.epochs; ++e) {
    std::iota(order.begin(), order.end(), std::uint32_t{0});
    random_stream(options.seed, 2 * e).shuffle(std::span(order));
    each([&](std::size_t i) { trainers[i]->epoch(e, order); });
    tell(to, "training " + std::to_string(heads.size()) + " heads",
         static_cast<double>(e + 1) / static_cast<double>(options.epochs));
  }
  std::vector<linear_head> made;
  for (auto& t : trainers) made.push_back(t->finish());
  return made;
}

} // namespace peax::training
