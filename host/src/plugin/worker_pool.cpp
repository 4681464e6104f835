#include "plugin/worker_pool.h"

#include <pthread.h>

#include <condition_variable>
#include <csignal>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "base/check.h"

namespace epi::plugin {

struct WorkerPool::State {
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::condition_variable has_job, job_is_done;
  bool ends = false;

  // The current job.
  const std::function<void(int, std::int64_t)>* task = nullptr;
  std::int64_t n_tasks = 0;
  std::int64_t next_task = 0;
  int tasks_under_way = 0;
  bool is_shared = false;  // with the threads of the pool
  std::int64_t failed_task = -1;
  std::exception_ptr failure;

  /// Takes tasks until none is left. Called and left with the lock held.
  void work(int worker, std::unique_lock<std::mutex>& lock) {
    while (next_task < n_tasks) {
      const std::int64_t i = next_task++;
      ++tasks_under_way;
      lock.unlock();
      std::exception_ptr thrown;
      try {
        (*task)(worker, i);
      } catch (...) {
        thrown = std::current_exception();
      }
      lock.lock();
      --tasks_under_way;
      if (thrown && (failed_task < 0 || i < failed_task)) {
        failed_task = i;
        failure = thrown;
      }
      if (thrown) next_task = n_tasks;
    }
  }

  void thread_main(int worker) {
    std::unique_lock lock(mutex);
    for (;;) {
      has_job.wait(lock, [&] { return ends || (is_shared && next_task < n_tasks); });
      if (ends) return;
      work(worker, lock);
      if (tasks_under_way == 0) job_is_done.notify_one();
    }
  }
};

WorkerPool::WorkerPool(int n_workers) : state_(std::make_unique<State>()) {
  EPI_CHECK(n_workers >= 1);
  // Signals are for the program's main thread; new threads inherit this mask.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  for (int worker = 1; worker < n_workers; ++worker)
    state_->threads.emplace_back([state = state_.get(), worker] { state->thread_main(worker); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->ends = true;
  }
  state_->has_job.notify_all();
  for (std::thread& thread : state_->threads) thread.join();
}

int WorkerPool::n_workers() const {
  return static_cast<int>(state_->threads.size()) + 1;
}

void WorkerPool::run(std::int64_t n_tasks, const std::function<void(int, std::int64_t)>& task, Who who) {
  State& state = *state_;
  std::unique_lock lock(state.mutex);
  state.task = &task;
  state.n_tasks = n_tasks;
  state.next_task = 0;
  state.failed_task = -1;
  state.failure = nullptr;
  state.is_shared = n_tasks > 1 && who == Who::everybody;
  if (state.is_shared) state.has_job.notify_all();
  state.work(0, lock);
  // Only for tasks that were begun: a thread that a busy machine has not woken yet is not waited for.
  state.job_is_done.wait(lock, [&] { return state.tasks_under_way == 0; });
  if (state.failure) std::rethrow_exception(state.failure);
}

}  // namespace epi::plugin
