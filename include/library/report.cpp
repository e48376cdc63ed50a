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

namespace peax::detail {

template document::section told_by<report::architecture, document::section>(void const*);
template document::section told_by<report::batch_size, document::section>(void const*);
template document::section told_by<report::early_exits, document::section>(void const*);
template document::section told_by<report::feature_map_signatures, document::section>(void const*);
template document::section told_by<report::footprint, document::section>(void const*);
template document::section told_by<report::hardware_fit, document::section>(void const*);
template document::section told_by<report::platform, document::section>(void const*);
template document::section told_by<report::temporal_behaviour, document::section>(void const*);
template document::section told_by<report::accuracy<train>, document::section>(void const*);
template document::section told_by<report::accuracy<validation>, document::section>(void const*);
template document::section told_by<report::accuracy<test>, document::section>(void const*);
template document::section told_by<report::accuracy<calibration>, document::section>(void const*);
template document::section told_by<report::dataset<train>, document::section>(void const*);
template document::section told_by<report::dataset<validation>, document::section>(void const*);
template document::section told_by<report::dataset<test>, document::section>(void const*);
template document::section told_by<report::dataset<calibration>, document::section>(void const*);
template document::section told_by<report::stream<train>, document::section>(void const*);
template document::section told_by<report::stream<validation>, document::section>(void const*);
template document::section told_by<report::stream<test>, document::section>(void const*);
template document::section told_by<report::stream<calibration>, document::section>(void const*);

} // namespace peax::detail

namespace peax::report {

template document::section describe(accuracy<train> const&);
template document::section describe(accuracy<validation> const&);
template document::section describe(accuracy<test> const&);
template document::section describe(accuracy<calibration> const&);
template document::section describe(dataset<train> const&);
template document::section describe(dataset<validation> const&);
template document::section describe(dataset<test> const&);
template document::section describe(dataset<calibration> const&);
template document::section describe(stream<train> const&);
template document::section describe(stream<validation> const&);
template document::section describe(stream<test> const&);
template document::section describe(stream<calibration> const&);

} // namespace peax::report
