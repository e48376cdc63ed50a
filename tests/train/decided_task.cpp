// Which task the answers make of an output, and which answers are refused.

#include <peax/graph/editor.hpp>
#include <peax/graph/op.hpp>
#include <peax/train/decided_task.hpp>
#include <peax/train/evaluate.hpp>
#include <peax/train/fit.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

using namespace peax;
using peax::data::data_set;
using peax::data::task_kind;

namespace {

//! [N,2] -> one dense layer -> reshaped to `output` -> `last` when it is one.
network made(shape const& output, any_op last = op::identity{}) {
  std::int64_t units = 1;
  for (std::size_t i = 1; i < output.rank(); ++i) units *= output[i];
  graph_editor e("made");
  auto const x = e.add_input("x", data_type::float32, {batch_extent, 2});
  std::vector<float> w;
  for (std::int64_t i = 0; i < 2 * units; ++i) w.push_back(static_cast<float>(i % 5) - 2);
  value_id at =
      e.add(op::gemm{1, 1, false, true}, {x, e.add_constant("w", tensor(shape{units, 2}, std::move(w)))});
  if (output.rank() != 2)
    at = e.add(op::reshape{std::vector<std::int64_t>(output.begin(), output.end())}, {at});
  e.add_output(e.add(std::move(last), {at}));
  return network(e.finish());
}

data_set answered(shape dims, std::vector<float> values) {
  auto const n = dims[0];
  return data_set(tensor(shape{n, 2}, std::vector<float>(static_cast<std::size_t>(2 * n), 1.0F)),
                  tensor(std::move(dims), std::move(values)), {}, {}, {"x.npy", "y.npy"});
}

data_set labelled(std::vector<std::int64_t> labels) {
  auto const n = static_cast<std::int64_t>(labels.size());
  return data_set(tensor(shape{n, 2}, std::vector<float>(static_cast<std::size_t>(2 * n), 1.0F)),
                  tensor::list(std::move(labels)), {}, {}, {"x.npy", "y.npy"});
}

decided_task of(network const& n, data_set const& set) { return decide_task(*n, 0, set); }

std::string why(network const& n, data_set const& set) {
  try {
    (void)answers_as(of(n, set), set);
  } catch (bad_input const& e) {
    return e.what();
  }
  return "";
}

bool contains(std::string const& text, std::string const& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("rows for a row of values: labels, one-hot rows, sets of labels, values") {
  for (auto const& n :
       {made({batch_extent, 3}), made({batch_extent, 3}, op::softmax{}),
        made({batch_extent, 3}, op::sigmoid{}), made({batch_extent, 1, 3}), made({batch_extent, 3, 1, 1})}) {
    CHECK(of(n, labelled({0, 2})).is == task::multi_class);
    CHECK(of(n, labelled({0, 2})).classes() == 3);
    CHECK(of(n, answered({2}, {0, 2})).is == task::multi_class);
    auto const one_hot = answered({2, 3}, {0, 1, 0, 0, 0, 1});
    CHECK(of(n, one_hot).is == task::multi_class);
    CHECK(answers_as(of(n, one_hot), one_hot).labels()[1] == 2);
    CHECK(of(n, answered({2, 3}, {0, 1, 1, 0, 0, 1})).is == task::multi_label);
    CHECK(of(n, answered({2, 3}, {0, 1, 0, 0, 0, 0})).is == task::multi_label);
    CHECK(of(n, answered({2, 3}, {0, 0.5F, 0.5F, 0, 0, 1})).is == task::regression);
    CHECK(of(n, answered({2, 3}, {7, -1, 2, 0, 3, 1})).is == task::regression);
    CHECK(contains(why(n, labelled({0, 3})),
                   "y.npy: the label of sample 1 is 3, the network has the classes 0 to 2"));
    CHECK(contains(why(n, answered({2, 4}, {0, 1, 2, 3, 4, 5, 6, 7})),
                   "y.npy: answers [2,4] do not fit the output"));
    CHECK(contains(why(n, answered({2}, {0.5F, 1})), "y.npy: the label of sample 0 is 0.5"));
  }
}

TEST_CASE("one value: two classes behind a sigmoid with 0 and 1 alone, else a regression") {
  auto const sigmoid = made({batch_extent, 1}, op::sigmoid{}), linear = made({batch_extent, 1});
  CHECK(of(sigmoid, labelled({0, 1})).is == task::binary);
  CHECK(of(sigmoid, answered({2, 1}, {0, 1})).is == task::binary);
  CHECK(of(sigmoid, answered({2}, {1, 1})).is == task::binary);
  CHECK(of(sigmoid, answered({2}, {0.25F, 1})).is == task::regression);
  CHECK(of(linear, labelled({0, 1})).is == task::regression);
  CHECK(of(linear, answered({2, 1}, {3, 1.5F})).is == task::regression);
  CHECK(of(linear, labelled({-3, 1})).is == task::regression);
  CHECK(contains(why(sigmoid, labelled({-1, 1})), "y.npy: the label of sample 0 is -1"));
  CHECK(contains(why(sigmoid, labelled({1, 2})),
                 "y.npy: the label of sample 1 is 2, the network has the classes 0 to 1"));
  CHECK(contains(why(linear, answered({2, 2}, {3, 1.5F, 1, 1})), "give one value a sample"));
}

TEST_CASE("maps: integers at every position or one-hot maps are a segmentation, values a regression") {
  for (auto const& n : {made({batch_extent, 3, 2, 2}), made({batch_extent, 3, 2, 2}, op::softmax{1})}) {
    auto const map = answered({1, 2, 2}, {0, 1, 2, 2});
    auto const t = of(n, map);
    CHECK(t.is == task::segmentation);
    CHECK((t.layout.outer == 1 && t.layout.classes == 3 && t.layout.inner == 4));
    CHECK(of(n, answered({1, 1, 2, 2}, {0, 1, 2, 2})).is == task::segmentation);
    auto const one_hot = answered({1, 3, 2, 2}, {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 1});
    CHECK(of(n, one_hot).is == task::segmentation);
    CHECK(answers_as(of(n, one_hot), one_hot).targets().floats()[3] == 2);
    CHECK(of(n, answered({1, 3, 2, 2}, std::vector<float>(12, 0.5F))).is == task::regression);
    CHECK(contains(why(n, answered({1, 2, 2}, {0, 1, 3, 2})),
                   "y.npy: the answer at position 2 of sample 0 is 3, the output has the classes 0 to 2"));
    CHECK(contains(why(n, answered({1, 2, 2}, {0, 0.5F, 1, 2})), "position 1 of sample 0 is 0.5"));
    CHECK(contains(why(n, labelled({1})), "y.npy: answers [1] do not fit the output"));
  }
  auto const steps = made({batch_extent, 4, 3}, op::softmax{-1}); // classes last
  auto const t = of(steps, answered({1, 4}, {0, 1, 2, 2}));
  CHECK(t.is == task::segmentation);
  CHECK((t.layout.outer == 4 && t.layout.classes == 3 && t.layout.inner == 1));
  CHECK(of(made({batch_extent, 4, 3}), answered({1, 4}, {0, 1, 2, 2})).layout.classes == 3);
  auto const mask = of(made({batch_extent, 1, 2, 2}, op::sigmoid{}), answered({1, 1, 2, 2}, {0, 1, 1, 1}));
  CHECK(mask.is == task::segmentation);
  CHECK(mask.classes() == 2);
}

TEST_CASE("an output that is labels is judged by its classes, and has no gradient") {
  auto const n = made({batch_extent, 3}, op::arg_max{{1, false, false}});
  for (auto const& t :
       {guess_task(*n), of(n, labelled({0, 2})), of(n, answered({2, 3}, {0, 1, 0, 0, 0, 1}))}) {
    CHECK(t.is == task::multi_class);
    CHECK(t.classes() == 3);
    CHECK(t.because == "its output is the label, ArgMax of 3 classes");
  }
  CHECK(contains(why(n, labelled({0, 3})), "the network has the classes 0 to 2"));
  CHECK(contains(why(n, answered({2, 2}, {0, 1, 1, 1})), "give labels from 0 to 2 in the output's shape"));
  CHECK(of(n, answered({2}, {0, 1.5F}).read_as(task_kind::regression)).is == task::regression);
  CHECK_THROWS_AS((void)training::objective_of(*n, {}, labelled({0, 2})), bad_input);
}

TEST_CASE("a user who says the task is followed, if the answers have its form") {
  auto const n = made({batch_extent, 3});
  CHECK(of(n, answered({2, 3}, {0, 1, 0, 0, 0, 1}).read_as(task_kind::regression)).is == task::regression);
  CHECK(of(n, answered({2, 3}, {0, 1, 0, 0, 0, 1}).read_as(task_kind::multi_label)).is == task::multi_label);
  CHECK(of(made({batch_extent, 1}), labelled({0, 1}).read_as(task_kind::classification)).is == task::binary);
  CHECK(contains(why(n, labelled({0, 1}).read_as(task_kind::regression)),
                 "give a value for each of its values"));
  CHECK(contains(why(n, answered({1, 3}, {0, 2, 1}).read_as(task_kind::multi_label)),
                 "y.npy: value 1 of sample 0 is 2"));
  CHECK(contains(why(n, answered({1, 3}, {0, 2, 1}).read_as(task_kind::classification)),
                 "are no class labels"));
}

TEST_CASE("without answers the shape is guessed from, and an unlabelled stream has none") {
  CHECK(guess_task(*made({batch_extent, 1, 3}, op::softmax{})).is == task::multi_class);
  CHECK(contains(guess_task(*made({batch_extent, 3})).because, "guessed from the shape"));
  CHECK(guess_task(*made({batch_extent, 3}), 0, task_kind::regression).is == task::regression);
  CHECK(decide_or_guess_task(*made({batch_extent, 3}), 0, answered({2}, {-1, -1})).is == task::multi_class);
}

TEST_CASE("training takes the loss that the answers ask for") {
  using training::loss_kind;
  auto const loss = [](network const& n, data_set const& set) {
    return training::objective_of(*n, {}, set).loss;
  };
  auto const n = made({batch_extent, 3}), sigmoid = made({batch_extent, 1}, op::sigmoid{});
  CHECK(loss(n, labelled({0, 2})) == loss_kind::cross_entropy);
  CHECK(loss(n, answered({2, 3}, {0, 1, 0, 0, 0, 1})) == loss_kind::cross_entropy);
  CHECK(loss(n, answered({2, 3}, {0, 1, 1, 0, 0, 1})) == loss_kind::binary_cross_entropy);
  CHECK(loss(n, answered({2, 3}, {4, 1, 1, 0, 0, 1})) == loss_kind::mean_squared_error);
  CHECK(loss(made({batch_extent, 3}, op::sigmoid{}), labelled({0, 2})) == loss_kind::binary_cross_entropy);
  CHECK(loss(sigmoid, labelled({0, 1})) == loss_kind::binary_cross_entropy);
  CHECK(loss(sigmoid, answered({2, 1}, {0.5F, 0.25F})) == loss_kind::mean_squared_error);
  // the same weights by labels and by one-hot rows, wherever the axis of classes stands
  for (auto const& net : {n, made({batch_extent, 1, 3}), made({batch_extent, 3, 1, 1}),
                          made({batch_extent, 1, 3}, op::softmax{-1})}) {
    training::fit_options how;
    how.epochs = 2;
    auto const by_labels = training::fit(net, labelled({0, 2}), {}, how);
    auto const by_rows = training::fit(net, answered({2, 3}, {1, 0, 0, 0, 0, 1}), {}, how);
    CHECK(by_labels.history.back().train_loss == by_rows.history.back().train_loss);
    CHECK(training::evaluate(net, labelled({0, 2})).loss == training::evaluate(n, labelled({0, 2})).loss);
  }
}

TEST_CASE(
    "one class of several sigmoid outputs is trained by binary cross-entropy and scored by the largest") {
  auto const n = made({batch_extent, 3}, op::sigmoid{});
  // logits: weights -2 -1 | 0 1 | 2 -2 and inputs 1 1: -3, 1, 0
  auto const by_labels = training::evaluate(n, labelled({1, 2}));
  CHECK(by_labels.score == 0.5);
  auto const soft = [](double z) { return std::log1p(std::exp(z)); };
  // -log p of the right class and -log(1 - p) of the others, mean over all six
  CHECK(by_labels.loss ==
        doctest::Approx((soft(-3) + soft(-1) + soft(0) + soft(-3) + soft(1) + soft(0)) / 6).epsilon(1e-6));
  CHECK(training::evaluate(n, answered({2, 3}, {0, 1, 0, 0, 0, 1})).loss == by_labels.loss);
  training::fit_options how;
  how.class_weight_power = 1;
  CHECK_THROWS_WITH_AS((void)training::fit(n, labelled({1, 2}), {}, how),
                       doctest::Contains("no weights of classes"), bad_input);
}

TEST_CASE("a linear map of classes is trained and scored by its integers") {
  auto const n = made({batch_extent, 3, 2, 2});
  auto const set = answered({1, 2, 2}, {0, 1, 2, 2});
  CHECK(training::objective_of(*n, {}, set).loss == training::loss_kind::cross_entropy);
  training::fit_options how;
  how.epochs = 60;
  how.optimizer.rate = 0.1;
  auto const after = training::fit(n, set, {}, how);
  CHECK(training::evaluate(after.network, set).score == 1.0);
}
