#pragma once
//! @file
//! Charts as values: what is drawn, not how. Numbers that are not finite are left out and counted.

#include <peax/document/cell.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace peax::document {

struct axis {
  std::string title;
  style shown = as_quantity();
  bool logarithmic = false;        //!< only values above 0 are drawn
  std::optional<double> from = {}; //!< default: from the data
  std::optional<double> to = {};
};

struct point {
  double x = 0;
  double y = 0;
  std::string label = {}; //!< shown when the pointer rests on it, and beside it in a labelled series
};

enum class trace : std::uint8_t {
  points, //!< marks
  line,   //!< marks joined by straight lines in the given order
  front   //!< marks joined by steps: a Pareto front, in order of x
};

struct series {
  std::string name;
  std::vector<point> points;
  trace drawn_as = trace::points;
  bool labelled = false;
};

//! A dashed line through the whole chart: an accuracy to keep, a budget.
struct guide {
  std::string label;
  double value = 0;
  bool vertical = false; //!< a value of the x axis
  bool diagonal = false; //!< instead of a value: where y is x
};

//! Points in the plane: exits tried, a Pareto front with the chosen point, a reliability curve, a learning
//! curve.
struct scatter {
  std::string title;
  axis x;
  axis y;
  std::vector<series> all;
  std::optional<point> chosen = {};
  std::vector<guide> guides = {};
};

struct bar {
  std::string name;
  std::vector<double> parts; //!< as many as the chart has part names; at least 0
  std::string remark = {};
};

//! Horizontal stacked bars, one per item: MACs per layer, memory per block, samples per class.
struct bars {
  std::string title;
  axis length;
  std::vector<std::string> parts; //!< names of the parts of every bar; one part needs no legend
  std::vector<bar> items;
};

struct counts {
  std::string name;
  std::vector<double> values; //!< one per bin
};

//! Counts between edges: confidences of right and wrong answers, distances.
struct histogram {
  std::string title;
  axis x;
  axis y;
  std::vector<double> edges; //!< ascending, one more than bins
  std::vector<counts> all;
};

//! One value for each of many steps, as an area: memory over time. The largest value is marked. Guides that are vertical stand at the
//! begin of the step of their number.
struct area {
  std::string title;
  axis x;
  axis y;
  std::vector<double> values;
  std::vector<guide> guides = {};
};

//! A square table of shades: a confusion matrix. Row i, column j is `values[i][j]`.
struct matrix {
  std::string title;
  std::string rows;
  std::string columns;
  std::vector<std::string> labels;
  std::vector<std::vector<double>> values;
  style shown = as_integer();
};

} // namespace peax::document
