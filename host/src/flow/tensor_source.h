#pragma once

#include <ATen/ATen.h>

#include <string>
#include <vector>

#include "flow/flow_spec.h"

namespace epi::flow {

/// Where layers get their tensors from while a flow is built. Building once with a recorder yields the
/// layout; building again with a binder gives every layer views into flat storage.
class TensorSource {
 public:
  virtual ~TensorSource() = default;
  /// A tensor that the optimizer trains.
  /// @param initial_bound  weights start uniform on (-bound, bound); 0: they start as zero.
  virtual at::Tensor weight(const std::string& name, std::vector<long> shape, double initial_bound) = 0;
  /// A tensor that training updates by itself (running moments), filled with `initial`.
  virtual at::Tensor moment(const std::string& name, std::vector<long> shape, double initial) = 0;
};

/// Notes names, shapes, places and starting values; the tensors that it hands out are empty shells.
class LayoutRecorder : public TensorSource {
 public:
  at::Tensor weight(const std::string& name, std::vector<long> shape, double initial_bound) override;
  at::Tensor moment(const std::string& name, std::vector<long> shape, double initial) override;

  std::vector<TensorEntry> weights, moments;
  std::vector<double> initial_bound;   ///< one a weight element
  std::vector<double> initial_moment;  ///< one a moment element
};

/// Hands out views into flat tensors, in the recorded order.
class FlatBinder : public TensorSource {
 public:
  /// @param weights, weight_gradient  [n_weights] one dtype; gradient undefined: weights need no gradient.
  FlatBinder(at::Tensor weights, at::Tensor weight_gradient, at::Tensor moments);
  at::Tensor weight(const std::string& name, std::vector<long> shape, double initial_bound) override;
  at::Tensor moment(const std::string& name, std::vector<long> shape, double initial) override;

 private:
  at::Tensor weights_, weight_gradient_, moments_;
  long next_weight_ = 0, next_moment_ = 0;
};

}  // namespace epi::flow
