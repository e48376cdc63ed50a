#pragma once
//! @file
//! Threads: oneTBB with a bound on their number. The partition of the work is the caller's and never depends on it.

#include <peax/engine/kernel/geometry.hpp>

#include <tbb/blocked_range.h>
#include <tbb/info.h>
#include <tbb/parallel_for.h>
#include <tbb/partitioner.h>
#include <tbb/task_arena.h>

#include <memory>

namespace peax::engine {

//! Runs numbered pieces of work on a fixed number of threads.
class worker_team {
 public:
  explicit worker_team(int threads) : threads_(threads > 0 ? threads : tbb::info::default_concurrency()) {
    if (threads_ > 1) arena_ = std::make_unique<tbb::task_arena>(threads_);
  }

  [[nodiscard]] int threads() const { return threads_; }

  //! Calls work(piece, worker) for every piece in [0, pieces); worker is in [0, threads()) and used by one thread at a time.
  template <class Work> void each(kernel::index pieces, Work const& work) const {
    if (threads_ == 1 || pieces <= 1) {
      for (kernel::index i = 0; i < pieces; ++i) work(i, 0);
      return;
    }
    arena_->execute([&] {
      tbb::parallel_for(
          tbb::blocked_range<kernel::index>(0, pieces, 1),
          [&](tbb::blocked_range<kernel::index> const& part) {
            int const worker = tbb::this_task_arena::current_thread_index();
            for (kernel::index i = part.begin(); i < part.end(); ++i) work(i, worker);
          },
          tbb::simple_partitioner());
    });
  }

 private:
  int threads_;
  std::unique_ptr<tbb::task_arena> arena_;
};

} // namespace peax::engine
