#include "support.hpp"
#include <peax/data/npy.hpp>
#include <peax/data/npz.hpp>
#include <peax/data/read_array.hpp>

#include <cstdint>
#include <vector>

using namespace peax;
using namespace peax::testing;

TEST_CASE("a written array has the bytes that NumPy writes") { // c_f4.npy and the others: NumPy 1.24.2
  temporary_folder const folder;
  for (std::string const name :
       {"c_f4.npy", "i1.npy", "u8.npy", "scalar_i8.npy", "empty_u1.npy", "bool.npy"}) {
    CAPTURE(name);
    auto const path = (folder / name).string();
    data::write_npy(path, data::read_array(golden(name)).to_tensor());
    CHECK(content_of(path) == content_of(golden(name)));
  }
  CHECK(files_in(folder) == 6);
}

TEST_CASE(
    "an archive gives back what was put in, stored and deflated, and the same content gives the same bytes") {
  temporary_folder const folder;
  std::vector<std::pair<std::string, tensor>> const arrays{
      {"weights", tensor(shape{2, 500}, std::vector<float>(1000, 0.5F))},
      {"labels", tensor::list(std::vector<std::int64_t>{1, -2})}};
  auto const stored = (folder / "stored.npz").string(), deflated = (folder / "deflated.npz").string();
  data::write_npz(stored, arrays, data::packing::stored);
  data::write_npz(deflated, arrays);
  for (auto const& path : {stored, deflated})
    for (auto const& [key, values] : arrays) CHECK(data::read_array(path + ":" + key).to_tensor() == values);
  CHECK(content_of(deflated).size() < content_of(stored).size());
  auto const first = content_of(deflated);
  data::write_npz(deflated, arrays);
  CHECK(content_of(deflated) == first);
  CHECK(files_in(folder) == 2);
}

TEST_CASE("an array or archive that cannot be written is an I/O error") {
  temporary_folder const folder;
  auto const nowhere = (folder / "none" / "x").string();
  CHECK_THROWS_AS(data::write_npy(nowhere, tensor::scalar(1.0F)), io_error);
  CHECK_THROWS_AS(data::write_npz(nowhere, {{"x", tensor::scalar(1.0F)}}), io_error);
  CHECK_THROWS_AS(data::write_npz((folder / "twice.npz").string(),
                                  {{"x", tensor::scalar(1.0F)}, {"x", tensor::scalar(2.0F)}}),
                  io_error);
  CHECK(files_in(folder) == 0);
}
