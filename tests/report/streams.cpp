#include "shown.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/stored.hpp>
#include <peax/document/describe.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/memory.hpp>
#include <peax/report/batch_size.hpp>
#include <peax/report/feature_map_signatures.hpp>
#include <peax/report/stream.hpp>
#include <peax/report/temporal_behaviour.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

using namespace peax;
using namespace peax::testing;

namespace {
//! One value a sample.
data::stream line(std::vector<float> values, std::vector<std::int64_t> labels,
                  std::vector<std::int64_t> lengths) {
  auto const n = static_cast<std::int64_t>(values.size());
  return {data::data_set(tensor(shape{n, 1}, std::move(values)), tensor::list(std::move(labels))), lengths};
}

std::int64_t peak_bytes(network const& n) { return storage_of(peak_memory(*n).elements, 32).value; }

network series_network() {
  network_builder b("series", {batch_extent, 2, 32}, 1);
  return network(b.conv(4, {3})
                     .relu()
                     .conv(6, {3})
                     .relu()
                     .conv(6, {3})
                     .relu()
                     .global_average_pool()
                     .flatten()
                     .dense(3)
                     .softmax()
                     .finish());
}
} // namespace

TEST_CASE("correlation is along time, not across the values of a sample") {
  std::vector<float> slow, restless;
  for (int i = 0; i < 400; ++i) {
    slow.push_back(std::sin(static_cast<float>(i) / 20.0f));
    restless.push_back(i % 2 == 0 ? 1.0f : -1.0f);
  }
  std::vector<std::int64_t> const labels(400, 0), lengths{200, 200}, ones(400, 1);
  CHECK(report::temporal_correlation(line(slow, labels, lengths)) > 0.99);
  CHECK(report::temporal_correlation(line(restless, labels, lengths)) == doctest::Approx(-1).epsilon(1e-6));
  CHECK(std::isnan(report::temporal_correlation(line(std::vector<float>(400, 3.0f), labels, lengths))));
  CHECK(std::isnan(report::temporal_correlation(line(slow, labels, ones))));
  auto const moving = describe(report::stream<calibration>{line(slow, labels, lengths)});
  CHECK(tile(moving, "recordings") == 2);
  CHECK(tile(moving, "samples") == 400);
  CHECK(tile(moving, "correlation of neighbours in time") > 0.99);
  CHECK(tile(moving, "scenes") == 2);
  CHECK(tile(moving, "mean length of a scene") == 200);
  CHECK(says(moving, "No recording changes its label"));
  CHECK(shown<document::bars>(moving).items.size() == 1);
  auto const still =
      describe(report::stream<calibration>{line(std::vector<float>(400, 3.0f), labels, lengths)});
  CHECK(says(still, "The signal is constant"));
}

TEST_CASE("scenes are shown by label") {
  auto const section = describe(report::stream<test>{line({1, 2, 3, 4, 5, 6}, {0, 0, 1, 0, 1, 1}, {4, 2})});
  CHECK(section.title() == "Stream: test");
  CHECK(tile(section, "scenes") == 4);
  CHECK(tile(section, "changes of label") == 2);
  auto const bars = shown<document::bars>(section);
  REQUIRE(bars.items.size() == 2);
  CHECK(bars.items[0].parts == std::vector<double>{3});
  CHECK(bars.items[0].remark == "2 scenes");
  CHECK(bars.items[1].parts == std::vector<double>{3});
}

TEST_CASE("a stream without labels says so; its classes may also stand in whole numbers of targets") {
  std::vector<std::int64_t> const lengths{2, 1};
  tensor const x(shape{3, 1}, std::vector<float>{1, 2, 3});
  CHECK(!data::stream::unlabelled(x, lengths).has_classes());
  CHECK_THROWS_AS((void)data::stream::unlabelled(x, lengths).with_labels(), bad_input);
  data::stream const whole(data::data_set(x, tensor::list(std::vector<float>{0, 2, 1})), lengths);
  CHECK(whole.has_classes());
  CHECK(whole.with_labels().transitions().size() == 1);
  data::stream const real(data::data_set(x, tensor::list(std::vector<float>{0, 2.5f, 1})), lengths);
  CHECK(!real.has_classes());
  CHECK(says(describe(report::stream<test>{data::stream::unlabelled(x, lengths)}), "no class labels"));
}

