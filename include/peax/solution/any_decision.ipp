#pragma once
//! @file
//! The bodies of any_decision.hpp.

#include <peax/analysis/stored.hpp>
#include <peax/core/error.hpp>
#include <peax/solution/any_decision.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <istream>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::result {

namespace detail {

//! What this process knows how to read, under a lock: flows run side by side.
struct remembered_kinds {
  remembered_kinds() {
    auto const first = default_decisions();
    all.assign(first.begin(), first.end());
  }
  std::mutex lock;
  std::vector<decision_kind> all;
};
inline remembered_kinds& remembered() {
  static remembered_kinds kinds;
  return kinds;
}

PEAX_INLINE void remember(decision_kind const& kind) {
  auto& kinds = remembered();
  std::lock_guard const held(kinds.lock);
  for (auto& k : kinds.all)
    if (k.name == kind.name) return;
  kinds.all.push_back(kind);
}

inline void put_field(std::ostream& to, named_value const& f) {
  put(to, f.name);
  put(to, static_cast<std::uint8_t>(f.value.index()));
  std::visit([&](auto const& value) { put(to, value); }, f.value);
}

inline named_value get_field(std::istream& from) {
  named_value f;
  f.name = get<std::string>(from);
  switch (get<std::uint8_t>(from)) {
  case 0: f.value = get<bool>(from); return f;
  case 1: f.value = get<std::int64_t>(from); return f;
  case 2: f.value = get<double>(from); return f;
  case 3: f.value = get<std::string>(from); return f;
  default: throw bad_input("cache: a field of a decision is of no known type");
  }
}

} // namespace detail

PEAX_INLINE any_decision::any_decision() : any_decision(no_exit{}) {}

PEAX_INLINE std::string any_decision::text() const {
  std::string out(kind());
  for (auto const& f : fields()) out += ", " + f.name + " " + text_of(f.value);
  return out;
}

PEAX_INLINE void any_decision::add_to(hasher& into) const {
  into(kind());
  for (auto const& f : fields()) {
    into(f.name)(f.value.index());
    std::visit([&](auto const& value) { into(value); }, f.value);
  }
}

PEAX_INLINE void any_decision::save(std::ostream& to) const {
  auto const all = fields();
  put(to, std::string(kind()));
  put(to, static_cast<std::uint64_t>(all.size()));
  for (auto const& f : all) detail::put_field(to, f);
}

PEAX_INLINE any_decision any_decision::load(std::istream& from) {
  auto const name = get<std::string>(from);
  written_fields said{{}, "cache: decision " + name};
  auto const count = get<std::uint64_t>(from);
  for (std::uint64_t i = 0; i < count; ++i) said.all.push_back(detail::get_field(from));
  any_decision (*read)(written_fields const&) = nullptr;
  {
    auto& kinds = detail::remembered();
    std::lock_guard const held(kinds.lock);
    for (auto const& k : kinds.all)
      if (k.name == name) read = k.read;
  }
  if (read == nullptr) throw bad_input(fmt::format("cache: nothing here knows the decision '{}'", name));
  return read(said);
}

} // namespace peax::result
