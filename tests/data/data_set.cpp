#include "support.hpp"
#include <peax/data/data_set.hpp>
#include <peax/data/fit.hpp>
#include <peax/data/load.hpp>
#include <peax/data/npy.hpp>
#include <peax/data/stream.hpp>

#include <cstdint>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

using namespace peax;
using namespace peax::testing;
using data::data_set;

namespace {

tensor inputs(std::int64_t n, std::int64_t width) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < n * width; ++i) values.push_back(static_cast<float>(i));
  return tensor(shape{n, width}, std::move(values));
}
tensor ints(std::vector<std::int64_t> values) { return tensor::list(std::move(values)); }
template <class F> std::string why(F const& f) { return message_of<bad_input>(f); }

} // namespace

TEST_CASE("integers are class labels, floats and several values a sample are targets") {
  data_set const classes(inputs(3, 2), ints({0, 2, 1}));
  CHECK(classes.has_labels());
  CHECK(classes.size() == 3);
  CHECK(classes.sample(1)[0] == 2.0F);
  CHECK(std::vector<int>(classes.labels().begin(), classes.labels().end()) == std::vector{0, 2, 1});
  CHECK(classes.label_bound() == 3);
  CHECK_THROWS_AS((void)classes.targets(), bad_input);
  data_set const regression(inputs(2, 2), tensor(shape{2}, std::vector{0.5F, 1.0F}));
  CHECK_FALSE(regression.has_labels());
  CHECK_THROWS_AS((void)regression.labels(), bad_input);
  data_set const maps(inputs(2, 2), tensor(shape{2, 2}, std::vector<std::uint8_t>{0, 1, 2, 3}));
  CHECK(maps.targets() == tensor(shape{2, 2}, std::vector<float>{0, 1, 2, 3}));
  CHECK(data_set(inputs(2, 2), tensor(shape{2, 1}, std::vector<std::int8_t>{0, 1})).has_labels());
}

TEST_CASE("answers change between labels and targets when they can") {
  data_set const floats(inputs(2, 2), tensor(shape{2, 1}, std::vector{3.0F, 0.0F}));
  CHECK(floats.with_labels().answers() == tensor(shape{2}, std::vector<std::int32_t>{3, 0}));
  CHECK(floats.with_labels().with_targets().targets() == tensor(shape{2}, std::vector{3.0F, 0.0F}));
  CHECK(contains(why([] {
                   (void)data_set(inputs(2, 2), tensor(shape{2}, std::vector{1.0F, 0.5F})).with_labels();
                 }),
                 "the label of sample 1 is 0.5"));
}

TEST_CASE("data that cannot be meant is refused with sample and remedy") {
  float const nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  CHECK(contains(why([&] {
                   data_set(tensor(shape{3, 1}, std::vector{1.0F, nan, inf}), ints({0, 0, 0}));
                 }),
                 "2 input values are NaN or infinite, the first in sample 1"));
  CHECK(contains(why([&] {
                   data_set(inputs(2, 1), tensor(shape{2}, std::vector{0.0F, inf}));
                 }),
                 "1 target values are NaN or infinite, the first in sample 1"));
  CHECK(contains(why([] {
                   data_set(inputs(2, 2), ints({0, 1, 1}));
                 }),
                 "inputs [2,2] and answers [3] differ in their number of samples"));
  CHECK(contains(why([] {
                   data_set(inputs(2, 2), ints({0, 1}), ints({1}));
                 }),
                 "inputs [2,2] and groups [1] differ"));
  CHECK(contains(why([] { data_set(inputs(0, 2), ints({})); }), "there are no samples"));
  CHECK(contains(why([] { data_set(inputs(2, 0), ints({0, 1})); }), "a sample has no values"));
  CHECK(contains(why([] {
                   (void)data_set(inputs(2, 2), ints({0, -1})).with_labels();
                 }),
                 "the label of sample 1 is -1"));
  CHECK(data_set(inputs(2, 2), ints({0, -1})).targets().floats()[1] == -1); // of a regression
  CHECK(contains(why([] {
                   data_set(inputs(2, 2), ints({0, std::int64_t{1} << 40}));
                 }),
                 "element 1 is 1099511627776, which is out of range"));
  CHECK(contains(why([] {
                   data_set(inputs(2, 2), ints({0, 9})).require_classes(9);
                 }),
                 "the label of sample 1 is 9, the network has the classes 0 to 8"));
  CHECK_NOTHROW(data_set(inputs(2, 2), ints({0, 9})).require_classes(10));
}

