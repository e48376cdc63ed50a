#pragma once
//! @file
//! The body of waves.hpp.

#include <peax/analysis/waves.hpp>

#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/task_group.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <span>
#include <vector>

namespace peax::detail {

//! From memory or a cache; false when it has to be made.
inline bool is_there(session& shared, to_make const& report) {
  return !report.is_preserved &&
         recall(shared, report.identity, event::doer::report, report.title, report.how) != nullptr;
}

//! The wave in which each has to be made, counted from 1; 0: it need not be made.
inline std::vector<std::size_t> waves_of(session& shared, std::span<to_make const> order) {
  std::vector<bool> missing(order.size());
  std::vector<bool> wanted(order.size());
  for (std::size_t k = order.size(); k-- > 0;) {
    if (!order[k].is_wanted && !wanted[k]) continue;
    missing[k] = !is_there(shared, order[k]);
    if (missing[k])
      for (std::size_t const r : order[k].reads) wanted[r] = true;
  }
  std::vector<std::size_t> waves(order.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    if (!missing[k]) continue;
    for (std::size_t const r : order[k].reads) waves[k] = std::max(waves[k], waves[r]);
    ++waves[k];
  }
  return waves;
}

//! Makes these side by side. A report that waits for its own parallel work takes up none of its neighbours'.
inline void make_together(session& shared, std::span<to_make const* const> each) {
  if (each.size() == 1) return each[0]->make(each[0]->from);
  auto const begin = shared.now_recorded();
  std::vector<std::exception_ptr> thrown(each.size());
  oneapi::tbb::task_group group;
  for (std::size_t i = 0; i < each.size(); ++i)
    group.run([&, i] {
      try {
        oneapi::tbb::this_task_arena::isolate([&] { each[i]->make(each[i]->from); });
      } catch (...) {
        thrown[i] = std::current_exception();
      }
    });
  group.wait();
  std::vector<digest> identities;
  for (auto const* made : each) identities.push_back(made->identity);
  shared.put_in_order(begin, identities);
  for (auto const& e : thrown)
    if (e) std::rethrow_exception(e);
}

PEAX_INLINE void make_in_waves(session& shared, std::span<to_make const> order) {
  auto const waves = waves_of(shared, order);
  std::size_t const last = waves.empty() ? 0 : *std::max_element(waves.begin(), waves.end());
  for (std::size_t wave = 1; wave <= last; ++wave) {
    std::vector<to_make const*> together;
    for (std::size_t k = 0; k < order.size(); ++k)
      if (waves[k] == wave && !order[k].is_alone) together.push_back(&order[k]);
    if (!together.empty()) make_together(shared, together);
    for (std::size_t k = 0; k < order.size(); ++k)
      if (waves[k] == wave && order[k].is_alone) order[k].make(order[k].from);
  }
}

} // namespace peax::detail