TEST_CASE("distances inside scenes and at changes are to the scene's start, or to the sample before") {
  // Two recordings; the label changes once, at sample 3.
  std::vector<float> const values{0, 1, 3, 10, 11, 100, 104};
  std::vector<std::int32_t> const labels{0, 0, 0, 1, 1, 1, 1};
  std::vector<data::recording> const recordings{{0, 5}, {5, 7}};
  tensor const vectors(shape{7, 1}, values);
  auto const scene = report::distances_of(vectors, recordings, labels, decision::reference::scene);
  CHECK(scene.inside.count == 4); // 1, 3; 1; 4
  CHECK(scene.inside.largest == 4);
  CHECK(scene.inside.mean == doctest::Approx((1 + 3 + 1 + 4) / 4.0));
  CHECK(scene.changes.count == 1);
  CHECK(scene.changes.least == 10);
  CHECK(scene.separation == 1);
  auto const previous = report::distances_of(vectors, recordings, labels, decision::reference::previous);
  CHECK(previous.inside.largest == 4); // 1, 2; 1; 4
  CHECK(previous.changes.least == 7);
  CHECK(previous.usable());
  std::vector<std::int32_t> const same(7, 0);
  CHECK(std::isnan(report::distances_of(vectors, recordings, same, decision::reference::scene).separation));
}

TEST_CASE("signatures exist for every pooling that differs, in running order, and come back from the cache") {
  std::vector<float> x;
  for (int i = 0; i < 12 * 64; ++i) x.push_back(std::sin(static_cast<float>(i * i % 97)));
  std::vector<std::int64_t> const labels{0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2}, lengths{12};
  data::stream const s(data::data_set(tensor(shape{12, 2, 32}, x), tensor::list(labels)), lengths);
  auto const a = analysis(model<single_exit>(series_network())).submit(report::stream<calibration>::of{s});
  auto const& f = a.get<report::feature_map_signatures>();
  REQUIRE(f.places.size() == 6); // behind two convolutions: one, four and eight segments
  for (std::size_t e = 0; e < 6; ++e) {
    std::size_t const channels = e < 3 ? 4 : 6, cells[] = {1, 4, 8};
    CHECK(f.places[e].exit.outputs.size() == 12 * channels * cells[e % 3]);
    CHECK(static_cast<std::size_t>(f.places[e].pooled) == e % 3);
    CHECK(f.places[e].exit.prefix_macs > 0);
  }
  auto const section = document::describe(f);
  for (std::size_t k = 0; k < 2; ++k) {
    auto const t = shown<document::table>(section, k);
    REQUIRE(t.rows().size() == f.places.size());
    for (std::size_t e = 0; e < f.places.size(); ++e) {
      auto const& d = k == 0 ? f.places[e].to_scene : f.places[e].to_previous;
      CHECK(name_at(t, e) == f.places[e].exit.after_block);
      CHECK(number_at(t, e, "largest") == d.inside.largest);
      CHECK(number_at(t, e, "told apart") == d.separation);
    }
  }
  std::ostringstream first, second;
  f.save(first);
  std::istringstream from(first.str());
  report::feature_map_signatures::load(from).save(second);
  CHECK(first.str() == second.str());
}

TEST_CASE("a network with several outputs has no signatures, and the reason says why") {
  network const one = series_network();
  graph_editor edit(*one);
  edit.add_output(one->nodes()[1].outputs[0]);
  std::vector<std::int64_t> const labels{0, 1}, lengths{2};
  data::stream const s(
      data::data_set(tensor(shape{2, 2, 32}, std::vector<float>(128, 1.0f)), tensor::list(labels)), lengths);
  network const two(edit.finish());
  auto const f = report::feature_map_signatures::default_reporter{}.make(
      two, report::architecture::default_reporter{}.make(two), {s}, {});
  CHECK(f.places.empty());
  REQUIRE(f.refusals.size() == 1);
  CHECK(f.refusals[0].why.find("2 outputs") != std::string::npos);
}

