#pragma once
//! @file
//! A folder with a folder of pictures or sounds for each class.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/media_kind.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace peax::data {

//! The files of a folder of classes, class by class.
struct class_folder {
  std::string path;
  std::string name; //!< of the data set: the folder's own
  media_kind kind = media_kind::pictures;
  std::vector<std::string> classes; //!< by label
  std::vector<std::string> files;
  std::vector<std::int32_t> labels; //!< of each file
};

//! Pictures or sounds by what a name ends in (.png .jpg .jpeg .pgm .ppm .pnm, .wav .wave); `arrays` for all others.
[[nodiscard]] PEAX_INLINE media_kind kind_of_file(std::string_view name);

//! Lists FOLDER/CLASS/FILE. Classes and the files of a class are in the order of the bytes of their names, as Python's `sorted`.
//! `classes`, when there are any, are all that may occur, in the network's order. Names that begin with a dot, Thumbs.db and
//! desktop.ini are left out, and files beside the class folders that are neither pictures nor sounds, which `remark` hears of. Throws
//! bad_input naming the file or folder: no classes, an empty class, a file of another kind, pictures among sounds, folders in classes.
[[nodiscard]] PEAX_INLINE class_folder
list_classes(std::string const& folder, std::vector<std::string> const& classes = {},
             std::function<void(std::string const&)> const& remark = {});

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/class_folder.ipp>
#endif
