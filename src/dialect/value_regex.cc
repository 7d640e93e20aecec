// SPDX-License-Identifier: Apache-2.0
#include "dialect/value_regex.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/text.h"

namespace dcv::dialect {
namespace {

using ir::Op;
using ir::Predicate;
using Kind = sigma::Pattern::Kind;

constexpr std::string_view kDashes = "[-/\u2013\u2014\u2015]";

std::string Escaped(char c) {
  const bool special = std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos;
  if (special) return {'\\', c};
  if (static_cast<unsigned char>(c) < 0x20 || c == '\x7F') {
    return fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
  }
  return {c};
}

std::string Characters(std::string_view text, bool ascii_case) {
  std::string out;
  while (!text.empty()) {
    const size_t size = std::max<size_t>(1, Utf8SequenceLength(text));
    if (size == 1) {
      out += static_cast<unsigned char>(text.front()) < 0x80 ? Escaped(text.front()) : ".";
    } else {
      out += ascii_case ? "." : std::string(text.substr(0, size));
    }
    text.remove_prefix(size);
  }
  return out;
}

// One character as writers of JSON write it. Strings of JSON within JSON are escaped twice.
std::string InJson(std::string_view character) {
  const auto byte = static_cast<unsigned char>(character.front());
  if (character.size() > 1 || byte >= 0x7F) return "(?:\\\\+u[0-9a-f]{4}|.)+?";
  if (byte < 0x20 || byte == '"' || byte == '\\') return "\\\\+.[0-9a-f]*";
  const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                      (byte >= '0' && byte <= '9') || byte == ' ' || byte == '.' || byte == '-' ||
                      byte == '_';
  if (letter) return Escaped(character.front());
  if (byte == '/') return "\\\\*/";
  return fmt::format("(?:{}|\\\\+u00{:02x})", Escaped(character.front()), byte);
}

}  // namespace

bool IsText(const Predicate& predicate) {
  switch (predicate.op) {
    case Op::kEquals:
    case Op::kPrefix:
    case Op::kSuffix:
    case Op::kContains:
    case Op::kGlob: return predicate.part == ir::TimePart::kNone;
    default: return false;
  }
}

sigma::Pattern PatternOf(const Predicate& predicate) {
  if (predicate.op == Op::kGlob) return predicate.pattern;
  sigma::Pattern out = sigma::Pattern::Literal(predicate.text);
  if (predicate.op == Op::kSuffix || predicate.op == Op::kContains) out.PrependAny();
  if (predicate.op == Op::kPrefix || predicate.op == Op::kContains) out.AppendAny();
  return out;
}

bool HoldsForText(const Predicate& predicate, std::string_view text) {
  if (IsText(predicate)) return PatternOf(predicate).Matches(text);
  if (predicate.op != Op::kRegex) return false;
  const RE2 regex(predicate.text, RE2::Quiet);
  return !regex.ok() || RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), regex);
}

bool HoldsForEmpty(const Predicate& predicate) {
  return HoldsForText(predicate, "");
}

std::string RegexBody(const sigma::Pattern& pattern, Span span, bool ascii_case) {
  std::string out;
  const auto& parts = pattern.parts;
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool end = i == 0 || i + 1 == parts.size();
    switch (parts[i].kind) {
      case Kind::kAny: out += span == Span::kSearch && end ? "" : ".*"; break;
      case Kind::kOne: out += '.'; break;
      case Kind::kDash: out += kDashes; break;
      case Kind::kText: out += Characters(parts[i].text, ascii_case);
    }
  }
  if (span == Span::kWhole) return out;
  if (parts.empty() || parts.front().kind != Kind::kAny) out = "^" + out;
  if (parts.empty() || parts.back().kind != Kind::kAny) out += '$';
  return out;
}

std::string NumberBody(const Predicate& predicate, bool exponents) {
  std::string digits = fmt::format("{}", predicate.number);
  const bool whole = IsDigits(predicate.text.starts_with('-') ? predicate.text.substr(1)
                                                              : std::string_view(predicate.text));
  if (whole) digits = predicate.text;  // a double may not have them all
  std::string out = "\\+?";
  if (digits.starts_with('-')) {
    out = predicate.number == 0 ? "[-+]?" : "-";
    digits.erase(0, 1);
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  const size_t point = digits.find('.');
  out += "0*" + digits.substr(0, point);
  if (digits.empty()) out = "[-+]?0+";
  out += point == digits.npos ? "(?:\\.0*)?" : "\\." + digits.substr(point + 1) + "0*";
  if (exponents) out += "|[-+.0-9]+e[-+0-9]+";
  // 0x10 is a number in a rule and a text in an event.
  if (predicate.text.find_first_not_of("0123456789.-") != std::string::npos) {
    out += "|" + Characters(predicate.text, true);
  }
  return out;
}

std::string RegexOfTexts(const std::vector<const Predicate*>& any, bool cased, Span span,
                         bool ascii_case) {
  std::string out;
  size_t count = 0;
  for (const Predicate* predicate : any) {
    if (!IsText(*predicate) || predicate->cased != cased) continue;
    out += (count++ == 0 ? "" : "|") + RegexBody(PatternOf(*predicate), span, ascii_case && !cased);
  }
  if (count == 0) return {};
  if (count > 1 && span == Span::kWhole) out = "(?:" + out + ")";
  return (cased ? "(?s)" : "(?is)") + out;
}

std::string BodyInJson(const sigma::Pattern& pattern) {
  std::string out;
  for (const sigma::Pattern::Part& part : pattern.parts) {
    switch (part.kind) {
      case Kind::kAny: out += ".*"; break;
      case Kind::kOne: out += ".+?"; break;
      case Kind::kDash: out += "(?:[-/]|\\\\+/|\\\\+u[0-9a-f]{4}|[^ -~])"; break;
      case Kind::kText:
        for (std::string_view rest = part.text; !rest.empty();) {
          const size_t size = std::max<size_t>(1, Utf8SequenceLength(rest));
          out += InJson(rest.substr(0, size));
          rest.remove_prefix(size);
        }
    }
  }
  return out;
}

Term AnyOf(const Leaf& leaf, const char* or_word, std::vector<Term> parts) {
  const Fit loose = leaf.under_not ? Fit::kNarrower : Fit::kWider;
  Term out{Fit::kExact, {}};
  std::vector<std::string> texts;
  for (Term& part : parts) {
    if (part.fit != Fit::kExact) {
      out.fit = loose;
      if (out.note.empty()) out.note = part.note;
    }
    const bool usable = part.fit == Fit::kExact || part.fit == loose;
    if (!usable && !leaf.under_not) return {Fit::kNone, {}, part.note};
    if (!usable) continue;
    texts.push_back(std::move(part.text));
    if (texts.size() == 1) out.atom = part.atom;
  }
  if (texts.empty()) return {Fit::kNone, {}, out.note};
  const bool several = texts.size() > 1;
  out.text = JoinBalanced(std::move(texts), or_word);
  if (several) {
    out.text = "(" + out.text + ")";
    out.atom = true;
  }
  return out;
}

std::string EscapeSlashes(std::string_view regex) {
  std::string out;
  for (size_t i = 0; i < regex.size(); ++i) {
    if (regex[i] == '\\' && i + 1 < regex.size()) {
      out += regex[i++];
    } else if (regex[i] == '/') {
      out += '\\';
    }
    out += regex[i];
  }
  return out;
}

}  // namespace dcv::dialect
