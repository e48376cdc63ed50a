// The kernels of one instruction set; empty where the processor family has none.
#define PEAX_KERNELS_ONLY 2
#include <peax/engine/kernel/detail/bodies.hpp>
