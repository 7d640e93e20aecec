// SPDX-License-Identifier: Apache-2.0
#include "base/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

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

FileWriter::FileWriter(FILE* file, std::string path, std::string temporary)
    : file_(file), path_(std::move(path)), temporary_(std::move(temporary)) {}

FileWriter::FileWriter(FileWriter&& other) noexcept
    : file_(std::exchange(other.file_, nullptr)),
      path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      failure_(other.failure_) {}

FileWriter::~FileWriter() {
  if (file_ == nullptr || file_ == stdout) return;
  std::fclose(file_);
  if (!temporary_.empty()) std::remove(temporary_.c_str());
}

Result<FileWriter> FileWriter::Open(const std::string& path) {
  if (path.empty() || path == "-") return FileWriter(stdout, "standard output", "");
  std::error_code failed;
  const auto status = fs::status(path, failed);
  const bool in_place = fs::exists(status) && !fs::is_regular_file(status);
  const std::string name = in_place ? path : path + ".part";
  FILE* file = std::fopen(name.c_str(), "wb");
  if (file == nullptr) return SystemError("write", path);
  return FileWriter(file, path, in_place ? "" : name);
}

void FileWriter::Write(std::string_view text) {
  if (failure_ != 0 || text.empty()) return;
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) failure_ = errno;
}

Status FileWriter::Close() {
  const bool to_stdout = file_ == stdout;
  FILE* file = std::exchange(file_, nullptr);
  const int closed = to_stdout ? std::fflush(file) : std::fclose(file);
  if (closed != 0 && failure_ == 0) failure_ = errno;
  if (failure_ == 0 && !temporary_.empty() && std::rename(temporary_.c_str(), path_.c_str()) != 0) {
    failure_ = errno;
  }
  if (failure_ == 0 || (to_stdout && failure_ == EPIPE)) return Ok();
  if (!temporary_.empty()) std::remove(temporary_.c_str());
  errno = failure_;
  return SystemError("write", path_);
}

Status WriteFile(const std::string& path, std::string_view text) {
  DCV_TRY(FileWriter writer, FileWriter::Open(path));
  writer.Write(text);
  return writer.Close();
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

Result<size_t> MemoryReader::Read(char* buffer, size_t size) {
  const size_t part = std::min({size, piece_, text_.size() - at_});
  std::copy_n(text_.data() + at_, part, buffer);
  at_ += part;
  return part;
}

}  // namespace dcv
