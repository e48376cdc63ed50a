#include <peax/core/random.hpp>
#include <peax/search/pareto.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <vector>

using namespace peax::search;

TEST_CASE("the front of the seven points of the reference's appendix A keeps neither the dominated nor the "
          "double one") {
  // (cost, accuracy); the Python PEAX keeps (.3, .6) and the second (.2, .5) and drops only (.9, .7).
  std::vector<std::vector<double>> const points{{.2, .5}, {.3, .7}, {.5, .8}, {.9, .82},
                                                {.9, .7}, {.3, .6}, {.2, .5}};
  std::vector<better> const sense{better::lower, better::higher};
  auto const front = pareto_front(points, sense);
  CHECK(front == std::vector<std::size_t>{0, 1, 2, 3});
  // Scaled to the front: (0,0) (1/7,.625) (3/7,.9375) (1,1); squared distances to (0,1): 1, .161, .188, 1.
  CHECK(knee(points, front, sense) == 1);
}

TEST_CASE(
    "the front of random points with ties is what comparing all pairs leaves, in any number of coordinates") {
  peax::random_stream random(1);
  for (int trial = 0; trial < 100; ++trial) {
    std::vector<better> sense;
    for (std::size_t c = 0; c < 1 + static_cast<std::size_t>(trial % 4); ++c)
      sense.push_back(random.index(2) == 0 ? better::lower : better::higher);
    std::vector<std::vector<double>> points(30, std::vector<double>(sense.size()));
    for (auto& p : points)
      for (double& x : p) x = static_cast<double>(random.index(5));
    auto front = pareto_front(points, sense);
    std::sort(front.begin(), front.end());
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < points.size(); ++i) {
      bool keep = true;
      for (std::size_t j = 0; j < points.size(); ++j)
        keep = keep && !dominates(points[j], points[i], sense) && !(j < i && points[j] == points[i]);
      if (keep) expected.push_back(i);
    }
    CHECK(front == expected);
  }
}

TEST_CASE("a point with a NaN is not on the front, and no points have an empty one") {
  std::vector<better> const sense{better::lower, better::lower};
  CHECK(pareto_front({{std::nan(""), 0}, {1, 1}}, sense) == std::vector<std::size_t>{1});
  CHECK(pareto_front({}, sense).empty());
}
