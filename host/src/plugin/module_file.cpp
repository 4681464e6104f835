#include "plugin/module_file.h"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <regex>

#include "base/error.h"
#include "base/file.h"
#include "epi/abi/module.h"

namespace epi::plugin {
namespace {

namespace fs = std::filesystem;

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
constexpr const char* kMachineName = "x86-64";
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
constexpr const char* kMachineName = "AArch64";
#else
#error "add this processor's ELF machine number"
#endif

[[noreturn]] void refuse(const fs::path& file, std::string what, std::string rule, std::string next) {
  throw Error(ErrorKind::plugin, {.what = std::move(what),
                                  .where = file.string(),
                                  .value = {},
                                  .rule = std::move(rule),
                                  .next = std::move(next)});
}

template <class Header>
Header header_at(const std::string& bytes, std::size_t offset) {
  Header header;
  std::memcpy(&header, bytes.data() + offset, sizeof header);
  return header;
}

/// Do the file's bytes reach to the end of everything that the loader maps?
bool is_complete(const std::string& bytes, const Elf64_Ehdr& header) {
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phoff > bytes.size() ||
      header.e_phnum > (bytes.size() - header.e_phoff) / sizeof(Elf64_Phdr))
    return false;
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    const auto segment = header_at<Elf64_Phdr>(bytes, header.e_phoff + i * sizeof(Elf64_Phdr));
    if (segment.p_type == PT_LOAD &&
        (segment.p_offset > bytes.size() || segment.p_filesz > bytes.size() - segment.p_offset))
      return false;
  }
  return true;
}

void check_elf(const std::string& bytes, const fs::path& file) {
  if (bytes.size() < SELFMAG || bytes.compare(0, SELFMAG, ELFMAG) != 0)
    refuse(file, "this file is not a shared library", "a module is an ELF shared library (.so)",
           "give the .so file that the module's build made");
  const char* truncated_next = "copy or build the module again";
  if (bytes.size() < sizeof(Elf64_Ehdr))
    refuse(file, "this shared library is cut off", "the file ends inside its header", truncated_next);
  const auto header = header_at<Elf64_Ehdr>(bytes, 0);
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB ||
      header.e_machine != kMachine)
    refuse(file, "this shared library is built for another kind of processor",
           std::string("this host runs on ") + kMachineName + " (64 bit, little endian)",
           "build the module on this machine, or get it for " + std::string(kMachineName));
  if (header.e_type != ET_DYN)
    refuse(file, "this ELF file is not a shared library", "a module is an ELF shared library (.so)",
           "link the module with -shared");
  if (!is_complete(bytes, header))
    refuse(file, "this shared library is cut off", "the file ends before its last segment", truncated_next);
}

}  // namespace

std::string ModuleFile::description() const {
  if (!note) return "the module";
  return "the module " + note->id + " " + note->version + " (ABI " + std::to_string(note->abi_major) + "." +
         std::to_string(note->abi_minor) + ")";
}

std::optional<ModuleNote> find_note(const std::string& bytes) {
  // The prefix may also stand in other strings of the file (an author's message): only the whole form counts.
  static const std::regex form(EPI_NOTE_PREFIX R"(([0-9]{1,5})\.([0-9]{1,5}) ([^ ]+) ([^ ]+))");
  constexpr std::size_t kLongest = 512;
  for (std::size_t at = bytes.find(EPI_NOTE_PREFIX); at != std::string::npos;
       at = bytes.find(EPI_NOTE_PREFIX, at + 1)) {
    const std::size_t end = bytes.find('\0', at);
    if (end == std::string::npos || end - at > kLongest) continue;
    const std::string text = bytes.substr(at, end - at);
    std::smatch parts;
    if (std::regex_match(text, parts, form))
      return ModuleNote{static_cast<std::uint32_t>(std::stoul(parts[1])),
                        static_cast<std::uint32_t>(std::stoul(parts[2])), parts[3], parts[4]};
  }
  return std::nullopt;
}

ModuleFile inspect_module_file(const fs::path& file) {
  std::error_code error;
  const fs::path canonical = fs::canonical(file, error);
  if (error)
    refuse(file, "there is no such module", error.message(),
           "check the path; `epi list` shows the modules found");
  if (!fs::is_regular_file(canonical, error))
    refuse(file, "this is not a file", "a module is a regular file", "give the .so file itself");
  const std::string bytes = read_file(canonical);
  check_elf(bytes, canonical);
  return {canonical, find_note(bytes)};
}

}  // namespace epi::plugin
