// Folders with a folder of pictures or sounds for each class: what becomes of them, and what is refused.
#include "media.hpp"
#include "support.hpp"
#include <peax/data/class_folder.hpp>
#include <peax/data/load.hpp>
#include <peax/data/npy.hpp>
#include <peax/data/source.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace {
using namespace peax;
using namespace peax::testing;
namespace fs = std::filesystem;

//! A file of a class.
void add(temporary_folder const& folder, std::string const& name, std::string const& content) {
  fs::create_directories((folder / name).parent_path());
  put(folder, name, content);
}

std::string refusal_of(temporary_folder const& folder, data::load_options const& how = {}) {
  return message_of<bad_input>([&] { (void)data::load_data_set(folder.path().string(), how); });
}

//! cat and dog, two grey pictures of 2 x 2 each.
void add_animals(temporary_folder const& folder) {
  add(folder, "dog/b.png", grey_png(2, 2, {13, 14, 15, 16}));
  add(folder, "dog/a.png", grey_png(2, 2, {9, 10, 11, 12}));
  add(folder, "cat/1.pgm", "P5 2 2 255\n\x01\x02\x03\x04");
  add(folder, "cat/2.PNG", grey_png(2, 2, {5, 6, 7, 8}));
}

std::vector<float> values_of(tensor const& t) { return {t.floats().begin(), t.floats().end()}; }
std::vector<std::int32_t> labels_of(data::data_set const& s) {
  return {s.labels().begin(), s.labels().end()};
}
} // namespace

TEST_CASE("a folder of pictures is a data set with names, the same as arrays of the same pixels") {
  temporary_folder const folder;
  add_animals(folder);
  add(folder, ".DS_Store", "x");
  add(folder, "cat/.DS_Store", "x");
  add(folder, "cat/Thumbs.db", "x");
  add(folder, "README.txt", "about");
  std::vector<std::string> said;
  data::load_options how;
  how.input_shape = shape{batch_extent, 1, 2, 2};
  how.scaling = {{0.5F}, {-1.0F}};
  how.remark = [&](std::string const& text) { said.push_back(text); };
  auto const set = data::load_data_set(folder.path().string() + "/", how);
  CHECK(set.inputs().dims() == shape{4, 1, 2, 2});
  CHECK(set.class_names() == std::vector<std::string>{"cat", "dog"});
  CHECK(set.name() == folder.path().filename().string());
  CHECK(set.came_from().kind == data::media_kind::pictures);
  CHECK(labels_of(set) == std::vector<std::int32_t>{0, 0, 1, 1});
  REQUIRE(said.size() == 2);
  CHECK(contains(said[0], "README.txt: lies beside the folders of the classes and is not read"));
  CHECK(contains(said[1], "4 pictures of 2 x 2, grey, 2 classes (cat, dog)"));

  std::vector<float> pixels(16);
  for (std::size_t i = 0; i < 16; ++i) pixels[i] = static_cast<float>(i + 1);
  temporary_folder const arrays;
  data::write_npy((arrays / "x.npy").string(), tensor(shape{4, 2, 2}, pixels));
  data::write_npy((arrays / "y.npy").string(), tensor::list(std::vector<std::int64_t>{0, 0, 1, 1}));
  auto const same = data::load_data_set((arrays / "x.npy").string() + "," + (arrays / "y.npy").string(), how);
  CHECK(content_hash(set) == content_hash(same));
  CHECK(same.name() == "x");
}

TEST_CASE("names of classes go along with parts, tasks, other answers and preprocessing") {
  temporary_folder const folder;
  add_animals(folder);
  auto const set = data::load_data_set(folder.path().string());
  std::vector<std::string> const names{"cat", "dog"};
  CHECK(set.subset(std::vector<std::size_t>{3, 0}).class_names() == names);
  CHECK(set.subset(std::vector<std::size_t>{3, 0}).name() == set.name());
  CHECK(set.with_targets().with_labels().class_names() == names);
  CHECK(set.read_as(data::task_kind::classification).fit_to(shape{batch_extent, 2, 2}).class_names() ==
        names);
  CHECK(data::preprocessed(set, [](std::span<float> x) { x[0] = 0; }).class_names() == names);
  CHECK(contains(message_of<bad_input>([&] { (void)set.with_class_names({"cat"}); }),
                 "the label 1 has no name; 1 classes are named"));
}

