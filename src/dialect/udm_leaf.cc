// SPDX-License-Identifier: Apache-2.0
#include "dialect/udm_leaf.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialect/sql.h"
#include "dialect/value_regex.h"

namespace dcv::dialect::udm {
namespace {

using ir::Op;
using ir::Predicate;

constexpr const char* kEmptyNote = "an absent field and an empty text are one in UDM";

// Fields of the UDM field list (2026-11) that hold a list, or stand in a message that is one.
constexpr std::array<std::string_view, 18> kRepeated = {"about",
                                                        "answers",
                                                        "attendees",
                                                        "category_details",
                                                        "email_addresses",
                                                        "additional_emails",
                                                        "group_identifiers",
                                                        "intermediary",
                                                        "ip",
                                                        "ip_location",
                                                        "mac",
                                                        "nat_ip",
                                                        "phone_numbers",
                                                        "questions",
                                                        "role_description",
                                                        "security_result",
                                                        "attribute_roles",
                                                        "roles"};
// Enumerations, whose values are upper-case words, and numbers.
constexpr std::array<std::string_view, 12> kEnums = {
    "metadata.event_type",       "network.ip_protocol",        "network.application_protocol",
    "network.direction",         "security_result.action",     "security_result.category",
    "security_result.severity",  "security_result.confidence", "extensions.auth.type",
    "extensions.auth.mechanism", "network.http.method_type",   "resource.resource_type"};
constexpr std::array<std::string_view, 6> kNumbers = {
    ".port", ".nat_port", ".response_code", ".sent_bytes", ".received_bytes", ".size"};

// "a.b" of "a.b["key"]".
std::string_view Plain(std::string_view column) {
  return column.substr(0, column.find('['));
}

bool IsRepeated(std::string_view column) {
  for (std::string_view segment : Split(Plain(column), '.')) {
    if (std::find(kRepeated.begin(), kRepeated.end(), segment) != kRepeated.end()) return true;
  }
  return false;
}

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

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

class Writer {
 public:
  Writer(const Forms& forms, Rendering& rendering, const Leaf& leaf, const std::string& column)
      : f_(forms), r_(rendering), leaf_(leaf), column_(column) {
    x_ = (IsRepeated(column) ? f_.any : "") + (f_.variable + column);
  }

  Term Write() {
    const Predicate& first = *leaf_.any.front();
    if (first.op == Op::kNull) {
      return {leaf_.under_not ? Fit::kNone : Fit::kWider, x_ + " = \"\"", kEmptyNote};
    }
    if (first.op == Op::kExists) return Present();
    if (EndsLike(kEnums, Plain(column_))) return Each(&Writer::Enum);
    if (EndsLike(kNumbers, Plain(column_))) return Each(&Writer::Number);
    return Texts();
  }

 private:
  Term Each(Term (Writer::*one)(const Predicate&)) {
    std::vector<Term> parts;
    for (const Predicate* predicate : leaf_.any) parts.push_back((this->*one)(*predicate));
    return AnyOf(leaf_, f_.or_word, std::move(parts));
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
        if (predicate.text.empty()) {
          return {leaf_.under_not ? Fit::kNone : Fit::kWider, x_ + " = \"\"", kEmptyNote};
        }
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
    const Located other = r_.Locate(predicate.other);
    if (other.positions.size() != 1 || IsRepeated(column_) ||
        IsRepeated(other.positions.front().column)) {
      return {Fit::kNone, {}, "fields with many values cannot be compared with each other"};
    }
    const std::string y = f_.variable + other.positions.front().column;
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
    const double whole = predicate.number;
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
  const std::string& column_;
  std::string x_;
};

}  // namespace

std::string Quote(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

Term RenderLeaf(const Forms& forms, Rendering& rendering, const Leaf& leaf) {
  if (leaf.field == ir::kAnyField) {
    return {Fit::kNone, {}, "there is no search over all fields of an event in UDM"};
  }
  const Located located = rendering.Locate(leaf.field);
  std::vector<Term> parts;
  for (const Position& position : located.positions) {
    parts.push_back(Writer(forms, rendering, leaf, position.column).Write());
  }
  // Null in several columns is null in each.
  const bool each = leaf.any.front()->op == ir::Op::kNull;
  if (each && leaf.under_not) return {Fit::kNone, {}, kEmptyNote};
  return AnyOf(leaf, each ? forms.and_word : forms.or_word, std::move(parts));
}

std::string Selector(const Forms& forms, const Rendering& rendering) {
  std::string out;
  const std::string table = rendering.Table();
  size_t count = 0;
  for (size_t at = 0; at < table.size();) {
    const size_t end = std::min(table.find(", ", at), table.size());
    std::string one = table.substr(at, end - at);
    at = end + 2;
    std::string said;
    for (size_t from = 0; from < one.size();) {  // the parts of a selector, joined by AND
      const size_t to = std::min(one.find(" AND ", from), one.size());
      said += (from == 0 ? "" : forms.and_word) + (forms.variable + one.substr(from, to - from));
      from = to + 5;
    }
    out += (count++ == 0 ? "" : forms.or_word) + ("(" + said + ")");
  }
  if (count == 1) return out.substr(1, out.size() - 2);
  return out.empty() ? out : "(" + out + ")";
}

}  // namespace dcv::dialect::udm
