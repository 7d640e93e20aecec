// SPDX-License-Identifier: Apache-2.0
#include "stream/bytes.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace dcv::stream {
namespace {

constexpr int kStopCheckMs = 100;
constexpr size_t kPeekPiece = size_t{64} << 10;

Error Failed(std::string_view what, const std::string& path) {
  return NotFound("cannot " + std::string(what) + " " + path + ": " + std::strerror(errno));
}

bool Readable(int fd, int milliseconds) {
  pollfd wanted{fd, POLLIN, 0};
  return ::poll(&wanted, 1, milliseconds) != 0;
}

}  // namespace

Result<std::unique_ptr<FileBytes>> FileBytes::Open(const std::string& path,
                                                   const std::atomic<bool>* stop,
                                                   std::atomic<uint64_t>* counted) {
  std::unique_ptr<FileBytes> file(new FileBytes);
  file->path_ = path;
  file->stop_ = stop;
  file->counted_ = counted;
  file->fd_ = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file->fd_ < 0) return Failed("read", path);
  struct stat status {};
  if (::fstat(file->fd_, &status) != 0) return Failed("read", path);
  file->regular_ = S_ISREG(status.st_mode);
  if (file->regular_) {
    file->size_ = static_cast<uint64_t>(status.st_size);
    ::posix_fadvise(file->fd_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  return file;
}

FileBytes::~FileBytes() {
  if (fd_ > STDIN_FILENO) ::close(fd_);
}

void FileBytes::Count(size_t bytes) {
  consumed_ += bytes;
  if (counted_ != nullptr) counted_->fetch_add(bytes, std::memory_order_relaxed);
}

bool FileBytes::Waits() const {
  return !regular_ && !Readable(fd_, 0);
}

Result<size_t> FileBytes::Read(char* buffer, size_t size) {
  while (!regular_ && !Readable(fd_, kStopCheckMs)) {
    if (stop_ != nullptr && stop_->load(std::memory_order_relaxed)) return size_t{0};
  }
  ssize_t got;
  do {
    if (!regular_ && stop_ != nullptr && stop_->load(std::memory_order_relaxed)) return size_t{0};
    got = ::read(fd_, buffer, size);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return Failed("read", path_);
  Count(static_cast<size_t>(got));
  return static_cast<size_t>(got);
}

Result<size_t> FileBytes::ReadAt(uint64_t at, char* buffer, size_t size) {
  size_t got = 0;
  while (got < size) {
    const ssize_t more = ::pread(fd_, buffer + got, size - got, static_cast<off_t>(at + got));
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) return Failed("read", path_);
    if (more == 0) break;
    got += static_cast<size_t>(more);
  }
  // A directory is read besides what it lists: progress stays below the file's size.
  Count(static_cast<size_t>(std::min<uint64_t>(got, size_ - std::min(size_, consumed_))));
  return got;
}

std::string_view Peeked::Peek(size_t wanted) {
  while (held_.size() - at_ < wanted && !ended()) {
    const std::string_view have = std::string_view(held_).substr(at_);
    if (live_ != nullptr && have.find('\n') != have.npos && live_->Waits()) break;
    held_.erase(0, std::exchange(at_, 0));
    const size_t used = held_.size();
    held_.resize(used + std::min(wanted - used, kPeekPiece));
    auto got = bytes_->Read(held_.data() + used, held_.size() - used);
    held_.resize(used + (got ? *got : 0));
    if (!got) {
      failure_ = got.error();
    } else if (*got == 0) {
      ended_ = true;
    }
  }
  return std::string_view(held_).substr(at_, wanted);
}

void Peeked::Skip(size_t size) {
  at_ += size;
}

Result<size_t> Peeked::Read(char* buffer, size_t size) {
  if (at_ < held_.size()) {
    const size_t part = std::min(size, held_.size() - at_);
    std::memcpy(buffer, held_.data() + at_, part);
    at_ += part;
    return part;
  }
  if (!held_.empty()) {
    held_ = std::string();
    at_ = 0;
  }
  if (failure_) return *failure_;
  if (ended_) return size_t{0};
  return bytes_->Read(buffer, size);
}

namespace {

class FileStore : public Store {
 public:
  explicit FileStore(std::unique_ptr<FileBytes> file) : file_(std::move(file)) {}
  Result<size_t> ReadAt(uint64_t at, char* buffer, size_t size) override {
    return file_->ReadAt(at, buffer, size);
  }
  uint64_t size() const override { return file_->size(); }

 private:
  std::unique_ptr<FileBytes> file_;
};

class TextStore : public Store {
 public:
  explicit TextStore(std::string text) : text_(std::move(text)) {}
  Result<size_t> ReadAt(uint64_t at, char* buffer, size_t size) override {
    if (at >= text_.size()) return size_t{0};
    const size_t part = std::min<size_t>(size, text_.size() - static_cast<size_t>(at));
    std::memcpy(buffer, text_.data() + at, part);
    return part;
  }
  uint64_t size() const override { return text_.size(); }

 private:
  std::string text_;
};

}  // namespace

std::unique_ptr<Store> StoreOf(std::unique_ptr<FileBytes> file) {
  return std::make_unique<FileStore>(std::move(file));
}
std::unique_ptr<Store> StoreOf(std::string text) {
  return std::make_unique<TextStore>(std::move(text));
}

}  // namespace dcv::stream
