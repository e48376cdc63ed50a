// The quantiles of Boost.Math, compiled once for builds with PEAX_CORE_COMPILED.
#ifndef PEAX_CORE_COMPILED
#define PEAX_CORE_COMPILED
#endif
#include <peax/core/distributions.ipp>
