#pragma once
//! @file
//! Einsum as transpositions, sums, gathers and products, which is what the graph has.

#include <peax/core/error.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/op.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace peax::onnx::detail {

//! The axes of a value by their letters. Axes of an ellipsis are numbers above those of letters, counted from the last.
using axis_letters = std::vector<int>;

[[nodiscard]] inline bool has_letter(axis_letters const& all, int letter) {
  return std::find(all.begin(), all.end(), letter) != all.end();
}

//! What an equation says for operands of these ranks.
struct einsum_equation {
  std::vector<axis_letters> operands;
  axis_letters result;

  einsum_equation(std::string text, std::vector<std::size_t> const& ranks) {
    std::erase_if(text, [](char c) { return c == ' '; });
    auto const arrow = text.find("->");
    std::string const left = text.substr(0, arrow) + ',';
    for (std::size_t from = 0, to; (to = left.find(',', from)) != std::string::npos; from = to + 1) {
      want(operands.size() < ranks.size(), "the equation names more operands than there are");
      std::string const term = left.substr(from, to - from);
      std::size_t const named = term.size() - (term.find("...") == std::string::npos ? 0 : 3);
      std::size_t const rank = ranks[operands.size()];
      want(named <= rank, fmt::format("'{}' does not fit an operand of {} axes", term, rank));
      most_hidden_ = std::max(most_hidden_, named == term.size() ? 0 : rank - named);
      operands.push_back(letters(term, rank - named));
      want(operands.back().size() == rank,
           fmt::format("'{}' does not fit an operand of {} axes", term, rank));
    }
    want(operands.size() == ranks.size(), "the equation names fewer operands than there are");
    result = arrow == std::string::npos ? alphabetical() : letters(text.substr(arrow + 2), most_hidden_);
  }

 private:
  static constexpr int first_hidden = 256;

  //! `hidden`: axes that an ellipsis stands for.
  static axis_letters letters(std::string const& term, std::size_t hidden) {
    axis_letters out;
    for (std::size_t i = 0; i < term.size(); ++i) {
      if (term.compare(i, 3, "...") == 0) {
        for (std::size_t k = hidden; k-- > 0;) out.push_back(first_hidden + static_cast<int>(k));
        i += 2;
      } else {
        want(std::isalpha(static_cast<unsigned char>(term[i])) != 0,
             fmt::format("'{}' is no letter of an equation", term[i]));
        out.push_back(static_cast<unsigned char>(term[i]));
      }
    }
    return out;
  }

  //! Without an arrow: the ellipsis, then the letters that stand once.
  [[nodiscard]] axis_letters alphabetical() const {
    axis_letters all, out = letters("...", most_hidden_);
    for (auto const& o : operands) all.insert(all.end(), o.begin(), o.end());
    std::sort(all.begin(), all.end());
    for (int const letter : all)
      if (letter < first_hidden && std::count(all.begin(), all.end(), letter) == 1) out.push_back(letter);
    return out;
  }

  std::size_t most_hidden_ = 0;
};

//! Builds the nodes of one Einsum.
class einsum_builder {
 public:
  //! `add` makes a node of one output.
  using add_node = std::function<value_id(any_op op, std::vector<value_id> inputs)>;
  einsum_builder(graph_editor& edit, add_node add) : edit_(edit), add_(std::move(add)) {}

  value_id build(einsum_equation const& equation, std::vector<value_id> const& inputs) {
    std::vector<term> terms;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      terms.push_back(diagonal({inputs[i], equation.operands[i]}));
    term all = terms[0];
    for (std::size_t i = 1; i < terms.size(); ++i) {
      axis_letters later = equation.result;
      for (std::size_t k = i + 1; k < terms.size(); ++k)
        later.insert(later.end(), terms[k].letters.begin(), terms[k].letters.end());
      all = product(all, terms[i], later);
    }
    return in_order(summed(all, equation.result), equation.result).id;
  }

 private:
  struct term {
    value_id id;
    axis_letters letters;
  };

  [[nodiscard]] std::int64_t extent(term const& t, int letter) const {
    auto const at = std::find(t.letters.begin(), t.letters.end(), letter) - t.letters.begin();
    return edit_[t.id].dims[static_cast<std::size_t>(at)];
  }
  [[nodiscard]] std::int64_t product_of(term const& t, axis_letters const& letters) const {
    std::int64_t n = 1;
    for (int const letter : letters) n *= extent(t, letter);
    return n;
  }

  //! Transposed to these letters, which are its own.
  term in_order(term const& t, axis_letters const& letters) {
    want(letters.size() == t.letters.size(),
         "the result of the equation names a letter twice, or one that no operand has");
    op::ints permutation;
    bool moves = false;
    for (int const letter : letters) {
      auto const at = std::find(t.letters.begin(), t.letters.end(), letter);
      want(at != t.letters.end(), "the result of the equation names a letter that no operand has");
      moves = moves || at - t.letters.begin() != static_cast<std::ptrdiff_t>(permutation.size());
      permutation.push_back(at - t.letters.begin());
    }
    return moves ? term{add_(op::transpose{permutation}, {t.id}), letters} : t;
  }

