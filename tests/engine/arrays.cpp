#include "trial.hpp"
#include <peax/engine/run_arrays.hpp>
#include <peax/report/dataset.hpp>
#include <peax/tensor/view.hpp>

#include <cstdint>
#include <vector>

// xtensor's arrays and the library's: views, data that come in, outputs that go out.

using namespace peax;
using namespace peax::testing;

TEST_CASE("a view is read where the tensor lies, with its rank known or not") {
  tensor const t({2, 3}, std::vector<float>{1, 2, 3, 4, 5, 6});
  auto const known = view_of<2>(t);
  auto const other = view_of(t);
  CHECK(known.data() == t.floats().data());
  CHECK(other.dimension() == 2);
  CHECK(known(1, 2) == 6);
  CHECK(xt::sum(known + other)() == 42);
  tensor const labels = tensor::list(std::vector<std::int32_t>{3, 4});
  CHECK(view_of<1, std::int32_t>(labels)(1) == 4);
  CHECK_THROWS_WITH_AS((void)view_of<3>(t), "a view of rank 3 of an array of shape [2,3], whose rank is 2",
                       bad_input);
  CHECK_THROWS_AS((void)view_of<1>(labels), bad_input);
}

TEST_CASE("what is written into an array is broadcast to it, or refused by shapes") {
  std::vector<float> elements(6, 1.0F), one{1, 2, 3};
  shape const dims{2, 3}, row{3}, column{2}, strange{4};
  mutable_array const y{elements, &dims}, gradient{{}, &row};
  const_array const x{one, &row};
  into<2>(y) = 2 * view_of<1>(x);
  CHECK(elements == std::vector<float>{2, 4, 6, 2, 4, 6});
  into<2>(y) += view_of<1>(x);
  CHECK(elements == std::vector<float>{3, 6, 9, 3, 6, 9});
  into(y) += view_of(x);
  CHECK(elements == std::vector<float>{4, 8, 12, 4, 8, 12});
  into(y) = 0;
  CHECK(elements == std::vector<float>(6, 0.0F));
  into<1>(gradient) += view_of<1>(x); // nobody wants it
  CHECK_THROWS_WITH_AS((void)view_of<1>(gradient), doctest::Contains("a gradient that nobody wants is empty"),
                       bad_input);
  CHECK_THROWS_WITH_AS(into<2>(y) = xt::view(view_of<1>(x), xt::range(0, 2)),
                       "an expression of shape [2] cannot be broadcast to the array of shape [2,3]",
                       bad_input);
  const_array const wrong{std::span<float const>(one).first(2), &column};
  CHECK_THROWS_WITH_AS(into<2>(y) = view_of<2>(y) + view_of<1>(wrong),
                       doctest::Contains("an expression for the array of shape [2,3]"), bad_input);
  CHECK_THROWS_WITH_AS((void)into<1>(y), doctest::Contains("of shape [2,3], whose rank is 2"), bad_input);
  CHECK_THROWS_WITH_AS((void)view_of<1>(const_array{one, &strange}),
                       doctest::Contains("3 elements as an array of shape [4]"), bad_input);
}

TEST_CASE("arrays and expressions are samples, and outputs are arrays") {
  xt::xarray<double> const x{{1, 2, 3}, {4, 5, 6}};
  xt::xtensor<int, 1> const y{0, 1};
  report::dataset<train>::of const set(x / 2, y);
  CHECK(set.samples.inputs() == tensor({2, 3}, std::vector<float>{.5F, 1, 1.5F, 2, 2.5F, 3}));
  CHECK(set.samples.labels()[1] == 1);
  report::dataset<train>::of const aims(xt::transpose(x), xt::view(x, 0), xt::arange<int>(3));
  CHECK(aims.samples.inputs() == tensor({3, 2}, std::vector<float>{1, 4, 2, 5, 3, 6}));
  CHECK(aims.samples.targets() == tensor::list(std::vector<float>{1, 2, 3}));
  CHECK(aims.samples.groups()[2] == 2);

  network const n(graph_of({batch_extent, 3}, [](graph_editor& e, value_id in) {
    return std::vector<value_id>{e.add(op::relu{}, {in})};
  }));
  xt::xarray<float> const floats = x;
  auto const out = engine::run(n, floats), again = engine::run(n, 2 * x - x);
  auto const same = engine::run(n, set.samples.inputs().floats());
  REQUIRE(out.size() == same.size());
  CHECK(engine::run(n, x / 2)[0] == to_xarray(same[0]));
  CHECK(out[0] == again[0]);
  CHECK_THROWS_WITH_AS((void)engine::run(n, xt::transpose(x)),
                       doctest::Contains("its input is [N,3], the array is [3,2]"), bad_input);
}
