// An output with an axis less than the expression that is written to it.
// expect-error: peax: the expression has more axes than the array that it is written to
#include <peax/graph/op_call.hpp>
#include <peax/tensor/view.hpp>

void forward(peax::forward_call const& call) {
  auto const x = peax::view_of<4>(call.inputs[0]);
#ifdef PEAX_EXPECT_ERROR
  peax::into<3>(call.outputs[0]) = 2 * x;
#else
  peax::into<4>(call.outputs[0]) = 2 * x;
#endif
}

int main() { forward({}); }
