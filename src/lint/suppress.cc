// SPDX-License-Identifier: Apache-2.0
// `# dcv: ignore R001 R002`: at the end of a line for that line, on a line of its own for the
// document it stands in.
#include <algorithm>

#include "base/text.h"
#include "lint/checks.h"
#include "lint/lint.h"

namespace dcv::lint {
namespace {

constexpr std::string_view kMark = "dcv: ignore";

// The code of a code or name, "" when there is none such.
std::string CodeOf(std::string_view word) {
  const bool code =
      word.size() == 4 && IsDigits(word.substr(1)) && word[0] >= 'A' && word[0] <= 'Z';
  if (code) return std::string(word);
  for (const Check& check : Checks()) {
    if (check.name == word) return std::string(check.code);
  }
  return {};
}

bool BeginsDocument(std::string_view line) {
  return line.substr(0, 3) == "---" && (line.size() == 3 || line[3] == ' ' || line[3] == '\r');
}

}  // namespace

Suppressions::Suppressions(std::string_view text) {
  if (text.find(kMark) == text.npos) return;
  uint32_t line = 0, document = 0;
  bool content_seen = false;  // comments above the first `---` belong to what follows it
  for (std::string_view content : Split(text, '\n')) {
    ++line;
    const bool begins = BeginsDocument(content);
    if (begins && content_seen) {
      ++document;
      begins_.push_back(line);
    }
    const std::string_view trimmed = Trim(content);
    content_seen = !begins && (content_seen || (!trimmed.empty() && trimmed.front() != '#'));
    const size_t mark = content.find(kMark);
    if (mark == content.npos) continue;
    const std::string_view before = Trim(content.substr(0, mark));
    if (before.empty() || before.back() != '#') continue;
    const bool alone = before == "#";
    // A comment needs a space before it unless it begins the line.
    if (!alone && before.size() > 1 && before[before.size() - 2] != ' ') continue;
    Read(Trim(content.substr(mark + kMark.size())), line, document, alone);
  }
}

void Suppressions::Read(std::string_view words, uint32_t line, uint32_t document, bool alone) {
  size_t known = 0;
  for (std::string_view piece : Split(words, ' ')) {
    while (!piece.empty() && (piece.back() == ',' || piece.back() == '\r')) piece.remove_suffix(1);
    if (piece.empty()) continue;
    std::string code = CodeOf(piece);
    if (code.empty()) {
      unknown_.push_back({line, std::string(piece)});
      return;  // what follows is prose
    }
    ++known;
    (alone ? of_documents_ : of_lines_).emplace_back(alone ? document : line, std::move(code));
  }
  if (known == 0) unknown_.push_back({line, ""});
}

bool Suppressions::Hide(std::string_view code, Place place) const {
  const auto has = [&](const auto& list, uint32_t key) {
    return std::any_of(list.begin(), list.end(), [&](const auto& entry) {
      return entry.first == key && entry.second == code;
    });
  };
  if (of_lines_.empty() && of_documents_.empty()) return false;
  const auto after = std::upper_bound(begins_.begin(), begins_.end(), place.line);
  return has(of_lines_, place.line) ||
         has(of_documents_, static_cast<uint32_t>(after - begins_.begin()));
}

void SuppressionUnknown(const World& world, Report& report) {
  const Subject* last = nullptr;
  for (const Subject& subject : world.subjects) {
    if (last != nullptr && last->file == subject.file) continue;
    last = &subject;
    if (subject.input->text.find(kMark) == std::string_view::npos) continue;
    const Suppressions suppressions(subject.input->text);
    for (const auto& [line, word] : suppressions.unknown()) {
      report.Add(subject, {line, 1},
                 word.empty() ? "the comment names no check"
                              : "there is no check '" + Printable(word) + "'");
    }
  }
}

}  // namespace dcv::lint
