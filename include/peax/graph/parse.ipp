#pragma once
//! @file
//! The bodies of parse.hpp.

#include <peax/core/error.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/parse.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace peax {

namespace detail {
//! Walks over the text; every failure names the line.
class text_reader {
 public:
  explicit text_reader(std::string_view text) : rest_(text) {}

  [[noreturn]] void fail(std::string const& why) const {
    throw bad_input(fmt::format("graph text, line {}: {}", line_, why));
  }

  [[nodiscard]] bool at_end() {
    skip();
    return rest_.empty();
  }
  [[nodiscard]] bool at_line_end() {
    while (!rest_.empty() && rest_[0] == ' ') rest_.remove_prefix(1);
    return rest_.empty() || rest_[0] == '\n';
  }
  bool take(std::string_view token) {
    while (!rest_.empty() && rest_[0] == ' ') rest_.remove_prefix(1);
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  [[nodiscard]] bool sees(std::string_view token) const { return rest_.starts_with(token); }
  void want(std::string_view token) {
    if (!take(token)) fail(fmt::format("'{}' is missing", token));
  }
  //! Up to the next blank, bracket, quote or '='.
  std::string_view word() {
    (void)at_line_end();
    std::size_t n = 0;
    while (n < rest_.size() && std::string_view(" \n()[]\"=,").find(rest_[n]) == std::string_view::npos) ++n;
    if (n == 0) fail("a word is missing");
    std::string_view const found = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return found;
  }
  template <class T> T number() {
    (void)at_line_end();
    T value{};
    auto const [end, code] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (code != std::errc()) fail("a number is missing or out of range");
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }
  std::string quoted() {
    want("\"");
    std::string out;
    while (!rest_.empty() && rest_[0] != '"') {
      if (rest_[0] == '\\' && rest_.size() > 3 && rest_[1] == 'x') {
        int byte = 0;
        (void)std::from_chars(rest_.data() + 2, rest_.data() + 4, byte, 16);
        out += static_cast<char>(byte);
        rest_.remove_prefix(4);
        continue;
      }
      if (rest_[0] == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
      if (rest_[0] == '\n') fail("a quote is not closed");
      out += rest_[0];
      rest_.remove_prefix(1);
    }
    want("\"");
    return out;
  }
  std::vector<std::int64_t> list() {
    want("[");
    std::vector<std::int64_t> out;
    while (!take("]")) {
      if (!out.empty()) want(",");
      out.push_back(take("N") ? batch_extent : number<std::int64_t>());
    }
    return out;
  }
  data_type type() {
    std::string_view const name = word();
    for (int i = 0; i <= static_cast<int>(data_type::boolean); ++i)
      if (name_of(static_cast<data_type>(i)) == name) return static_cast<data_type>(i);
    fail(fmt::format("'{}' is no data type", name));
  }

  void read(bool& v) { v = number<int>() != 0; }
  void read(float& v) { v = number<float>(); }
  void read(std::int64_t& v) { v = number<std::int64_t>(); }
  void read(data_type& v) { v = type(); }
  void read(op::pad_mode& v) {
    int const mode = number<int>();
    if (mode < 0 || mode > 2) fail("there is no pad mode " + std::to_string(mode));
    v = static_cast<op::pad_mode>(mode);
  }
  void read(op::ints& v) { v = list(); }
  void read(op::floats& v) {
    want("[");
    for (v.clear(); !take("]");) {
      if (!v.empty()) want(",");
      v.push_back(number<float>());
    }
  }
  template <class T> void read(std::optional<T>& v) {
    if (take("none")) return v.reset();
    T held{};
    read(held);
    v = held;
  }

 private:
  void skip() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n')) {
      if (rest_[0] == '\n') ++line_;
      rest_.remove_prefix(1);
    }
  }

