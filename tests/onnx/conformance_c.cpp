#include "conformance.hpp"
#include <peax/deploy/c/source.hpp>
#include <peax/deploy/verify/certificate_checker.hpp>
#include <peax/engine/boundary.hpp>
#include <peax/engine/run.hpp>

#include <doctest/doctest.h>
#include <support/temporary_folder.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace peax;

namespace {

//! A network with the numbers of one sample as the C reads them.
struct one_case {
  network n;
  std::size_t samples = 1;
  std::vector<tensor> inputs; //!< as floats, [samples, ...]
};

one_case case_of(network const& n, std::vector<tensor> const& given) {
  one_case out{n, 1, {}};
  graph const& g = *n;
  if (given.size() != g.inputs().size()) throw refused({"writing C", "an input has a default", n.name()});
  for (auto id : g.outputs())
    if (g[id].type != data_type::float32)
      throw refused({"writing C", "an output is " + std::string(name_of(g[id].type)), n.name()});
  for (std::size_t i = 0; i < given.size(); ++i) {
    auto const each = static_cast<std::size_t>(g[g.inputs()[i]].dims.elements());
    std::vector<float> values(given[i].size());
    engine::as_floats(given[i], values.data());
    if (each == 0) throw refused({"writing C", "an input has no elements", n.name()});
    out.samples = std::max(out.samples, values.size() / each);
    shape dims{static_cast<std::int64_t>(values.size() / each)};
    dims.push_back(static_cast<std::int64_t>(each));
    out.inputs.emplace_back(std::move(dims), std::move(values));
  }
  return out;
}

//! Whether the engine plans the network; what it does not is no matter of C.
void expect_engine(network const& n) {
  try {
    engine::runner const run(n);
  } catch (bad_input const& e) {
    throw refused({"planning a network", e.what(), n.name()});
  }
}

void write_text(std::filesystem::path const& file, std::string const& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

//! The text with words of it replaced.
std::string filled(std::string text, std::vector<std::pair<std::string, std::string>> const& with) {
  for (auto const& [word, by] : with)
    for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += by.size())
      text.replace(at, word.size(), by);
  return text;
}

//! A network with a function that runs it; its input has memory of its own, so that a step beyond is seen.
constexpr char const* wrapper = R"(#include "NAME/NAME.c"
#include "NAME/NAME_weights.c"
#include <stdio.h>
#include <stdlib.h>
int run_NAME(int samples);
int run_NAME(int samples) {
  static NAME_state state;
  NAME_result r;
  float* x = malloc(INPUTS * sizeof(float));
  int i, bad = x == NULL;
  NAME_reset(&state);
  for (i = 0; i < samples && !bad; ++i) {
    bad = fread(x, sizeof(float), INPUTS, stdin) != INPUTS;
    bad = bad || NAME_run(&state, x, &r) != 0;
    bad = bad || fwrite(r.output, sizeof(float), FLOATS, stdout) != FLOATS;
  }
  free(x);
  return bad;
}
)";

//! One program of all networks: `program NUMBER SAMPLES < inputs > outputs`.
class c_program {
 public:
  explicit c_program(std::filesystem::path folder) : folder_(std::move(folder)) {}

  //! Writes the C of a network once.
  void add(network const& n, std::vector<tensor> const& inputs) {
    std::string const key = n.content().text();
    if (number_.contains(key)) return;
    one_case const c = case_of(n, inputs);
    expect_engine(n);
    any_solution s;
    s.network = n;
    static_cast<result::record&>(s) = result::record_of_network(n);
    std::string const name = "c" + std::to_string(number_.size());
    std::vector<tensor> first; // one sample
    for (auto const& t : c.inputs) {
      auto const each = static_cast<std::size_t>(t.dims()[1]);
      auto const values = t.floats().first(each);
      first.emplace_back(shape{1, t.dims()[1]}, std::vector<float>(values.begin(), values.end()));
    }
    std::vector<deploy::c::source_file> files;
    try {
      files = deploy::c::source_of(s, {name, first});
    } catch (bad_input const& e) {
      throw refused({"writing C", e.what(), n.name()});
    }
    for (auto const& f : files)
      if (f.name == "certificate.json")
        for (auto const& fault : deploy::certificate_faults(n, deploy::json::parse(f.text)))
          FAIL_CHECK(n.name() << ": " << fault);
    for (auto const& f : files)
      if (f.name.ends_with(".h") || f.name.ends_with(".c")) write_text(folder_ / name / f.name, f.text);
    std::size_t floats = 0;
    for (auto id : n->outputs()) floats += static_cast<std::size_t>((*n)[id].dims.elements());
    write_text(
        folder_ / (name + ".c"),
        filled(wrapper, {{"NAME", name}, {"INPUTS", name + "_INPUTS"}, {"FLOATS", std::to_string(floats)}}));
    number_.emplace(key, number_.size());
  }

