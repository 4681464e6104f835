#include "sc.h"

#include <vector>

namespace epi::bench {
namespace {

constexpr double kTau = 0.09, kTimeStep = 0.024;  // s
constexpr int kSteps = 74, kSilentStep = 50;
constexpr double kEps = 0.05, kZeta = 0.5;
constexpr double kRuleInput = 10.0, kChoiceInput = 2.0, kLight = 1.0;
constexpr double kStartActivity = 0.1, kStartPotential = -0.5993061443340549;

// Units LP, LA, RP, RA.
torch::Tensor input_over_time() {
  const auto input = torch::zeros({kSteps, 2, 1, 4, 1}, torch::kFloat64);
  auto value = input.accessor<double, 5>();
  for (int step = 1; step <= kSteps; ++step) {
    for (int condition = 0; condition < 2; ++condition) {
      for (int unit = 0; unit < 4; ++unit) {
        double& entry = value[step - 1][condition][0][unit][0];
        if (step < kSilentStep) entry = unit % 2 == condition ? kRuleInput : 0.0;
        if (step > kSilentStep) entry = kChoiceInput + (unit < 2 ? kLight : 0.0);
      }
    }
  }
  return input;
}

}  // namespace

EagerSc::EagerSc(torch::ScalarType type) : type_(type), input_(input_over_time().to(type)) {
  constexpr int sW_P = 0, sW_A = 1, vW_PA = 2, vW_AP = 3, dW_PA = 4, dW_AP = 5, hW_P = 6, hW_A = 7;
  positions_ = torch::tensor({sW_P, vW_PA, hW_P, dW_PA,   //
                              vW_AP, sW_A, dW_AP, hW_A,   //
                              hW_P, dW_PA, sW_P, vW_PA,   //
                              dW_AP, hW_A, vW_AP, sW_A},  //
                             torch::kInt64);
}

torch::Tensor EagerSc::statistics(const torch::Tensor& z, const torch::Tensor& noise) const {
  const std::int64_t n = z.size(0), trials = noise.size(-1);
  const double gain = kTimeStep / kTau;
  const auto weights = z.index_select(1, positions_).reshape({n, 4, 4}) * gain;
  const auto own_or_shared = noise.dim() == 3 ? noise.unsqueeze(1) : noise;
  auto u = torch::full({2, n, 4, trials}, kStartPotential, type_);
  auto x = torch::full({2, n, 4, trials}, kStartActivity, type_);
  for (int step = 0; step < kSteps; ++step) {
    const auto drive = (own_or_shared[step].unsqueeze(0) + input_[step]) * gain;  // no derivative flows here
    // In place where autograd does not need the value again.
    u = torch::matmul(weights, x).add_(drive).add_(u, 1.0 - gain);
    // (1 + tanh((u - eps) / zeta)) / 2
    x = u.sub(kEps).mul_(2.0 / kZeta).sigmoid_();
  }
  const auto left = x.select(2, 0), right = x.select(2, 2);                    // LP and RP: [2, n, trials]
  const auto correct = torch::stack({left.select(0, 0), right.select(0, 1)});  // pro, anti
  const auto p = correct.mean(-1), square = correct.square().mean(-1);         // [2, n]
  const auto separation = (left - right).square().mean(-1);
  return torch::stack({p, square - p, separation, square - p * p}).flatten(0, 1).t();
}

}  // namespace epi::bench
