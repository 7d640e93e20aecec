// SPDX-License-Identifier: Apache-2.0
// The attributes that all kinds of documents have (specification 2.1.0, "Rule").
#include <algorithm>
#include <array>

#include "base/text.h"
#include "sigma/reader.h"

namespace dcv::sigma {
namespace {

using TextField = Text Document::*;
using ListField = std::vector<Text> Document::*;

struct TextAttribute {
  std::string_view name;
  TextField field;
  size_t limit;  // in characters; 0: none
};
constexpr TextAttribute kTexts[] = {
    {"title", &Document::title, 256},   {"id", &Document::id, 0},
    {"name", &Document::name, 256},     {"taxonomy", &Document::taxonomy, 256},
    {"status", &Document::status, 0},   {"description", &Document::description, 65535},
    {"license", &Document::license, 0}, {"author", &Document::author, 0},
    {"date", &Document::date, 0},       {"modified", &Document::modified, 0},
    {"level", &Document::level, 0},
};

struct ListAttribute {
  std::string_view name;
  ListField field;
};
constexpr ListAttribute kLists[] = {
    {"references", &Document::references},
    {"fields", &Document::fields},
    {"falsepositives", &Document::falsepositives},
    {"tags", &Document::tags},
    {"scope", &Document::scope},
};

constexpr std::array<std::string_view, 5> kStatuses = {"stable", "test", "experimental",
                                                       "deprecated", "unsupported"};
constexpr std::array<std::string_view, 5> kLevels = {"informational", "low", "medium", "high",
                                                     "critical"};
constexpr std::array<std::string_view, 6> kRelations = {"derived", "obsolete", "merged",
                                                        "renamed", "similar",  "correlation"};

size_t Characters(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

template <size_t N>
void CheckWord(const Text& text, std::string_view what,
               const std::array<std::string_view, N>& words, Reader& reader) {
  if (text.empty() || std::find(words.begin(), words.end(), text.text) != words.end()) return;
  const std::vector<std::string> names(words.begin(), words.end());
  const std::string near = Nearest(text.text, names);
  reader.Note("P008", text.place,
              std::string(what) + " '" + Printable(text.text) + "' is not of the specification",
              near.empty() ? "there are: " + Join(names, " ") : "did you mean " + near + "?");
}

int Number(std::string_view digits) {
  int number = 0;
  for (char c : digits) number = number * 10 + (c - '0');
  return number;
}

bool IsDay(std::string_view text, char separator) {
  const std::vector<std::string_view> parts = Split(text, separator);
  if (parts.size() != 3 || parts[0].size() != 4) return false;
  for (std::string_view part : parts) {
    if (part.empty() || part.size() > 4 || !IsDigits(part)) return false;
  }
  const int year = Number(parts[0]), month = Number(parts[1]), day = Number(parts[2]);
  constexpr std::array kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int days = kDays[static_cast<size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
  return day >= 1 && day <= days;
}

std::string TwoDigits(std::string_view part) {
  return (part.size() == 1 ? "0" : "") + std::string(part);
}

void CheckDate(const Text& text, std::string_view what, Reader& reader) {
  if (text.empty()) return;
  if (text.text.size() == 10 && IsDay(text.text, '-')) return;
  if (IsDay(text.text, '/')) {
    const auto parts = Split(text.text, '/');
    const std::string iso =
        std::string(parts[0]) + "-" + TwoDigits(parts[1]) + "-" + TwoDigits(parts[2]);
    reader.Note("P019", text.place, std::string(what) + " is in the form of Sigma 1",
                "write " + iso, {{text.place, text.text, iso}});
    return;
  }
  reader.Note("P010", text.place, std::string(what) + " '" + Printable(text.text) + "' is no date",
              "write YYYY-MM-DD");
}

void ReadRelated(const yaml::Node& node, Document& out, Reader& reader) {
  if (node.kind != yaml::Kind::kSequence) {
    reader.Note("P007", PlaceOf(node), "related is no list");
    return;
  }
  for (const yaml::Node& item : node.items) {
    const yaml::Node *id = item.Find("id"), *type = item.Find("type");
    if (id == nullptr || type == nullptr) {
      reader.Note("P007", PlaceOf(item), "an entry of related lacks id or type");
      continue;
    }
    Related related{reader.ReadText(*id, "related.id"), reader.ReadText(*type, "related.type")};
    if (!IsUuid(related.id.text)) {
      reader.Note("P009", related.id.place, "related.id is no UUID");
    }
    CheckWord(related.type, "related.type", kRelations, reader);
    out.related.push_back(std::move(related));
  }
}

bool ReadTextAttribute(const yaml::Member& member, Document& out, Reader& reader) {
  for (const TextAttribute& attribute : kTexts) {
    if (member.key.scalar != attribute.name) continue;
    Text& text = out.*attribute.field;
    if (attribute.name == "title" && member.value.kind != yaml::Kind::kScalar) {
      reader.Fatal("P007", PlaceOf(member.value), "title is no text");
      return true;
    }
    text = reader.ReadText(member.value, attribute.name);
    if (attribute.limit > 0 && Characters(text.text) > attribute.limit) {
      reader.Note("P011", text.place,
                  std::string(attribute.name) + " is longer than " +
                      std::to_string(attribute.limit) + " characters");
    }
    return true;
  }
  return false;
}

bool ReadListAttribute(const yaml::Member& member, Document& out, Reader& reader) {
  for (const ListAttribute& attribute : kLists) {
    if (member.key.scalar != attribute.name) continue;
    out.*attribute.field = reader.ReadTexts(member.value, attribute.name);
    return true;
  }
  return false;
}

constexpr std::string_view kBodies[] = {"detection", "correlation", "filter"};

void ReadBody(const yaml::Node& root, Document& out, Reader& reader) {
  const yaml::Node* logsource = root.Find("logsource");
  if (const yaml::Node* node = root.Find("correlation")) {
    Correlation correlation = ReadCorrelation(*node, reader);
    // The schema of 2.1.0 has `generate` beside `correlation`, pySigma inside it.
    if (root.Text("generate") == "true") correlation.generate = true;
    out.body = std::move(correlation);
  } else if (const yaml::Node* filter = root.Find("filter")) {
    out.body = ReadFilter(*filter, logsource, reader);
  } else {
    Rule rule;
    if (logsource == nullptr) {
      reader.Fatal("P006", out.place, "the rule has no logsource");
    } else {
      rule.logsource = ReadLogSource(*logsource, reader);
    }
    rule.detection = ReadDetection(*root.Find("detection"), reader);
    out.body = std::move(rule);
  }
}

// `title_told`: a title of another type was told already.
void CheckAttributes(const Document& out, bool title_told, Reader& reader) {
  if (out.title.empty() && !title_told) {
    reader.Fatal("P006", out.place, "the document has no title");
  }
  if (!out.id.empty() && !IsUuid(out.id.text)) {
    reader.Note("P009", out.id.place, "id '" + Printable(out.id.text) + "' is no UUID");
  }
  CheckWord(out.status, "status", kStatuses, reader);
  CheckWord(out.level, "level", kLevels, reader);
  CheckDate(out.date, "date", reader);
  CheckDate(out.modified, "modified", reader);
}

}  // namespace

Document ReadDocument(const yaml::Node& root, Reader& reader) {
  Document out;
  out.place = PlaceOf(root);
  std::vector<std::string> bodies;
  for (const yaml::Member& member : root.members) {
    const std::string& key = member.key.scalar;
    out.keys.emplace(key, PlaceOf(member.key));
    const bool body = std::find(std::begin(kBodies), std::end(kBodies), key) != std::end(kBodies);
    if (body) bodies.push_back(key);
    if (body || key == "logsource" || ReadTextAttribute(member, out, reader) ||
        ReadListAttribute(member, out, reader)) {
      continue;
    }
    if (key == "related") {
      ReadRelated(member.value, out, reader);
    } else if (key != "generate" || root.Find("correlation") == nullptr) {
      out.custom.push_back(member);
    }
  }
  if (bodies.empty()) {
    reader.Fatal("P004", out.place, "neither detection nor correlation nor filter is here");
    return out;
  }
  if (bodies.size() > 1) {
    reader.Fatal("P005", out.keys[bodies[1]], Join(bodies, " and ") + " are in one document",
                 "make a document of each");
    return out;
  }
  ReadBody(root, out, reader);
  const yaml::Node* title = root.Find("title");
  const bool title_told = title != nullptr && title->kind != yaml::Kind::kScalar;
  CheckAttributes(out, title_told, reader);
  return out;
}

}  // namespace dcv::sigma
