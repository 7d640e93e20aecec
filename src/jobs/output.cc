// SPDX-License-Identifier: Apache-2.0
#include "jobs/output.h"

#include <utility>

namespace dcv::jobs {

OutputFile::OutputFile(FileWriter writer) : writer_(std::move(writer)) {
  Attach();
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : writer_(std::move(other.writer_)), sink_(std::move(other.sink_)) {
  Attach();
}

void OutputFile::Attach() {
  sink_.write = [this](std::string_view text) { writer_.Write(text); };
}

Result<OutputFile> OutputFile::Open(const std::string& path) {
  DCV_TRY(FileWriter writer, FileWriter::Open(path));
  return OutputFile(std::move(writer));
}

Status OutputFile::Close() {
  sink_.Flush();
  return writer_.Close();
}

}  // namespace dcv::jobs
