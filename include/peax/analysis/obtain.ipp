#pragma once
//! @file
//! The body of obtain.hpp.

#include <peax/analysis/obtain.hpp>

#include <istream>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace peax::detail {

//! Where results of earlier processes lie: in a saved analysis, then in the cache.
inline std::shared_ptr<void const> loaded_from(session& shared, digest identity, std::string_view name,
                                               way_to_keep const& how) {
  if (how.load == nullptr) return nullptr;
  std::shared_ptr<void const> loaded;
  auto const load = [&](std::istream& from) { loaded = how.load(from); };
  for (auto const& from : {shared.saved, shared.store})
    if (from && from->read(identity, name, load) && loaded) return loaded;
  return nullptr;
}

PEAX_INLINE std::shared_ptr<void const> recall(session& shared, digest identity, event::doer by,
                                               std::string_view name, way_to_keep const& how) {
  auto const remember = [&](std::shared_ptr<void const> const& result) {
    shared.hold({identity, by, std::string(name), result, how.save, how.tell});
    return result;
  };
  if (auto found = shared.results->find(identity, how.key)) {
    if (by != event::doer::report)
      shared.add({by, std::string(name), identity, event::origin::remembered, 0});
    return remember(found);
  }
  double const begin = session::now();
  if (auto loaded = loaded_from(shared, identity, name, how)) {
    shared.add({by, std::string(name), identity, event::origin::loaded, session::now() - begin});
    return remember(shared.results->keep(identity, how.key, std::move(loaded)));
  }
  return nullptr;
}

PEAX_INLINE std::shared_ptr<void const> obtain(session& shared, digest identity, event::doer by,
                                               std::string_view name, way_to_keep const& how,
                                               making const& make) {
  if (auto found = recall(shared, identity, by, name, how)) return found;
  double seconds = 0;
  std::shared_ptr<void const> made = make.make(make.by, seconds);
  if (how.save != nullptr && shared.store)
    shared.store->write(identity, name, [&](std::ostream& to) { how.save(made.get(), to); });
  shared.add({by, std::string(name), identity, event::origin::made, seconds});
  auto result = shared.results->keep(identity, how.key, std::move(made));
  shared.hold({identity, by, std::string(name), result, how.save, how.tell});
  return result;
}

} // namespace peax::detail
