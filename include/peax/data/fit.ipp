// The bodies of fit.hpp.
#include <peax/data/fit.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace peax::data::detail {

PEAX_INLINE bool fits_from(std::span<std::int64_t const> have, std::span<std::int64_t const> wanted,
                           std::vector<std::int64_t>& bound) {
  if (have.empty() && wanted.empty()) return true;
  if (!have.empty() && !wanted.empty() && (wanted[0] < 0 || wanted[0] == have[0])) {
    bound.push_back(have[0]);
    if (fits_from(have.subspan(1), wanted.subspan(1), bound)) return true;
    bound.pop_back();
  }
  if (!wanted.empty() && (wanted[0] == 1 || wanted[0] < 0)) {
    bound.push_back(1);
    if (fits_from(have, wanted.subspan(1), bound)) return true;
    bound.pop_back();
  }
  return !have.empty() && have[0] == 1 && fits_from(have.subspan(1), wanted, bound);
}

PEAX_INLINE std::optional<shape> from_flat_rows(shape const& have, shape const& wanted) {
  if (have.rank() != 2) return std::nullopt;
  std::int64_t room = have[1];
  std::size_t wide = 0;
  std::vector<std::int64_t> dims{have[0]};
  for (auto const e : wanted.extents().subspan(1)) {
    if (e < 1 || room % e != 0) return std::nullopt;
    room /= e;
    wide += e > 1;
    dims.push_back(e);
  }
  if (room != 1 || wide < 2) return std::nullopt;
  return shape(std::move(dims));
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE std::optional<shape> fitted(shape const& have, shape const& wanted) {
  if (have.rank() == 0 || wanted.rank() == 0 || have.rank() > 32 || wanted.rank() > 32) return std::nullopt;
  std::vector<std::int64_t> bound{have[0]};
  if (have.rank() == wanted.rank()) { // axis by axis first: a free axis of size 1 stays where it is
    bool same = true;
    for (std::size_t axis = 1; axis < have.rank(); ++axis)
      same = same && (wanted[axis] < 0 || wanted[axis] == have[axis]);
    if (same) return have;
  }
  if (auto flat = detail::from_flat_rows(have, wanted)) return flat;
  std::size_t ones = 0;
  for (auto e : have) ones += e == 1;
  for (auto e : wanted) ones += e == 1 || e < 0;
  if (ones > 16) return std::nullopt; // no real network; the walk tries each of them
  if (!detail::fits_from(have.extents().subspan(1), wanted.extents().subspan(1), bound)) return std::nullopt;
  return shape(std::move(bound));
}

} // namespace peax::data
