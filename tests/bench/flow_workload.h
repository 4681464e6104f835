#pragma once

#include <string>
#include <vector>

#include "flow/flow_spec.h"

namespace epi::bench {

/// A flow and the batch that it is trained with.
struct FlowWorkload {
  std::string name;
  flow::FlowSpec spec;
  std::int64_t batch;
};

inline flow::FlowSpec flow_spec(const config::Flow& architecture, const std::vector<flow::Support>& support) {
  flow::FlowSpec spec{architecture, {}, support};
  for (std::size_t j = 0; j < support.size(); ++j) spec.names.push_back("z" + std::to_string(j));
  return spec;
}

inline config::Flow real_nvp(int masks, int units, bool batch_norm = false) {
  config::Flow flow;
  flow.kind = "real_nvp";
  flow.split = "halves";
  flow.masks = masks;
  flow.units = units;
  if (batch_norm) flow.batch_norm = config::BatchNorm{};
  return flow;
}

inline config::Flow splines_of_single_columns(int masks, int units) {
  config::Flow flow = real_nvp(masks, units);
  flow.kind = "spline";
  flow.split = "single";
  return flow;
}

inline config::Flow planar(int layers) {
  config::Flow flow;
  flow.kind = "planar";
  flow.layers = layers;
  return flow;
}

/// The flows of the paper's models, with two hidden layers: LDS's, the one of two parameters, and SC's; and
/// one of splines.
inline std::vector<FlowWorkload> flow_workloads() {
  const flow::Support bounded{-10.0, 10.0};
  return {
      {"D4-4x2x15-1000", flow_spec(real_nvp(4, 15), {4, bounded}), 1000},
      {"D4-4x2x15-bn-1000", flow_spec(real_nvp(4, 15, true), {4, bounded}), 1000},
      {"D2-4x2x10-300", flow_spec(real_nvp(4, 10), {2, bounded}), 300},
      {"D4-6x2x32-spline-1000", flow_spec(splines_of_single_columns(6, 32), {4, bounded}), 1000},
      {"D8-10planar-300", flow_spec(planar(10), std::vector<flow::Support>(8)), 300},
  };
}

/// A real NVP over more and more parameters, for the scaling study.
inline std::vector<FlowWorkload> growing_workloads() {
  std::vector<FlowWorkload> workloads;
  for (const int columns : {2, 10, 30, 100, 300, 1000}) {
    workloads.push_back(
        {"columns-" + std::to_string(columns),
         flow_spec(real_nvp(6, 24), std::vector<flow::Support>(static_cast<std::size_t>(columns))), 300});
  }
  return workloads;
}

}  // namespace epi::bench
