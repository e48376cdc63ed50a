// What data/ has that is compiled once.

#include <peax/data/load.ipp>
