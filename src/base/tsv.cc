// SPDX-License-Identifier: Apache-2.0
#include "base/tsv.h"

#include <algorithm>

#include "base/text.h"

namespace dcv {

Result<Tsv> Tsv::Parse(std::string_view text, std::string_view name,
                       const std::vector<std::string_view>& columns) {
  auto fail = [&](size_t line, std::string what) {
    return InvalidInput(std::string(name) + ":" + std::to_string(line) + ": " + std::move(what));
  };
  const size_t header_end = text.find('\n');
  const auto header = Split(text.substr(0, header_end), '\t');
  std::vector<size_t> position;
  for (std::string_view column : columns) {
    const auto found = std::find(header.begin(), header.end(), column);
    if (found == header.end()) return fail(1, "no column " + std::string(column));
    position.push_back(static_cast<size_t>(found - header.begin()));
  }
  Tsv table;
  table.width_ = columns.size();
  if (header_end == text.npos) return table;
  std::string_view rest = text.substr(header_end + 1);
  std::vector<std::string_view> row;
  for (size_t line = 2; !rest.empty(); ++line) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view content = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    row.clear();
    for (size_t tab; (tab = content.find('\t')) != content.npos; content.remove_prefix(tab + 1)) {
      row.push_back(content.substr(0, tab));
    }
    row.push_back(content);
    if (row.size() != header.size()) {
      return fail(line, std::to_string(row.size()) + " cells where the header has " +
                            std::to_string(header.size()));
    }
    for (size_t at : position) table.cells_.push_back(row[at]);
  }
  return table;
}

}  // namespace dcv
