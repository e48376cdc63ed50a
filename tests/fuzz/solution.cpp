// Folders of solutions: solution.json behind its length in four bytes, then model.onnx.
#include "fuzz.hpp"
#include <peax/deploy/read_solution.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

namespace {
struct folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("peax-fuzz-" + std::to_string(::getpid()));
  folder() { std::filesystem::create_directories(path); }
  ~folder() { std::filesystem::remove_all(path); }

  void write(char const* name, std::string_view content) const {
    std::ofstream(path / name, std::ios::binary)
        .write(content.data(), static_cast<std::streamsize>(content.size()));
  }
};
} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  static folder const in;
  std::uint32_t length = 0;
  if (size < sizeof length) return 0;
  std::memcpy(&length, data, sizeof length);
  auto const rest = fuzzing::text_of(data, size).substr(sizeof length);
  in.write("solution.json", rest.substr(0, length));
  in.write("model.onnx", rest.substr(std::min<std::size_t>(length, rest.size())));
  return fuzzing::answered([&] { (void)peax::deploy::read_solution(in.path); });
}
