// An operator writes to its input.
// expect-error: peax: into\(\) writes, and this array is only read
#include <peax/graph/op_call.hpp>
#include <peax/tensor/view.hpp>

void forward(peax::forward_call const& call) {
  auto const x = peax::view_of<4>(call.inputs[0]);
#ifdef PEAX_EXPECT_ERROR
  peax::into<4>(call.inputs[0]) = 2 * x;
#else
  peax::into<4>(call.outputs[0]) = 2 * x;
#endif
}

int main() { forward({}); }
