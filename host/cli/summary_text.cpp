#include "cli/summary_text.h"

#include <fmt/format.h>

#include "cli/json_reading.h"
#include "cli/number_text.h"
#include "cli/output.h"
#include "cli/text_table.h"

namespace epi::cli {
namespace {

using nlohmann::json;

constexpr int kStdout = 1;

/// The files of a run folder that a reader may want, with what is in them (docs/reference/run_folder.md).
struct KnownFile {
  const char* name;
  const char* content;
};
constexpr KnownFile kFiles[] = {
    {"samples.csv", "draws with log q and the statistics"},
    {"samples.nc", "the same as ArviZ InferenceData"},
    {"resampled.csv", "draws corrected to the maximum-entropy distribution"},
    {"failures.csv", "parameters whose simulation failed"},
    {"report.html", "everything on one page"},
    {"config.resolved.json", "the configuration with every default"},
    {"run.json", "versions, machine, times, command line"},
};

std::string verdict_of(const json& summary) {
  const std::string status = text_of(summary, "status");
  if (status == "converged") return painted("converged: the property is met", Colour::green, kStdout);
  if (status == "not_converged")
    return painted("not converged: the property is not met within the budget", Colour::yellow, kStdout);
  if (status == "running") return "unfinished: still running, or killed";
  if (status == "interrupted") return "interrupted";
  return painted(status, Colour::red, kStdout);
}

std::string heading_of(const json& summary) {
  const std::string property = text_of(summary, "property");
  const json model = summary.value("model", json::object());
  std::string text = painted(text_of(model, "id"), Colour::bold, kStdout) + " " + text_of(model, "version");
  if (!property.empty()) text += ": " + property;
  text += "\n" + verdict_of(summary) + "\n";
  if (const json winner = summary.value("winner", json()); winner.is_object()) {
    text += fmt::format("entropy {}", text_of(winner, "entropy"));
    if (const std::string error = text_of(winner, "entropy_error"); !error.empty()) text += " +- " + error;
    text += fmt::format(" nats (seed {}, epoch {})\n", text_of(winner, "seed"), text_of(winner, "epoch"));
  }
  return text;
}

std::string interval_text(const std::string& lower, const std::string& upper) {
  return lower.empty() && upper.empty() ? "" : fmt::format("[{}, {}]", lower, upper);
}

/// The values of the mean that count as met.
std::string allowed_of(const json& constraint) {
  const json allowed = list_of(constraint, "allowed");
  return allowed.size() == 2 ? fmt::format("{} .. {}", text_of(allowed[0]), text_of(allowed[1])) : "";
}

std::string constraints_of(const json& summary) {
  const bool is_paper = text_of(summary, "test") == "paper";
  const std::string interval =
      summary.contains("confidence")
          ? fmt::format("{:.4g} % interval", 100.0 * summary["confidence"].get<double>())
          : "interval";
  TextTable table({"constraint", "unit", "target", "mean", interval, "allowed", "p", "met"});
  for (const json& constraint : list_of(summary, "constraints"))
    table.add({text_of(constraint, "name"), text_of(constraint, "unit"), text_of(constraint, "target"),
               text_of(constraint, "mean"),
               interval_text(text_of(constraint, "lower"), text_of(constraint, "upper")),
               is_paper ? "" : allowed_of(constraint), is_paper ? text_of(constraint, "paper_p") : "",
               constraint.value(is_paper ? "paper_met" : "met", false) ? "yes" : "NO"});
  return table.empty() ? "" : "\nWhat was asked, and what the samples do\n" + table.text();
}

std::string seeds_of(const json& summary) {
  TextTable table(
      {"seed", "outcome", "epochs", "best epoch", "entropy", "bound", "gap", "missed", "k-hat", "reliable"});
  for (const json& seed : list_of(summary, "seeds")) {
    const json certificate = seed.value("certificate", json());
    const bool is_certified = certificate.is_object();
    table.add({text_of(seed, "seed"), text_of(seed, "outcome"), text_of(seed, "epochs"),
               text_of(seed, "best_epoch"), text_of(seed, "entropy"), text_of(certificate, "bound"),
               text_of(certificate, "gap"),
               is_certified ? fmt::format("{:.1f} %", 100.0 * certificate.value("missed_share", 0.0)) : "",
               text_of(certificate, "pareto_k"),
               !is_certified                          ? ""
               : certificate.value("reliable", false) ? "yes"
                                                      : "NO"});
  }
  return table.empty() ? "" : "\nSeeds\n" + table.text();
}

/// What the certificate of the result's seed says, in a sentence.
std::string certificate_of(const json& summary) {
  const json winner = summary.value("winner", json::object());
  for (const json& seed : list_of(summary, "seeds")) {
    const json certificate = seed.value("certificate", json());
    if (!certificate.is_object() || seed.value("seed", json()) != winner.value("seed", json())) continue;
    if (!certificate.value("reliable", false))
      return "no certificate of maximum entropy: " + text_of(certificate, "doubt") + "\n";
    // What uses its tolerances may have a little more than what meets the property exactly.
    const std::string where =
        certificate.at("gap").get<double>() <= 0.0
            ? "at the maximum entropy"
            : fmt::format("at most {} nats below the maximum entropy", text_of(certificate, "gap"));
    return fmt::format("{} (bound {} +- {}, effective samples {:.0f} %)\n", where,
                       text_of(certificate, "bound"), text_of(certificate, "bound_error"),
                       100.0 * certificate.value("effective_share", 0.0));
  }
  return "";
}

std::string parameters_of(const json& summary) {
  TextTable table({"parameter", "unit", "mean", "std", "5 %", "median", "95 %"});
  for (const json& parameter : list_of(summary, "parameters"))
    table.add({text_of(parameter, "name"), text_of(parameter, "unit"), text_of(parameter, "mean"),
               text_of(parameter, "std"), text_of(parameter, "q05"), text_of(parameter, "q50"),
               text_of(parameter, "q95")});
  return table.empty() ? "" : "\nParameters\n" + table.text();
}

/// Where the time went, in the order in which a run passes through it.
std::string times_of(const json& summary) {
  const json phases = summary.value("phase_seconds", json::object());
  double total = 0.0;
  for (const json& seconds : phases) total += seconds.get<double>();
  if (!(total > 0.0)) return "";
  std::string text = fmt::format("\nTime {}:", duration_text(summary.value("wall_seconds", total)));
  for (const char* phase : {"start", "sample", "simulate", "backward", "step", "evaluate"})
    text += fmt::format(" {} {:.0f} %{}", phase, 100.0 * phases.value(phase, 0.0) / total,
                        std::string(phase) == "evaluate" ? "" : ",");
  if (const double bytes = summary.value("peak_memory_bytes", 0.0); bytes > 0.0)
    text += fmt::format("; peak memory {:.0f} MB", bytes / 1e6);
  return text + "\n";
}

std::string files_of(const std::filesystem::path& folder) {
  std::string text = "\nFiles in " + folder.string() + "\n";
  for (const KnownFile& file : kFiles)
    if (std::filesystem::exists(folder / file.name))
      text += fmt::format("  {:<22}{}\n", file.name, file.content);
  return text;
}

}  // namespace

std::string summary_text(const json& summary, const std::filesystem::path& folder) {
  std::string text = heading_of(summary) + certificate_of(summary) + constraints_of(summary) +
                     seeds_of(summary) + parameters_of(summary);
  if (const json share = summary.value("failed_share", json()); share.is_number() && share.get<double>() > 0)
    text += fmt::format("\n{:.2g} % of the simulations failed.\n", 100.0 * share.get<double>());
  text += times_of(summary);
  text += files_of(folder);
  if (const std::string advice = text_of(summary, "advice"); !advice.empty())
    text += "\n" + wrapped(advice, 100, 0) + "\n";
  return text;
}

}  // namespace epi::cli
