// SPDX-License-Identifier: Apache-2.0
// The files that the paths of a run stand for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "stream/notes.h"

namespace dcv::stream {

struct Files {
  std::vector<std::string> paths;
  uint64_t bytes = 0;  // on disk
};

// Folders are walked, each in the order of its names; links to folders are not followed. Hidden
// names, and files that are no logs, are left out and counted; a folder that cannot be read is a
// diagnostic. A path that does not exist is an Error.
Result<Files> FindFiles(const std::vector<std::string>& paths, Notes& notes);

// A part of the path begins with a dot, or is what macOS adds to archives.
bool IsHidden(std::string_view path);
// CloudTrail digests, checksums, marks of finished jobs: delivered beside logs, and none.
bool IsNoLog(std::string_view path);

}  // namespace dcv::stream
