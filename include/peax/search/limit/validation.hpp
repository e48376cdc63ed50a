#pragma once
//! @file
//! What the samples of a choice cannot show, whatever is chosen by them.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/search/limit/limit.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace peax::search {

//! Why labels of one class only show nothing: whatever always answers that class loses nothing on them. Nothing when there are
//! more, or none.
[[nodiscard]] PEAX_INLINE std::optional<refusal> one_class_only(std::span<std::int32_t const> labels);

//! What a reader should know of a choice by these labels of a classifier of so many classes: classes without a sample, and a limit
//! that fewer than three samples use up.
[[nodiscard]] PEAX_INLINE std::vector<std::string> remarks_on_labels(std::span<std::int32_t const> labels,
                                                                     std::size_t classes,
                                                                     std::optional<loss_limit> const& limit);

} // namespace peax::search

#ifndef PEAX_COMPILED
#include <peax/search/limit/validation.ipp>
#endif
