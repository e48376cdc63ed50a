#pragma once
//! @file
//! How a result comes about, whatever its type: from the memo, from the cache, or made.

#include <peax/analysis/report.hpp>
#include <peax/analysis/session.hpp>
#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>

#include <functional>
#include <iosfwd>
#include <memory>
#include <string_view>

namespace peax::detail {

//! How results of one type are kept: under which key in the memo, and how in the cache, if they go there.
struct way_to_keep {
  void const* key;
  std::shared_ptr<void const> (*load)(std::istream&) = nullptr;
  void (*save)(void const* result, std::ostream&) = nullptr;
};
template <class T, bool OnDisk> way_to_keep way_to_keep_of() {
  way_to_keep how{memo::key_of<T>()};
  if constexpr (OnDisk && Cacheable<T>) {
    how.load = [](std::istream& from) -> std::shared_ptr<void const> {
      return std::make_shared<T const>(T::load(from));
    };
    how.save = [](void const* result, std::ostream& to) { static_cast<T const*>(result)->save(to); };
  }
  return how;
}

//! The result of this identity: from memory, from the cache, or made and kept.
[[nodiscard]] PEAX_INLINE std::shared_ptr<void const>
obtain(session& shared, digest identity, event::doer by, std::string_view name, way_to_keep const& how,
       std::function<std::shared_ptr<void const>(double& seconds)> const& make);

} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/analysis/obtain.ipp>
#endif