TEST_CASE("axes of size 1 may be missing or extra") {
  CHECK(data::fitted(shape{7, 28, 28}, shape{batch_extent, 1, 28, 28}) == shape{7, 1, 28, 28});
  CHECK(data::fitted(shape{7, 28, 28, 1}, shape{batch_extent, 1, 28, 28}) == shape{7, 1, 28, 28});
  CHECK(data::fitted(shape{7, 1, 49, 10, 1}, shape{1, 49, 10}) == shape{7, 49, 10});
  CHECK(data::fitted(shape{7}, shape{batch_extent, 1}) == shape{7, 1});
  CHECK(data::fitted(shape{1, 1, 1}, shape{batch_extent}) == shape{1});
  CHECK(data::fitted(shape{7, 3, 48, 192}, shape{batch_extent, 3, -1, -1}) ==
        shape{7, 3, 48, 192}); // free axes are bound
  CHECK(data::fitted(shape{7, 48, 192}, shape{batch_extent, 1, -1, -1}) == shape{7, 1, 48, 192});
  CHECK_FALSE(data::fitted(shape{7, 28, 27}, shape{batch_extent, 1, 28, 28}));
  CHECK_FALSE(data::fitted(shape{7, 10, 49}, shape{batch_extent, 49, 10}));
  CHECK_FALSE(data::fitted(shape{7, 783}, shape{batch_extent, 1, 28, 28}));
  CHECK_FALSE(data::fitted(shape{}, shape{batch_extent}));
  CHECK(contains(why([] {
                   (void)data_set(inputs(2, 3), ints({0, 1})).fit_to(shape{batch_extent, 4});
                 }),
                 "inputs [2,3] do not fit the network's input [N,4]"));
}

TEST_CASE("a flat row of the right size fits several axes, the last the fastest") {
  CHECK(data::fitted(shape{7, 784}, shape{batch_extent, 1, 28, 28}) == shape{7, 1, 28, 28});
  CHECK(data::fitted(shape{3, 768}, shape{batch_extent, 6, 128}) == shape{3, 6, 128});
  CHECK_FALSE(data::fitted(shape{3, 768}, shape{batch_extent, 6, -1})); // a free axis is not guessed
  CHECK_FALSE(data::fitted(shape{3, 128, 6}, shape{batch_extent, 6, 128}));
  CHECK_FALSE(data::fitted(shape{3, 0}, shape{batch_extent, 6, 128}));
}

TEST_CASE("one-hot rows of any type are labels") {
  data_set const set(inputs(2, 1), tensor(shape{2, 3}, std::vector<std::int64_t>{0, 0, 1, 1, 0, 0}));
  CHECK(set.with_labels().labels()[0] == 2);
  CHECK(set.with_labels().labels()[1] == 0);
  data_set const floats(inputs(2, 1), tensor(shape{2, 3}, std::vector<float>{0, 1, 0, 0, 0, 1}));
  CHECK(floats.with_labels().labels()[1] == 2);
  for (std::vector<float> const& rows :
       {std::vector<float>{0, 1, 1, 1, 0, 0}, std::vector<float>{0, 0, 0, 1, 0, 0},
        std::vector<float>{0, 0.5F, 0.5F, 1, 0, 0}})
    CHECK(contains(why([&] {
                     (void)data_set(inputs(2, 1), tensor(shape{2, 3}, rows)).with_labels();
                   }),
                   "targets [2,3] are no class labels"));
}

TEST_CASE("messages about answers and inputs name their file") {
  data_set const set(inputs(2, 3), ints({0, 9}), {}, {}, {"a.npy", "b.npy"});
  CHECK(contains(why([&] { set.require_classes(9); }), "b.npy: the label of sample 1 is 9"));
  CHECK(contains(why([&] { (void)set.fit_to(shape{batch_extent, 4}); }), "a.npy: inputs [2,3]"));
  CHECK(contains(why([&] {
                   (void)data_set(inputs(2, 3), ints({0, -2}), {}, {}, {"a.npy", "b.npy"}).with_labels();
                 }),
                 "b.npy: the label of sample 1 is -2"));
}

