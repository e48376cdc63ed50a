#pragma once
//! @file
//! A condition on a layer, as platform files state it: "kernel <= 7 and (groups = 1 or depthwise)".

#include <peax/core/config.hpp>
#include <peax/graph/layer_facts.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peax::hardware {

//! Comparisons (<, <=, =, !=, >=, >) of facts that are numbers with numbers or with each other, facts that are truths, `not`, `and`,
//! `or`, parentheses; `not` binds closest, `or` least. What a layer does not know makes a comparison neither true nor false.
class predicate {
 public:
  //! Always true.
  predicate() = default;

  //! Reads a condition on layers of an operator. Throws bad_input with the column, what stands there, and the known names.
  [[nodiscard]] PEAX_INLINE static predicate parse(std::string_view text, std::string_view op);

  static constexpr std::size_t longest = 1000; //!< characters
  static constexpr std::size_t deepest = 30;   //!< parentheses and `not` in each other

  [[nodiscard]] std::string const& text() const { return text_; }
  [[nodiscard]] PEAX_INLINE bool holds(layer_facts const& of) const;

  //! Why it does not hold: the facts that decide it, "kernel is 9, groups is 2". Empty where it holds.
  [[nodiscard]] PEAX_INLINE std::string why_not(layer_facts const& of) const;

  friend bool operator==(predicate const& a, predicate const& b) { return a.text_ == b.text_; }

  enum class kind : std::uint8_t {
    fact,
    either,
    both,
    inverse,
    less,
    less_equal,
    equal,
    unequal,
    more_equal,
    more
  };

  //! A side of a comparison.
  struct operand {
    bool is_fact = false;
    layer_fact fact{};
    std::int64_t number = 0;
  };

  //! A node of the tree; those that it joins stand in front of it.
  struct part {
    kind is = kind::fact;
    std::size_t left = 0, right = 0; //!< parts
    operand a, b;                    //!< of a comparison; `a` of a truth
  };

 private:
  std::string text_;
  std::vector<part> parts_; //!< the last one is the whole; none: always true
};

} // namespace peax::hardware

#ifndef PEAX_COMPILED
#include <peax/hardware/predicate.ipp>
#endif
