// SPDX-License-Identifier: Apache-2.0
// Checks of attributes: presence, identity, description, status, false positives.
#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "lint/checks.h"

namespace dcv::lint {
namespace {

bool IsDetection(const Subject& s) {
  return s.document->rule() != nullptr;
}

void Missing(const Subject& s, const sigma::Text& text, std::string_view name, Report& report) {
  if (s.document->filter() != nullptr || !text.empty()) return;
  report.Add(s, s.document->place, "the rule has no " + std::string(name));
}

// Reports each subject whose `key` an earlier one has, "" left out.
template <typename Key>
void Repeated(const World& world, Report& report, const char* what, Key key) {
  std::unordered_map<std::string, const Subject*> first;
  for (const Subject& s : world.subjects) {
    const sigma::Text& text = key(s);
    if (text.empty()) continue;
    const auto [found, fresh] = first.try_emplace(Lower(text.text), &s);
    if (fresh) continue;
    const Subject& other = *found->second;
    // Written once, for several rules of a legacy collection.
    if (other.file == s.file && key(other).place == text.place) continue;
    std::string where = other.input->path;
    if (other.file == s.file) where = "line " + std::to_string(key(other).place.line);
    report.Add(s, text.place,
               std::string(what) + " '" + Printable(text.text) + "' is also in " + where);
  }
}

size_t Characters(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (char c : text) {
    if (std::isalpha(static_cast<unsigned char>(c)) || c == '-' || c == '\'') {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

}  // namespace

void AuthorExistence(const Subject& s, Report& r) {
  Missing(s, s.document->author, "author", r);
}
void DateExistence(const Subject& s, Report& r) {
  Missing(s, s.document->date, "date", r);
}
void DescriptionExistence(const Subject& s, Report& r) {
  Missing(s, s.document->description, "description", r);
}
void LevelExistence(const Subject& s, Report& r) {
  Missing(s, s.document->level, "level", r);
}
void StatusExistence(const Subject& s, Report& r) {
  Missing(s, s.document->status, "status", r);
}

void IdentifierExistence(const Subject& s, Report& report) {
  Missing(s, s.document->id, "id", report);
}

void IdentifierUniqueness(const World& world, Report& report) {
  Repeated(world, report, "id",
           [](const Subject& s) -> const sigma::Text& { return s.document->id; });
}

void DuplicateTitle(const World& world, Report& report) {
  Repeated(world, report, "title",
           [](const Subject& s) -> const sigma::Text& { return s.document->title; });
}

void CustomAttributes(const Subject& s, Report& report) {
  const Knowledge& knowledge = *s.world->knowledge;
  for (const yaml::Member& member : s.document->custom) {
    const auto found = knowledge.misspelt.find(member.key.scalar);
    if (found == knowledge.misspelt.end()) continue;
    const Place place = s.KeyPlace(member.key.scalar);
    const std::string right(found->second);
    std::vector<Edit> fix;
    if (s.document->keys.count(right) == 0) {
      if (auto edit = s.lines->Replace(place, member.key.scalar, right)) fix.push_back(*edit);
    }
    report.Add(s, place, "'" + Printable(member.key.scalar) + "' is not read by any tool",
               "write " + right, std::move(fix));
  }
}

void UnknownField(const Subject& s, Report& report) {
  const Knowledge& knowledge = *s.world->knowledge;
  for (const yaml::Member& member : s.document->custom) {
    if (knowledge.misspelt.count(member.key.scalar) > 0) continue;
    if (knowledge.repository_keys.count(member.key.scalar) > 0) continue;
    report.Add(s, s.KeyPlace(member.key.scalar),
               "'" + Printable(member.key.scalar) + "' is no attribute of the specification");
  }
}

void FieldsExistence(const Subject& s, Report& report) {
  if (s.document->keys.count("fields") == 0) return;
  report.Add(s, s.KeyPlace("fields"), "SigmaHQ's repository does not take the attribute fields");
}

void DescriptionLength(const Subject& s, Report& report) {
  const sigma::Text& description = s.document->description;
  if (description.empty() || Characters(description.text) >= 16) return;
  report.Add(s, description.place, "the description has fewer than 16 characters");
}

void LinkInDescription(const Subject& s, Report& report) {
  const sigma::Text& description = s.document->description;
  for (std::string_view scheme : {"http://", "https://"}) {
    const size_t at = description.text.find(scheme);
    // A scheme alone is what the rule is about, not a link.
    if (at == std::string::npos || at + scheme.size() >= description.text.size()) continue;
    if (!std::isalnum(static_cast<unsigned char>(description.text[at + scheme.size()]))) continue;
    report.Add(s, description.place, "a link stands in the description");
    return;
  }
}

void StatusFolder(const Subject& s, Report& report) {
  const std::string& status = s.document->status.text;
  if (status != "deprecated" && status != "unsupported") return;
  if (s.input->path.find(status) != std::string::npos) return;
  report.Add(s, s.document->status.place,
             "a rule of status " + status + " stands outside a folder of that name");
}

void FalsepositivesCapital(const Subject& s, Report& report) {
  for (const sigma::Text& text : s.document->falsepositives) {
    if (text.empty() || !std::islower(static_cast<unsigned char>(text.text[0]))) continue;
    report.Add(s, text.place, "a false positive begins in lower case");
  }
}

void FalsepositivesBannedWord(const Subject& s, Report& report) {
  for (const sigma::Text& text : s.document->falsepositives) {
    for (const std::string& word : Words(text.text)) {
      if (s.world->knowledge->banned_false_positives.count(word) == 0) continue;
      report.Add(s, text.place, "'" + word + "' says nothing about false positives");
      break;
    }
  }
}

void FalsepositivesTypoWord(const Subject& s, Report& report) {
  for (const sigma::Text& text : s.document->falsepositives) {
    for (const std::string& word : Words(text.text)) {
      const auto found = s.world->knowledge->typos.find(word);
      if (found == s.world->knowledge->typos.end()) continue;
      report.Add(s, text.place, "'" + word + "' is misspelt",
                 "write " + std::string(found->second));
    }
  }
}

void KeywordOnly(const Subject& s, Report& report) {
  if (!IsDetection(s) || s.items.empty()) return;
  const bool only = std::all_of(s.items.begin(), s.items.end(), [](const ItemAt& at) {
    return at.item->field.empty() && at.item->modifiers.empty();
  });
  // A product alone stands for logs of many forms.
  const bool one_log = !s.logsource->service.empty() || !s.logsource->category.empty();
  if (!only || s.sources.empty() || !one_log) return;
  report.Add(s, s.items.front().place(), "the rule searches words anywhere in the event only",
             "name the fields: this log source has a table of them");
}

}  // namespace dcv::lint
