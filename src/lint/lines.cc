// SPDX-License-Identifier: Apache-2.0
#include "lint/lines.h"

#include <algorithm>

#include "base/text.h"

namespace dcv::lint {
namespace {

// Whether the text stands for itself inside quotes of either kind.
bool IsSimple(std::string_view text) {
  return text.find_first_of("'\"\\\n") == text.npos;
}

std::string_view WithoutNewline(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

const std::vector<size_t>& Lines::Starts() const {
  if (!starts_.empty()) return starts_;
  starts_.push_back(0);
  for (size_t at = 0; (at = text_.find('\n', at)) != text_.npos;) starts_.push_back(++at);
  return starts_;
}

std::string_view Lines::Line(uint32_t line) const {
  const std::vector<size_t>& starts = Starts();
  if (line == 0 || line > starts.size()) return {};
  const size_t begin = starts[line - 1];
  const size_t end = line < starts.size() ? starts[line] : text_.size();
  return text_.substr(begin, end - begin);
}

std::string_view Lines::From(Place place) const {
  std::string_view line = WithoutNewline(Line(place.line));
  for (uint32_t column = 1; column < place.column && !line.empty(); ++column) {
    line.remove_prefix(std::max<size_t>(Utf8SequenceLength(line), 1));
  }
  return line;
}

std::optional<Edit> Lines::Replace(Place place, std::string_view value,
                                   std::string_view replacement) const {
  const std::string_view raw = From(place);
  if (raw.empty() || value.empty() || value.find('\n') != value.npos) return std::nullopt;
  const bool quoted = raw.front() == '\'' || raw.front() == '"';
  std::string old(value), fresh(replacement);
  if (quoted) {
    // A single-quoted scalar knows one escape, the doubled quote.
    const bool backslashes = raw.front() == '\'' && value.find_first_of("'\"\n") == value.npos &&
                             replacement.find_first_of("'\"\n") == replacement.npos;
    if (!backslashes && (!IsSimple(value) || !IsSimple(replacement))) return std::nullopt;
    old = raw.front() + old + raw.front();
    fresh = raw.front() + fresh + raw.front();
  }
  if (raw.substr(0, old.size()) != old) return std::nullopt;
  // Nothing but a comment may follow, else the scalar is longer than this line shows.
  const std::string_view rest = Trim(raw.substr(old.size()));
  if (!rest.empty() && rest.front() != '#' && rest.front() != ':') return std::nullopt;
  return Edit{place, std::move(old), std::move(fresh)};
}

std::optional<Edit> Lines::RemoveEntry(Place place, std::string_view value) const {
  const std::string_view line = Line(place.line);
  std::string_view content = Trim(line);
  if (line.empty() || line.back() != '\n' || content.substr(0, 2) != "- ") return std::nullopt;
  content = Trim(content.substr(2));
  if (content.size() >= 2 && (content.front() == '\'' || content.front() == '"') &&
      content.back() == content.front()) {
    content = content.substr(1, content.size() - 2);
  }
  if (content != value) return std::nullopt;
  return Edit{{place.line, 1}, std::string(line), ""};
}

}  // namespace dcv::lint
