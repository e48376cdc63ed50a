// The peax command. Each verb lies in a file of its own; command_line.hpp says how they are declared.

#include "command_line.hpp"
#include "terminal.hpp"
#include "verbs.hpp"

namespace command {

std::span<verb const> all_verbs() {
  static constexpr verb verbs[] = {
      {"info", "what a network is and what it costs", declare_info},
      {"run", "the output of a network for an array", declare_run},
      {"evaluate", "how good a network is on a data set", declare_evaluate},
      {"train", "trains a network", declare_train},
      {"optimize", "makes a network cheaper: early exits and more, as solutions in a folder",
       declare_optimize},
      {"generate", "C99 of a network or of a solution, for a firmware", declare_generate},
      {"measure", "instructions of layers on an emulated board, as a platform file", declare_measure},
      {"verify", "whether evaluator, engine, ONNX Runtime and C answer the same", declare_verify},
      {"doctor", "what is installed of what verify and other verbs use", declare_doctor},
      {"rewriters", "what optimize can do to a network, and the keys of each", declare_rewriters},
      {"cascade", "thresholds for stored answers of several exits", declare_cascade},
      {"bench", "how fast a network trains or runs", declare_bench},
      {"completion", "what completes the command in bash or zsh", declare_completion},
      {"man", "the manual page", declare_man},
  };
  return verbs;
}

} // namespace command

int main(int argc, char** argv) {
  command::prepare_process(argv);
  return command::run(command::all_verbs(), argc, argv);
}
