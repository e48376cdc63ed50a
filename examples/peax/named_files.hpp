#pragma once
//! @file
//! Files that say what they are for: "NAME=FILE" for an input or an output of a network, and data sets of several arrays.

#include "input.hpp"
#include <peax/data/data_set.hpp>
#include <peax/data/load.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/network.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace command {

//! A file with the name of what it is for; empty: none was said.
struct named_file {
  std::string name, file;
};

//! "NAME=FILE"; what exists as a file under the whole text has no name.
[[nodiscard]] named_file split_name(std::string const& text);

//! The files of an option that is given once for each of the first `count` inputs, by input: in their order, or by name.
//! Throws usage_error for too few or many, for a name that is no input, and for one named twice.
[[nodiscard]] std::vector<std::string> files_by_input(std::string const& option,
                                                      std::vector<std::string> const& given,
                                                      peax::graph const& g, std::size_t count);

//! The files of a data set "X,Y".
struct set_files {
  std::vector<std::string> inputs;                          //!< by input of the network
  std::vector<std::pair<std::size_t, std::string>> answers; //!< of which output, and where they are
};

//! "X,Y" of the first input and output; "X1,X2,Y" with an array for each input in their order; or with names: "a=X1,b=X2,out=Y".
//! `option` stands in messages. Throws usage_error.
[[nodiscard]] set_files files_of_set(std::string const& option, std::string const& text,
                                     peax::graph const& g);

//! The network in the form that a data set feeds: with one input (peax/graph/join_inputs.hpp) where it has several.
[[nodiscard]] peax::network fed_by_rows(peax::network const& n);

//! The inputs of `files` for the network, one array or the rows that `fed_by_rows(n)` takes, with the answers in a file.
[[nodiscard]] peax::data::data_set load_set(set_files const& files, std::string const& answers,
                                            peax::network const& n, input_options const& given,
                                            common const& c, peax::data::load_options const& how);

//! The same of "X,Y", with the answers of the first output that has some.
[[nodiscard]] peax::data::data_set load_set(std::string const& option, std::string const& text,
                                            peax::network const& n, input_options const& given,
                                            common const& c, peax::data::load_options const& how);

} // namespace command
