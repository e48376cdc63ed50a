// The bodies of picture.hpp.
#include <peax/core/error.hpp>
#include <peax/data/picture.hpp>

#include <fmt/core.h>

#include <cstdint>
#include <string>

namespace peax::data::detail {

PEAX_INLINE void check_extent(std::string const& name, std::uint64_t width, std::uint64_t height) {
  if (width == 0 || height == 0) throw bad_input(name + ": has no pixels; save the picture again");
  if (width > most_pixels || height > most_pixels / width)
    throw bad_input(fmt::format("{}: claims {} x {} pixels, beyond the {} that are read (most_pixels); save "
                                "the picture in the size that the network takes",
                                name, width, height, most_pixels));
}

} // namespace peax::data::detail
