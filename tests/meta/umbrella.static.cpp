// The names of fwd.hpp are those that peax.hpp defines, as the class or struct that they are.
#include <peax/fwd.hpp>
#include <peax/peax.hpp>

namespace {

template <class... Named> inline constexpr bool defined = (... && (sizeof(Named) > 0));

using namespace peax;
static_assert(
    defined<error, bad_input, usage_error, io_error, refused, refusal, digest, hasher, random_stream>);
static_assert(defined<shape, tensor, any_op, graph, graph_editor, network, network_builder, default_ops>);
static_assert(defined<single_exit, multi_exit, temporal, model<single_exit>, op_set<op::relu>>);
static_assert(defined<analysis<single_exit>, flow<rewrite::slimming>, either<rewrite::slimming>>);
static_assert(defined<solution<single_exit>, solutions<multi_exit>, measured<solutions<multi_exit>>>);
static_assert(defined<of_original<report::footprint>, data::data_set, data::stream>);
static_assert(
    defined<document::page, document::section, hardware::processor, hardware::link, hardware::platform>);
static_assert(defined<report::dataset<train>, report::stream<peax::test>, report::architecture,
                      report::batch_size, report::early_exits, report::feature_map_signatures,
                      report::footprint, report::hardware_fit, report::platform, report::temporal_behaviour>);
static_assert(
    defined<rewrite::confidence_exits, rewrite::right_sizing, rewrite::separable_convolutions,
            rewrite::slimming, rewrite::temporal_exits, rewrite::feature_map_termination, deploy::to_folder>);

} // namespace
