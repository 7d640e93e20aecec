// SPDX-License-Identifier: Apache-2.0
// Files as the user names them: plain or compressed bytes, folders walked in sorted order.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dcv {

// Regular files below `directory`, recursively, sorted by path; hidden names (leading dot) are left
// out, symbolic links to folders are not followed.
Result<std::vector<std::string>> ListFiles(const std::string& directory);

// The whole file as it is on disk. Errors name the path and the system's reason.
Result<std::string> ReadFile(const std::string& path);

// Replaces the file whole (temporary name, then rename); "-" writes to stdout.
Status WriteFile(const std::string& path, std::string_view text);

// Bytes of a file ("-" is stdin), inflated when they begin like gzip or zstd. Concatenated gzip
// members and zstd frames are read through. Not thread safe; one per file.
class ByteReader {
 public:
  static Result<std::unique_ptr<ByteReader>> Open(const std::string& path);
  virtual ~ByteReader() = default;
  // Fills up to `size` bytes; 0 is the end. A damaged or truncated stream is an Error that names
  // the position in the compressed file.
  virtual Result<size_t> Read(char* buffer, size_t size) = 0;
  // Bytes taken from the file so far (compressed), for progress.
  virtual uint64_t Consumed() const = 0;
};

}  // namespace dcv
