#pragma once
//! @file
//! The bodies of part_text.hpp.

#include <peax/deploy/c/certificate.hpp>
#include <peax/deploy/c/decision_text.hpp>
#include <peax/deploy/c/part_text.hpp>
#include <peax/deploy/c/program_text.hpp>
#include <peax/deploy/c/unit_text.hpp>
#include <peax/deploy/parts.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy::c {

namespace detail {

//! {0} the name in capitals, {1} the name, {2} eight hexadecimal digits that tell one solution from another, {3} the network, {4} the
//! most floats.
inline constexpr std::string_view message_form = R"(#ifndef {0}_MESSAGE_H
#define {0}_MESSAGE_H
/* What the processors of network '{3}' send each other, made by peax. Bytes are little-endian whatever the processor is:
   version, network, exit, label, confidence, number of floats, floats; 4 bytes each. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {{
  {0}_MESSAGE_VERSION = 1,
  {0}_MESSAGE_HEAD_BYTES = 24,   /* a stream reads so many first: {1}_message_size says how long the message is */
  {0}_MESSAGE_MOST_FLOATS = {4}, /* of any message between two of the processors */
  {0}_MESSAGE_MOST_BYTES = {0}_MESSAGE_HEAD_BYTES + 4 * {0}_MESSAGE_MOST_FLOATS
}};

/* An answer (`exit` 0 or more, `output` that of the exit), or a sample that goes on (`exit` and `label` -1, `output` the feature map that
   the next processor reads). */
typedef struct {{
  int32_t label, exit;
  float confidence;
  uint32_t floats; /* of `output` */
  const float* output;
}} {1}_message;

/* Bytes of a message with so many floats. */
static inline size_t {1}_message_bytes(uint32_t floats) {{ return {0}_MESSAGE_HEAD_BYTES + (size_t)4 * floats; }}

static inline void {1}_message_put(uint8_t* to, uint32_t v) {{
  to[0] = (uint8_t)(v & 255u), to[1] = (uint8_t)(v >> 8 & 255u), to[2] = (uint8_t)(v >> 16 & 255u), to[3] = (uint8_t)(v >> 24);
}}
static inline uint32_t {1}_message_get(const uint8_t* from) {{
  return (uint32_t)from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}}
/* Bytes of the message that begins with these; 0 for one that no processor sends. */
static inline size_t {1}_message_size(const uint8_t* head) {{
  const uint32_t floats = {1}_message_get(head + 20);
  return floats > {0}_MESSAGE_MOST_FLOATS ? 0 : {1}_message_bytes(floats);
}}
static inline uint32_t {1}_message_bits(float v) {{
  uint32_t bits;
  memcpy(&bits, &v, sizeof(bits));
  return bits;
}}
static inline float {1}_message_float(uint32_t bits) {{
  float v;
  memcpy(&v, &bits, sizeof(v));
  return v;
}}

/* Writes {1}_message_bytes(message->floats) bytes. Returns 0, 1 for a null pointer, or 2 when there is no room for them. */
static inline int {1}_message_pack(const {1}_message* message, uint8_t* bytes, size_t room) {{
  uint32_t i;
  if (message == NULL || bytes == NULL || message->output == NULL) return 1;
  if (room < {1}_message_bytes(message->floats)) return 2;
  {1}_message_put(bytes, {0}_MESSAGE_VERSION);
  {1}_message_put(bytes + 4, 0x{2}u);
  {1}_message_put(bytes + 8, (uint32_t)message->exit);
  {1}_message_put(bytes + 12, (uint32_t)message->label);
  {1}_message_put(bytes + 16, {1}_message_bits(message->confidence));
  {1}_message_put(bytes + 20, message->floats);
  for (i = 0; i < message->floats; ++i) {1}_message_put(bytes + 24 + (size_t)4 * i, {1}_message_bits(message->output[i]));
  return 0;
}}

