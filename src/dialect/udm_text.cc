// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "dialect/udm_leaf.h"

namespace dcv::dialect::udm {

std::string Quote(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string Selector(const Forms& forms, const Rendering& rendering) {
  std::string out;
  const std::string table = rendering.Table();
  size_t count = 0;
  for (size_t at = 0; at < table.size();) {
    const size_t end = std::min(table.find(", ", at), table.size());
    std::string one = table.substr(at, end - at);
    at = end + 2;
    std::string said;
    for (size_t from = 0; from < one.size();) {  // the parts of a selector, joined by AND
      const size_t to = std::min(one.find(" AND ", from), one.size());
      said += (from == 0 ? "" : forms.and_word) + (forms.variable + one.substr(from, to - from));
      from = to + 5;
    }
    out += (count++ == 0 ? "" : forms.or_word) + ("(" + said + ")");
  }
  if (count == 1) return out.substr(1, out.size() - 2);
  return out.empty() ? out : "(" + out + ")";
}

}  // namespace dcv::dialect::udm
