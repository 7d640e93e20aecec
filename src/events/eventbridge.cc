// SPDX-License-Identifier: Apache-2.0
#include "events/eventbridge.h"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <optional>

#include "base/fold.h"
#include "base/json_locate.h"
#include "base/json_outline.h"
#include "base/text.h"
#include "events/comparison.h"

namespace dcv::events {
namespace {

using json::Outline;
using json::Type;
using Op = Comparison::Op;

constexpr size_t kMaxFields = 500;
constexpr double kNumericEnd = 5.0e9;

// Names that make "$or" an ordinary field name when an alternative has one.
constexpr std::array<std::string_view, 8> kOperators = {
    "anything-but", "cidr",    "equals-ignore-case", "exists", "numeric", "prefix",
    "suffix",       "wildcard"};

struct Bad {
  std::string_view code;
  size_t offset;
  std::string message, remedy;
};

class Reader {
 public:
  Reader(std::string_view text, Parsed& parsed) : text_(text), parsed_(parsed) {}

  // False: `bad` says why.
  bool Run(const Outline& root) {
    if (root.type != Type::kObject) return Fail("E003", root, "the pattern is no object");
    Expr expr;
    if (!Object(root, expr)) return false;
    parsed_.selector.root = std::move(expr);
    return true;
  }
  Bad bad;

 private:
  bool Fail(std::string_view code, const Outline& at, std::string message,
            std::string remedy = {}) {
    bad = {code, at.begin, std::move(message), std::move(remedy)};
    return false;
  }

  std::string_view Raw(const Outline& value) const {
    return text_.substr(value.begin, value.end - value.begin);
  }
  std::string Text(const Outline& value) const { return json::Unquote(Raw(value)); }
  std::string Name(const Outline& member) const {
    return json::Unquote(text_.substr(member.name_begin, member.name_end - member.name_begin));
  }
  static uint32_t Offset(const Outline& value) { return static_cast<uint32_t>(value.begin); }

  // Of members with the same name the last counts.
  std::vector<std::pair<std::string, const Outline*>> Members(const Outline& object) {
    std::vector<std::pair<std::string, const Outline*>> out;
    out.reserve(object.children.size());
    for (const Outline& member : object.children) {
      std::string name = Name(member);
      const auto found = std::find_if(out.begin(), out.end(),
                                      [&](const auto& before) { return before.first == name; });
      if (found == out.end()) {
        out.emplace_back(std::move(name), &member);
        continue;
      }
      found->second = &member;
      parsed_.problems.push_back({"E006",
                                  PlaceOf(text_, member.name_begin),
                                  fmt::format("\"{}\" is there twice", Printable(name)),
                                  {},
                                  {}});
    }
    return out;
  }

  bool Object(const Outline& object, Expr& out) {
    if (object.children.empty()) return Fail("E003", object, "an object of a pattern is empty");
    if (object.children.size() > kMaxFields) return TooManyFields(object);
    std::vector<Expr> all;
    for (const auto& [name, value] : Members(object)) {
      Expr one;
      if (name == "$or" && IsOr(*value)) {
        if (!Alternatives(*value, one)) return false;
      } else {
        const size_t steps = steps_.size();
        for (std::string_view part : Split(name, '.')) {
          steps_.push_back({std::string(part), Step::kMember});
        }
        if (!FieldValue(*value, one)) return false;
        steps_.resize(steps);
      }
      all.push_back(std::move(one));
    }
    out = MakeExpr(Expr::Kind::kAnd, Offset(object), std::move(all));
    return true;
  }

  bool IsOr(const Outline& value) const {
    if (value.type != Type::kArray || value.children.size() < 2) return false;
    for (const Outline& one : value.children) {
      if (one.type != Type::kObject) return false;
      for (const Outline& member : one.children) {
        const std::string name = Name(member);
        if (std::find(kOperators.begin(), kOperators.end(), name) != kOperators.end()) return false;
      }
    }
    return true;
  }

