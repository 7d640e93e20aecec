// SPDX-License-Identifier: Apache-2.0
// Values that are compared as text: wildcards, places, encodings, placeholders.
#include <algorithm>
#include <iterator>

#include "base/fold.h"
#include "base/text.h"
#include "ir/encode.h"
#include "ir/lowering.h"

namespace dcv::ir {
namespace {

using sigma::Modifier;
using sigma::Pattern;
using sigma::ValueKind;

bool IsPlace(Modifier m) {
  return m == Modifier::kContains || m == Modifier::kStartsWith || m == Modifier::kEndsWith;
}

bool IsBase64(Modifier m) {
  return m == Modifier::kBase64 || m == Modifier::kBase64Offset;
}

// Encodings of bytes, which have no wildcards.
bool IsByteEncoding(Modifier m) {
  return sigma::IsEncoding(m) && m != Modifier::kWindash;
}

void AddStars(Modifier modifier, Pattern& pattern) {
  if (modifier == Modifier::kContains || modifier == Modifier::kEndsWith) pattern.PrependAny();
  if (modifier == Modifier::kContains || modifier == Modifier::kStartsWith) pattern.AppendAny();
}

// Folds the literal parts; what was folded apart may only be compared with folded text.
Pattern Folded(const Pattern& pattern) {
  Pattern out = pattern;
  for (Pattern::Part& part : out.parts) part.text = Fold(part.text);
  return out;
}

// The operator that says the same as the pattern, and its literal.
std::pair<Op, std::string> Classify(const Pattern& pattern) {
  const auto& parts = pattern.parts;
  const auto is = [&](size_t i, Pattern::Kind kind) { return parts[i].kind == kind; };
  constexpr auto kText = Pattern::Kind::kText;
  constexpr auto kAny = Pattern::Kind::kAny;
  if (parts.empty()) return {Op::kEquals, ""};
  if (parts.size() == 1 && is(0, kText)) return {Op::kEquals, parts[0].text};
  if (parts.size() == 2 && is(0, kText) && is(1, kAny)) return {Op::kPrefix, parts[0].text};
  if (parts.size() == 2 && is(0, kAny) && is(1, kText)) return {Op::kSuffix, parts[1].text};
  if (parts.size() == 3 && is(0, kAny) && is(1, kText) && is(2, kAny)) {
    return {Op::kContains, parts[1].text};
  }
  return {Op::kGlob, ""};
}

constexpr std::string_view kDashes[] = {"-", "/", "\u2013", "\u2014", "\u2015"};

// The texts to encode: each dash is any of five characters, wildcards that a place added are the
// characters they are written with. nullopt when there are too many.
std::optional<std::vector<std::string>> Literals(const Pattern& pattern) {
  constexpr size_t kMax = 3125;  // five dashes
  std::vector<std::string> out = {""};
  for (const Pattern::Part& part : pattern.parts) {
    if (part.kind != Pattern::Kind::kDash) {
      const bool any = part.kind == Pattern::Kind::kAny;
      for (std::string& text : out) text += any ? "*" : part.text;
      continue;
    }
    if (out.size() * std::size(kDashes) > kMax) return std::nullopt;
    std::vector<std::string> more;
    for (const std::string& text : out) {
      for (std::string_view dash : kDashes) more.push_back(text + std::string(dash));
    }
    out = std::move(more);
  }
  return out;
}

bool IsPlaceholderName(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\\';
  });
}

}  // namespace

// What the log has in the place of the rule's value, by all of its sources; patterns.
std::optional<ExprId> SearchLowering::Mapped(const sigma::Item& item, const sigma::Value& value) {
  if (item.field.empty() || value.kind == ValueKind::kNull) return std::nullopt;
  if (HasAny(item, IsByteEncoding)) return std::nullopt;
  std::vector<ExprId> alternatives;
  for (const auto& map : table_.Find(fields_, item.field.text).resolved.values) {
    if (!EqualsIgnoreCase(map.from, value.text)) continue;
    std::vector<ExprId> values;
    for (const std::string& to : map.to) {
      Pattern pattern = Pattern::Parse(to);
      for (Modifier modifier : item.modifiers) AddStars(modifier, pattern);
      values.push_back(PatternLeaf(item, std::move(pattern), Has(item, Modifier::kCased)));
    }
    const ExprId any = program_.Or(std::move(values));
    alternatives.push_back(
        map.negated ? program_.And({program_.Not(Leaf(Of(item, Op::kNull))), program_.Not(any)})
                    : any);
  }
  if (alternatives.empty()) return std::nullopt;
  return program_.Or(std::move(alternatives));
}

