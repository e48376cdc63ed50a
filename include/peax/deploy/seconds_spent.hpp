#pragma once
//! @file
//! How long an optimization worked at what.

#include <map>
#include <string>

namespace peax::deploy {

//! Wall time by the name of a report or rewriter.
struct seconds_spent {
  std::map<std::string, double> reports, rewriters;
};

} // namespace peax::deploy
