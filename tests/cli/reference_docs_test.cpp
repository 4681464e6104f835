#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>

#include "cli/exit_code.h"
#include "cli/verb.h"
#include "process.h"

namespace epi::cli {
namespace {

using nlohmann::json;

std::string document(const std::string& name) {
  return content_of(std::filesystem::path(EPI_SOURCE_FOLDER) / "docs" / "reference" / name);
}

/// The default of every field as the schema has it, by path; fields of a list's items behind "[]".
void add_defaults(const json& object, const std::string& path, std::map<std::string, json>& defaults) {
  const json required = object.value("required", json::array());
  for (const auto& [key, rule] : object.at("properties").items()) {
    const std::string here = path + key;
    const json items = rule.value("items", json::object());
    if (rule.contains("properties"))
      add_defaults(rule, here + ".", defaults);
    else if (items.contains("properties"))
      add_defaults(items, here + "[].", defaults);
    else if (std::find(required.begin(), required.end(), key) != required.end())
      defaults[here] = "required";
    else
      defaults[here] = rule.value("default", json("absent"));
  }
}

TEST(ReferenceDocs, ConfigListsEveryFieldWithItsDefault) {
  std::map<std::string, json> defaults, documented;
  const std::string schema =
      content_of(std::filesystem::path(EPI_SOURCE_FOLDER) / "schemas" / "run_config.schema.json");
  add_defaults(json::parse(schema), "", defaults);

  const std::string text = document("config.md");
  const std::regex row("\\n\\| `([^`]+)` \\| `?([^|`]+?)`? \\|");
  for (std::sregex_iterator match(text.begin(), text.end(), row); match != std::sregex_iterator(); ++match) {
    const json value = json::parse((*match)[2].str(), nullptr, /*allow_exceptions=*/false);
    documented[(*match)[1]] = value.is_discarded() ? json((*match)[2].str()) : value;
  }
  ASSERT_FALSE(defaults.empty());
  EXPECT_EQ(documented, defaults);
}

TEST(ReferenceDocs, CommandLineListsEveryVerbAndOption) {
  const std::string text = document("cli.md");
  for (const Verb& verb : all_verbs()) {
    EXPECT_NE(text.find("| `" + verb.name), std::string::npos) << verb.name;
    for (const Option& option : verb.options)
      EXPECT_NE(text.find(option.letter == 'n' ? "-n N" : "--" + option.name), std::string::npos)
          << verb.name << " --" << option.name;
  }
}

TEST(ReferenceDocs, ExitCodesAreListed) {
  const std::string text = document("exit_codes.md");
  for (const ExitCode code :
       {ExitCode::done, ExitCode::usage, ExitCode::plugin, ExitCode::not_converged, ExitCode::infeasible,
        ExitCode::failed_simulations, ExitCode::io, ExitCode::internal})
    EXPECT_NE(text.find("\n| " + std::to_string(static_cast<int>(code)) + " | "), std::string::npos)
        << static_cast<int>(code);
  EXPECT_NE(text.find("\n| 130, 143 | "), std::string::npos);
}

}  // namespace
}  // namespace epi::cli
