// SPDX-License-Identifier: Apache-2.0
// Where a job's result goes: a report sink in front of stdout or of a file.
#pragma once

#include <string>

#include "base/files.h"
#include "report/sink.h"

namespace dcv::jobs {

class OutputFile {
 public:
  static Result<OutputFile> Open(const std::string& path);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;

  // A sink whose pieces are written as they come; lives no longer than this.
  report::Sink& sink() { return sink_; }
  // Writes the rest and puts the file in its place.
  Status Close();

 private:
  explicit OutputFile(FileWriter writer);
  void Attach();

  FileWriter writer_;
  report::Sink sink_;
};

}  // namespace dcv::jobs
