#pragma once
//! @file
//! What a plan consists of once it is made.

#include <peax/engine/aligned_buffer.hpp>
#include <peax/engine/operand.hpp>
#include <peax/engine/plan/parameter.hpp>
#include <peax/engine/plan/plan_options.hpp>
#include <peax/engine/plan/schedule.hpp>
#include <peax/engine/step.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

namespace peax::engine {

//! A value that was asked for.
struct wanted_value {
  value_id id = value_id::none;
  operand stored;          //!< in the engine's order
  operand result;          //!< in the graph's order
  storage* seed = nullptr; //!< gradient given by the user; null when none can be used
  index seed_size = 0;
};

struct plan_parts {
  peax::graph graph;
  plan_options options;
  index batch = 1;
  std::deque<storage> storages = {};
  std::vector<std::unique_ptr<step>> steps = {};
  std::vector<task> tasks = {};
  std::vector<segment> segments = {};
  partition parts = {};
  std::vector<storage*> inputs = {}; //!< the user's memory, in the order of the graph's inputs
  std::vector<wanted_value> wanted = {};
  std::vector<parameter> parameters = {};
  std::vector<parameter> statistics = {}; //!< running means and variances that training renews
  aligned_buffer parameter_memory = {}, gradient_memory = {}, statistics_memory = {};
  aligned_buffer constants = {}, arena = {}, partials = {}, local = {}, workspace = {}, zeros = {};
  std::size_t local_floats = 0, workspace_floats = 0; //!< of each thread
  std::vector<worker_memory> workers = {};
};

} // namespace peax::engine