/* Reads a message whose floats become `values`, of which there is room for `most`. Returns 0, 1 for a null pointer, 2 for another number
   of bytes than the message says or more floats than there is room for, 3 for another version, 4 for another network. The message is
   written only when it is read whole. */
static inline int {1}_message_unpack({1}_message* message, float* values, uint32_t most, const uint8_t* bytes, size_t size) {{
  uint32_t i, floats;
  if (message == NULL || values == NULL || bytes == NULL) return 1;
  if (size < {0}_MESSAGE_HEAD_BYTES) return 2;
  if ({1}_message_get(bytes) != {0}_MESSAGE_VERSION) return 3;
  if ({1}_message_get(bytes + 4) != 0x{2}u) return 4;
  floats = {1}_message_get(bytes + 20);
  if (floats > most || size != {1}_message_bytes(floats)) return 2;
  for (i = 0; i < floats; ++i) values[i] = {1}_message_float({1}_message_get(bytes + 24 + (size_t)4 * i));
  message->exit = (int32_t){1}_message_get(bytes + 8);
  message->label = (int32_t){1}_message_get(bytes + 12);
  message->confidence = {1}_message_float({1}_message_get(bytes + 16));
  message->floats = floats;
  message->output = values;
  return 0;
}}

#endif
)";

inline std::string folder_of(unit const& u, std::size_t n) {
  return fmt::format("parts/{}_{}/", n, safe_name(u.of.mapping[n].processor));
}

inline std::string parts_readme(unit const& whole, std::vector<unit> const& parts) {
  std::string rows;
  for (std::size_t n = 0; n < parts.size(); ++n)
    rows += fmt::format("| `{}` | {} | {} | {} | {} |\n", folder_of(parts[n], n).substr(6),
                        comment_text(parts[n].of.mapping[n].processor), parts[n].exits(),
                        parts[n].arena_bytes(), parts[n].weight_bytes());
  return fmt::format(R"(# {0} on {1} processors

Each folder is the C of one processor and is linked alone: `*.c` of it. All have the same `{0}_message.h`.

| folder | processor | exits | arena, bytes | weights, bytes |
|---|---|---|---|---|
{2}
1. `{0}_part_0_run` takes a sample and makes a message. `exit` of 0 or more: that is the answer. -1: the sample goes on.
2. `{0}_message_pack` makes bytes of the message, for whatever link there is; `{0}_message_unpack` reads them on the next processor, which
   calls `{0}_part_1_run` with it, and so on.
3. The answer goes back in the same form to the processors in front, which call `{0}_part_0_answered`: temporal rules repeat it.
   Without a temporal rule it does nothing.
)",
                     whole.name, parts.size(), rows);
}

} // namespace detail

PEAX_INLINE std::vector<source_file> part_files(unit const& whole, std::vector<unit> const& parts) {
  std::vector<source_file> out;
  if (parts.empty()) return out;
  std::string const message = whole.name + "_message";
  std::size_t most = 0;
  for (unit const& u : parts) {
    most = std::max(most, u.answer_floats);
    for (auto const& o : u.code.outputs) most = std::max(most, o.floats);
  }
  std::string const text =
      fmt::format(detail::message_form, whole.upper, whole.name, result::own_identity(whole.of).substr(0, 8),
                  comment_text(whole.of.network.name()), most);
  out.push_back({"parts/README.md", detail::parts_readme(whole, parts)});
  for (std::size_t n = 0; n < parts.size(); ++n) {
    unit const& u = parts[n];
    std::string const in = detail::folder_of(u, n);
    out.push_back({in + message + ".h", text});
    out.push_back({in + u.name + ".h", header_text(u, message)});
    out.push_back({in + u.name + ".c", network_text(u, message)});
    out.push_back({in + u.name + "_weights.c", weights_text(u)});
    out.push_back({in + "certificate.json", certificate_of(u).dump(2) + "\n"});
    for (auto const& [name, lines] : decision_headers())
      out.push_back({in + std::string(name), std::string(lines)});
  }
  return out;
}

} // namespace peax::deploy::c
