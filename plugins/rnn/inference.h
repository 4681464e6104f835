#pragma once

#include <string>

namespace rnn {

/// Multipliers that follow the fresh samples, or that stay where importance sampling has put them: with
/// readouts that jump, a few samples on the wrong side of a jump carry the violation, and no multiplier would
/// bring them back.
inline constexpr const char* kCorrected = "reweighting";
inline constexpr const char* kHeld = "penalty";

/// How much work the inference of a property is.
struct Effort {
  const char* search;             ///< rounds, samples and fit of initialization.search
  const char* iterations;         ///< epochs, iterations and batch of the optimizer
  const char* eta_update;         ///< kCorrected or kHeld
  const char* samples = "20000";  ///< of an evaluation
  const char* learning_rate = "0.001";
};

/// How a property is inferred (README.md, "What we find"), as fields of a run configuration: with up to five
/// free parameters random ones show the answer, and rounds of importance sampling fit q to it.
inline std::string inference(const Effort& effort) {
  return std::string(R"("initialization": {"search": {"select": "importance", )") + effort.search +
         R"(}}, "polish": {"epochs": 10, "iterations": 50, "batch": 500, "random_samples": 20000},
              "certificate": {"samples": 10000, "random_samples": 20000},
              "optimizer": {"gradient": "score", "learning_rate": )" +
         effort.learning_rate +
         R"(, "final_learning_rate": 1e-5,
              "learning_rate_decay": "geometric", "tail_average": 0.5, "gradient_clip": 1, "c0": 0.001,
              "c_max": 0.001, "eta_update": ")" +
         effort.eta_update + "\", " + effort.iterations + R"(}, "convergence": {"samples": )" +
         effort.samples + "}";
}

}  // namespace rnn
