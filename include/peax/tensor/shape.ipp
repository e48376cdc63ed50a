// The bodies of shape.hpp.
#include <peax/tensor/shape.hpp>

#include <cstddef>
#include <string>

namespace peax {

PEAX_INLINE std::string shape::text() const {
  std::string out = "[";
  for (std::size_t i = 0; i < extents_.size(); ++i) {
    if (i != 0) out += ',';
    out += extents_[i] == batch_extent ? std::string("N") : std::to_string(extents_[i]);
  }
  return out + "]";
}

} // namespace peax
