#pragma once
//! @file
//! The bodies of load.hpp.

#include <peax/data/class_folder.hpp>
#include <peax/data/fit.hpp>
#include <peax/data/load.hpp>
#include <peax/data/read_array.hpp>
#include <peax/data/read_media.hpp>
#include <peax/data/stream.hpp>

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <system_error>
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
    throw usage_error(
        fmt::format("'{}': {} files are needed, written {} (a file name may not hold a comma){}", given,
                    count, form, count == 2 ? ", or a folder with a folder for each class" : ""));
  return parts;
}

//! The scaling of a file's values: as asked for, or what codes mean.
inline data::scaling const& scaling_for(array_file const& file, load_options const& options) {
  bool const are_codes = options.codes && options.scaling.is_identity() && file.type == options.codes->type;
  return are_codes ? options.codes->meaning : options.scaling;
}

//! Says whether integers were read as codes.
inline void tell_codes(array_file const& file, load_options const& options) {
  if (!options.remark || !options.codes || !options.scaling.is_identity()) return;
  auto const& codes = *options.codes;
  if (file.type == codes.type)
    options.remark(fmt::format("{}: {} values are read as codes of the network's input, x * {} + {}",
                               file.name, name_of(file.type), codes.meaning.scale[0],
                               codes.meaning.offset[0]));
  else if (file.type != data_type::float32 && file.type != data_type::float64)
    options.remark(fmt::format("{}: {} values are read as real numbers; codes of the network's input are {}",
                               file.name, name_of(file.type), name_of(codes.type)));
}

inline tensor inputs_from(array_file const& file, load_options const& options) {
  if (file.dims.rank() == 0)
    throw bad_input(file.name + ": is a single number; the first axis must be the samples");
  shape dims = file.dims;
  auto const& scaling = scaling_for(file, options);
  tell_codes(file, options);
  if (options.input_shape) {
    auto fit = fitted(dims, *options.input_shape);
    if (!fit)
      throw bad_input(fmt::format("{}: its shape {} does not fit the network's input {}; only axes of size 1 "
                                  "may be missing or extra, "
                                  "or a flat row hold all values",
                                  file.name, dims.text(), options.input_shape->text()));
    if (options.remark && dims.rank() == 2 && fit->rank() > 2 && from_flat_rows(dims, *options.input_shape))
      options.remark(fmt::format("{}: rows of {} values are read as {}, the last axis fastest", file.name,
                                 dims[1], fit->behind_batch().text()));
    dims = *std::move(fit);
  }
  if (file.type == data_type::float32 &&
      scaling.is_identity()) // as it lies on disk: larger than memory is allowed
    return tensor::sharing(data_type::float32, std::move(dims), file.elements.first, file.size());
  auto values = file.numbers<float>();
  scaling.apply(dims, values);
  return tensor(std::move(dims), std::move(values));
}

//! Says how a table was read; nothing about other files.
inline void tell_table(array_file const& file, load_options const& options) {
  if (!options.remark || !file.table) return;
  auto const& t = *file.table;
  auto said = fmt::format("{}: {} rows read", file.name, file.dims[0]);
  said += t.header ? fmt::format("; the header {} was left out", t.first_row) : ", no header";
  if (t.empty_column) said += "; the last column, which is empty, was left out";
  if (t.index_column) said += "; the first column, which counts the rows, was left out";
  options.remark(said);
}

//! A first row like 2000,2001,2002 above numbers that are not whole: nobody knows whether it is a header.
inline void tell_doubt(array_file const& file, load_options const& options) {
  if (!options.remark || !file.table || file.table->header || options.header == csv_header::no ||
      file.dims.rank() != 2 || file.dims[1] < 3 || file.type != data_type::float64)
    return;
  std::vector<double> row(file.row_size());
  file.copy<double>(0, std::span(row));
  for (std::size_t i = 0; i < row.size(); ++i)
    if (row[i] != row[0] + static_cast<double>(i) || row[i] != std::trunc(row[i]) || !std::isfinite(row[i]))
      return;
  options.remark(fmt::format("{}: its first row {} counts up by one and was read as a sample; --csv-header "
                             "yes reads it as a header",
                             file.name, file.table->first_row));
}

