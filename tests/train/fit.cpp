#include <peax/graph/builder.hpp>
#include <peax/graph/op.hpp>
#include <peax/train/evaluate.hpp>
#include <peax/train/fit.hpp>

#include <doctest/doctest.h>
#include <support/temporary_folder.hpp>

#include <cmath>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

using namespace peax;
using namespace peax::training;

namespace {

//! Images [1, 6, 6] of three classes: rows, columns, neither; with noise.
data::data_set stripes(std::size_t n, std::uint64_t seed, double noise = 0.7) {
  random_stream random(seed);
  std::vector<float> x;
  std::vector<std::int32_t> y;
  for (std::size_t i = 0; i < n; ++i) {
    auto const c = static_cast<std::int32_t>(random.index(3));
    for (int k = 0; k < 36; ++k)
      x.push_back(static_cast<float>(noise * random.normal() + (c == 0   ? (k / 6) % 2
                                                                : c == 1 ? (k % 6) % 2
                                                                         : 0.5)));
    y.push_back(c);
  }
  return {tensor(shape{static_cast<std::int64_t>(n), 1, 6, 6}, std::move(x)), tensor::list(std::move(y))};
}

network small_net(std::uint64_t seed = 3) {
  network_builder b("small", shape{batch_extent, 1, 6, 6}, seed);
  b.conv(6, {3, 3}, {}, "first")
      .batch_normalization("norm")
      .relu()
      .conv(8, {3, 3}, {.bias = true}, "second")
      .relu()
      .global_average_pool()
      .flatten()
      .dense(3, "head")
      .softmax();
  return network(b.finish());
}

//! One dense layer on [width] features.
network linear_net(std::int64_t width, std::int64_t outputs, bool softmax) {
  network_builder b("linear", shape{batch_extent, width}, 1);
  b.dense(outputs, "head");
  if (softmax) b.softmax();
  return network(b.finish());
}

std::vector<value_id> named(network const& n, std::vector<std::string> const& names) {
  std::vector<value_id> ids;
  for (auto const& name : names) ids.push_back(n->find(name));
  for (auto id : ids) REQUIRE(id != value_id::none);
  return ids;
}

tensor const& weight(network const& n, std::string const& name) { return (*n)[n->find(name)].constant; }

double largest_difference(tensor const& a, tensor const& b) {
  double d = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    d = std::max(d, std::abs(static_cast<double>(a.floats()[i]) - static_cast<double>(b.floats()[i])));
  return d;
}

std::string message(auto const& what) {
  try {
    what();
  } catch (error const& e) {
    return e.what();
  }
  return "nothing was thrown";
}

} // namespace

TEST_CASE("a small network learns, keeps its structure and names, and its statistics are renewed") {
  auto const n = small_net();
  auto const train = stripes(500, 1), validation = stripes(300, 2);
  auto const made = fit(
      n, train, validation,
      {.epochs = 8, .batch = 32, .optimizer = {.rate = 5e-3}, .schedule = schedule::cosine(), .threads = 1});
  REQUIRE(made.history.size() == 8);
  CHECK(made.history.back().train_loss < 0.5 * made.history.front().train_loss);
  CHECK(made.history[made.best_epoch].validation_score > 0.9);
  CHECK(made.network->nodes().size() == n->nodes().size());
  for (std::size_t i = 0; i < n->values().size(); ++i)
    CHECK(made.network->values()[i].name == n->values()[i].name);
  for (char const* name : {"first.weight", "second.weight", "second.bias", "head.weight", "head.bias",
                           "norm.scale", "norm.shift", "norm.mean", "norm.variance"})
    CHECK(largest_difference(weight(made.network, name), weight(n, name)) > 1e-4);
  auto const again = evaluate(made.network, validation, {}, {{}}, 1);
  CHECK(again.score == made.history[made.best_epoch].validation_score);
  CHECK(again.loss == doctest::Approx(made.history[made.best_epoch].validation_loss).epsilon(1e-6));
}

TEST_CASE("the same seed gives the same bytes for 1 and 2 threads, another seed others") {
  auto const train = stripes(150, 1), validation = stripes(60, 2);
  fit_options o{
      .epochs = 2, .batch = 32, .gradient_limit = 1, .label_smoothing = 0.1, .threads = 1, .seed = 4};
  auto const one = fit(small_net(), train, validation, o);
  o.threads = 2;
  auto const two = fit(small_net(), train, validation, o);
  CHECK(one.network.content() == two.network.content());
  CHECK(one.history.back().validation_loss == two.history.back().validation_loss);
  o.seed = 5;
  CHECK(fit(small_net(), train, validation, o).network.content() != one.network.content());
}