namespace {

std::size_t fastest_of(std::vector<report::batch_size::measurement> const& tried) {
  double best = 0;
  for (auto const& m : tried) best = std::max(best, m.samples_per_s);
  for (auto const& m : tried)
    if (m.samples_per_s >= 0.98 * best) return m.batch;
  return 0;
}

} // namespace

TEST_CASE(
    "the best batch sizes are the fastest that were measured, up to 2 %, for inference and for training") {
  auto const b = report::batch_size::of{8, 0.001}.make(series_network(), {});
  for (auto const* tried : {&b.tried, &b.trained}) {
    REQUIRE(tried->size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK((*tried)[i].batch == std::size_t{1} << i);
      CHECK((*tried)[i].samples_per_s > 0);
    }
  }
  CHECK(b.best == fastest_of(b.tried));
  REQUIRE(b.best_for_training);
  CHECK(*b.best_for_training == fastest_of(b.trained));
  CHECK(b.refusals.empty());

  auto const section = document::describe(b);
  auto const charts = all_of<document::scatter>(section);
  REQUIRE(charts.size() == 2);
  CHECK(charts[0].all[0].points.size() == 4);
  CHECK(charts[0].chosen->x == static_cast<double>(b.best));
  CHECK(charts[1].chosen->x == static_cast<double>(*b.best_for_training));
  CHECK(all_of<document::refusals>(section).empty());
}

TEST_CASE("batch sizes whose feature maps do not fit are not tried, and the reason says how many bytes") {
  auto const n = series_network();
  // The two largest maps that live at once: 4 x 30 and 6 x 28 values.
  std::int64_t const per_sample = (4 * 30 + 6 * 28) * 4;
  auto const two = report::batch_size::of{16, 0.001, 3 * per_sample}.make(n, {});
  REQUIRE(!two.tried.empty());
  for (auto const& m : two.tried) CHECK(static_cast<std::int64_t>(m.batch) * peak_bytes(n) <= 3 * per_sample);
  CHECK(two.tried.back().batch < 16);
  CHECK(two.trained.size() < two.tried.size()); // training keeps all of them, with gradients
  REQUIRE(two.refusals.size() == 2);
  CHECK(two.refusals[0].what.starts_with("inference at batch size"));
  CHECK(two.refusals[1].what.starts_with("training at batch size"));
  auto const none = report::batch_size::of{4, 0.001, 1}.make(n, {});
  CHECK(none.tried.empty());
  CHECK(none.trained.empty());
  CHECK(none.best == 1);
  CHECK(!none.best_for_training);
  REQUIRE(none.refusals.size() == 2);
  CHECK(none.refusals[0].why.find("allowed are 1") != std::string::npos);
  CHECK(all_of<document::refusals>(document::describe(none)).size() == 1);
}

TEST_CASE("a network without a batch axis has no batch size") {
  network_builder b("single", {1, 2, 32}, 1);
  network const n(b.conv(4, {3}).relu().global_average_pool().flatten().dense(3).finish());
  auto const found = report::batch_size::of{4, 0.001}.make(n, {});
  CHECK(found.tried.empty());
  CHECK(found.best == 1);
  REQUIRE(found.refusals.size() == 1);
}

TEST_CASE("a training takes the batch size that it is given, and a measured one only where it is asked to") {
  CHECK(report::training_batch(series_network(), 37) == 37);
  auto const measured = report::training_batch(series_network(), 0, 128);
  CHECK((measured == 128 || measured == 256));
  network_builder b("single", {1, 2, 32}, 1);
  network const single(b.conv(4, {3}).relu().global_average_pool().flatten().dense(3).finish());
  CHECK(report::training_batch(single, 0) == 64);
}
