#pragma once
//! @file
//! Where long work says how far it is. The command draws a bar from it, tests ignore it.

#include <functional>
#include <string_view>

namespace peax {

//! Called with what is being done and the done share, 0 to 1. May be empty. May throw to stop the work.
using progress = std::function<void(std::string_view what, double share)>;

//! Reports if somebody listens.
inline void tell(progress const& to, std::string_view what, double share) {
  if (to) to(what, share);
}

} // namespace peax
