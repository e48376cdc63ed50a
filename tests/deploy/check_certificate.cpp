// check_certificate MODEL.onnx CERTIFICATE.json...: a sentence for each fault, exit code 1 when there is one.
#include <peax/core/error.hpp>
#include <peax/core/read_json.hpp>
#include <peax/deploy/verify/certificate_checker.hpp>
#include <peax/onnx/load.hpp>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

int main(int count, char** arguments) {
  if (count < 3) {
    std::fprintf(stderr, "check_certificate MODEL.onnx CERTIFICATE.json...\n");
    return 2;
  }
  try {
    auto const model = peax::onnx::load(arguments[1]);
    bool correct = true;
    for (int i = 2; i < count; ++i) {
      std::ifstream in(arguments[i], std::ios::binary);
      std::string const text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
      for (auto const& fault : peax::deploy::certificate_faults(model, peax::read_json(text, arguments[i]))) {
        std::printf("%s: %s\n", arguments[i], fault.c_str());
        correct = false;
      }
    }
    return correct ? 0 : 1;
  } catch (peax::error const& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 2;
  }
}