TEST_CASE("a step of gradient descent on a dense layer is the formula's") {
  std::size_t const n = 7;
  random_stream random(1);
  std::vector<float> x(n * 4);
  for (float& v : x) v = static_cast<float>(random.normal());
  std::vector<std::int32_t> const y{0, 1, 2, 1, 0, 2, 2};
  auto const net = linear_net(4, 3, true);
  auto const made = fit(net, {tensor(shape{7, 4}, x), tensor::list(y)}, {},
                        {.epochs = 1,
                         .batch = 64,
                         .optimizer = {.kind = optimizer_kind::sgd, .rate = 0.5, .momentum = 0},
                         .threads = 1});
  auto const w = weight(net, "head.weight").floats(), after = weight(made.network, "head.weight").floats();
  std::vector<double> expected(w.begin(), w.end());
  for (std::size_t i = 0; i < n; ++i) {
    double z[3] = {0, 0, 0}, sum = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      for (std::size_t f = 0; f < 4; ++f)
        z[k] += static_cast<double>(w[4 * k + f]) * static_cast<double>(x[4 * i + f]);
      sum += std::exp(z[k]);
    }
    for (std::size_t k = 0; k < 3; ++k)
      for (std::size_t f = 0; f < 4; ++f)
        expected[4 * k + f] -= 0.5 / 7 * (std::exp(z[k]) / sum - (y[i] == static_cast<int>(k))) *
                               static_cast<double>(x[4 * i + f]);
  }
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(std::abs(static_cast<double>(after[i]) - expected[i]) < 1e-6);
}

TEST_CASE("a frozen part runs once and gives what it would give in every step") {
  auto const n = small_net();
  auto const train = stripes(130, 1), validation = stripes(70, 2);
  fit_options o{.trained = named(n, {"second.weight", "second.bias", "head.weight", "head.bias"}),
                .epochs = 3,
                .batch = 32,
                .optimizer = {.rate = 5e-3},
                .threads = 1};
  auto const kept = fit(n, train, validation, o);
  CHECK(kept.cached_floats == 6 * 36);
  o.cache.memory = 0; // and no folder: nothing is kept
  auto const every_time = fit(n, train, validation, o);
  CHECK(every_time.cached_floats == 0);
  testing::temporary_folder const folder;
  o.cache.folder = std::filesystem::path(folder.path());
  auto const in_file = fit(n, train, validation, o);
  CHECK(in_file.cached_floats == 6 * 36);
  CHECK(in_file.network.content() == kept.network.content());
  CHECK(std::filesystem::is_empty(folder.path()));
  for (char const* name : {"second.weight", "second.bias", "head.weight", "head.bias"}) {
    CHECK(largest_difference(weight(kept.network, name), weight(every_time.network, name)) < 1e-4);
    CHECK(largest_difference(weight(kept.network, name), weight(n, name)) > 1e-3);
  }
  for (char const* name : {"first.weight", "norm.scale", "norm.mean", "norm.variance"}) {
    CHECK(weight(kept.network, name) == weight(n, name));
    CHECK(weight(every_time.network, name) == weight(n, name));
  }
  o.cache.folder = std::filesystem::path(folder.path()) / "missing";
  CHECK_THROWS_AS((void)fit(n, train, validation, o), io_error);
}

TEST_CASE("the weights of the best epoch are kept, and patience ends training") {
  auto const n = small_net();
  auto const train = stripes(30, 1, 1.5), validation = stripes(200, 2, 1.5);
  fit_options o{
      .epochs = 30, .batch = 8, .optimizer = {.rate = 2e-2}, .score = {.by = criterion::loss}, .threads = 1};
  auto const made = fit(n, train, validation, o);
  REQUIRE(made.history.size() == 30);
  for (auto const& e : made.history)
    CHECK(e.validation_loss >= made.history[made.best_epoch].validation_loss);
  CHECK(made.best_epoch < 29);
  CHECK(evaluate(made.network, validation, {}, {{}}, 1).loss ==
        doctest::Approx(made.history[made.best_epoch].validation_loss).epsilon(1e-6));
  o.patience = 3;
  auto const early = fit(n, train, validation, o);
  CHECK(early.history.size() == early.best_epoch + 4);
  o.patience = 0, o.epochs = early.history.size(), o.keep_best = false;
  auto const last = fit(n, train, validation, o);
  CHECK(last.best_epoch == early.history.size() - 1);
  CHECK(evaluate(last.network, validation, {}, {{}}, 1).loss ==
        doctest::Approx(last.history.back().validation_loss).epsilon(1e-6));
}

