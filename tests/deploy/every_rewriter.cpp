// Every rewriter, and a user's with a solution of its own, ends in files and in pages.
#include "../rewrite/temporal_stream.hpp"
#include "support/temporary_folder.hpp"
#include <peax/analysis/analysis.hpp>
#include <peax/deploy/c/certificate.hpp>
#include <peax/deploy/c/unit.hpp>
#include <peax/deploy/read_solution.hpp>
#include <peax/deploy/to_folder.hpp>
#include <peax/deploy/verify/certificate_checker.hpp>
#include <peax/graph/editor.hpp>
#include <peax/report/dataset.hpp>
#include <peax/report/stream.hpp>
#include <peax/rewrite/confidence_exits.hpp>
#include <peax/rewrite/feature_map_termination.hpp>
#include <peax/rewrite/right_sizing.hpp>
#include <peax/rewrite/separable_convolutions.hpp>
#include <peax/rewrite/slimming.hpp>
#include <peax/rewrite/temporal_exits.hpp>
#include <peax/summary/of_analysis.hpp>
#include <peax/summary/to_site.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

using namespace peax;

namespace {

auto study() {
  static model<single_exit> const trained(blobs::trained(4));
  return analysis(trained)
      .submit(report::dataset<train>::of{blobs::samples(300, 4, 1)})
      .submit(report::dataset<validation>::of{blobs::samples(200, 4, 2)})
      .submit(report::dataset<test>::of{blobs::samples(200, 4, 3)})
      .submit(report::stream<calibration>::of{blobs::stream(4)})
      .submit(report::stream<test>::of{blobs::stream(5)});
}

template <class W> W lenient(W w) {
  w.with.keep.loss = search::loss_limit::plain(0.9);
  if constexpr (requires { w.with.epochs; }) w.with.epochs = 1;
  return w;
}

//! Runs the passes into a folder and into pages, and reads the chosen solution back.
template <class... Passes> deploy::saved_solution written(Passes const&... passes) {
  testing::temporary_folder const out;
  auto const ways = study().run(flow(passes..., either(deploy::to_folder{out / "files", {"it", "", 7, "0"}},
                                                       summary::to_site{out / "pages"})));
  auto const& files = ways.template path<0>();
  REQUIRE(files.completed());
  for (auto const& file : files.last().files) CHECK(std::filesystem::is_regular_file(file));
  auto const& pages = ways.template path<1>();
  REQUIRE(pages.completed());
  for (auto const& file : pages.last().files)
    CHECK(testing::content_of(file).find("</html>") != std::string::npos);
  auto const& front = files.template step<sizeof...(Passes) - 1>().solutions();
  auto const saved = deploy::read_solution(out / "files/solutions" / std::to_string(*front.choice));
  network const& model = saved.what.network;
  auto const certificate = deploy::c::certificate_of(deploy::c::whole_unit(saved.what, "net"));
  CHECK(deploy::certificate_faults(model, certificate).empty());
  return saved;
}

//! A solution of the user's own: what is asked of it is a network.
struct renamed_solution {
  model<single_exit> network;
  std::string to;
};
struct renamed {
  static constexpr std::string_view name = "renamed";
  std::string to;
  peax::solutions<single_exit, renamed_solution> rewrite(model<single_exit> const& from) const {
    graph_editor edit(*from);
    edit.set_metadata("org.user.renamed", to);
    return {{{model<single_exit>(edit.finish()), to}}, 0, {}};
  }
};

} // namespace

TEST_CASE("every rewriter of the library ends in files that are read back, and in pages") {
  CHECK(written(lenient(rewrite::confidence_exits{})).what.kind == "multi_exit");
  CHECK(written(lenient(rewrite::right_sizing{})).what.kind == "single_exit");
  CHECK(written(lenient(rewrite::separable_convolutions{})).what.kind == "single_exit");
  CHECK(written(lenient(rewrite::slimming{})).what.kind == "single_exit");
  CHECK(written(lenient(rewrite::temporal_exits{})).what.kind == "temporal");
  CHECK(written(lenient(rewrite::feature_map_termination{})).what.kind == "temporal");
}

