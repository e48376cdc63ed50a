// What report/ has that is compiled once.

#include <peax/report/early_exits_training.hpp>