  bool Alternatives(const Outline& array, Expr& out) {
    std::vector<Expr> any;
    for (const Outline& one : array.children) {
      any.emplace_back();
      if (!Object(one, any.back())) return false;
    }
    out = MakeExpr(Expr::Kind::kOr, Offset(array), std::move(any));
    return true;
  }

  bool TooManyFields(const Outline& at) {
    return Fail("E002", at, fmt::format("the pattern has more than {} fields", kMaxFields));
  }

  bool FieldValue(const Outline& value, Expr& out) {
    if (value.type == Type::kObject) return Object(value, out);
    if (value.type != Type::kArray) {
      return Fail("E003", value,
                  fmt::format("{} has a bare value", Printable(MakeField(steps_).text)),
                  "put it in an array: [" + Printable(Raw(value), 40) + "]");
    }
    if (value.children.empty()) {
      return Fail("E003", value,
                  fmt::format("the list of {} is empty", Printable(MakeField(steps_).text)));
    }
    if (++fields_ > kMaxFields) return TooManyFields(value);
    out.kind = Expr::Kind::kTest;
    out.offset = Offset(value);
    out.test.field = MakeField(steps_);
    for (const Outline& item : value.children) {
      if (!Item(item, out.test)) return false;
    }
    return true;
  }

  bool Item(const Outline& item, Test& test) {
    if (item.type == Type::kArray) {
      return Fail("E003", item, "a list of values holds another list");
    }
    Comparison c;
    c.offset = Offset(item);
    if (item.type == Type::kObject) {
      if (!Operator(item, c)) return false;
      test.any.push_back(std::move(c));
      return true;
    }
    SetLiteral(item, c);
    if (c.type == Comparison::Type::kString && !test.any.empty()) {
      Comparison& last = test.any.back();
      if (last.op == Op::kEquals && last.type == c.type && !last.negated && !last.ignore_case) {
        last.values.push_back(std::move(c.values[0]));
        return true;
      }
    }
    test.any.push_back(std::move(c));
    return true;
  }

  void SetLiteral(const Outline& item, Comparison& c) {
    switch (item.type) {
      case Type::kString: c.type = Comparison::Type::kString; break;
      case Type::kNumber: c.type = Comparison::Type::kNumber; break;
      case Type::kNull: c.type = Comparison::Type::kNull; break;
      default: c.type = Comparison::Type::kBool; break;
    }
    c.values.push_back(item.type == Type::kString   ? Text(item)
                       : item.type == Type::kNumber ? NumberText(item)
                                                    : std::string(Raw(item)));
  }

  // As events' numbers are written for comparing.
  std::string NumberText(const Outline& item) const {
    const std::string_view raw = Raw(item);
    if (raw.find_first_of(".eE") == raw.npos) return std::string(raw);
    std::string padded(raw);
    padded.append(json::Parser::kPadding, ' ');
    json::Parser parser;
    const auto value = parser.Parse(std::string_view(padded).substr(0, raw.size()));
    return value ? value->Plain() : std::string(raw);
  }

  bool Operator(const Outline& item, Comparison& c) {
    if (item.children.size() != 1) {
      return Fail("E003", item, "a comparison is an object with one operator",
                  "write several comparisons as several objects of the list");
    }
    const Outline& argument = item.children[0];
    const std::string name = Name(argument);
    if (name == "prefix") return Affix(argument, Op::kPrefix, name, c);
    if (name == "suffix") return Affix(argument, Op::kSuffix, name, c);
    if (name == "equals-ignore-case") return Texts(argument, Op::kEquals, name, true, false, c);
    if (name == "wildcard") return Wildcard(argument, false, c);
    if (name == "anything-but") return AnythingBut(argument, c);
    if (name == "numeric") return Numeric(argument, c);
    if (name == "cidr" || name == "ip-address") return Cidr(argument, c);
    if (name == "exists") return Exists(argument, c);
    c.op = Op::kUnknown;
    c.values = {std::string(Raw(item))};
    parsed_.problems.push_back({"E004",
                                PlaceOf(text_, argument.name_begin),
                                fmt::format("no operator is named \"{}\"", Printable(name)),
                                {},
                                {}});
    return true;
  }

