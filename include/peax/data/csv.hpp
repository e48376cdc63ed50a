#pragma once
//! @file
//! Numbers as comma-separated text (RFC 4180 with comma, semicolon or tab), the same in every locale.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/array_file.hpp>
#include <peax/data/csv_header.hpp>

#include <string>
#include <string_view>

namespace peax::data {

//! Reads a table of numbers: one line a sample, `[N]` for one column and `[N, columns]` else; int64 when all are whole
//! numbers, float64 otherwise. A header is left out, and so are a first column that counts the rows without a name (pandas' index)
//! or under `id` or `index`, and an empty last column; an empty field is NaN. `table` of the result says so. Throws bad_input naming the line.
PEAX_INLINE array_file read_csv(std::string const& name, std::string_view text,
                                csv_header header = csv_header::automatic);

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/csv.ipp>
#endif
