// What rewrite/ has that is compiled once.

#include <peax/rewrite/confidence/cascade_front.ipp>
#include <peax/rewrite/confidence/fine_tuning.ipp>
#include <peax/rewrite/confidence/multi_exit.ipp>
#include <peax/rewrite/right_sizing.ipp>
#include <peax/rewrite/separable_convolutions.ipp>
#include <peax/rewrite/slimming.ipp>
#include <peax/rewrite/temporal/feature_map_front.ipp>
#include <peax/rewrite/temporal/temporal_front.ipp>
