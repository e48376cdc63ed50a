#pragma once
//! @file
//! A file that is to be written.

#include <string>

namespace peax::deploy::c {

//! Its name below the folder of the network, and its text.
struct source_file {
  std::string name, text;
};

} // namespace peax::deploy::c
