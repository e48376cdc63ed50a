#pragma once
//! @file
//! Results that outlive the process: a flow that was killed resumes where it stopped.

#include <peax/analysis/session.hpp>
#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>

#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

namespace peax {

//! A folder with one file for each result, named by its identity. Files appear whole or not at all. A file that is damaged
//! or not of this cache is told and left out: the result is made again and the file replaced.
class disk_cache final : public cache {
 public:
  using listener = std::function<void(std::string const&)>;

  //! Makes the folder when it is missing; throws io_error when it cannot be written.
  //! `tell` hears of files that cannot be used; without one, standard error does.
  explicit disk_cache(std::string folder, listener tell = {});

  //! The file that keeps a result.
  [[nodiscard]] std::string file_of(digest identity) const { return file_in(folder_, identity); }
  //! The file that keeps a result in the cache of that folder, which is not made for it.
  [[nodiscard]] static std::string file_in(std::string const& folder, digest identity);

  bool read(digest identity, std::string_view what, std::function<void(std::istream&)> const& load) override;

  //! A folder that is full or read-only costs the cache, not the result: it is told, and the work goes on.
  void write(digest identity, std::string_view what, std::function<void(std::ostream&)> const& save) override;

 private:
  static std::string heading(digest identity, std::string_view payload);

  std::string folder_;
  listener tell_;
};

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/analysis/disk_cache.ipp>
#endif
