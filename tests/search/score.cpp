#include <peax/search/score.hpp>

#include <doctest/doctest.h>

using namespace peax;
using namespace peax::search;

TEST_CASE("scores are read from text, and what is not known is a usage error") {
  CHECK(parse_score("accuracy") == score{});
  CHECK(parse_score("mean_recall") == score{score_kind::mean_recall, {}});
  CHECK(parse_score("mean_recall:0,12,2") == score{score_kind::mean_recall, {0, 12, 2}});
  CHECK(parse_score("macro_f1") == score{score_kind::macro_f1, {}});
  for (char const* wrong : {"", "acc", "mean_recall:", "mean_recall:1,", "mean_recall:1;2", "mean_recall:-1",
                            "mean_recall:1,1", "macro_f1:1", "mean_recall:99999999999"})
    CHECK_THROWS_AS((void)parse_score(wrong), usage_error);
}

TEST_CASE("accuracy, mean recall and macro F1 of a confusion worked out by hand") {
  // truth 0 0 0 0 1 1 2, answers 0 0 0 1 1 2 2: recalls 3/4, 1/2, 1; F1 = 6/7, 1/2, 2/3
  cascade_traces const traces({0, 0, 0, 0, 1, 1, 2}, {0, 0, 0, 1, 1, 2, 2}, {}, exit_costs::whole({1}));
  auto const answers = traces.prediction(0);
  CHECK(score_of({}, traces, answers) == doctest::Approx(5.0 / 7));
  CHECK(score_of({score_kind::mean_recall, {}}, traces, answers) == doctest::Approx((0.75 + 0.5 + 1) / 3));
  CHECK(score_of({score_kind::mean_recall, {0, 1}}, traces, answers) == doctest::Approx(0.625));
  CHECK(score_of({score_kind::macro_f1, {}}, traces, answers) ==
        doctest::Approx((6.0 / 7 + 0.5 + 2.0 / 3) / 3));
  CHECK_THROWS_AS((void)score_of({score_kind::mean_recall, {5}}, traces, answers), bad_input);
}
