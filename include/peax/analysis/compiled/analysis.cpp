// What analysis/ has that is compiled once.

#include <peax/analysis/memoized.ipp>
#include <peax/analysis/session.ipp>
#include <peax/analysis/stored_network.ipp>