  bool BadArgument(const Outline& at, std::string_view name, std::string_view wanted) {
    return Fail("E005", at, fmt::format("\"{}\" takes {}", name, wanted));
  }

  // One string, or several where a list is allowed.
  bool Texts(const Outline& argument, Op op, std::string_view name, bool ignore_case, bool list,
             Comparison& c) {
    c.op = op;
    c.type = Comparison::Type::kString;
    c.ignore_case = ignore_case;
    const auto add = [&](const Outline& value) {
      if (value.type != Type::kString) return false;
      c.values.push_back(ignore_case ? Fold(Text(value)) : Text(value));
      return true;
    };
    if (list && argument.type == Type::kArray && !argument.children.empty()) {
      for (const Outline& value : argument.children) {
        if (!add(value)) return BadArgument(value, name, "strings");
      }
      return true;
    }
    if (!add(argument))
      return BadArgument(argument, name, list ? "a string or strings" : "a string");
    return true;
  }

  bool Affix(const Outline& argument, Op op, std::string_view name, Comparison& c) {
    if (argument.type == Type::kObject && argument.children.size() == 1 &&
        Name(argument.children[0]) == "equals-ignore-case") {
      return Texts(argument.children[0], op, name, true, false, c);
    }
    return Texts(argument, op, name, false, false, c);
  }

  bool Wildcard(const Outline& argument, bool list, Comparison& c) {
    if (!Texts(argument, Op::kWildcard, "wildcard", false, list, c)) return false;
    for (const std::string& text : c.values) {
      if (const std::string fault = WildcardFault(text); !fault.empty()) {
        return Fail("E005", argument, "\"wildcard\": " + fault);
      }
      c.patterns.push_back(StarPattern(text));
    }
    return true;
  }

  static std::string WildcardFault(std::string_view text) {
    for (size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '\\') {
        if (at + 1 == text.size() || (text[at + 1] != '*' && text[at + 1] != '\\')) {
          return "a backslash stands before * or another backslash only";
        }
        ++at;
      } else if (text[at] == '*' && at + 1 < text.size() && text[at + 1] == '*') {
        return "two * stand side by side";
      }
    }
    return {};
  }

  bool AnythingBut(const Outline& argument, Comparison& c) {
    c.negated = true;
    if (argument.type == Type::kObject) {
      if (argument.children.size() != 1) {
        return BadArgument(argument, "anything-but", "one operator");
      }
      const Outline& inner = argument.children[0];
      const std::string name = Name(inner);
      if (name == "prefix" || name == "suffix") {
        const Op op = name == "prefix" ? Op::kPrefix : Op::kSuffix;
        const bool folded = inner.type == Type::kObject && inner.children.size() == 1 &&
                            Name(inner.children[0]) == "equals-ignore-case";
        const Outline& texts = folded ? inner.children[0] : inner;
        if (!Texts(texts, op, name, folded, true, c)) return false;
      } else if (name == "equals-ignore-case") {
        if (!Texts(inner, Op::kEquals, name, true, true, c)) return false;
      } else if (name == "wildcard") {
        if (!Wildcard(inner, true, c)) return false;
      } else {
        return BadArgument(argument, "anything-but",
                           "values, prefix, suffix, wildcard or equals-ignore-case");
      }
      return true;
    }
    if (argument.type != Type::kArray) return ButValue(argument, c);
    if (argument.children.empty()) return BadArgument(argument, "anything-but", "a value or more");
    for (const Outline& value : argument.children) {
      if (!ButValue(value, c)) return false;
    }
    return true;
  }

  bool ButValue(const Outline& value, Comparison& c) {
    const bool fits = value.type == Type::kString || value.type == Type::kNumber;
    const auto before = c.type;
    if (!fits) return BadArgument(value, "anything-but", "strings or numbers");
    SetLiteral(value, c);
    if (c.values.size() > 1 && c.type != before) {
      return BadArgument(value, "anything-but", "strings or numbers, not both");
    }
    return true;
  }

