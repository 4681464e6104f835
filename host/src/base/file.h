#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace epi {

/// The whole content of a file. @throws Error(io) naming the file and the system's reason.
std::string read_file(const std::filesystem::path& file);

/// Replaces a file in one step: writes a temporary neighbour, flushes it to disk, renames it over `file`.
/// A reader or a kill at any moment sees the old content or the new, never a part.
/// @throws Error(io) naming the file and the system's reason.
void write_file_atomically(const std::filesystem::path& file, std::string_view content);

/// Is this the name of a temporary neighbour that write_file_atomically makes? A kill may leave one behind.
bool is_temporary_name(const std::filesystem::path& file);

/// Removes what kills left of unfinished writes, in the folder and below. Call it only where nobody else
/// writes.
/// @throws Error(io) naming the folder and the system's reason.
void remove_leftovers(const std::filesystem::path& folder);

/// Renames a finished neighbour (file or folder) into place durably; `to` is replaced if it is a file.
/// @throws Error(io).
void rename_durably(const std::filesystem::path& from, const std::filesystem::path& to);

/// Creates a folder and its parents. @throws Error(io) naming the folder and the system's reason.
void make_folder(const std::filesystem::path& folder);

}  // namespace epi
