// Golden files: tests/golden/data/make_golden.py (NumPy 1.24.2).
#include "support.hpp"
#include <peax/data/read_array.hpp>

#include <support/test_data.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

using namespace peax;
using namespace peax::testing;
using peax::data::read_array;

namespace {

template <class T>
void expect(std::string const& file, data_type type, shape const& dims, std::vector<T> const& values) {
  CAPTURE(file);
  auto const array = read_array(golden(file));
  CHECK(array.type == type);
  CHECK(array.dims == dims);
  CHECK(array.numbers<T>() == values);
  if (data_type_for<T>::value == type) CHECK(array.to_tensor() == tensor(dims, values));
}

std::string why(std::string const& path) {
  return message_of<bad_input>([&] { (void)read_array(path); });
}

} // namespace

TEST_CASE("arrays of NumPy are read with their type, shape and values") {
  expect<float>("c_f4.npy", data_type::float32, {2, 3}, {-1, -0.5F, 0, 0.5F, 1, 1.5F});
  expect<double>("big_f8.npy", data_type::float64, {2, 3}, {0, 0.25, 0.5, 0.75, 1, 1.25});
  expect<std::int32_t>("big_fortran_i4.npy", data_type::int32, {2, 3}, {0, 1, 2, 3, 4, 5});
  expect<std::int32_t>("version2.npy", data_type::int32, {2, 3}, {0, 1, 2, 3, 4, 5});
  expect<std::int32_t>("version3.npy", data_type::int32, {2, 3}, {0, 1, 2, 3, 4, 5});
  expect<std::int8_t>("i1.npy", data_type::int8, {3}, {-128, 0, 127});
  expect<std::uint64_t>("u8.npy", data_type::uint64, {2}, {0, UINT64_MAX});
  expect<int>("bool.npy", data_type::boolean, {3}, {1, 0, 1});
  expect<std::int64_t>("scalar_i8.npy", data_type::int64, {}, {-7});
  expect<std::uint8_t>("empty_u1.npy", data_type::uint8, {0, 3}, {});
  std::vector<std::int16_t> up;
  for (std::int16_t i = -12; i < 12; ++i) up.push_back(i);
  expect("fortran_i2.npy", data_type::int16, {2, 3, 4}, up);
}

TEST_CASE("members of an archive are read by key, a single one without") {
  expect<float>("stored.npz:x", data_type::float32, {2, 3}, {0, 1, 2, 3, 4, 5});
  expect<std::int64_t>("stored.npz:y", data_type::int64, {2}, {0, 1});
  expect<float>("deflated.npz", data_type::float32, {100}, std::vector<float>(100, 0.0F));
  CHECK(contains(why(golden("stored.npz")),
                 "holds 2 arrays; name one as " + golden("stored.npz") + ":KEY (x, y)"));
  CHECK(contains(why(golden("stored.npz:z")), "has no array 'z'; it holds x, y"));
}

TEST_CASE("IDX arrays are read, packed or not") {
  expect<std::uint8_t>("u1.idx", data_type::uint8, {2, 3}, {0, 1, 2, 3, 4, 5});
  expect<std::int32_t>("i4.idx.gz", data_type::int32, {2, 3}, {-3, -2, -1, 0, 1, 2});
  expect<float>("f4.idx", data_type::float32, {2, 3}, {0, 0.5F, 1, 1.5F, 2, 2.5F});
  expect<double>("f8.idx.gz", data_type::float64, {2, 3}, {0, 0.5, 1, 1.5, 2, 2.5});
}

TEST_CASE("gzip files of one and of several members are unpacked") {
  expect<float>("c_f4.npy.gz", data_type::float32, {2, 3}, {-1, -0.5F, 0, 0.5F, 1, 1.5F});
  expect<float>("members.npy.gz", data_type::float32, {2, 3}, {-1, -0.5F, 0, 0.5F, 1, 1.5F});
  expect<double>("table.csv.gz", data_type::float64, {2, 2}, {1, 2.5, -300, 4});
}

