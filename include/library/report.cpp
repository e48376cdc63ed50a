// What report/ has that is no template.

#include <peax/report/accuracy.ipp>
#include <peax/report/architecture.ipp>
#include <peax/report/batch_size.ipp>
#include <peax/report/dataset.ipp>
#include <peax/report/early_exits.ipp>
#include <peax/report/early_exits/branch.ipp>
#include <peax/report/early_exits/branch_kind.ipp>
#include <peax/report/early_exits/candidate.ipp>
#include <peax/report/early_exits/early_exits_training.ipp>
#include <peax/report/feature_map_signatures.ipp>
#include <peax/report/footprint.ipp>
#include <peax/report/hardware_fit.ipp>
#include <peax/report/platform.ipp>
#include <peax/report/stream.ipp>
#include <peax/report/temporal_behaviour.ipp>
#include <peax/report/temporal_behaviour_distances.ipp>
