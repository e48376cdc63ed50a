// Source of the expected answers: the rules written down once more in double, from their definition in words.
#include "temporal_compiled.h"
#include <peax/core/random.hpp>
#include <peax/decision/temporal_rule.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace {

struct outcome {
  std::vector<int> ended, answer;
  friend bool operator==(outcome const&, outcome const&) = default;
};

int largest(float const* row, int width) {
  int best = 0;
  for (int k = 1; k < width; ++k)
    if (row[k] > row[best]) best = k;
  return width == 1 ? (row[0] > 0 ? 1 : 0) : best;
}

//! The definition: distances in double, the threshold as a distance.
outcome defined(int rule, recording const& of) {
  outcome out;
  int scene = -1, last = 0;
  for (int i = 0; i < of.count; ++i) {
    bool ends = false;
    if (scene >= 0) {
      int const other = rule == 3 ? i - 1 : scene;
      double sum = 0;
      for (int k = 0; k < of.width; ++k) {
        double const d = static_cast<double>(of.values[i * of.width + k]) -
                         static_cast<double>(of.values[other * of.width + k]);
        sum += d * d;
      }
      ends = std::sqrt(sum) < static_cast<double>(of.threshold);
      if (rule == 1) {
        int const then = largest(of.values + scene * of.width, of.width),
                  now = largest(of.values + i * of.width, of.width);
        ends = ends && then == of.whole[scene] && now == of.whole[scene];
      }
    }
    if (!ends) scene = i, last = of.whole[i];
    out.ended.push_back(ends ? 1 : 0);
    out.answer.push_back(last);
  }
  return out;
}

outcome played(void (*play)(int, recording const*, float*, int*, int*), int rule, recording const& of) {
  auto const n = static_cast<std::size_t>(of.count);
  outcome out{std::vector<int>(n), std::vector<int>(n)};
  std::vector<float> buffer(static_cast<std::size_t>(of.width));
  play(rule, &of, buffer.data(), out.ended.data(), out.answer.data());
  return out;
}

constexpr bool repeats_at_compile_time() {
  using namespace peax::decision;
  float buffer[2] = {}, first[] = {1.0f, 0.0f}, near[] = {1.5f, 0.0f}, far[] = {4.0f, 4.0f};
  scene s = closed_scene(buffer, 2);
  if (stops(temporal_rule::difference_detection, s, first, 0, 100.0f))
    return false; // the first sample always runs
  ran(temporal_rule::difference_detection, s, first, 0, 7);
  if (!stops(temporal_rule::difference_detection, s, near, 0, 1.0f) || s.label != 7) return false;
  if (stops(temporal_rule::difference_detection, s, near, 0, never_near)) return false;
  if (stops(temporal_rule::difference_detection, s, far, 0, 1.0f)) return false;
  forget(s);
  return !stops(temporal_rule::difference_detection, s, near, 0, 1.0f);
}
static_assert(repeats_at_compile_time());

} // namespace

TEST_CASE("every temporal rule does what its definition says, in C++, as C99 and freestanding") {
  peax::random_stream random(4);
  for (int trial = 0; trial < 400; ++trial) {
    int const width = 1 + static_cast<int>(random.index(5)), count = 1 + static_cast<int>(random.index(60));
    std::vector<float> values;
    std::vector<int> whole;
    int state = 0;
    for (int i = 0; i < count; ++i) {
      if (random.uniform() < 0.2) state = static_cast<int>(random.index(4));
      whole.push_back(random.uniform() < 0.8 ? state : static_cast<int>(random.index(4)));
      for (int k = 0; k < width; ++k)
        values.push_back(static_cast<float>((k == state ? 3.0 : 0.0) + random.normal()));
    }
    recording const of{values.data(), whole.data(), count, width, static_cast<float>(6 * random.uniform())};
    for (int rule = 0; rule < 4; ++rule) {
      outcome const wanted = defined(rule, of);
      CHECK(played(play_in_c99, rule, of) == wanted);
      CHECK(played(play_freestanding, rule, of) == wanted);
      CHECK(wanted.ended[0] == 0);
    }
  }
}

TEST_CASE("a slow drift ends a scene, but passes sample by sample; a jump ends both") {
  std::vector<float> values;
  for (int i = 0; i < 20; ++i) values.push_back(0.5f * static_cast<float>(i));
  values.push_back(30.0f);
  std::vector<int> whole(values.size(), 0);
  recording const of{values.data(), whole.data(), static_cast<int>(values.size()), 1, 2.0f};
  auto const runs = [&](int rule) {
    int sum = 0;
    for (int const e : played(play_in_c99, rule, of).ended) sum += 1 - e;
    return sum;
  };
  CHECK(runs(2) == 6); // at 0, 2, 4, 6, 8 and the jump
  CHECK(runs(3) == 2);
}

TEST_CASE("a distance at its threshold, a NaN and a threshold of 0 run the whole network") {
  using namespace peax::decision;
  float buffer[1] = {};
  scene s = closed_scene(buffer, 1);
  float const zero[] = {0.0f}, two[] = {2.0f}, nan[] = {std::numeric_limits<float>::quiet_NaN()};
  ran(temporal_rule::signature_scene, s, zero, 0, 1);
  CHECK(!stops(temporal_rule::signature_scene, s, two, 0, 2.0f));
  CHECK(stops(temporal_rule::signature_scene, s, two, 0, std::nextafter(2.0f, 3.0f)));
  CHECK(!stops(temporal_rule::signature_scene, s, nan, 0, 1e30f));
  CHECK(!stops(temporal_rule::signature_scene, s, zero, 0, never_near));
  ran(temporal_rule::signature_scene, s, nan, 0, 1);
  CHECK(!stops(temporal_rule::signature_scene, s, zero, 0, 1e30f));
}

TEST_CASE("an exit that disagreed with the network when the scene began cannot end an inference in it") {
  using namespace peax::decision;
  float buffer[2] = {};
  scene s = closed_scene(buffer, 2);
  float const logits[] = {5.0f, 0.0f};
  ran(temporal_rule::temporal_patience, s, logits, label_of_logits(logits, 2), 1);
  CHECK(!stops(temporal_rule::temporal_patience, s, logits, 0, 10.0f));
  CHECK(!stops(temporal_rule::temporal_patience, s, logits, 1, 10.0f));
  ran(temporal_rule::temporal_patience, s, logits, 0, 0);
  CHECK(stops(temporal_rule::temporal_patience, s, logits, 0, 10.0f));
  CHECK(!stops(temporal_rule::temporal_patience, s, logits, 1, 10.0f));
}
