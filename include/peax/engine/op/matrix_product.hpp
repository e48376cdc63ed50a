#pragma once
//! @file
//! Products of matrices in general: any rank, broadcast leading axes, both sides computed. By OpenBLAS, matrix by matrix.

#include <peax/core/error.hpp>
#include <peax/engine/blas.hpp>
#include <peax/engine/step.hpp>
#include <peax/engine/strided_loop.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace peax::engine {

//! y = bounds(alpha * op(a) op(b) + beta * c). Matrices are gathered into the workspace, since their order in memory varies.
class matrix_product_step final : public step {
 public:
  matrix_product_step(bool transpose_a, bool transpose_b, float alpha, float beta, step_request const& r)
      : transpose_a_(transpose_a), transpose_b_(transpose_b), alpha_(alpha), beta_(beta), limits_(r.limits) {
    shape a = r.inputs[0].dims, b = r.inputs[1].dims;
    rows_ = a.rank() == 1 ? 1 : extent(a, transpose_a ? 1 : 2);
    inner_ = a.rank() == 1 ? extent(a, 1) : extent(a, transpose_a ? 2 : 1);
    columns_ = b.rank() == 1 ? 1 : extent(b, transpose_b ? 2 : 1);
    batch_rows_ =
        a.rank() == 2 && a.is_batched(); // the samples are rows (or, transposed, what is summed over)
    shared_b_gradient_ = r.wants_gradient[1] && !r.inputs[1].batched() && r.outputs[0].batched();
    shared_a_gradient_ = r.wants_gradient[0] && !r.inputs[0].batched() && r.outputs[0].batched();
    shared_c_gradient_ = r.inputs.size() > 2 && r.inputs[2] && r.wants_gradient[2] &&
                         !r.inputs[2].batched() && r.outputs[0].batched();
    bool const over_samples = (batch_rows_ && transpose_a) || (b.rank() == 2 && b.is_batched());
    if (over_samples)
      throw bad_input(std::string(r.node.op.name()) + " '" + r.node.name +
                      "' sums over the samples of the batch");
    a_size_ = shared_a_gradient_ ? r.inputs[0].sample_size() : 0;
    b_size_ = shared_b_gradient_ ? r.inputs[1].sample_size() : 0;
    c_size_ = shared_c_gradient_ ? r.inputs[2].sample_size() : 0;
  }

  std::size_t workspace() const override {
    return static_cast<std::size_t>(2 * (rows_ * inner_ + inner_ * columns_ + rows_ * columns_));
  }
  std::size_t partial_size() const override { return static_cast<std::size_t>(a_size_ + b_size_ + c_size_); }
  bool backward_reads_input(std::size_t i) const override { return i < 2; }
  bool backward_reads_outputs() const override { return limits_.bind(); }

  void forward(run_context const& c, int) override {
    views const v = views_of(c);
    float const *a = inputs[0].at(c), *b = inputs[1].at(c);
    float* const y = outputs[0].at(c);
    float *const left = c.workspace, *const right = left + rows_ * inner_,
                 *const product = right + inner_ * columns_;
    each_matrix(v, [&](auto const& at) {
      gather(a + at[1], v.a, rows_, inner_, left);
      gather(b + at[2], v.b, inner_, columns_, right);
      multiply(false, false, rows_, columns_, inner_, alpha_, left, right, product);
      scatter(product, rows_, columns_, y + at[0], v.y, store::overwrite);
    });
    if (inputs.size() > 2 && inputs[2]) {
      strided const to = outputs[0].view(c.samples());
      float const* const bias = inputs[2].at(c);
      broadcast_loop(to, inputs[2].view(c.samples())).each([&](auto const& run, auto const& at) {
        for (index i = 0; i < run.count; ++i)
          y[at[0] + i * run.strides[0]] += beta_ * bias[at[1] + i * run.strides[1]];
      });
    }
    if (limits_.bind())
      for (index i = 0, n = c.samples() * outputs[0].sample_size(); i < n; ++i)
        y[i] = std::clamp(y[i], limits_.low, limits_.high);
  }

  void backward(run_context const& c, int) override {
    views const v = views_of(c);
    float const *a = inputs[0].at(c), *b = inputs[1].at(c);
    float* const dy = output_gradients[0].at(c);
    if (limits_.bind()) {
      float const* const y = outputs[0].at(c);
      for (index i = 0, n = c.samples() * outputs[0].sample_size(); i < n; ++i)
        if (!(y[i] > limits_.low && y[i] < limits_.high)) dy[i] = 0;
    }
    float* const sums = partial_size() > 0 ? partial(c) : nullptr;
    float* const da = target(c, 0, shared_a_gradient_, sums);
    float* const db = target(c, 1, shared_b_gradient_, sums + a_size_);
    float *const left = c.workspace, *const right = left + rows_ * inner_,
                 *const up = right + inner_ * columns_;
    float *const dleft = up + rows_ * columns_, *const dright = dleft + rows_ * inner_;
    each_matrix(v, [&](auto const& at) {
      gather(dy + at[0], v.y, rows_, columns_, up);
      if (da != nullptr) {
        gather(b + at[2], v.b, inner_, columns_, right);
        multiply(false, true, rows_, inner_, columns_, alpha_, up, right, dleft);
        scatter(dleft, rows_, inner_, da + at[1], v.a, store::add);
      }
      if (db != nullptr) {
        gather(a + at[1], v.a, rows_, inner_, left);
        multiply(true, false, inner_, columns_, rows_, alpha_, left, up, dright);
        scatter(dright, inner_, columns_, db + at[2], v.b, store::add);
      }
    });
    if (inputs.size() > 2 && inputs[2]) {
      float* const dc = target(c, 2, shared_c_gradient_, sums + a_size_ + b_size_);
      if (dc == nullptr) return;
      broadcast_loop(outputs[0].view(c.samples()), inputs[2].view(c.samples()))
          .each([&](auto const& run, auto const& at) {
            for (index i = 0; i < run.count; ++i)
              dc[at[1] + i * run.strides[1]] += beta_ * dy[at[0] + i * run.strides[0]];
          });
    }
  }

