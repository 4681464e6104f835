#include "plugin/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace epi::plugin {
namespace {

TEST(WorkerPool, RunsEveryTaskOnceInEveryJob) {
  for (const int n_workers : {1, 2, 5}) {
    WorkerPool pool(n_workers);
    EXPECT_EQ(pool.n_workers(), n_workers);
    for (const std::int64_t n_tasks : {0, 1, 2, 7, 500}) {
      std::vector<std::atomic<int>> runs(static_cast<std::size_t>(n_tasks));
      pool.run(n_tasks, [&](int worker, std::int64_t i) {
        EXPECT_GE(worker, 0);
        EXPECT_LT(worker, n_workers);
        ++runs[static_cast<std::size_t>(i)];
      });
      for (const auto& count : runs) ASSERT_EQ(count, 1);
    }
  }
}

TEST(WorkerPool, AJobOfTheCallerAloneIsHisEvenBesideIdleThreads) {
  WorkerPool pool(3);
  for (int job = 0; job < 20; ++job) {
    pool.run(6, [](int, std::int64_t) {});  // so that all threads are awake now and then
    pool.run(
        6, [](int worker, std::int64_t) { EXPECT_EQ(worker, 0); }, WorkerPool::Who::caller);
  }
}

TEST(WorkerPool, AWorkerRunsOneTaskAtATimeAndThreadsAreReused) {
  WorkerPool pool(3);
  std::vector<std::atomic<int>> busy(3);
  std::mutex mutex;
  std::set<std::thread::id> threads;
  for (int job = 0; job < 50; ++job)
    pool.run(20, [&](int worker, std::int64_t) {
      EXPECT_EQ(++busy[static_cast<std::size_t>(worker)], 1);
      std::this_thread::yield();
      {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
      }
      --busy[static_cast<std::size_t>(worker)];
    });
  EXPECT_LE(threads.size(), 3u);
}

TEST(WorkerPool, AnExceptionComesOutOfRunAndThePoolStaysUsable) {
  WorkerPool pool(2);
  for (int job = 0; job < 20; ++job)
    EXPECT_THROW(pool.run(100,
                          [](int, std::int64_t i) {
                            if (i == 3) throw std::runtime_error("task 3");
                          }),
                 std::runtime_error);
  std::atomic<int> count = 0;
  pool.run(10, [&](int, std::int64_t) { ++count; });
  EXPECT_EQ(count, 10);
}

TEST(WorkerPool, NoTaskBeginsAfterAFailure) {
  WorkerPool pool(1);
  int runs = 0;
  EXPECT_THROW(pool.run(100,
                        [&](int, std::int64_t i) {
                          ++runs;
                          if (i == 3) throw std::runtime_error("task 3");
                        }),
               std::runtime_error);
  EXPECT_EQ(runs, 4);
}

}  // namespace
}  // namespace epi::plugin