//! The file beside X: its first row is a header, too, when it counts 0..K-1 and the numbers of rows are equal without it alone.
inline array_file read_beside(std::string const& path, std::int64_t samples, load_options const& options) {
  bool const automatic = options.header == csv_header::automatic;
  auto file = read_array(path, automatic ? csv_header::by_name : options.header);
  if (automatic && file.table && !file.table->header && file.table->counts && file.dims[0] == samples + 1)
    file = read_array(path, csv_header::yes);
  return file;
}

inline data_set part_of(data_set const& all, data_part const& part) {
  return all.subset(samples_of(
      part, all.size(), all.has_labels() ? all.labels() : std::span<std::int32_t const>(), all.groups()));
}

inline data_set loaded(std::string const& x, std::string const& y, load_options const& options) {
  auto inputs = read_array(x, options.header);
  auto const rows_of = [](array_file const& file) {
    return file.dims.rank() == 0 ? std::int64_t{0} : file.dims[0];
  };
  auto const answers = read_beside(y, rows_of(inputs), options);
  if (options.header == csv_header::automatic && inputs.table && inputs.table->header &&
      inputs.table->counts && rows_of(answers) == rows_of(inputs) + 1)
    inputs =
        read_array(x, csv_header::by_name); // 0, 1, ... is a sample: only so there is one for each answer
  std::optional<array_file> groups;
  if (!options.groups.empty()) groups = read_beside(options.groups, rows_of(inputs), options);
  tell_table(inputs, options);
  tell_doubt(inputs, options);
  tell_table(answers, options);
  if (groups) tell_table(*groups, options);
  auto const differ = [&](array_file const& other) {
    return inputs.dims.rank() != 0 && (other.dims.rank() == 0 || other.dims[0] != inputs.dims[0]);
  };
  for (auto const* other : {&answers, groups ? &*groups : &answers})
    if (differ(*other))
      throw bad_input(fmt::format("{} {} and {} {} differ in their number of samples{}", inputs.name,
                                  inputs.dims.text(), other->name, other->dims.text(),
                                  inputs.table || other->table
                                      ? "; --csv-header yes or no says whether first rows are headers"
                                      : ""));
  auto const all =
      data_set(inputs_from(inputs, options), answers.to_tensor(), groups ? groups->to_tensor() : tensor(),
               scaling_for(inputs, options), {inputs.name, answers.name})
          .read_as(options.task)
          .with_class_names(options.classes)
          .named(std::filesystem::path(inputs.name).stem().string());
  return options.part ? part_of(all, *options.part) : all;
}

inline bool is_folder(std::string const& path) {
  std::error_code unknown;
  return std::filesystem::is_directory(path, unknown);
}

//! The groups of a folder's files: those of the file of groups, or none.
inline std::vector<std::int64_t> groups_of_files(class_folder const& folder, load_options const& options) {
  if (options.groups.empty()) return {};
  auto const file = read_beside(options.groups, static_cast<std::int64_t>(folder.files.size()), options);
  auto groups = file.numbers<std::int64_t>();
  if (groups.size() != folder.files.size())
    throw bad_input(
        fmt::format("{}: has {} groups, {} has {} files; give one for each, in the order of the classes and "
                    "of the names in a class",
                    file.name, groups.size(), folder.path, folder.files.size()));
  return groups;
}

//! The files of a part alone, so that no others are read.
inline void keep_part(class_folder& folder, std::vector<std::int64_t>& groups, data_part const& part) {
  class_folder const all = folder;
  auto const of_files = groups;
  folder.files.clear(), folder.labels.clear(), groups.clear();
  for (auto const i : samples_of(part, all.files.size(), all.labels, of_files)) {
    folder.files.push_back(all.files[i]);
    folder.labels.push_back(all.labels[i]);
    if (!of_files.empty()) groups.push_back(of_files[i]);
  }
}

