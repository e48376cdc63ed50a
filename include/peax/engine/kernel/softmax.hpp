#pragma once
//! @file
//! Softmax over the last axis and cross-entropy on it, row by row.

#include <peax/engine/kernel/detail/table.hpp>
#include <peax/engine/kernel/geometry.hpp>
#include <peax/engine/kernel/instruction_set.hpp>

#include <cstdint>

namespace peax::engine::kernel {

//! y[r][.] = softmax(x[r][.]). In place is allowed.
void softmax(float const* x, index rows, index classes, float* y);
//! dx = (or +=) y * (dy - sum(y * dy)) by row, with y = softmax(x).
void softmax_gradient(float const* y, float const* dy, index rows, index classes, float* dx,
                      store mode = store::overwrite);

//! y[r][.] = log(softmax(x[r][.])). In place is allowed.
void log_softmax(float const* x, index rows, index classes, float* y);
//! dx = (or +=) dy - exp(y) * sum(dy) by row, with y = log_softmax(x).
void log_softmax_gradient(float const* y, float const* dy, index rows, index classes, float* dx,
                          store mode = store::overwrite);

//! Cross-entropy of softmax(logits) with class labels. Returns the sum over rows of weight * -log p(label),
//! added in row order in double; dlogits[r] = scale * weight * (p - onehot). `class_weights` (by label) and
//! `dlogits` may be null. A label outside [0, classes) is the caller's error.
[[nodiscard]] double cross_entropy(float const* logits, std::int64_t const* labels, index rows, index classes,
                                   float const* class_weights, float scale, float* dlogits);

//! Cross-entropy with target distributions [rows][classes] (distillation): sum of -t * log p(logits /
//! temperature); dlogits[r] = scale / temperature * (p * sum(t) - t). `dlogits` may be null.
[[nodiscard]] double soft_cross_entropy(float const* logits, float const* targets, index rows, index classes,
                                        float temperature, float scale, float* dlogits);

} // namespace peax::engine::kernel

#include <peax/engine/kernel/detail/softmax_impl.hpp>
