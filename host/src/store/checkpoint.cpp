#include "store/checkpoint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "store/json_file.h"
#include "store/record_json.h"

namespace epi::store {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr std::string_view kFormat = "epi-checkpoint/1";
constexpr std::string_view kPrefix = "epoch-";
constexpr std::string_view kSuffix = ".ckpt";

std::optional<int> epoch_of_file(const std::string& name) {
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return std::nullopt;
  int epoch = 0;
  const char* const end = name.data() + name.size() - kSuffix.size();
  const auto [rest, error] = std::from_chars(name.data() + kPrefix.size(), end, epoch);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return epoch;
}

struct File {
  int epoch;
  fs::path path;
};

/// The checkpoints of a folder, newest first.
std::vector<File> files_of(const fs::path& folder) {
  std::vector<File> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (const auto epoch = epoch_of_file(entry.path().filename().string())) {
      files.push_back({*epoch, entry.path()});
    }
  }
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.epoch > b.epoch; });
  return files;
}

template <class Operation>
auto on_folder(const fs::path& folder, Operation operation) {
  try {
    return operation();
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorKind::io, {.what = "cannot use the folder of checkpoints",
                                .where = folder.string(),
                                .value = error.code().message(),
                                .next = "check the path and its permissions"});
  }
}

/// The document of a checkpoint whose digest is right.   @throws Error(io).
json read_checkpoint(const fs::path& file) {
  const std::string content = read_file(file);
  const auto line_end = content.find('\n');
  const std::string_view line = std::string_view(content).substr(0, line_end);
  if (line_end == std::string::npos || !line.starts_with(kFormat)) {
    throw damaged_file(file, fmt::format("its first line is not that of {}", kFormat));
  }
  const std::string_view rest = std::string_view(content).substr(line_end + 1);
  if (line != fmt::format("{} {}", kFormat, sha256(rest))) {
    throw damaged_file(file, "its digest does not match its content");
  }
  return parse_fields(file, [&] { return json::from_cbor(rest); });
}

/// Refuses to continue something else than what was started.
void require_same(const fs::path& file, const CheckpointIdentity& found, const CheckpointIdentity& expected) {
  const auto refuse = [&](ErrorKind kind, const char* what, const std::string& value, const char* next) {
    return Error(kind, {.what = what,
                        .where = file.string(),
                        .value = value,
                        .rule = "a run is continued with exactly what it was started with",
                        .next = next});
  };
  if (found.config != expected.config) {
    throw refuse(ErrorKind::config, "the checkpoint belongs to another configuration", "",
                 "resume without changes, or start a new run");
  }
  if (found.seed != expected.seed) {
    throw refuse(ErrorKind::config, "the checkpoint belongs to another seed", std::to_string(found.seed),
                 "put the seed's folder back under its own name");
  }
  if (found.model != expected.model) {
    throw refuse(ErrorKind::plugin, "the checkpoint was made with another build of the model's equations",
                 fmt::format("{} instead of {}", expected.model, found.model),
                 "install the model that run.json names, or start a new run");
  }
}

CheckpointIdentity identity_from_json(const json& document) {
  CheckpointIdentity identity;
  document.at("config").get_to(identity.config);
  document.at("model").get_to(identity.model);
  document.at("seed").get_to(identity.seed);
  return identity;
}

}  // namespace

std::string digest_of_config(const json& resolved) {
  return sha256(resolved.dump(-1, ' ', false, json::error_handler_t::replace));
}

void save_checkpoint(const fs::path& folder, const optimizer::TrainingState& state,
                     const CheckpointIdentity& identity) {
  make_folder(folder);
  const json document = {{"config", identity.config},
                         {"model", identity.model},
                         {"seed", identity.seed},
                         {"state", to_json(state)}};
  std::string rest;
  json::to_cbor(document, rest);
  const fs::path file = folder / fmt::format("{}{:04}{}", kPrefix, state.epoch, kSuffix);
  write_file_atomically(file, fmt::format("{} {}\n", kFormat, sha256(rest)) + rest);

  on_folder(folder, [&] {
    const std::vector<File> files = files_of(folder);
    const auto before = std::find_if(files.begin(), files.end(),
                                     [&](const File& other) { return other.epoch < state.epoch; });
    for (auto other = files.begin(); other != files.end(); ++other) {
      if (other->epoch != state.epoch && other != before) fs::remove(other->path);
    }
  });
}

std::optional<LoadedCheckpoint> load_newest_checkpoint(const fs::path& folder,
                                                       const CheckpointIdentity& identity) {
  const std::vector<File> files = on_folder(folder, [&] { return files_of(folder); });
  if (files.empty()) return std::nullopt;
  std::vector<std::string> refusals;  // one a file
  for (const File& file : files) {
    try {
      const json document = read_checkpoint(file.path);
      return parse_fields(file.path, [&] {
        require_same(file.path, identity_from_json(document), identity);
        LoadedCheckpoint loaded{.state = training_state_from_json(document.at("state")),
                                .warnings = refusals};
        for (std::string& warning : loaded.warnings) warning += "; continuing from the checkpoint before it";
        return loaded;
      });
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::io) throw;
      const Complaint& complaint = error.complaint();
      refusals.push_back(fmt::format("{}: {}: {}", file.path.string(), complaint.what,
                                     complaint.value.empty() ? complaint.rule : complaint.value));
    }
  }
  throw Error(ErrorKind::io, {.what = "no checkpoint of this seed can be read",
                              .where = folder.string(),
                              .value = fmt::format("{}", fmt::join(refusals, "; ")),
                              .rule = "one of the newest two must be whole",
                              .next = "restore the folder from a copy, or start a new run"});
}

}  // namespace epi::store
