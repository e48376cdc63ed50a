#pragma once
//! @file
//! How every operator of peax runs: make_step for each of them.

#include <peax/engine/op/activation.hpp>
#include <peax/engine/op/along_axis.hpp>
#include <peax/engine/op/arithmetic.hpp>
#include <peax/engine/op/box_pooling.hpp>
#include <peax/engine/op/convolution.hpp>
#include <peax/engine/op/dense.hpp>
#include <peax/engine/op/dropout.hpp>
#include <peax/engine/op/folding.hpp>
#include <peax/engine/op/function.hpp>
#include <peax/engine/op/gather.hpp>
#include <peax/engine/op/length_normalization.hpp>
#include <peax/engine/op/matrix_product.hpp>
#include <peax/engine/op/move.hpp>
#include <peax/engine/op/normalization.hpp>
#include <peax/engine/op/pad.hpp>
#include <peax/engine/op/pointwise.hpp>
#include <peax/engine/op/pooling.hpp>
#include <peax/engine/op/power.hpp>
#include <peax/engine/op/prelu.hpp>
#include <peax/engine/op/reduction.hpp>
#include <peax/engine/op/resampling.hpp>
#include <peax/engine/op/sample_normalization.hpp>
#include <peax/engine/op/selection.hpp>
#include <peax/engine/op/shape_arithmetic.hpp>
#include <peax/engine/op/transposed_convolution.hpp>
#include <peax/engine/op/user.hpp>

// Last: its body makes plans, and a plan makes the steps of all others.
#include <peax/engine/op/branch.hpp>
