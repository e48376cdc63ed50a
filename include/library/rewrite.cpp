// What rewrite/ has that is compiled once.

#include <peax/rewrite/confidence/cascade_front.ipp>
#include <peax/rewrite/confidence/exit_set.ipp>
#include <peax/rewrite/confidence/fine_tuning.ipp>
#include <peax/rewrite/confidence/multi_exit.ipp>
#include <peax/rewrite/front/alternatives.ipp>
#include <peax/rewrite/front/choose.ipp>
#include <peax/rewrite/front/limited_choice.ipp>
#include <peax/rewrite/right_sizing.ipp>
#include <peax/rewrite/separable/separable_layers.ipp>
#include <peax/rewrite/separable_convolutions.ipp>
#include <peax/rewrite/single_exit/single_exit_front.ipp>
#include <peax/rewrite/single_exit/single_exit_training.ipp>
#include <peax/rewrite/slimming.ipp>
#include <peax/rewrite/slimming/slimming_channels.ipp>
#include <peax/rewrite/slimming/slimming_narrowed.ipp>
#include <peax/rewrite/temporal/along_stream.ipp>
#include <peax/rewrite/temporal/feature_map_front.ipp>
#include <peax/rewrite/temporal/temporal_front.ipp>
#include <peax/rewrite/temporal/temporal_solutions.ipp>
