#pragma once
//! @file
//! The bodies of session.hpp.

#include <peax/analysis/session.hpp>

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace peax {

PEAX_INLINE std::shared_ptr<void const> memo::find(digest identity, void const* type) const {
  std::lock_guard const lock(guard_);
  auto const at = entries_.find({identity, type});
  return at == entries_.end() ? nullptr : at->second;
}

PEAX_INLINE std::shared_ptr<void const> memo::keep(digest identity, void const* type,
                                                   std::shared_ptr<void const> made) {
  std::lock_guard const lock(guard_);
  return entries_.try_emplace({identity, type}, std::move(made)).first->second;
}

PEAX_INLINE std::shared_ptr<memo>& memo::of_process() {
  static std::shared_ptr<memo> shared = std::make_shared<memo>();
  return shared;
}

PEAX_INLINE session::session(session const& other)
    : results(other.results), store(other.store), saved(other.saved), listener(other.listener),
      events_(other.events()), held_(other.held()) {}

PEAX_INLINE std::shared_ptr<session> session::with_memo(std::shared_ptr<memo> other) const {
  auto out = std::make_shared<session>();
  out->results = std::move(other);
  out->store = store;
  out->saved = saved;
  out->listener = listener;
  return out;
}

PEAX_INLINE void session::listen(progress to) {
  if (!to)
    listener = {};
  else
    listener = [to = std::move(to), turn = std::make_shared<std::mutex>()](std::string_view what,
                                                                           double share) {
      std::lock_guard const lock(*turn);
      to(what, share);
    };
}

PEAX_INLINE void session::add(event happened) {
  std::lock_guard const lock(guard_);
  events_.push_back(std::move(happened));
}

PEAX_INLINE std::vector<event> session::events() const {
  std::lock_guard const lock(guard_);
  return events_;
}

PEAX_INLINE session::mark session::now_recorded() const {
  std::lock_guard const lock(guard_);
  return {events_.size(), held_.size()};
}

PEAX_INLINE void session::put_in_order(mark since, std::span<digest const> order) {
  std::lock_guard const lock(guard_);
  auto const place = [&](auto const& each) {
    return std::find(order.begin(), order.end(), each.identity) - order.begin();
  };
  auto const sort_from = [&](auto& list, std::size_t first) {
    std::stable_sort(list.begin() + static_cast<std::ptrdiff_t>(std::min(first, list.size())), list.end(),
                     [&](auto const& a, auto const& b) { return place(a) < place(b); });
  };
  sort_from(events_, since.events);
  sort_from(held_, since.held);
}

PEAX_INLINE void session::hold(held_result result) {
  std::lock_guard const lock(guard_);
  bool const known = std::any_of(held_.begin(), held_.end(),
                                 [&](held_result const& each) { return each.value == result.value; });
  if (!known) held_.push_back(std::move(result));
}

PEAX_INLINE std::vector<held_result> session::held() const {
  std::lock_guard const lock(guard_);
  return held_;
}

PEAX_INLINE double session::now() {
  timespec at{};
  ::clock_gettime(CLOCK_MONOTONIC, &at);
  return static_cast<double>(at.tv_sec) + 1e-9 * static_cast<double>(at.tv_nsec);
}

} // namespace peax
