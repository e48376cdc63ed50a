#include "support/temporary_folder.hpp"
#include "support/toy_flow.hpp"
#include <peax/analysis/disk_cache.hpp>
#include <peax/analysis/stored_network.hpp>
#include <peax/graph/builder.hpp>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace {

peax::model<peax::single_exit> tiny() {
  return peax::model<peax::single_exit>(
      peax::network_builder("tiny", {peax::batch_extent, 4}, 1).dense(2).finish());
}

int first_runs = 0, second_runs = 0, heads_runs = 0;
bool power_fails = false;

struct heads {
  static constexpr std::string_view title = "Heads";
  std::vector<float> weights;
  void save(std::ostream& to) const { peax::put_fields(to, *this); }
  static heads load(std::istream& from) { return peax::get_fields<heads>(from); }

  struct default_reporter {
    heads make(peax::network const&) const {
      ++heads_runs;
      return {{0.5f, -1.25f, 3.0f}};
    }
  };
};

template <class Kind> struct kept_solution {
  peax::model<Kind> network;
  double figure = 0;
  void save(std::ostream& to) const { peax::put_fields(to, *this); }
  static kept_solution load(std::istream& from) { return peax::get_fields<kept_solution>(from); }
};
template <class Kind> using kept = peax::solutions<Kind, kept_solution<Kind>>;

struct first_pass {
  static constexpr std::string_view name = "first_pass";
  kept<peax::single_exit> rewrite(peax::model<peax::single_exit> const&, heads const& trained) const {
    ++first_runs;
    peax::model<peax::single_exit> const wider(
        peax::network_builder("wide", {peax::batch_extent, 4}, 3).dense(8).relu().dense(2).finish());
    return {{{wider, trained.weights[1]}}, 0, {{"head 2", "no better", "conv_1"}}};
  }
};
struct second_pass {
  static constexpr std::string_view name = "second_pass";
  kept<peax::multi_exit> rewrite(peax::model<peax::single_exit> const& from, heads const& trained) const {
    ++second_runs;
    if (power_fails) throw peax::error("the power failed");
    return {{{peax::model<peax::multi_exit>(from), 2.0 * trained.weights[2]}}, 0, {}};
  }
};

//! An analysis as a new process would have it: an empty memo and the folder.
auto new_process(std::string const& folder, std::vector<std::string>* told = nullptr) {
  auto const tell = [told](std::string const& text) {
    if (told) told->push_back(text);
  };
  return peax::analysis(tiny())
      .with_memo(std::make_shared<peax::memo>())
      .with_cache(std::make_shared<peax::disk_cache>(folder, tell));
}

std::map<std::string, std::string> all_files(std::filesystem::path const& folder) {
  std::map<std::string, std::string> found;
  for (auto const& each : std::filesystem::directory_iterator(folder))
    found[each.path().filename().string()] = peax::testing::content_of(each.path());
  return found;
}

} // namespace

TEST_CASE("a flow that was killed in its second pass resumes behind the first, with the same bytes as one "
          "that was not") {
  peax::testing::temporary_folder const whole, broken;
  peax::flow const passes(first_pass{}, second_pass{});

  power_fails = false;
  auto const untouched = new_process(whole.path().string()).run(passes);
  power_fails = true;
  CHECK_THROWS_WITH(new_process(broken.path().string()).run(passes), "the power failed");
  power_fails = false;
  first_runs = second_runs = heads_runs = 0;

  auto const resumed = new_process(broken.path().string()).run(passes);
  CHECK(first_runs == 0);
  CHECK(second_runs == 1);
  CHECK(heads_runs == 0); // those of the rewritten model were kept before the pass that reads them failed
  auto const& a = untouched.path<0>().last();
  auto const& b = resumed.path<0>().last();
  CHECK(a.solutions().front[0].figure == b.solutions().front[0].figure);
  CHECK(a.next().model().content() == b.next().model().content());
  CHECK(resumed.path<0>().step<0>().solutions().refusals ==
        untouched.path<0>().step<0>().solutions().refusals);
  auto const left = all_files(whole.path());
  CHECK(left.size() == 4); // heads of two models, two fronts
  CHECK(left == all_files(broken.path()));

  first_runs = second_runs = heads_runs = 0;
  (void)new_process(broken.path().string()).run(passes);
  CHECK(first_runs + second_runs + heads_runs == 0);
}

