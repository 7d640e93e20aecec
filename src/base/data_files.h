// SPDX-License-Identifier: Apache-2.0
// The program's own data (data/, rules/, web/): packed into the binary at build, or read from a
// folder given with --data. Both answer the same questions in the same order.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dcv {

class DataFiles {
 public:
  // The files packed into this binary.
  static DataFiles Packed();
  // All files below `directory`, read at once. Error when it is no folder or holds no file.
  static Result<DataFiles> FromDirectory(const std::string& directory);

  // Text of one file by its path below data/, for example "attack/19.1/tactics.tsv". The view
  // lives as long as this object or any copy of it. Error kNotFound when there is no such file.
  Result<std::string_view> Text(std::string_view path) const;
  bool Has(std::string_view path) const { return files_.count(path) > 0; }
  // Paths that begin with `prefix`, sorted.
  std::vector<std::string_view> List(std::string_view prefix) const;
  // Adds the files of `directory` under `prefix` (user-loaded ATT&CK versions); existing paths
  // stay.
  Status Overlay(const std::string& directory, const std::string& prefix);

 private:
  std::map<std::string, std::string_view, std::less<>> files_;
  std::vector<std::shared_ptr<const std::string>> owned_;
};

}  // namespace dcv
