// What tflite/ has that is compiled once.

#include <peax/tflite/load.ipp>
