#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "process.h"

namespace epi::cli {

/// A configuration of the LDS that ends within seconds: two seeds, three epochs. It does not converge.
nlohmann::json tiny_config();

/// Runs the program in a folder of its own, which goes when the test ends.
class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest();
  ~ProgramTest() override;

  const std::filesystem::path& folder() const { return folder_; }
  void write(const std::string& name, const std::string& content) const;
  void write_json(const std::string& name, const nlohmann::json& document) const {
    write(name, document.dump());
  }

  /// What `epi WORDS...` needs, to be changed before it is started.
  Process::Setup setup(std::vector<std::string> words) const;
  /// `epi WORDS...` from start to end.
  Ended epi(std::vector<std::string> words, const std::string& input = {}) const;
  /// The JSON document that `epi WORDS...` prints; the test fails if it ends with another code.
  nlohmann::json json_of(std::vector<std::string> words, int code = 0) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace epi::cli