TEST_CASE("what the answers are meant as is part of the digest, and stays in a part") {
  data_set const set(inputs(2, 3), ints({0, 1}));
  auto const told = set.read_as(data::task_kind::regression);
  CHECK(content_hash(told) != content_hash(set));
  CHECK(told.subset(std::vector<std::size_t>{1}).task() == data::task_kind::regression);
  CHECK(data::parse_task("multi_label") == data::task_kind::multi_label);
  CHECK_THROWS_AS((void)data::parse_task("automatic"), usage_error);
}

TEST_CASE("values are scaled by one number or by one per channel") {
  std::vector<float> values{0, 1, 2, 3, 4, 5, 6, 7};
  data::scaling{{2}, {1}}.apply(shape{2, 2, 2}, values);
  CHECK(values == std::vector<float>{1, 3, 5, 7, 9, 11, 13, 15});
  values = {0, 1, 2, 3, 4, 5, 6, 7};
  data::scaling{{1, 10}, {0, -1}}.apply(shape{2, 2, 2}, values);
  CHECK(values == std::vector<float>{0, 1, 19, 29, 4, 5, 59, 69});
  CHECK(contains(why([&] {
                   data::scaling{{1, 2, 3}, {0}}.apply(shape{2, 2, 2}, values);
                 }),
                 "scale: 3 numbers are given, inputs [2,2,2] have 2 channels"));
  CHECK(data::parse_numbers("--scale", "0.584703,-48.5,+1e-3") == std::vector{0.584703F, -48.5F, 1e-3F});
  for (std::string_view bad : {"", "1,", "x", "1;2", "nan", "1e99", "1 "})
    CHECK_THROWS_AS((void)data::parse_numbers("--scale", bad), usage_error);
}

TEST_CASE("the digest of a data set follows values, answers, groups and scaling") {
  auto const digest_of = [](tensor const& x, tensor const& y, tensor const& g, data::scaling const& s) {
    return content_hash(data_set(x, y, g, s));
  };
  auto const base = digest_of(inputs(2, 2), ints({0, 1}), ints({5, 6}), {});
  CHECK(base == digest_of(inputs(2, 2), ints({0, 1}), ints({5, 6}), {}));
  CHECK(base != digest_of(inputs(2, 2).reshaped(shape{2, 1, 2}), ints({0, 1}), ints({5, 6}), {}));
  CHECK(base !=
        digest_of(tensor(shape{2, 2}, std::vector<float>{0, 1, 2, 4}), ints({0, 1}), ints({5, 6}), {}));
  CHECK(base != digest_of(inputs(2, 2), ints({1, 0}), ints({5, 6}), {}));
  CHECK(base != digest_of(inputs(2, 2), ints({0, 1}), ints({5, 5}), {}));
  CHECK(base != digest_of(inputs(2, 2), ints({0, 1}), {}, {}));
  CHECK(base != digest_of(inputs(2, 2), ints({0, 1}), ints({5, 6}), {{2}, {0}}));
}

TEST_CASE("a part keeps samples, answers and groups together") {
  data_set const set(inputs(3, 2), ints({0, 2, 1}), ints({7, 8, 9}));
  std::vector<std::size_t> const picked{2, 0};
  auto const part = set.subset(picked);
  CHECK(part.inputs() == tensor(shape{2, 2}, std::vector<float>{4, 5, 0, 1}));
  CHECK(part.labels()[0] == 1);
  CHECK(part.groups()[1] == 7);
  std::vector<std::size_t> const beyond{3};
  CHECK_THROWS_AS((void)set.subset(beyond), bad_input);
  CHECK_THROWS_AS((void)set.subset({}), bad_input);
}

TEST_CASE("X,Y is loaded, fitted and scaled, and errors name the files") {
  temporary_folder const folder;
  auto const x = put(folder, "x.csv", "1,2\n3,4\n"), y = put(folder, "y.csv", "0\n1\n"),
             g = put(folder, "g.csv", "4\n4\n"), short_y = put(folder, "z.csv", "1\n"),
             bad = put(folder, "bad.csv", "1,\n3,4\n");
  data::load_options options;
  options.scaling = {{0.5F}, {1}};
  options.groups = g;
  options.input_shape = shape{batch_extent, 1, 1, 2};
  auto const set = data::load_data_set(x + "," + y, options);
  CHECK(set.inputs() == tensor(shape{2, 1, 1, 2}, std::vector<float>{1.5F, 2, 2.5F, 3}));
  CHECK(set.groups()[1] == 4);
  CHECK(data::load_inputs(x, options) == set.inputs());
  CHECK(contains(why([&] { (void)data::load_data_set(x + "," + short_y); }),
                 x + " [2,2] and " + short_y + " [1] differ in their number of samples"));
  CHECK(contains(why([&] { (void)data::load_data_set(bad + "," + y); }), bad + ": 1 input values are NaN"));
  options.input_shape = shape{batch_extent, 3};
  CHECK(contains(why([&] { (void)data::load_data_set(x + "," + y, options); }),
                 x + ": its shape [2,2] does not fit the network's input [N,3]"));
  for (std::string const& spec : {x, x + ",", "," + y, x + "," + y + "," + g})
    CHECK_THROWS_AS((void)data::load_data_set(spec), usage_error);
}

