#pragma once
//! @file
//! The names of peax, for headers that only mention them. What each is stands in the header that defines it.

#include <peax/core/split.hpp>

namespace peax {

// core/
struct error;
struct bad_input;
struct usage_error;
struct io_error;
struct refused;
struct refusal;
struct digest;
class hasher;
class random_stream;

// tensor/
class shape;
class tensor;

// graph/
class any_op;
class graph;
class graph_editor;
class network;
class network_builder;
template <class... Ops> struct op_set;
struct default_ops;
struct single_exit;
struct multi_exit;
struct temporal;
template <class Kind> struct model;

// analysis/
template <class Kind, class... Fs> class analysis;
template <class... Passes> struct flow;
template <class... Alternatives> struct either;
template <class Kind> struct solution;
template <class Kind, class Solution> struct solutions;
template <class R> struct measured;
template <class R> struct of_original;

namespace data {
class data_set;
class stream;
} // namespace data

namespace document {
class page;
class section;
} // namespace document

namespace hardware {
struct processor;
struct link;
struct platform;
} // namespace hardware

namespace report {
template <Split S> struct dataset;
template <Split S> struct stream;
struct architecture;
struct batch_size;
struct early_exits;
struct feature_map_signatures;
struct footprint;
struct hardware_fit;
struct platform;
struct temporal_behaviour;
} // namespace report

namespace rewrite {
struct confidence_exits;
struct right_sizing;
struct separable_convolutions;
struct slimming;
struct temporal_exits;
struct feature_map_termination;
} // namespace rewrite

namespace deploy {
struct to_folder;
} // namespace deploy

} // namespace peax
