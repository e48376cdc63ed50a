#pragma once
//! @file
//! The operators of peax: one plain struct of attributes each, with everything that can be asked of it (op_kind.hpp) but how it runs,
//! which is the engine's. Every attribute is listed once, and text, hash, comparison and ONNX follow from the list.
//!
//! Meaning, names and order of the inputs are ONNX's (https://onnx.ai/onnx/operators/), in the form of opset 13. What ONNX
//! passes as a constant input (limits of Clip, pads of Pad, axes, ranges of Slice) is an attribute here.

#include <peax/graph/op/activation.hpp>
#include <peax/graph/op/along_axis.hpp>
#include <peax/graph/op/arithmetic.hpp>
#include <peax/graph/op/auxiliary.hpp>
#include <peax/graph/op/branch.hpp>
#include <peax/graph/op/comparison.hpp>
#include <peax/graph/op/function.hpp>
#include <peax/graph/op/layer.hpp>
#include <peax/graph/op/layout.hpp>
#include <peax/graph/op/normalization.hpp>
#include <peax/graph/op/pooling.hpp>
#include <peax/graph/op/reduction.hpp>
#include <peax/graph/op/resampling.hpp>