TEST_CASE("a teacher alone makes the student answer as it does, against the labels") {
  auto const train = stripes(400, 1, 0.4);
  auto const taught =
      fit(small_net(), train, {}, {.epochs = 10, .batch = 32, .optimizer = {.rate = 5e-3}, .threads = 1})
          .network;
  std::vector<std::int32_t> shifted;
  for (auto label : train.labels()) shifted.push_back((label + 1) % 3);
  data::data_set const wrong(train.inputs(), tensor::list(shifted));
  fit_options o{.epochs = 15,
                .batch = 32,
                .optimizer = {.rate = 5e-3},
                .teacher = teacher{.network = taught, .share = 1},
                .threads = 1};
  auto const student = fit(small_net(9), wrong, {}, o);
  CHECK(evaluate(student.network, train, {}, {{}}, 1).score > 0.95);
  CHECK(student.history.back().train_loss < 0.1 * student.history.front().train_loss);
  o.teacher->network = linear_net(36, 5, true);
  CHECK(message([&] { (void)fit(small_net(), train, {}, o); }).find("the teacher linear") !=
        std::string::npos);
}

TEST_CASE("several exits train jointly; the weight of an exit is that of its loss") {
  network_builder b("exits", shape{batch_extent, 1, 6, 6}, 2);
  b.conv(6, {3, 3}, {.bias = true}, "first").relu();
  value_id const trunk = b.at();
  b.global_average_pool().flatten().dense(3, "early").softmax();
  value_id const early = b.at();
  b.from(trunk).conv(8, {3, 3}, {.bias = true}, "second").relu();
  b.apply(op::global_average_pool{}).flatten().dense(3, "late").softmax();
  value_id const late = b.at();
  b.editor().set_outputs({early, late});
  network const n(b.editor().finish());
  auto const train = stripes(400, 1, 0.4), validation = stripes(200, 2, 0.4);
  fit_options o{
      .outputs = {{0, 0.5}, {1, 1.0}}, .epochs = 6, .batch = 32, .optimizer = {.rate = 1e-2}, .threads = 1};
  auto const both = fit(n, train, validation, o);
  auto const score = [&](network const& of, std::size_t output) {
    return evaluate(of, validation, {}, {{.output = output}}, 1).loss;
  };
  for (std::size_t output : {0U, 1U}) CHECK(score(both.network, output) < 0.8 * score(n, output));
  auto const joint = evaluate(both.network, validation, {}, o.outputs, 1);
  CHECK(joint.loss == doctest::Approx(0.5 * score(both.network, 0) + score(both.network, 1)).epsilon(1e-6));
  o.outputs = {{0, 0.0}, {1, 1.0}};
  o.optimizer = {.kind = optimizer_kind::sgd, .rate = 0.05};
  auto const one = fit(n, train, validation, o);
  CHECK(weight(one.network, "early.weight") == weight(n, "early.weight"));
  CHECK(weight(one.network, "late.weight") != weight(n, "late.weight"));
  o.trained = named(n, {"late.weight"});
  CHECK(message([&] { (void)fit(n, train, validation, o); }).find("nothing in front of") !=
        std::string::npos);
}

TEST_CASE("regression and binary outputs learn; their score is the loss and the accuracy") {
  random_stream random(3);
  std::vector<float> x(300 * 3), y(300);
  std::vector<std::int32_t> sign(300);
  for (std::size_t i = 0; i < 300; ++i) {
    for (std::size_t k = 0; k < 3; ++k) x[3 * i + k] = static_cast<float>(random.normal());
    y[i] = 2 * x[3 * i] - x[3 * i + 1] + 0.5F;
    sign[i] = y[i] > 0.5F;
  }
  tensor const inputs(shape{300, 3}, x);
  data::data_set const values(inputs, tensor(shape{300, 1}, y)), classes(inputs, tensor::list(sign));
  fit_options o{
      .epochs = 60, .batch = 32, .optimizer = {.rate = 0.05}, .schedule = schedule::cosine(), .threads = 1};
  auto const line = fit(linear_net(3, 1, false), values, values, o);
  CHECK(line.history.back().validation_loss < 1e-6);
  CHECK(line.history.back().validation_score == line.history.back().validation_loss);
  CHECK(weight(line.network, "head.weight").floats()[0] == doctest::Approx(2).epsilon(1e-3));
  network_builder b("binary", shape{batch_extent, 3}, 1);
  b.dense(1, "head").sigmoid();
  auto const halves = fit(network(b.finish()), classes, classes, o);
  CHECK(halves.history.back().validation_score > 0.98);
}

