#pragma once
//! @file
//! The body of obtain.hpp.

#include <peax/analysis/obtain.hpp>

#include <functional>
#include <istream>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace peax::detail {

PEAX_INLINE std::shared_ptr<void const>
obtain(session& shared, digest identity, event::doer by, std::string_view name, way_to_keep const& how,
       std::function<std::shared_ptr<void const>(double& seconds)> const& make) {
  auto const note = [&](event::origin from, double seconds) {
    shared.add({by, std::string(name), identity, from, seconds});
  };
  if (auto found = shared.results->find(identity, how.key)) {
    if (by != event::doer::report) note(event::origin::remembered, 0);
    return found;
  }
  double const begin = session::now();
  if (how.load != nullptr && shared.store) {
    std::shared_ptr<void const> loaded;
    auto const load = [&](std::istream& from) { loaded = how.load(from); };
    if (shared.store->read(identity, name, load) && loaded) {
      note(event::origin::loaded, session::now() - begin);
      return shared.results->keep(identity, how.key, std::move(loaded));
    }
  }
  double seconds = 0;
  std::shared_ptr<void const> made = make(seconds);
  if (how.save != nullptr && shared.store)
    shared.store->write(identity, name, [&](std::ostream& to) { how.save(made.get(), to); });
  note(event::origin::made, seconds);
  return shared.results->keep(identity, how.key, std::move(made));
}

} // namespace peax::detail
