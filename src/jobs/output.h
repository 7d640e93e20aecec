// SPDX-License-Identifier: Apache-2.0
// Where a job's result goes: stdout, or a file that appears whole or not at all.
#pragma once

#include <cstdio>
#include <string>

#include "base/result.h"
#include "report/sink.h"

namespace dcv::jobs {

class OutputFile {
 public:
  static Result<OutputFile> Open(const std::string& path);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();  // without Close the file is left as it was

  // A sink whose pieces are written as they come; lives no longer than this.
  report::Sink& sink() { return sink_; }
  // Writes the rest and puts the file in its place.
  Status Close();

 private:
  OutputFile(FILE* file, std::string path);
  void Attach();

  FILE* file_;
  std::string path_;  // "" for stdout
  bool failed_ = false;
  report::Sink sink_;
};

}  // namespace dcv::jobs
