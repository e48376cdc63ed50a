#pragma once
//! @file
//! Numbers as comma-separated text (RFC 4180 with comma, semicolon or tab), the same in every locale.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/array_file.hpp>

#include <string>
#include <string_view>

namespace peax::data {

//! Reads a table of numbers: one line a sample, `[N]` for one column and `[N, columns]` else; int64 when all are whole
//! numbers, float64 otherwise. A first line with a field that is no number is a header and left out; an empty field is NaN.
//! Throws bad_input naming the line.
PEAX_INLINE array_file read_csv(std::string const& name, std::string_view text);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/csv.ipp>
#endif
