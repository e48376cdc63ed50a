#pragma once
//! @file
//! Data sets and streams from files: "X,Y" and "X,Y,L", and folders with a folder for each class.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/csv_header.hpp>
#include <peax/data/data_set.hpp>
#include <peax/data/media.hpp>
#include <peax/data/partition.hpp>
#include <peax/data/scaling.hpp>
#include <peax/data/task_kind.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace peax::data {

class stream;

//! Integers that stand for real numbers: arrays of exactly this type are read as codes, others as they are.
struct input_codes {
  data_type type = data_type::int8;
  data::scaling meaning; //!< code * scale + offset
};

//! What loading may be told.
struct load_options {
  data::scaling scaling; //!< x * scale + offset
  std::optional<input_codes> codes =
      {};             //!< of the network's input; for arrays of their type when no scaling is given
  std::string groups; //!< file of the groups, `[N]` int; empty for none
  std::optional<shape>
      input_shape; //!< what the network takes; the inputs are fitted to it before channels are scaled
  task_kind task = task_kind::automatic; //!< what the answers are meant as
  //! Of all tables. `automatic`: the first row of X also when it reads 0..K-1 with K >= 2; that of the other files also when it
  //! reads 0..K-1 and only without it their counts are equal.
  csv_header header = csv_header::automatic;
  std::function<void(std::string const&)> remark = {}; //!< hears how tables, pictures and sounds were read
  media_reading media = {};                            //!< of folders
  std::vector<std::string> classes =
      {}; //!< names in the network's order; empty: of a folder those that it has, of arrays unknown
  std::optional<data_part> part = {}; //!< one part of the samples alone
};

//! Loads "X,Y", or a folder with a folder of pictures or sounds for each class (`list_classes`): the set is called like the folder of X's
//! file or like the folder, and windows of one sound are a group. Throws usage_error (not two names), io_error or bad_input naming the file.
[[nodiscard]] PEAX_INLINE data_set load_data_set(std::string const& pair, load_options const& options = {});

//! Loads the stream "X,Y,L". Throws usage_error (not three names), io_error or bad_input naming the file.
[[nodiscard]] PEAX_INLINE stream load_stream(std::string const& triple, load_options const& options = {});

//! What one sample of a folder, picture or sound is without a network: `[1, ...]`; nothing for names of other files.
[[nodiscard]] PEAX_INLINE std::optional<shape> shape_of_media(std::string const& path,
                                                              media_reading const& how);

//! Loads inputs alone, for running a network: an array, a folder as above, or one picture or sound.
[[nodiscard]] PEAX_INLINE tensor load_inputs(std::string const& path, load_options const& options = {});

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/load.ipp>
#endif
