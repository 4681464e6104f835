#include <sstream>

#include "cli/verb.h"
#include "program_fixture.h"

namespace epi::cli {
namespace {

class HelpTest : public ProgramTest {};

TEST_F(HelpTest, OverviewNamesEveryVerb) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{}, {"--help"}, {"-h"}}) {
    const Ended ended = epi(words);
    EXPECT_EQ(ended.code, 0);
    for (const Verb& verb : all_verbs())
      EXPECT_NE(ended.out.find("\n  " + verb.name + " "), std::string::npos);
  }
}

TEST_F(HelpTest, EveryVerbExplainsItselfWithAnExample) {
  for (const Verb& verb : all_verbs()) {
    const Ended ended = epi({verb.name, "--help"});
    EXPECT_EQ(ended.code, 0) << verb.name;
    EXPECT_EQ(ended.err, "") << verb.name;
    EXPECT_EQ(ended.out.find("Usage: epi " + verb.name), 0u) << ended.out;
    EXPECT_NE(ended.out.find("\nExamples\n  epi "), std::string::npos) << ended.out;
    for (const Option& option : verb.options)
      EXPECT_NE(ended.out.find("--" + option.name), std::string::npos) << verb.name << " " << option.name;
  }
}

TEST_F(HelpTest, ExamplesUseOnlyOptionsThatExist) {
  for (const Verb& verb : all_verbs())
    for (std::size_t at = 0; (at = verb.examples.find("epi " + verb.name + " ", at)) != std::string::npos;
         ++at) {
      std::string line = verb.examples.substr(at, verb.examples.find_first_of("\n|>", at) - at);
      std::vector<std::string> words;
      std::istringstream stream(line);
      for (std::string word; stream >> word;) words.push_back(word);
      EXPECT_NO_THROW(parse_arguments(verb, std::span(words).subspan(2))) << line;
    }
}

TEST_F(HelpTest, VersionNamesHostInterfaceAndLibraries) {
  const nlohmann::json version = json_of({"--version"});
  for (const char* key : {"host", "abi", "git", "libtorch", "cpu_level"})
    EXPECT_TRUE(version.contains(key)) << key;
  const Ended words = epi({"--version"});
  EXPECT_EQ(words.code, 0);
  EXPECT_EQ(words.out.find("epi " + version["host"].get<std::string>() + "\n"), 0u) << words.out;
  EXPECT_NE(words.out.find("LibTorch: " + version["libtorch"].get<std::string>()), std::string::npos);
}

}  // namespace
}  // namespace epi::cli
