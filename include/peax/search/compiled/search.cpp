// What search/ has that is compiled once.

#include <peax/search/cascade_search.ipp>
