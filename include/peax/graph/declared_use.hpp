#pragma once
//! @file
//! What was said of a network's use: the names of its classes and the modality of its input. They are kept as metadata of the graph,
//! under `org.peax.classes` (a line a class) and `org.peax.modality`, so that they are saved with it.

#include <peax/core/config.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/task.hpp>

#include <optional>
#include <string>
#include <vector>

namespace peax {

//! Notes the names of the classes, in the order of the output; none leaves what stands there.
PEAX_INLINE void declare_classes(graph_editor& edit, std::vector<std::string> const& names);

//! The names that were noted; empty when there are none.
[[nodiscard]] PEAX_INLINE std::vector<std::string> declared_classes(graph const& g);

//! Notes the modality of the input.
PEAX_INLINE void declare_modality(graph_editor& edit, modality m);

//! The modality that was noted; nothing for none, or for a word of another writer.
[[nodiscard]] PEAX_INLINE std::optional<modality> declared_modality(graph const& g);

//! Modality of an input: what was noted, where the network has one input; else by its shape.
[[nodiscard]] PEAX_INLINE modality modality_of(graph const& g, value_id input);

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/graph/declared_use.ipp>
#endif
