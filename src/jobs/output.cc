// SPDX-License-Identifier: Apache-2.0
#include "jobs/output.h"

#include <cerrno>
#include <cstring>
#include <utility>

namespace dcv::jobs {

OutputFile::OutputFile(FILE* file, std::string path) : file_(file), path_(std::move(path)) {
  Attach();
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : file_(std::exchange(other.file_, nullptr)),
      path_(std::move(other.path_)),
      failed_(other.failed_),
      sink_(std::move(other.sink_)) {
  Attach();
}

void OutputFile::Attach() {
  sink_.write = [this](std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) failed_ = true;
  };
}

OutputFile::~OutputFile() {
  if (file_ == nullptr || path_.empty()) return;
  std::fclose(file_);
  std::remove((path_ + ".part").c_str());
}

Result<OutputFile> OutputFile::Open(const std::string& path) {
  if (path.empty() || path == "-") return OutputFile(stdout, "");
  FILE* file = std::fopen((path + ".part").c_str(), "wb");
  if (file == nullptr) return NotFound("cannot write " + path + ": " + std::strerror(errno));
  return OutputFile(file, path);
}

Status OutputFile::Close() {
  sink_.Flush();
  if (path_.empty()) {
    if (std::fflush(stdout) != 0) failed_ = true;
    // A reader that has seen enough (head, less) is no failure.
    if (failed_ && errno != EPIPE) return NotFound("cannot write standard output");
    return Ok();
  }
  FILE* file = std::exchange(file_, nullptr);
  if (std::fclose(file) != 0) failed_ = true;
  const std::string part = path_ + ".part";
  if (failed_ || std::rename(part.c_str(), path_.c_str()) != 0) {
    const Error error = NotFound("cannot write " + path_ + ": " + std::strerror(errno));
    std::remove(part.c_str());
    return error;
  }
  return Ok();
}

}  // namespace dcv::jobs
