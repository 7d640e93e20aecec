// SPDX-License-Identifier: Apache-2.0
// Tables as text: RFC 4180, with comma, semicolon or tab.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dcv::stream {

struct Cell {
  std::string_view raw;  // without the quotes around it
  bool quoted = false;
  bool doubled = false;  // holds quotes written twice
};
// The text of a cell; into `scratch` when it has to be made.
std::string_view TextOf(const Cell& cell, std::string& scratch);

// Cells of one row without its line end, at most `limit`; the rest of the row is left out. Returns
// false when something was.
bool ReadCells(std::string_view row, char separator, size_t limit, std::vector<Cell>& cells);

struct Table {
  static constexpr size_t kMaxColumns = 1000;
  static constexpr size_t kMaxName = 256;

  char separator = ',';
  std::vector<std::string> columns;
  // The column whose values are the events; none: a row is an object of its columns.
  std::optional<size_t> events;
};

// The table that `head` is the beginning of. `named`: the file's name says that it is a table, so
// that less proof is wanted.
std::optional<Table> RecogniseTable(std::string_view head, bool whole, bool named);

// A row as a JSON object of texts. Empty cells are left out unless they are quoted.
void AppendRow(const Table& table, const std::vector<Cell>& cells, std::string& out);

}  // namespace dcv::stream