TEST_CASE("what is no plain array is refused with the reason and the remedy") {
  CHECK(contains(why(golden("object.npy")), "pickled Python objects, which are never read"));
  CHECK(contains(why(golden("record.npy")), "records with named fields"));
  CHECK(contains(why(golden("half.npy")), "type '<f2'; save float32"));
  temporary_folder const folder;
  CHECK(contains(why(put(folder, "a.npy", "")), "is empty"));
  CHECK(contains(why(put(folder, "a.npy", "1,2,3\n")), "is no array file"));
  CHECK(contains(why(put(folder, "b.npy", std::string("\x80\x04\x95", 3))), "is a pickled Python object"));
  CHECK(contains(why(put(folder, "a.txt:key", "x")),
                 "a.txt:key: holds no numbers")); // the colon belongs to the name
  std::filesystem::copy_file(golden("c_f4.npy"), folder / "c.npz");
  CHECK(contains(why((folder / "c.npz:x").string()), "is not an .npz (zip) file"));
  auto const missing = (folder / "none.npy").string();
  CHECK(message_of<io_error>([&] { (void)read_array(missing); }) ==
        missing + ": cannot be read: No such file or directory");
  CHECK_THROWS_AS((void)read_array(folder.path().string()), io_error);
  CHECK_THROWS_AS((void)read_array((folder / "none.npz:x").string()), io_error);
}

TEST_CASE("claims beyond the file's size are refused before memory is taken") {
  temporary_folder const folder;
  auto const header = [](std::string const& descr, std::string const& dims,
                         std::string const& order = "False") {
    std::string text = "{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + dims + ", }\n";
    std::string out("\x93NUMPY\x01\0", 8);
    out += static_cast<char>(text.size());
    return out + '\0' + text;
  };
  auto const says = [&](std::string const& content) { return why(put(folder, "x.npy", content)); };
  CHECK(contains(says(header("'<f4'", "(1000000000000, 3)")), "but no more than 0 can be there"));
  CHECK(contains(says(header("'<f4'", "(9223372036854775807, 9223372036854775807)")),
                 "extent that is too large"));
  CHECK(contains(says(header("'<f4'", "(4611686018427387904, 4611686018427387904)")),
                 "larger than any memory"));
  CHECK(contains(says(header("'<f4'", "(4611686018427387904, 4611686018427387904, 0)")),
                 "larger than any memory"));
  CHECK(contains(says(header("'<f4'", "(2305843009213693952,)")), "larger than any memory"));
  CHECK(contains(says(header("'<f4'", "(-1,)") + "1234"), "negative extent"));
  CHECK(contains(says(header("'<f4'", "(2,)") + "1234"), "but no more than 4 can be there"));
  CHECK(contains(says(header("'<f4'", "(1,)") + "12345"), "there is more behind the array"));
  CHECK(contains(says(header("'|b1'", "(1,)") + "2"), "neither 0 nor 1"));
  CHECK(contains(says(header("'<f4'", "(1,)", "Maybe") + "1234"), "neither True nor False"));
  CHECK(contains(says(header("'<f4'", "(" + std::string(60, '1') + ")")), "too large"));
  CHECK(contains(says(std::string("\x93NUMPY\x02\0\xff\xff\xff\xff", 12)),
                 "claims to be 4294967295 bytes long"));
  CHECK(contains(says(std::string("\x93NUMPY\x04\0\x01\0", 10)), "version 4.0 is unknown"));
  CHECK(contains(
      why(put(folder, "x.idx", std::string("\0\0\x08\x03\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\x01", 16))),
      "larger than any memory"));
  CHECK(contains(why(put(folder, "y.idx", std::string("\0\0\x0d\x01\x7f\xff\xff\xff", 8))),
                 "but no more than 0 can be there"));
}

TEST_CASE("elements at an odd address of the file are read") {
  temporary_folder const folder;
  std::string text =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}"; // 10 + 55 bytes, then the element
  std::string content("\x93NUMPY\x01\0", 8);
  content += static_cast<char>(text.size());
  content += '\0';
  content += text + std::string("\0\0\x80\x3f", 4);
  CHECK(read_array(put(folder, "x.npy", content)).numbers<float>() == std::vector<float>{1.0F});
}

TEST_CASE("rows of a file are read one part at a time, and the file stays a view") {
  auto const array = read_array(golden("fortran_i2.npy"));
  auto const part = array.rows(1, 1);
  CHECK(part.dims() == shape{1, 3, 4});
  CHECK(part.floats()[0] == 0.0F);
  CHECK(part.floats()[11] == 11.0F);
  CHECK_THROWS_AS((void)array.rows(1, 2), bad_input);
  CHECK_THROWS_AS((void)array.rows(-1, 1), bad_input);
}

TEST_CASE("numbers that the asked type cannot hold are refused with their place") {
  CHECK(contains(message_of<bad_input>([] { (void)read_array(golden("c_f4.npy")).numbers<int>(); }),
                 "element 1 is -0.5"));
  CHECK(contains(message_of<bad_input>([] { (void)read_array(golden("u8.npy")).numbers<std::int64_t>(); }),
                 "element 1 is 18446744073709551615"));
}

