#pragma once
//! @file
//! What a file says beside its graph.

#include <cstdint>
#include <string>

namespace peax {

//! Kept while a network is changed, and written again when it is saved (what was converted is not). None of it changes what is computed.
struct file_notes {
  std::string batch_name = "N"; //!< how the free leading dimension is called
  bool batch_is_one =
      false; //!< the leading dimension is fixed to 1 in the file; the graph's batch stands for it
  std::string doc_string, graph_doc_string, domain;
  std::string converted_from; //!< "float16, float64": types of the file that were read as float32
  std::int64_t model_version = 0;
  friend bool operator==(file_notes const&, file_notes const&) = default;
};

} // namespace peax
