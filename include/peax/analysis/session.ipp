#pragma once
//! @file
//! The bodies of session.hpp.

#include <peax/analysis/session.hpp>

#include <time.h>

#include <memory>
#include <mutex>
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

PEAX_INLINE double session::now() {
  timespec at{};
  ::clock_gettime(CLOCK_MONOTONIC, &at);
  return static_cast<double>(at.tv_sec) + 1e-9 * static_cast<double>(at.tv_nsec);
}

} // namespace peax
