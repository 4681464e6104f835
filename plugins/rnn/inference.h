#pragma once

#include <string>

namespace rnn {

/// How much work the inference of a property is.
struct Effort {
  const char* search;             ///< rounds, samples and fit of initialization.search
  const char* flow;               ///< masks and units
  const char* iterations;         ///< epochs, iterations and batch of the optimizer
  const char* samples = "20000";  ///< of an evaluation
};

/// How a property is inferred (README.md, "What we find"), as fields of a run configuration: with up to five
/// free parameters random ones show the answer, and rounds of importance sampling fit q to it.
inline std::string inference(const Effort& effort) {
  return std::string(R"("initialization": {"search": {"select": "importance", )") + effort.search +
         R"(}}, "flow": {"split": "single", )" + effort.flow +
         R"(}, "optimizer": {"gradient": "score", "learning_rate": 0.001, "final_learning_rate": 1e-5,
              "learning_rate_decay": "geometric", "tail_average": 0.5, "gradient_clip": 1, "eta_update": "newton",
              "c0": 0.001, "c_max": 0.001, )" +
         effort.iterations + R"(}, "convergence": {"samples": )" + effort.samples + "}";
}

}  // namespace rnn
