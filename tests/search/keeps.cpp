// Sources: the definitions of docs/explanation/limits.md, worked out by hand.
#include <peax/search/limit/certified.hpp>
#include <peax/search/limit/keeps.hpp>
#include <peax/search/limit/paired_test.hpp>
#include <peax/search/limit/validation.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

using namespace peax;
using namespace peax::search;

TEST_CASE("a plain limit counts the loss alone, up to rounding") {
  seen_limit const limit(loss_limit::plain(0.1));
  CHECK(limit.keeps(0.1));
  CHECK(limit.keeps(0.1 + tolerance / 2));
  CHECK_FALSE(limit.keeps(0.1 + 3 * tolerance));
  CHECK(limit.keeps(paired_losses{0.1, 5, 5}));
  CHECK_FALSE(limit.has_margin());
}

TEST_CASE("a margin adds K standard errors of the paired loss") {
  // 100 samples, of which 10 are lost and 4 won. With 1/2 more in each cell of the table (Agresti and Min, 2005):
  // 102 samples, shares 10.5 / 102 and 4.5 / 102.
  auto const losses = paired_losses::of_samples(0.06, 14, 100);
  CHECK(losses.unit_mean == 0.06);
  double const lost = 10.5 / 102, won = 4.5 / 102;
  double const error = std::sqrt((lost + won - (lost - won) * (lost - won)) / 102);
  CHECK(losses.unit_error == doctest::Approx(error).epsilon(1e-14));
  double const with_margin = 0.06 + 2 * error;
  CHECK(seen_limit(loss_limit::margin(with_margin + 1e-9, 2)).keeps(losses));
  CHECK_FALSE(seen_limit(loss_limit::margin(with_margin - 1e-9, 2)).keeps(losses));
}

TEST_CASE(
    "of groups the margin is Student's, the loss on the samples counts too, and fewer than five are none") {
  // group losses 0, 0.05, 0.1, 0.15 and 0.2: mean 0.1, squared deviation 0.025 / 4
  auto const losses = paired_losses::of_groups(0.12, 0.5, 0.075, 5, 0.01);
  CHECK(losses.unit_mean == doctest::Approx(0.1));
  double const error = std::sqrt(0.025 / 4 / 5);
  CHECK(losses.unit_error == doctest::Approx(error));
  double const bound = 0.1 + student_factor(1, 5) * error;
  CHECK(seen_limit(loss_limit::margin(bound + 1e-9, 1), 5).keeps(losses));
  CHECK_FALSE(seen_limit(loss_limit::margin(bound - 1e-9, 1), 5).keeps(losses));
  CHECK_FALSE(seen_limit(loss_limit::margin(0.11, 0), 5).keeps(losses)); // 0.12 are lost
  CHECK_FALSE(seen_limit(loss_limit::margin(1, 1), 4).keeps(losses));
  CHECK(seen_limit(loss_limit::margin(0.1, 1), 5).bound(losses) == doctest::Approx(bound));
}

TEST_CASE(
    "no difference on validation is no certainty: the error is that of one more sample, for groups too") {
  CHECK(paired_losses::of_samples(0, 0, 98).unit_error == doctest::Approx(0.01)); // 1 of 100
  CHECK(paired_losses::of_groups(0, 0, 0, 8, 0.01).unit_error == 0.01);
  std::vector<std::int32_t> labels, answers;
  std::vector<std::int64_t> units;
  for (int i = 0; i < 60; ++i) {
    labels.push_back(i % 3);
    answers.push_back(i % 3);
    units.push_back(i / 10);
  }
  paired_answers const same{labels, answers, answers}, grouped{labels, answers, answers, units};
  CHECK(losses_of(same, {}).unit_error == doctest::Approx(1.0 / 62));
  CHECK(losses_of(grouped, {}).unit_error == doctest::Approx(1.0 / 62));
  // Three tables of 20 samples, each with weight 1/3 of the loss and one differing sample more.
  CHECK(losses_of(same, {scoring::score_kind::mean_recall, {}}).unit_error ==
        doctest::Approx(std::sqrt(3.0) / 62));
  CHECK(macro_f1_loss_error(same, 1) == doctest::Approx(std::sqrt(3.0) / 62));
}

