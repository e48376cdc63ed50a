// What search/ has that is compiled once.

#include <peax/search/cascade/cascade_search.ipp>
