#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "epi/host/models.h"

namespace epi::host {

/// The inferred distribution of a finished (or interrupted) run.
class Result {
 public:
  /// @throws Error(io) if the folder is not a run folder or holds no fitted flow yet.
  explicit Result(const std::filesystem::path& folder);
  ~Result();
  Result(Result&&) noexcept;
  Result& operator=(Result&&) noexcept;

  /// Names of the free parameters, the order of every point below.
  const std::vector<std::string>& parameter_names() const;

  /// New draws: the free parameters, then log_prob (nats).   @param n  >= 1.
  Table sample(std::int64_t n, std::uint64_t seed) const;

  /// log q at given points with its derivatives by the parameters, natural units.
  struct Evaluation {
    std::vector<double> log_prob;                           ///< -infinity outside the support
    std::vector<std::vector<double>> gradient;              ///< empty if not asked for
    std::vector<std::vector<std::vector<double>>> hessian;  ///< empty if not asked for
  };
  Evaluation evaluate(const std::vector<std::vector<double>>& points, bool gradient, bool hessian) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// What a run says in numbers, finished or not: {"status", "exit_code", "model", "property", "winner":
/// {"seed", "entropy", "entropy_error", "epoch"}, "constraints": [{name, unit, target, mean, lower, upper,
/// tolerance, met, paper_p}] in the user's units, "seeds": [{seed, outcome, best_epoch, entropy,
/// certificate}],
/// "parameters": [{name, unit, mean, std, q05, q50, q95}], "failed_share", "wall_seconds", "phase_seconds":
/// {start, sample, simulate, backward, step, evaluate} of all seeds, "peak_memory_bytes", "advice"}.
/// @throws Error(io) if the folder is not a run folder.
nlohmann::json summarize(const std::filesystem::path& folder);

}  // namespace epi::host
