// The kernels of one instruction set.
#define PEAX_KERNELS_ONLY 1
#include <peax/engine/kernel/detail/bodies.hpp>
