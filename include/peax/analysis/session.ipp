#pragma once
//! @file
//! The bodies of session.hpp.

#include <peax/analysis/session.hpp>

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace peax {

struct memo::entries {
  std::mutex guard;
  std::map<std::pair<digest, void const*>, std::shared_ptr<void const>> all;
};

PEAX_INLINE memo::memo() : kept_(std::make_unique<entries>()) {}
PEAX_INLINE memo::~memo() = default;

PEAX_INLINE std::shared_ptr<void const> memo::find(digest identity, void const* type) const {
  std::lock_guard const lock(kept_->guard);
  auto const at = kept_->all.find({identity, type});
  return at == kept_->all.end() ? nullptr : at->second;
}

PEAX_INLINE std::shared_ptr<void const> memo::keep(digest identity, void const* type,
                                                   std::shared_ptr<void const> made) {
  std::lock_guard const lock(kept_->guard);
  return kept_->all.try_emplace({identity, type}, std::move(made)).first->second;
}

PEAX_INLINE std::shared_ptr<memo>& memo::of_process() {
  static std::shared_ptr<memo> shared = std::make_shared<memo>();
  return shared;
}

struct session::record {
  std::mutex guard;
  std::vector<event> events;
  std::vector<held_result> held;
};

PEAX_INLINE session::session() : done_(std::make_unique<record>()) {}
PEAX_INLINE session::~session() = default;

PEAX_INLINE session::session(session const& other)
    : results(other.results), store(other.store), saved(other.saved), listener(other.listener),
      done_(std::make_unique<record>()) {
  done_->events = other.events();
  done_->held = other.held();
}

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
  std::lock_guard const lock(done_->guard);
  done_->events.push_back(std::move(happened));
}

PEAX_INLINE std::vector<event> session::events() const {
  std::lock_guard const lock(done_->guard);
  return done_->events;
}

PEAX_INLINE session::mark session::now_recorded() const {
  std::lock_guard const lock(done_->guard);
  return {done_->events.size(), done_->held.size()};
}

PEAX_INLINE void session::put_in_order(mark since, std::span<digest const> order) {
  std::lock_guard const lock(done_->guard);
  auto const place = [&](auto const& each) {
    return std::find(order.begin(), order.end(), each.identity) - order.begin();
  };
  auto const sort_from = [&](auto& list, std::size_t first) {
    std::stable_sort(list.begin() + static_cast<std::ptrdiff_t>(std::min(first, list.size())), list.end(),
                     [&](auto const& a, auto const& b) { return place(a) < place(b); });
  };
  sort_from(done_->events, since.events);
  sort_from(done_->held, since.held);
}

PEAX_INLINE void session::hold(held_result result) {
  std::lock_guard const lock(done_->guard);
  bool const known = std::any_of(done_->held.begin(), done_->held.end(),
                                 [&](held_result const& each) { return each.value == result.value; });
  if (!known) done_->held.push_back(std::move(result));
}

PEAX_INLINE std::vector<held_result> session::held() const {
  std::lock_guard const lock(done_->guard);
  return done_->held;
}

PEAX_INLINE double session::now() {
  timespec at{};
  ::clock_gettime(CLOCK_MONOTONIC, &at);
  return static_cast<double>(at.tv_sec) + 1e-9 * static_cast<double>(at.tv_nsec);
}

} // namespace peax
