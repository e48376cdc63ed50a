// What hardware/ has that is compiled once.

#include <peax/hardware/read_platform.ipp>
