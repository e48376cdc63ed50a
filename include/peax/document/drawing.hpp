#pragma once
//! @file
//! Drawings as values: a network with its exits and processors, and lanes of what runs when and where.

#include <peax/document/cell.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace peax::document {

//! One box of a network. Boxes of one kind share a colour; boxes of one processor share a band.
struct box {
  std::string title;
  std::string kind;                    //!< "convolution", "dense", ...
  std::vector<std::string> lines = {}; //!< operators, shape, cost
  std::optional<double> share = {};    //!< part of the whole cost, 0 to 1: a bar at the foot of the box
  std::optional<std::size_t> processor = {};
};

struct arrow {
  std::size_t from = 0;
  std::size_t to = 0;
  std::string label = {};
};

//! An exit branch at the side of a box.
struct exit_branch {
  std::size_t at = 0; //!< the box behind which it leaves
  std::string title;
  std::vector<std::string> lines = {};
  std::optional<double> threshold = {};
  std::optional<double> share = {};                   //!< part of the samples that leave here, 0 to 1
  bool used = true;                                   //!< false: tried, not part of the solution
  std::string leaves_when = "leaves at confidence ≥"; //!< in front of the threshold
};

//! A directed graph of boxes from top to bottom, best with boxes in topological order. Arrows to boxes that
//! do not exist are not drawn.
struct network_drawing {
  std::string title;
  std::vector<box> boxes;
  std::vector<arrow> arrows;
  std::vector<exit_branch> exits = {};
  std::vector<std::string> processors = {};
};

//! A piece of work with its place in time.
struct task {
  std::string name;
  double start = 0;
  double duration = 0;
  std::string remark = {};
  bool waiting = false; //!< transfer, wake-up: not computing
};

struct lane {
  std::string name;
  std::vector<std::string> lines = {}; //!< what the processor is, its energy
  std::vector<task> tasks = {};
  std::optional<std::size_t> processor =
      {}; //!< as in the network drawing, where it has the same colour; none: a link
};

//! Processors under one another along one axis of time.
struct lanes {
  std::string title;
  std::string axis_title = "time";
  style time = as_quantity("s");
  std::vector<lane> all = {};
};

} // namespace peax::document
