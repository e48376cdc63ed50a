// What rule/ has that is compiled once.

#include <peax/rule/canonical.ipp>