inline data_set loaded_folder(std::string const& path, load_options const& options) {
  auto folder = list_classes(path, options.classes, options.remark);
  auto groups = groups_of_files(folder, options);
  if (options.part) keep_part(folder, groups, *options.part);
  auto read = read_media(folder.files, folder.kind, options.media, options.scaling, options.input_shape);
  if (options.remark)
    options.remark(fmt::format("{}: {}, {} classes ({}){}", path, read.how, folder.classes.size(),
                               fmt::join(folder.classes, ", "),
                               options.classes.empty() ? "; labels count them in this order" : ""));
  bool const windows = folder.kind == media_kind::sounds && options.media.sounds.hop != 0;
  std::vector<std::int32_t> labels;
  std::vector<std::int64_t> units;
  for (std::size_t i = 0; i < folder.files.size(); ++i) {
    labels.insert(labels.end(), read.counts[i], folder.labels[i]);
    if (!groups.empty() || windows)
      units.insert(units.end(), read.counts[i], groups.empty() ? static_cast<std::int64_t>(i) : groups[i]);
  }
  return data_set(std::move(read.inputs), tensor::list(std::move(labels)),
                  units.empty() ? tensor() : tensor::list(std::move(units)), options.scaling,
                  {path, path, folder.kind})
      .read_as(options.task)
      .with_class_names(std::move(folder.classes))
      .named(std::move(folder.name));
}

//! The files behind one name: of a folder of classes, or a picture or sound itself; none for arrays.
inline class_folder media_of(std::string const& path) {
  if (is_folder(path)) return list_classes(path);
  auto const kind = kind_of_file(path);
  if (kind == media_kind::arrays) return {};
  return {path, {}, kind, {}, {path}, {0}};
}

} // namespace detail

PEAX_INLINE data_set load_data_set(std::string const& pair, load_options const& options) {
  if (detail::is_folder(pair)) return detail::loaded_folder(pair, options);
  auto const paths = detail::paths_of(pair, 2, "X,Y");
  return detail::loaded(paths[0], paths[1], options);
}

PEAX_INLINE stream load_stream(std::string const& triple, load_options const& options) {
  auto const paths = detail::paths_of(triple, 3, "X,Y,L");
  auto samples = detail::loaded(paths[0], paths[1], options);
  auto lengths =
      read_array(paths[2], options.header == csv_header::automatic ? csv_header::by_name : options.header);
  auto numbers = lengths.numbers<std::int64_t>();
  if (options.header == csv_header::automatic && lengths.table && !lengths.table->header &&
      lengths.table->counts && numbers.size() > 1) { // a recording of no samples: it is the header of pandas
    lengths = read_array(paths[2], csv_header::yes);
    numbers = lengths.numbers<std::int64_t>();
  }
  detail::tell_table(lengths, options);
  try {
    return stream(std::move(samples), numbers);
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("{}: {}", lengths.name, e.what()));
  }
}

PEAX_INLINE std::optional<shape> shape_of_media(std::string const& path, media_reading const& how) {
  auto const found = detail::media_of(path);
  if (found.files.empty()) return std::nullopt;
  auto dims = read_media({found.files.front()}, found.kind, how).inputs.dims();
  dims[0] = 1;
  return dims;
}

PEAX_INLINE tensor load_inputs(std::string const& path, load_options const& options) {
  if (auto const found = detail::media_of(path); !found.files.empty()) {
    auto read = read_media(found.files, found.kind, options.media, options.scaling, options.input_shape);
    if (options.remark) options.remark(fmt::format("{}: {}", path, read.how));
    return std::move(read.inputs);
  }
  auto const file = read_array(path, options.header);
  detail::tell_table(file, options);
  detail::tell_doubt(file, options);
  return detail::inputs_from(file, options);
}

} // namespace peax::data
