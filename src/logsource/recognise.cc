// SPDX-License-Identifier: Apache-2.0
#include "logsource/recognise.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/fold.h"
#include "base/text.h"

namespace dcv::logsource {
namespace {

using Kind = sigma::Pattern::Kind;

// As Sigma compares them; nullopt for what is no scalar.
std::optional<std::string> ScalarText(json::Value value) {
  switch (value.type()) {
    case json::Type::kString: return std::string(value.text());
    case json::Type::kNumber: return fmt::format("{}", value.number().value_or(0));
    case json::Type::kBool: return *value.boolean() ? "true" : "false";
    default: return {};
  }
}

// Bytes of `text` that a part other than '*' takes; nullopt when it does not match there.
std::optional<size_t> Taken(const sigma::Pattern::Part& part, std::string_view text) {
  if (part.kind == Kind::kText) {
    if (!text.starts_with(part.text)) return {};
    return part.text.size();
  }
  if (part.kind != Kind::kOne || text.empty()) return {};  // kDash comes of modifiers alone
  return std::max<size_t>(Utf8SequenceLength(text), 1);
}

}  // namespace

bool MatchesFolded(const sigma::Pattern& pattern, std::string_view text) {
  const auto& parts = pattern.parts;
  size_t part = 0, at = 0;
  size_t star = parts.size(), star_at = 0;  // the last '*' met and where the text goes on after it
  while (part < parts.size() || at < text.size()) {
    if (part < parts.size() && parts[part].kind == Kind::kAny) {
      star = part++;
      star_at = at;
      continue;
    }
    const std::optional<size_t> taken =
        part < parts.size() ? Taken(parts[part], text.substr(at)) : std::nullopt;
    if (taken) {
      at += *taken;
      ++part;
      continue;
    }
    if (star == parts.size() || star_at >= text.size()) return false;
    if (star + 1 == parts.size()) return true;
    star_at += std::max<size_t>(Utf8SequenceLength(text.substr(star_at)), 1);
    at = star_at;
    part = star + 1;
  }
  return true;
}

struct Recogniser::Found {
  bool known = false, present = false;
  std::vector<std::string> texts;  // folded
};

Recogniser::Recogniser(const std::vector<Source>& sources) {
  for (size_t source = 0; source < sources.size(); ++source) {
    for (const std::vector<RecogniseTerm>& terms : sources[source].recognise) {
      Line line{source, {}};
      for (const RecogniseTerm& term : terms) {
        Term& added = line.terms.emplace_back();
        added.place = PlaceOf(term.path);
        if (!term.value) continue;
        places_[added.place].compared = true;
        added.pattern = sigma::Pattern::Parse(Fold(*term.value));
      }
      lines_.push_back(std::move(line));
    }
  }
  std::stable_sort(lines_.begin(), lines_.end(),
                   [](const Line& a, const Line& b) { return a.terms.size() > b.terms.size(); });
}

size_t Recogniser::PlaceOf(const Path& path) {
  const auto found = std::find_if(places_.begin(), places_.end(),
                                  [&](const Place& place) { return place.path == path; });
  const auto index = static_cast<size_t>(found - places_.begin());
  if (found == places_.end()) places_.push_back({path, false});
  return index;
}

bool Recogniser::Holds(const Term& term, json::Value event, std::vector<Found>& found) const {
  Found& here = found[term.place];
  if (!here.known) {
    here.known = true;
    const Place& place = places_[term.place];
    Visit(event, place.path, [&](json::Value value) {
      if (value.Is(json::Type::kNull)) return true;
      here.present = true;
      if (!place.compared) return false;
      if (const auto text = ScalarText(value)) here.texts.push_back(Fold(*text));
      return true;
    });
  }
  if (!term.pattern) return here.present;
  return std::any_of(here.texts.begin(), here.texts.end(),
                     [&](const std::string& text) { return MatchesFolded(*term.pattern, text); });
}

std::optional<size_t> Recogniser::Recognise(json::Value event) const {
  if (!event.Is(json::Type::kObject)) return {};
  std::vector<Found> found(places_.size());
  for (const Line& line : lines_) {
    const bool all = std::all_of(line.terms.begin(), line.terms.end(),
                                 [&](const Term& term) { return Holds(term, event, found); });
    if (all) return line.source;
  }
  return {};
}

}  // namespace dcv::logsource
