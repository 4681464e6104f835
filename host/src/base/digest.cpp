#include "base/digest.h"

#include <sodium.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <vector>

#include "base/check.h"
#include "base/error.h"

namespace epi {
namespace {

class Sha256 {
 public:
  Sha256() {
    static const int ready = sodium_init();
    EPI_CHECK(ready >= 0);
    crypto_hash_sha256_init(&state_);
  }
  void update(const char* bytes, std::size_t size) {
    crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes), size);
  }
  std::string hexadecimal() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest;
    crypto_hash_sha256_final(&state_, digest.data());
    std::string text(2 * digest.size() + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
    text.pop_back();  // the terminating zero
    return text;
  }

 private:
  crypto_hash_sha256_state state_;
};

}  // namespace

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.update(bytes.data(), bytes.size());
  return hash.hexadecimal();
}

std::string sha256_of_file(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  Sha256 hash;
  std::vector<char> block(1 << 16);
  while (stream) {
    stream.read(block.data(), static_cast<std::streamsize>(block.size()));
    hash.update(block.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (!stream.eof()) {  // also true if it never opened, or is a folder
    const std::string reason = std::generic_category().message(errno);
    throw Error(
        ErrorKind::io,
        {.what = "cannot read a file", .where = file.string(), .value = {}, .rule = reason, .next = {}});
  }
  return hash.hexadecimal();
}

}  // namespace epi
