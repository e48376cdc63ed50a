// Platform files, and JSON that is none.
#include "fuzz.hpp"
#include <peax/hardware/read_platform.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  return fuzzing::answered([&] {
    auto const p = peax::hardware::platform_from_json(fuzzing::text_of(data, size), "fuzz.json");
    for (std::size_t i = 0; i < p.processors.size(); ++i) {
      (void)p.processors[i].macs_per_second("int8", "Conv");
      (void)p.domain_of(i);
    }
  });
}
