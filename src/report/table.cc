// SPDX-License-Identifier: Apache-2.0
#include "report/table.h"

#include <algorithm>

#include "base/text.h"

namespace dcv::report {
namespace {

// Characters, not bytes; the texts here have no wide or combining ones.
size_t Width(std::string_view text) {
  size_t width = 0;
  for (char c : text) width += (static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0;
  return width;
}

std::string EscapeCell(std::string_view text) {
  std::string out;
  for (char c : Printable(text, 400)) {
    if (std::string_view("|\\`*_<>[]").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string Table::Text() const {
  std::vector<std::vector<std::string>> cells;
  std::vector<std::string> titles;
  for (const Column& column : columns_) titles.push_back(column.title);
  cells.push_back(std::move(titles));
  for (const auto& row : rows_) {
    std::vector<std::string> shown;
    for (size_t i = 0; i < columns_.size(); ++i)
      shown.push_back(Printable(row[i], columns_[i].limit));
    cells.push_back(std::move(shown));
  }
  std::vector<size_t> widths(columns_.size());
  for (const auto& row : cells) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], Width(row[i]));
  }
  std::string out;
  for (const auto& row : cells) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      if (i > 0) line += "  ";
      const std::string pad(widths[i] - Width(row[i]), ' ');
      line += columns_[i].align == Align::kRight ? pad + row[i] : row[i] + pad;
    }
    line.resize(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  return out;
}

std::string Table::Markdown() const {
  std::string out = "|";
  for (const Column& column : columns_) out += " " + column.title + " |";
  out += "\n|";
  for (const Column& column : columns_) out += column.align == Align::kRight ? "---:|" : "---|";
  out += '\n';
  for (const auto& row : rows_) {
    out += '|';
    for (const std::string& cell : row) out += " " + EscapeCell(cell) + " |";
    out += '\n';
  }
  return out;
}

}  // namespace dcv::report
