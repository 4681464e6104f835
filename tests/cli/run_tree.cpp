#include "run_tree.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "process.h"

namespace epi::cli {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

std::string trace_without_seconds(const std::string& text) {
  std::string result;
  std::size_t seconds = 0;
  for (const std::string& line : split(text, '\n')) {
    std::vector<std::string> fields = split(line, ',');
    if (result.empty())
      seconds = static_cast<std::size_t>(std::find(fields.begin(), fields.end(), "seconds") - fields.begin());
    fields.at(seconds) = "";
    for (const std::string& field : fields) result += field + ",";
    result += "\n";
  }
  return result;
}

std::string record_without_session(const std::string& text) {
  json record = json::parse(text);
  for (const char* key :
       {"started", "finished", "wall_seconds", "peak_memory_bytes", "sessions", "threads", "command_line"})
    if (record.erase(key) == 0) throw std::runtime_error(std::string("run.json has no ") + key);
  for (json& seed : record.at("seeds"))
    if (seed.erase("phase_seconds") == 0) throw std::runtime_error("a seed of run.json has no phase_seconds");
  return record.dump();
}

/// A checkpoint is a line with the digest of the rest, and a CBOR document.
std::string checkpoint_without_seconds(const std::string& bytes) {
  const std::size_t line_end = bytes.find('\n');
  json document = json::from_cbor(bytes.substr(line_end + 1));
  for (const char* key : {"seconds", "phases"})
    if (document.at("state").erase(key) == 0)
      throw std::runtime_error(std::string("a checkpoint has no ") + key);
  return document.dump();
}

}  // namespace

std::map<std::string, std::string> run_tree(const fs::path& root) {
  std::map<std::string, std::string> tree;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::string& content = tree[fs::relative(entry.path(), root).string()];
    content = content_of(entry.path());
    if (entry.path().filename() == "trace.csv") content = trace_without_seconds(content);
    if (entry.path().filename() == "run.json") content = record_without_session(content);
    if (entry.path().extension() == ".ckpt") content = checkpoint_without_seconds(content);
  }
  return tree;
}

}  // namespace epi::cli