TEST_CASE("headers of numbers are found where a user would see them, and are said") {
  temporary_folder const folder;
  std::vector<std::string> said;
  data::load_options options;
  options.remark = [&](std::string const& what) { said.push_back(what); };
  auto const load = [&](std::string const& x, std::string const& y) {
    said.clear();
    return data::load_data_set(put(folder, "x.csv", x) + "," + put(folder, "y.csv", y), options);
  };
  // pandas: to_csv(index=False) of both
  CHECK(load("0,1\n0.5,2\n3,4\n", "0\n0\n1\n").size() == 2);
  REQUIRE(said.size() == 2);
  CHECK(contains(said[0], "x.csv: 2 rows read; the header 0,1 was left out"));
  CHECK(contains(said[1], "y.csv: 2 rows read; the header 0 was left out"));
  // Y's alone when X has none
  CHECK(load("0.5,2\n3,4\n", "0\n0\n1\n").size() == 2);
  CHECK(contains(said[0], "x.csv: 2 rows read, no header"));
  // a first label 0 stays when the numbers are equal with it
  CHECK(load("0.5,2\n3,4\n", "0\n1\n").labels()[0] == 0);
  CHECK(contains(said[1], "y.csv: 2 rows read, no header"));
  // 0,1 is a sample when only so there is one for each answer
  CHECK(load("0,1\n3,4\n", "1\n0\n").inputs() == tensor(shape{2, 2}, std::vector<float>{0, 1, 3, 4}));
  // pandas: to_csv() with its index
  auto const indexed = load(",0,1\n0,0.5,2\n1,3,4\n", ",0\n0,1\n1,0\n");
  CHECK(indexed.inputs() == tensor(shape{2, 2}, std::vector<float>{0.5F, 2, 3, 4}));
  CHECK(indexed.labels()[0] == 1);
  CHECK(contains(said[0], "the first column, which counts the rows, was left out"));
  // one-hot rows under pandas' header, and a first row 0,1 that is one
  CHECK(load("0.5,2\n3,4\n", "0,1\n1,0\n0,1\n").with_labels().labels()[0] == 0);
  CHECK(load("0.5,2\n3,4\n", "0,1\n1,0\n").with_labels().labels()[0] == 1);
  // years above numbers that are not whole: a sample, with a remark
  (void)load("2000,2001,2002\n1.5,2,3\n", "0\n1\n");
  REQUIRE(said.size() == 3);
  CHECK(contains(said[1], "its first row 2000,2001,2002 counts up by one and was read as a sample"));
  // first rows that are no headers of pandas are never dropped to make numbers equal
  CHECK(contains(why([&] { (void)load("0.5,2\n3,4\n", "3\n0\n1\n"); }),
                 "differ in their number of samples; --csv-header"));
  options.header = data::csv_header::no;
  CHECK(load("0,1\n3,4\n", "0\n1\n").size() == 2);
  options.header = data::csv_header::yes;
  CHECK(load("7,9\n3,4\n", "3\n1\n").size() == 1);
}

TEST_CASE("lengths and groups have headers, too") {
  temporary_folder const folder;
  auto const x = put(folder, "x.csv", "1.5,2\n3,4\n"), y = put(folder, "y.csv", "0\n1\n"),
             l = put(folder, "l.csv", "0\n2\n"), g = put(folder, "g.csv", "0\n5\n6\n");
  CHECK(data::load_stream(x + "," + y + "," + l).recordings().size() == 1);
  data::load_options options;
  options.groups = g;
  CHECK(data::load_data_set(x + "," + y, options).groups()[0] == 5);
}

