#pragma once
//! @file
//! The kernels' loops, compiled once for each instruction set into a namespace of its own.
//!
//! Every function in `body/` carries PEAX_KERNEL_TARGET: a vector type wider than what the translation unit
//! is compiled for is only efficient (and only has a stable calling convention) inside a function with the
//! matching target.

#include <peax/engine/kernel/detail/table.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#if defined(__clang__)
#define PEAX_UNROLL _Pragma("clang loop unroll(full)")
#else
#define PEAX_UNROLL _Pragma("GCC unroll 32")
#endif

#ifndef PEAX_KERNELS_ONLY
#define PEAX_KERNELS_ONLY                                                                                    \
  0 // the compiled library makes one file per instruction set: 1 portable, 2 avx2, 3 avx512
#endif

#if PEAX_KERNELS_ONLY == 0 || PEAX_KERNELS_ONLY == 1
#define PEAX_KERNEL_NAMESPACE portable
#define PEAX_KERNEL_TABLE portable_table
#define PEAX_KERNEL_LANES 4
#define PEAX_KERNEL_SET 0
#define PEAX_KERNEL_TARGET
#include <peax/engine/kernel/detail/body/all.inl>
#undef PEAX_KERNEL_NAMESPACE
#undef PEAX_KERNEL_TABLE
#undef PEAX_KERNEL_LANES
#undef PEAX_KERNEL_SET
#undef PEAX_KERNEL_TARGET
#endif

#if defined(__x86_64__)
#include <immintrin.h>

#if PEAX_KERNELS_ONLY == 0 || PEAX_KERNELS_ONLY == 2
#define PEAX_KERNEL_NAMESPACE avx2
#define PEAX_KERNEL_TABLE avx2_table
#define PEAX_KERNEL_LANES 8
#define PEAX_KERNEL_SET 1
#define PEAX_KERNEL_TARGET __attribute__((target("avx2,fma")))
#include <peax/engine/kernel/detail/body/all.inl>
#undef PEAX_KERNEL_NAMESPACE
#undef PEAX_KERNEL_TABLE
#undef PEAX_KERNEL_LANES
#undef PEAX_KERNEL_SET
#undef PEAX_KERNEL_TARGET
#endif

#if PEAX_KERNELS_ONLY == 0 || PEAX_KERNELS_ONLY == 3
#define PEAX_KERNEL_NAMESPACE avx512
#define PEAX_KERNEL_TABLE avx512_table
#define PEAX_KERNEL_LANES 16
#define PEAX_KERNEL_SET 2
#define PEAX_KERNEL_TARGET __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")))
#include <peax/engine/kernel/detail/body/all.inl>
#undef PEAX_KERNEL_NAMESPACE
#undef PEAX_KERNEL_TABLE
#undef PEAX_KERNEL_LANES
#undef PEAX_KERNEL_SET
#undef PEAX_KERNEL_TARGET
#endif
#endif

#undef PEAX_UNROLL
