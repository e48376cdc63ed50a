#include <peax/analysis/identity.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace {

struct settings {
  int epochs = 10;
  double rate = 0.1;
  std::optional<double> margin{};
  std::vector<std::string> names{"a", "b"};
  std::shared_ptr<int const> shared{};
  peax::fraction loss{0.01};
};
struct versioned {
  static constexpr int version = 2;
  int epochs = 10;
};
struct first_version {
  static constexpr int version = 1;
  int epochs = 10;
};

} // namespace

TEST_CASE("every setting counts") {
  auto const base = peax::identity_of(settings{});
  CHECK(base == peax::identity_of(settings{}));
  CHECK(base != peax::identity_of(settings{.epochs = 11}));
  CHECK(base != peax::identity_of(settings{.rate = 0.2}));
  CHECK(base != peax::identity_of(settings{.margin = 0.0}));
  CHECK(base != peax::identity_of(settings{.names = {"ab"}}));
  CHECK(base != peax::identity_of(settings{.names = {"a", "b", ""}}));
  CHECK(base != peax::identity_of(settings{.shared = std::make_shared<int>(0)}));
  CHECK(base != peax::identity_of(settings{.loss = peax::fraction(0.02)}));
  CHECK(peax::identity_of(settings{.shared = std::make_shared<int>(4)}) ==
        peax::identity_of(settings{.shared = std::make_shared<int>(4)}));
}

TEST_CASE("the type and its version count") {
  CHECK(peax::identity_of(first_version{}) != peax::identity_of(versioned{}));
  CHECK(peax::identity_of(3) != peax::identity_of(3u));
}