TEST_CASE("a cache file that is damaged, cut, foreign or swapped is told, and its result made again") {
  peax::testing::temporary_folder const folder;
  (void)new_process(folder.path().string()).get<heads>();
  auto const good = all_files(folder.path());
  REQUIRE(good.size() == 1);
  auto const file = folder.path() / good.begin()->first;
  std::string const bytes = good.begin()->second;

  std::vector<std::string> bad{"", "no cache file", bytes.substr(0, bytes.size() - 1), bytes + "x"};
  bad.push_back(bytes);
  bad.back().back() ^= 1;
  bad.push_back(bytes);
  bad.back()[20] ^= 1; // a digit of the identity: the file of another result
  REQUIRE(bytes.starts_with("peax cache 2\n"));
  bad.push_back("peax cache 1" + bytes.substr(12)); // of a peax with another hash
  for (auto const& each : bad) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << each;
    heads_runs = 0;
    std::vector<std::string> told;
    CHECK(new_process(folder.path().string(), &told).get<heads>().weights ==
          std::vector<float>{0.5f, -1.25f, 3.0f});
    CHECK(heads_runs == 1);
    REQUIRE(told.size() == 1);
    CHECK(told[0].find("Heads is made again") != std::string::npos);
    CHECK(peax::testing::content_of(file) == bytes);
  }
}

TEST_CASE("a cache folder that cannot be is refused; one that goes away costs the cache and not the result") {
  peax::testing::temporary_folder const folder;
  std::ofstream(folder / "file") << "x";
  CHECK_THROWS_AS(peax::disk_cache((folder / "file" / "cache").string()), peax::io_error);

  std::vector<std::string> told;
  auto const a = new_process((folder / "cache").string(), &told);
  std::filesystem::remove_all(folder / "cache");
  CHECK(a.get<heads>().weights.size() == 3);
  REQUIRE(told.size() == 1);
  CHECK(told[0].find("Heads is not kept for later runs") != std::string::npos);
}

TEST_CASE("what is put is got back") {
  std::stringstream stream;
  peax::put(stream, std::optional<std::string>("text"));
  peax::put(stream, std::pair(peax::macs(7), std::vector<bool>{true, false}));
  peax::put(stream, peax::tensor(peax::shape{2}, std::vector<float>{1.5f, -2.0f}));
  CHECK(peax::get<std::optional<std::string>>(stream) == "text");
  CHECK(peax::get<std::pair<peax::macs, std::vector<bool>>>(stream) ==
        std::pair(peax::macs(7), std::vector<bool>{true, false}));
  auto const back = peax::get<peax::tensor>(stream);
  CHECK(back.dims() == peax::shape{2});
  CHECK(back.floats()[1] == -2.0f);
  CHECK_THROWS_AS((void)peax::get<int>(stream), peax::bad_input);
}

TEST_CASE("an entry that is no regular file is told and neither read nor written") {
  peax::testing::temporary_folder const folder;
  (void)new_process(folder.path().string()).get<heads>();
  auto const file = folder.path() / all_files(folder.path()).begin()->first;
  std::filesystem::remove(file);
  REQUIRE(::mkfifo(file.c_str(), 0600) == 0); // whoever opens it waits for the other end
  std::vector<std::string> told;
  CHECK(new_process(folder.path().string(), &told).get<heads>().weights.size() == 3);
  REQUIRE(told.size() == 2);
  CHECK(told[0].find("it is no regular file") != std::string::npos);
  CHECK(told[1].find("is no regular file; remove it") != std::string::npos);
  CHECK(std::filesystem::is_fifo(file));
}
