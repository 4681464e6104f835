#pragma once

#include <cstdint>
#include <string>

namespace epi::store {

/// The computer that a run used.
struct Machine {
  std::string name;  ///< of the host; empty if unknown
  std::string cpu;   ///< model name; empty if unknown
  std::string
      cpu_level;  ///< highest x86-64 level of the processor, e.g. "x86-64-v3"; the architecture elsewhere
  int logical_cpus = 1;
};

/// This computer.
Machine this_machine();

/// The most memory that this process has held at once, bytes.
std::int64_t peak_memory_bytes();

/// The time now, UTC, as ISO 8601 with seconds: "2024-05-01T09:30:00Z".
std::string utc_now();

}  // namespace epi::store
