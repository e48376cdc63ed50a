#pragma once
//! @file
//! A decision of any kind as a value.

#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>
#include <peax/solution/decision.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace peax::result {

class any_decision;

//! A kind of decision that can be read: its name, and how a decision is made of its fields.
struct decision_kind {
  std::string_view name;
  any_decision (*read)(written_fields const&);
};

//! One exit along a recording, as a decision watches it.
class exit_watch {
 public:
  virtual ~exit_watch() = default;
  virtual void begin() = 0; //!< a recording begins
  [[nodiscard]] virtual float score(exit_outputs const& out) const = 0;
  virtual void ran(exit_outputs const& out, std::int32_t label) = 0; //!< the whole network ran
  virtual void left(exit_outputs const& out) = 0;                    //!< the sample left at this exit
};

//! The kinds of the library (decisions.hpp): all that can be read without being named.
[[nodiscard]] PEAX_INLINE std::span<decision_kind const> default_decisions();

namespace detail {
struct held_decision {
  virtual ~held_decision() = default;
  [[nodiscard]] virtual decision_kind const& kind() const = 0;
  [[nodiscard]] virtual bool same(held_decision const& other) const = 0;
  [[nodiscard]] virtual std::vector<named_value> fields() const = 0;
  [[nodiscard]] virtual std::unique_ptr<exit_watch> watch() const = 0;
  [[nodiscard]] virtual float limit(float threshold) const = 0;
  [[nodiscard]] virtual bool has_memory() const = 0;
  [[nodiscard]] virtual bool repeats() const = 0;
  [[nodiscard]] virtual std::string in_words(output_form are) const = 0;
  [[nodiscard]] virtual std::string_view leaves_when() const = 0;
  [[nodiscard]] virtual void const* value() const = 0;
};

//! Kinds whose decisions this process has made: what the cache keeps of them can be read back.
PEAX_INLINE void remember(decision_kind const& kind);
} // namespace detail

//! A decision of any kind. Immutable; copies share the fields. `any_decision()` is that of a network with one exit.
class any_decision {
 public:
  any_decision();
  template <class D>
    requires(std::is_class_v<D> && !std::same_as<D, any_decision>)
  any_decision(D const& d); // NOLINT(google-explicit-constructor)

  [[nodiscard]] std::string_view kind() const { return held_->kind().name; }
  //! Compares a sample with those before it: it can be followed along recordings only.
  [[nodiscard]] bool has_memory() const { return held_->has_memory(); }
  //! Who leaves early repeats the last answer of the whole network; else the exit answers.
  [[nodiscard]] bool repeats() const { return held_->repeats(); }
  [[nodiscard]] std::vector<named_value> fields() const { return held_->fields(); }
  //! A threshold, as files have it, on the scale of the scores.
  [[nodiscard]] float limit(float threshold) const { return held_->limit(threshold); }
  //! What it remembers of one exit; to be used no longer than the decision lives.
  [[nodiscard]] std::unique_ptr<exit_watch> watch() const { return held_->watch(); }
  //! A sentence for people; empty when the decision has none.
  [[nodiscard]] std::string in_words(output_form are) const { return held_->in_words(are); }
  //! The words in front of a threshold: "leaves at score ≥".
  [[nodiscard]] std::string_view leaves_when() const { return held_->leaves_when(); }
  //! "confidence, rule margin".
  [[nodiscard]] PEAX_INLINE std::string text() const;

  //! The decision if it is a D, else null.
  template <Decision D> [[nodiscard]] D const* get_if() const;
  template <Decision D> [[nodiscard]] bool is() const { return get_if<D>() != nullptr; }

  friend bool operator==(any_decision const& a, any_decision const& b) {
    return a.held_ == b.held_ || a.held_->same(*b.held_);
  }
  //! Of this type alone: what turns into a decision has a hash of its own.
  template <std::same_as<any_decision> D> friend void hash_append(hasher& into, D const& d) {
    d.add_to(into);
  }
  void add_to(hasher& into) const;

  //! For the cache. Reads back the library's kinds, and those of which this process has made a decision.
  void save(std::ostream& to) const;
  static any_decision load(std::istream& from);

 private:
  std::shared_ptr<detail::held_decision const> held_;
};

template <Decision D>
inline constexpr decision_kind kind_of_decision{
    D::kind, [](written_fields const& from) { return any_decision(decision_from<D>(from)); }};

