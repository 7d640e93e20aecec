// SPDX-License-Identifier: Apache-2.0
#include "base/data_files.h"

#include <charconv>
#include <filesystem>

#include "base/files.h"

// Laid down by base/packed_data.s.in: the bytes that tools/pack wrote.
extern "C" {
extern const char dcv_packed_begin[];
extern const char dcv_packed_end[];
}

namespace dcv {
namespace fs = std::filesystem;

// The pack is a run of "PATH\tSIZE\n" followed by SIZE bytes (src/base/pack_main.cc writes it).
DataFiles DataFiles::Packed() {
  DataFiles data;
  std::string_view rest(dcv_packed_begin, static_cast<size_t>(dcv_packed_end - dcv_packed_begin));
  while (!rest.empty()) {
    const size_t tab = rest.find('\t');
    const size_t line = rest.find('\n');
    DCV_CHECK(tab != rest.npos && line != rest.npos && tab < line);
    size_t size = 0;
    std::from_chars(rest.data() + tab + 1, rest.data() + line, size);
    DCV_CHECK(rest.size() - line - 1 >= size);
    data.files_.emplace(rest.substr(0, tab), rest.substr(line + 1, size));
    rest.remove_prefix(line + 1 + size);
  }
  return data;
}

Result<DataFiles> DataFiles::FromDirectory(const std::string& directory) {
  DataFiles data;
  if (Status status = data.Overlay(directory, ""); !status) return status.error();
  if (data.files_.empty()) return NotFound("no data files below " + directory);
  return data;
}

Status DataFiles::Overlay(const std::string& directory, const std::string& prefix) {
  std::error_code failed;
  if (!fs::is_directory(directory, failed)) {
    return NotFound("cannot read data folder " + directory + ": not a folder");
  }
  DCV_TRY(const std::vector<std::string> paths, ListFiles(directory));
  for (const std::string& path : paths) {
    std::string name = prefix + fs::path(path).lexically_relative(directory).generic_string();
    if (files_.count(name) > 0) continue;
    DCV_TRY(std::string text, ReadFile(path));
    owned_.push_back(std::make_shared<const std::string>(std::move(text)));
    files_.emplace(std::move(name), *owned_.back());
  }
  return Ok();
}

Result<std::string_view> DataFiles::Text(std::string_view path) const {
  auto found = files_.find(path);
  if (found == files_.end()) return NotFound("no data file " + std::string(path));
  return found->second;
}

std::vector<std::string_view> DataFiles::List(std::string_view prefix) const {
  std::vector<std::string_view> out;
  for (auto it = files_.lower_bound(prefix); it != files_.end(); ++it) {
    if (!it->first.starts_with(prefix)) break;
    out.push_back(it->first);
  }
  return out;
}

}  // namespace dcv
