#include "program_fixture.h"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace epi::cli {

using nlohmann::json;

json tiny_config() {
  return {{"schema", "epi-run/1"},
          {"model", {{"id", "lds"}}},
          {"emergent_property",
           {{"name", "one hertz"},
            {"constraints",
             {{{"statistic", "growth_rate"}, {"mean", 0.0}, {"std", 0.25}},
              {{"statistic", "frequency"}, {"mean", 1.0}, {"std", 0.1}}}}}},
          {"flow", {{"kind", "real_nvp"}, {"masks", 2}, {"hidden_layers", 1}, {"units", 8}}},
          {"optimizer", {{"epochs", 3}, {"iterations", 40}, {"batch", 100}}},
          {"polish", {{"epochs", 1}, {"iterations", 5}, {"batch", 100}, {"random_samples", 500}}},
          {"convergence", {{"samples", 400}}},
          {"certificate", {{"samples", 1000}, {"random_samples", 500}}},
          {"output", {{"samples", 50}, {"trace_every", 5}}},
          {"seeds", {1, 2}}};
}

ProgramTest::ProgramTest() {
  std::string name = (std::filesystem::temp_directory_path() / "epi-cli-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
}

ProgramTest::~ProgramTest() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void ProgramTest::write(const std::string& name, const std::string& content) const {
  std::ofstream(folder_ / name) << content;
}

Process::Setup ProgramTest::setup(std::vector<std::string> words) const {
  words.insert(words.begin(), EPI_PROGRAM);
  return {.arguments = std::move(words),
          .folder = folder_,
          .environment = {{"EPI_PLUGIN_PATH", EPI_PLUGIN_FOLDER}, {"NO_COLOR", "1"}}};
}

Ended ProgramTest::epi(std::vector<std::string> words, const std::string& input) const {
  Process::Setup wanted = setup(std::move(words));
  wanted.input = input;
  return Process(wanted).wait();
}

json ProgramTest::json_of(std::vector<std::string> words, int code) const {
  words.push_back("--json");
  const Ended ended = epi(words);
  EXPECT_EQ(ended.code, code) << ended.err;
  json document = json::parse(ended.out, nullptr, /*allow_exceptions=*/false);
  EXPECT_FALSE(document.is_discarded()) << ended.out;
  return document;
}

}  // namespace epi::cli
