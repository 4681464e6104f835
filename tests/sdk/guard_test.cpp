#include <gtest/gtest.h>
#include <epi/cpp/guard.hpp>

#include <vector>

namespace {

using namespace epi::sdk;

struct Caught {
  epi_status status;
  std::string text;
};

template <class Body>
Caught catch_from(Body body) {
  char buffer[128];
  epi_text error{buffer, sizeof buffer, 0};
  buffer[0] = '\0';
  const epi_status status = guard("simulate", &error, body);
  return {status, buffer};
}

}  // namespace

TEST(Guard, EveryExceptionBecomesAStatusAndASentenceWithTheFunctionsName) {
  EXPECT_EQ(catch_from([] {}).status, EPI_OK);
  const Caught failure = catch_from([] { throw Failure(EPI_E_SETTINGS, "tau = 0"); });
  EXPECT_EQ(failure.status, EPI_E_SETTINGS);
  EXPECT_EQ(failure.text, "simulate: tau = 0");
  const Caught memory = catch_from([] { throw std::bad_alloc(); });
  EXPECT_EQ(memory.status, EPI_E_MEMORY);
  EXPECT_EQ(memory.text, "simulate: out of memory");
  const Caught standard = catch_from([] { throw std::out_of_range("index 7"); });
  EXPECT_EQ(standard.status, EPI_E_INTERNAL);
  EXPECT_EQ(standard.text, "simulate: index 7");
  EXPECT_EQ(catch_from([] { throw 7; }).status, EPI_E_INTERNAL);
}

TEST(Guard, TextIsCutBetweenCharactersAndItsWholeLengthReported) {
  char buffer[6] = {'x', 'x', 'x', 'x', 'x', 'x'};
  epi_text out{buffer, 5, 0};
  write_text(&out, "ab\u00e9\u00e9");  // two letters and two characters of two bytes
  EXPECT_STREQ(buffer, "ab\u00e9");
  EXPECT_EQ(buffer[5], 'x');
  EXPECT_EQ(out.len, 6u);
  out.cap = 4;
  write_text(&out, "ab\u00e9\u00e9");
  EXPECT_STREQ(buffer, "ab");
}

TEST(Guard, NoBufferIsNoMistake) {
  write_text(nullptr, "text");
  epi_text nothing{nullptr, 0, 0};
  write_text(&nothing, "text");
  EXPECT_EQ(nothing.len, 4u);
  EXPECT_EQ(guard("create", nullptr, [] { throw 1; }), EPI_E_INTERNAL);
}
