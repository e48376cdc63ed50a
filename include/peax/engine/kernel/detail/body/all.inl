// Included by bodies.hpp once for each instruction set.
#define PEAX_KERNEL_INLINE PEAX_KERNEL_TARGET __attribute__((always_inline)) inline
#define PEAX_KERNEL PEAX_KERNEL_TARGET __attribute__((noinline)) inline
#define PEAX_KERNEL_TEMPLATE PEAX_KERNEL_TARGET __attribute__((noinline))
#define PEAX_KERNEL_LAMBDA PEAX_KERNEL_TARGET __attribute__((always_inline))

namespace peax::engine::kernel::detail::PEAX_KERNEL_NAMESPACE {
#include <peax/engine/kernel/detail/body/vector.inl>
//
#include <peax/engine/kernel/detail/body/conv.inl>
#include <peax/engine/kernel/detail/body/depthwise.inl>
#include <peax/engine/kernel/detail/body/depthwise_plane.inl>
#include <peax/engine/kernel/detail/body/elementwise.inl>
#include <peax/engine/kernel/detail/body/normalization.inl>
#include <peax/engine/kernel/detail/body/optimizer.inl>
#include <peax/engine/kernel/detail/body/pooling.inl>
#include <peax/engine/kernel/detail/body/recurrent.inl>
#include <peax/engine/kernel/detail/body/softmax.inl>
#include <peax/engine/kernel/detail/body/transpose.inl>
#include <peax/engine/kernel/detail/body/winograd.inl>
//
#include <peax/engine/kernel/detail/body/entries.inl>
} // namespace peax::engine::kernel::detail::PEAX_KERNEL_NAMESPACE

namespace peax::engine::kernel::detail {
PEAX_INLINE table const& PEAX_KERNEL_TABLE() noexcept { return PEAX_KERNEL_NAMESPACE::entries; }
} // namespace peax::engine::kernel::detail

#undef PEAX_KERNEL_INLINE
#undef PEAX_KERNEL
#undef PEAX_KERNEL_TEMPLATE
#undef PEAX_KERNEL_LAMBDA
