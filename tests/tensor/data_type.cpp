#include <peax/tensor/data_type.hpp>

#include <doctest/doctest.h>

#include <cstdint>

static_assert(peax::data_type_for<float>::value == peax::data_type::float32);
static_assert(peax::data_type_for<std::int64_t>::value == peax::data_type::int64);
static_assert(!peax::has_data_type<char*>);
static_assert(peax::bits_of(peax::data_type_for<float>::value) == 8 * sizeof(float));
static_assert(peax::bits_of(peax::data_type::float16) == 16);
static_assert(peax::bits_of(peax::data_type::boolean) == 8, "a boolean is a byte in memory");

TEST_CASE("types have names") {
  CHECK(peax::name_of(peax::data_type::float32) == "float32");
  CHECK(peax::name_of(peax::data_type::int8) == "int8");
  CHECK(peax::name_of(peax::data_type::uint64) == "uint64");
  CHECK(peax::name_of(peax::data_type::boolean) == "boolean");
}
