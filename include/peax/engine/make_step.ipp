// The body of make_step.hpp: the one place that knows the steps of all operators.
#include <peax/engine/make_step.hpp>
#include <peax/engine/op/all.hpp>

namespace peax::engine {

PEAX_INLINE std::unique_ptr<step> make_default_step(any_op const& op, step_request const& r) {
  return visit<default_ops>(op, [&](auto const& one) -> std::unique_ptr<step> { return make_step(one, r); });
}

} // namespace peax::engine
