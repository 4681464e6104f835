#pragma once

#include <filesystem>
#include <vector>

#include "flow/flow_spec.h"

// A fitted flow on disk: flow.json, and next to it a binary file that flow.json names and vouches for by
// digest. docs/reference/flow_file.md describes every byte, for readers in other languages.

namespace epi::store {

/// A density with the names and shapes of its tensors.
struct StoredFlow {
  flow::FlowSpec spec;
  flow::FlowState state;
  std::vector<flow::TensorEntry> weights;  ///< where in state.weights each tensor lies
  std::vector<flow::TensorEntry> moments;  ///< where in state.moments each tensor lies
};

/// Replaces the flow of a folder. The binary file's name comes from its content and flow.json is replaced in
/// one step, so a kill at any moment leaves the old flow or the new one, whole.
/// @param flow  its tensors must cover the state exactly, in order.   @throws Error(io).
void save_flow(const std::filesystem::path& folder, const StoredFlow& flow);

/// @throws Error(io) if there is no flow, if flow.json is damaged or of another format, if the binary file's
/// size or
///   digest is wrong, or if the tensors do not cover it.
StoredFlow load_flow(const std::filesystem::path& folder);

}  // namespace epi::store
