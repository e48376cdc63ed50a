#pragma once
//! @file
//! What analyses of one run share: the memo of what was made, the cache on disk, progress, and the record of what happened.

#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>
#include <peax/core/progress.hpp>

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peax::document {
class section; // document/page.hpp
} // namespace peax::document

namespace peax {

//! Results by identity. What is here is never made again.
class memo {
 public:
  memo();
  ~memo();

  //! The memo of the process, which every analysis uses unless told otherwise.
  static std::shared_ptr<memo>& of_process();

  //! Null when there is none. `type` is the `key_of` its type.
  [[nodiscard]] std::shared_ptr<void const> find(digest identity, void const* type) const;
  //! Keeps what came first: two threads that made the same hand out one object.
  std::shared_ptr<void const> keep(digest identity, void const* type, std::shared_ptr<void const> made);

  //! One address for each type.
  template <class T> [[nodiscard]] static void const* key_of() {
    static constexpr char key = 0;
    return &key;
  }

 private:
  struct entries;
  std::unique_ptr<entries> kept_;
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

//! A result that was made, remembered or loaded in a session: what can be done with it without knowing its type.
struct held_result {
  digest identity;
  event::doer by;
  std::string name;
  std::shared_ptr<void const> value;
  void (*save)(void const* value, std::ostream&) = nullptr; //!< null: it is not kept outside the process
  document::section (*tell)(void const* value) = nullptr;   //!< null: it says nothing of itself
};

//! The settings and the record that an analysis shares with its copies and with all that come from it.
class session {
 public:
  session();
  ~session();
  //! The same settings and memo; a record of its own, which begins with what was done so far.
  session(session const& other);

  //! The same settings with another memo; its record is empty.
  [[nodiscard]] std::shared_ptr<session> with_memo(std::shared_ptr<memo> other) const;

  std::shared_ptr<memo> results = memo::of_process();
  std::shared_ptr<cache> store;
  std::shared_ptr<cache> saved; //!< what a saved analysis brought along; only read
  progress listener;

  //! Sets who is told how far the work is; it is called by one thread at a time.
  void listen(progress to);

  void add(event happened);
  [[nodiscard]] std::vector<event> events() const;

  //! How much was recorded so far.
  struct mark {
    std::size_t events = 0, held = 0;
  };
  [[nodiscard]] mark now_recorded() const;
  //! Puts what was recorded since then into the order of these identities: what is made side by side ends in an order
  //! that differs from run to run.
  void put_in_order(mark since, std::span<digest const> order);

  //! Notes a result; one that was noted before is left out.
  void hold(held_result result);
  //! The results of this session in the order in which they were first had.
  [[nodiscard]] std::vector<held_result> held() const;

  //! Seconds on a clock that only goes forward.
  [[nodiscard]] static double now();

 private:
  struct record;
  std::unique_ptr<record> done_;
};

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/analysis/session.ipp>
#endif
