// What analysis/ has that is compiled once.

#include <peax/analysis/analysis_state.ipp>
#include <peax/analysis/any_analysis.ipp>
#include <peax/analysis/any_flow.ipp>
#include <peax/analysis/any_reporter.ipp>
#include <peax/analysis/any_rewriter.ipp>
#include <peax/analysis/disk_cache.ipp>
#include <peax/analysis/kept.ipp>
#include <peax/analysis/obtain.ipp>
#include <peax/analysis/saved.ipp>
#include <peax/analysis/session.ipp>
#include <peax/analysis/stored_network.ipp>
#include <peax/analysis/waves.ipp>
