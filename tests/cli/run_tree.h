#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace epi::cli {

/// Every file of a run folder by its relative path, without what may differ between equal runs: the column
/// `seconds` of trace.csv, and in run.json and checkpoints the times, sessions, threads and command line.
std::map<std::string, std::string> run_tree(const std::filesystem::path& root);

}  // namespace epi::cli
