#pragma once
//! @file
//! A reporter whose type is erased, and what is found wrong, at run time, with asking it.

#include <peax/analysis/pass_facts.hpp>
#include <peax/analysis/waves.hpp>
#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>
#include <peax/graph/network.hpp>

#include <cstddef>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

namespace peax {

class any_analysis;

namespace detail {

//! A model whose kind is known at run time.
struct any_model {
  report_key kind;                  //!< the address and the name of the kind
  std::shared_ptr<void const> held; //!< a `model<Kind>`
  network const* as_network = nullptr;

  template <class Kind> static any_model of(model<Kind> const& from) {
    auto const held = std::make_shared<model<Kind> const>(from);
    return {kind_key<Kind>(), held, held.get()};
  }
  template <class Kind> static report_key kind_key() { return {memo::key_of<Kind>(), name_of_kind<Kind>()}; }
};

//! What stands in the way of making reports for a model of one kind, gathered by going through all that they read.
struct findings {
  report_key kind;
  std::vector<report_key> left_by_pass = {}; //!< reports that a pass which has not run will leave
  bool of_needs_alone = false;               //!< what may be read is not followed
  std::vector<report_key> done = {}, open = {}, missing = {}, unfit = {}, round = {}, told_by_test = {};

  template <class K> void look_for(any_analysis const& in);
  //! The same for all that component C reads.
  template <class C> void look_behind(any_analysis const& in);
  template <class C, class... Ks> void look_for_all(any_analysis const& in, meta::list<Ks...>);
  template <class C, class... Ks> void look_for_given(any_analysis const& in, meta::list<Ks...>);

  //! Goes in; false when the report was seen before, which is a cycle when it is still open.
  [[nodiscard]] PEAX_INLINE bool enter(report_key const& report);
  PEAX_INLINE void leave();

  //! Throws usage_error with what was found, if anything: `who` reads it. A rewriter may not be told of test data.
  PEAX_INLINE void refuse(std::string_view who, bool chooses) const;
};

//! The reports that a component reads, as entries to make side by side.
struct plan {
  std::vector<to_make> order;
  std::map<void const*, std::size_t> places;

  //! Adds the report and what it reads; gives its place.
  template <class K> std::size_t add(any_analysis const& in);
  template <class C, class... Ks> std::vector<std::size_t> add_all(any_analysis const& in, meta::list<Ks...>);
  template <class C> std::vector<std::size_t> add_read(any_analysis const& in);
};

//! A submitted reporter.
struct any_reporter {
  any_reporter(report_key made, bool of_a_pass) : makes(made), is_of_a_pass(of_a_pass) {}
  any_reporter(any_reporter const&) = delete;
  any_reporter& operator=(any_reporter const&) = delete;
  virtual ~any_reporter() = default;

  report_key makes;
  bool is_of_a_pass; //!< what a rewriter gave: it ends with the next rewriter

  virtual void look(findings& into, any_analysis const& in) const = 0;
  [[nodiscard]] virtual digest identity(any_analysis const& in) const = 0;
  //! A `kept` of the report's type.
  [[nodiscard]] virtual std::shared_ptr<void const> report(any_analysis const& in) const = 0;
  [[nodiscard]] virtual std::vector<std::size_t> add_read(plan& into, any_analysis const& in) const = 0;
};

template <class F> struct any_reporter_of;

} // namespace detail
} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/analysis/any_reporter.ipp>
#endif
