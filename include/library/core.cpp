// What core/ has that is compiled once.

#include <peax/core/distributions.ipp>
