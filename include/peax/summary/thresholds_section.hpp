#pragma once
//! @file
//! The thresholds of the chosen solution, to be moved where its answers are known.

#include <peax/core/config.hpp>
#include <peax/document/page.hpp>
#include <peax/summary/analysis_record.hpp>

namespace peax::summary {

//! Appends the section, with the scores of right and wrong answers; nothing without answers.
PEAX_INLINE void tell_thresholds(document::page& page, analysis_record const& r);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/thresholds_section.ipp>
#endif
