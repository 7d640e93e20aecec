// SPDX-License-Identifier: Apache-2.0
// `dcv catalog import`: a provider's list as saved by its reader, against ours.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/files.h"
#include "base/json.h"
#include "base/json_locate.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "catalog/import.h"
#include "jobs/jobs.h"
#include "jobs/output.h"
#include "stream/csv.h"

namespace dcv::jobs {
namespace {

using catalog::Record;

constexpr uintmax_t kMaxBytes = uintmax_t{256} << 20;
constexpr int kMaxNesting = 64;  // of objects that are flattened into one record

bool IsScalar(json::Value value) {
  return value.Is(json::Type::kString) || value.Is(json::Type::kNumber) ||
         value.Is(json::Type::kBool);
}

void Flatten(json::Value object, const std::string& prefix, int depth, Record& record) {
  for (const json::Member& member : object.members()) {
    const std::string name = prefix + std::string(member.name);
    if (IsScalar(member.value)) record.emplace_back(name, member.value.Plain());
    if (member.value.Is(json::Type::kObject) && depth < kMaxNesting) {
      Flatten(member.value, name + ".", depth + 1, record);
    }
  }
}

// Every object, and every text of an array, may be a thing of the list.
void Collect(json::Value value, std::vector<Record>& records) {
  if (value.Is(json::Type::kArray)) {
    for (const json::Value element : value.elements()) {
      if (IsScalar(element)) records.push_back({{"(element)", element.Plain()}});
      Collect(element, records);
    }
  }
  if (!value.Is(json::Type::kObject)) return;
  Record record;
  Flatten(value, "", 0, record);
  if (!record.empty()) records.push_back(std::move(record));
  for (const json::Member& member : value.members()) {
    if (member.value.Is(json::Type::kObject)) {
      records.push_back({{"(name)", std::string(member.name)}});
    }
    Collect(member.value, records);
  }
}

Status ReadJson(const std::string& path, std::string text, std::vector<Record>& records) {
  const size_t size = text.size();
  text.append(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto root = parser.Parse(std::string_view(text).substr(0, size));
  if (!root) {
    const json::Scan scan =
        json::ScanValue(std::string_view(text).substr(0, size), json::Parser::kMaxDepth);
    return InvalidInput(path + ": " + json::Describe(scan.fault), "save the answer again");
  }
  Collect(*root, records);
  return Ok();
}

// Rows of a table with a header; without separators each line is a thing.
void ReadTable(std::string_view text, std::vector<Record>& records) {
  const std::string_view head = text.substr(0, text.find('\n'));
  const char separator = head.find('\t') != head.npos ? '\t' : ',';
  std::vector<std::string> columns;
  std::vector<stream::Cell> cells;
  std::string scratch;
  const bool table = head.find(separator) != head.npos;
  for (std::string_view line : Split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) continue;
    if (!table) {
      records.push_back({{"(line)", std::string(Trim(line))}});
      continue;
    }
    cells.clear();
    stream::ReadCells(line, separator, stream::Table::kMaxColumns, cells);
    if (columns.empty()) {
      for (const stream::Cell& cell : cells) columns.emplace_back(stream::TextOf(cell, scratch));
      continue;
    }
    Record record;
    for (size_t i = 0; i < std::min(cells.size(), columns.size()); ++i) {
      record.emplace_back(columns[i], std::string(stream::TextOf(cells[i], scratch)));
    }
    records.push_back(std::move(record));
  }
}

Status ReadList(const std::string& path, std::vector<Record>& records) {
  std::error_code failed;
  if (std::filesystem::file_size(path, failed) > kMaxBytes && !failed) {
    return InvalidInput(path + ": larger than 256 MiB", "give one list");
  }
  DCV_TRY(std::string text, ReadFile(path));
  const std::string_view trimmed = Trim(text);
  if (trimmed.starts_with('{') || trimmed.starts_with('[')) {
    return ReadJson(path, std::move(text), records);
  }
  ReadTable(text, records);
  return Ok();
}

Result<std::vector<Record>> ReadLists(const std::string& path) {
  std::vector<Record> records;
  std::vector<std::string> paths = {path};
  if (std::filesystem::is_directory(path)) {
    DCV_TRY(paths, ListFiles(path));
    std::erase_if(paths, [](const std::string& file) { return !file.ends_with(".json"); });
    if (paths.empty()) return NotFound(path + ": no .json file below it");
  }
  for (const std::string& file : paths) {
    if (Status status = ReadList(file, records); !status) return status.error();
  }
  return records;
}

std::string AsTsv(const catalog::ListComparison& comparison) {
  std::string out = "change\tkey\ttitle\tkind\tstatus\tseverity\tplan\tmodule\n";
  for (const catalog::ListedChange& row : comparison.changes) {
    out += Join({std::string(ToString(row.what)), row.key, row.title, row.kind, row.status,
                 row.severity, row.plan, row.module},
                "\t") +
           "\n";
  }
  return out;
}

std::string AsJson(const std::string& source, const catalog::ListComparison& comparison) {
  std::string out;
  json::Writer json(out);
  json.BeginObject().Field("schema", "dcv.catalog-import/1").Field("version", DCV_VERSION);
  json.Field("source", source).Field("key_member", comparison.key_member);
  json.Field("records", comparison.records).Field("known", comparison.known);
  json.Key("changes").BeginArray();
  for (const catalog::ListedChange& row : comparison.changes) {
    json.Inline().BeginObject().Field("change", ToString(row.what)).Field("key", row.key);
    json.Field("title", row.title).Field("status", row.status).EndObject();
  }
  json.EndArray().EndObject();
  return out;
}

}  // namespace

Result<Outcome> CatalogImport(const Program& program, const CatalogImportRequest& request) {
  const auto source = program.catalog.FindSource(request.source);
  if (!source) {
    return NotFound("no source " + Printable(request.source), "see 'dcv list sources'");
  }
  DCV_TRY(const std::vector<Record> records, ReadLists(request.list));
  DCV_TRY(const catalog::ListComparison comparison,
          catalog::CompareList(program.catalog, *source, records, request.key));
  DCV_TRY(OutputFile file, OutputFile::Open(request.path));
  file.sink().buffer = request.json ? AsJson(request.source, comparison) : AsTsv(comparison);
  if (Status status = file.Close(); !status) return status.error();
  const auto count = [&](catalog::ListedChange::What what) {
    return Grouped(static_cast<size_t>(
        std::count_if(comparison.changes.begin(), comparison.changes.end(),
                      [&](const auto& change) { return change.what == what; })));
  };
  using What = catalog::ListedChange::What;
  std::fprintf(stderr, "%s of %s ids known (member %s); %s new, %s gone, %s changed\n",
               Grouped(comparison.known).c_str(), Grouped(comparison.records).c_str(),
               comparison.key_member.c_str(), count(What::kNew).c_str(), count(What::kGone).c_str(),
               count(What::kChanged).c_str());
  return comparison.changes.empty() ? Outcome::kDone : Outcome::kFindings;
}

}  // namespace dcv::jobs
