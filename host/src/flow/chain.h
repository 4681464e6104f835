#pragma once

#include <memory>
#include <vector>

#include "flow/bijector.h"

namespace epi::flow {

/// Bijectors one after the other: the first is next to the base distribution, the last makes the parameters.
class Chain : public Bijector {
 public:
  void append(std::unique_ptr<Bijector> bijector) { bijectors_.push_back(std::move(bijector)); }
  Mapped forward(const at::Tensor& x) override;
  Mapped inverse(const at::Tensor& y) override;

 private:
  std::vector<std::unique_ptr<Bijector>> bijectors_;
};

}  // namespace epi::flow
