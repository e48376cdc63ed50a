#pragma once
//! @file
//! What can go wrong, as exceptions whose type decides the exit code of the command.

#include <stdexcept>
#include <string>
#include <utility>

namespace peax {

//! Base of all errors of peax. The text is written for the person who gave the input.
struct error : std::runtime_error {
  using std::runtime_error::runtime_error;
};

//! A file, a network, an array or an option's value is not what it has to be: names file, node and shape, and says what to do.
struct bad_input : error {
  using error::error;
};

//! The command line asks for something that does not exist.
struct usage_error : error {
  using error::error;
};

//! A file cannot be read or written: missing, no permission, no space.
struct io_error : error {
  using error::error;
};

//! Why something was not done: the thing, the reason, the place. The summary and the exceptions use the same words.
struct refusal {
  std::string what;  //!< what was refused: "separable convolution", "mapping on two processors"
  std::string why;   //!< the reason, a sentence without a full stop
  std::string where; //!< the node, block or file concerned; may be empty

  [[nodiscard]] std::string text() const { return what + (where.empty() ? "" : " at " + where) + ": " + why; }
  friend bool operator==(refusal const&, refusal const&) = default;
};

//! The answer is no: nothing to rewrite, a limit that cannot be met. Carries the reason.
struct refused : error {
  refusal reason;

  explicit refused(refusal r) : error(r.text()), reason(std::move(r)) {}
};

} // namespace peax
