// The bodies of idx.hpp.
#include <peax/core/error.hpp>
#include <peax/data/idx.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::data {

PEAX_INLINE std::optional<data_type> idx_type(std::byte code) {
  switch (std::to_integer<int>(code)) {
  case 0x08: return data_type::uint8;
  case 0x09: return data_type::int8;
  case 0x0B: return data_type::int16;
  case 0x0C: return data_type::int32;
  case 0x0D: return data_type::float32;
  case 0x0E: return data_type::float64;
  default: return std::nullopt;
  }
}

PEAX_INLINE array_file read_idx(std::string const& name, byte_stream& from) {
  std::array<std::byte, 4> magic{};
  if (from.read(magic) != magic.size())
    throw bad_input(name + ": the IDX header is cut off; fetch the file again");
  auto const type = idx_type(magic[2]);
  auto const rank = std::to_integer<std::size_t>(magic[3]);
  if (magic[0] != std::byte{0} || magic[1] != std::byte{0} || !type || rank == 0 || rank > 32)
    throw bad_input(name +
                    ": is not an IDX file (its first four bytes are not 0, 0, a known type, 1 to 32 axes)");
  std::vector<std::int64_t> extents;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    std::array<std::byte, 4> digits{};
    if (from.read(digits) != digits.size())
      throw bad_input(name + ": the IDX header is cut off; fetch the file again");
    std::int64_t extent = 0;
    for (auto b : digits) extent = extent * 256 + std::to_integer<std::int64_t>(b);
    extents.push_back(extent);
  }
  array_file array{name, *type, shape(std::move(extents)), {}};
  array.elements = detail::take_elements(name, array.type, array.dims, from);
  if (std::size_t const width = bits_of(array.type) / 8; width > 1) {
    auto const view = array.elements.view();
    std::vector<std::byte> swapped(view.begin(), view.end());
    detail::swap_bytes(swapped, width);
    array.elements = shared_bytes::from(std::move(swapped));
  }
  return array;
}

} // namespace peax::data
