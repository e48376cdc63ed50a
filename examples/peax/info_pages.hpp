#pragma once
//! @file
//! `peax info` as pages and as a drawing.

#include <peax/report/architecture.hpp>
#include <peax/summary/analysis_record.hpp>

#include <string>

namespace command {

//! The pages of a network as it stands, in a folder that appears whole or not at all. Throws io_error.
void write_pages(peax::summary::analysis_record const& r, std::string const& folder);

//! The blocks as an SVG file, in the colours of the pages. Throws io_error.
void write_drawing(peax::report::architecture const& a, std::string const& file);

} // namespace command
