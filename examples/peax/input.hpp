#pragma once
//! @file
//! What verbs read: networks, and the options that turn the arrays of files into inputs.

#include "command_line.hpp"
#include <peax/data/data_set.hpp>
#include <peax/data/load.hpp>
#include <peax/data/media.hpp>
#include <peax/data/partition.hpp>
#include <peax/data/scaling.hpp>
#include <peax/graph/network.hpp>
#include <peax/tensor/shape.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace command {

//! --scale, --offset, --mean, --std, --input-shape, --output-name, --csv-header, --pictures, --sounds, --features; --task and --classes
//! where there are answers, --split where one folder may stand for several sets, --modality where a network is described or changed.
struct input_options {
  std::string scale, offset, mean, deviation, output_name, task, csv_header;
  std::string pictures, sounds, features, classes, split, modality;
  std::vector<std::string> input_shape;

  void declare(options& o);
  void declare_media(options& o); //!< of these the ones for pictures and sounds
  void declare_shape(options& o); //!< --input-shape alone
  void declare_task(options& o);
  void declare_split(options& o);
  void declare_modality(options& o);
  [[nodiscard]] peax::data::task_kind wanted_task() const; //!< automatic when it was not given
  //! How files for an input of a network are read; how tables and integers were read is a remark.
  [[nodiscard]] peax::data::load_options loading(common const& c, peax::graph const& g,
                                                 std::size_t input = 0) const;
  [[nodiscard]] peax::data::media_reading media() const;
  //! The part of a data set that --split gives to a role; nothing without it.
  [[nodiscard]] std::optional<peax::data::data_part> part(common const& c,
                                                          peax::data::data_part::name which) const;
  //! As given; `saved` where none of the four options is given.
  [[nodiscard]] peax::data::scaling scaling(peax::data::scaling saved = {}) const;
  //! --input-shape: of the first input, and of inputs by name.
  [[nodiscard]] std::pair<std::optional<peax::shape>, std::map<std::string, peax::shape>> shapes() const;
};

//! The network of an ONNX or a .tflite file. Dimensions that it leaves free are bound by --input-shape or by the arrays
//! named in `arrays` ("X" or "X,Y"; of several inputs in their order or as "NAME=X", in one text or in several). With --output-name it is cut down to that output before anything
//! else of the file is looked at.
[[nodiscard]] peax::network load_network(std::string const& file, input_options const& given = {},
                                         std::vector<std::string> const& arrays = {});

//! The place of the output of that name, or of the first when it is empty; throws usage_error when there is none.
[[nodiscard]] std::size_t output_called(peax::network const& n, std::string const& name);

//! The same with all outputs, or, where not all of them can be read, with that of --output-name alone.
[[nodiscard]] peax::network load_network_whole(std::string const& file, input_options const& given,
                                               std::vector<std::string> const& arrays = {});

//! The network cut down to the output of that name.
[[nodiscard]] peax::network with_output(peax::network const& n, std::string const& name);

//! The network with what is known of its use noted in it: the names of the classes that its data have, and the modality that --modality
//! says, else that of folders of pictures or sounds. Throws usage_error where --modality contradicts the data.
[[nodiscard]] peax::network with_use(peax::network const& n, input_options const& given,
                                     peax::data::data_set const& samples);

//! Throws bad_input for a folder of classes that has not as many as the network.
void expect_all_classes(std::size_t classes, peax::data::data_set const& samples);

//! Refuses a network with branches, which is only run: `verb` is what was wanted of it.
void refuse_branches(peax::network const& n, std::string const& verb);

//! The network cut down to what its first output needs.
[[nodiscard]] peax::network with_first_output(peax::network const& n);

//! The network with that output in front of the others; the first one for an empty name.
[[nodiscard]] peax::network with_output_in_front(peax::network const& n, std::string const& name);

//! Writes a network as an ONNX file, which appears whole or not at all.
void save_network(peax::network const& n, std::string const& file);

} // namespace command
