// What train/ has that is compiled once.

#include <peax/train/bench_step.ipp>
#include <peax/train/decided_task.ipp>
#include <peax/train/evaluate.ipp>
#include <peax/train/fit.ipp>
#include <peax/train/frozen_prefix.ipp>
#include <peax/train/linear_heads.ipp>
#include <peax/train/objective.ipp>
#include <peax/train/optimizer.ipp>
