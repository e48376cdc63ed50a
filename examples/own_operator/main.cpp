// Your own operator in a network with known ones: trained, studied, given early exits, cut, written to a folder and read
// back. Nothing of peax is edited.
//   own_operator OUTPUT
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/flow.hpp>
#include <peax/core/error.hpp>
#include <peax/core/random.hpp>
#include <peax/data/data_set.hpp>
#include <peax/deploy/read_solution.hpp>
#include <peax/deploy/to_folder.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/builder.hpp>
#include <peax/report/dataset.hpp>
#include <peax/report/footprint.hpp>
#include <peax/rewrite/confidence_exits.hpp>
#include <peax/rewrite/right_sizing.hpp>
#include <peax/tensor/view.hpp>
#include <peax/train/fit.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace {

namespace op = peax::op;
using peax::report::dataset;

//! [operator]
//! gain * x * x + offset, with an offset by channel that trains.
struct squared {
  static constexpr std::string_view name = "Squared", domain = "org.example";
  static constexpr peax::op_traits traits{.layer = peax::layer_class::activation};
  float gain = 1;
  static constexpr auto attributes() { return std::tuple{op::attribute{"gain", &squared::gain}}; }
  bool operator==(squared const&) const = default;

  [[nodiscard]] peax::value_types output_types(peax::shape_question const& q) const {
    if (q.in(1).dims != peax::shape{q.in(0).dims[1]})
      throw peax::bad_input("the offset " + q.in(1).dims.text() + " has not one number a channel of " +
                            q.in(0).dims.text());
    return {{q.in(0).type, q.in(0).dims}};
  }
  [[nodiscard]] peax::work work_of(peax::cost_question const& q) const {
    return {.macs = 0, .elements = 3 * q.output.dims.elements()};
  }

  void forward(peax::forward_call const& call) const {
    auto const x = peax::view_of<4>(call.inputs[0]);
    auto const offset = xt::view(peax::view_of<1>(call.inputs[1]), xt::all(), xt::newaxis(), xt::newaxis());
    peax::into<4>(call.outputs[0]) = gain * xt::square(x) + offset;
  }
  void backward(peax::backward_call const& call) const {
    auto const x = peax::view_of<4>(call.inputs[0]), dy = peax::view_of<4>(call.output_gradients[0]);
    peax::into<4>(call.input_gradients[0]) += 2 * gain * x * dy;
    peax::into<1>(call.input_gradients[1]) += xt::sum(dy, {0, 2, 3});
  }
};

using my_ops = peax::op_set<peax::default_ops, squared>;
//! [operator]

//! Images of one bright spot in noise; its place is the class, and faint ones are hard.
peax::data::data_set spots(std::size_t n, std::uint64_t seed) {
  peax::random_stream random(seed);
  std::vector<float> x;
  std::vector<std::int64_t> y;
  for (std::size_t i = 0; i < n; ++i) {
    y.push_back(static_cast<std::int64_t>(random.index(4)));
    double const bright = 0.4 + 2.5 * random.uniform();
    bool const below = y[i] % 2 == 1, right = y[i] / 2 == 1;
    double const row = below ? 7.5 : 2.5, column = right ? 7.5 : 2.5;
    for (int r = 0; r < 12; ++r)
      for (int k = 0; k < 12; ++k) {
        double const far = (r - row) * (r - row) + (k - column) * (k - column);
        x.push_back(static_cast<float>(bright * std::exp(-far / 6) + 0.5 * random.normal()));
      }
  }
  return {peax::tensor({static_cast<std::int64_t>(n), 1, 12, 12}, std::move(x)),
          peax::tensor::list(std::move(y))};
}

//! [network]
//! Convolutions, one of them in front of the operator, pooling, a dense layer and a softmax; trained for a moment.
peax::network trained(peax::data::data_set const& learn) {
  peax::network_builder b("spots", {peax::batch_extent, 1, 12, 12}, 3);
  b.conv(8, {3, 3}, {}, "first").batch_normalization();
  auto& edit = b.editor();
  auto const offset = edit.add_constant("offset", peax::tensor({8}, std::vector<float>(8, 0.0F)));
  b.from(edit.add(squared{0.5F}, {b.at(), offset}, "square")).max_pool({2, 2});
  b.conv(16, {3, 3}).batch_normalization().relu().conv(16, {3, 3}).batch_normalization().relu();
  peax::graph const fresh = b.global_average_pool().flatten().dense(4).softmax().finish("answer");
  peax::training::fit_options how;
  how.epochs = 4, how.batch = 32, how.optimizer.rate = 3e-3;
  return peax::training::fit(peax::network(fresh), learn, {}, how).network;
}
//! [network]

bool has_the_operator(peax::network const& n) {
  return std::any_of(n->nodes().begin(), n->nodes().end(),
                     [](peax::node const& one) { return one.op.is<squared>(); });
}

//! Whether two networks give the same bytes.
bool same_answers(peax::network const& a, peax::network const& b, peax::data::data_set const& on) {
  return peax::engine::run(a, on.inputs().floats()) == peax::engine::run(b, on.inputs().floats());
}

void run(std::string const& output) {
  //! [flow]
  auto const learn = spots(800, 1), test = spots(400, 3);
  peax::model<peax::single_exit> const mine(trained(learn));
  auto const study = peax::analysis(mine)
                         .submit(dataset<peax::train>::of{learn})
                         .submit(dataset<peax::validation>::of{spots(400, 2)})
                         .submit(dataset<peax::test>::of{test});

  peax::rewrite::confidence_exits exits;
  exits.with.keep.loss = peax::search::loss_limit::plain(0.02);
  auto const cascade = study.run(peax::flow(exits, peax::deploy::to_folder{output})).path<0>();
  auto const& found = cascade.step<0>().solutions();

  peax::rewrite::right_sizing smaller;
  smaller.with.epochs = 2;
  auto const cut = study.run(smaller);

  auto const back = peax::deploy::read_solution<my_ops>(output + "/solutions/0");
  //! [flow]

  auto const& costs = study.get<peax::report::footprint>();
  std::printf("%lld multiply-accumulates, %zu places for exits\n",
              static_cast<long long>(costs.total.macs.value),
              study.get<peax::report::early_exits>().chosen.size());
  std::printf("confidence exits: %s\n", has_the_operator(found.front[0].network) ? "with the operator" : "-");
  std::printf("right-sizing: %s\n",
              has_the_operator(cut.solutions().front[0].network) ? "with the operator" : "-");
  std::printf("read back: %s\n", same_answers(found.front[0].network, back.what.network, test)
                                     ? "the same answers"
                                     : "other answers");
  try {
    (void)peax::deploy::read_solution(output + "/solutions/0");
  } catch (peax::bad_input const& e) {
    std::string const why = e.what();
    std::printf("without its type: %s\n", why.substr(why.find("model.onnx")).c_str());
  }
}

} // namespace

int main(int count, char** words) try {
  if (count != 2) throw peax::usage_error("own_operator OUTPUT");
  run(words[1]);
  return 0;
} catch (peax::error const& e) {
  std::fprintf(stderr, "own_operator: %s\n", e.what());
  return 1;
}