TEST_CASE("every cut and every changed byte of a golden file gives an array or an error of peax") {
  std::size_t read = 0, refused = 0;
  auto const attempt = [&](std::string const& name, std::string const& content) {
    for (std::string const key : {"", "x"}) {
      if (!key.empty() && !name.ends_with(".npz")) continue;
      try {
        auto const array = data::array_from(name, key, bytes_of(content));
        CHECK(array.elements.size == array.size() * bits_of(array.type) / 8);
        (void)array.numbers<float>();
        ++read;
      } catch (error const&) {
        ++refused;
      }
    }
  };
  for (auto const& entry : std::filesystem::directory_iterator(PEAX_GOLDEN_DATA)) {
    auto const name = entry.path().filename().string();
    if (name.ends_with(".py") || name.ends_with(".txt") || name == "scores.npy" || name == "features.npz")
      continue;
    auto const whole = content_of(entry.path().string());
    REQUIRE(whole.size() < 2048);
    for (std::size_t n = 0; n < whole.size(); ++n) {
      auto const before = read;
      attempt(name, whole.substr(0, n));
      if (name.ends_with(".npy") || name.ends_with(".idx")) CHECK(read == before);
      auto changed = whole;
      for (unsigned flip : {0x01U, 0x80U, 0xffU}) {
        changed[n] = static_cast<char>(static_cast<unsigned char>(whole[n]) ^ flip);
        attempt(name, changed);
      }
    }
  }
  CHECK(read > 0);
  CHECK(refused > 1000);
}

TEST_CASE("the arrays of the shared data have the shapes that their READMEs say") {
  auto const root = testing::data("data");
  if (!root) return;
  struct known {
    char const* path;
    data_type type;
    shape dims;
  };
  std::vector<known> const all = {
      {"cascade_traces/ic_branchynet/confidence.npy", data_type::float32, {3, 10000}},
      {"cascade_traces/ic_branchynet/prediction.npy", data_type::uint8, {3, 10000}},
      {"cascade_traces/ic_branchynet/truth.npy", data_type::uint8, {10000}},
      {"cascade_traces/ic_pool/confidence.npy", data_type::float32, {2, 10000}},
      {"cascade_traces/ic_pool/prediction.npy", data_type::uint8, {2, 10000}},
      {"cascade_traces/ic_pool/truth.npy", data_type::uint8, {10000}},
      {"cifar10/test_idx_i32.npy", data_type::int32, {1017}},
      {"cifar10/test_x_u8.npy", data_type::uint8, {1017, 3, 32, 32}},
      {"cifar10/test_y_u8.npy", data_type::uint8, {1017}},
      {"cifar10/train_idx_i32.npy", data_type::int32, {5085}},
      {"cifar10/train_x_u8.npy", data_type::uint8, {5085, 3, 32, 32}},
      {"cifar10/train_y_u8.npy", data_type::uint8, {5085}},
      {"fsdd/clips_i32.npy", data_type::int32, {3000, 6}},
      {"fsdd/logmel_u8.npy", data_type::uint8, {3000, 63, 32}},
      {"fsdd/melbank_f32.npy", data_type::float32, {32, 129}},
      {"hapt/signals_i16.npy", data_type::int16, {1122772, 6}},
      {"hapt/labels_u8.npy", data_type::uint8, {1122772}},
      {"hapt/experiments_i32.npy", data_type::int32, {61, 5}},
      {"hapt/windows_i32.npy", data_type::int32, {17453, 6}},
      {"kws_mlperf/mfcc_i8.npy", data_type::int8, {1000, 49, 10}},
      {"kws_mlperf/labels_u8.npy", data_type::uint8, {1000}},
      {"mitbih/mlii_180hz_i16.npy", data_type::int16, {14300000}},
      {"mitbih/records_i32.npy", data_type::int32, {44, 5}},
      {"mitbih/beats_i32.npy", data_type::int32, {100733, 5}},
  };
  for (auto const& [path, type, dims] : all) {
    CAPTURE(path);
    auto const array = read_array((*root / path).string());
    CHECK(array.type == type);
    CHECK(array.dims == dims);
  }
  std::size_t found = 0;
  for (auto const& entry : std::filesystem::recursive_directory_iterator(*root))
    found += entry.path().extension() == ".npy";
  CHECK(found == all.size());
}