TEST_CASE("a channel scaling refers to the channels of the network's input") {
  temporary_folder const folder;
  auto const x = put(folder, "x.csv", "1,2\n3,4\n"), y = put(folder, "y.csv", "0\n1\n");
  data::load_options options;
  options.scaling = {{1, 10}, {0}};
  CHECK(data::load_data_set(x + "," + y, options).inputs() ==
        tensor(shape{2, 2}, std::vector<float>{1, 20, 3, 40}));
  options.input_shape = shape{batch_extent, 1, 2};
  CHECK_THROWS_AS((void)data::load_data_set(x + "," + y, options), bad_input);
}

TEST_CASE("a stream is cut into recordings, scenes and transitions") {
  data_set const set(inputs(8, 1), ints({0, 0, 1, 1, 1, 1, 0, 2}));
  std::vector<std::int64_t> const lengths{4, 1, 3};
  data::stream const s(set, lengths);
  CHECK(s.recordings().size() == 3);
  CHECK(s.recordings()[2] == data::recording{5, 8});
  // by hand: label 1 goes on across the borders at 4 and 5, and is a scene of its own in each recording
  CHECK(s.scenes() ==
        std::vector<data::scene>{
            {0, 2, 0, 0}, {2, 4, 0, 1}, {4, 5, 1, 1}, {5, 6, 2, 1}, {6, 7, 2, 0}, {7, 8, 2, 2}});
  CHECK(s.transitions() == std::vector<data::transition>{{2, 0, 0, 1}, {6, 2, 1, 0}, {7, 2, 0, 2}});
  std::vector<std::int64_t> const other{4, 4};
  CHECK(content_hash(s) != content_hash(data::stream(set, other)));
}

TEST_CASE("lengths that do not cover the samples are refused") {
  data_set const set(inputs(3, 1), ints({0, 0, 1}));
  auto const text = [&](std::vector<std::int64_t> const& lengths) {
    return why([&] { data::stream(set, lengths); });
  };
  CHECK(contains(text({2}), "sum to 2, there are 3 samples"));
  CHECK(contains(text({2, 2}), "up to 1 are longer than the 3 samples"));
  CHECK(contains(text({3, 0}), "recording 1 has the length 0"));
  CHECK(contains(text({4, -1}), "longer than the 3 samples"));
  CHECK(contains(text({-1, 4}), "recording 0 has the length -1"));
  CHECK(contains(text({INT64_MAX, INT64_MAX}), "longer than the 3 samples"));
  CHECK(contains(text({}), "no lengths"));
}

TEST_CASE("X,Y,L is loaded and a wrong L is named") {
  temporary_folder const folder;
  auto const x = put(folder, "x.csv", "1,2\n3,4\n"), y = put(folder, "y.csv", "0\n1\n"),
             l = put(folder, "l.csv", "1\n1\n"), m = put(folder, "m.csv", "1\n");
  CHECK(data::load_stream(x + "," + y + "," + l).recordings().size() == 2);
  CHECK(contains(why([&] { (void)data::load_stream(x + "," + y + "," + m); }), m + ": stream: the lengths"));
  CHECK_THROWS_AS((void)data::load_stream(x + "," + y), usage_error);
}

TEST_CASE("float inputs without scaling are those of the mapped file, so that a file may be larger than the "
          "memory") {
  temporary_folder const folder;
  std::string const x = (folder / "x.npy").string(), y = (folder / "y.npy").string();
  data::write_npy(x, inputs(50, 300));
  data::write_npy(y, ints(std::vector<std::int64_t>(50, 1)));
  auto const lies_in_file = [&](data_set const& set) {
    auto const at = reinterpret_cast<std::uintptr_t>(set.inputs().raw().data());
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
      std::uintptr_t first = 0, last = 0;
      char dash = 0;
      std::istringstream(line) >> std::hex >> first >> dash >> last;
      if (first <= at && at < last) return contains(line, "x.npy");
    }
    return false;
  };
  data_set const plain = data::load_data_set(x + "," + y);
  CHECK(lies_in_file(plain));
  CHECK(plain.inputs() == inputs(50, 300));
  data::load_options twice;
  twice.scaling.scale = {2.0F};
  data_set const scaled = data::load_data_set(x + "," + y, twice);
  CHECK_FALSE(lies_in_file(scaled));
  CHECK(scaled.sample(1)[0] == 600.0F);
}
