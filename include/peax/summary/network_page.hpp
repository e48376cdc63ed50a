#pragma once
//! @file
//! The page of the network as it came: blocks, layers, costs and memory in running order.

#include <peax/core/config.hpp>
#include <peax/document/page.hpp>
#include <peax/summary/analysis_record.hpp>

namespace peax::summary {

//! Inputs and outputs, what each block and layer costs, both drawn, and the memory over the execution order with its peak.
[[nodiscard]] PEAX_INLINE document::page network_page(analysis_record const& r);

} // namespace peax::summary

#ifndef PEAX_COMPILED
#include <peax/summary/network_page.ipp>
#endif
