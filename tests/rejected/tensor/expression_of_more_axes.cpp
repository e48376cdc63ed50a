// A gradient with an axis less than what is added to it.
// expect-error: peax: the expression has more axes than the array that it is added to
#include <peax/graph/op_call.hpp>
#include <peax/tensor/view.hpp>

void backward(peax::backward_call const& call) {
  auto const dy = peax::view_of<4>(call.output_gradients[0]);
#ifdef PEAX_EXPECT_ERROR
  peax::into<1>(call.input_gradients[1]) += dy;
#else
  peax::into<1>(call.input_gradients[1]) += xt::sum(dy, {0, 2, 3});
#endif
}

int main() { backward({}); }
