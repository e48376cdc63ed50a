#include <peax/core/error.hpp>
#include <peax/score/score.hpp>
#include <peax/score/score_of.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

using namespace peax;
using namespace peax::scoring;

TEST_CASE("scores are read from text, and what is not known is a usage error") {
  CHECK(parse_score("accuracy") == score{});
  CHECK(parse_score("mean_recall") == score{score_kind::mean_recall, {}});
  CHECK(parse_score("mean_recall:0,12,2") == score{score_kind::mean_recall, {0, 12, 2}});
  CHECK(parse_score("macro_f1") == score{score_kind::macro_f1, {}});
  for (char const* wrong : {"", "acc", "mean_recall:", "mean_recall:1,", "mean_recall:1;2", "mean_recall:-1",
                            "mean_recall:1,1", "macro_f1:1", "mean_recall:99999999999"})
    CHECK_THROWS_AS((void)parse_score(wrong), usage_error);
}

TEST_CASE("the text of a score reads back as the score") {
  for (auto const& by : {score{}, score{score_kind::macro_f1}, score{score_kind::mean_recall},
                         score{score_kind::mean_recall, {3, 0, 12}}})
    CHECK(parse_score(to_text(by)) == by);
}

TEST_CASE("accuracy, mean recall and macro F1 of answers worked out by hand") {
  // recalls 3/4, 1/2, 1; F1 = 6/7, 1/2, 2/3
  std::vector<std::int32_t> const labels{0, 0, 0, 0, 1, 1, 2}, answers{0, 0, 0, 1, 1, 2, 2};
  confusion const counts(labels, answers, 3);
  struct {
    score by;
    double wanted;
  } const cases[] = {{{}, 5.0 / 7},
                     {{score_kind::mean_recall}, (0.75 + 0.5 + 1) / 3},
                     {{score_kind::mean_recall, {0, 1}}, 0.625},
                     {{score_kind::macro_f1}, (6.0 / 7 + 0.5 + 2.0 / 3) / 3}};
  for (auto const& c : cases) {
    CAPTURE(to_text(c.by));
    CHECK(score_of(c.by, labels, answers) == doctest::Approx(c.wanted).epsilon(1e-14));
    CHECK(score_of(c.by, counts) == score_of(c.by, labels, answers));
  }
  CHECK(counted_classes({score_kind::macro_f1}, labels) == std::vector{0, 1, 2});
  CHECK(counted_classes({score_kind::mean_recall, {2, 0}}, labels) == std::vector{2, 0});
}

TEST_CASE("a class that is only answered counts in no mean, and one without a sample cannot be named") {
  // class 1 is answered once and never true: F1 of class 0 is 2*1/(2 + 1), of class 2 it is 1
  std::vector<std::int32_t> const labels{0, 0, 2}, answers{0, 1, 2};
  CHECK(score_of({score_kind::macro_f1}, labels, answers) == doctest::Approx((2.0 / 3 + 1) / 2));
  CHECK(score_of({score_kind::mean_recall}, labels, answers) == doctest::Approx(0.75));
  for (std::int32_t const absent : {1, 5, -1})
    CHECK_THROWS_AS((void)score_of({score_kind::mean_recall, {absent}}, labels, answers), bad_input);
}

TEST_CASE("what has no score is refused") {
  std::vector<std::int32_t> const none, one{0}, two{0, 1}, negative{-1};
  CHECK_THROWS_AS((void)score_of({}, none, none), bad_input);
  CHECK_THROWS_AS((void)score_of({}, one, two), bad_input);
  CHECK_THROWS_AS((void)score_of({}, negative, one), bad_input);
  CHECK_THROWS_AS((void)score_of({}, one, negative), bad_input);
  CHECK_THROWS_AS((void)score_of({}, confusion(2)), bad_input);
  CHECK_THROWS_AS((void)score_of({score_kind::mean_recall}, confusion(2)), bad_input);
}