  bool Exists(const Outline& argument, Comparison& c) {
    if (argument.type != Type::kBool) return BadArgument(argument, "exists", "true or false");
    c.op = Op::kExists;
    c.negated = Raw(argument) == "false";
    return true;
  }

  bool Cidr(const Outline& argument, Comparison& c) {
    if (!Texts(argument, Op::kCidr, "cidr", false, false, c)) return false;
    const auto network = ParseNetwork(c.values[0]);
    if (!network) return BadArgument(argument, "cidr", "an IP network such as 10.0.0.0/8");
    c.networks.push_back(*network);
    return true;
  }

  bool Numeric(const Outline& argument, Comparison& c) {
    constexpr std::string_view kWanted = "[\"=\", number], or one or two of < <= > >= with numbers";
    const size_t size = argument.children.size();
    if (argument.type != Type::kArray || (size != 2 && size != 4)) {
      return BadArgument(argument, "numeric", kWanted);
    }
    c.op = Op::kRange;
    c.type = Comparison::Type::kNumber;
    c.low = -std::numeric_limits<double>::infinity();
    c.high = std::numeric_limits<double>::infinity();
    bool low = false, high = false;
    for (size_t i = 0; i < size; i += 2) {
      const Outline &sign_at = argument.children[i], &number_at = argument.children[i + 1];
      const auto number = ToNumber(Raw(number_at));
      if (sign_at.type != Type::kString || number_at.type != Type::kNumber || !number) {
        return BadArgument(sign_at, "numeric", kWanted);
      }
      if (*number < -kNumericEnd || *number > kNumericEnd) {
        return Fail("E005", number_at, "\"numeric\" takes numbers from -5.0e9 to 5.0e9");
      }
      const std::string sign = Text(sign_at);
      if (!Bound(sign, *number, size == 2, low, high, c)) {
        return BadArgument(sign_at, "numeric", kWanted);
      }
    }
    if (c.low > c.high || (c.low == c.high && (c.low_open || c.high_open))) {
      return Fail("E005", argument, "\"numeric\": no number is in the range");
    }
    return true;
  }

  static bool Bound(std::string_view sign, double number, bool alone, bool& low, bool& high,
                    Comparison& c) {
    if (sign == "=" && alone) {
      c.low = c.high = number;
      c.low_open = c.high_open = false;
      return true;
    }
    if ((sign == ">" || sign == ">=") && !low) {
      low = true;
      c.low = number;
      c.low_open = sign == ">";
      return true;
    }
    if ((sign == "<" || sign == "<=") && !high) {
      high = true;
      c.high = number;
      c.high_open = sign == "<";
      return true;
    }
    return false;
  }

  std::string_view text_;
  Parsed& parsed_;
  std::vector<Step> steps_;
  size_t fields_ = 0;
};

}  // namespace

Parsed ParseEventBridge(std::string_view pattern) {
  Parsed out;
  out.selector.language = Language::kEventBridge;
  if (pattern.size() > kMaxText) {
    Refuse(out, pattern, "E002", 0, "the pattern is larger than 64 KiB");
    return out;
  }
  const json::Scan scan = json::ScanValue(pattern, kMaxLevels);
  if (!scan.valid) {
    const bool deep = scan.fault.what.starts_with("nested deeper");
    Refuse(out, pattern, deep ? "E002" : "E001", scan.fault.offset, scan.fault.what);
    return out;
  }
  if (scan.end != pattern.size()) {
    Refuse(out, pattern, "E001", scan.end, "text follows the pattern");
    return out;
  }
  const std::optional<Outline> root = json::OutlineOf(pattern, kMaxLevels, kMaxComparisons);
  if (!root) {
    Refuse(out, pattern, "E002", 0,
           fmt::format("the pattern has more than {} values", kMaxComparisons));
    return out;
  }
  Reader reader(pattern, out);
  if (!reader.Run(*root)) {
    Refuse(out, pattern, reader.bad.code, reader.bad.offset, std::move(reader.bad.message),
           std::move(reader.bad.remedy));
  }
  return out;
}

}  // namespace dcv::events
