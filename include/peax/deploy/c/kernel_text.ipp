#pragma once
//! @file
//! The body of kernel_text.hpp: every kernel with what it needs.

#include <peax/deploy/c/detail/box_kernels.hpp>
#include <peax/deploy/c/detail/element_kernels.hpp>
#include <peax/deploy/c/detail/function_kernels.hpp>
#include <peax/deploy/c/detail/layer_kernels.hpp>
#include <peax/deploy/c/detail/move_kernels.hpp>
#include <peax/deploy/c/detail/pooling_kernels.hpp>
#include <peax/deploy/c/detail/recurrent_kernels.hpp>
#include <peax/deploy/c/detail/sample_kernels.hpp>
#include <peax/deploy/c/kernel_text.hpp>

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peax::deploy::c {

PEAX_INLINE std::string kernels(std::set<std::string> const& names) {
  std::vector<detail::kernel> all;
  for (std::span<detail::kernel const> const part :
       {std::span<detail::kernel const>(detail::layer_kernels),
        std::span<detail::kernel const>(detail::box_kernels),
        std::span<detail::kernel const>(detail::sample_kernels),
        std::span<detail::kernel const>(detail::recurrent_kernels),
        std::span<detail::kernel const>(detail::move_kernels),
        std::span<detail::kernel const>(detail::pooling_kernels),
        std::span<detail::kernel const>(detail::element_kernels),
        std::span<detail::kernel const>(detail::function_kernels)})
    all.insert(all.end(), part.begin(), part.end());
  std::set<std::string_view> wanted(names.begin(), names.end());
  for (auto k = all.rbegin(); k != all.rend(); ++k)
    if (wanted.contains(k->name)) wanted.insert(k->needs.begin(), k->needs.end());
  std::string out;
  for (auto const& k : all)
    if (wanted.contains(k.name)) out += (out.empty() ? "" : "\n") + std::string(k.text);
  return out;
}

} // namespace peax::deploy::c
