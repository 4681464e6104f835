#pragma once

#include <memory>
#include <string>
#include <vector>

#include "flow/fused/layer.h"

// The layers that have kernels, one a source. Names are those of their tensors in the layout.

namespace epi::flow::fused {

template <class T>
std::unique_ptr<Layer<T>> make_coupling_layer(const FlowLayout& layout, const std::string& name,
                                              const std::vector<bool>& mask,
                                              const config::Flow& architecture);
template <class T>
std::unique_ptr<Layer<T>> make_planar_layer(const FlowLayout& layout, const std::string& name, int columns);
template <class T>
std::unique_ptr<Layer<T>> make_norm_layer(const FlowLayout& layout, const std::string& name, int columns,
                                          double momentum, BatchNorm::Mode mode);
/// LinearMixing and Permutation between couplings.
template <class T>
std::unique_ptr<Layer<T>> make_mixing_layer(const FlowLayout& layout, const std::string& name, int columns);
template <class T>
std::unique_ptr<Layer<T>> make_permutation_layer(std::vector<long> order);
/// Triangular, or diagonal over more than Affine::kMostCorrelated columns.
template <class T>
std::unique_ptr<Layer<T>> make_affine_layer(const FlowLayout& layout, int columns);
template <class T>
std::unique_ptr<Layer<T>> make_scale_layer(const FlowLayout& layout, int columns);

/// The first element of a named tensor.
long offset_of(const std::vector<TensorEntry>& entries, const std::string& name);

}  // namespace epi::flow::fused
