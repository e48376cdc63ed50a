#include "kernel_reference.hpp"
#include <peax/engine/kernel/dense.hpp>

namespace kernel_test {
namespace kernel = peax::engine::kernel;

TEST_CASE("a dense layer and its gradients equal the matrix products of their definition, for one row and "
          "for many") {
  unsigned seed = 1;
  for (auto const set : instruction_sets()) {
    for (index const rows : {1, 2, 7, 64, 131}) {
      for (auto const& [in, out] :
           std::vector<std::pair<index, index>>{{1, 1}, {3, 10}, {64, 10}, {17, 33}, {300, 65}}) {
        CAPTURE(std::string(kernel::name_of(set)));
        CAPTURE(rows);
        CAPTURE(in);
        CAPTURE(out);
        kernel::dense const fast(in, out, set);
        auto const x = random_floats(rows * in, ++seed);
        auto const w = random_floats(out * in, ++seed);
        auto const bias = random_floats(out, ++seed);
        auto const dy = random_floats(rows * out, ++seed);
        sums y(rows * out);
        sums dx(rows * in);
        sums dw(out * in + out);
        for (index r = 0; r < rows; ++r) {
          for (index k = 0; k < out; ++k) {
            y.add(r * out + k, static_cast<double>(bias[size(k)]));
            dw.add(out * in + k, static_cast<double>(dy[size(r * out + k)]));
            for (index c = 0; c < in; ++c) {
              y.add(r * out + k, product(x[size(r * in + c)], w[size(k * in + c)]));
              dx.add(r * in + c, product(dy[size(r * out + k)], w[size(k * in + c)]));
              dw.add(k * in + c, product(dy[size(r * out + k)], x[size(r * in + c)]));
            }
          }
        }
        auto packed = buffer(fast.packed_size());
        fast.pack(w.data(), packed.data());
        auto found = buffer(rows * out);
        fast.forward(x.data(), rows, packed.data(), bias.data(), kernel::bounds::none(), found.data());
        CHECK(error_of(found, y) <= 1.0);
        auto transposed = buffer(fast.packed_transposed_size());
        fast.pack_transposed(w.data(), transposed.data());
        auto found_dx = buffer(rows * in);
        fast.backward_data(dy.data(), rows, transposed.data(), found_dx.data());
        CHECK(error_of(found_dx, dx) <= 1.0);
        floats partial(size(fast.partial_size()), 0.0F);
        fast.weight_gradient(x.data(), dy.data(), rows, partial.data());
        auto found_dw = buffer(out * in + out);
        fast.reduce_gradient(partial.data(), 1, found_dw.data(), found_dw.data() + out * in);
        CHECK(error_of(found_dw, dw) <= 1.0);
      }
    }
  }
}

TEST_CASE("a row of a dense layer does not depend on how many rows come with it") {
  auto const x = random_floats(64 * 40, 1);
  auto const w = random_floats(24 * 40, 2);
  for (auto const set : instruction_sets()) {
    kernel::dense const fast(40, 24, set);
    auto packed = buffer(fast.packed_size());
    fast.pack(w.data(), packed.data());
    auto all = buffer(64 * 24);
    auto one = all;
    fast.forward(x.data(), 64, packed.data(), nullptr, kernel::bounds::relu(), all.data());
    for (index r = 0; r < 64; ++r) {
      fast.forward(x.data() + r * 40, 1, packed.data(), nullptr, kernel::bounds::relu(), one.data() + r * 24);
    }
    CHECK(one == all);
  }
}

} // namespace kernel_test
