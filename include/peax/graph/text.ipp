#pragma once
//! @file
//! The bodies of text.hpp.

#include <peax/graph/text.hpp>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

namespace peax {

namespace detail {
//! Numbers as the shortest text that reads back to the same bits, whatever the locale.
template <class T> void put_number(std::string& out, T value) {
  char buffer[64];
  auto const end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  out.append(buffer, end);
}

inline void put_quoted(std::string& out, std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (char c : text) {
    auto const byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (byte < 0x20 || byte == 0x7f)
      ((out += "\\x") += digits[byte >> 4]) += digits[byte & 15];
    else
      out += c;
  }
  out += '"';
}

inline void put_shape(std::string& out, shape const& dims) { out += dims.text(); }

inline void put_attribute(std::string& out, bool v) { out += v ? '1' : '0'; }
inline void put_attribute(std::string& out, float v) { put_number(out, v); }
inline void put_attribute(std::string& out, std::int64_t v) { put_number(out, v); }
inline void put_attribute(std::string& out, data_type v) { out += name_of(v); }
inline void put_attribute(std::string& out, op::pad_mode v) { put_number(out, static_cast<int>(v)); }
template <class T> void put_attribute(std::string& out, std::vector<T> const& v) {
  out += '[';
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (i != 0) out += ',';
    put_number(out, v[i]);
  }
  out += ']';
}
template <class T> void put_attribute(std::string& out, std::optional<T> const& v) {
  if (v)
    put_attribute(out, *v);
  else
    out += "none";
}

template <class T> void put_elements(std::string& out, std::span<T const> elements) {
  for (auto e : elements) {
    out += ' ';
    if constexpr (std::is_same_v<T, bool>)
      out += e ? '1' : '0';
    else if constexpr (sizeof(T) == 1)
      put_number(out, static_cast<int>(e));
    else
      put_number(out, e);
  }
}

inline void put_constant(std::string& out, tensor const& t) {
  switch (t.type()) {
  case data_type::float32: return put_elements(out, t.as<float>());
  case data_type::float64: return put_elements(out, t.as<double>());
  case data_type::int8: return put_elements(out, t.as<std::int8_t>());
  case data_type::int16: return put_elements(out, t.as<std::int16_t>());
  case data_type::int32: return put_elements(out, t.as<std::int32_t>());
  case data_type::int64: return put_elements(out, t.as<std::int64_t>());
  case data_type::uint8: return put_elements(out, t.as<std::uint8_t>());
  case data_type::uint16: return put_elements(out, t.as<std::uint16_t>());
  case data_type::uint32: return put_elements(out, t.as<std::uint32_t>());
  case data_type::uint64: return put_elements(out, t.as<std::uint64_t>());
  case data_type::boolean: return put_elements(out, t.as<bool>());
  case data_type::float16: break;
  }
  for (auto byte : t.raw()) (out += ' ') += std::to_string(static_cast<int>(byte));
}

//! The names of values, '-' where one is absent.
inline void put_list(std::string& out, graph const& g, std::vector<value_id> const& ids) {
  out += '(';
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (i != 0) out += ' ';
    if (ids[i] == value_id::none)
      out += '-';
    else
      put_quoted(out, g[ids[i]].name);
  }
  out += ')';
}

//! The lines about the network and the file that it came from.
inline void put_head(std::string& out, graph const& g) {
  out += "graph ";
  put_quoted(out, g.name());
  out += " opset " + std::to_string(g.opset()) + "\n";
  for (auto const& [key, text] : g.metadata()) {
    out += "metadata ";
    put_quoted(out, key);
    out += ' ';
    put_quoted(out, text);
    out += '\n';
  }
  if (auto const& n = g.notes(); n != file_notes{}) {
    out += "file";
    for (auto const* text :
         {&n.batch_name, &n.doc_string, &n.graph_doc_string, &n.domain, &n.converted_from}) {
      out += ' ';
      put_quoted(out, *text);
    }
    out += ' ' + std::to_string(n.model_version) + (n.batch_is_one ? " one\n" : " any\n");
  }
}
} // namespace detail

PEAX_INLINE std::string to_text(graph const& g, weights_as weights) {
  std::string out;
  detail::put_head(out, g);
  auto const declare = [&](std::string_view word, value const& v) {
    (out += word) += ' ';
    detail::put_quoted(out, v.name);
    ((out += ' ') += name_of(v.type)) += ' ';
    detail::put_shape(out, v.dims);
  };
  for (auto id : g.inputs()) {
    declare("input", g[id]);
    out += '\n';
  }
  for (auto const& v : g.values()) {
    if (!v.is_constant()) continue;
    declare("constant", v);
    if (weights == weights_as::elements)
      detail::put_constant(out, v.constant);
    else
      out += " #" + content_hash(v.constant).text();
    out += '\n';
  }
  for (auto const& n : g.nodes()) {
    out += "node ";
    detail::put_quoted(out, n.name);
    ((out += ' ') += n.op.name()) += ' ';
    detail::put_list(out, g, n.inputs);
    out += " -> ";
    detail::put_list(out, g, n.outputs);
    for (auto const& a : n.op.attributes()) {
      ((out += ' ') += a.name) += '=';
      std::visit(
          [&]<class T>(T const& v) {
            if constexpr (std::is_same_v<T, op::body>)
              out += v ? "{\n" + to_text(*v, weights) + "}" : std::string("none");
            else
              detail::put_attribute(out, v);
          },
          a.value);
    }
    out += '\n';
  }
  for (auto id : g.outputs()) {
    out += "output ";
    detail::put_quoted(out, g[id].name);
    out += '\n';
  }
  return out;
}

} // namespace peax
