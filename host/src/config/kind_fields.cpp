#include "config/kind_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "config/json_path.h"
#include "config/json_text.h"
#include "config/run_config.h"
#include "config/run_config_fields.h"

namespace epi::config {
namespace {

struct NameCollector {
  std::vector<std::string> names;
  void operator()(const char* name, const auto& /*field*/) { names.emplace_back(name); }
};

std::vector<std::string> fields_of_kind(const std::string& kind) {
  Flow flow;
  flow.kind = kind;
  NameCollector collector;
  visit_fields(collector, flow);
  return collector.names;
}

}  // namespace

void refuse_fields_of_other_kinds(const nlohmann::json& document, const std::string& origin) {
  const auto flow = document.find("flow");
  if (flow == document.end()) return;
  const std::string kind = flow->value("kind", Flow().kind);
  const std::vector<std::string> known = fields_of_kind(kind);
  for (const auto& [key, value] : flow->items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    std::string fields;
    for (const std::string& name : known) fields += (fields.empty() ? "" : ", ") + name;
    const std::string where_written = origin.empty() ? "" : " in " + origin;
    throw Error(ErrorKind::config,
                {.what = fmt::format("a flow of kind \"{}\" has no \"{}\"{}", kind, key, where_written),
                 .where = path_of_key("flow", key),
                 .value = shown(value),
                 .rule = "the fields of this kind are " + fields,
                 .next = "remove it, or choose another flow.kind"});
  }
}

}  // namespace epi::config