TEST_CASE("the norm of a step is bounded by the gradient limit") {
  auto const n = linear_net(4, 3, true);
  std::vector<float> x(8 * 4, 50.0F);
  data::data_set const set(tensor(shape{8, 4}, x),
                           tensor::list(std::vector<std::int32_t>{0, 1, 2, 1, 0, 2, 2, 2}));
  auto const moved = [&](double limit) {
    auto const made = fit(n, set, {},
                          {.epochs = 1,
                           .batch = 8,
                           .optimizer = {.kind = optimizer_kind::sgd, .rate = 0.1, .momentum = 0},
                           .gradient_limit = limit,
                           .threads = 1});
    double square = 0;
    for (char const* name : {"head.weight", "head.bias"})
      for (std::size_t i = 0; i < weight(n, name).size(); ++i)
        square += std::pow(static_cast<double>(weight(made.network, name).floats()[i]) -
                               static_cast<double>(weight(n, name).floats()[i]),
                           2);
    return std::sqrt(square);
  };
  CHECK(moved(0) > 1);
  CHECK(moved(2) == doctest::Approx(0.2).epsilon(1e-3));
}

TEST_CASE("inputs are augmented in training alone, with numbers of the seed") {
  std::size_t calls = 0, samples = 0;
  fit_options o{.epochs = 2, .batch = 32, .threads = 1};
  o.augment = [&](std::span<float> batch, shape const& sample, random_stream& random) {
    CHECK(sample == shape{1, 6, 6});
    ++calls, samples += batch.size() / 36;
    for (float& v : batch) v += static_cast<float>(0.1 * random.normal());
  };
  auto const train = stripes(70, 1), validation = stripes(40, 2);
  auto const one = fit(small_net(), train, validation, o);
  CHECK(calls == 6);
  CHECK(samples == 140);
  CHECK(fit(small_net(), train, validation, o).network.content() == one.network.content());
}

TEST_CASE("a last batch of one sample is left to the next epoch where samples are normalized together") {
  CHECK(std::isfinite(fit(small_net(), stripes(33, 1), {}, {.epochs = 2, .batch = 32, .threads = 1})
                          .history.back()
                          .train_loss));
  auto const flat = stripes(33, 1);
  data::data_set const rows(flat.inputs().reshaped(shape{33, 36}), flat.answers());
  CHECK(std::isfinite(fit(linear_net(36, 3, true), rows, {}, {.epochs = 2, .batch = 32, .threads = 1})
                          .history.back()
                          .train_loss));
}

TEST_CASE("training refuses what cannot work, in words") {
  auto const n = small_net();
  auto const train = stripes(40, 1);
  auto const text = [&](data::data_set const& set, fit_options const& o) {
    return message([&] { (void)fit(n, set, {}, o); });
  };
  CHECK(text(train, {.optimizer = {.kind = optimizer_kind::sgd, .rate = 1e30}, .threads = 1})
            .find("is too high: try a tenth of it") != std::string::npos);
  CHECK(text({}, {}) == "training of small: there are no training samples");
  data::data_set const same(train.inputs(), tensor::list(std::vector<std::int32_t>(40, 2)));
  CHECK(text(same, {}) == "training of small: all training samples are of class 2, so there is nothing to "
                          "learn; give samples of at least two classes");
  data::data_set const outside(train.inputs(), tensor::list(std::vector<std::int32_t>(40, 3)));
  CHECK(text(outside, {}).find("the label of sample 0 is 3") != std::string::npos);
  CHECK(text(data::data_set(tensor(shape{2, 5}, std::vector<float>(10)),
                            tensor::list(std::vector<std::int32_t>{0, 1})),
             {})
            .find("do not fit the network's input") != std::string::npos);
  CHECK(text(train, {.outputs = {{.output = 1}}}).find("output 1 is to be trained") != std::string::npos);
  graph_editor places(*n);
  auto const label = places.add(op::arg_max{{1}}, {n->outputs()[0]}, "label");
  places.set_outputs({label});
  auto const refused = message([&] { (void)fit(network(places.finish()), train, {}, {}); });
  CAPTURE(refused);
  CHECK(refused.find("the output 'label_out' is int64, and whole numbers have no gradient") !=
        std::string::npos);
  CHECK(text(train, {.trained = std::vector<value_id>{}}).find("nothing in front of") != std::string::npos);
  CHECK(text(train, {.epochs = 0}).find("at least one epoch") != std::string::npos);
  CHECK(text(train, {.class_weights = {1, 2}}).find("2 class weights for 3 classes") != std::string::npos);
  CHECK(text(stripes(40, 1), {.class_weights = {1, -2, 1}}).find("class weights") != std::string::npos);
}
