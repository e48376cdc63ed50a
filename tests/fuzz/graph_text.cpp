// The text form of graphs: what is read is written and read again to an equal graph.
#include "fuzz.hpp"
#include <peax/graph/parse.hpp>
#include <peax/graph/text.hpp>
#include <peax/graph/verify.hpp>

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  return fuzzing::answered([&] {
    auto const g = peax::parse(fuzzing::text_of(data, size));
    peax::verify(g);
    auto const text = peax::to_text(g);
    if (peax::to_text(peax::parse(text)) != text) std::abort();
  });
}
