#pragma once
//! @file
//! What verbs read: networks, and the options that turn the arrays of files into inputs.

#include "command_line.hpp"
#include <peax/data/load.hpp>
#include <peax/data/scaling.hpp>
#include <peax/graph/network.hpp>
#include <peax/tensor/shape.hpp>

#include <optional>
#include <string>
#include <vector>

namespace command {

//! --scale, --offset, --input-shape, --output-name, --csv-header; --task where there are answers.
struct input_options {
  std::string scale, offset, input_shape, output_name, task, csv_header;

  void declare(options& o);
  void declare_task(options& o);
  [[nodiscard]] peax::data::task_kind wanted_task() const; //!< automatic when it was not given
  //! How files for an input of a network are read; how tables and integers were read is a remark.
  [[nodiscard]] peax::data::load_options loading(common const& c, peax::graph const& g,
                                                 std::size_t input = 0) const;
  //! As given; what is not given is that of `saved`.
  [[nodiscard]] peax::data::scaling scaling(peax::data::scaling saved = {}) const;
  [[nodiscard]] std::optional<peax::shape> shape() const; //!< [batch, ...] as given
};

//! The network of an ONNX or a .tflite file. Dimensions that it leaves free are bound by --input-shape or by the arrays
//! named in `arrays` (inputs in the order of the network's; "X" or "X,Y"). With --output-name it is cut
//! down to that output.
[[nodiscard]] peax::network load_network(std::string const& file, input_options const& given = {},
                                         std::vector<std::string> const& arrays = {});

//! The place of the output of that name, or of the first when it is empty; throws usage_error when there is none.
[[nodiscard]] std::size_t output_called(peax::network const& n, std::string const& name);

//! The network cut down to the output of that name.
[[nodiscard]] peax::network with_output(peax::network const& n, std::string const& name);

//! Refuses a network with branches, which is only run: `verb` is what was wanted of it.
void refuse_branches(peax::network const& n, std::string const& verb);

//! The network cut down to what its first output needs.
[[nodiscard]] peax::network with_first_output(peax::network const& n);

//! Writes a network as an ONNX file, which appears whole or not at all.
void save_network(peax::network const& n, std::string const& file);

} // namespace command
