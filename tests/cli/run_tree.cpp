#include "run_tree.h"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string_view>

namespace epi::cli {
namespace {

using nlohmann::json;

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Leaves out one column of a CSV file without quotes.
std::string without_column(const std::string& csv, std::string_view name) {
  std::istringstream lines(csv);
  std::string result;
  int unwanted = -1;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    int column = 0;
    for (std::string cell; std::getline(cells, cell, ','); ++column) {
      if (unwanted < 0 && cell == name) unwanted = column;
      if (column != unwanted) result += cell + ',';
    }
    result += '\n';
  }
  return result;
}

std::string run_json_without_session(const std::string& text) {
  json record = json::parse(text);
  for (const char* key : {"started", "finished", "wall_seconds", "sessions", "threads", "command_line"})
    record.erase(key);
  return record.dump();
}

// A checkpoint is a line with the digest of the rest, then CBOR: see docs/reference/run_folder.md.
std::string checkpoint_without_seconds(const std::string& bytes) {
  json document =
      json::from_cbor(bytes.begin() + static_cast<std::ptrdiff_t>(bytes.find('\n')) + 1, bytes.end());
  json& state = document.at("state");
  if (state.erase("seconds") != 1)
    throw std::runtime_error("a checkpoint without the seconds that it should record");
  return document.dump();
}

}  // namespace

std::map<std::string, std::string> run_tree(const std::filesystem::path& root) {
  std::map<std::string, std::string> tree;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    const std::filesystem::path& file = entry.path();
    std::string content = content_of(file);
    if (file.filename() == "trace.csv") content = without_column(content, "seconds");
    if (file.filename() == "run.json") content = run_json_without_session(content);
    if (file.extension() == ".ckpt") content = checkpoint_without_seconds(content);
    tree[file.lexically_relative(root).string()] = std::move(content);
  }
  return tree;
}

}  // namespace epi::cli
