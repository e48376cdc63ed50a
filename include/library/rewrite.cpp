// What rewrite/ has that is compiled once.

#include <peax/rewrite/confidence/cascade_front.ipp>
#include <peax/rewrite/confidence/exit_set.ipp>
#include <peax/rewrite/confidence/fine_tuning.ipp>
#include <peax/rewrite/confidence/multi_exit.ipp>
#include <peax/rewrite/confidence_exits.hpp>
#include <peax/rewrite/feature_map_termination.hpp>
#include <peax/rewrite/front/alternatives.ipp>
#include <peax/rewrite/front/choose.ipp>
#include <peax/rewrite/front/limited_choice.ipp>
#include <peax/rewrite/right_sizing.hpp>
#include <peax/rewrite/right_sizing.ipp>
#include <peax/rewrite/separable/separable_layers.ipp>
#include <peax/rewrite/separable_convolutions.hpp>
#include <peax/rewrite/separable_convolutions.ipp>
#include <peax/rewrite/single_exit/single_exit_front.ipp>
#include <peax/rewrite/single_exit/single_exit_training.ipp>
#include <peax/rewrite/slimming.hpp>
#include <peax/rewrite/slimming.ipp>
#include <peax/rewrite/slimming/slimming_channels.ipp>
#include <peax/rewrite/slimming/slimming_narrowed.ipp>
#include <peax/rewrite/temporal/along_stream.ipp>
#include <peax/rewrite/temporal/feature_map_front.ipp>
#include <peax/rewrite/temporal/temporal_front.ipp>
#include <peax/rewrite/temporal/temporal_solutions.ipp>
#include <peax/rewrite/temporal_exits.hpp>

namespace peax::detail {

template void add_to(hasher&, rewrite::confidence_exits const&);
template void add_to(hasher&, rewrite::right_sizing const&);
template void add_to(hasher&, rewrite::separable_convolutions const&);
template void add_to(hasher&, rewrite::slimming const&);
template void add_to(hasher&, rewrite::temporal_exits const&);
template void add_to(hasher&, rewrite::feature_map_termination const&);

} // namespace peax::detail
