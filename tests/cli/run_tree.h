#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace epi::cli {

/// The content of every file of a run folder by its relative path, without what may differ between equal
/// runs: the column `seconds` of trace.csv, `seconds` in checkpoints, and in run.json the times, sessions,
/// threads and command line. Equal trees have equal digests file by file.
std::map<std::string, std::string> run_tree(const std::filesystem::path& root);

}  // namespace epi::cli
