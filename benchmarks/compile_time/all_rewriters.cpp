// A program that uses every rewriter that the papers describe: what a large user's translation unit costs to compile.
#include <peax/analysis/analysis.hpp>
#include <peax/analysis/flow.hpp>
#include <peax/onnx/load.hpp>
#include <peax/report/dataset.hpp>
#include <peax/report/stream.hpp>
#include <peax/rewrite/confidence_exits.hpp>
#include <peax/rewrite/feature_map_termination.hpp>
#include <peax/rewrite/right_sizing.hpp>
#include <peax/rewrite/separable_convolutions.hpp>
#include <peax/rewrite/temporal_exits.hpp>
#include <peax/rule/canonical.hpp>

#include <string>

int main(int count, char** words) {
  if (count != 4) return 2;
  std::string const samples = words[2], stream = words[3];
  using namespace peax;
  model<single_exit> const trained(rule::canonical(peax::onnx::load(words[1])));
  auto const study = analysis(trained)
                         .submit(report::dataset<train>::of::from(samples))
                         .submit(report::dataset<validation>::of::from(samples))
                         .submit(report::dataset<test>::of::from(samples))
                         .submit(report::stream<calibration>::of::from(stream))
                         .submit(report::stream<test>::of::from(stream));
  auto const found = study.run(either(rewrite::confidence_exits{}, rewrite::right_sizing{},
                                      rewrite::separable_convolutions{}, rewrite::temporal_exits{},
                                      rewrite::feature_map_termination{}));
  return found.path<0>().last().solutions().front.empty() ? 1 : 0;
}
