#pragma once
//! @file
//! All verbs. Each declares its options and gives what it does with them.

#include "command_line.hpp"

#include <span>

namespace command {

action declare_info(options& o);
action declare_run(options& o);
action declare_evaluate(options& o);
action declare_train(options& o);
action declare_optimize(options& o);
action declare_generate(options& o);
action declare_measure(options& o);
action declare_verify(options& o);
action declare_doctor(options& o);
action declare_rewriters(options& o);
action declare_cascade(options& o);
action declare_bench(options& o);
action declare_completion(options& o);
action declare_man(options& o);

//! All of them, in the order in which help lists them.
[[nodiscard]] std::span<verb const> all_verbs();

} // namespace command
