// Array files. The first byte says what the file is called: .npy, .npz, .idx, .csv, and .npy.gz, .csv.gz.
#include "fuzz.hpp"
#include <peax/data/read_array.hpp>

#include <array>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  static constexpr std::array names{"a.npy", "a.npz", "a.idx", "a.csv", "a.npy.gz", "a.csv.gz"};
  return fuzzing::answered([&] {
    auto const* first = reinterpret_cast<std::byte const*>(data);
    auto const array = peax::data::array_from(names[data[0] % names.size()], "",
                                              peax::data::shared_bytes::from({first + 1, first + size}));
    (void)array.to_tensor();
    if (array.dims.rank() > 0 && array.dims[0] > 0) (void)array.rows(0, 1);
    (void)array.numbers<std::int64_t>();
  });
}
