#pragma once
//! @file
//! The bodies of predicate.hpp.

#include <peax/core/error.hpp>
#include <peax/core/suggestion.hpp>
#include <peax/hardware/predicate.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::hardware {

namespace detail {

inline bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

//! A word, a number or a sign of a condition; empty at its end.
struct token {
  std::string_view text;
  std::size_t column = 1;
};

//! Reads a condition by recursive descent; the parts stand in the order in which they are complete.
class predicate_reader {
 public:
  predicate_reader(std::string_view text, std::string_view op) : text_(text), op_(op) { advance(); }

  std::vector<predicate::part> read() {
    either(0);
    if (!now_.text.empty())
      fail(fmt::format("'{}' is not expected here; join conditions with 'and' or 'or'", now_.text));
    return std::move(parts_);
  }

 private:
  [[noreturn]] void fail(std::string const& why) const {
    std::string shown(text_);
    for (char& c : shown)
      if (c >= 0 && c < ' ') c = '?';
    throw bad_input(fmt::format("'{}', column {}: {}", shown, now_.column, why));
  }

  void advance() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    std::size_t const begin = at_;
    now_ = {{}, begin + 1};
    if (begin == text_.size()) return;
    char const c = text_[at_++];
    auto const follow = [&](auto const& fits) {
      while (at_ < text_.size() && fits(text_[at_])) ++at_;
    };
    if (is_letter(c)) {
      follow([](char x) { return is_letter(x) || is_digit(x); });
    } else if (is_digit(c)) {
      follow([](char x) { return is_letter(x) || is_digit(x) || x == '.'; });
    } else if (bool const equals = at_ < text_.size() && text_[at_] == '=';
               c == '<' || c == '>' || (c == '!' && equals)) {
      if (equals) ++at_;
    } else if (c != '=' && c != '(' && c != ')') {
      fail("there may be names, whole numbers, parentheses and the signs <, <=, =, !=, >= and >");
    }
    now_.text = text_.substr(begin, at_ - begin);
  }

  bool take(std::string_view word) {
    if (now_.text != word) return false;
    advance();
    return true;
  }

  std::size_t join(predicate::kind is, std::size_t left, std::size_t right) {
    parts_.push_back({is, left, right, {}, {}});
    return parts_.size() - 1;
  }

  std::size_t either(std::size_t depth) {
    std::size_t left = both(depth);
    while (take("or")) left = join(predicate::kind::either, left, both(depth));
    return left;
  }

  std::size_t both(std::size_t depth) {
    std::size_t left = inverse(depth);
    while (take("and")) left = join(predicate::kind::both, left, inverse(depth));
    return left;
  }

  std::size_t inverse(std::size_t depth) {
    if (depth > predicate::deepest)
      fail(fmt::format("more than {} parentheses and 'not' in each other; write it shorter",
                       predicate::deepest));
    if (take("not")) {
      std::size_t const what = inverse(depth + 1);
      return join(predicate::kind::inverse, what, what);
    }
    if (!take("(")) return comparison();
    std::size_t const inside = either(depth + 1);
    if (!take(")")) fail("a parenthesis is not closed");
    return inside;
  }

  std::size_t comparison() {
    token const begin = now_;
    auto const a = operand();
    auto const is = sign();
    if (!is) {
      if (!a.is_fact || !entry_of(a.fact).is_truth) {
        now_ = begin;
        fail(fmt::format("'{}' is a number; compare it, as in '{} <= 4'", begin.text,
                         a.is_fact ? begin.text : "kernel"));
      }
      parts_.push_back({predicate::kind::fact, 0, 0, a, {}});
      return parts_.size() - 1;
    }
    token const second = now_;
    auto const b = operand();
    for (auto const& [side, at] : {std::pair{a, begin}, std::pair{b, second}})
      if (side.is_fact && entry_of(side.fact).is_truth) {
        now_ = at;
        fail(fmt::format("'{}' is true or not; it is not compared: write '{}' or 'not {}'", at.text, at.text,
                         at.text));
      }
    parts_.push_back({*is, 0, 0, a, b});
    return parts_.size() - 1;
  }

  std::optional<predicate::kind> sign() {
    using enum predicate::kind;
    for (auto const& [text, is] : {std::pair{"<", less},
                                   {"<=", less_equal},
                                   {"=", equal},
                                   {"!=", unequal},
                                   {">=", more_equal},
                                   {">", more}})
      if (take(text)) return is;
    return std::nullopt;
  }

