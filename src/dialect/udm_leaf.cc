// SPDX-License-Identifier: Apache-2.0
#include "dialect/udm_leaf.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialect/sql.h"
#include "dialect/udm_column.h"
#include "dialect/value_regex.h"

namespace dcv::dialect::udm {
namespace {

using ir::Op;
using ir::Predicate;

constexpr const char* kEmptyNote = "an absent field and an empty text are one in UDM";
constexpr const char* kSharedNote = "other fields of the log may stand in the same place in UDM";
constexpr const char* kNowhereNote = "no place is known where Google's parser puts it";

// Enumerations, whose values are upper-case words, and numbers.
constexpr std::array<std::string_view, 12> kEnums = {
    "metadata.event_type",       "network.ip_protocol",        "network.application_protocol",
    "network.direction",         "security_result.action",     "security_result.category",
    "security_result.severity",  "security_result.confidence", "extensions.auth.type",
    "extensions.auth.mechanism", "network.http.method_type",   "resource.resource_type"};
constexpr std::array<std::string_view, 1> kBooleans = {"network.is_proxy"};
constexpr std::array<std::string_view, 6> kNumbers = {
    ".port", ".nat_port", ".response_code", ".sent_bytes", ".received_bytes", ".size"};

template <typename List>
bool EndsLike(const List& list, std::string_view column) {
  return std::any_of(list.begin(), list.end(),
                     [&](std::string_view end) { return column.ends_with(end); });
}

bool HasCase(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  });
}

