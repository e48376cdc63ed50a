#include <peax/analysis/analysis.hpp>
#include <peax/analysis/stored.hpp>
#include <peax/document/describe.hpp>
#include <peax/graph/builder.hpp>
#include <peax/report/batch_size.hpp>
#include <peax/report/feature_map_signatures.hpp>
#include <peax/report/stream.hpp>
#include <peax/report/temporal_behaviour.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <sstream>
#include <string>
#include <vector>

using namespace peax;

namespace {
//! One value a sample.
data::stream line(std::vector<float> values, std::vector<std::int64_t> labels,
                  std::vector<std::int64_t> lengths) {
  auto const n = static_cast<std::int64_t>(values.size());
  return {data::data_set(tensor(shape{n, 1}, std::move(values)), tensor::list(std::move(labels))), lengths};
}

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
  for (auto const& s : {line(slow, labels, lengths), line(std::vector<float>(400, 3.0f), labels, lengths)})
    CHECK(!describe(report::stream<calibration>{s}).elements().empty());
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
  CHECK(!describe(report::stream<test>{data::stream::unlabelled(x, lengths)}).elements().empty());
}

TEST_CASE("distances inside scenes and at changes are to the scene's start, or to the sample before") {
  // Two recordings; the label changes once, at sample 3.
  std::vector<float> const values{0, 1, 3, 10, 11, 100, 104};
  std::vector<std::int32_t> const labels{0, 0, 0, 1, 1, 1, 1};
  std::vector<data::recording> const recordings{{0, 5}, {5, 7}};
  tensor const vectors(shape{7, 1}, values);
  auto const scene = report::distances_of(vectors, recordings, labels, report::reference_of::scene);
  CHECK(scene.inside.count == 4); // 1, 3; 1; 4
  CHECK(scene.inside.largest == 4);
  CHECK(scene.inside.mean == doctest::Approx((1 + 3 + 1 + 4) / 4.0));
  CHECK(scene.changes.count == 1);
  CHECK(scene.changes.least == 10);
  CHECK(scene.separation == 1);
  auto const previous = report::distances_of(vectors, recordings, labels, report::reference_of::previous);
  CHECK(previous.inside.largest == 4); // 1, 2; 1; 4
  CHECK(previous.changes.least == 7);
  CHECK(previous.usable());
  std::vector<std::int32_t> const same(7, 0);
  CHECK(std::isnan(report::distances_of(vectors, recordings, same, report::reference_of::scene).separation));
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
  CHECK(!document::describe(f).elements().empty());
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

TEST_CASE("the best batch size is one that was measured") {
  auto const b = report::batch_size::of{4, 0.001}.make(series_network(), {});
  REQUIRE(b.tried.size() == 3);
  CHECK((b.best == 1 || b.best == 2 || b.best == 4));
  for (auto const& m : b.tried) CHECK(m.samples_per_s > 0);
  CHECK(!document::describe(b).elements().empty());
  auto const none = report::batch_size::of{4, 0.001, 1}.make(series_network(), {});
  CHECK(none.best == 1);
  REQUIRE(none.refusals.size() == 1);
  CHECK(none.refusals[0].why.find("bytes") != std::string::npos);
}
