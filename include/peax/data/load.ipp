#pragma once
//! @file
//! The bodies of load.hpp.

#include <peax/data/fit.hpp>
#include <peax/data/load.hpp>
#include <peax/data/read_array.hpp>
#include <peax/data/stream.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::data {

namespace detail {

inline std::vector<std::string> paths_of(std::string const& given, std::size_t count, char const* form) {
  std::vector<std::string> parts{""};
  for (char c : given)
    if (c == ',')
      parts.emplace_back();
    else
      parts.back() += c;
  bool whole = parts.size() == count;
  for (auto const& part : parts) whole = whole && !part.empty();
  if (!whole)
    throw usage_error(fmt::format("'{}': {} files are needed, written {} (a file name may not hold a comma)",
                                  given, count, form));
  return parts;
}

inline tensor inputs_from(array_file const& file, load_options const& options) {
  if (file.dims.rank() == 0)
    throw bad_input(file.name + ": is a single number; the first axis must be the samples");
  shape dims = file.dims;
  if (options.input_shape) {
    auto fit = fitted(dims, *options.input_shape);
    if (!fit)
      throw bad_input(fmt::format(
          "{}: its shape {} does not fit the network's input {}; only axes of size 1 may be missing or extra",
          file.name, dims.text(), options.input_shape->text()));
    dims = *std::move(fit);
  }
  if (file.type == data_type::float32 &&
      options.scaling.is_identity()) // as it lies on disk: larger than memory is allowed
    return tensor::sharing(data_type::float32, std::move(dims), file.elements.first, file.size());
  auto values = file.numbers<float>();
  options.scaling.apply(dims, values);
  return tensor(std::move(dims), std::move(values));
}

inline data_set loaded(std::string const& x, std::string const& y, load_options const& options) {
  auto const inputs = read_array(x), answers = read_array(y);
  std::optional<array_file> groups;
  if (!options.groups.empty()) groups = read_array(options.groups);
  auto const differ = [&](array_file const& other) {
    return inputs.dims.rank() != 0 && (other.dims.rank() == 0 || other.dims[0] != inputs.dims[0]);
  };
  for (auto const* other : {&answers, groups ? &*groups : &answers})
    if (differ(*other))
      throw bad_input(fmt::format("{} {} and {} {} differ in their number of samples", inputs.name,
                                  inputs.dims.text(), other->name, other->dims.text()));
  try {
    return data_set(inputs_from(inputs, options), answers.to_tensor(),
                    groups ? groups->to_tensor() : tensor(), options.scaling);
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("{},{}: {}", x, y, e.what()));
  }
}

} // namespace detail

PEAX_INLINE data_set load_data_set(std::string const& pair, load_options const& options) {
  auto const paths = detail::paths_of(pair, 2, "X,Y");
  return detail::loaded(paths[0], paths[1], options);
}

PEAX_INLINE stream load_stream(std::string const& triple, load_options const& options) {
  auto const paths = detail::paths_of(triple, 3, "X,Y,L");
  auto const lengths = read_array(paths[2]);
  auto const numbers = lengths.numbers<std::int64_t>();
  auto samples = detail::loaded(paths[0], paths[1], options);
  try {
    return stream(std::move(samples), numbers);
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("{}: {}", lengths.name, e.what()));
  }
}

PEAX_INLINE tensor load_inputs(std::string const& path, load_options const& options) {
  return detail::inputs_from(read_array(path), options);
}

} // namespace peax::data
