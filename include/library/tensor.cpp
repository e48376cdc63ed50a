// What tensor/ has that is compiled once.

#include <peax/tensor/shape.ipp>
#include <peax/tensor/tensor.ipp>
