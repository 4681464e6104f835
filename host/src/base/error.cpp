#include "epi/host/error.h"

#include <utility>

namespace epi {
namespace {

void append_line(std::string& message, const char* label, const std::string& text) {
  if (!text.empty()) message.append("\n  ").append(label).append(": ").append(text);
}

std::string format_message(const Complaint& complaint) {
  std::string message = complaint.what;
  append_line(message, "at", complaint.where);
  append_line(message, "value", complaint.value);
  append_line(message, "rule", complaint.rule);
  append_line(message, "try", complaint.next);
  return message;
}

}  // namespace

Error::Error(ErrorKind kind, Complaint complaint)
    : std::runtime_error(format_message(complaint)), kind_(kind), complaint_(std::move(complaint)) {}

}  // namespace epi
