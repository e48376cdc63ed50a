// The bodies of tensor.hpp.
#include <peax/tensor/tensor.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace peax {

PEAX_INLINE tensor tensor::from_bytes(data_type type, peax::shape dims, std::vector<std::byte> raw) {
  tensor made;
  made.is_there_ = true;
  made.type_ = type;
  made.dims_ = std::move(dims);
  std::size_t const width = bits_of(type) / 8;
  if (raw.size() % width != 0)
    throw bad_input(fmt::format("tensor: {} bytes are no whole number of {}", raw.size(), name_of(type)));
  made.check(raw.size() / width);
  auto owner = std::make_shared<std::vector<std::byte> const>(std::move(raw));
  made.elements_ = std::shared_ptr<std::byte const>(owner, owner->data());
  return made;
}

PEAX_INLINE tensor tensor::sharing(data_type type, peax::shape dims,
                                   std::shared_ptr<std::byte const> elements, std::size_t count) {
  tensor made;
  made.is_there_ = true;
  made.type_ = type;
  made.dims_ = std::move(dims);
  made.check(count);
  if (reinterpret_cast<std::uintptr_t>(elements.get()) % (bits_of(type) / 8) != 0)
    throw bad_input("tensor: the elements do not lie on a border of " + std::string(name_of(type)));
  made.elements_ = std::move(elements);
  return made;
}

PEAX_INLINE tensor tensor::reshaped(peax::shape dims) const {
  tensor other = *this;
  other.dims_ = std::move(dims);
  other.check(size());
  return other;
}

PEAX_INLINE void tensor::check(std::size_t have) const {
  std::int64_t wanted = 1;
  for (auto e : dims_) {
    if (e < 0) throw bad_input(fmt::format("tensor: shape {} is not fixed", dims_.text()));
    if (__builtin_mul_overflow(wanted, e, &wanted))
      throw bad_input(fmt::format("tensor: shape {} is larger than any memory", dims_.text()));
  }
  if (have != static_cast<std::size_t>(wanted))
    throw bad_input(
        fmt::format("tensor: shape {} needs {} elements, there are {}", dims_.text(), size(), have));
}

} // namespace peax