TEST_CASE("the network's order of classes may be another") {
  temporary_folder const folder;
  add_animals(folder);
  data::load_options how;
  how.classes = {"dog", "bird", "cat"};
  std::vector<std::string> said;
  how.remark = [&](std::string const& text) { said.push_back(text); };
  auto const set = data::load_data_set(folder.path().string(), how);
  CHECK(labels_of(set) == std::vector<std::int32_t>{2, 2, 0, 0});
  CHECK(set.class_names() == how.classes);
  CHECK(contains(said.at(0), "has folders of 2 of the 3 classes"));
  how.classes = {"dog", "cats"};
  CHECK(contains(refusal_of(folder, how),
                 "'cat' is none of the 2 classes of the network (dog, cats) (did you mean 'cats'?)"));
  // 10 stands before 2, and that is said.
  temporary_folder const numbers;
  for (char const* name : {"2/a.pgm", "10/a.pgm"}) add(numbers, name, "P5 1 1 255\n ");
  said.clear(), how.classes.clear();
  CHECK(data::load_data_set(numbers.path().string(), how).class_names() ==
        std::vector<std::string>{"10", "2"});
  CHECK(contains(said.at(0), "the classes are in the order of their bytes, 10, 2"));
}

TEST_CASE("size, layout and channels follow the network or are said") {
  temporary_folder const folder;
  add(folder, "a/1.ppm", "P3 2 1 255  10 20 30  40 50 60");
  auto const load = [&](shape const& wanted, std::string const& text) {
    data::load_options how;
    how.input_shape = wanted;
    if (!text.empty()) how.media.pictures = data::parse_pictures("--pictures", text);
    return data::load_inputs(folder.path().string(), how);
  };
  CHECK(values_of(load({batch_extent, 3, 1, 2}, "")) == std::vector<float>{10, 40, 20, 50, 30, 60});
  CHECK(values_of(load({batch_extent, 1, 2, 3}, "layout=nhwc")) ==
        std::vector<float>{10, 20, 30, 40, 50, 60});
  CHECK(values_of(load({batch_extent, 4, 2, 3}, "")).size() ==
        24); // channels are the last axis by themselves
  CHECK(values_of(load({batch_extent, 3, 1, 2}, "channels=bgr")) ==
        std::vector<float>{30, 60, 20, 50, 10, 40});
  auto const grey = values_of(load({batch_extent, 1, 1, 2}, "channels=grey"));
  CHECK(grey[0] == doctest::Approx(0.299 * 10 + 0.587 * 20 + 0.114 * 30));
  CHECK(values_of(load({batch_extent, 3, 1, 1}, "")) == std::vector<float>{25, 35, 45});
  CHECK(load({batch_extent, 6}, "").dims() == shape{1, 6}); // a flat network
  CHECK(load({batch_extent, 3, -1, -1}, "size=2x2").dims() == shape{1, 3, 2, 2});
  auto const refused = [&](shape const& wanted, std::string const& text) {
    return message_of<bad_input>([&] { (void)load(wanted, text); });
  };
  CHECK(contains(refused({batch_extent, 1, 1, 2}, ""),
                 "1.ppm: is coloured (3 channels), the network takes pictures that are grey"));
  CHECK(contains(refused({batch_extent, 3, 1, 2}, "channels=grey"), "1 are asked for, the network takes 3"));
  CHECK(contains(refused({batch_extent, 3, 1, 2}, "size=2x2"),
                 "--pictures size=2x2: the network takes [N,3,1,2]"));
  CHECK(contains(refused({batch_extent, 7}, ""), "do not fit the network's input [N,7]"));
  CHECK(contains(refused({batch_extent, 2, 5, 5}, ""), "pictures have 1 or 3"));
  // Of numbers per channel each is its own channel's, wherever the channels lie.
  data::load_options how;
  how.input_shape = shape{batch_extent, 1, 2, 3};
  how.media.pictures.layout = data::picture_layout::nhwc;
  how.scaling = {{1, 10, 100}, {0}};
  CHECK(values_of(data::load_inputs(folder.path().string(), how)) ==
        std::vector<float>{10, 200, 3000, 40, 500, 6000});
}

TEST_CASE("the example of the page") {
  temporary_folder const pets;
  for (char const* name : {"cat/1.ppm", "cat/2.ppm", "cat/3.ppm", "dog/1.ppm", "dog/2.ppm", "dog/3.ppm"})
    add(pets, name, "P6 2 2 255\nabcdefghijkl");
  std::string const folder = pets.path().string();
  //! [load]
  peax::data::load_options how;
  how.input_shape = peax::shape{peax::batch_extent, 3, 32, 32}; // as the network takes them
  how.scaling =
      peax::data::normalized({{1 / 255.0F}, {0.0F}}, {0.485F, 0.456F, 0.406F}, {0.229F, 0.224F, 0.225F});
  how.media.pictures = peax::data::parse_pictures("pictures", "resize=antialias,fit=crop");
  how.part = peax::data::data_part{{0.6, 0.4, 0}, peax::data::data_part::name::train, 1};
  auto const learn = peax::data::load_data_set(folder, how);
  how.part->which = peax::data::data_part::name::validation;
  how.classes = learn.class_names(); // the same labels, whatever folders there are
  auto const check = peax::data::load_data_set(folder, how);
  //! [load]
  CHECK(learn.inputs().dims() == shape{4, 3, 32, 32});
  CHECK(check.size() == 2);
  CHECK(check.class_names() == std::vector<std::string>{"cat", "dog"});
  CHECK(learn.sample(0)[0] == doctest::Approx((97 / 255.0 - 0.485) / 0.229));
}

