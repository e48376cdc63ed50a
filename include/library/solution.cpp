// What solution/ has that is compiled once.

#include <peax/solution/answers.ipp>
#include <peax/solution/any_decision.ipp>
#include <peax/solution/any_solution.ipp>
#include <peax/solution/confidence.ipp>
#include <peax/solution/decision_fields.ipp>
#include <peax/solution/decisions.ipp>
#include <peax/solution/mapping.ipp>
#include <peax/solution/measure.ipp>
#include <peax/solution/measure_stream.ipp>
#include <peax/solution/solution.ipp>
#include <peax/solution/stored_answers.ipp>
#include <peax/solution/temporal_evaluation.ipp>

namespace peax {

template void solution<single_exit>::save(std::ostream&) const;
template solution<single_exit> solution<single_exit>::load(std::istream&);
template void put_fields(std::ostream&, solutions<single_exit> const&);
template solutions<single_exit> get_fields<solutions<single_exit>>(std::istream&);
template void solution<multi_exit>::save(std::ostream&) const;
template solution<multi_exit> solution<multi_exit>::load(std::istream&);
template void put_fields(std::ostream&, solutions<multi_exit> const&);
template solutions<multi_exit> get_fields<solutions<multi_exit>>(std::istream&);
template void solution<temporal>::save(std::ostream&) const;
template solution<temporal> solution<temporal>::load(std::istream&);
template void put_fields(std::ostream&, solutions<temporal> const&);
template solutions<temporal> get_fields<solutions<temporal>>(std::istream&);

} // namespace peax

template peax::result::any_decision::any_decision(peax::result::confidence const&);
template peax::result::any_decision::any_decision(peax::result::difference_detection const&);
template peax::result::any_decision::any_decision(peax::result::temporal_patience const&);
template peax::result::any_decision::any_decision(peax::result::signature_change const&);
template peax::any_solutions::any_solutions(peax::solutions<peax::single_exit> const&);
template peax::any_solutions::any_solutions(peax::solutions<peax::multi_exit> const&);
template peax::any_solutions::any_solutions(peax::solutions<peax::temporal> const&);
template struct peax::result::on_test_of<peax::multi_exit>;
template struct peax::result::on_test_of<peax::single_exit>;
