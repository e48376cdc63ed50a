#include "analysis/version_case.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

int times_made_by_another_version(std::string const& folder);

TEST_CASE("a cache of another version of the library is not believed") {
  peax::testing::temporary_folder const folder;
  auto const name = folder.path().string();
  CHECK(times_made_by_another_version(name) == 1);
  CHECK(times_made_by_another_version(name) == 0);
  CHECK(times_made(name) == 1);
  CHECK(times_made(name) == 0);
  CHECK(times_made_by_another_version(name) == 0);
}
