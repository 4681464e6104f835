#include "store/number_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "expectations.h"

namespace epi::store {
namespace {

TEST(NumberText, DifficultNumbersReadBackToTheSameBits) {
  for (const double value : kDifficultNumbers) {
    const auto read = parse_number(number_text(value));
    ASSERT_TRUE(read.has_value()) << number_text(value);
    EXPECT_THAT(*read, SameNumber(value));
    EXPECT_THAT(number_from_json(nlohmann::json::parse(number_json(value).dump())), SameNumber(value));
  }
}

TEST(NumberText, RandomBitPatternsReadBackToTheSameBits) {
  std::mt19937_64 bits(1);
  for (int i = 0; i < 20000; ++i) {
    const auto value = std::bit_cast<double>(bits());
    const auto read = parse_number(number_text(value));
    ASSERT_TRUE(read.has_value()) << number_text(value);
    ASSERT_THAT(*read, SameNumber(value));
    ASSERT_THAT(number_from_json(nlohmann::json::parse(number_json(value).dump())), SameNumber(value));
  }
}

TEST(NumberText, IsTheShortestForm) {
  EXPECT_EQ(number_text(0.1), "0.1");
  EXPECT_EQ(number_text(2.0), "2");
  EXPECT_EQ(number_text(1e-7), "1e-07");
  EXPECT_EQ(number_text(-std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(number_text(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(NumberText, TextThatIsNotEntirelyANumberIsRefused) {
  for (const char* text : {"", " 1", "1 ", "1,5", "1.5x", "one", "--1"}) {
    EXPECT_FALSE(parse_number(text).has_value()) << text;
    EXPECT_FALSE(parse_integer(text).has_value()) << text;
  }
  EXPECT_FALSE(parse_integer("1.5").has_value());
  EXPECT_FALSE(parse_integer("9223372036854775808").has_value());
  EXPECT_EQ(parse_integer("-9223372036854775808"), std::numeric_limits<long long>::min());
}

TEST(NumberText, OtherJsonValuesAreRefused) {
  EXPECT_THROW(number_from_json("nan"), nlohmann::json::exception);
  EXPECT_THROW(number_from_json(nullptr), nlohmann::json::exception);
}

}  // namespace
}  // namespace epi::store
