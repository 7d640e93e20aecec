// SPDX-License-Identifier: Apache-2.0
// Where bytes come from: files and pipes, looked at before they are taken, or read at any place.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"

namespace dcv::stream {

// A file or stdin ("-") as it is on disk. A pipe is waited for no longer than until `stop` is set,
// which then reads as its end. `stop` and `counted` may be null and outlive the object.
class FileBytes : public ByteReader {
 public:
  static Result<std::unique_ptr<FileBytes>> Open(const std::string& path,
                                                 const std::atomic<bool>* stop,
                                                 std::atomic<uint64_t>* counted);
  ~FileBytes() override;
  FileBytes(const FileBytes&) = delete;  // owns the descriptor
  FileBytes& operator=(const FileBytes&) = delete;

  Result<size_t> Read(char* buffer, size_t size) override;
  Result<size_t> ReadAt(uint64_t at, char* buffer, size_t size);  // regular files only
  uint64_t Consumed() const override { return consumed_; }
  bool regular() const { return regular_; }
  uint64_t size() const { return size_; }  // of a regular file when it was opened
  // Nothing has arrived in the pipe, so that Read would wait. Never true for a regular file.
  bool Waits() const;

 private:
  FileBytes() = default;
  void Count(size_t bytes);

  int fd_ = -1;
  std::string path_;
  bool regular_ = false;
  uint64_t size_ = 0, consumed_ = 0;
  const std::atomic<bool>* stop_ = nullptr;
  std::atomic<uint64_t>* counted_ = nullptr;
};

// Bytes that can be looked at before they are read. `live`, which may be null, is the pipe that
// they come from.
class Peeked : public ByteReader {
 public:
  explicit Peeked(std::unique_ptr<ByteReader> bytes, const FileBytes* live = nullptr)
      : bytes_(std::move(bytes)), live_(live) {}

  // The next bytes: `wanted`, fewer when they end or cannot be read on; and at least one whole line
  // of a pipe that has no more for now. Dies with the next call.
  std::string_view Peek(size_t wanted);
  // The bytes end within what Peek showed.
  bool ended() const { return ended_ || failure_.has_value(); }
  bool failed() const { return failure_.has_value(); }
  void Skip(size_t size);  // of what Peek showed
  Result<size_t> Read(char* buffer, size_t size) override;
  uint64_t Consumed() const override { return bytes_->Consumed(); }

 private:
  std::unique_ptr<ByteReader> bytes_;
  const FileBytes* live_;
  std::string held_;
  size_t at_ = 0;
  bool ended_ = false;
  std::optional<Error> failure_;
};

// Bytes at any place, for archives with a directory at their end.
class Store {
 public:
  virtual ~Store() = default;
  // Fewer than `size` bytes only at the end.
  virtual Result<size_t> ReadAt(uint64_t at, char* buffer, size_t size) = 0;
  virtual uint64_t size() const = 0;
};
std::unique_ptr<Store> StoreOf(std::unique_ptr<FileBytes> file);
std::unique_ptr<Store> StoreOf(std::string text);

// UTF-16 as UTF-8, in pieces; what is no character becomes U+FFFD. The mark at the beginning is
// left out.
std::unique_ptr<ByteReader> FromUtf16(std::unique_ptr<ByteReader> bytes, bool big_endian);

}  // namespace dcv::stream
