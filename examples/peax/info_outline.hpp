#pragma once
//! @file
//! What `peax info` shows of a file that cannot be read whole.

#include "command_line.hpp"
#include <peax/graph/outline.hpp>

namespace command {

//! Prints ends, layers and refused nodes; what is not known is null, "?" for people.
void show_outline(peax::outline const& of, common const& c);

} // namespace command
