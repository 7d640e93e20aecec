// SPDX-License-Identifier: Apache-2.0
#include "pipeline/value_file.h"

#include <algorithm>
#include <filesystem>

#include "base/files.h"
#include "base/text.h"
#include "base/yaml.h"

namespace dcv::pipeline {
namespace {

namespace fs = std::filesystem;
constexpr uintmax_t kMaxBytes = 16 << 20;

using Values = std::vector<std::string>;

// The path with links resolved, which must lie below the folder.
Result<std::string> Allowed(const std::string& path, const std::string& folder) {
  std::error_code error;
  const fs::path root = fs::canonical(folder, error);
  if (error) return InvalidInput("the folder " + Printable(folder) + " cannot be read");
  fs::path wanted = path;
  if (wanted.is_relative()) wanted = root / wanted;
  const fs::path real = fs::canonical(wanted, error);
  if (error) return NotFound("there is no file " + Printable(path));
  const auto [at, end] = std::mismatch(root.begin(), root.end(), real.begin(), real.end());
  if (at != root.end()) {
    return InvalidInput(Printable(path) + " is outside of the folder " + Printable(folder));
  }
  if (!fs::is_regular_file(real, error) || fs::file_size(real, error) > kMaxBytes || error) {
    return InvalidInput(Printable(path) + " is no regular file of at most 16 MiB");
  }
  return real.string();
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::string_view line : Split(text, '\n')) {
    line = Trim(line);
    if (!line.empty()) out.push_back(line);
  }
  return out;
}

// The cells of a CSV text (RFC 4180), rows that are empty left out.
std::vector<Values> Rows(std::string_view text) {
  std::vector<Values> rows(1, Values(1));
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    std::string& cell = rows.back().back();
    if (quoted) {
      if (c != '"') {
        cell += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        cell += text[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"' && cell.empty()) {
      quoted = true;
    } else if (c == ',') {
      rows.back().emplace_back();
    } else if (c == '\n') {
      rows.emplace_back(1);
    } else if (c != '\r') {
      cell += c;
    }
  }
  std::erase_if(rows, [](const Values& row) { return row.size() == 1 && row[0].empty(); });
  return rows;
}

Result<Values> FromCsv(const ValueFile& file, std::string_view text) {
  std::vector<Values> rows = Rows(text);
  size_t column = 0;
  if (IsDigits(file.column) && file.column.size() < 6) {
    column = std::stoul(file.column);
  } else if (!rows.empty() && file.has_header) {
    const auto found = std::find(rows[0].begin(), rows[0].end(), file.column);
    if (found == rows[0].end()) {
      return InvalidInput(Printable(file.path) + " has no column " + Printable(file.column));
    }
    column = static_cast<size_t>(found - rows[0].begin());
  }
  Values out;
  for (size_t i = file.has_header ? 1 : 0; i < rows.size(); ++i) {
    if (column < rows[i].size() && !rows[i][column].empty()) out.push_back(rows[i][column]);
  }
  return out;
}

Status Collect(const yaml::Node& node, const std::vector<std::string>& keys, size_t at,
               Values& out) {
  if (at == keys.size()) {
    if (node.kind != yaml::Kind::kScalar) return InvalidInput("the path ends at no plain value");
    out.push_back(node.scalar);
    return Ok();
  }
  if (keys[at] != "[]") {
    const yaml::Node* member = node.Find(keys[at]);
    if (member == nullptr) return InvalidInput("there is no member " + Printable(keys[at]));
    return Collect(*member, keys, at + 1, out);
  }
  if (node.kind != yaml::Kind::kSequence) return InvalidInput("[] stands for no list");
  for (const yaml::Node& item : node.items) {
    if (Status status = Collect(item, keys, at + 1, out); !status) return status;
  }
  return Ok();
}

Result<Values> FromTree(const ValueFile& file, std::string_view text) {
  DCV_TRY(const std::vector<yaml::Node> documents, yaml::Parse(text, file.path));
  Values out;
  for (const yaml::Node& document : documents) {
    if (Status status = Collect(document, file.keys, 0, out); !status) return status.error();
  }
  return out;
}

}  // namespace

std::optional<std::vector<std::string>> JqPath(std::string_view expression) {
  std::vector<std::string> out;
  std::string_view rest = Trim(expression);
  while (!rest.empty()) {
    if (rest.starts_with("[]")) {
      out.emplace_back("[]");
      rest.remove_prefix(2);
      continue;
    }
    if (rest[0] != '.') return std::nullopt;
    rest.remove_prefix(1);
    const size_t end = std::min(rest.find_first_of(".["), rest.size());
    const std::string_view name = rest.substr(0, end);
    if (name.find_first_of(" |(),\"'") != name.npos) return std::nullopt;
    if (!name.empty()) out.emplace_back(name);
    if (name.empty() && !(rest.empty() || rest.starts_with("[]"))) return std::nullopt;
    rest.remove_prefix(end);
  }
  return out;
}

Result<Values> ReadValues(const ValueFile& file, const std::string& folder) {
  DCV_TRY(const std::string path, Allowed(file.path, folder));
  DCV_TRY(const std::string text, ReadFile(path));
  Values values;
  if (file.format == "csv") {
    DCV_TRY(values, FromCsv(file, text));
  } else if (file.format == "plaintext") {
    for (std::string_view line : Lines(text)) values.emplace_back(line);
  } else {
    DCV_TRY(values, FromTree(file, text));
  }
  if (file.filter != nullptr) {
    std::erase_if(values, [&](const std::string& v) { return !MatchesFromStart(file.filter, v); });
  }
  return values;
}

}  // namespace dcv::pipeline
