#pragma once
//! @file
//! Where a value lies while a plan runs, and in which order: channels last inside, whatever the graph says.

#include <peax/engine/kernel/geometry.hpp>
#include <peax/tensor/shape.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace peax::engine {

using kernel::bounds;
using kernel::index;
using kernel::store;

//! The samples that a step works on, and the memory of the thread that does it.
struct run_context {
  index begin = 0, end = 1;     //!< samples [begin, end) of the batch
  index batch = 1;              //!< samples of this run
  index chunk = 0;              //!< number of the chunk [begin, end): for partial statistics
  index group = 0;              //!< number of the group of chunks: for partial gradients
  index chunks = 1, groups = 1; //!< of this run: for joins
  bool first_of_group = true;   //!< partial gradients of the group start at zero
  float* local = nullptr;       //!< buffers that live within one chunk
  float* workspace = nullptr;   //!< what kernels ask for
  std::uint64_t run = 0;        //!< counts the runs of the plan: dropout

  [[nodiscard]] index samples() const { return end - begin; }
};

//! Memory of one value or gradient: for all samples of the batch, or for one chunk at a time in the thread's own memory.
struct storage {
  float* shared = nullptr; //!< first sample; null when the buffer is local to a chunk
  std::size_t local_offset = 0;
  index sample_size = 0; //!< floats from one sample to the next; 0 for what does not depend on the sample
  index buffer = -1;     //!< number of the planned buffer; -1 for the user's memory, constants and parameters
};

inline constexpr std::size_t most_axes = 8;

//! Extents and strides in graph order, so that code that does not care about the order in memory reads any value.
struct strided {
  std::size_t rank = 0;
  std::array<index, most_axes> extents{}, strides{};

  [[nodiscard]] index size() const {
    index n = 1;
    for (std::size_t i = 0; i < rank; ++i) n *= extents[i];
    return n;
  }
};

//! Whether computed values of such a shape are stored with their channels last.
[[nodiscard]] inline bool stored_channels_last(shape const& dims) { return dims.rank() >= 3; }

//! A value as a step sees it. Values of rank 3 and more that are computed are stored with the channels (axis 1) last;
//! constants and lower ranks in graph order.
struct operand {
  storage* place = nullptr;
  shape dims;
  bool channels_last = false;

  [[nodiscard]] explicit operator bool() const { return place != nullptr; }
  [[nodiscard]] bool batched() const { return dims.is_batched(); }
  //! Elements of one sample (of the whole value if it does not depend on the sample).
  [[nodiscard]] index sample_size() const { return static_cast<index>(dims.elements()); }
  //! First element of the chunk's first sample.
  [[nodiscard]] float* at(run_context const& c) const {
    return place->shared != nullptr ? place->shared + c.begin * place->sample_size
                                    : c.local + place->local_offset;
  }
  //! Leading extents as samples: 1 a sample for batched values, else axis 0.
  [[nodiscard]] index leading() const {
    return batched() || dims.rank() == 0 ? 1 : static_cast<index>(dims[0]);
  }
  [[nodiscard]] index channels() const { return dims.rank() < 2 ? 1 : static_cast<index>(dims[1]); }
  //! Product of the axes behind the channels.
  [[nodiscard]] index pixels() const {
    index n = 1;
    for (std::size_t i = 2; i < dims.rank(); ++i) n *= static_cast<index>(dims[i]);
    return n;
  }
  //! Whether the order in memory is the graph's.
  [[nodiscard]] bool in_graph_order() const { return !channels_last || channels() == 1 || pixels() == 1; }

  //! Whether the order in memory is that of computed values.
  [[nodiscard]] bool in_engine_order() const {
    return channels_last == stored_channels_last(dims) || channels() == 1 || pixels() == 1;
  }
  //! Whether these dims, stored as computed values are, lie in memory exactly as this value does: a view suffices.
  [[nodiscard]] bool same_memory_as(shape const& other) const {
    operand const as{nullptr, other, stored_channels_last(other)};
    if (batched() != as.batched()) return false;
    if (in_graph_order() && as.in_graph_order()) return true;
    if (!channels_last || !as.channels_last || dims[0] != other[0] || dims[1] != other[1]) return false;
    auto const spatial = [](shape const& s) {
      shape out;
      for (std::size_t i = 2; i < s.rank(); ++i)
        if (s[i] != 1) out.push_back(s[i]);
      return out;
    };
    return spatial(dims) == spatial(other);
  }

  //! Extents and strides for a number of samples.
  [[nodiscard]] strided view(index samples) const { return view(samples, channels_last); }
  //! The same of an array that holds the value in the graph's order.
  [[nodiscard]] strided graph_view(index samples) const { return view(samples, false); }

 private:
  [[nodiscard]] strided view(index samples, bool last) const {
    strided v;
    v.rank = dims.rank();
    for (std::size_t i = 0; i < v.rank; ++i)
      v.extents[i] = dims[i] == batch_extent ? samples : static_cast<index>(dims[i]);
    index step = 1;
    if (last) v.strides[1] = 1, step = v.extents[1];
    for (std::size_t i = v.rank; i-- > 0;) {
      if (last && i == 1) continue;
      v.strides[i] = step;
      step *= v.extents[i];
    }
    return v;
  }
};

} // namespace peax::engine
