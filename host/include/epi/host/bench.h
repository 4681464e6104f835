#pragma once

#include <nlohmann/json.hpp>

#include "epi/host/run.h"

namespace epi::host {

/// Times some iterations of what `run` would do with this request and compares them with what the machine can
/// do: {"model", "property", "flow", "precision", "parameters", "gradient", "batch", "threads", "iterations",
/// "iterations_per_second", "simulations_per_second", "phases": [{"name": "sample" | "simulate" | "backward"
/// | "step", "microseconds", "share"}], "limit": {"multiply_adds_per_second", "tanhs_per_second",
/// "microseconds" (the flow's arithmetic at those rates), "flow_share" (of the time of the flow's three
/// phases), "share" (with the model's own time, of the whole)}, "run": {"seeds", "simulations", "seconds"},
/// "peak_memory_bytes"}. The flow runs on one thread, simulations on `request.threads`. Writes nothing.
/// @param iterations  >= 1.
/// @throws as plan_run.
nlohmann::json bench(const RunRequest& request, int iterations);

}  // namespace epi::host