TEST_CASE("a rewriter of a user's with a solution of its own ends in both, alone and behind another") {
  auto const alone = written(renamed{"a"});
  CHECK(alone.what.kind == "single_exit");
  CHECK(alone.what.exits.size() == 1);
  CHECK(alone.from.seed == 7);
  CHECK(written(lenient(rewrite::slimming{}), renamed{"b"}).what.exits.size() == 1);
}

TEST_CASE("exporters stand behind alternatives and several passes: they write what the pass before found") {
  testing::temporary_folder const out;
  auto const ways =
      study().run(flow(renamed{"first"}, either(renamed{"second"}, lenient(rewrite::slimming{})),
                       deploy::to_folder{out / "files"}));
  REQUIRE(ways.path<0>().completed());
  REQUIRE(ways.path<1>().completed());
  CHECK(ways.path<1>().last().files.size() > ways.path<0>().last().files.size());
}

TEST_CASE("an analysis writes its page and one of each report made so far, with and without a rewriter") {
  testing::temporary_folder const out;
  auto const a = study().with_memo(std::make_shared<memo>());
  (void)a.get<report::dataset<validation>>();
  auto const before = a.summary(out / "before").files;
  CHECK(before.size() == 6); // the analysis, its network and its run; data, architecture and footprint
  CHECK(testing::content_of(out / "before/index.html").find("nothing was rewritten") != std::string::npos);
  CHECK(testing::content_of(out / "before/report_data_set_validation.html").find("Data set") !=
        std::string::npos);

  auto const behind = a.run(lenient(rewrite::slimming{})).next();
  auto const after = behind.summary(out / "after").files;
  CHECK(after.size() > before.size());
  CHECK(std::filesystem::exists(out / "after/solutions.html"));
  CHECK(testing::content_of(out / "after/index.html").find("slimming") != std::string::npos);
}

TEST_CASE(
    "the pages of an analysis move thresholds, tell of the rewriter, and lead to the files beside them") {
  testing::temporary_folder const out;
  auto const a = study().with_memo(std::make_shared<memo>());
  auto const pass = lenient(rewrite::confidence_exits{});
  auto const found = a.run(pass);
  REQUIRE(found.next().summary(out / "alone/summary").files.size() > 6);
  std::string const alone = testing::content_of(out / "alone/summary/index.html");
  CHECK(alone.find("class=\"explorer\" hidden=\"hidden\" data-count=\"200\"") != std::string::npos);
  CHECK(alone.find("../original.onnx") == std::string::npos); // nothing lies there
  CHECK(alone.find("href=\"rewriter_1_confidence_exits.html\"") != std::string::npos);
  CHECK(testing::content_of(out / "alone/summary/rewriter_1_confidence_exits.html")
            .find("confidence_exits found ") != std::string::npos);

  (void)a.run(flow(pass, deploy::to_folder{out / "run"}));
  (void)found.next().summary(out / "run/summary/");
  std::string const index = testing::content_of(out / "run/summary/index.html");
  CHECK(index.find("href=\"../original.onnx\"") != std::string::npos);
  CHECK(index.find("../result.json") == std::string::npos); // the command alone writes it
  CHECK(testing::content_of(out / "run/summary/solution_0.html").find("href=\"../solutions/0/model.onnx\"") !=
        std::string::npos);
}

TEST_CASE("behind a temporal rewriter the pages follow the test stream") {
  testing::temporary_folder const out;
  auto const a = study().with_memo(std::make_shared<memo>());
  auto const behind = a.run(lenient(rewrite::temporal_exits{})).next();
  (void)behind.summary(out / "summary");
  std::string const index = testing::content_of(out / "summary/index.html");
  CHECK(index.find("class=\"explorer\"") != std::string::npos);
  CHECK(index.find("data-rule=") != std::string::npos);
  std::string every;
  for (auto const& file : std::filesystem::directory_iterator(out / "summary"))
    every += testing::content_of(file.path());
  CHECK(every.find("The rule beside the whole network on every k-th sample") != std::string::npos);
  CHECK(every.find("the whole network on every k-th sample instead") == std::string::npos);
}
