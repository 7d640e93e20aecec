// SPDX-License-Identifier: Apache-2.0
// Files as the user names them: plain or compressed bytes, folders walked in sorted order.
#pragma once

#include <cstdint>
#include <cstdio>
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

// Writes a file that appears whole or not at all: under a temporary name, renamed by Close. "" and
// "-" are stdout; what exists and is no regular file (a device, a pipe) is written in place.
class FileWriter {
 public:
  static Result<FileWriter> Open(const std::string& path);
  FileWriter(FileWriter&& other) noexcept;
  FileWriter& operator=(FileWriter&&) = delete;
  ~FileWriter();  // without Close the file stays as it was

  void Write(std::string_view text);  // a failure is reported by Close
  // A closed pipe on stdout (head, less) is no failure.
  Status Close();

 private:
  FileWriter(FILE* file, std::string path, std::string temporary);

  FILE* file_;
  std::string path_, temporary_;  // temporary_ "": written in place
  int failure_ = 0;               // errno of the first write that failed
};

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

// A text in memory as a stream that gives at most `piece` bytes at a time, as a pipe may. The text
// must outlive it. Nothing is inflated.
class MemoryReader : public ByteReader {
 public:
  static constexpr size_t kWhole = static_cast<size_t>(-1);
  explicit MemoryReader(std::string_view text, size_t piece = kWhole)
      : text_(text), piece_(piece) {}
  Result<size_t> Read(char* buffer, size_t size) override;
  uint64_t Consumed() const override { return at_; }

 private:
  std::string_view text_;
  size_t piece_, at_ = 0;
};

}  // namespace dcv
