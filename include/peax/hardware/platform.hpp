#pragma once
//! @file
//! Target platforms: processors in the order in which they are woken, the links between them, their power domains.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/hash.hpp>
#include <peax/core/units.hpp>
#include <peax/graph/layer_facts.hpp>
#include <peax/hardware/predicate.hpp>
#include <peax/meta/record.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peax::hardware {

//! How fast a processor multiplies: for one data type and one operator; an empty name is any.
struct rate {
  std::string data_type, op;
  double macs_per_second = 0;
  friend bool operator==(rate const&, rate const&) = default;
};

//! An operator that a processor takes, and which of its layers.
struct operator_rule {
  std::string op;
  std::vector<std::string> types; //!< data types; none: all
  predicate when;
  std::string source; //!< where it is said
  friend bool operator==(operator_rule const&, operator_rule const&) = default;
};

//! Instructions of a layer of one data type and one operator; an empty name is any. They are a sum over facts, and no cycles.
struct instruction_cost {
  //! Instructions for each unit of a fact.
  struct term {
    layer_fact of{};
    double each = 0;
    friend bool operator==(term const&, term const&) = default;
  };
  std::string data_type, op;
  predicate when;
  std::vector<term> per;
  double layer = 0; //!< once

  //! Absent where a fact is not known.
  [[nodiscard]] std::optional<double> of(layer_facts const& facts) const;
  friend bool operator==(instruction_cost const&, instruction_cost const&) = default;
};

struct processor {
  std::string name;
  std::vector<rate> rates;
  bytes memory{std::numeric_limits<std::int64_t>::max()};  //!< for feature maps
  bytes storage{std::numeric_limits<std::int64_t>::max()}; //!< for weights
  std::optional<double> active_power_w{};                  //!< absent: not known, nor is any energy
  double idle_power_w = 0;
  seconds start_latency{0};                   //!< from being asked to the first operation
  std::vector<std::string> unsupported_ops{}; //!< ONNX names
  std::vector<operator_rule> operators{};     //!< of what it takes; none: any operator
  std::vector<instruction_cost> instructions{};
  std::optional<double>
      instructions_per_second{}; //!< absent: not known, and what only instructions are known of has no time

  //! Whether its lists of operators let one pass, in some of its layers at least.
  [[nodiscard]] bool supports(std::string_view op) const;

  //! Why it does not take a layer of that data type, a sentence; empty where it does.
  [[nodiscard]] std::string why_not(std::string_view op, layer_facts const& layer,
                                    std::string_view data_type) const;

  //! Instructions of a layer by the most specific cost whose condition holds, the first among equals. Absent: not known.
  [[nodiscard]] std::optional<double> instructions_of(std::string_view op, layer_facts const& layer,
                                                      std::string_view data_type) const;

  //! MACs a second for an operator on a data type: the most specific rate. 0 when none applies.
  [[nodiscard]] double macs_per_second(std::string_view data_type, std::string_view op) const;
  friend bool operator==(processor const&, processor const&) = default;
};

//! A directed connection.
struct link {
  std::string from, to;
  double bytes_per_second = 0;
  seconds latency{0};
  double energy_per_byte_j = 0;

  [[nodiscard]] seconds time_for(bytes size) const {
    return latency + seconds(static_cast<double>(size.value) / bytes_per_second);
  }
  [[nodiscard]] joules energy_for(bytes size) const {
    return joules(static_cast<double>(size.value) * energy_per_byte_j);
  }
  friend bool operator==(link const&, link const&) = default;
};

//! Processors that wake together; waking costs time and energy once an inference.
struct power_domain {
  std::string name;
  std::vector<std::string> processors;
  seconds wake_latency{0};
  joules wake_energy{0};
  friend bool operator==(power_domain const&, power_domain const&) = default;
};

//! One to four processors and what joins them.
struct platform {
  std::string name;
  std::vector<processor> processors;
  std::vector<link> links;
  std::vector<power_domain> domains;

  static constexpr std::size_t most_processors = 4;

  //! The link from one processor to another; nullptr when there is none.
  [[nodiscard]] link const* between(std::size_t from, std::size_t to) const {
    for (auto const& l : links)
      if (l.from == processors[from].name && l.to == processors[to].name) return &l;
    return nullptr;
  }

  //! The power domain of a processor; nullptr when it is in none.
  [[nodiscard]] power_domain const* domain_of(std::size_t p) const;

  friend bool operator==(platform const&, platform const&) = default;
};

//! Throws bad_input that names the entry and what is wrong with it.
PEAX_INLINE void check(platform const& p);

PEAX_INLINE void hash_append(hasher& h, platform const& p);

} // namespace peax::hardware

PEAX_RECORD(peax::hardware::rate, data_type, op, macs_per_second);
PEAX_RECORD(peax::hardware::processor, name, rates, memory, storage, active_power_w, idle_power_w,
            start_latency, unsupported_ops, operators, instructions, instructions_per_second);
PEAX_RECORD(peax::hardware::link, from, to, bytes_per_second, latency, energy_per_byte_j);
PEAX_RECORD(peax::hardware::power_domain, name, processors, wake_latency, wake_energy);
PEAX_RECORD(peax::hardware::platform, name, processors, links, domains);

#ifndef PEAX_COMPILED
#include <peax/hardware/platform.ipp>
#endif
