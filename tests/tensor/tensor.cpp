#include <peax/tensor/tensor.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <vector>

using peax::shape;
using peax::tensor;

TEST_CASE("a tensor gives back its elements under their type and no other") {
  tensor const t(shape{2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
  CHECK(t.type() == peax::data_type::float32);
  CHECK(t.size() == 6);
  CHECK(t.size_in_bytes() == 24);
  CHECK(t.floats()[5] == 6.0f);
  CHECK_THROWS_WITH_AS((void)t.as<std::int64_t>(), "tensor: elements are float32, asked for int64",
                       peax::bad_input);
}

TEST_CASE("elements that do not fill the shape are refused") {
  CHECK_THROWS_WITH_AS(tensor(shape{2, 2}, std::vector<float>{1, 2, 3}),
                       "tensor: shape [2,2] needs 4 elements, there are 3", peax::bad_input);
  CHECK_THROWS_WITH_AS(tensor(shape{peax::batch_extent, 2}, std::vector<float>{1, 2}),
                       "tensor: shape [N,2] is not fixed", peax::bad_input);
  CHECK_THROWS_AS(tensor::from_bytes(peax::data_type::int32, shape{1}, std::vector<std::byte>(6)),
                  peax::bad_input);
}

TEST_CASE("copies and reshaped tensors share their storage") {
  tensor const t(shape{2, 3}, std::vector<std::int8_t>{1, 2, 3, 4, 5, 6});
  tensor const copy = t;
  CHECK(copy.shares_storage_with(t));
  auto const flat = t.reshaped(shape{6});
  CHECK(flat.shares_storage_with(t));
  CHECK(flat.dims() == shape{6});
  CHECK_THROWS_AS((void)t.reshaped(shape{5}), peax::bad_input);
}

TEST_CASE("raw bytes and typed elements are two ways to one tensor") {
  tensor const typed(shape{2}, std::vector<std::int32_t>{1, 258});
  std::vector<std::byte> raw;
  for (int b : {1, 0, 0, 0, 2, 1, 0, 0}) raw.push_back(static_cast<std::byte>(b));
  auto const from_raw = tensor::from_bytes(peax::data_type::int32, shape{2}, raw);
  CHECK(from_raw == typed);
  CHECK_FALSE(from_raw.shares_storage_with(typed));
  CHECK(from_raw.as<std::int32_t>()[1] == 258);
}

TEST_CASE("equality and hash see type, shape and content") {
  tensor const a(shape{2}, std::vector<float>{1, 2});
  auto const check_differs = [&](tensor const& b) {
    CHECK(a != b);
    CHECK(content_hash(a) != content_hash(b));
  };
  check_differs(tensor(shape{2}, std::vector<float>{1, 3}));
  check_differs(tensor(shape{1, 2}, std::vector<float>{1, 2}));
  check_differs(tensor::from_bytes(peax::data_type::int32, shape{2}, {a.raw().begin(), a.raw().end()}));
  tensor const same(shape{2}, std::vector<float>{1, 2});
  CHECK(a == same);
  CHECK(content_hash(a) == content_hash(same));
}

TEST_CASE("a default tensor is empty, a scalar has rank 0, a list rank 1") {
  CHECK_FALSE(static_cast<bool>(tensor{}));
  CHECK(tensor{}.size() == 0);
  auto const s = tensor::scalar(std::int64_t{7});
  CHECK(s.dims() == shape{});
  CHECK(s.as<std::int64_t>()[0] == 7);
  CHECK(tensor::list(std::vector<std::int64_t>{4, 5}).dims() == shape{2});
}

TEST_CASE("a tensor without elements is a tensor") {
  for (tensor const& none :
       {tensor(shape{0}, std::vector<float>()), tensor(shape{2, 0}, std::vector<float>()).reshaped(shape{0}),
        tensor::from_bytes(peax::data_type::float32, shape{0}, {}),
        tensor::sharing(peax::data_type::float32, shape{0}, nullptr, 0)}) {
    CHECK(static_cast<bool>(none));
    CHECK(none.size() == 0);
    CHECK(none.floats().empty());
    CHECK(none == tensor(shape{0}, std::vector<float>()));
  }
  CHECK_FALSE(static_cast<bool>(tensor()));
  CHECK_FALSE(tensor() == tensor(shape{0}, std::vector<float>()));
}

TEST_CASE("a shape whose elements 64 bits do not count is refused") {
  shape const vast{888888888888888888, 16};
  CHECK_THROWS_AS(tensor(vast, std::vector<float>(16)), peax::bad_input);
  CHECK_THROWS_AS((void)tensor::from_bytes(peax::data_type::float32, vast, {}), peax::bad_input);
  CHECK_THROWS_AS((void)tensor(shape{16}, std::vector<float>(16)).reshaped(vast), peax::bad_input);
}