TEST_CASE("folders that are wrong are refused by file and reason") {
  auto const with = [](std::string const& name, std::string const& content, std::string const& reason) {
    CAPTURE(reason);
    temporary_folder const folder;
    add_animals(folder);
    add(folder, name, content);
    CHECK(contains(refusal_of(folder), reason));
  };
  with("dog/c.png", "no picture at all", "dog/c.png: is no picture");
  with("dog/c.png", grey_png(9, 9, std::vector<std::uint8_t>(81, 3)).substr(0, 50),
       "dog/c.png: is no whole PNG file");
  with("dog/c.gif", "GIF89a", "dog/c.gif: is neither a picture");
  with("dog/c.wav", wav_bytes({1}), "dog/c.wav: pictures are read here, as ");
  with("c.png", grey_png(2, 2, {1, 2, 3, 4}), "c.png: lies in no folder of a class");
  with("dog/more/c.png", grey_png(2, 2, {1, 2, 3, 4}), "dog/more: is a folder in the folder of a class");
  with("ox/.DS_Store", "x", "ox: the folder of a class is empty");
  with("dog/c.png", png_bytes(2, 2, PNG_COLOR_TYPE_RGB, std::vector<std::uint8_t>(12, 1)),
       "dog/c.png: is coloured (3 channels), those before are grey (1 channel)");
  with("dog/c.png", grey_png(2, 3, std::vector<std::uint8_t>(6, 1)), "dog/c.png: has 3 x 2 pixels, ");
  temporary_folder const empty;
  CHECK(contains(refusal_of(empty), "has no folders"));
  temporary_folder const above;
  add(above, "train/cat/a.png", grey_png(1, 1, {1}));
  add(above, "test/cat/a.png", grey_png(1, 1, {1}));
  CHECK(contains(refusal_of(above), "holds test, which is no class but a set of its own; give "));
  CHECK(contains(message_of<usage_error>([] { (void)data::load_data_set("no_such_folder"); }),
                 "or a folder with a folder for each class"));
}

TEST_CASE("a folder of sounds: length, place, windows, channels, features") {
  temporary_folder const folder;
  add(folder, "hi/a.wav", wav_bytes({8192, 16384, -8192}));
  add(folder, "lo/b.wav", wav_bytes({4096, 4096, 4096, 4096, 4096, 8192}));
  auto const load = [&](std::string const& text, std::optional<shape> const& wanted = std::nullopt) {
    data::load_options how;
    how.input_shape = wanted;
    how.media.sounds = data::parse_sounds("--sounds", text);
    return data::load_data_set(folder.path().string(), how);
  };
  auto const four = load("length=4");
  CHECK(four.inputs().dims() == shape{2, 1, 4});
  CHECK(values_of(four.inputs()) ==
        std::vector<float>{0.25F, 0.5F, -0.25F, 0, 0.125F, 0.125F, 0.125F, 0.125F});
  CHECK(four.came_from().kind == data::media_kind::sounds);
  CHECK_FALSE(four.has_groups());
  CHECK(values_of(load("place=centre", shape{batch_extent, 5}).inputs()) ==
        std::vector<float>{0, 0.25F, 0.5F, -0.25F, 0, 0.125F, 0.125F, 0.125F, 0.125F, 0.125F});
  auto const windows = load("length=2,hop=2");
  CHECK(windows.inputs().dims() == shape{4, 1, 2});
  CHECK(labels_of(windows) == std::vector<std::int32_t>{0, 1, 1, 1});
  CHECK(std::vector<std::int64_t>(windows.groups().begin(), windows.groups().end()) ==
        std::vector<std::int64_t>{0, 1, 1, 1});
  auto const refused = [&](std::string const& text) {
    return message_of<bad_input>([&] { (void)load(text); });
  };
  CHECK(contains(refused("channels=as_is"), "b.wav: has 6 samples, "));
  CHECK(
      contains(refused("length=4,rate=16000"), "a.wav: has 8000 samples a second, --sounds rate says 16000"));
  CHECK(contains(message_of<usage_error>([&] { (void)load("hop=2"); }), "nothing says how long a window is"));
  add(folder, "lo/c.wav", wav_bytes({1, 2, 3, 4}, 8000, 2));
  CHECK(contains(refused("length=4"), "c.wav: has 2 channels, "));
  CHECK(load("length=2,channels=mono").inputs().floats()[4] == doctest::Approx(1.5 / 32768));
  add(folder, "lo/d.wav", wav_bytes({1}, 16000));
  CHECK(contains(refused("length=4,channels=mono"), "d.wav: has 16000 samples a second, "));
}

