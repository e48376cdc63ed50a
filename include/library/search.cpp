// What search/ has that is no template.

#include <peax/search/cascade/cascade_certify.ipp>
#include <peax/search/cascade/cascade_search.ipp>
#include <peax/search/cascade/cascade_traces.ipp>
#include <peax/search/cascade/levels.ipp>
#include <peax/search/cascade/macro_f1.ipp>
#include <peax/search/cascade/replay.ipp>
#include <peax/search/cascade/sinks.ipp>
#include <peax/search/cascade/sweep_problem.ipp>
#include <peax/search/limit/certified.ipp>
#include <peax/search/limit/keeps.ipp>
#include <peax/search/limit/limit.ipp>
#include <peax/search/limit/paired_test.ipp>
#include <peax/search/limit/validation.ipp>
#include <peax/search/pareto.ipp>
#include <peax/search/temporal/temporal_certify.ipp>
#include <peax/search/temporal/temporal_explore.ipp>
#include <peax/search/temporal/temporal_judge.ipp>
#include <peax/search/temporal/temporal_middle.ipp>
#include <peax/search/temporal/temporal_point.ipp>
#include <peax/search/temporal/temporal_replay.ipp>
#include <peax/search/temporal/temporal_search.ipp>
#include <peax/search/temporal/temporal_sweep.ipp>
#include <peax/search/temporal/temporal_traces.ipp>