ExprId SearchLowering::Text(const sigma::Item& item, const sigma::Value& value) {
  std::optional<std::string> text = value.text;
  if (Has(item, Modifier::kExpand)) text = Expand(value);
  if (!text) return program_.False();
  const bool literal = value.kind != ValueKind::kString;
  Patterns patterns = {literal ? Pattern::Literal(*text) : Pattern::Parse(*text)};
  if (HasAny(item, IsByteEncoding) && patterns[0].HasWildcard()) {
    return Misfit(item, value, "text without wildcards: escape them with a backslash");
  }
  for (Modifier modifier : item.modifiers) {
    for (Pattern& pattern : patterns) {
      AddStars(modifier, pattern);
      if (modifier == Modifier::kWindash) pattern.MakeDashes();
    }
    if (IsByteEncoding(modifier) && !Encode(modifier, value.place, patterns)) {
      return program_.False();
    }
  }
  // Base64 means something else in another case.
  const bool cased = Has(item, Modifier::kCased) || HasAny(item, IsBase64);
  // A keyword is looked for anywhere in a text unless its place is said.
  const bool anywhere = item.field.empty() && !HasAny(item, IsPlace);
  std::vector<ExprId> leaves;
  for (Pattern& pattern : patterns) {
    if (anywhere) AddStars(Modifier::kContains, pattern);
    leaves.push_back(PatternLeaf(item, std::move(pattern), cased));
  }
  return program_.Or(std::move(leaves));
}

bool SearchLowering::Encode(Modifier modifier, Place place, Patterns& patterns) {
  Patterns out;
  for (const Pattern& pattern : patterns) {
    const auto literals = Literals(pattern);
    if (!literals) {
      notes_.Fail("P113", place, "the value has more than five dashes to encode in all their forms",
                  "leave windash away, or encode a shorter part");
      return false;
    }
    for (const std::string& text : *literals) {
      if (!EncodeText(modifier, text, place, out)) return false;
    }
  }
  patterns = std::move(out);
  return true;
}

bool SearchLowering::EncodeText(Modifier modifier, const std::string& text, Place place,
                                Patterns& out) {
  nodes_ += text.size() / 32;
  if (nodes_ > kMaxNodes) {
    notes_.Fail("P113", place, "the encoded values are too long");
    return false;
  }
  if (modifier == Modifier::kBase64) {
    out.push_back(Pattern::Literal(Base64(text)));
  } else if (modifier == Modifier::kBase64Offset) {
    const auto offsets = Base64Offsets(text);
    if (offsets) {
      for (const std::string& offset : *offsets) out.push_back(Pattern::Literal(offset));
      return true;
    }
  } else if (const auto encoded = Utf16(text, modifier == Modifier::kUtf16Be)) {
    out.push_back(Pattern::Literal((modifier == Modifier::kUtf16 ? "\xFF\xFE" : "") + *encoded));
  } else {
    notes_.Fail("P104", place, "the value is not UTF-8");
    return false;
  }
  if (!text.empty() && modifier != Modifier::kBase64Offset) return true;
  notes_.Fail("P105", place,
              "'" + Printable(text) + "' is too short for " + std::string(ToString(modifier)) +
                  ": a form of it is empty and would match everything",
              "take a longer value");
  return false;
}

// The text with its escaped percent signs undone; nullopt when it has a placeholder.
std::optional<std::string> SearchLowering::Expand(const sigma::Value& value) {
  const std::string& text = value.text;
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '%' || text[i + 1] == '\\')) {
      if (text[++i] == '\\') out += '\\';
      out += text[i];
      continue;
    }
    const size_t end = text[i] == '%' ? text.find('%', i + 1) : text.npos;
    if (end != text.npos && IsPlaceholderName(std::string_view(text).substr(i + 1, end - i - 1))) {
      notes_.Fail("P103", value.place,
                  "the placeholder " + Printable(text.substr(i, end - i + 1)) + " is not resolved");
      return std::nullopt;
    }
    out += text[i];
  }
  return out;
}

ExprId SearchLowering::PatternLeaf(const sigma::Item& item, Pattern pattern, bool cased) {
  if (!cased) pattern = Folded(pattern);
  auto [op, text] = Classify(pattern);
  Predicate predicate = Of(item, op);
  predicate.cased = cased;
  predicate.text = std::move(text);
  if (op == Op::kGlob) predicate.pattern = std::move(pattern);
  return Leaf(std::move(predicate));
}

}  // namespace dcv::ir