TEST_CASE("features are as long as the network wants them") {
  temporary_folder const folder;
  std::vector<int> tone;
  for (int i = 0; i < 100; ++i) tone.push_back(i % 7 * 1000);
  add(folder, "a/a.wav", wav_bytes(tone));
  data::load_options how;
  how.media.sounds.features = data::parse_features("--features", "log_mel:window=16,hop=8,bands=4");
  how.input_shape = shape{batch_extent, 1, 5, 4};
  std::vector<std::string> said;
  how.remark = [&](std::string const& text) { said.push_back(text); };
  CHECK(data::load_data_set(folder.path().string(), how).inputs().dims() == shape{1, 1, 5, 4});
  CHECK(contains(said.at(0),
                 "1 sounds of 48 samples at 8000 Hz, log_mel: 5 frames of 4 values, window 16, hop 8"));
  how.input_shape = shape{batch_extent, 1, 5, 3};
  CHECK(contains(refusal_of(folder, how), "do not fill the network's input [N,1,5,3]"));
  how.input_shape.reset();
  CHECK(data::load_data_set(folder.path().string(), how).inputs().dims() == shape{1, 1, 11, 4});
  CHECK(*data::shape_of_media(folder.path().string(), how.media) == shape{1, 1, 11, 4});
  CHECK_FALSE(data::shape_of_media("x.npy", how.media).has_value());
}

TEST_CASE("one folder in three parts: every file once, each class in each part, windows of a file together") {
  temporary_folder const folder;
  for (int i = 0; i < 20; ++i) {
    auto const number = std::to_string(100 + i);
    add(folder, "a/" + number + ".wav", wav_bytes({i, i, i, i}));
    add(folder, "b/" + number + ".wav", wav_bytes({-i, -i, -i, -i}));
  }
  using part = data::data_part::name;
  std::multiset<float> seen;
  std::size_t sizes[3] = {};
  for (auto const which : {part::train, part::validation, part::test}) {
    data::load_options how;
    how.media.sounds = data::parse_sounds("", "length=2,hop=2");
    how.part = data::data_part{data::parse_shares("--split", "0.5,0.25,0.25"), which, 7};
    auto const set = data::load_data_set(folder.path().string(), how);
    sizes[static_cast<std::size_t>(which)] = set.size();
    CHECK(std::count(set.labels().begin(), set.labels().end(), 0) * 2 ==
          static_cast<std::ptrdiff_t>(set.size()));
    for (std::size_t i = 0; i < set.size(); i += 2) {
      CHECK(set.sample(i)[0] == set.sample(i + 1)[0]); // both windows of a file
      if (set.sample(i)[0] != 0) seen.insert(set.sample(i)[0]);
    }
  }
  CHECK(sizes[0] == 40);
  CHECK(sizes[1] == 20);
  CHECK(sizes[2] == 20);
  CHECK(seen.size() == 38);
  CHECK(std::set<float>(seen.begin(), seen.end()).size() == 38);
  for (char const* text : {"0.5,0.2", "0.5,0.5,0.5", "1", "0.5,0.5,0"})
    CHECK(contains(message_of<usage_error>([&] { (void)data::parse_shares("--split", text); }), "sum to 1"));
  auto const no_test = data::data_part{data::parse_shares("--split", "0.8,0.2"), part::test, 0};
  CHECK(contains(message_of<bad_input>([&] { (void)data::samples_of(no_test, 10, {}, {}); }),
                 "no share is left for test"));
}

TEST_CASE("means and deviations make one scale and offset; fractions are numbers") {
  auto const s = data::normalized({data::parse_numbers("--scale", "1/255"), {0}}, {0.5F, 0.25F}, {0.5F, 2});
  CHECK(s.scale[0] == doctest::Approx(1 / 127.5));
  CHECK(s.scale[1] == doctest::Approx(1 / 510.0));
  CHECK(s.offset == std::vector<float>{-1, -0.125F});
  CHECK(contains(message_of<usage_error>([] { (void)data::normalized({}, {0}, {0}); }), "--std: is 0"));
  CHECK(contains(message_of<usage_error>([] {
                   (void)data::normalized({}, {0, 1}, {1, 2, 3});
                 }),
                 "lists of 2 and 3 numbers"));
  for (char const* text : {"1/0", "1/", "/2", "1/2/3"})
    CHECK(contains(message_of<usage_error>([&] { (void)data::parse_numbers("--scale", text); }),
                   "is neither a number"));
}