TEST_CASE("what validation cannot show is said") {
  std::vector<std::int32_t> const one(7, 2), two{0, 2, 2};
  REQUIRE(one_class_only(one));
  CHECK(one_class_only(one)->why.find("all 7 samples are of class 2") == 0);
  CHECK(!one_class_only(two));
  CHECK(!one_class_only({}));
  auto const said = remarks_on_labels(two, 4, loss_limit::plain(0.01));
  REQUIRE(said.size() == 2);
  CHECK(said[0].find("no samples of 2 of the 4 classes (1, 3)") != std::string::npos);
  CHECK(said[1].find("finer than three samples: 1 points are 0.03 of the 3 samples") != std::string::npos);
  std::vector<std::int32_t> const many{0, 1, 2, 3, 0, 1, 2, 3};
  CHECK(remarks_on_labels(many, 4, loss_limit::plain(0.4)).empty());
  CHECK(remarks_on_labels(many, 4, std::nullopt).empty());
}

TEST_CASE("a certified limit is kept where the paired test rejects that the loss exceeds it") {
  std::size_t const n = 1000;
  std::vector<std::int32_t> const labels(n, 0), last(n, 0);
  auto const chosen_with = [&](std::size_t lost) {
    std::vector<std::int32_t> chosen(n, 0);
    std::fill_n(chosen.begin(), lost, 1);
    return chosen;
  };
  auto const limit = loss_limit::certified(0.05, 0.9);
  bool before = true;
  std::size_t kept = 0;
  for (std::size_t lost = 0; lost <= 60; lost += 2) {
    auto const chosen = chosen_with(lost);
    bool const now = keeps(limit, {}, {labels, last, chosen});
    CHECK(now == (paired_p_value({n, lost, 0}, 0.05, 0.1) <= 0.1));
    CHECK((before || !now)); // more losses are never kept where fewer were not
    before = now;
    if (now) kept = lost;
  }
  CHECK(kept >
        20); // 5 % of 1000 are 50; the bound at 0.9 stays below by about 1.3 standard errors and its price
  CHECK(kept < 50);
}

TEST_CASE("with units a certified limit is a bet on their means, and class by class for recalls") {
  std::vector<std::int32_t> labels, last, chosen;
  std::vector<std::int64_t> units;
  for (std::int64_t u = 0; u < 60; ++u)
    for (int i = 0; i < 4; ++i) {
      labels.push_back(i % 2);
      last.push_back(i % 2);
      chosen.push_back(u < 2 && i == 1 ? 0 : i % 2);
      units.push_back(u);
    }
  std::vector<double> losses(60, 0.0), of_one(60, 0.0);
  losses[0] = losses[1] = 0.25;
  of_one[0] = of_one[1] = 0.5; // class 1 alone
  paired_answers const answers{labels, last, chosen, units};
  for (double const e : {0.02, 0.05, 0.1, 0.2}) {
    CAPTURE(e);
    auto const limit = loss_limit::certified(e, 0.9);
    CHECK(keeps(limit, {}, answers) == (betting_e_value(losses, e) >= 1 / (1 - limit.value)));
    double const half = (1 - limit.value) / 2;
    double const bound =
        betting_upper_bound(std::vector<double>(60, 0.0), half) / 2 + betting_upper_bound(of_one, half) / 2;
    CHECK(keeps(limit, {scoring::score_kind::mean_recall, {0, 1}}, answers) == (bound <= e));
  }
  CHECK(keeps(loss_limit::certified(0.2, 0.9), {}, answers));
  CHECK_FALSE(keeps(loss_limit::certified(0.02, 0.9), {}, answers));
}

TEST_CASE("units are split whole, by the seed alone, and a class on one side only is found") {
  std::vector<std::vector<std::size_t>> const units{{0, 1}, {2}, {3, 4, 5}, {6}, {7, 8}, {9}, {10}, {11}};
  auto const part = detail::split_units(units, 0.25, 3);
  CHECK(part == detail::split_units(units, 0.25, 3));
  std::vector<std::size_t> all;
  for (auto const& p : part) all.insert(all.end(), p.begin(), p.end());
  std::sort(all.begin(), all.end());
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(all[i] == i);
  CHECK(all.size() == 12);
  for (auto const& unit : units) {
    auto const learns = std::count_if(unit.begin(), unit.end(), [&](std::size_t i) {
      return std::find(part[0].begin(), part[0].end(), i) != part[0].end();
    });
    CHECK((learns == 0 || learns == static_cast<std::ptrdiff_t>(unit.size())));
  }
  std::vector<std::int32_t> const classes{0, 1}, learned{0, 1, 1}, tested{0, 0};
  CHECK(detail::missing_class(classes, learned, tested) == 1);
  CHECK(detail::missing_class(classes, learned, learned) == std::nullopt);
}
