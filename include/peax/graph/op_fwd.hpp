#pragma once
//! @file
//! The operators of peax by name, for lists of them; graph/op.hpp has what they hold.

namespace peax::op {

struct conv;
struct gemm;
struct matmul;
struct batch_normalization;
struct relu;
struct leaky_relu;
struct prelu;
struct clip;
struct min;
struct max;
struct sigmoid;
struct hard_sigmoid;
struct hard_swish;
struct tanh;
struct softmax;
struct log_softmax;
struct max_pool;
struct average_pool;
struct global_average_pool;
struct global_max_pool;
struct add;
struct sub;
struct mul;
struct div;
struct concat;
struct flatten;
struct reshape;
struct squeeze;
struct unsqueeze;
struct transpose;
struct pad;
struct reduce_mean;
struct slice;
struct split;
struct gather;
struct shape_of;
struct cast;
struct constant_of_shape;
struct expand;
struct dropout;
struct identity;

} // namespace peax::op
