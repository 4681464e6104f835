#include "run/iteration_timing.h"

namespace epi::run {
namespace {

// Stops after a number of iterations, in the middle of an epoch that never ends.
class Stopper : public optimizer::TrainingObserver {
 public:
  explicit Stopper(int iterations) : left_(iterations) {}
  void on_trace(const optimizer::TraceRecord&) override { --left_; }
  bool should_stop() override { return left_ <= 0; }

 private:
  int left_;
};

}  // namespace

IterationTiming time_iterations(Problem& problem, int iterations) {
  problem.config.initialization.search.reset();  // any start will do to time iterations
  problem.config.convergence.samples = problem.config.optimizer.batch;
  problem.config.output.trace_every = 1;
  problem.config.optimizer.epochs = 1;
  problem.config.polish->epochs = 0;
  problem.config.optimizer.iterations = iterations + 1;
  Stopper stopper(iterations);
  const optimizer::SeedResult result =
      optimizer::train(problem.training(), problem.config.seeds.front(), std::nullopt, stopper);
  IterationTiming timing{iterations, result.state.phases};
  timing.each.start = timing.each.evaluate = 0.0;
  for (double* phase : {&timing.each.sample, &timing.each.simulate, &timing.each.backward, &timing.each.step})
    *phase /= iterations;
  return timing;
}

}  // namespace epi::run
