#include "plugin/module_file.h"

#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "plugin/library.h"
#include "toy_modules.h"

namespace epi::plugin {
namespace {

namespace fs = std::filesystem;

class ModuleFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/epi_module_XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = fs::canonical(pattern);
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path write(const std::string& content) {
    write_file_atomically(folder_ / "module.so", content);
    return folder_ / "module.so";
  }
  /// The refusal of this content, by the check and therefore before the system's loader sees it.
  std::string refusal_of(const std::string& content) {
    const fs::path file = write(content);
    const Error error = error_of([&] { Library::load(file); });
    EXPECT_EQ(error.exit_code(), 2);
    EXPECT_EQ(error.complaint().where, file);
    return error.complaint().what + "; " + error.complaint().rule;
  }

  fs::path folder_;
};

TEST_F(ModuleFileTest, ReadsTheNoteOfAModuleWithoutLoadingIt) {
  const ModuleFile file =
      inspect_module_file(toy_path("bad_wrong_major_note"));  // ends the process if loaded
  ASSERT_TRUE(file.note.has_value());
  EXPECT_EQ(file.note->abi_major, 2u);
  EXPECT_EQ(file.note->abi_minor, 3u);
  EXPECT_EQ(file.note->id, "test.bad_wrong_major_note");
  EXPECT_EQ(file.note->version, "0.9.0");
  EXPECT_EQ(file.description(), "the module test.bad_wrong_major_note 0.9.0 (ABI 2.3)");
}

TEST_F(ModuleFileTest, FindsTheWholeNoteAmongOtherTextThatLooksLikeIt) {
  using namespace std::string_literals;
  EXPECT_FALSE(find_note("an EPI-ABI 1.0\0 message"s));
  EXPECT_FALSE(find_note("EPI-ABI 1.0 unterminated 1.0"s));
  EXPECT_FALSE(find_note("EPI-ABI x.y a b\0"s));
  EXPECT_FALSE(find_note(""s));
  EXPECT_EQ(find_note("EPI-ABI 1.0\0\x01 EPI-ABI 1.2 epi.lds 3.4.5\0"s)->version, "3.4.5");
}

TEST_F(ModuleFileTest, AFileThatIsNotThereOrNoFileIsRefused) {
  const Error missing = error_of([&] { Library::load(folder_ / "none.so"); });
  EXPECT_EQ(missing.exit_code(), 2);
  EXPECT_EQ(missing.complaint().what, "there is no such module");
  EXPECT_EQ(missing.complaint().where, folder_ / "none.so");
  EXPECT_EQ(missing.complaint().rule, "No such file or directory");
  EXPECT_EQ(error_of([&] { Library::load(folder_); }).complaint().what, "this is not a file");
}

TEST_F(ModuleFileTest, ATextFileIsNoSharedLibrary) {
  EXPECT_EQ(refusal_of("#!/bin/sh\necho hello\n"),
            "this file is not a shared library; a module is an ELF shared library (.so)");
  EXPECT_EQ(refusal_of(""), "this file is not a shared library; a module is an ELF shared library (.so)");
}

TEST_F(ModuleFileTest, ATruncatedModuleIsRefusedWhereverItIsCut) {
  const std::string whole = read_file(toy_path("toy_plain"));
  EXPECT_EQ(refusal_of(whole.substr(0, 20)),
            "this shared library is cut off; the file ends inside its header");
  for (const std::size_t size : {sizeof(Elf64_Ehdr), std::size_t{100}, std::size_t{2000}, std::size_t{8000}})
    EXPECT_EQ(refusal_of(whole.substr(0, size)),
              "this shared library is cut off; the file ends before its last segment")
        << size;
}

TEST_F(ModuleFileTest, AModuleForAnotherProcessorIsRefused) {
  std::string other = read_file(toy_path("toy_plain"));
  other[offsetof(Elf64_Ehdr, e_machine)] = static_cast<char>(EM_RISCV);
  EXPECT_THAT(refusal_of(other),
              testing::StartsWith("this shared library is built for another kind of processor; "
                                  "this host runs on "));
  std::string narrow = read_file(toy_path("toy_plain"));
  narrow[EI_CLASS] = ELFCLASS32;
  EXPECT_THAT(refusal_of(narrow), testing::HasSubstr("another kind of processor"));
}

TEST_F(ModuleFileTest, AnObjectFileIsNoSharedLibrary) {
  std::string object = read_file(toy_path("toy_plain"));
  object[offsetof(Elf64_Ehdr, e_type)] = ET_REL;
  EXPECT_THAT(refusal_of(object), testing::StartsWith("this ELF file is not a shared library"));
}

}  // namespace
}  // namespace epi::plugin
