// SPDX-License-Identifier: Apache-2.0
#include "base/edit.h"

#include <algorithm>

#include "base/text.h"

namespace dcv {
namespace {

// Byte offsets where lines begin.
std::vector<size_t> LineStarts(std::string_view text) {
  std::vector<size_t> starts = {0};
  for (size_t at = 0; (at = text.find('\n', at)) != text.npos;) starts.push_back(++at);
  return starts;
}

// Byte offset of a place, npos when the text has none such.
size_t OffsetOf(std::string_view text, const std::vector<size_t>& starts, Place place) {
  if (place.line == 0 || place.line > starts.size() || place.column == 0) return text.npos;
  size_t at = starts[place.line - 1];
  for (uint32_t column = 1; column < place.column; ++column) {
    if (at >= text.size() || text[at] == '\n') return text.npos;
    at += std::max<size_t>(Utf8SequenceLength(text.substr(at)), 1);
  }
  return at;
}

}  // namespace

std::string ApplyEdits(std::string_view text, std::vector<Edit> edits, size_t& made) {
  made = 0;
  const std::vector<size_t> starts = LineStarts(text);
  std::stable_sort(edits.begin(), edits.end(),
                   [](const Edit& a, const Edit& b) { return a.place > b.place; });
  std::string out(text);
  size_t limit = text.size();  // nothing from here on may be touched again
  for (const Edit& edit : edits) {
    const size_t at = OffsetOf(text, starts, edit.place);
    if (at == text.npos || at > limit || edit.old.size() > limit - at) continue;
    if (text.substr(at, edit.old.size()) != edit.old) continue;
    if (edit.old.empty() && at == limit && made > 0) continue;  // a second insertion there
    out.replace(at, edit.old.size(), edit.replacement);
    limit = at;
    ++made;
  }
  return out;
}

}  // namespace dcv
