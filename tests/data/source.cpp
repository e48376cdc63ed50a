#include "support.hpp"
#include <peax/data/source.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

using namespace peax;
using namespace peax::testing;

namespace {

struct ramps { // gives vectors; the least that a user writes
  int size() const { return 4; }
  std::vector<float> sample(std::size_t i) const { return {static_cast<float>(i), 1.0F}; }
  bool label(std::size_t i) const { return i % 2 == 1; }
};

enum class colour { red, green };

struct pictures { // writes into the span it is given
  std::size_t size() const { return 2; }
  shape sample_dims() const { return {1, 2, 2}; }
  void sample(std::size_t i, std::span<float> into) const {
    for (float& x : into) x = static_cast<float>(i);
  }
  colour label(std::size_t i) const { return i == 0 ? colour::green : colour::red; }
  std::int64_t group(std::size_t i) const { return static_cast<std::int64_t>(i) + 40; }
};

struct curves {
  std::size_t size() const { return 2; }
  std::array<float, 1> sample(std::size_t) const { return {0.5F}; }
  std::array<float, 2> label(std::size_t i) const { return {static_cast<float>(i), -1.0F}; }
};

struct uneven : ramps {
  std::vector<float> sample(std::size_t i) const { return std::vector<float>(i + 1); }
};
struct without_label {
  std::size_t size() const { return 0; }
  std::vector<float> sample(std::size_t) const { return {}; }
};
struct empty : ramps {
  int size() const { return 0; }
};

static_assert(data::DataSource<ramps> && data::DataSource<pictures> && data::DataSource<curves>);
static_assert(data::DataSource<data::labelled_source> && data::DataSource<data::target_source>);
static_assert(!data::DataSource<without_label> && !data::DataSource<int>);

} // namespace

TEST_CASE("a user's source becomes a data set") {
  auto const set = data::materialize(ramps{});
  CHECK(set.inputs() == tensor(shape{4, 2}, std::vector<float>{0, 1, 1, 1, 2, 1, 3, 1}));
  CHECK(std::vector<int>(set.labels().begin(), set.labels().end()) == std::vector{0, 1, 0, 1});
  auto const images = data::materialize(pictures{});
  CHECK(images.inputs().dims() == shape{2, 1, 2, 2});
  CHECK(images.labels()[0] == 1);
  CHECK(images.groups()[1] == 41);
  CHECK(data::materialize(curves{}).targets() == tensor(shape{2, 2}, std::vector<float>{0, -1, 1, -1}));
}

TEST_CASE("samples are preprocessed in place or into others") {
  auto const doubled = data::materialize(ramps{}, [](std::span<float> x) {
    for (float& v : x) v *= 2;
  });
  CHECK(doubled.sample(3)[0] == 6.0F);
  auto const sums = data::materialize(
      pictures{}, [](std::span<float> x) { return std::vector<float>{x[0] + x[1] + x[2] + x[3]}; });
  CHECK(sums.inputs() == tensor(shape{2, 1}, std::vector<float>{0, 4}));
}

TEST_CASE("a data set is a source again, and comes back equal") {
  auto const set = data::materialize(pictures{});
  auto const again = data::preprocessed(set, data::no_preprocessing{});
  CHECK(content_hash(again) == content_hash(set));
  auto const curve = data::materialize(curves{});
  CHECK(content_hash(data::materialize(data::target_source(curve))) == content_hash(curve));
}

TEST_CASE("sources without samples and with uneven ones are refused") {
  CHECK(contains(message_of<bad_input>([] { (void)data::materialize(empty{}); }), "there are no samples"));
  CHECK(contains(message_of<bad_input>([] { (void)data::materialize(uneven{}); }),
                 "the input of sample 1 has 2 values, those before have 1"));
}
