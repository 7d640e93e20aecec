// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/inflate.h"

namespace dcv {
namespace fs = std::filesystem;
namespace {

Error SystemError(std::string_view what, const std::string& path) {
  return NotFound("cannot " + std::string(what) + " " + path + ": " + std::strerror(errno));
}

class PlainReader : public ByteReader {
 public:
  PlainReader(int descriptor, std::string path) : fd_(descriptor), path_(std::move(path)) {}
  ~PlainReader() override {
    if (fd_ > STDIN_FILENO) ::close(fd_);
  }
  PlainReader(const PlainReader&) = delete;  // owns the descriptor
  PlainReader& operator=(const PlainReader&) = delete;

  Result<size_t> Read(char* buffer, size_t size) override {
    ssize_t got;
    do {
      got = ::read(fd_, buffer, size);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return SystemError("read", path_);
    consumed_ += static_cast<uint64_t>(got);
    return static_cast<size_t>(got);
  }
  uint64_t Consumed() const override { return consumed_; }

 private:
  int fd_;
  std::string path_;
  uint64_t consumed_ = 0;
};

// Hands back the bytes that were read to recognise the format, then the rest.
class PrefixedReader : public ByteReader {
 public:
  PrefixedReader(std::string prefix, std::unique_ptr<ByteReader> rest)
      : prefix_(std::move(prefix)), rest_(std::move(rest)) {}
  Result<size_t> Read(char* buffer, size_t size) override {
    if (at_ == prefix_.size()) return rest_->Read(buffer, size);
    const size_t part = std::min(size, prefix_.size() - at_);
    std::memcpy(buffer, prefix_.data() + at_, part);
    at_ += part;
    return part;
  }
  uint64_t Consumed() const override { return rest_->Consumed(); }

 private:
  std::string prefix_;
  size_t at_ = 0;
  std::unique_ptr<ByteReader> rest_;
};

}  // namespace

Result<std::vector<std::string>> ListFiles(const std::string& directory) {
  std::vector<std::string> paths;
  std::error_code failed;
  fs::recursive_directory_iterator it(directory, failed), end;
  if (failed) return NotFound("cannot read folder " + directory + ": " + failed.message());
  while (it != end) {
    const bool hidden = it->path().filename().string().starts_with(".");
    if (it->is_directory(failed)) {
      if (hidden || it->is_symlink(failed)) it.disable_recursion_pending();
    } else if (!hidden && it->is_regular_file(failed)) {
      paths.push_back(it->path().string());
    }
    it.increment(failed);
    if (failed) return NotFound("cannot read below " + directory + ": " + failed.message());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

Result<std::string> ReadFile(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return SystemError("read", path);
  PlainReader reader(descriptor, path);
  std::string text;
  std::error_code failed;
  const auto size = fs::file_size(path, failed);
  size_t used = 0;
  text.resize(failed ? 1 << 16 : static_cast<size_t>(size) + 1);
  while (true) {
    if (used == text.size()) text.resize(text.size() * 2);
    DCV_TRY(const size_t got, reader.Read(text.data() + used, text.size() - used));
    if (got == 0) break;
    used += got;
  }
  text.resize(used);
  return text;
}

Status WriteFile(const std::string& path, std::string_view text) {
  if (path == "-") {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
      return SystemError("write", "standard output");
    }
    return Ok();
  }
  const std::string temporary = path + ".part";
  FILE* file = std::fopen(temporary.c_str(), "wb");
  if (file == nullptr) return SystemError("write", path);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  if ((std::fclose(file) != 0) || !written) return SystemError("write", path);
  if (std::rename(temporary.c_str(), path.c_str()) != 0) return SystemError("write", path);
  return Ok();
}

Result<std::unique_ptr<ByteReader>> ByteReader::Open(const std::string& path) {
  int descriptor = STDIN_FILENO;
  if (path != "-") {
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return SystemError("read", path);
  }
  auto plain = std::make_unique<PlainReader>(descriptor, path);
  std::string head(4, '\0');
  size_t got = 0;
  while (got < head.size()) {
    DCV_TRY(const size_t more, plain->Read(head.data() + got, head.size() - got));
    if (more == 0) break;
    got += more;
  }
  head.resize(got);
  auto whole = std::make_unique<PrefixedReader>(head, std::move(plain));
  if (head.starts_with("\x1f\x8b")) return InflateGzip(std::move(whole), path);
  if (head == "\x28\xb5\x2f\xfd") return InflateZstd(std::move(whole), path);
  return std::unique_ptr<ByteReader>(std::move(whole));
}

}  // namespace dcv