namespace detail {
template <Decision D> class watch_of final : public exit_watch {
 public:
  explicit watch_of(D const& d) : decision_(d) {}
  void begin() override {
    if constexpr (remembers<D>) memory_ = {};
  }
  [[nodiscard]] float score(exit_outputs const& out) const override {
    if constexpr (remembers<D>)
      return decision_.score(out, memory_);
    else
      return decision_.score(out);
  }
  void ran(exit_outputs const& out, std::int32_t label) override {
    if constexpr (remembers<D>)
      decision_.ran(memory_, out, label);
    else
      (void)out, (void)label;
  }
  void left(exit_outputs const& out) override {
    if constexpr (requires { decision_.passed(memory_, out); })
      decision_.passed(memory_, out);
    else
      (void)out;
  }

 private:
  struct nothing {};
  template <class T> static auto memory_type() {
    if constexpr (remembers<T>)
      return std::type_identity<typename T::memory>{};
    else
      return std::type_identity<nothing>{};
  }
  D const& decision_;
  typename decltype(memory_type<D>())::type memory_{};
};

template <Decision D> struct held_decision_of final : held_decision {
  explicit held_decision_of(D const& d) : held(d) {}
  [[nodiscard]] decision_kind const& kind() const override { return kind_of_decision<D>; }
  [[nodiscard]] bool same(held_decision const& other) const override {
    return &other.kind() == &kind() && *static_cast<D const*>(other.value()) == held;
  }
  [[nodiscard]] std::vector<named_value> fields() const override { return fields_of(held); }
  [[nodiscard]] std::unique_ptr<exit_watch> watch() const override {
    return std::make_unique<watch_of<D>>(held);
  }
  [[nodiscard]] float limit(float threshold) const override {
    if constexpr (requires { held.limit(threshold); })
      return held.limit(threshold);
    else
      return threshold;
  }
  [[nodiscard]] bool has_memory() const override { return remembers<D>; }
  [[nodiscard]] bool repeats() const override {
    if constexpr (requires { D::repeats; })
      return D::repeats;
    else
      return false;
  }
  [[nodiscard]] std::string in_words(output_form are) const override {
    if constexpr (requires { held.in_words(are); })
      return held.in_words(are);
    else
      return (void)are, std::string();
  }
  [[nodiscard]] std::string_view leaves_when() const override {
    if constexpr (requires { D::leaves_when; })
      return D::leaves_when;
    else
      return "leaves at score ≥";
  }
  [[nodiscard]] void const* value() const override { return &held; }

  D held;
};
} // namespace detail

template <Decision D> D const* any_decision::get_if() const {
  return &held_->kind() == &kind_of_decision<D> ? static_cast<D const*>(held_->value()) : nullptr;
}

template <class D>
  requires(std::is_class_v<D> && !std::same_as<D, any_decision>)
any_decision::any_decision(D const& d) {
  using named = std::conditional_t<decision_says_its_kind<D>, D, void>;
  using listed = std::conditional_t<decision_lists_its_fields<named>, named, void>;
  using plain = std::conditional_t<decision_is_a_plain_value<listed>, listed, void>;
  using scoring = std::conditional_t<decision_gives_a_score<plain>, plain, void>;
  static_assert(
      decision_says_its_kind<D>,
      "peax: a decision says what files call it. Give it `static constexpr std::string_view kind`.");
  static_assert(
      decision_lists_its_fields<named>,
      "peax: a decision lists its fields by name. Write `PEAX_RECORD(my_decision, a, b);` behind it, in the "
      "global namespace: numbers, texts, enumerations with `names_of`.");
  static_assert(decision_is_a_plain_value<listed>,
                "peax: a decision is a plain value. Give it a default constructor and `operator==`.");
  static_assert(
      decision_gives_a_score<plain>,
      "peax: a decision gives a score. Give it `float score(result::exit_outputs const&) const`; one with "
      "a `memory` takes it as a second parameter, by const&.");
  static_assert(
      decision_hears_of_full_runs<scoring>,
      "peax: a decision with a memory hears of full runs. Give it `void ran(memory&, result::exit_outputs "
      "const&, std::int32_t label) const`.");
  if constexpr (Decision<D>) {
    static bool const known = (detail::remember(kind_of_decision<D>), true);
    (void)known;
    held_ = std::make_shared<detail::held_decision_of<D> const>(d);
  }
}

} // namespace peax::result

#ifndef PEAX_COMPILED
#include <peax/solution/any_decision.ipp>
#include <peax/solution/decisions.hpp>
#endif
