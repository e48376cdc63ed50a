#pragma once
//! @file
//! What analyses of one run share: the memo of what was made, the cache on disk, progress, and the record of what happened.

#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>
#include <peax/core/progress.hpp>

#include <functional>
#include <iosfwd>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax {

//! Results by identity. What is here is never made again.
class memo {
 public:
  //! The memo of the process, which every analysis uses unless told otherwise.
  static std::shared_ptr<memo>& of_process();

  template <class T> [[nodiscard]] std::shared_ptr<T const> find(digest identity) const {
    return std::static_pointer_cast<T const>(find(identity, key_of<T>()));
  }

  //! Keeps what came first: two threads that made the same hand out one object.
  template <class T> std::shared_ptr<T const> keep(digest identity, std::shared_ptr<T const> made) {
    return std::static_pointer_cast<T const>(keep(identity, key_of<T>(), std::move(made)));
  }

  //! The same for results whose type only the caller knows: `key_of` its type.
  [[nodiscard]] std::shared_ptr<void const> find(digest identity, void const* type) const;
  std::shared_ptr<void const> keep(digest identity, void const* type, std::shared_ptr<void const> made);

  //! One address for each type.
  template <class T> [[nodiscard]] static void const* key_of() {
    static constexpr char key = 0;
    return &key;
  }

 private:
  mutable std::mutex guard_;
  std::map<std::pair<digest, void const*>, std::shared_ptr<void const>> entries_;
};

//! Where results outlive the process. `disk_cache.hpp` has the one on disk.
class cache {
 public:
  virtual ~cache() = default;
  //! Hands the bytes kept under the identity to `load`. False when there are none, or none that can be used.
  virtual bool read(digest identity, std::string_view what,
                    std::function<void(std::istream&)> const& load) = 0;
  //! Keeps the bytes that `save` writes, whole or not at all.
  virtual void write(digest identity, std::string_view what,
                     std::function<void(std::ostream&)> const& save) = 0;
};

//! One thing that was done.
struct event {
  enum class doer { report, rewriter, measurement, exporter };
  enum class origin { made, remembered, loaded };

  doer by;
  std::string name; //!< a report's title, a pass's name
  digest identity;
  origin from;
  double seconds; //!< wall time of its own work, without what it reads
};

//! Shared by an analysis and all that come from it.
class session {
 public:
  std::shared_ptr<memo> results = memo::of_process();
  std::shared_ptr<cache> store;
  progress listener;

  //! Sets who is told how far the work is; it is called by one thread at a time.
  void listen(progress to);

  void add(event happened);
  [[nodiscard]] std::vector<event> events() const;

  //! Seconds on a clock that only goes forward.
  [[nodiscard]] static double now();

 private:
  mutable std::mutex guard_;
  std::vector<event> events_;
};

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/analysis/session.ipp>
#endif
