#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace epi {

/// SHA-256 of the bytes, as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);
/// SHA-256 of a file's content. @throws Error(io) if it cannot be read.
std::string sha256_of_file(const std::filesystem::path& file);

}  // namespace epi
