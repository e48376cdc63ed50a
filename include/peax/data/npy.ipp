// The bodies of npy.hpp.
#include <peax/core/atomic_file.hpp>
#include <peax/data/npy.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::data::detail {

//! Reads the header's text: a Python dictionary with the keys 'descr', 'fortran_order' and 'shape'.
class npy_header_reader {
 public:
  npy_header_reader(std::string const& name, std::string_view text) : name_(name), rest_(text) {}

  npy_header read();

 private:
  [[noreturn]] void fail(std::string const& what) const {
    throw bad_input(
        fmt::format("{}: the .npy header {}; write the array again with numpy.save", name_, what));
  }
  void skip_space() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n' || rest_[0] == '\t' || rest_[0] == '\r'))
      rest_.remove_prefix(1);
  }
  bool accept(char c);
  void expect(char c) {
    if (!accept(c)) fail(fmt::format("lacks a '{}'", c));
  }
  std::string_view quoted();
  bool read_truth();

  void read_type(npy_header& header);

  shape read_shape();
  std::int64_t read_extent();

  std::string const& name_;
  std::string_view rest_;
};

PEAX_INLINE npy_header npy_header_reader::read() {
  npy_header header;
  bool descr = false, order = false, extents = false;
  expect('{');
  while (!accept('}')) {
    auto const key = quoted();
    expect(':');
    if (key == "descr" && !std::exchange(descr, true))
      read_type(header);
    else if (key == "fortran_order" && !std::exchange(order, true))
      header.fortran_order = read_truth();
    else if (key == "shape" && !std::exchange(extents, true))
      header.dims = read_shape();
    else
      fail(fmt::format("has an unexpected key '{}'", key.substr(0, 40)));
    if (!accept(',')) {
      expect('}');
      break;
    }
  }
  skip_space();
  if (!rest_.empty()) fail("goes on behind its dictionary");
  if (!descr || !order || !extents) fail("lacks one of 'descr', 'fortran_order', 'shape'");
  return header;
}

PEAX_INLINE bool npy_header_reader::accept(char c) {
  skip_space();
  if (rest_.empty() || rest_[0] != c) return false;
  rest_.remove_prefix(1);
  return true;
}

PEAX_INLINE std::string_view npy_header_reader::quoted() {
  skip_space();
  if (rest_.empty() || (rest_[0] != '\'' && rest_[0] != '"')) fail("lacks a quoted word");
  auto const end = rest_.find(rest_[0], 1);
  if (end == std::string_view::npos) fail("has a quote without its end");
  auto const word = rest_.substr(1, end - 1);
  rest_.remove_prefix(end + 1);
  return word;
}

PEAX_INLINE bool npy_header_reader::read_truth() {
  skip_space();
  for (bool value : {true, false}) {
    std::string_view const word = value ? "True" : "False";
    if (!rest_.starts_with(word)) continue;
    rest_.remove_prefix(word.size());
    return value;
  }
  fail("says neither True nor False for 'fortran_order'");
}

PEAX_INLINE void npy_header_reader::read_type(npy_header& header) {
  skip_space();
  if (rest_.starts_with('['))
    throw bad_input(name_ + ": holds records with named fields; save each field as an array of its own");
  auto const descr = quoted();
  auto const order = descr.empty() ? ' ' : descr[0];
  auto const kind = descr.empty() ? descr : descr.substr(1);
  if (kind.starts_with('O'))
    throw bad_input(
        name_ +
        ": holds pickled Python objects, which are never read; save numbers (array.astype('float32'))");
  static constexpr std::pair<std::string_view, data_type> kinds[] = {
      {"f4", data_type::float32}, {"f8", data_type::float64}, {"i1", data_type::int8},
      {"i2", data_type::int16},   {"i4", data_type::int32},   {"i8", data_type::int64},
      {"u1", data_type::uint8},   {"u2", data_type::uint16},  {"u4", data_type::uint32},
      {"u8", data_type::uint64},  {"b1", data_type::boolean}};
  auto const* const found =
      std::find_if(std::begin(kinds), std::end(kinds), [&](auto const& k) { return k.first == kind; });
  if (found == std::end(kinds) || std::string_view("<>|=").find(order) == std::string_view::npos)
    throw bad_input(fmt::format(
        "{}: holds elements of type '{}'; save float32, float64, int8 to int64, uint8 to uint64 or bool",
        name_, descr.substr(0, 40)));
  header.type = found->second;
  header.big_endian = order == '>' && bits_of(header.type) > 8;
}

PEAX_INLINE shape npy_header_reader::read_shape() {
  std::vector<std::int64_t> extents;
  expect('(');
  while (!accept(')')) {
    extents.push_back(read_extent());
    if (extents.size() > 32) fail("has more than 32 axes");
    if (!accept(',')) {
      expect(')');
      break;
    }
  }
  return shape(std::move(extents));
}

