#pragma once
//! @file
//! The bodies of source.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/c/certificate.hpp>
#include <peax/deploy/c/decision_text.hpp>
#include <peax/deploy/c/golden.hpp>
#include <peax/deploy/c/part_text.hpp>
#include <peax/deploy/c/program_text.hpp>
#include <peax/deploy/c/source.hpp>
#include <peax/deploy/c/unit.hpp>
#include <peax/deploy/c/unit_text.hpp>
#include <peax/solution/decisions.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax::deploy::c {

namespace detail {

inline std::string readme_text(unit const& u) {
  return fmt::format(R"(# {0}

C99 of the network '{1}', made by peax. Link `{0}.c` and `{0}_weights.c`; `{0}_golden.c` has samples with the answers that they must
get, `certificate.json` says what lies where in the arena. Needs {2} bytes for the state, no heap.

```c
#include "{0}.h"
#include "{0}_golden.h"
#include <stdio.h>

static {0}_state state;

int main(void) {{
  int i, wrong = 0;
  {0}_reset(&state); /* a recording begins */
  for (i = 0; i < {3}_GOLDEN_SAMPLES; ++i) {{
    {0}_result answer;
    if ({0}_run(&state, {0}_golden_inputs + i * {3}_INPUTS, &answer) != 0) return 2;
    wrong += answer.label != {0}_golden_label[i] || answer.exit != {0}_golden_exit[i];
  }}
  printf("%d of %d differ\n", wrong, (int){3}_GOLDEN_SAMPLES);
  return wrong != 0;
}}
```

`-D{3}_RAM_LIMIT=bytes` and `-D{3}_FLASH_LIMIT=bytes` make a program that does not fit fail to compile. GCC contracts multiplications
and additions with `-std=gnu99`, not with `-std=c99`: the first is faster.
)",
                     u.name, comment_text(u.of.network.name()), u.arena_bytes(), u.upper);
}

//! Throws for what the text cannot say.
inline void check(any_solution const& s) {
  bool const known = s.decision.is<result::no_exit>() || s.decision.is<result::confidence>() ||
                     s.decision.is<result::difference_detection>() ||
                     s.decision.is<result::temporal_patience>() || s.decision.is<result::signature_change>();
  if (!known)
    throw bad_input(
        fmt::format("the decision {} is none of the library; there is no C for it", s.decision.kind()));
  std::size_t const outputs = s.network->outputs().size(); // those of one exit may be several
  bool const fits = s.exits.size() == outputs || (s.exits.size() == 1 && outputs > 1);
  if (!fits || s.thresholds.size() + 1 != s.exits.size())
    throw bad_input(
        fmt::format("{} has {} outputs, {} exits and {} thresholds; every exit but the last has one",
                    s.network.name(), outputs, s.exits.size(), s.thresholds.size()));
  for (auto const& e : s.exits)
    if (e.macs < 0 || e.macs > std::int64_t{UINT32_MAX})
      throw bad_input(fmt::format("exit '{}' of {} takes {} MACs, more than 32 bits of the C interface hold",
                                  e.name, s.network.name(), e.macs));
}
} // namespace detail

PEAX_INLINE std::vector<source_file> source_of(any_solution const& s, source_options const& how) {
  detail::check(s);
  unit const u = whole_unit(s, how.name);
  auto const parts = part_units(s, u);
  auto const golden = golden_of(s, how.golden.empty() ? random_samples(s.network, 8, 0) : how.golden);
  std::vector<source_file> out{{u.name + ".h", header_text(u)},
                               {u.name + ".c", network_text(u)},
                               {u.name + "_weights.c", weights_text(u)},
                               {u.name + "_golden.h", golden_header(golden, u.name)},
                               {u.name + "_golden.c", golden_source(golden, u.name)},
                               {"certificate.json", certificate_of(u).dump(2) + "\n"},
                               {"README.md", detail::readme_text(u)}};
  for (auto const& [name, text] : decision_headers()) out.push_back({std::string(name), std::string(text)});
  auto const of_parts = part_files(u, parts);
  out.insert(out.end(), of_parts.begin(), of_parts.end());
  return out;
}

} // namespace peax::deploy::c
