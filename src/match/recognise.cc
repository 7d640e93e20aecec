// SPDX-License-Identifier: Apache-2.0
#include "match/recognise.h"

#include <algorithm>

#include "base/fold.h"
#include "logsource/recognise.h"
#include "match/literals.h"

namespace dcv::match {
namespace {

using Part = sigma::Pattern::Kind;

}  // namespace

Recogniser::Recogniser(const logsource::Registry& registry) {
  const auto& sources = registry.sources();
  for (uint32_t source = 0; source < sources.size(); ++source) {
    for (const auto& terms : sources[source].recognise) {
      Line& line = lines_.emplace_back();
      line.source = source;
      for (const logsource::RecogniseTerm& term : terms) {
        const uint32_t place = PlaceOf(term.path);
        line.terms.push_back(term.value ? Compile(place, *term.value)
                                        : Term{place, false, Term::Kind::kEquals, {}, {}});
      }
    }
  }
  std::stable_sort(lines_.begin(), lines_.end(),
                   [](const Line& a, const Line& b) { return a.terms.size() > b.terms.size(); });
}

uint32_t Recogniser::PlaceOf(const logsource::Path& path) {
  const auto found = std::find(places_.begin(), places_.end(), path);
  const auto place = static_cast<uint32_t>(found - places_.begin());
  if (found == places_.end()) places_.push_back(path);
  return place;
}

Recogniser::Term Recogniser::Compile(uint32_t place, const std::string& value) {
  Term term{place, true, Term::Kind::kPattern, {}, sigma::Pattern::Parse(Fold(value))};
  const auto& parts = term.pattern.parts;
  const auto is = [&](size_t i, Part kind) { return parts[i].kind == kind; };
  if (term.pattern.IsLiteral()) {
    term.kind = Term::Kind::kEquals;
    term.text = term.pattern.literal();
  } else if (parts.size() == 2 && is(0, Part::kText) && is(1, Part::kAny)) {
    term.kind = Term::Kind::kPrefix;
    term.text = parts[0].text;
  } else if (parts.size() == 2 && is(0, Part::kAny) && is(1, Part::kText)) {
    term.kind = Term::Kind::kSuffix;
    term.text = parts[1].text;
  } else if (parts.size() == 3 && is(0, Part::kAny) && is(1, Part::kText) && is(2, Part::kAny)) {
    term.kind = Term::Kind::kContains;
    term.text = parts[1].text;
  }
  return term;
}

bool Recogniser::Matches(const Term& term, std::string_view folded) {
  switch (term.kind) {
    case Term::Kind::kEquals: return folded == term.text;
    case Term::Kind::kPrefix: return folded.starts_with(term.text);
    case Term::Kind::kSuffix: return folded.ends_with(term.text);
    case Term::Kind::kContains: return folded.find(term.text) != folded.npos;
    case Term::Kind::kPattern: return logsource::MatchesFolded(term.pattern, folded);
  }
  return false;
}

bool Recogniser::Holds(const Term& term, Capture& capture) const {
  if (!term.compared) return true;  // candidates have it
  for (uint32_t v = capture.First(term.place); v != kNone; v = capture.value(v).next) {
    Value& value = capture.value(v);
    if (!value.IsNothing() && !value.IsContainer() && Matches(term, capture.Folded(value))) {
      return true;
    }
  }
  return false;
}

Recogniser::Memory::Known& Recogniser::Candidates(const Capture& capture, Memory& memory) const {
  const std::vector<uint64_t>& present = capture.present();
  uint64_t hash = 0;
  for (uint64_t word : present) hash = Mix(hash ^ word);
  Memory::Known& known = memory.known[hash % Memory::kSize];
  if (known.present == present) return known;
  known = {};
  known.present = present;
  for (uint32_t i = 0; i < lines_.size(); ++i) {
    const auto& terms = lines_[i].terms;
    const bool all = std::all_of(terms.begin(), terms.end(), [&](const Term& term) {
      return (present[term.place / 64] >> (term.place % 64) & 1) != 0;
    });
    if (!all) continue;
    known.lines.push_back(i);
    for (const Term& term : terms) {
      if (term.compared) known.compared.push_back(term.place);
    }
  }
  std::sort(known.compared.begin(), known.compared.end());
  known.compared.erase(std::unique(known.compared.begin(), known.compared.end()),
                       known.compared.end());
  return known;
}

// Writes out what the lines compare.
bool Recogniser::SameAsLast(Capture& capture, const Memory::Known& known, std::string& values) {
  values.clear();
  for (uint32_t place : known.compared) {
    for (uint32_t v = capture.First(place); v != kNone; v = capture.value(v).next) {
      const Value& value = capture.value(v);
      values += static_cast<char>(value.type);
      values.append(value.raw, value.raw_size);
      values += '"';  // ends every string
    }
    values += '\n';
  }
  return values == known.values;
}

uint32_t Recogniser::Judge(const std::vector<uint32_t>& lines, Capture& capture) const {
  for (uint32_t i : lines) {
    const auto& terms = lines_[i].terms;
    if (std::all_of(terms.begin(), terms.end(),
                    [&](const Term& term) { return Holds(term, capture); })) {
      return lines_[i].source;
    }
  }
  return kNone;
}

uint32_t Recogniser::Recognise(Capture& capture, Memory& memory) const {
  Memory::Known& known = Candidates(capture, memory);
  if (known.lines.empty()) return kNone;
  if (SameAsLast(capture, known, memory.values) && known.judged) return known.source;
  known.judged = true;
  known.source = Judge(known.lines, capture);
  known.values = memory.values;
  return known.source;
}

}  // namespace dcv::match
