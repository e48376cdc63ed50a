// What onnx/ has that is compiled once.

#include <peax/onnx/load.ipp>
#include <peax/onnx/message.ipp>
#include <peax/onnx/save.ipp>
