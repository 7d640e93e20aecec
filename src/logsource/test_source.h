// SPDX-License-Identifier: Apache-2.0
// For tests: a small log source, parts of which a test replaces.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "base/data_files.h"
#include "logsource/logsource.h"

namespace dcv::logsource {

// The text of a file; `parts` replace or add top-level keys, "" removes one.
inline std::string SourceText(const std::string& id,
                              std::map<std::string, std::string> parts = {}) {
  parts.insert({{"id", id},
                {"title", "T"},
                {"from", "https://example.com"},
                {"retrieved", "2026-11-24"},
                {"sigma", "[{product: p, service: " + id + "}]"},
                {"recognise", "[[kind=" + id + "]]"},
                {"fields", "{name: {}}"},
                {"sample", "'{\"kind\":\"" + id + "\"}'"}});
  std::string text;
  for (const auto& [key, value] : parts) {
    if (!value.empty()) text.append(key).append(": ").append(value).append("\n");
  }
  return text;
}

// The files, by name below logsources/, as the program's data.
inline Result<Registry> LoadFiles(const std::map<std::string, std::string>& files) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(::testing::TempDir()) / "dcv_logsource_test";
  fs::remove_all(folder);
  for (const auto& [name, text] : files) {
    const fs::path path = folder / "logsources" / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  DCV_TRY(const DataFiles data, DataFiles::FromDirectory(folder.string()));
  fs::remove_all(folder);
  return Registry::Load(data);
}

}  // namespace dcv::logsource
