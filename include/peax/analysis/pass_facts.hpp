#pragma once
//! @file
//! What the signature of a pass says, as a value: for programs that learn at run time which passes they run.

#include <peax/analysis/check.hpp>
#include <peax/analysis/session.hpp>

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <vector>

namespace peax {

//! A type of report as a value.
struct report_key {
  void const* type;      //!< one address for each type
  std::string_view name; //!< as the compiler spells it

  template <class K> [[nodiscard]] static report_key of() {
    return {memo::key_of<K>(), meta::type_name<K>()};
  }
  friend bool operator==(report_key const& a, report_key const& b) { return a.type == b.type; }
};

//! What is known of a pass before it runs; all of it is computed from signatures.
struct pass_facts {
  std::string_view name;
  std::string_view takes;           //!< the kind of model; empty: any
  std::string_view yields;          //!< the kind of model; empty: it is an exporter
  std::vector<report_key> reads;    //!< what it needs, and what default reporters need for that
  std::vector<report_key> may_read; //!< what it gets beside these when it can be made

  //! It cannot run without the report K.
  template <class K> [[nodiscard]] bool needs() const { return holds<K>(reads); }
  //! It reads K, or would if K could be made.
  template <class K> [[nodiscard]] bool knows() const { return holds<K>(reads) || holds<K>(may_read); }

 private:
  template <class K> [[nodiscard]] static bool holds(std::vector<report_key> const& keys) {
    return std::find(keys.begin(), keys.end(), report_key::of<K>()) != keys.end();
  }
};

namespace detail {
template <class... Ks> std::vector<report_key> keys_of(meta::list<Ks...>) {
  return {report_key::of<Ks>()...};
}

template <class Model> struct kind_of {
  using type = void;
};
template <class Kind> struct kind_of<model<Kind>> {
  using type = Kind;
};
//! The first kind named in a signature; void: `network`, or none.
template <class C>
using kind_taken_by = typename kind_of<meta::first<meta::filter<parameters_of<C>, is_model_kind>>>::type;

//! How a kind is called in words.
template <class Kind> [[nodiscard]] constexpr std::string_view name_of_kind() {
  if constexpr (std::is_void_v<Kind>)
    return {};
  else if constexpr (says_its_name<Kind>)
    return Kind::name;
  else
    return meta::type_name<Kind>();
}
} // namespace detail

//! The facts of pass W. Reports without a default reporter are leaves: only the user can submit them.
template <class W> [[nodiscard]] pass_facts facts_of() {
  using needed = typename detail::closure<needs_of<W>, meta::list<>, detail::what_is_needed>::order;
  using named = detail::what_is_named::of<W, meta::list<>>;
  using known = typename detail::closure<named, meta::list<>, detail::what_is_named>::order;
  pass_facts out{
      W::name, detail::name_of_kind<detail::kind_taken_by<W>>(), {}, detail::keys_of(needed{}), {}};
  if constexpr (Rewriter<W>) out.yields = detail::name_of_kind<kind_yielded_by<W>>();
  for (auto const& key : detail::keys_of(known{}))
    if (std::find(out.reads.begin(), out.reads.end(), key) == out.reads.end()) out.may_read.push_back(key);
  return out;
}

} // namespace peax
