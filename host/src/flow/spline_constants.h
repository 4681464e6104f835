#pragma once

// The fixed numbers of a spline coupling: part of the meaning of its weights, so the same in the composition
// of tensor operations, in the fused kernels and in every reader of a flow file.

namespace epi::flow::spline {

/// The spline acts on (-kBound, kBound) and is the identity outside. Base samples are standard normal: beyond
/// 5 lies less than one of a million.
inline constexpr double kBound = 5.0;
/// Least width and height of a bin, as a share of 2 kBound, and least slope at a knot. Those of
/// Durkan et al. 2019, in their published code. They keep the inverse's discriminant away from 0 and
/// densities finite in float32.
inline constexpr double kLeastShare = 1e-3;
inline constexpr double kLeastSlope = 1e-3;
/// log(exp(1 - kLeastSlope) - 1): the softplus of it is 1 - kLeastSlope, so that an output of 0 is the
/// slope 1.
inline constexpr double kSlopeOffset = 0.539742417236952;

}  // namespace epi::flow::spline
