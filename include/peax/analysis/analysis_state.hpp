#pragma once
//! @file
//! What an analysis knows beside its model, without the types of its reporters.

#include <peax/analysis/component.hpp>
#include <peax/analysis/identity.hpp>
#include <peax/analysis/session.hpp>
#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::detail {

//! A report that a rewriter preserved, on demand from the analysis before it.
struct preserved_report {
  std::string_view key;
  digest identity;
  std::function<std::shared_ptr<void const>(std::shared_ptr<session> const&)> value; //!< a `kept` of its type
};

//! A submitted reporter with the hash of its settings, which may be large data: it is found once.
template <class F> struct recipe {
  F reporter;
  digest identity;

  explicit recipe(F submitted) : reporter(std::move(submitted)), identity(identity_of(reporter)) {}
};

//! It never changes and is shared by all copies of an analysis; reporters lie in the order of their types.
struct analysis_state {
  using shared = std::shared_ptr<analysis_state const>;

  original first;
  std::string name;
  std::shared_ptr<peax::session> used;
  std::vector<std::shared_ptr<void const>> recipes = {}; //!< each a `recipe<F> const`
  std::vector<preserved_report> kept = {};

  //! That of a new analysis.
  [[nodiscard]] static PEAX_INLINE shared of(network const& trained, std::string name);
  //! The same with one reporter more.
  [[nodiscard]] PEAX_INLINE shared with(std::shared_ptr<void const> recipe) const;
  //! The same in a flow that began with another model.
  [[nodiscard]] PEAX_INLINE shared with_original(original other) const;
  //! The same in another session.
  [[nodiscard]] PEAX_INLINE shared in_session(std::shared_ptr<peax::session> other) const;
  //! The same at the beginning of the flow, where nothing is preserved.
  [[nodiscard]] PEAX_INLINE shared at_the_beginning() const;
  //! That of the analysis behind a pass, with these reporters.
  [[nodiscard]] PEAX_INLINE shared behind(std::string_view pass,
                                          std::vector<std::shared_ptr<void const>> left,
                                          std::vector<preserved_report> preserved) const;

  //! Null for a report that was not preserved.
  [[nodiscard]] PEAX_INLINE preserved_report const* find_preserved(std::string_view key) const;
};

} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/analysis/analysis_state.ipp>
#endif