  predicate::operand operand() {
    if (now_.text.empty()) fail("the condition ends where a name or a number must stand");
    predicate::operand out;
    if (is_digit(now_.text[0])) {
      for (char const c : now_.text) {
        if (!is_digit(c) || out.number > 1'000'000'000'000)
          fail(fmt::format("'{}' is no whole number up to 10^12", now_.text));
        out.number = out.number * 10 + (c - '0');
      }
      advance();
      return out;
    }
    if (!is_letter(now_.text[0]) || now_.text == "and" || now_.text == "or" || now_.text == "not")
      fail(fmt::format("'{}' stands where a name or a number must stand", now_.text));
    out.is_fact = true;
    out.fact = fact();
    advance();
    return out;
  }

  layer_fact fact() const {
    auto const found = layer_fact_named(now_.text);
    if (found && has_fact(op_, *found)) return *found;
    std::vector<std::string> names;
    std::string all;
    for (std::size_t i = 0; i < layer_fact_entries.size(); ++i)
      if (has_fact(op_, static_cast<layer_fact>(i))) {
        names.emplace_back(layer_fact_entries[i].name);
        all += (all.empty() ? "" : ", ") + names.back();
      }
    fail(fmt::format("{} has no '{}'{}; it has {}", op_, now_.text, found ? "" : suggestion(now_.text, names),
                     all));
  }

  std::string_view text_, op_;
  std::size_t at_ = 0;
  token now_;
  std::vector<predicate::part> parts_;
};

//! Absent: a fact that it needs is not known.
using truth = std::optional<bool>;

inline std::optional<std::int64_t> value_of(predicate::operand const& o, layer_facts const& of) {
  return o.is_fact ? of[o.fact] : std::optional(o.number);
}

inline truth compare(predicate::part const& p, layer_facts const& of) {
  using enum predicate::kind;
  auto const a = value_of(p.a, of);
  if (p.is == fact) return a ? truth(*a != 0) : std::nullopt;
  auto const b = value_of(p.b, of);
  if (!a || !b) return std::nullopt;
  switch (p.is) {
  case less: return *a < *b;
  case less_equal: return *a <= *b;
  case equal: return *a == *b;
  case unequal: return *a != *b;
  case more_equal: return *a >= *b;
  default: return *a > *b;
  }
}

//! The truth of every part, in their order.
inline std::vector<truth> truths_of(std::vector<predicate::part> const& parts, layer_facts const& of) {
  using enum predicate::kind;
  std::vector<truth> out;
  for (auto const& p : parts) {
    if (p.is == inverse) {
      truth const t = out[p.left];
      out.push_back(t ? truth(!*t) : std::nullopt);
    } else if (p.is == either || p.is == both) {
      truth const a = out[p.left], b = out[p.right];
      bool const decides = p.is == either;
      bool const decided = (a && *a == decides) || (b && *b == decides);
      out.push_back(decided ? truth(decides) : a && b ? truth(!decides) : std::nullopt);
    } else {
      out.push_back(compare(p, of));
    }
  }
  return out;
}

inline void say_fact(predicate::operand const& o, layer_facts const& of, std::string& to) {
  if (!o.is_fact) return;
  auto const& entry = entry_of(o.fact);
  auto const value = of[o.fact];
  std::string const said = !value ? fmt::format("{} is not known", entry.name)
                           : !entry.is_truth
                               ? fmt::format("{} is {}", entry.name, *value)
                               : fmt::format("it is {}{}", *value != 0 ? "" : "not ", entry.name);
  if (to.find(said) == std::string::npos) to += (to.empty() ? "" : ", ") + said;
}

//! The facts that keep a part from being `wanted`.
inline void say_why(std::vector<predicate::part> const& parts, std::vector<truth> const& truths,
                    std::size_t at, bool wanted, layer_facts const& of, std::string& to) {
  using enum predicate::kind;
  auto const& p = parts[at];
  if (truths[at] == wanted) return;
  if (p.is == inverse) return say_why(parts, truths, p.left, !wanted, of, to);
  if (p.is == either || p.is == both) {
    say_why(parts, truths, p.left, wanted, of, to);
    say_why(parts, truths, p.right, wanted, of, to);
    return;
  }
  say_fact(p.a, of, to);
  if (p.is != fact) say_fact(p.b, of, to);
}

} // namespace detail

PEAX_INLINE predicate predicate::parse(std::string_view text, std::string_view op) {
  if (text.size() > longest)
    throw bad_input(fmt::format("a condition of {} characters; at most {} are read", text.size(), longest));
  predicate out;
  out.parts_ = detail::predicate_reader(text, op).read();
  out.text_ = text;
  return out;
}

PEAX_INLINE bool predicate::holds(layer_facts const& of) const {
  return parts_.empty() || detail::truths_of(parts_, of).back().value_or(false);
}

PEAX_INLINE std::string predicate::why_not(layer_facts const& of) const {
  std::string out;
  if (!parts_.empty())
    detail::say_why(parts_, detail::truths_of(parts_, of), parts_.size() - 1, true, of, out);
  return out;
}

} // namespace peax::hardware
