// SPDX-License-Identifier: Apache-2.0
// CloudWatch Logs Insights. Members of objects are fields with dots in their names, elements of
// arrays are numbered (a.0, a.1), so those are looked for in the text of the event.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "dialect/correlation_words.h"
#include "dialect/dialects.h"
#include "dialect/raw_way.h"
#include "dialect/regex_text.h"
#include "dialect/sql.h"
#include "dialect/value_regex.h"

namespace dcv::dialect {
namespace {

using ir::Op;
using ir::Predicate;

constexpr const char* kMessageNote =
    "arrays and objects are not looked into, the text of the event is";

std::string Quote(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// Letters, digits, dots, @ and underscores go bare.
std::string Name(const std::vector<std::string>& names) {
  const std::string name = Join(names, ".");
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '@';
  });
  if (plain) return name;
  return name.find('`') == name.npos ? "`" + name + "`" : std::string();
}

bool HasCase(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
  });
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

std::string Like(const std::string& x, const std::string& regex) {
  return x + " like /" + EscapeSlashes(regex) + "/";
}

std::string MessageHas(const std::string& body) {
  return Like("@message", "(?is)" + body);
}

const char* Sign(Op op) {
  switch (op) {
    case Op::kLess: return "<";
    case Op::kLessEqual: return "<=";
    case Op::kGreater: return ">";
    default: return ">=";
  }
}

class Writer {
 public:
  Writer(Rendering& rendering, const Leaf& leaf, const Way& way)
      : leaf_(leaf), way_(way), x_(Name(way.names)) {
    const Located located = rendering.Locate(leaf.field);
    number_ = located.type == logsource::FieldType::kNumber;
  }

  Term Write() {
    const Predicate& first = *leaf_.any.front();
    if (first.op == Op::kNull) return Null();
    if (first.op == Op::kExists || OnlyStars(first)) return Present();
    if (way_.inside || x_.empty()) return InMessage();
    std::vector<Term> parts = Values();
    const bool alone = parts.size() == 1;
    Term out = AnyOf(leaf_, " or ", std::move(parts));
    if (out.fit == Fit::kNone) return out;
    if (leaf_.under_not) {  // nothing compared with anything is no truth that `not` turns around
      const std::string test = alone ? out.text : std::move(out.text);
      out.text = fmt::format("(ispresent({}) and {})", x_, test);
      if (way_.many || way_.doubtful != 0) {
        out.fit = Fit::kNarrower;
        if (out.note.empty()) out.note = kMessageNote;
      }
      return out;
    }
    if (!way_.many && way_.doubtful == 0) return out;
    const Term message = InMessage();
    if (message.fit == Fit::kNone) return message;
    return {Fit::kWider, "(" + out.text + " or " + message.text + ")", kMessageNote};
  }

 private:
  static bool OnlyStars(const Predicate& predicate) {
    return predicate.op == Op::kGlob && HoldsForEmpty(predicate);
  }

  Term Null() const {
    const char* why = "null and an empty text are one here";
    if (way_.inside || x_.empty()) return {Fit::kNone, {}, kMessageNote};
    if (leaf_.under_not) {  // fields of objects and arrays are their members'
      if (way_.many || way_.doubtful != 0) return {Fit::kNone, {}, kMessageNote};
      return {Fit::kNarrower, "not ispresent(" + x_ + ")", why};
    }
    return {Fit::kWider, fmt::format("(isempty({0}) or {0} = \"null\")", x_), why};
  }

  Term Present() const {
    const std::string key = MessageHas("\"" + KeyBody(way_.key));
    if (way_.inside || x_.empty()) {
      return {leaf_.under_not ? Fit::kNone : Fit::kWider, key, kMessageNote};
    }
    const char* why = "a key without a value is looked for in the text of the event";
    if (leaf_.under_not) return {Fit::kNarrower, "ispresent(" + x_ + ")", why};
    return {Fit::kWider, "(ispresent(" + x_ + ") or " + key + ")", why};
  }

  std::vector<Term> Values() const {
    std::vector<const Predicate*> listed;
    std::vector<Term> parts;
    for (const Predicate* predicate : leaf_.any) {
      const bool equal =
          predicate->op == Op::kEquals && (predicate->cased || !HasCase(predicate->text));
      if (equal) {
        parts.push_back({Fit::kExact, x_ + " = " + Quote(predicate->text)});
      } else if (IsText(*predicate) &&
                 (predicate->cased || IsAscii(PatternOf(*predicate).ToText()))) {
        listed.push_back(predicate);
      } else {
        parts.push_back(Value(*predicate));
      }
    }
    for (bool cased : {false, true}) {
      const std::string regex = RegexOfTexts(listed, cased, Span::kSearch, true);
      if (!regex.empty()) parts.push_back({Fit::kExact, Like(x_, regex)});
    }
    return parts;
  }

