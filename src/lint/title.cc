// SPDX-License-Identifier: Apache-2.0
// Checks of titles.
#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "lint/checks.h"

namespace dcv::lint {
namespace {

bool IsLower(char c) {
  return std::islower(static_cast<unsigned char>(c)) != 0;
}

// A word that is written small on purpose: a name with a dot, a digit, a capital or a sign in it.
bool IsName(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](char c) {
    return !IsLower(c) && c != ',' && c != ':' && c != ')' && c != '"' && c != '\'';
  });
}

}  // namespace

void TitleLength(const Subject& s, Report& report) {
  const std::string& title = s.document->title.text;
  const auto characters =
      std::count_if(title.begin(), title.end(), [](char c) { return (c & 0xC0) != 0x80; });
  if (characters <= 120) return;
  report.Add(s, s.document->title.place,
             "the title has " + std::to_string(characters) + " characters, more than 120");
}

void TitleStart(const Subject& s, Report& report) {
  const std::string_view first = Split(s.document->title.text, ' ').front();
  if (!EqualsIgnoreCase(first, "detect") && !EqualsIgnoreCase(first, "detects")) return;
  report.Add(s, s.document->title.place, "the title begins with '" + std::string(first) + "'",
             "name what is detected");
}

void TitleEnd(const Subject& s, Report& report) {
  const sigma::Text& title = s.document->title;
  if (title.text.size() < 2 || title.text.back() != '.' ||
      title.text[title.text.size() - 2] == '.') {
    return;
  }
  std::vector<Edit> fix;
  const std::string_view shorter = std::string_view(title.text).substr(0, title.text.size() - 1);
  if (auto edit = s.lines->Replace(title.place, title.text, shorter)) fix.push_back(*edit);
  report.Add(s, title.place, "the title ends with a full stop", "", std::move(fix));
}

void TitleCase(const Subject& s, Report& report) {
  for (std::string_view word : Split(s.document->title.text, ' ')) {
    if (word.empty() || !IsLower(word[0]) || IsName(word)) continue;
    if (s.world->knowledge->title_words.count(word) > 0) continue;
    report.Add(s, s.document->title.place, "'" + Printable(word) + "' is in lower case");
  }
}

}  // namespace dcv::lint
