// SPDX-License-Identifier: Apache-2.0
// Plain tables for people: columns as wide as their content, numbers to the right.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dcv::report {

class Table {
 public:
  enum class Align { kLeft, kRight };
  struct Column {
    std::string title;
    Align align = Align::kLeft;
    size_t limit = 60;  // longer cells are cut with "..."
  };
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  void Row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  std::string Text() const;      // header, rows; two blanks between columns
  std::string Markdown() const;  // cells are escaped

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace dcv::report
