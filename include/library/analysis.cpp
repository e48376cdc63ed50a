// What analysis/ has that is compiled once.

#include <peax/analysis/obtain.ipp>
#include <peax/analysis/session.ipp>
#include <peax/analysis/stored_network.ipp>
