#include <peax/tensor/shape.hpp>

#include <doctest/doctest.h>

#include <string>

using peax::batch_extent;
using peax::shape;

TEST_CASE("a shape prints its extents, the batch as N") {
  CHECK(shape{batch_extent, 3, 32, 32}.text() == "[N,3,32,32]");
  CHECK(shape{7}.text() == "[7]");
  CHECK(shape{}.text() == "[]");
}

TEST_CASE("elements are the product of the extents, of one sample when batched") {
  CHECK(shape{2, 3, 4}.elements() == 24);
  CHECK(shape{batch_extent, 3, 4}.elements() == 12);
  CHECK(shape{}.elements() == 1);
  CHECK(shape{5, 0, 3}.elements() == 0);
}

TEST_CASE("only axis 0 makes a shape batched, and binding the batch fixes it") {
  shape const open{batch_extent, 16, 8};
  CHECK(open.is_batched());
  CHECK(open.with_batch(4) == shape{4, 16, 8});
  CHECK_FALSE(open.with_batch(4).is_batched());

  shape const fixed{1, 16, 8};
  CHECK_FALSE(fixed.is_batched());
  CHECK(fixed.with_batch(4) == fixed);
  CHECK_FALSE(shape{}.is_batched());
}

TEST_CASE("the shape behind the batch drops the first axis") {
  CHECK(shape{batch_extent, 3, 5}.behind_batch() == shape{3, 5});
  CHECK(shape{7}.behind_batch() == shape{});
  CHECK(shape{}.behind_batch() == shape{});
}

TEST_CASE("shapes compare by rank and extents") {
  CHECK(shape{1, 2} != shape{1, 2, 1});
  shape grown{1};
  grown.push_back(2);
  CHECK(grown == shape{1, 2});
  grown[1] = 3;
  CHECK(grown != shape{1, 2});
  CHECK(grown.rank() == 2);
}
