#pragma once
//! @file
//! What is the same in every program and takes long to compile can be compiled once: builds of this project do, in the library
//! `peax_rooms` (`PEAX_ROOMS_COMPILED`); without it headers bring all along.

#ifdef PEAX_ROOMS_COMPILED
//! Before a function whose body lies in an .ipp file.
#define PEAX_ROOM_ENTRY
//! Behind a template: the library has this instantiation.
#define PEAX_COMPILED_ONCE(...) extern template __VA_ARGS__
#else
#define PEAX_ROOM_ENTRY inline
#define PEAX_COMPILED_ONCE(...) static_assert(true)
#endif
