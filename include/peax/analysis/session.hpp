#pragma once
//! @file
//! What analyses of one run share: the memo of what was made, the cache on disk, progress, and the record of what happened.

#include <peax/core/hash.hpp>
#include <peax/core/progress.hpp>

#include <time.h>

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
  static std::shared_ptr<memo>& of_process() {
    static std::shared_ptr<memo> shared = std::make_shared<memo>();
    return shared;
  }

  template <class T> [[nodiscard]] std::shared_ptr<T const> find(digest identity) const {
    std::lock_guard const lock(guard_);
    auto const at = entries_.find({identity, key_of<T>()});
    return at == entries_.end() ? nullptr : std::static_pointer_cast<T const>(at->second);
  }

  //! Keeps what came first: two threads that made the same hand out one object.
  template <class T> std::shared_ptr<T const> keep(digest identity, std::shared_ptr<T const> made) {
    std::lock_guard const lock(guard_);
    return std::static_pointer_cast<T const>(
        entries_.try_emplace({identity, key_of<T>()}, std::move(made)).first->second);
  }

 private:
  template <class T> static void const* key_of() {
    static constexpr char key = 0;
    return &key;
  }

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
  void listen(progress to) {
    if (!to)
      listener = {};
    else
      listener = [to = std::move(to), turn = std::make_shared<std::mutex>()](std::string_view what,
                                                                             double share) {
        std::lock_guard const lock(*turn);
        to(what, share);
      };
  }

  void add(event happened) {
    std::lock_guard const lock(guard_);
    events_.push_back(std::move(happened));
  }
  [[nodiscard]] std::vector<event> events() const {
    std::lock_guard const lock(guard_);
    return events_;
  }

  //! Seconds on a clock that only goes forward.
  [[nodiscard]] static double now() {
    timespec at{};
    ::clock_gettime(CLOCK_MONOTONIC, &at);
    return static_cast<double>(at.tv_sec) + 1e-9 * static_cast<double>(at.tv_nsec);
  }

 private:
  mutable std::mutex guard_;
  std::vector<event> events_;
};

} // namespace peax
