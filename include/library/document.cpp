// What document/ has that is compiled once.

#include <peax/document/page.ipp>