  //! Sums over the letters that nobody wants.
  term summed(term const& t, axis_letters const& wanted) {
    op::reduce_sum sum;
    sum.keep_dims = false;
    axis_letters kept;
    for (std::size_t i = 0; i < t.letters.size(); ++i)
      if (has_letter(wanted, t.letters[i]))
        kept.push_back(t.letters[i]);
      else
        sum.axes.push_back(static_cast<std::int64_t>(i));
    return sum.axes.empty() ? t : term{add_(sum, {t.id}), kept};
  }

  //! Of a letter that stands twice: the elements whose two positions agree.
  term diagonal(term t) {
    for (std::size_t i = 0; i < t.letters.size(); ++i) {
      auto const twice =
          std::find(t.letters.begin() + static_cast<std::ptrdiff_t>(i) + 1, t.letters.end(), t.letters[i]);
      if (twice == t.letters.end()) continue;
      auto const second = static_cast<std::size_t>(twice - t.letters.begin());
      shape const dims = edit_[t.id].dims;
      std::int64_t const n = dims[i];
      want(n == dims[second] && n != batch_extent,
           "a letter that stands twice has two extents, or is the batch of " + dims.text());
      op::ints order, target, places;
      axis_letters rest;
      for (std::size_t a = 0; a < dims.rank(); ++a) {
        if (a == i || a == second) continue;
        order.push_back(static_cast<std::int64_t>(a));
        target.push_back(dims[a] == batch_extent ? 0 : dims[a]);
        rest.push_back(t.letters[a]);
      }
      order.push_back(static_cast<std::int64_t>(i)), order.push_back(static_cast<std::int64_t>(second));
      target.push_back(n * n);
      rest.push_back(t.letters[i]);
      for (std::int64_t k = 0; k < n; ++k) places.push_back(k * (n + 1));
      value_id const flat = add_(op::reshape{target}, {add_(op::transpose{order}, {t.id})});
      t = {add_(op::gather{static_cast<std::int64_t>(rest.size()) - 1},
                {flat, edit_.add_constant("diagonal_of_einsum", tensor::list(places))}),
           rest};
      i = static_cast<std::size_t>(-1);
    }
    return t;
  }

  //! Letters in front of both factors of a matrix product, the sample first; those of one alone; those that are summed over.
  struct roles {
    axis_letters lead, left, right, inner;
  };
  [[nodiscard]] roles roles_of(term const& a, term const& b, axis_letters const& later) const {
    roles r;
    auto const place = [&](term const& t, term const& other, axis_letters& own) {
      for (int const letter : t.letters) {
        bool const both = has_letter(other.letters, letter), sample = extent(t, letter) == batch_extent;
        if (both)
          want(extent(t, letter) == extent(other, letter), "a letter has two extents: operands " +
                                                               edit_[t.id].dims.text() + " and " +
                                                               edit_[other.id].dims.text());
        if (both && !has_letter(later, letter)) {
          want(!sample, "a sum over the batch of " + edit_[t.id].dims.text() + " mixes the samples");
          if (!has_letter(r.inner, letter)) r.inner.push_back(letter);
        } else if (sample && !has_letter(r.lead, letter)) {
          r.lead.insert(r.lead.begin(), letter);
        } else if (both && !has_letter(r.lead, letter)) {
          r.lead.push_back(letter);
        } else if (!both && !sample) {
          own.push_back(letter);
        }
      }
    };
    place(a, b, r.left);
    place(b, a, r.right);
    return r;
  }

  //! The factor with its letters as three groups of axes, the last two of which are one axis each.
  value_id as_matrix(term const& t, roles const& r, axis_letters const& rows, axis_letters const& columns) {
    axis_letters letters;
    op::ints target;
    for (int const letter : r.lead)
      if (has_letter(t.letters, letter)) letters.push_back(letter);
    for (int const letter : letters)
      target.push_back(extent(t, letter) == batch_extent ? 0 : extent(t, letter));
    for (auto const& group : {rows, columns}) {
      letters.insert(letters.end(), group.begin(), group.end());
      target.push_back(product_of(t, group));
    }
    term const ordered = in_order(t, letters);
    return rows.size() == 1 && columns.size() == 1 ? ordered.id : add_(op::reshape{target}, {ordered.id});
  }

  term product(term a, term b, axis_letters const& later) {
    axis_letters of_b = later, of_a = later;
    of_b.insert(of_b.end(), a.letters.begin(), a.letters.end());
    of_a.insert(of_a.end(), b.letters.begin(), b.letters.end());
    a = summed(a, of_a), b = summed(b, of_b);
    roles const r = roles_of(a, b, later);
    if (a.letters.size() == b.letters.size() && r.left.empty() && r.right.empty())
      return summed({add_(op::mul{}, {a.id, in_order(b, a.letters).id}), a.letters}, later);
    value_id const made =
        add_(op::matmul{}, {as_matrix(a, r, r.left, r.inner), as_matrix(b, r, r.inner, r.right)});
    axis_letters letters = r.lead;
    op::ints target;
    for (int const letter : r.lead) {
      std::int64_t const e = extent(has_letter(a.letters, letter) ? a : b, letter);
      target.push_back(e == batch_extent ? 0 : e);
    }
    for (int const letter : r.left) letters.push_back(letter), target.push_back(extent(a, letter));
    for (int const letter : r.right) letters.push_back(letter), target.push_back(extent(b, letter));
    bool const fits = r.left.size() == 1 && r.right.size() == 1;
    return {fits ? made : add_(op::reshape{target}, {made}), letters};
  }

  graph_editor& edit_;
  add_node add_;
};

} // namespace peax::onnx::detail
