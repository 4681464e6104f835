#include "sc.h"

#include <string>

namespace sc {
namespace {

/// How a property is inferred (README.md, "What we find"): rounds of importance sampling move from N(0, 2^2)
/// to circuits that none of the first samples shows. The entropy is relative to N(0, 2^2): larger weights
/// always do as well, so that the largest plain entropy is infinite.
constexpr const char* kInference = R"(
    "parameters": {"free": ["sW_P", "sW_A", "vW_PA", "vW_AP", "dW_PA", "dW_AP", "hW_P", "hW_A"]},
    "initialization": {
      "std": {"sW_P": 2, "sW_A": 2, "vW_PA": 2, "vW_AP": 2, "dW_PA": 2, "dW_AP": 2, "hW_P": 2, "hW_A": 2},
      "search": {"samples": 60000, "select": "importance", "rounds": 8, "fit_iterations": 2000}
    },
    "optimizer": {"learning_rate": 0.0005, "final_learning_rate": 1e-4, "learning_rate_decay": "geometric",
                  "epochs": 30, "iterations": 100, "batch": 500, "tail_average": 0.5, "gradient_clip": 1, "gradient": "score",
                  "eta_update": "reweighting", "c0": 0.05, "c_max": 0.05},
    "polish": {"epochs": 6, "iterations": 50, "batch": 1000, "random_samples": 0},
    "convergence": {"samples": 20000, "stop_early": true},
    "certificate": {"random_samples": 0})";

/// switching(p): correct in a share p of the trials under both rules, decided trial by trial.
std::string switching(const std::string& p) {
  const auto both = [](const std::string& statistic, const std::string& condition) {
    return R"({"statistic": ")" + statistic + R"(_pro", )" + condition + R"(}, {"statistic": ")" + statistic +
           R"(_anti", )" + condition + "}";
  };
  return R"({"emergent_property": {"name": "the right side in a share )" + p +
         R"( of the trials, under both rules", "constraints": [)" +
         both("accuracy", R"("mean": )" + p + R"(, "std": 0.15)") + ", " +
         both("bernoulli_error", R"("mean": 0.0, "tolerance": 0.05, "slack": 0.04)") + ", " +
         both("separation", R"("mean": 1.0, "tolerance": 0.05, "slack": 0.04)") + ", " +
         both("variance", R"("at_least": 0.0, "enforce": "log_barrier")") + "]}," + kInference + "}";
}

}  // namespace

void SuperiorColliculus::declare(Declaration<SuperiorColliculus>& d) {
  d.id("sc").version("1.0.0").title("Rapid task switching in the superior colliculus");
  d.summary(
      "Two Pro and two Anti populations, one pair a hemisphere, that turn a rule and a lateralised stimulus "
      "into a response. Statistics are moments over noisy trials under both rules.");
  d.citation(
      "Bittner, Palmigiano, Piet, Duan, Brody, Miller, Cunningham (2021), eLife 10:e56265; Duan, "
      "Pan-Vazquez, "
      "Pagan, Kim, Akrami, Brody (2021)");
  d.parameter("sW_P").label("sW_P").describe("self excitation of a Pro unit");
  d.parameter("sW_A").label("sW_A").describe("self excitation of an Anti unit");
  d.parameter("vW_PA").label("vW_PA").describe("from Anti to Pro of the same side");
  d.parameter("vW_AP").label("vW_AP").describe("from Pro to Anti of the same side");
  d.parameter("dW_PA").label("dW_PA").describe("from Anti of the other side to Pro");
  d.parameter("dW_AP").label("dW_AP").describe("from Pro of the other side to Anti");
  d.parameter("hW_P").label("hW_P").describe("between the Pro units of both sides");
  d.parameter("hW_A").label("hW_A").describe("between the Anti units of both sides");
  for (const char* rule : {"pro", "anti"}) {
    d.statistic(std::string("accuracy_") + rule)
        .range(0.0, 1.0)
        .typical_scale(0.15)
        .describe(std::string("mean over trials of the correct unit's final activity, rule ") + rule);
  }
  for (const char* rule : {"pro", "anti"}) {
    d.statistic(std::string("bernoulli_error_") + rule)
        .range(-0.25, 0.0)
        .typical_scale(0.05)
        .describe(
            std::string("variance of the correct unit's final activity minus m (1 - m), m its mean: 0 if "
                        "every trial is decided, rule ") +
            rule);
  }
  for (const char* rule : {"pro", "anti"}) {
    d.statistic(std::string("separation_") + rule)
        .range(0.0, 1.0)
        .typical_scale(0.05)
        .describe(std::string("mean over trials of (x_LP - x_RP)^2 at the end, rule ") + rule);
  }
  for (const char* rule : {"pro", "anti"}) {
    d.statistic(std::string("variance_") + rule)
        .range(0.0, 0.25)
        .typical_scale(0.05)
        .describe(std::string("variance over trials of the correct unit's final activity, rule ") + rule);
  }
  for (const std::string rule : {"pro", "anti"}) {
    for (const std::string quantity : {"u", "x"}) {
      for (const char* unit : {"LP", "LA", "RP", "RA"}) {
        std::string name = rule, text = quantity == "u" ? "potential of " : "activity of ";
        d.channel(name.append("_").append(quantity).append("_").append(unit))
            .describe(text.append(unit).append(", rule ").append(rule));
      }
    }
  }
  d.observable("lambda_all").describe("strength of the mode in which all units agree");
  d.observable("lambda_side").describe("strength of the mode that sets left against right");
  d.observable("lambda_task").describe("strength of the mode that sets Pro against Anti");
  d.observable("lambda_diag").describe("strength of the mode that sets one diagonal against the other");
  d.setting("trials", &Settings::trials).at_least(1).at_most(1e6).describe("noise draws a parameter point");
  d.setting("sigma", &Settings::sigma).at_least(0.0).describe("amplitude of the noise in a step");
  for (const int percent : {50, 60, 70, 80, 90}) {
    const std::string tenth = "0." + std::to_string(percent / 10);
    d.property("switching_" + std::to_string(percent), std::to_string(percent) + "% correct under both rules",
               switching(tenth));
  }
}

}  // namespace sc

EPI_EXPORT_MODULE("epi.sc", "1.0.0", "MIT", sc::SuperiorColliculus);
