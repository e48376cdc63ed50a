// The bodies of array_file.hpp.
#include <peax/data/array_file.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace peax::data {

PEAX_INLINE tensor array_file::rows(std::int64_t first, std::int64_t count) const {
  if (dims.rank() == 0 || first < 0 || count < 0 || first > dims[0] || count > dims[0] - first)
    throw bad_input(
        fmt::format("{}: rows {} to {} of shape {} are asked for", name, first, first + count, dims.text()));
  shape part = dims;
  part[0] = count;
  std::vector<float> values(static_cast<std::size_t>(count) * row_size());
  copy<float>(static_cast<std::size_t>(first) * row_size(), values);
  return tensor(std::move(part), std::move(values));
}

} // namespace peax::data

namespace peax::data::detail {

PEAX_INLINE std::size_t checked_bytes(std::string const& name, data_type type, shape const& dims,
                                      std::uint64_t at_most) {
  std::uint64_t bytes = bits_of(type) / 8;
  bool empty = false;
  for (auto extent : dims) {
    if (extent < 0)
      throw bad_input(
          fmt::format("{}: the shape {} has a negative extent; the file is damaged", name, dims.text()));
    empty = empty || extent == 0;
    if (extent != 0 && bytes > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) /
                                   static_cast<std::uint64_t>(extent))
      throw bad_input(
          fmt::format("{}: the shape {} is larger than any memory; the file is damaged", name, dims.text()));
    if (extent != 0) bytes *= static_cast<std::uint64_t>(extent);
  }
  if (empty) return 0;
  if (bytes > at_most)
    throw bad_input(fmt::format("{}: its header claims {} {}, that is {} bytes, but no more than {} can be "
                                "there; the file is cut off or damaged, write it again",
                                name, dims.text(), name_of(type), bytes, at_most));
  return static_cast<std::size_t>(bytes);
}

PEAX_INLINE shared_bytes take_elements(std::string const& name, data_type type, shape const& dims,
                                       byte_stream& from) {
  auto const bytes = checked_bytes(name, type, dims, from.at_most());
  auto elements = from.take(bytes);
  if (elements.size != bytes)
    throw bad_input(
        fmt::format("{}: the shape {} {} needs {} bytes, there are {}; the file is cut off, write it again",
                    name, dims.text(), name_of(type), bytes, elements.size));
  if (!from.ended())
    throw bad_input(
        fmt::format("{}: there is more behind the array {}; write one array a file", name, dims.text()));
  return elements;
}

} // namespace peax::data::detail
