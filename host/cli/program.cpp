#include "cli/program.h"

#include <algorithm>
#include <cstdio>

#include "cli/help_text.h"
#include "cli/json_reading.h"
#include "cli/output.h"
#include "epi/host/environment.h"
#include "epi/host/error.h"
#include "epi/host/suggest.h"

namespace epi::cli {
namespace {

using nlohmann::json;

bool contains(std::span<const std::string> words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

void print_version(bool as_json) {
  const json version = host::version_info();
  if (as_json) return print_json(version);
  print("epi " + text_of(version, "host") + "\n");
  for (const auto& [key, label] : {std::pair("abi", "plugin interface"), std::pair("git", "built from"),
                                   std::pair("libtorch", "LibTorch"), std::pair("cpu", "processor"),
                                   std::pair("cpu_level", "processor level"), std::pair("build", "build")})
    if (const std::string value = text_of(version, key); !value.empty())
      print("  " + std::string(label) + ": " + value + "\n");
}

const Verb& verb_named(const std::string& name) {
  std::vector<std::string> known;
  for (const Verb& verb : all_verbs()) {
    if (verb.name == name) return verb;
    known.push_back(verb.name);
  }
  const bool is_option = name.starts_with('-');
  throw Error(
      ErrorKind::config,
      {.what = is_option ? "a verb comes before options such as " + name : "epi has no verb \"" + name + "\"",
       .next = (is_option ? "" : did_you_mean(name, known) + " ") + std::string("All verbs: `epi --help`")});
}

ExitCode dispatch(std::span<const std::string> words) {
  if (words.empty() || words[0] == "--help" || words[0] == "-h") {
    print(overview_text());
    return ExitCode::done;
  }
  if (words[0] == "--version") {
    print_version(contains(words, "--json"));
    return ExitCode::done;
  }
  const Verb& verb = verb_named(words[0]);
  const Arguments arguments = parse_arguments(verb, words.subspan(1));
  if (!arguments.has("help")) return verb.run(arguments);
  print(help_text(verb));
  return ExitCode::done;
}

json document_of(const Error& error) {
  const Complaint& complaint = error.complaint();
  return {{"exit_code", error.exit_code()}, {"what", complaint.what}, {"where", complaint.where},
          {"value", complaint.value},       {"rule", complaint.rule}, {"next", complaint.next}};
}

}  // namespace

ExitCode run_program(std::span<const std::string> words) {
  const ExitCode code = dispatch(words);
  finish_output();
  return code;
}

ExitCode report_error(const std::exception& error, std::span<const std::string> words) {
  const auto* ours = dynamic_cast<const Error*>(&error);
  const Error internal(ErrorKind::internal,
                       {.what = error.what(), .next = "this is a bug of epi; please report it"});
  const Error& reported = ours ? *ours : internal;
  std::fprintf(stderr, "%s %s\n", painted("error:", Colour::red, 2).c_str(), reported.what());
  if (contains(words, "--json")) {
    const std::string text =
        json({{"error", document_of(reported)}}).dump(2, ' ', false, json::error_handler_t::replace);
    std::fprintf(stdout, "%s\n", text.c_str());
    std::fflush(stdout);
  }
  return static_cast<ExitCode>(reported.exit_code());
}

}  // namespace epi::cli
