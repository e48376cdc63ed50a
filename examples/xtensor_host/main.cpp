// A tool whose data are xtensor arrays: they go in as they are, scaled by an expression, and answers come out as arrays.
//   xtensor_host
#include <peax/analysis/analysis.hpp>
#include <peax/core/error.hpp>
#include <peax/data/from_arrays.hpp>
#include <peax/engine/run_arrays.hpp>
#include <peax/graph/builder.hpp>
#include <peax/report/dataset.hpp>
#include <peax/rewrite/confidence_exits.hpp>
#include <peax/solution/run_arrays.hpp>
#include <peax/train/fit.hpp>

#include <xtensor/xmath.hpp>
#include <xtensor/xrandom.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>

#include <cstddef>
#include <cstdio>
#include <random>

namespace {

using peax::report::dataset;
using xt::all, xt::newaxis;

struct images {
  xt::xtensor<float, 4> x;
  xt::xtensor<int, 1> y;
};

//! Images of one bright spot in noise; its place is the class, and faint ones are hard.
images spots(std::size_t n, unsigned seed) {
  std::mt19937 random(seed);
  xt::xtensor<int, 1> const y = xt::random::randint<int>({n}, 0, 4, random);
  xt::xtensor<float, 1> const bright = xt::random::rand<float>({n}, 0.4F, 2.9F, random);
  xt::xtensor<float, 4> const noise =
      xt::random::randn<float>({n, std::size_t{1}, std::size_t{12}, std::size_t{12}}, 0.0F, 0.5F, random);
  auto const line = xt::arange<float>(12);
  auto const far = [&](xt::xtensor<float, 1> const& center) -> xt::xtensor<float, 2> {
    return xt::square(line - xt::view(center, all(), newaxis()));
  };
  auto const rows = far(2.5F + 5.0F * (y % 2)), columns = far(2.5F + 5.0F * (y / 2));
  xt::xtensor<float, 3> const shape =
      xt::view(bright, all(), newaxis(), newaxis()) *
      xt::exp(-(xt::view(rows, all(), all(), newaxis()) + xt::view(columns, all(), newaxis(), all())) / 6.0F);
  return {noise + xt::view(shape, all(), newaxis(), all(), all()), y};
}

//! Convolutions, pooling, a dense layer and a softmax.
peax::graph fresh() {
  peax::network_builder b("spots", {peax::batch_extent, 1, 12, 12}, 3);
  b.conv(8, {3, 3}).batch_normalization().relu().max_pool({2, 2});
  b.conv(16, {3, 3}).batch_normalization().relu().conv(16, {3, 3}).batch_normalization().relu();
  return b.global_average_pool().flatten().dense(4).softmax().finish("answer");
}

void run() {
  //! [in]
  images const learn = spots(800, 1), check = spots(400, 2), test = spots(400, 3);
  double const mean = xt::mean(learn.x)(), deviation = xt::stddev(learn.x)();
  auto const scaled = [&](images const& of) { return (of.x - mean) / deviation; };

  peax::training::fit_options how;
  how.epochs = 4, how.batch = 32, how.optimizer.rate = 3e-3;
  auto const trained =
      peax::training::fit(peax::network(fresh()), peax::data::from_arrays(scaled(learn), learn.y), {}, how)
          .network;
  auto const study = peax::analysis(peax::model<peax::single_exit>(trained))
                         .submit(dataset<peax::train>::of(scaled(learn), learn.y))
                         .submit(dataset<peax::validation>::of(scaled(check), check.y))
                         .submit(dataset<peax::test>::of(scaled(test), test.y));
  //! [in]

  peax::rewrite::confidence_exits exits;
  exits.with.keep.loss = peax::search::loss_limit::plain(0.02);
  auto const found = study.run(exits).solutions();
  auto const& best = found.front[0];

  //! [out]
  xt::xarray<float> const plain = peax::engine::run(trained, scaled(test))[0]; // [400,4]
  auto const answers = peax::result::run(best, scaled(test));
  double const accuracy = xt::mean(xt::cast<double>(xt::equal(answers.answer, test.y)))();
  double const early = xt::mean(xt::cast<double>(answers.exit < best.exits.size() - 1))();
  double const change = xt::mean(xt::abs(answers.outputs.back() - plain))();
  //! [out]

  std::printf("%zu samples, %zu outputs of %zu exits\n", plain.shape()[0], answers.outputs.size(),
              best.exits.size());
  std::printf("early exits are %s\n", early > 0.1 ? "taken" : "not taken");
  std::printf("accuracy on test: %s\n",
              accuracy == *best.measured.test_accuracy ? "as measured" : "another one");
  std::printf("the last exit answers %s\n", change < 0.05 ? "as the network did" : "otherwise");
}

} // namespace

int main() try {
  run();
  return 0;
} catch (peax::error const& e) {
  std::fprintf(stderr, "xtensor_host: %s\n", e.what());
  return 1;
}
