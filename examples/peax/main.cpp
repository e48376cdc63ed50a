// The peax command. Each verb lies in a file of its own; command_line.hpp says how they are declared.

#include "command_line.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

int main(int argc, char** argv) {
  static constexpr command::verb verbs[] = {
      {"info", "what a network is and what it costs", command::declare_info},
      {"run", "the output of a network for an array", command::declare_run},
      {"evaluate", "how good a network is on a data set", command::declare_evaluate},
      {"train", "trains a network", command::declare_train},
      {"optimize", "makes a network cheaper: early exits and more, as solutions in a folder",
       command::declare_optimize},
      {"generate", "C99 of a network or of a solution, for a firmware", command::declare_generate},
      {"measure", "instructions of layers on an emulated board, as a platform file",
       command::declare_measure},
      {"verify", "whether evaluator, engine, ONNX Runtime and C answer the same", command::declare_verify},
      {"doctor", "what is installed of what verify and other verbs use", command::declare_doctor},
      {"rewriters", "what optimize can do to a network, and the keys of each", command::declare_rewriters},
      {"cascade", "thresholds for stored answers of several exits", command::declare_cascade},
      {"bench", "how fast a network trains or runs", command::declare_bench},
  };
  command::prepare_process(argv);
  return command::run(verbs, argc, argv);
}
