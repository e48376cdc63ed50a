#pragma once
//! @file
//! The element-wise functions that kernels know by name.

namespace peax::engine::kernel {

//! Functions of one element; `a` and `b` are the parameters of `unary`.
enum class unary_function {
  clip,         //!< min(max(x, a), b); ReLU is a = 0, b = infinity
  leaky_relu,   //!< x < 0 ? a * x : x
  sigmoid,      //!< 1 / (1 + exp(-x))
  hard_sigmoid, //!< min(max(a * x + b, 0), 1)
  hard_swish,   //!< x * min(max(x / 6 + 1/2, 0), 1)
  tanh,
  exp,
  affine //!< a * x + b
};

enum class binary_function { add, subtract, multiply, divide, minimum, maximum };

} // namespace peax::engine::kernel
