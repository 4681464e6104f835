#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace epi::plugin {

/// A few threads that stay alive and share the tasks of one job at a time. The calling thread is worker 0 and
/// works too, so a pool of one has no thread of its own.
class WorkerPool {
 public:
  /// @param n_workers  >= 1.
  explicit WorkerPool(int n_workers);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  int n_workers() const;

  /// Who works on a job: whether it is large enough to share, the caller knows.
  enum class Who { everybody, caller };
  /// Runs task(worker, i) for i in [0, n_tasks) and returns when all are done. Workers are numbered from 0; a
  /// worker runs one task at a time. If tasks throw, no further ones begin, and the exception of the smallest
  /// i among them is thrown here.
  void run(std::int64_t n_tasks, const std::function<void(int worker, std::int64_t i)>& task,
           Who who = Who::everybody);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace epi::plugin
