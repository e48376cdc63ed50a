// A view of an operator's input is assigned to.
// expect-error: peax: this view is only read: of a tensor
#include <peax/graph/op_call.hpp>
#include <peax/tensor/view.hpp>

void forward(peax::forward_call const& call) {
  auto x = peax::view_of<4>(call.inputs[0]);
#ifdef PEAX_EXPECT_ERROR
  x = 2 * x;
#else
  peax::view_of<4>(call.outputs[0]) = 2 * x;
#endif
}

int main() { forward({}); }
