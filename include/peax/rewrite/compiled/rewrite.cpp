// What rewrite/ has that is compiled once.

#include <peax/rewrite/answers.ipp>
#include <peax/rewrite/cascade_front.ipp>
#include <peax/rewrite/feature_map_front.ipp>
#include <peax/rewrite/fine_tuning.ipp>
#include <peax/rewrite/mapping.ipp>
#include <peax/rewrite/measure.ipp>
#include <peax/rewrite/measure_stream.ipp>
#include <peax/rewrite/multi_exit.ipp>
#include <peax/rewrite/right_sizing.ipp>
#include <peax/rewrite/separable_convolutions.ipp>
#include <peax/rewrite/slimming.ipp>
#include <peax/rewrite/solution.ipp>
#include <peax/rewrite/temporal_evaluation.ipp>
#include <peax/rewrite/temporal_front.ipp>

namespace peax {

template void solution<multi_exit>::save(std::ostream&) const;
template solution<multi_exit> solution<multi_exit>::load(std::istream&);
template void put_fields(std::ostream&, solutions<multi_exit> const&);
template solutions<multi_exit> get_fields<solutions<multi_exit>>(std::istream&);
template void solution<single_exit>::save(std::ostream&) const;
template solution<single_exit> solution<single_exit>::load(std::istream&);
template void put_fields(std::ostream&, solutions<single_exit> const&);
template solutions<single_exit> get_fields<solutions<single_exit>>(std::istream&);

} // namespace peax

namespace peax::rewrite {

template void add_test_figures(solution<multi_exit>&, replayed const&, data::data_set const&, search::score const&, double);
template void add_test_figures(solution<single_exit>&, replayed const&, data::data_set const&, search::score const&, double);
template solutions<multi_exit> on_test_of<multi_exit>::measure(solutions<multi_exit> const&, original const&, report::dataset<test> const&) const;
template solutions<single_exit> on_test_of<single_exit>::measure(solutions<single_exit> const&, original const&, report::dataset<test> const&) const;

} // namespace peax::rewrite
