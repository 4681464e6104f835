#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "failure.hpp"
#include "level.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// A JSON number, with its integer if it was written as one.
struct FlatNumber {
  double value = 0.0;
  bool is_integer = false;
  std::int64_t integer = 0;
};
using FlatValue = std::variant<bool, FlatNumber, std::string>;

/// A value of a flat object with the text that it was written as.
struct FlatMember {
  std::string key, source;
  FlatValue value;
};

/// Reads a JSON object (RFC 8259) whose values are numbers, strings and booleans: all that settings may hold.
/// @throws Failure(EPI_E_SETTINGS) with the place and the reason.
class FlatJsonReader {
 public:
  explicit FlatJsonReader(const std::string& text) : text_(text) {}

  std::vector<FlatMember> read() {
    std::vector<FlatMember> members;
    expect('{');
    if (next_is('}')) {
      ++at_;
    } else {
      do {
        skip_space();
        FlatMember member;
        member.key = string();
        for (const FlatMember& other : members) {
          if (other.key == member.key) fail("the key '" + member.key + "' appears twice");
        }
        expect(':');
        skip_space();
        const std::size_t start = at_;
        member.value = value(member.key);
        member.source = text_.substr(start, at_ - start);
        members.push_back(std::move(member));
      } while (comma());
    }
    skip_space();
    if (at_ != text_.size()) fail("text after the end of the object");
    return members;
  }

 private:
  [[noreturn]] void fail(const std::string& reason) const {
    throw Failure(EPI_E_SETTINGS, "settings are not a valid JSON object: " + reason + ", at character " +
                                      std::to_string(at_ + 1));
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
  }
  bool next_is(char c) {
    skip_space();
    return peek() == c;
  }
  void expect(char c) {
    if (!next_is(c)) fail(std::string("expected '") + c + "'");
    ++at_;
  }
  /// True after a comma, false after the closing brace.
  bool comma() {
    if (next_is('}')) {
      ++at_;
      return false;
    }
    expect(',');
    return true;
  }

  FlatValue value(const std::string& key) {
    const char c = peek();
    if (c == '"') return string();
    if (c == 't' || c == 'f') {
      const std::string word = c == 't' ? "true" : "false";
      if (text_.compare(at_, word.size(), word) != 0) fail("unknown word");
      at_ += word.size();
      return c == 't';
    }
    if (c == '-' || (c >= '0' && c <= '9')) return number();
    if (c == '{' || c == '[' || c == 'n') {
      fail("the value of '" + key + "' must be a number, a string, true or false");
    }
    fail("expected a value");
  }

  void digits() {
    if (peek() < '0' || peek() > '9') fail("expected a digit");
    while (peek() >= '0' && peek() <= '9') ++at_;
  }
  FlatNumber number() {
    const std::size_t start = at_;
    FlatNumber number;
    number.is_integer = true;
    if (peek() == '-') ++at_;
    if (peek() == '0') {
      ++at_;
      if (peek() >= '0' && peek() <= '9') fail("a number with a leading zero");
    } else {
      digits();
    }
    if (peek() == '.') {
      number.is_integer = false;
      ++at_;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      number.is_integer = false;
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      digits();
    }
    const char* first = text_.data() + start;
    const char* last = text_.data() + at_;
    if (std::from_chars(first, last, number.value).ec != std::errc()) fail("a number out of range");
    if (number.is_integer) {
      number.is_integer = std::from_chars(first, last, number.integer).ec == std::errc();
    } else if (std::abs(number.value) < 0x1p53 && std::floor(number.value) == number.value) {
      number.is_integer = true;  // 200.0 and 2e2 are integers too, as in JSON Schema
      number.integer = static_cast<std::int64_t>(number.value);
    }
    return number;
  }

  std::string string() {
    if (peek() != '"') fail("expected '\"'");
    ++at_;
    std::string out;
    while (true) {
      if (at_ >= text_.size()) fail("a string without an end");
      const char c = text_[at_++];
      if (c == '"') return out;
      if (static_cast<unsigned char>(c) < 0x20) fail("a control character in a string");
      if (c == '\\') {
        append_escape(out);
      } else {
        out += c;
      }
    }
  }
  void append_escape(std::string& out) {
    const char c = peek();
    ++at_;
    switch (c) {
      case '"':
      case '\\':
      case '/':
        out += c;
        return;
      case 'b':
        out += '\b';
        return;
      case 'f':
        out += '\f';
        return;
      case 'n':
        out += '\n';
        return;
      case 'r':
        out += '\r';
        return;
      case 't':
        out += '\t';
        return;
      case 'u':
        append_utf8(out, code_point());
        return;
      default:
        fail("unknown escape in a string");
    }
  }
  std::uint32_t hex4() {
    std::uint32_t code = 0;
    const char* first = text_.data() + at_;
    const char* last = text_.data() + std::min(at_ + 4, text_.size());
    const std::from_chars_result end = std::from_chars(first, last, code, 16);
    if (end.ec != std::errc() || end.ptr != first + 4) fail("expected four hexadecimal digits");
    at_ += 4;
    return code;
  }
  std::uint32_t code_point() {
    const std::uint32_t code = hex4();
    if (code < 0xd800 || code > 0xdfff) return code;
    if (code > 0xdbff || text_.compare(at_, 2, "\\u") != 0) fail("half of a surrogate pair");
    at_ += 2;
    const std::uint32_t low = hex4();
    if (low < 0xdc00 || low > 0xdfff) fail("half of a surrogate pair");
    return 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
  }
  static void append_utf8(std::string& out, std::uint32_t code) {
    const auto byte = [&out](std::uint32_t bits) { out += static_cast<char>(bits); };
    if (code < 0x80) {
      byte(code);
    } else if (code < 0x800) {
      byte(0xc0 | (code >> 6));
      byte(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
      byte(0xe0 | (code >> 12));
      byte(0x80 | ((code >> 6) & 0x3f));
      byte(0x80 | (code & 0x3f));
    } else {
      byte(0xf0 | (code >> 18));
      byte(0x80 | ((code >> 12) & 0x3f));
      byte(0x80 | ((code >> 6) & 0x3f));
      byte(0x80 | (code & 0x3f));
    }
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