PEAX_INLINE std::int64_t npy_header_reader::read_extent() {
  skip_space();
  if (rest_.starts_with('-')) fail("has a negative extent");
  if (rest_.empty() || rest_[0] < '0' || rest_[0] > '9') fail("has an extent that is not a number");
  std::int64_t value = 0;
  while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') {
    if (value > (std::numeric_limits<std::int64_t>::max() - 9) / 10) fail("has an extent that is too large");
    value = value * 10 + (rest_[0] - '0');
    rest_.remove_prefix(1);
  }
  if (rest_.starts_with('L')) rest_.remove_prefix(1); // written by Python 2
  return value;
}

PEAX_INLINE std::vector<std::byte> row_major(std::span<std::byte const> from, shape const& dims,
                                             std::size_t width) {
  std::vector<std::byte> to(from.size());
  std::vector<std::size_t> stride(dims.rank(), width), index(dims.rank(), 0);
  for (std::size_t axis = 1; axis < dims.rank(); ++axis)
    stride[axis] = stride[axis - 1] * static_cast<std::size_t>(dims[axis - 1]);
  std::size_t at = 0;
  for (std::size_t out = 0; out < to.size(); out += width) {
    std::memcpy(to.data() + out, from.data() + at, width);
    for (std::size_t axis = dims.rank(); axis-- > 0;) {
      at += stride[axis];
      if (++index[axis] < static_cast<std::size_t>(dims[axis])) break;
      at -= stride[axis] * index[axis];
      index[axis] = 0;
    }
  }
  return to;
}

} // namespace peax::data::detail

namespace peax::data {

PEAX_INLINE array_file read_npy(std::string const& name, byte_stream& from) {
  auto const cut = [&]() -> bad_input {
    return bad_input(name + ": the .npy header is cut off; write the array again with numpy.save");
  };
  std::array<char, 8> start{};
  if (from.read(std::as_writable_bytes(std::span(start))) != start.size()) throw cut();
  if (std::string_view(start.data(), 6) != detail::npy_magic)
    throw bad_input(name +
                    ": is not a .npy file (its first bytes are not NumPy's); write it with numpy.save");
  auto const version = static_cast<unsigned char>(start[6]);
  if (version < 1 || version > 3 || start[7] != 0)
    throw bad_input(fmt::format("{}: .npy version {}.{} is unknown; save it as 1.0", name, version,
                                static_cast<unsigned char>(start[7])));
  std::array<unsigned char, 4> length_bytes{};
  std::size_t const length_size = version == 1 ? 2 : 4;
  if (from.read(std::as_writable_bytes(std::span(length_bytes).first(length_size))) != length_size)
    throw cut();
  std::size_t length = 0;
  for (std::size_t i = 0; i < length_size; ++i)
    length |= static_cast<std::size_t>(length_bytes[i]) << (8 * i);
  if (length > 65536 || length > from.at_most())
    throw bad_input(fmt::format(
        "{}: the .npy header claims to be {} bytes long; the file is damaged or cut off, write it again",
        name, length));
  std::string text(length, '\0');
  if (from.read(std::as_writable_bytes(std::span(text))) != length) throw cut();

  auto const header = detail::npy_header_reader(name, text).read();
  std::size_t const width = bits_of(header.type) / 8;
  array_file array{name, header.type, header.dims,
                   detail::take_elements(name, header.type, header.dims, from)};
  if (header.fortran_order && header.dims.rank() > 1 && array.elements.size != 0)
    array.elements = shared_bytes::from(detail::row_major(array.elements.view(), header.dims, width));
  if (header.big_endian) {
    auto const view = array.elements.view();
    std::vector<std::byte> swapped(view.begin(), view.end());
    detail::swap_bytes(swapped, width);
    array.elements = shared_bytes::from(std::move(swapped));
  }
  array.elements = detail::aligned(std::move(array.elements), width);
  if (header.type == data_type::boolean)
    for (auto b : array.elements.view())
      if (b > std::byte{1})
        throw bad_input(name + ": a bool element is neither 0 nor 1; the file is damaged");
  return array;
}

PEAX_INLINE std::string npy_header_text(data_type type, shape const& dims) {
  static constexpr std::string_view descr[] = {"<f4", "<f8", "<f2", "|i1", "<i2", "<i4",
                                               "<i8", "|u1", "<u2", "<u4", "<u8", "|b1"};
  std::string text = "{'descr': '" + std::string(descr[static_cast<std::size_t>(type)]) +
                     "', 'fortran_order': False, 'shape': (";
  for (std::size_t axis = 0; axis < dims.rank(); ++axis) {
    if (axis != 0) text += ", ";
    text += std::to_string(dims[axis]);
  }
  text += dims.rank() == 1 ? ",), }" : "), }";
  constexpr std::size_t before = 10;
  text.append(63 - (before + text.size()) % 64, ' ');
  text += '\n';
  std::string out(detail::npy_magic);
  out += '\x01';
  out += '\0';
  out += static_cast<char>(text.size() & 255u);
  out += static_cast<char>(text.size() >> 8);
  return out + text;
}

PEAX_INLINE void write_npy(std::string const& path, tensor const& values) {
  atomic_file file(path);
  file.write(npy_header_text(values.type(), values.dims()));
  file.write(values.raw());
  file.commit();
}

} // namespace peax::data
