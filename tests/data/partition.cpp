#include "support.hpp"
#include <peax/data/partition.hpp>

#include <algorithm>
#include <cstdint>
#include <set>
#include <vector>

using namespace peax;
using namespace peax::testing;

namespace {

bool covers(data::partition const& cut, std::size_t n) {
  std::vector<std::size_t> all(cut.kept);
  all.insert(all.end(), cut.held_out.begin(), cut.held_out.end());
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i] != i) return false;
  return all.size() == n && std::is_sorted(cut.kept.begin(), cut.kept.end()) &&
         std::is_sorted(cut.held_out.begin(), cut.held_out.end());
}

} // namespace

TEST_CASE("a share of the samples is held out, the same for the same seed") {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    auto const cut = data::hold_out(101, 0.2, seed);
    CHECK(covers(cut, 101));
    CHECK(cut.held_out.size() == 20);
    CHECK(cut.held_out == data::hold_out(101, 0.2, seed).held_out);
    CHECK(cut.held_out != data::hold_out(101, 0.2, seed + 1).held_out);
  }
  CHECK(data::hold_out(2, 0.01, 0).held_out.size() == 1);
  CHECK(data::hold_out(2, 0.99, 0).kept.size() == 1);
  CHECK_THROWS_AS((void)data::hold_out(1, 0.5, 0), bad_input);
  for (double share : {0.0, 1.0, -1.0}) CHECK_THROWS_AS((void)data::hold_out(10, share, 0), bad_input);
}

TEST_CASE("each class gives its share to within one sample") {
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 97; ++i) labels.push_back(i < 60 ? 0 : i < 90 ? 3 : 7);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    auto const cut = data::hold_out_by_class(labels, 0.25, seed);
    CHECK(covers(cut, labels.size()));
    CHECK(cut.held_out.size() == 24);
    auto const of = [&](std::int32_t c) {
      return std::count_if(cut.held_out.begin(), cut.held_out.end(), [&](auto i) { return labels[i] == c; });
    };
    CHECK(std::abs(static_cast<double>(of(0)) - 60 * 24 / 97.0) < 1);
    CHECK(std::abs(static_cast<double>(of(3)) - 30 * 24 / 97.0) < 1);
    CHECK(std::abs(static_cast<double>(of(7)) - 7 * 24 / 97.0) < 1);
  }
}

TEST_CASE("groups are held out whole") {
  std::vector<std::int64_t> groups;
  for (int i = 0; i < 100; ++i) groups.push_back(i % 7);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    auto const cut = data::hold_out_by_group(groups, 0.3, seed);
    CHECK(covers(cut, 100));
    std::set<std::int64_t> kept, held;
    for (auto i : cut.kept) kept.insert(groups[i]);
    for (auto i : cut.held_out) held.insert(groups[i]);
    CHECK(kept.size() + held.size() == 7);
    CHECK(cut.held_out.size() >= 30); // the share, and less than one group (14 or 15 samples) more
    CHECK(cut.held_out.size() < 45);
  }
  std::vector<std::int64_t> const one(5, 3);
  CHECK_THROWS_AS((void)data::hold_out_by_group(one, 0.3, 0), bad_input);
  std::vector<std::int64_t> const two{1, 1, 2};
  CHECK_FALSE(data::hold_out_by_group(two, 0.9, 0).kept.empty());
}