  Term Value(const Predicate& predicate) const {
    if (IsText(predicate)) {  // letters beyond a to z
      return {leaf_.under_not ? Fit::kNone : Fit::kWider,
              Like(x_, "(?is)" + RegexBody(PatternOf(predicate), Span::kSearch, true)),
              "letters beyond a to z are taken for any character, as their case is not known"};
    }
    if (predicate.part != ir::TimePart::kNone) {
      return {Fit::kNone, {}, "there are no parts of times"};
    }
    switch (predicate.op) {
      case Op::kRegex: return Regex(predicate);
      case Op::kCidr: return Network(predicate);
      case Op::kBoolean: return {Fit::kExact, Like(x_, fmt::format("(?i)^{}$", predicate.flag))};
      case Op::kNumber:
        return {Fit::kExact,
                fmt::format("({} = {} or {})", x_, predicate.number,
                            Like(x_, "(?i)^(?:" + NumberBody(predicate, false) + ")$"))};
      case Op::kLess:
      case Op::kLessEqual:
      case Op::kGreater:
      case Op::kGreaterEqual: {
        const std::string test = fmt::format("{} {} {}", x_, Sign(predicate.op), predicate.number);
        if (number_) return {Fit::kExact, test};
        return {Fit::kExact, "(" + Like(x_, "^[-+.0-9eE]+$") + " and " + test + ")"};
      }
      default: return {Fit::kNone, {}, "fields are not compared with each other in any case"};
    }
  }

  Term Regex(const Predicate& predicate) const {
    const auto regex = TranslateRegex(predicate.text, RegexFlavour::kJava);
    if (!regex) return {Fit::kNone, {}, "the expression has parts that not every engine knows"};
    return {Fit::kExact, Like(x_, regex->text)};
  }

  Term Network(const Predicate& predicate) const {
    const std::string regex = sql::RegexOfNetwork(predicate.text);
    if (!regex.empty()) return {Fit::kExact, Like(x_, regex)};
    return {Fit::kExact, fmt::format("isIpv6InSubnet({}, {})", x_, Quote(predicate.text))};
  }

  // The text of the event holds what the value is written as.
  Term InMessage() const {
    if (leaf_.under_not) return {Fit::kNone, {}, kMessageNote};
    std::string out;
    for (const Predicate* predicate : leaf_.any) {
      std::string body;
      // What an object is compared with holds signs that a writer may put blanks around.
      const bool signs =
          IsText(*predicate) &&
          PatternOf(*predicate).ToText().find_first_of("{}[]:,\"\\") != std::string::npos;
      if (IsText(*predicate) && !(signs && way_.many)) body = BodyInJson(PatternOf(*predicate));
      if (predicate->op == Op::kNumber) body = NumberBody(*predicate, true);
      if (predicate->op == Op::kBoolean) body = predicate->flag ? "true" : "false";
      if (body.empty()) {
        return {Fit::kWider, MessageHas("\"" + KeyBody(way_.key)), kMessageNote};
      }
      out += (out.empty() ? "" : "|") + body;
    }
    if (leaf_.any.size() > 1 || leaf_.any.front()->op == Op::kNumber) out = "(?:" + out + ")";
    return {Fit::kWider, MessageHas("\"" + KeyBody(way_.key) + ".*" + out), kMessageNote};
  }

  const Leaf& leaf_;
  const Way& way_;
  std::string x_;
  bool number_ = false;
};

Term Keyword(const Leaf& leaf) {
  if (leaf.under_not) return {Fit::kNone, {}, "names of fields are searched too"};
  std::vector<Term> parts;
  for (const Predicate* predicate : leaf.any) {
    if (!IsText(*predicate)) return {Fit::kNone, {}, "keywords are texts here"};
    parts.push_back({Fit::kWider, MessageHas(BodyInJson(PatternOf(*predicate))),
                     "names of fields are searched too"});
  }
  return AnyOf(leaf, " or ", std::move(parts));
}

Term WriteLeaf(Rendering& rendering, const Leaf& leaf) {
  if (leaf.field == ir::kAnyField) return Keyword(leaf);
  rendering.columns.push_back(leaf.field);
  std::vector<Term> parts;
  std::set<std::vector<std::string>> seen;
  for (const Way& way : WaysOf(rendering, leaf.field)) {
    // A flat key `a.b` and a member `b` of `a` have one name here.
    std::vector<std::string> name = {Join(way.names, ".")};
    if (!way.inside && !seen.insert(std::move(name)).second) continue;
    parts.push_back(Writer(rendering, leaf, way).Write());
  }
  const bool each = leaf.any.front()->op == Op::kNull;
  return AnyOf(leaf, each ? " and " : " or ", std::move(parts));
}

std::string WriteQuery(Rendering& rendering, const std::string& condition) {
  if (!rendering.columns.empty()) {
    rendering.Add({"C021", "Logs Insights finds the first 200 fields of an event alone", ""});
  }
  const std::string table = rendering.Table();
  std::string out = table.empty() ? "" : "SOURCE " + table + " |\n";
  out += "fields @timestamp, @log, @message";
  if (!condition.empty()) out += "\n| filter " + condition;
  return out + "\n| limit 10000";
}

}  // namespace

std::string InsightsName(const std::vector<std::string>& names) {
  return Name(names);
}

const Dialect kInsights = {
    .id = "insights",
    .title = "CloudWatch Logs Insights",
    .columns = "insights",
    .raw_column = "@message",
    .bare_names = true,
    .can = {.any_case = "A-Z",
            .regex = "Java, translated",
            .arrays = "wider",
            .cidr = "IPv4, IPv6",
            .fieldref = "no",
            .keywords = "wider",
            .time_parts = "no",
            .correlations = "counts, wider",
            .negation = "ispresent"},
    .and_word = " and ",
    .or_word = " or ",
    .not_before = "not (",
    .not_after = ")",
    .comment = "# ",
    .end = "",
    .never = "(ispresent(@timestamp) and not ispresent(@timestamp))",
    .leaf = WriteLeaf,
    .query = WriteQuery,
    .correlation = InsightsCorrelation,
};

}  // namespace dcv::dialect
