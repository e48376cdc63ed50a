#pragma once
//! @file
//! The one macro of peax. Without it the headers bring their bodies (`.ipp`) along: nothing is linked. With `PEAX_COMPILED`, which
//! the installed targets of the library define, the bodies lie in `libpeax`. No other macro changes what a header declares.

#ifdef PEAX_COMPILED
//! Before a function whose body lies in an .ipp file.
#define PEAX_INLINE
//! Behind a template: the library has this instantiation.
#define PEAX_COMPILED_ONCE(...) extern template __VA_ARGS__
#else
#define PEAX_INLINE inline
#define PEAX_COMPILED_ONCE(...) static_assert(true)
#endif
