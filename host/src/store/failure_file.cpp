#include "store/failure_file.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/file.h"
#include "store/csv.h"
#include "store/number_text.h"

namespace epi::store {

void write_failures(const std::filesystem::path& file, std::span<const SeedFailures> seeds,
                    std::span<const std::string> parameters) {
  std::vector<std::string> columns{"seed", "epoch", "iteration", "reason"};
  for (const std::string& name : parameters) columns.push_back("z[" + name + "]");
  std::string text = csv_line(columns) + "\n";
  for (const auto& [seed, failures] : seeds) {
    for (const optimizer::FailureRecord& failure : failures) {
      EPI_CHECK(failure.z.size() == parameters.size());
      text += fmt::format("{},{},{},{}", seed, failure.epoch, failure.iteration, csv_field(failure.reason));
      for (const double value : failure.z) text += "," + number_text(value);
      text += '\n';
    }
  }
  write_file_atomically(file, text);
}

}  // namespace epi::store
