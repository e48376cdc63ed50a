// The bodies of array_file.hpp.
#include <peax/data/array_file.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace peax::data {

PEAX_INLINE tensor array_file::rows(std::int64_t first, std::int64_t count) const {
  if (dims.rank() == 0 || first < 0 || count < 0 || first > dims[0] || count > dims[0] - first)
    throw bad_input(name + ": rows " + std::to_string(first) + " to " + std::to_string(first + count) +
                    " of shape " + dims.text() + " are asked for");
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
      throw bad_input(name + ": the shape " + dims.text() + " has a negative extent; the file is damaged");
    empty = empty || extent == 0;
    if (extent != 0 && bytes > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) /
                                   static_cast<std::uint64_t>(extent))
      throw bad_input(name + ": the shape " + dims.text() +
                      " is larger than any memory; the file is damaged");
    if (extent != 0) bytes *= static_cast<std::uint64_t>(extent);
  }
  if (empty) return 0;
  if (bytes > at_most)
    throw bad_input(name + ": its header claims " + dims.text() + " " + std::string(name_of(type)) +
                    ", that is " + std::to_string(bytes) + " bytes, but no more than " +
                    std::to_string(at_most) +
                    " can be there; the file is cut off or damaged, write it again");
  return static_cast<std::size_t>(bytes);
}

PEAX_INLINE shared_bytes take_elements(std::string const& name, data_type type, shape const& dims,
                                       byte_stream& from) {
  auto const bytes = checked_bytes(name, type, dims, from.at_most());
  auto elements = from.take(bytes);
  if (elements.size != bytes)
    throw bad_input(name + ": the shape " + dims.text() + " " + std::string(name_of(type)) + " needs " +
                    std::to_string(bytes) + " bytes, there are " + std::to_string(elements.size) +
                    "; the file is cut off, write it again");
  if (!from.ended())
    throw bad_input(name + ": there is more behind the array " + dims.text() + "; write one array a file");
  return elements;
}

} // namespace peax::data::detail
