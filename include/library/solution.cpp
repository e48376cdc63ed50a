// What solution/ has that is compiled once.

#include <peax/solution/answers.ipp>
#include <peax/solution/measure.ipp>
#include <peax/solution/measure_stream.ipp>
#include <peax/solution/solution.ipp>
#include <peax/solution/temporal_evaluation.ipp>

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

template void add_test_figures(solution<multi_exit>&, replayed const&, data::data_set const&,
                               scoring::score const&, double);
template void add_test_figures(solution<single_exit>&, replayed const&, data::data_set const&,
                               scoring::score const&, double);
template solutions<multi_exit> on_test_of<multi_exit>::measure(solutions<multi_exit> const&, original const&,
                                                               report::dataset<test> const&) const;
template solutions<single_exit> on_test_of<single_exit>::measure(solutions<single_exit> const&,
                                                                 original const&,
                                                                 report::dataset<test> const&) const;

} // namespace peax::rewrite
