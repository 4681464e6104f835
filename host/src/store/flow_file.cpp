#include "store/flow_file.h"

#include <fmt/format.h>

#include <bit>
#include <cstdint>
#include <limits>
#include <optional>
#include <system_error>

#include "base/check.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "store/flow_spec_json.h"
#include "store/json_file.h"

namespace epi::store {

namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kFormat = "epi-flow/1";
constexpr int kNameDigits = 16;  ///< of the digest, in the name of the binary file

/// IEEE 754 doubles, little-endian, whatever this machine's order.
void append_doubles(std::string& bytes, const std::vector<double>& values) {
  for (const double value : values) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (int shift = 0; shift < 64; shift += 8) bytes += static_cast<char>(bits >> shift & 0xFF);
  }
}

std::vector<double> doubles_of(std::string_view bytes) {
  std::vector<double> values(bytes.size() / sizeof(double));
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint64_t bits = 0;
    for (std::size_t byte = 0; byte < sizeof(double); ++byte) {
      bits |= std::uint64_t{static_cast<unsigned char>(bytes[i * sizeof(double) + byte])} << (8 * byte);
    }
    values[i] = std::bit_cast<double>(bits);
  }
  return values;
}

/// The number of elements of a shape; nothing if a dimension is negative or the product overflows.
std::optional<long> elements_of(const std::vector<long>& shape) {
  long elements = 1;
  for (const long size : shape) {
    if (size < 0 || (size > 0 && elements > std::numeric_limits<long>::max() / size)) return std::nullopt;
    elements *= size;
  }
  return elements;
}

/// Whether the tensors lie one after the other and fill exactly `total` elements.
bool tensors_cover(const std::vector<flow::TensorEntry>& tensors, std::size_t total) {
  long next = 0;
  for (const flow::TensorEntry& tensor : tensors) {
    const auto elements = elements_of(tensor.shape);
    if (!elements || tensor.offset != next || *elements > std::numeric_limits<long>::max() - next)
      return false;
    next += *elements;
  }
  return static_cast<std::size_t>(next) == total;
}

bool is_binary_file(const std::string& name) {
  return name.starts_with("flow-") && name.ends_with(".bin");
}

/// Removes what earlier flows left in the folder.
void remove_other_binaries(const fs::path& folder, const std::string& current) {
  try {
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::string name = entry.path().filename().string();
      if (is_binary_file(name) && name != current) fs::remove(entry.path());
    }
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorKind::io, {.what = "cannot remove the file of an earlier flow",
                                .where = folder.string(),
                                .value = error.code().message(),
                                .next = "check the folder's permissions"});
  }
}

struct Binary {
  std::string name, sha256;
  std::size_t n_weights = 0, n_moments = 0;
};

Binary binary_from_json(const json& object) {
  return {.name = object.at("file").get<std::string>(),
          .sha256 = object.at("sha256").get<std::string>(),
          .n_weights = object.at("weights").get<std::size_t>(),
          .n_moments = object.at("moments").get<std::size_t>()};
}

/// The bytes that flow.json vouches for.   @throws Error(io).
std::string read_binary(const fs::path& folder, const fs::path& file, const Binary& binary) {
  if (!is_binary_file(binary.name) || binary.name.find('/') != std::string::npos) {
    throw damaged_file(file, fmt::format("'{}' is not a name of a flow's binary file", binary.name));
  }
  const fs::path binary_file = folder / binary.name;
  std::string bytes = read_file(binary_file);
  // Written as divisions: the counts come from the file, and their sum might overflow.
  const std::size_t elements = bytes.size() / sizeof(double);
  if (bytes.size() % sizeof(double) != 0 || binary.n_weights > elements ||
      binary.n_moments != elements - binary.n_weights) {
    throw damaged_file(binary_file,
                       fmt::format("it has {} bytes, which is not what flow.json says", bytes.size()));
  }
  if (sha256(bytes) != binary.sha256)
    throw damaged_file(binary_file, "its digest is not the one in flow.json");
  return bytes;
}

}  // namespace

void save_flow(const fs::path& folder, const StoredFlow& flow) {
  EPI_CHECK(flow.spec.names.size() == flow.spec.support.size());
  EPI_CHECK(tensors_cover(flow.weights, flow.state.weights.size()));
  EPI_CHECK(tensors_cover(flow.moments, flow.state.moments.size()));
  std::string bytes;
  append_doubles(bytes, flow.state.weights);
  append_doubles(bytes, flow.state.moments);
  const std::string digest = sha256(bytes);
  const std::string name = fmt::format("flow-{}.bin", digest.substr(0, kNameDigits));

  make_folder(folder);
  write_file_atomically(folder / name, bytes);
  const auto n_weights = static_cast<long>(flow.state.weights.size());
  write_json_file(folder / "flow.json", {{"format", kFormat},
                                         {"architecture", to_json(flow.spec.architecture)},
                                         {"parameters", parameters_to_json(flow.spec)},
                                         {"weights", tensors_to_json(flow.weights, 0)},
                                         {"moments", tensors_to_json(flow.moments, n_weights)},
                                         {"binary",
                                          {{"file", name},
                                           {"dtype", "float64"},
                                           {"byte_order", "little"},
                                           {"sha256", digest},
                                           {"weights", flow.state.weights.size()},
                                           {"moments", flow.state.moments.size()}}}});
  remove_other_binaries(folder, name);
}

StoredFlow load_flow(const fs::path& folder) {
  const fs::path file = folder / "flow.json";
  const json document = read_json_file(file, kFormat);
  return parse_fields(file, [&] {
    const Binary binary = binary_from_json(document.at("binary"));
    const std::string bytes = read_binary(folder, file, binary);
    const std::size_t weight_bytes = binary.n_weights * sizeof(double);
    StoredFlow flow;
    flow.spec.architecture = architecture_from_json(document.at("architecture"));
    parameters_from_json(document.at("parameters"), flow.spec);
    flow.state.weights = doubles_of(std::string_view(bytes).substr(0, weight_bytes));
    flow.state.moments = doubles_of(std::string_view(bytes).substr(weight_bytes));
    flow.weights = tensors_from_json(document.at("weights"), 0);
    flow.moments = tensors_from_json(document.at("moments"), static_cast<long>(binary.n_weights));
    if (!tensors_cover(flow.weights, binary.n_weights) || !tensors_cover(flow.moments, binary.n_moments)) {
      throw damaged_file(file, "its tensors do not cover the binary file");
    }
    return flow;
  });
}

}  // namespace epi::store
