// A program of somebody else's: it uses peax as installed. It makes a network and its samples, writes them as ONNX and .npy files,
// finds early exits, and reads the solutions back. Built as it is by CMake, Meson and pkg-config, against the library and by
// headers alone.
#include "third_party.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/flow.hpp>
#include <peax/core/error.hpp>
#include <peax/core/random.hpp>
#include <peax/data/npy.hpp>
#include <peax/deploy/read_solution.hpp>
#include <peax/deploy/to_folder.hpp>
#include <peax/graph/builder.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/load.hpp>
#include <peax/onnx/save.hpp>
#include <peax/report/dataset.hpp>
#include <peax/rewrite/confidence_exits.hpp>
#include <peax/rule/canonical.hpp>
#include <peax/tflite/load.hpp>
#include <peax/train/fit.hpp>
#include <peax/version.hpp>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace {

using peax::report::dataset;

void want(bool held, char const* what) {
  if (!held) throw peax::error(what);
}

//! Where a point lies on a line says its class; noise makes some of them hard.
void write_samples(std::string const& prefix, std::size_t count, std::uint64_t seed) {
  peax::random_stream random(seed);
  std::vector<float> x;
  std::vector<std::int32_t> y;
  for (std::size_t i = 0; i < count; ++i) {
    y.push_back(static_cast<std::int32_t>(random.index(2)));
    for (int k = 0; k < 8; ++k) {
      double const centre = y.back() == 0 ? -0.5 : 0.5;
      x.push_back(static_cast<float>(centre + 0.8 * random.normal()));
    }
  }
  auto const n = static_cast<std::int64_t>(count);
  peax::data::write_npy(prefix + "_x.npy", peax::tensor(peax::shape{n, 1, 8}, std::move(x)));
  peax::data::write_npy(prefix + "_y.npy", peax::tensor::list(std::move(y)));
}

//! The reporter of a split that `write_samples` wrote.
template <peax::Split S> typename dataset<S>::of split_of(std::string const& folder) {
  std::string const file = folder + "/" + std::string(S::name);
  return dataset<S>::of::from(file + "_x.npy," + file + "_y.npy");
}

peax::network trained_on(peax::data::data_set const& samples) {
  peax::network_builder b("line", {peax::batch_extent, 1, 8}, 1);
  b.conv(4, {3}).batch_normalization().relu().conv(8, {3}).relu().conv(8, {3}).relu();
  peax::network const fresh(b.global_average_pool().flatten().dense(2).softmax().finish("answer"));
  peax::training::fit_options how;
  how.epochs = 4;
  how.batch = 32;
  return peax::training::fit(fresh, samples, {}, how).network;
}

void find_exits(std::string const& folder) {
  write_samples(folder + "/train", 256, 1);
  write_samples(folder + "/validation", 128, 2);
  write_samples(folder + "/test", 128, 3);
  auto const learn = split_of<peax::train>(folder);
  peax::onnx::save(trained_on(learn.samples), folder + "/line.onnx");

  peax::model<peax::single_exit> const trained(
      peax::rule::canonical(peax::onnx::load(folder + "/line.onnx")));
  std::size_t convolutions = 0; // an operator that the library made is known by its type here
  for (auto const& node : trained->nodes()) convolutions += node.op.is<peax::op::conv>();
  want(convolutions == 3, "the network has three convolutions");

  auto const study = peax::analysis(trained)
                         .submit(learn)
                         .submit(split_of<peax::validation>(folder))
                         .submit(split_of<peax::test>(folder))
                         .submit(peax::report::early_exits::of{{.epochs = 4}});
  peax::rewrite::confidence_exits exits;
  exits.with.keep.loss = peax::search::loss_limit::margin(0.1, 1.645);
  auto const way = study.run(peax::flow(exits, peax::deploy::to_folder{folder + "/out"})).path<0>();
  auto const& front = way.step<0>().solutions().front;
  want(!front.empty() && !way.last().files.empty(), "there are solutions, and files of them");
  for (std::size_t i = 0; i < front.size(); ++i) {
    auto const back = peax::deploy::read_solution(folder + "/out/solutions/" + std::to_string(i));
    want(back.what.measured.test_accuracy == front[i].measured.test_accuracy, "figures come back");
    want(back.what.exits.size() == front[i].exits.size(), "exits come back");
  }
  std::printf("peax %s: %zu solutions in %zu files\n", PEAX_VERSION, front.size(), way.last().files.size());
}

} // namespace

int main(int count, char** words) try {
  want(count == 2, "consumer FOLDER");
  want(third_party::works(), "a library below peax does not work");
  try {
    (void)peax::onnx::load(std::string(words[1]) + "/missing.onnx");
    return 1;
  } catch (peax::io_error const&) { // thrown by the library, caught by its type here
  }
  try {
    (void)peax::tflite::load_bytes("no model", {}, "text.tflite");
    return 1;
  } catch (peax::bad_input const&) {
  }
  find_exits(words[1]);
  return 0;
} catch (peax::error const& e) {
  std::fprintf(stderr, "consumer: %s\n", e.what());
  return 1;
}
