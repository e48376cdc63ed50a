// The steps of all operators and the making of plans, compiled once for builds with PEAX_ENGINE_COMPILED.
#ifndef PEAX_ENGINE_COMPILED
#define PEAX_ENGINE_COMPILED
#endif
#ifndef PEAX_KERNELS_COMPILED
#define PEAX_KERNELS_COMPILED
#endif
#include <peax/engine/make_parts.ipp>
#include <peax/engine/make_step.ipp>
