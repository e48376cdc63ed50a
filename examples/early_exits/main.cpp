// Finds early exits for a trained classifier, prints the front of what it found, and writes every solution to a folder.
//   early_exits MODEL.onnx DATA OUTPUT     DATA holds the splits: train_x.npy, train_y.npy, validation_x.npy, ... test_y.npy
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/flow.hpp>
#include <peax/core/error.hpp>
#include <peax/deploy/to_folder.hpp>
#include <peax/onnx/load.hpp>
#include <peax/report/dataset.hpp>
#include <peax/rewrite/confidence_exits.hpp>
#include <peax/rule/canonical.hpp>

#include <cstdio>
#include <string>

namespace {

using peax::report::dataset;

//! The reporter of a split, in the shape that the network takes.
template <peax::Split S>
typename dataset<S>::of split_of(std::string const& folder, peax::shape const& input) {
  std::string const file = folder + "/" + std::string(S::name);
  peax::data::load_options how;
  how.input_shape = input;
  return dataset<S>::of::from(file + "_x.npy," + file + "_y.npy", how);
}

void find_exits(std::string const& model, std::string const& data, std::string const& output) {
  //! [analysis]
  peax::model<peax::single_exit> const trained(peax::rule::canonical(peax::onnx::load(model)));
  peax::shape const& input = (*trained)[trained->inputs()[0]].dims;
  auto const study = peax::analysis(trained)
                         .submit(split_of<peax::train>(data, input))
                         .submit(split_of<peax::validation>(data, input))
                         .submit(split_of<peax::test>(data, input));
  //! [analysis]

  //! [run]
  peax::rewrite::confidence_exits exits;
  exits.with.keep.loss =
      peax::search::loss_limit::margin(0.005, 1.645); // half a point of accuracy, with a margin
  auto const way = study.run(peax::flow(exits, peax::deploy::to_folder{output})).path<0>();
  //! [run]

  //! [front]
  auto const& found = way.step<0>().solutions();
  for (std::size_t i = 0; i < found.front.size(); ++i) {
    auto const& s = found.front[i];
    std::printf("%c %2zu  %zu early exits  %5.1f %% of the MACs  accuracy %.2f %% on test\n",
                found.choice == i ? '*' : ' ', i, s.exits.size() - 1, 100 * *s.measured.relative_macs,
                100 * *s.measured.test_accuracy);
  }
  for (auto const& r : found.refusals) std::printf("refused: %s\n", r.text().c_str());
  std::printf("%zu files in %s\n", way.last().files.size(),
              output.c_str()); // throws `refused` when nothing was chosen
  //! [front]
}

} // namespace

int main(int count, char** words) try {
  if (count != 4) throw peax::usage_error("early_exits MODEL.onnx DATA OUTPUT");
  find_exits(words[1], words[2], words[3]);
  return 0;
} catch (peax::error const& e) { // names the file, the node, the shape, and says what to do
  std::fprintf(stderr, "early_exits: %s\n", e.what());
  return 1;
}
