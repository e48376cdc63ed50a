#pragma once
//! @file
//! A saved analysis: the model, and every result of the session that a cache could keep, in one file.

#include <peax/analysis/session.hpp>
#include <peax/core/config.hpp>
#include <peax/graph/network.hpp>

#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

namespace peax::detail {

//! What a file of an analysis holds.
struct saved_analysis {
  std::string kind; //!< of the model
  std::string name;
  network current, first;
  std::shared_ptr<cache> results; //!< of reports, rewriters and measurements; only read
};

//! Writes it; the results are those of the session. Entries lie in the order of their identities.
PEAX_INLINE void save_analysis(std::ostream& to, saved_analysis const& what, session const& made);
//! The same as a file, which appears whole or not at all. Throws io_error.
PEAX_INLINE void save_analysis(std::string const& file, saved_analysis const& what, session const& made);

//! Reads what `save_analysis` wrote. `where` names the source in errors. Throws bad_input for what is no saved
//! analysis, cut off, damaged, or of another kind of model.
[[nodiscard]] PEAX_INLINE saved_analysis load_analysis(std::istream& from, std::string_view kind,
                                                       std::string const& where);
//! The same from a file; throws io_error when it cannot be read.
[[nodiscard]] PEAX_INLINE saved_analysis load_analysis(std::string const& file, std::string_view kind);

} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/analysis/saved.ipp>
#endif
