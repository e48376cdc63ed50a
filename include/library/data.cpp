// What data/ has that is compiled once.

#include <peax/data/data_set.ipp>
#include <peax/data/load.ipp>
#include <peax/data/stream.ipp>