  //! Compiles all with a compiler, which is to say nothing; "" or what it said.
  [[nodiscard]] std::string compile(std::string const& compiler, std::string const& program) const {
    std::string main = "#include <stdlib.h>\n", table;
    for (std::size_t i = 0; i < number_.size(); ++i) {
      main += "int run_c" + std::to_string(i) + "(int);\n";
      table += (i == 0 ? "" : ", ") + ("run_c" + std::to_string(i));
    }
    write_text(folder_ / "main.c", main + "static int (*const all[])(int) = {" + table +
                                       "};\nint main(int n, char** words) { return n == 3 ? "
                                       "all[atoi(words[1])](atoi(words[2])) : 2; }\n");
    std::string const flags = "-std=c99 -Wall -Wextra -pedantic -Werror";
    std::string const objects = program + ".objects";
    std::string const command = "cd '" + folder_.string() + "' && mkdir " + objects + " && cd " + objects +
                                " && (ls ../*.c | xargs -P 2 -n 24 " + compiler + " " + flags + " -c && " +
                                compiler + " *.o -o ../" + program + " -lm) > ../" + program + ".said 2>&1";
    int const ended = std::system(command.c_str());
    std::ifstream said(folder_ / (program + ".said"));
    std::string text{std::istreambuf_iterator<char>(said), {}};
    return ended == 0 && text.empty() ? "" : "compiler: " + text.substr(0, 4000);
  }

  [[nodiscard]] std::vector<tensor> run(std::string const& program, network const& n,
                                        std::vector<tensor> const& inputs) const {
    one_case const c = case_of(n, inputs);
    auto const found = number_.find(n.content().text());
    if (found == number_.end()) throw refused({"writing C", "there is none", n.name()});
    std::ofstream x(folder_ / "x", std::ios::binary);
    for (std::size_t i = 0; i < c.samples; ++i)
      for (auto const& t : c.inputs) {
        auto const each = static_cast<std::size_t>(t.dims()[1]);
        auto const one = t.floats().subspan(t.size() == each ? 0 : i * each, each);
        x.write(reinterpret_cast<char const*>(one.data()), static_cast<std::streamsize>(one.size_bytes()));
      }
    x.close();
    std::string const command = "cd '" + folder_.string() + "' && ./" + program + " " +
                                std::to_string(found->second) + " " + std::to_string(c.samples) +
                                " < x > y 2> said";
    if (std::system(command.c_str()) != 0) {
      std::ifstream said(folder_ / "said");
      throw std::runtime_error("the program failed: " +
                               std::string{std::istreambuf_iterator<char>(said), {}}.substr(0, 600));
    }
    return outputs(n, c.samples);
  }

  [[nodiscard]] std::size_t size() const { return number_.size(); }

 private:
  [[nodiscard]] std::vector<tensor> outputs(network const& n, std::size_t samples) const {
    std::ifstream y(folder_ / "y", std::ios::binary);
    std::vector<std::vector<float>> all(n->outputs().size());
    for (std::size_t i = 0; i < samples; ++i)
      for (std::size_t o = 0; o < all.size(); ++o) {
        std::vector<float> one(static_cast<std::size_t>((*n)[n->outputs()[o]].dims.elements()));
        y.read(reinterpret_cast<char*>(one.data()), static_cast<std::streamsize>(one.size() * sizeof(float)));
        all[o].insert(all[o].end(), one.begin(), one.end());
      }
    std::vector<tensor> out;
    for (std::size_t o = 0; o < all.size(); ++o)
      out.emplace_back((*n)[n->outputs()[o]].dims.with_batch(static_cast<std::int64_t>(samples)),
                       std::move(all[o]));
    return out;
  }

  std::filesystem::path folder_;
  std::map<std::string, std::size_t> number_; //!< by the content of the network
};

//! Whether this links: a compiler may be there without the run-time library of its sanitizers.
bool links(std::string const& compiler_with_flags) {
  return std::system(("echo 'int main(void) { return 0; }' | " + compiler_with_flags +
                      " -x c - -o /dev/null > /dev/null 2>&1")
                         .c_str()) == 0;
}

} // namespace

// Inputs and expected outputs: ONNX 1.12's backend tests as packaged by Debian (libonnx-testdata).
TEST_CASE("every operator test of ONNX that the engine plans gives ONNX's numbers as C, compiled without a "
          "warning and run under "
          "sanitizers") {
  auto const root = testing::operator_tests();
  std::vector<std::pair<std::string, std::string>> compilers{
      {"gcc", "-O1"}, {"clang-16", "-O0 -fsanitize=address,undefined -fno-sanitize-recover=all"}};
  std::erase_if(compilers, [](auto const& c) {
    if (links(c.first + " " + c.second)) return false;
    MESSAGE("skipped: ", c.first, " is not installed, or does not link with ", c.second);
    return true;
  });
  if (!root || compilers.empty()) {
    MESSAGE("skipped: libonnx-testdata or a C compiler is not installed");
    return;
  }
  testing::temporary_folder const folder;
  c_program program(folder.path());
  auto const written =
      testing::run_operator_tests(*root, [&](network const& n, std::vector<tensor> const& inputs) {
        program.add(n, inputs);
        return std::vector<tensor>(); // compared when it was compiled
      });
  for (auto const& [name, why] : written.reasons)
    if (!written.unsupported.empty() && why.find("an error that is none") != std::string::npos)
      FAIL(name, why);
  for (auto const& [compiler, what] : compilers) {
    std::string const said = program.compile(compiler + " " + what, compiler);
    CHECK(said == "");
    if (!said.empty()) continue;
    auto const result =
        testing::run_operator_tests(*root, [&](network const& n, std::vector<tensor> const& inputs) {
          try {
            return program.run(compiler, n, inputs);
          } catch (refused const&) {
            program.add(n, inputs); // says why
            throw;
          }
        });
    MESSAGE(compiler, ": ", program.size(), " networks; ", testing::text(result));
    CHECK(result.failed.empty());
    CHECK(result.passed.size() >= 557);
  }
}
