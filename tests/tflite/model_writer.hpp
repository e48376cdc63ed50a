#pragma once
//! @file
//! Small .tflite files for tests, written with a bare FlatBufferBuilder: fields by their numbers in the schema.

#include <flatbuffers/flatbuffers.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace peax::testing::tflite {

namespace fb = ::flatbuffers;

//! A field of an options table: its number, and a number of 1 or 4 bytes, or a list.
struct field {
  int number;
  enum kind_type { i8, i32, f32, i32_list } kind;
  std::int32_t integer = 0;
  float real = 0;
  std::vector<std::int32_t> list = {};
};
inline field byte(int number, std::int32_t v) { return {number, field::i8, v}; }
inline field integer(int number, std::int32_t v) { return {number, field::i32, v}; }
inline field real(int number, float v) { return {number, field::f32, 0, v}; }
inline field integers(int number, std::vector<std::int32_t> v) {
  return {number, field::i32_list, 0, 0, std::move(v)};
}

struct flat_tensor {
  std::string name;
  std::vector<std::int32_t> shape;
  std::int8_t type = 0; // float32; 2 int32, 9 int8
  std::string content = {};
  std::vector<float> scales = {};
  std::vector<std::int64_t> zeros = {};
  std::int32_t axis = 0;
  bool is_variable = false;
};

template <class T> std::string bytes_of(std::vector<T> const& all) {
  std::string out(all.size() * sizeof(T), '\0');
  if (!all.empty()) std::memcpy(out.data(), all.data(), out.size());
  return out;
}
inline flat_tensor floats(std::string name, std::vector<std::int32_t> shape, std::vector<float> const& v) {
  return {std::move(name), std::move(shape), 0, bytes_of(v)};
}
inline flat_tensor ints(std::string name, std::vector<std::int32_t> shape,
                        std::vector<std::int32_t> const& v) {
  return {std::move(name), std::move(shape), 2, bytes_of(v)};
}

struct flat_node {
  std::int32_t code;
  std::vector<std::int32_t> inputs, outputs;
  std::vector<field> options = {};
  std::string custom = {};
};

struct flat_model {
  std::vector<flat_tensor> tensors;
  std::vector<flat_node> nodes;
  std::vector<std::int32_t> inputs, outputs;
  std::uint32_t version = 3;
  bool old_codes = false; //!< operator codes in the first field alone, as before 2020
};

class writer {
 public:
  static std::string bytes(flat_model const& m) {
    writer w;
    w.write(m);
    return {reinterpret_cast<char const*>(w.b_.GetBufferPointer()), w.b_.GetSize()};
  }

 private:
  using table = fb::Offset<fb::Table>;
  static fb::voffset_t at(int number) { return fb::FieldIndexToOffset(static_cast<fb::voffset_t>(number)); }

  template <class... Add> table made(Add&&... add) {
    auto const start = b_.StartTable();
    (add(), ...);
    return table(b_.EndTable(start));
  }

  table options(std::vector<field> const& all) {
    std::vector<fb::Offset<fb::Vector<std::int32_t>>> lists;
    for (auto const& f : all) lists.push_back(f.kind == field::i32_list ? b_.CreateVector(f.list) : 0);
    return made([&] {
      for (std::size_t i = 0; i < all.size(); ++i) {
        auto const& f = all[i];
        if (f.kind == field::i8)
          b_.AddElement<std::int8_t>(at(f.number), static_cast<std::int8_t>(f.integer));
        if (f.kind == field::i32) b_.AddElement<std::int32_t>(at(f.number), f.integer);
        if (f.kind == field::f32) b_.AddElement<float>(at(f.number), f.real);
        if (f.kind == field::i32_list) b_.AddOffset(at(f.number), lists[i]);
      }
    });
  }

