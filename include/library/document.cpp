// What document/ has that is compiled once.

#include <peax/document/cell.ipp>
#include <peax/document/number.ipp>
#include <peax/document/page.ipp>