  void join_backward(run_context const& c, int) override {
    std::array<std::pair<bool, index>, 3> const shares{
        {{shared_a_gradient_, a_size_}, {shared_b_gradient_, b_size_}, {shared_c_gradient_, c_size_}}};
    index offset = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
      if (shares[i].first)
        join_partials(c, partials + offset, static_cast<index>(partial_size()), input_gradients[i]);
      offset += shares[i].second;
    }
  }

 private:
  struct matrix { // row and column stride
    index row = 0, column = 0;
  };
  struct views {
    strided_loop<3> loop; // over the matrices of y, a, b
    matrix y, a, b;
  };

  static index extent(shape const& s, std::size_t from_end) {
    std::int64_t const e = s[s.rank() - from_end];
    return e == batch_extent ? 1 : static_cast<index>(e);
  }

  //! The samples of a matrix that is one row a sample are looped over, so that no chunk size is baked in.
  views views_of(run_context const& c) const {
    views v;
    strided y = outputs[0].view(c.samples()), a = inputs[0].view(c.samples()),
            b = inputs[1].view(c.samples());
    auto const pop = [](strided& s, bool present) { return present ? s.strides[--s.rank] : index{0}; };
    v.y.column = pop(y, inputs[1].dims.rank() > 1);
    if (inputs[0].dims.rank() > 1 && !batch_rows_) v.y.row = pop(y, true);
    if (inputs[0].dims.rank() == 1) {
      v.a.column = pop(a, true);
    } else {
      v.a.column = pop(a, true);
      if (!batch_rows_) v.a.row = pop(a, true);
      if (transpose_a_) std::swap(v.a.row, v.a.column);
    }
    v.b.column = pop(b, inputs[1].dims.rank() > 1);
    v.b.row = pop(b, true);
    if (transpose_b_) std::swap(v.b.row, v.b.column);
    for (std::size_t i = 0; i < y.rank; ++i)
      v.loop.add_axis(y.extents[i],
                      {y.strides[i], broadcast_stride(a, i, y.rank), broadcast_stride(b, i, y.rank)});
    v.loop.simplify();
    return v;
  }

  template <class Body> static void each_matrix(views const& v, Body&& body) {
    v.loop.each([&](auto const& run, auto const& at) {
      for (index i = 0; i < run.count; ++i)
        body(std::array<index, 3>{at[0] + i * run.strides[0], at[1] + i * run.strides[1],
                                  at[2] + i * run.strides[2]});
    });
  }

  static void gather(float const* from, matrix m, index rows, index columns, float* to) {
    for (index r = 0; r < rows; ++r)
      for (index k = 0; k < columns; ++k) to[r * columns + k] = from[r * m.row + k * m.column];
  }
  static void scatter(float const* from, index rows, index columns, float* to, matrix m, store mode) {
    for (index r = 0; r < rows; ++r)
      for (index k = 0; k < columns; ++k) {
        float& at = to[r * m.row + k * m.column];
        at = mode == store::add ? at + from[r * columns + k] : from[r * columns + k];
      }
  }
  static void multiply(bool ta, bool tb, index m, index n, index k, float alpha, float const* a,
                       float const* b, float* y) {
    engine::multiply(ta, tb, static_cast<int>(m), static_cast<int>(n), static_cast<int>(k), alpha, a, b, y);
  }

  //! Where the gradient of an input is added up: its partial, or its place, zeroed when it is to be overwritten.
  float* target(run_context const& c, std::size_t i, bool shared, float* sum) const {
    gradient_target const& t = input_gradients[i];
    if (!t) return nullptr;
    if (shared) return sum;
    float* const to = t.to.at(c);
    if (t.mode == store::overwrite)
      std::fill_n(to, (t.to.batched() ? c.samples() : 1) * t.to.sample_size(), 0.0F);
    return to;
  }

  one_blas_thread alone_; // threads of its own would change the rounding; ours share the work
  bool transpose_a_, transpose_b_;
  float alpha_, beta_;
  bounds limits_;
  index rows_ = 1, inner_ = 1, columns_ = 1, a_size_ = 0, b_size_ = 0, c_size_ = 0;
  bool batch_rows_ = false, shared_a_gradient_ = false, shared_b_gradient_ = false,
       shared_c_gradient_ = false;
};

} // namespace peax::engine