  table write_tensor(flat_tensor const& t, std::uint32_t buffer) {
    table codes;
    if (!t.scales.empty()) {
      auto const scales = b_.CreateVector(t.scales);
      auto const zeros = b_.CreateVector(t.zeros);
      codes = made([&] {
        b_.AddOffset(at(2), scales), b_.AddOffset(at(3), zeros), b_.AddElement<std::int32_t>(at(6), t.axis);
      });
    }
    auto const shape = b_.CreateVector(t.shape);
    auto const name = b_.CreateString(t.name);
    return made([&] {
      b_.AddOffset(at(0), shape), b_.AddElement<std::int8_t>(at(1), t.type),
          b_.AddElement<std::uint32_t>(at(2), buffer);
      b_.AddOffset(at(3), name), b_.AddElement<std::uint8_t>(at(5), t.is_variable ? 1 : 0);
      if (!codes.IsNull()) b_.AddOffset(at(4), codes);
    });
  }

  table write_node(flat_node const& n, std::uint32_t code) {
    auto const inputs = b_.CreateVector(n.inputs), outputs = b_.CreateVector(n.outputs);
    auto const how = options(n.options);
    return made([&] {
      b_.AddElement<std::uint32_t>(at(0), code), b_.AddOffset(at(1), inputs), b_.AddOffset(at(2), outputs);
      b_.AddElement<std::uint8_t>(at(3), 1),
          b_.AddOffset(at(4), how); // the reader goes by the operator, not by the union's type
    });
  }

  void write(flat_model const& m) {
    std::vector<table> buffers{made()}, tensors, nodes, codes;
    for (auto const& t : m.tensors) {
      std::uint32_t buffer = 0;
      if (!t.content.empty()) {
        b_.ForceVectorAlignment(t.content.size(), 1, 16);
        auto const data =
            b_.CreateVector(reinterpret_cast<std::uint8_t const*>(t.content.data()), t.content.size());
        buffer = static_cast<std::uint32_t>(buffers.size());
        buffers.push_back(made([&] { b_.AddOffset(at(0), data); }));
      }
      tensors.push_back(write_tensor(t, buffer));
    }
    for (auto const& n : m.nodes) {
      auto const custom = b_.CreateString(n.custom);
      codes.push_back(made([&] {
        b_.AddElement<std::int8_t>(at(0), static_cast<std::int8_t>(std::min(n.code, 127)));
        if (!n.custom.empty()) b_.AddOffset(at(1), custom);
        if (!m.old_codes) b_.AddElement<std::int32_t>(at(3), n.code);
      }));
      nodes.push_back(write_node(n, static_cast<std::uint32_t>(nodes.size())));
    }
    auto const all_tensors = b_.CreateVector(tensors), all_nodes = b_.CreateVector(nodes);
    auto const inputs = b_.CreateVector(m.inputs), outputs = b_.CreateVector(m.outputs);
    std::vector<table> const graphs{made([&] {
      b_.AddOffset(at(0), all_tensors), b_.AddOffset(at(1), inputs), b_.AddOffset(at(2), outputs),
          b_.AddOffset(at(3), all_nodes);
    })};
    auto const all_graphs = b_.CreateVector(graphs), all_codes = b_.CreateVector(codes),
               all_buffers = b_.CreateVector(buffers);
    b_.Finish(made([&] {
                b_.AddElement<std::uint32_t>(at(0), m.version), b_.AddOffset(at(1), all_codes);
                b_.AddOffset(at(2), all_graphs), b_.AddOffset(at(4), all_buffers);
              }),
              "TFL3");
  }

  fb::FlatBufferBuilder b_;
};

inline std::string model_bytes(flat_model const& m) { return writer::bytes(m); }

//! One operator from x (and constants) to y, float32.
inline flat_model single(std::int32_t code, std::vector<std::int32_t> in, std::vector<std::int32_t> out,
                         std::vector<field> options = {}, std::vector<flat_tensor> constants = {}) {
  flat_model m;
  m.tensors = {{"x", std::move(in)}, {"y", std::move(out)}};
  flat_node n{code, {0}, {1}, std::move(options)};
  for (auto& c : constants)
    n.inputs.push_back(static_cast<std::int32_t>(m.tensors.size())), m.tensors.push_back(std::move(c));
  m.nodes = {std::move(n)}, m.inputs = {0}, m.outputs = {1};
  return m;
}

} // namespace peax::testing::tflite
