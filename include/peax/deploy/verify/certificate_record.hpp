#pragma once
//! @file
//! A memory certificate as it is read from a file: what the checker looks at.

#include <peax/core/config.hpp>
#include <peax/deploy/json_value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax::deploy::certified {

//! What a buffer holds: a value of the network, its elements in another order, something on the way to a value, or several outputs.
enum class role : std::uint8_t { value, copy, scratch, outputs };

struct buffer {
  role holds = role::scratch;
  std::string value; //!< of a value or a copy
  std::size_t offset = 0, bytes = 0, first = 0, last = 0;

  [[nodiscard]] std::size_t end() const { return offset + bytes; }
  [[nodiscard]] bool has_value() const { return holds == role::value || holds == role::copy; }
};

struct step {
  std::string function;
  std::size_t exit = 0;
  std::vector<std::string> nodes;  //!< the first output of each node
  std::vector<std::string> inputs; //!< values of the caller that it reads
  std::vector<std::size_t> reads, writes;
};

struct output {
  std::string value;
  std::size_t buffer = 0, offset = 0;
};

//! What is there when an exit answers.
struct exit {
  std::vector<output> outputs;
  std::size_t peak = 0; //!< the highest byte that a sample which leaves here writes
};

//! All of it; sizes in bytes.
struct record {
  std::string processor; //!< empty: the whole network runs on one
  bool repeats = false;  //!< a temporal rule: outputs are read again at the end
  std::vector<std::string> inputs;
  std::vector<exit> exits;
  std::vector<step> steps;
  std::vector<buffer> buffers;
  std::size_t peak = 0, live_peak = 0, lower_bound = 0;
};

//! Throws bad_input that names the field for what is no certificate: keys that are missing, other types, numbers of steps or buffers
//! that do not exist.
[[nodiscard]] PEAX_INLINE record read(json const& certificate);

} // namespace peax::deploy::certified

#ifndef PEAX_COMPILED
#include <peax/deploy/verify/certificate_record.ipp>
#endif