  std::string_view rest_;
  int line_ = 1;
};

template <class T> tensor read_elements(text_reader& in, shape dims) {
  using Stored = std::conditional_t<std::is_same_v<T, bool>, std::uint8_t, T>;
  std::vector<Stored> elements;
  while (!in.at_line_end()) {
    if constexpr (sizeof(T) == 1)
      elements.push_back(static_cast<Stored>(in.number<int>()));
    else
      elements.push_back(in.number<Stored>());
  }
  if constexpr (std::is_same_v<T, bool>) {
    auto const* raw = reinterpret_cast<std::byte const*>(elements.data());
    return tensor::from_bytes(data_type::boolean, std::move(dims),
                              std::vector<std::byte>(raw, raw + elements.size()));
  } else {
    return tensor(std::move(dims), std::move(elements));
  }
}

inline tensor read_constant(text_reader& in, data_type type, shape dims) {
  if (in.take("#")) in.fail("the constant is a digest only; write the graph with weights_as::elements");
  switch (type) {
  case data_type::float32: return read_elements<float>(in, std::move(dims));
  case data_type::float64: return read_elements<double>(in, std::move(dims));
  case data_type::int8: return read_elements<std::int8_t>(in, std::move(dims));
  case data_type::int16: return read_elements<std::int16_t>(in, std::move(dims));
  case data_type::int32: return read_elements<std::int32_t>(in, std::move(dims));
  case data_type::int64: return read_elements<std::int64_t>(in, std::move(dims));
  case data_type::uint8: return read_elements<std::uint8_t>(in, std::move(dims));
  case data_type::uint16: return read_elements<std::uint16_t>(in, std::move(dims));
  case data_type::uint32: return read_elements<std::uint32_t>(in, std::move(dims));
  case data_type::uint64: return read_elements<std::uint64_t>(in, std::move(dims));
  case data_type::boolean: return read_elements<bool>(in, std::move(dims));
  case data_type::float16: break;
  }
  std::vector<std::byte> raw;
  while (!in.at_line_end()) raw.push_back(static_cast<std::byte>(in.number<int>()));
  return tensor::from_bytes(type, std::move(dims), std::move(raw));
}

//! Graphs inside of graphs, at most.
inline constexpr int most_nested_texts = 32;

inline graph read_graph(text_reader& in, op_kinds known, int depth);

//! The attribute of an operator that is a graph.
inline op::body read_body(text_reader& in, op_kinds known, int depth) {
  if (in.take("none")) return {};
  if (depth == most_nested_texts) in.fail(fmt::format("graphs are nested deeper than {}", depth));
  in.want("{");
  if (in.at_end()) in.fail("a graph is missing");
  op::body out(std::make_shared<graph const>(read_graph(in, known, depth + 1)));
  in.want("}");
  return out;
}

inline any_op read_op(text_reader& in, op_kinds known, std::string_view name, int depth, auto&& connections) {
  auto const of_name = [&](op_kind const* kind) { return kind->name == name; };
  auto const found = std::find_if(known.begin(), known.end(), of_name);
  if (found == known.end()) in.fail(fmt::format("there is no operator '{}'", name));
  op_kind const& kind = **found;
  connections();
  std::vector<op::attribute_value> values;
  for (auto& a : kind.attributes(kind.make({}).get())) {
    in.want(a.name), in.want("=");
    std::visit(
        [&]<class T>(T& v) {
          if constexpr (std::is_same_v<T, op::body>)
            v = read_body(in, known, depth);
          else
            in.read(v);
        },
        a.value);
    values.push_back(std::move(a.value));
  }
  return any_op(kind, kind.make(values));
}

//! Up to the end of the text, or to the brace that closes it.
inline graph read_graph(text_reader& in, op_kinds known, int depth) {
  std::unordered_map<std::string, value_id> named;
  auto const find = [&](std::string const& name) {
    auto const at = named.find(name);
    if (at == named.end()) in.fail(fmt::format("nothing before makes the value '{}'", name));
    return at->second;
  };
  in.want("graph");
  graph_editor edit(in.quoted());
  in.want("opset");
  edit.set_opset(in.number<std::int64_t>());
  while (!in.at_end() && !(depth > 0 && in.sees("}"))) {
    if (in.take("metadata")) {
      std::string key = in.quoted();
      edit.set_metadata(std::move(key), in.quoted());
    } else if (in.take("file")) {
      file_notes n;
      for (auto* text : {&n.batch_name, &n.doc_string, &n.graph_doc_string, &n.domain, &n.converted_from})
        *text = in.quoted();
      n.model_version = in.number<std::int64_t>();
      n.batch_is_one = in.take("one");
      if (!n.batch_is_one) in.want("any");
      edit.set_notes(std::move(n));
    } else if (in.take("input")) {
      std::string name = in.quoted();
      data_type const type = in.type();
      named[name] = edit.add_input(name, type, shape(in.list()));
    } else if (in.take("constant")) {
      std::string name = in.quoted();
      data_type const type = in.type();
      shape dims(in.list());
      named[name] = edit.add_constant(name, read_constant(in, type, std::move(dims)));
    } else if (in.take("node")) {
      std::string const name = in.quoted();
      std::string const kind(in.word());
      std::vector<value_id> inputs;
      std::vector<std::string> outputs;
      any_op op = read_op(in, known, kind, depth, [&] {
        in.want("(");
        while (!in.take(")")) inputs.push_back(in.take("-") ? value_id::none : find(in.quoted()));
        in.want("->");
        in.want("(");
        while (!in.take(")")) outputs.push_back(in.quoted());
      });
      auto const made = edit.add_node(std::move(op), std::move(inputs), outputs, name);
      for (std::size_t i = 0; i < made.size(); ++i) named[outputs[i]] = made[i];
    } else if (in.take("output")) {
      edit.add_output(find(in.quoted()));
    } else {
      in.fail(fmt::format("'{}' is no input, constant, node or output", in.word()));
    }
    if (!in.at_line_end()) in.fail("there is more on the line than expected");
  }
  return edit.finish();
}
} // namespace detail

PEAX_INLINE graph parse(op_kinds known, std::string_view text) {
  detail::text_reader in(text);
  return detail::read_graph(in, known, 0);
}

PEAX_INLINE graph parse(std::string_view text) { return parse(default_kinds(), text); }

} // namespace peax
