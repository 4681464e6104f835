#include "program_fixture.h"

namespace epi::cli {
namespace {

/// A mistake on the command line and what the answer must contain.
struct Mistake {
  std::vector<std::string> words;
  std::vector<std::string> answer;
};

class UsageTest : public ProgramTest {
 protected:
  void expect_refusal(const Mistake& mistake, int code = 1) const {
    const Ended ended = epi(mistake.words);
    std::string line = "epi";
    for (const std::string& word : mistake.words) line += " " + word;
    EXPECT_EQ(ended.code, code) << line << "\n" << ended.err;
    EXPECT_EQ(ended.out, "") << line;
    EXPECT_EQ(ended.err.find("error: "), 0u) << line << "\n" << ended.err;
    for (const std::string& part : mistake.answer)
      EXPECT_NE(ended.err.find(part), std::string::npos) << line << "\nlacks: " << part << "\n" << ended.err;
  }
};

TEST_F(UsageTest, UnknownVerbsAndOptionsAreAnsweredWithTheNearestAndWithHelp) {
  expect_refusal({{"sumary"}, {"no verb \"sumary\"", "did you mean \"summary\"", "`epi --help`"}});
  expect_refusal({{"xyzzy"}, {"no verb \"xyzzy\"", "run, resume", "`epi --help`"}});
  expect_refusal({{"--quiet", "list"}, {"a verb comes before options", "`epi --help`"}});
  expect_refusal(
      {{"run", "c.json", "--overwrit"}, {"no option --overwrit", "--overwrite?", "`epi run --help`"}});
  expect_refusal({{"list", "--xyzzy=3"}, {"no option --xyzzy", "`epi list --help`"}});
  expect_refusal({{"list", "-z"}, {"no option -z", "`epi list --help`"}});
}

TEST_F(UsageTest, AbbreviatedOptionsAreNotGuessed) {
  expect_refusal({{"run", "c.json", "--thr", "2"}, {"no option --thr", "--threads"}});
}

TEST_F(UsageTest, MissingAndSurplusWordsAreNamed) {
  expect_refusal({{"describe"}, {"needs MODEL", "`epi describe --help`"}});
  expect_refusal({{"summary", "a", "b"}, {"\"b\"", "`epi summary --help`"}});
  expect_refusal({{"run"}, {"needs CONFIG.json, or --model and --property"}});
  expect_refusal({{"run", "c.json", "--model", "lds"}, {"exclude each other"}});
  expect_refusal({{"run", "--out"}, {"--out", "`epi run --help`"}});
  expect_refusal({{"run", "--out", "a", "--out", "b"}, {"--out", "more than once"}});
  expect_refusal({{"evaluate", "somewhere"}, {"there is no such run folder"}}, 6);
}

TEST_F(UsageTest, ValuesThatDoNotFitNameOptionValueAndRule) {
  expect_refusal({{"simulate", "lds", "--threads", "0"}, {"--threads", "value: 0", "from 1 to"}});
  expect_refusal({{"simulate", "lds", "--threads", "two"}, {"--threads", "value: two"}});
  expect_refusal({{"simulate", "lds", "--seed", "-1"}, {"--seed", "value: -1", "from 0 to"}});
  expect_refusal({{"simulate", "lds", "--seed", "9223372036854775808"}, {"--seed", "9223372036854775807"}});
  expect_refusal({{"sample", "somewhere", "-n", "0"}, {"--samples", "value: 0"}});
  expect_refusal({{"simulate", "lds", "--trajectory", "--t-end", "-2"}, {"--t-end", "above zero"}});
  expect_refusal({{"simulate", "lds", "--t-end", "2"}, {"--t-end without --trajectory"}});
  expect_refusal({{"simulate", "lds", "--setting", "tau"}, {"--setting", "name=value"}});
  for (const char* seeds : {"5:1", "1,,2", "1:2:3", "a", "-1", "1.5", ""})
    expect_refusal({{"run", "--model", "lds", "--property", "oscillation_1hz", "--seeds", seeds},
                    {"--seeds", "1:5 or 1,2,7"}});
  expect_refusal({{"run", "--model", "lds", "--property", "oscillation_1hz", "--seeds", "1:99999999"},
                  {"too many seeds"}});
  expect_refusal({{"run", "--model", "lds", "--property", "oscillation_1hz", "--seeds", "1", "--seed", "1"},
                  {"exclude each other"}});
}

TEST_F(UsageTest, PointsNameParametersOfTheModel) {
  expect_refusal({{"simulate", "lds", "--at", "a11=3"}, {"no parameter \"a11\"", "did you mean \"a1\""}});
  expect_refusal({{"simulate", "lds", "--at", "a1"}, {"--at", "name=number"}});
  expect_refusal({{"simulate", "lds", "--at", "a1=nan"}, {"--at", "a1=nan"}});
  expect_refusal({{"simulate", "lds", "--at", "a1=1,a1=2"}, {"\"a1\" appears twice"}});
  expect_refusal({{"simulate", "lds", "--at", "a1=1", "--points", "p.csv"}, {"exclude each other"}});
  expect_refusal({{"simulate", "lds", "--at", "a1=1", "--at", "a1=2", "--trajectory"}, {"2 points"}});
}

TEST_F(UsageTest, ErrorsAreDocumentsToo) {
  const nlohmann::json answer = json_of({"sumary"}, 1);
  EXPECT_EQ(answer["error"]["exit_code"], 1);
  EXPECT_EQ(answer["error"]["what"], "epi has no verb \"sumary\"");
}

}  // namespace
}  // namespace epi::cli
