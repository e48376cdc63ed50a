#pragma once
//! @file
//! Tables with typed columns, and tiles of key figures.

#include <peax/document/cell.hpp>

#include <cassert>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::document {

struct column {
  std::string title;
  style shown = {};
};

enum class emphasis : std::uint8_t { none, chosen, muted, total };

struct row {
  std::vector<cell> cells;
  emphasis stress = emphasis::none;
  std::string target = {}; //!< where the first cell leads to, as `link` does
};

//! Rows under typed columns. A `folded` table shows its caption until it is opened: for hundreds of layers.
class table {
 public:
  explicit table(std::vector<column> columns, std::string caption = {})
      : columns_(std::move(columns)), caption_(std::move(caption)) {}

  //! One cell per column.
  table& add(std::vector<cell> cells, emphasis stress = emphasis::none, std::string target = {}) & {
    assert(cells.size() == columns_.size());
    rows_.push_back({std::move(cells), stress, std::move(target)});
    return *this;
  }
  table&& add(std::vector<cell> cells, emphasis stress = emphasis::none) && {
    return std::move(add(std::move(cells), stress));
  }
  table& fold() & {
    folded_ = true;
    return *this;
  }
  table&& fold() && { return std::move(fold()); }

  //! Its heads sort the rows where scripts run; muted rows stay at the end.
  table& sortable() & {
    sortable_ = true;
    return *this;
  }

  [[nodiscard]] std::vector<column> const& columns() const { return columns_; }
  [[nodiscard]] std::vector<row> const& rows() const { return rows_; }
  [[nodiscard]] std::string const& caption() const { return caption_; }
  [[nodiscard]] bool folded() const { return folded_; }
  [[nodiscard]] bool is_sortable() const { return sortable_; }

 private:
  std::vector<column> columns_;
  std::vector<row> rows_;
  std::string caption_;
  bool folded_ = false;
  bool sortable_ = false;
};

//! One tile: a large number, what it is, and a remark.
struct figure {
  std::string label;
  cell value;
  style shown = {};
  std::string remark = {};
  bool chosen = false;
};

//! A row of tiles.
struct figures {
  std::vector<figure> items;

  figures& add(figure f) & {
    items.push_back(std::move(f));
    return *this;
  }
  figures&& add(figure f) && { return std::move(add(std::move(f))); }
};

} // namespace peax::document