// A whole number as UDM writes it.
bool IsWhole(std::string_view text) {
  return !text.empty() && text.size() < 16 && text[0] != '0' &&
         text.find_first_not_of("0123456789") == text.npos;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

class Writer {
 public:
  Writer(const Forms& forms, Rendering& rendering, const Leaf& leaf, const Column& column)
      : f_(forms), r_(rendering), leaf_(leaf), column_(column) {
    x_ = (column.repeated ? f_.any : "") + (f_.variable + column.path);
  }

  Term Write() {
    const Predicate& first = *leaf_.any.front();
    if (!column_.before.empty()) return Each(&Writer::Framed);
    if (first.op == Op::kNull) {
      return Empty();
    }
    if (first.op == Op::kExists) return Present();
    if (EndsLike(kBooleans, column_.path)) return Each(&Writer::Boolean);
    if (EndsLike(kEnums, column_.path)) return Each(&Writer::Enum);
    if (EndsLike(kNumbers, column_.path)) return Each(&Writer::Number);
    return Texts();
  }

 private:
  Term Each(Term (Writer::*one)(const Predicate&)) {
    std::vector<Term> parts;
    for (const Predicate* predicate : leaf_.any) parts.push_back((this->*one)(*predicate));
    return AnyOf(leaf_, f_.or_word, std::move(parts));
  }

  Term Framed(const Predicate& predicate) {
    if (predicate.op != Op::kEquals || predicate.text.empty()) {
      return {Fit::kNone, {}, "the value is part of a longer text in UDM"};
    }
    Predicate whole = predicate;
    whole.text = column_.before + predicate.text;
    return Value(whole);
  }

  // `any` of no values is false, so that a list which is not there is told by `not any`.
  Term Empty() const {
    if (leaf_.under_not) return {Fit::kNone, {}, kEmptyNote};
    const bool any = column_.repeated && f_.any[0] != '\0';
    return {Fit::kWider, any ? "not " + x_ + " != \"\"" : x_ + " = \"\"", kEmptyNote};
  }

  // What is absent is false there.
  Term Boolean(const Predicate& predicate) {
    const bool text = predicate.op == Op::kEquals && !predicate.cased;
    const bool yes = predicate.op == Op::kBoolean ? predicate.flag : predicate.text == "true";
    if (predicate.op != Op::kBoolean && !(text && (yes || predicate.text == "false"))) {
      return {Fit::kNone, {}, "the field is true or false in UDM"};
    }
    if (yes) return {Fit::kExact, x_ + " = true"};
    return {leaf_.under_not ? Fit::kNone : Fit::kWider, x_ + " = false", "what is absent is false"};
  }

  Term Present() const {
    return {leaf_.under_not ? Fit::kNarrower : Fit::kNone, x_ + " != \"\"", kEmptyNote};
  }

  // Lists of texts are one expression, as a search may have 169 operators.
  Term Texts() {
    std::vector<const Predicate*> listed;
    std::vector<Term> parts;
    for (const Predicate* predicate : leaf_.any) {
      const bool plain = IsText(*predicate) && !HoldsForEmpty(*predicate);
      const bool equal =
          predicate->op == Op::kEquals && (predicate->cased || IsAscii(predicate->text));
      if (plain && (leaf_.any.size() > 4 || !equal)) {
        listed.push_back(predicate);
      } else {
        parts.push_back(Value(*predicate));
      }
    }
    for (bool cased : {false, true}) {
      const std::string regex = RegexOfTexts(listed, cased, Span::kSearch, false);
      if (!regex.empty()) parts.push_back({Fit::kExact, Matches(regex)});
    }
    return AnyOf(leaf_, f_.or_word, std::move(parts));
  }

  // Flags of RE2; `i` is said by nocase.
  std::string Matches(std::string regex) const {
    const bool any_case = regex.starts_with("(?is)");
    if (any_case) regex.erase(2, 1);
    return x_ + " = /" + EscapeSlashes(regex) + "/" + (any_case ? " nocase" : "");
  }

  Term Value(const Predicate& predicate) {
    if (predicate.part != ir::TimePart::kNone) return {Fit::kNone, {}, "UDM has no parts of times"};
    switch (predicate.op) {
      case Op::kEquals:
        if (predicate.text.empty()) return Empty();
        return {Fit::kExact, x_ + " = " + Quote(predicate.text) +
                                 (!predicate.cased && HasCase(predicate.text) ? " nocase" : "")};
      case Op::kPrefix:
      case Op::kSuffix:
      case Op::kContains:
      case Op::kGlob: return Present();  // what holds for the empty text
      case Op::kRegex: return Regex(predicate);
      case Op::kCidr: return Network(predicate);
      case Op::kBoolean:
        return {Fit::kExact, fmt::format("{} = \"{}\" nocase", x_, predicate.flag)};
      case Op::kNumber: return NumberText(predicate);
      case Op::kFieldEquals:
      case Op::kFieldPrefix:
      case Op::kFieldSuffix:
      case Op::kFieldContains: return Reference(predicate);
      default: return {Fit::kNone, {}, "the field holds texts in UDM, which have no order"};
    }
  }

  // The expression sees the first line alone without `s`, which it gets from outside.
  Term Regex(const Predicate& predicate) const {
    const std::string text = Matches("(?s)(?-s:" + predicate.text + ")");
    if (!HoldsForEmpty(predicate)) return {Fit::kExact, text};
    if (!leaf_.under_not) return {Fit::kWider, text, kEmptyNote};
    return {Fit::kNarrower, "(" + text + f_.and_word + x_ + " != \"\")", kEmptyNote};
  }

  Term Network(const Predicate& predicate) const {
    const std::string regex = sql::RegexOfNetwork(predicate.text);
    if (!regex.empty()) return {Fit::kExact, Matches("(?s)" + regex)};
    return {Fit::kExact, fmt::format("net.ip_in_range_cidr({}, \"{}\")", x_, predicate.text)};
  }

  Term NumberText(const Predicate& predicate) const {
    const char* why = "of numbers in exponent form any is taken";
    if (leaf_.under_not) {
      return {Fit::kNarrower, Matches("(?is)^(?:" + NumberBody(predicate, false) + ")$"),
              "numbers in exponent form are not told apart"};
    }
    return {Fit::kWider, Matches("(?is)^(?:" + NumberBody(predicate, true) + ")$"), why};
  }

  // Both fields absent are equal here and not in Sigma.
  Term Reference(const Predicate& predicate) {
    if (!f_.fields || predicate.op != Op::kFieldEquals) {
      return {Fit::kNone, {}, "two fields cannot be compared so"};
    }
    const Located located = r_.Locate(predicate.other);
    if (located.positions.empty()) return {};
    const std::vector<Column> other = ColumnsOf(located.positions.front().column);
    if (located.positions.size() != 1 || other.size() != 1 || column_.repeated ||
        other.front().repeated) {
      return {Fit::kNone, {}, "fields with many values cannot be compared with each other"};
    }
    const std::string y = f_.variable + other.front().path;
    const char* form = predicate.cased ? "{} = {}" : "strings.to_lower({}) = strings.to_lower({})";
    std::string text = fmt::format(fmt::runtime(form), x_, y);
    if (!leaf_.under_not) return {Fit::kWider, text, kEmptyNote};
    return {Fit::kNarrower, "(" + text + f_.and_word + x_ + " != \"\")", kEmptyNote};
  }

  Term Enum(const Predicate& predicate) {
    std::string upper = predicate.text;
    for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    if (predicate.op == Op::kEquals && (!predicate.cased || upper == predicate.text)) {
      return {Fit::kExact, x_ + " = " + Quote(upper)};
    }
    return {Fit::kNone, {}, "the field is an enumeration in UDM, which is equal or not"};
  }

  Term Number(const Predicate& predicate) {
    const char* sign = nullptr;
    switch (predicate.op) {
      case Op::kNumber: sign = "="; break;
      case Op::kLess: sign = "<"; break;
      case Op::kLessEqual: sign = "<="; break;
      case Op::kGreater: sign = ">"; break;
      case Op::kGreaterEqual: sign = ">="; break;
      default: break;
    }
    double whole = predicate.number;
    if (predicate.op == Op::kEquals && IsWhole(predicate.text)) {
      sign = "=";
      whole = std::stod(predicate.text);
    }
    const bool said = sign != nullptr && predicate.part == ir::TimePart::kNone && whole > 0 &&
                      whole < 9007199254740992.0 &&
                      whole == static_cast<double>(static_cast<int64_t>(whole));
    if (!said) return {Fit::kNone, {}, "the field holds whole numbers in UDM"};
    // No value is 0 there.
    const std::string test = fmt::format("{} {} {}", x_, sign, static_cast<int64_t>(whole));
    if (sign[0] != '<') return {Fit::kExact, test};
    if (!leaf_.under_not) return {Fit::kWider, test, "an absent number is 0 in UDM"};
    return {Fit::kNarrower, "(" + test + f_.and_word + x_ + " > 0)",
            "an absent number is 0 in UDM"};
  }

  const Forms& f_;
  Rendering& r_;
  const Leaf& leaf_;
  const Column& column_;
  std::string x_;
};

// Events of a log source that has the field are not found by it when no place is known for it.
void NoteNotFound(Rendering& rendering, const Leaf& leaf) {
  if (leaf.under_not || rendering.own_names) return;
  for (const std::string& id : rendering.rule.sources) {
    const logsource::Source* source = rendering.places.Find(id);
    if (source == nullptr || !source->tables.contains(rendering.dialect.columns)) continue;
    const logsource::Field* field = rendering.places.Find(*source, rendering.Name(leaf.field));
    if (field == nullptr || field->paths.empty()) continue;
    if (field->columns.contains(rendering.dialect.columns)) continue;
    rendering.Add({"C022",
                   fmt::format("events of {} are not found: where its {} is in UDM is not known",
                               id, Printable(rendering.Name(leaf.field))),
                   ""});
  }
}

// Whether a value of another field that stands in the same place makes no event be missed.
bool CanShare(const Leaf& leaf) {
  return !leaf.under_not &&
         std::none_of(leaf.any.begin(), leaf.any.end(), [](const Predicate* predicate) {
           return predicate->op == Op::kNull || predicate->op == Op::kExists ||
                  HoldsForEmpty(*predicate);
         });
}

}  // namespace

Term RenderLeaf(const Forms& forms, Rendering& rendering, const Leaf& leaf) {
  if (leaf.field == ir::kAnyField) {
    return {Fit::kNone, {}, "there is no search over all fields of an event in UDM"};
  }
  const Located located = rendering.Locate(leaf.field);
  std::vector<Term> parts;
  for (const Position& position : located.positions) {
    const std::vector<Column> columns = ColumnsOf(position.column);
    if (columns.empty()) return {Fit::kNone, {}, kNowhereNote};
    for (const Column& column : columns) {
      if (column.shared && !CanShare(leaf)) return {Fit::kNone, {}, kSharedNote};
      Term term = Writer(forms, rendering, leaf, column).Write();
      if (column.shared && term.fit == Fit::kExact) term.fit = Fit::kWider, term.note = kSharedNote;
      parts.push_back(std::move(term));
    }
  }
  if (!parts.empty()) NoteNotFound(rendering, leaf);
  // Null in several columns is null in each.
  const bool each = leaf.any.front()->op == ir::Op::kNull;
  if (each && leaf.under_not) return {Fit::kNone, {}, kEmptyNote};
  return AnyOf(leaf, each ? forms.and_word : forms.or_word, std::move(parts));
}

}  // namespace dcv::dialect::udm
