#include "support.hpp"
#include <peax/data/npy.hpp>
#include <peax/data/npz.hpp>
#include <peax/data/read_array.hpp>

#include <rapidcheck.h>

#include <cstdint>
#include <vector>

using namespace peax;
using namespace peax::testing;

namespace {

template <class T> void round_trips() {
  CHECK(rc::check("arrays of any shape come back from .npy and .npz", [] {
    std::vector<std::int64_t> extents(static_cast<std::size_t>(*rc::gen::inRange(0, 5)));
    for (auto& e : extents) e = *rc::gen::inRange(0, 6);
    shape const dims(extents);
    std::vector<T> values(static_cast<std::size_t>(dims.elements()));
    for (auto& v : values) v = static_cast<T>(*rc::gen::arbitrary<std::int64_t>());
    tensor const given(dims, values);
    std::string const raw(reinterpret_cast<char const*>(given.raw().data()), given.raw().size());
    RC_ASSERT(data::array_from("x.npy", "", bytes_of(data::npy_header_text(given.type(), dims) + raw))
                  .to_tensor() == given);
    auto archive = data::npz_bytes("x.npz", {{"x", given}},
                                   *rc::gen::element(data::packing::stored, data::packing::deflated));
    RC_ASSERT(data::array_from("x.npz", "x", data::shared_bytes::from(std::move(archive))).to_tensor() ==
              given);
  }));
}

} // namespace

TEST_CASE("arrays of every type and shape come back as they were written") {
  round_trips<float>();
  round_trips<double>();
  round_trips<std::int8_t>();
  round_trips<std::int16_t>();
  round_trips<std::int32_t>();
  round_trips<std::int64_t>();
  round_trips<std::uint8_t>();
}

TEST_CASE("Fortran order is C order of the turned array") {
  CHECK(rc::check("column-major elements are found at their place", [] {
    std::vector<std::int64_t> extents(static_cast<std::size_t>(*rc::gen::inRange(1, 5)));
    for (auto& e : extents) e = *rc::gen::inRange(1, 5);
    shape const dims(extents);
    auto const n = static_cast<std::size_t>(dims.elements());
    std::vector<std::byte> columns(n);
    for (std::size_t i = 0; i < n; ++i) columns[i] = static_cast<std::byte>(i % 251);
    auto const rows = data::detail::row_major(columns, dims, 1);
    for (
        std::size_t flat = 0; flat < n;
        ++flat) { // the index of element `flat` in C order, by division; its place in Fortran order, by Horner
      std::size_t rest = flat, place = 0;
      std::vector<std::size_t> index(extents.size());
      for (std::size_t a = extents.size(); a-- > 0;)
        index[a] = rest % static_cast<std::size_t>(extents[a]), rest /= static_cast<std::size_t>(extents[a]);
      for (std::size_t a = extents.size(); a-- > 0;)
        place = place * static_cast<std::size_t>(extents[a]) + index[a];
      RC_ASSERT(rows[flat] == columns[place]);
    }
  }));
}
