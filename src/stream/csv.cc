// SPDX-License-Identifier: Apache-2.0
#include "stream/csv.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/json_writer.h"
#include "base/text.h"
#include "stream/scan.h"

namespace dcv::stream {
namespace {

constexpr size_t kMaxRowsSeen = 20;

// Columns in which exports carry the provider's own event.
constexpr std::array<std::string_view, 12> kEventColumns = {
    "auditdata", "_raw",     "raw",   "rawdata", "rawevent", "raw_event",
    "message",   "@message", "event", "payload", "_source",  "cloudtrailevent"};

std::vector<std::string_view> FirstRows(std::string_view text, bool whole) {
  std::vector<std::string_view> rows;
  size_t begin = 0;
  bool quoted = false;
  for (size_t at = 0; at <= text.size() && rows.size() < kMaxRowsSeen; ++at) {
    if (at == text.size() && !whole) break;
    if (at < text.size() && text[at] == '"') quoted = !quoted;
    if (at < text.size() && (quoted || text[at] != '\n')) continue;
    std::string_view row = text.substr(begin, at - begin);
    if (row.ends_with('\r')) row.remove_suffix(1);
    if (!Trim(row).empty()) rows.push_back(row);
    begin = at + 1;
  }
  return rows;
}

bool IsIdentifier(std::string_view name) {
  return !name.empty() && !IsDigits(name.substr(0, 1)) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '.' || c == '@' || c == '-';
         });
}

// The names of a header, or none when the row cannot be one.
std::vector<std::string> Names(std::string_view row, char separator, bool named) {
  std::vector<Cell> cells;
  std::vector<std::string> names;
  std::set<std::string, std::less<>> seen;
  if (!ReadCells(row, separator, Table::kMaxColumns, cells)) return {};
  if (!named && cells.size() < 2) return {};
  std::string scratch;
  for (const Cell& cell : cells) {
    std::string name(Trim(TextOf(cell, scratch)));
    const bool fits = named ? !name.empty() : IsIdentifier(name);
    if (!fits || name.size() > Table::kMaxName || name[0] == '{') return {};
    if (!seen.insert(name).second) return {};
    names.push_back(std::move(name));
  }
  return names;
}

bool IsObject(std::string_view text) {
  text = Trim(text);
  Scanner scanner;
  return text.starts_with('{') && scanner.Scan(text, 0) == text.size() && !scanner.broken();
}

// The column by its name; else the one column of objects, if it makes up most of the text.
std::optional<size_t> FindEvents(const Table& table, const std::vector<std::vector<Cell>>& rows) {
  std::string scratch;
  size_t objects = 0, last = 0, object_bytes = 0, bytes = 0;
  for (size_t column = 0; column < table.columns.size(); ++column) {
    bool all = !rows.empty(), opens = all;
    size_t size = 0;
    for (const auto& row : rows) {
      if (column >= row.size()) {
        all = opens = false;
        continue;
      }
      size += row[column].raw.size();
      const std::string_view text = TextOf(row[column], scratch);
      opens = opens && Trim(text).starts_with('{');
      all = all && IsObject(text);
    }
    const std::string name = Lower(table.columns[column]);
    if (opens &&
        std::find(kEventColumns.begin(), kEventColumns.end(), name) != kEventColumns.end()) {
      return column;
    }
    if (name == "_raw") return column;  // Splunk's, whatever the source type
    bytes += size;
    if (!all) continue;
    ++objects;
    last = column;
    object_bytes = size;
  }
  if (objects == 1 && object_bytes * 2 > bytes) return last;
  return std::nullopt;
}

}  // namespace

std::string_view TextOf(const Cell& cell, std::string& scratch) {
  if (!cell.doubled) return cell.raw;
  scratch.clear();
  std::string_view raw = cell.raw;
  for (size_t quote = raw.find('"'); quote != raw.npos; quote = raw.find('"')) {
    scratch += raw.substr(0, quote + 1);
    raw.remove_prefix(std::min(quote + 2, raw.size()));
  }
  return scratch += raw;
}

bool ReadCells(std::string_view row, char separator, size_t limit, std::vector<Cell>& cells) {
  cells.clear();
  for (size_t at = 0;;) {
    if (cells.size() == limit) return false;
    Cell cell;
    size_t end = at;
    if (at < row.size() && row[at] == '"') {
      cell.quoted = true;
      end = row.find('"', at + 1);
      while (end != row.npos && end + 1 < row.size() && row[end + 1] == '"') {
        cell.doubled = true;
        end = row.find('"', end + 2);
      }
      cell.raw = row.substr(at + 1, end == row.npos ? row.npos : end - at - 1);
    }
    const size_t next = end == row.npos ? row.npos : row.find(separator, end);
    if (!cell.quoted) cell.raw = row.substr(at, next == row.npos ? row.npos : next - at);
    cells.push_back(cell);
    if (next == row.npos) return true;
    at = next + 1;
  }
}

std::optional<Table> RecogniseTable(std::string_view head, bool whole, bool named) {
  const std::vector<std::string_view> rows = FirstRows(head, whole);
  if (rows.empty()) return std::nullopt;
  Table table;
  for (const char separator : {',', ';', '\t'}) {
    std::vector<std::string> names = Names(rows[0], separator, named);
    if (names.size() <= table.columns.size()) continue;
    table.separator = separator;
    table.columns = std::move(names);
  }
  if (table.columns.empty()) return std::nullopt;
  std::vector<std::vector<Cell>> cells(rows.size() - 1);
  for (size_t i = 1; i < rows.size(); ++i) {
    ReadCells(rows[i], table.separator, Table::kMaxColumns, cells[i - 1]);
    if (cells[i - 1].size() != table.columns.size() && !named) return std::nullopt;
  }
  if (cells.empty() && !named) return std::nullopt;
  table.events = FindEvents(table, cells);
  return table;
}

void AppendRow(const Table& table, const std::vector<Cell>& cells, std::string& out) {
  std::string scratch;
  out += '{';
  bool first = true;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].raw.empty() && !cells[i].quoted) continue;
    if (!first) out += ',';
    first = false;
    const bool has_name = i < table.columns.size();
    json::AppendString(out, has_name ? table.columns[i] : "column_" + std::to_string(i + 1));
    out += ':';
    json::AppendString(out, TextOf(cells[i], scratch));
  }
  out += '}';
}

}  // namespace dcv::stream
