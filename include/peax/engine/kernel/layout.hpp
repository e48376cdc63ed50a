#pragma once
//! @file
//! Conversions of one sample between the graph's order [channels][pixels] and the engine's
//! [pixels][channels].

#include <peax/engine/kernel/detail/table.hpp>
#include <peax/engine/kernel/geometry.hpp>
#include <peax/engine/kernel/instruction_set.hpp>

namespace peax::engine::kernel {

//! out[p][c] = in[c][p]. `pixels` is the product of the spatial extents. Not in place.
void channels_last(float const* in, index channels, index pixels, float* out);
//! out[c][p] = in[p][c]. Not in place.
void channels_first(float const* in, index channels, index pixels, float* out);

} // namespace peax::engine::kernel

#include <peax/engine/kernel/detail/layout_impl.hpp>
