// SPDX-License-Identifier: Apache-2.0
// Loki's LogQL. Lines are JSON; a field is a label that `| json` makes of its path, "" when it is
// absent. There is no `not`: comparisons are asked for turned around. Names of labels begin with f
// and a number, so that they are none of the stream's.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dialect/correlation_words.h"
#include "dialect/dialects.h"
#include "dialect/raw_way.h"
#include "dialect/sql.h"
#include "dialect/value_regex.h"

namespace dcv::dialect {
namespace {

using ir::Op;
using ir::Predicate;

constexpr const char* kLine = "f_line";  // the whole line, where it is asked for
constexpr const char* kEmptyNote = "an absent label and an empty one are one in LogQL";
constexpr const char* kArrayNote = "arrays and objects are searched as texts of JSON";

std::string Quote(std::string_view text) {
  const bool raw =
      text.find('`') == text.npos && text.find('\n') == text.npos && text.find('\r') == text.npos;
  if (raw) return "`" + std::string(text) + "`";
  std::string out = "\"";
  for (char c : text) {
    switch (c) {
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '"':
      case '\\': out += '\\'; [[fallthrough]];
      default: out += c;
    }
  }
  return out + "\"";
}

bool IsWord(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && letter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// "a.b", "a["x-y"]"; "" when a name cannot be written in one.
std::string PathText(const std::vector<std::string>& names, size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) {
    if (names[i].find_first_of("\"\\`") != std::string::npos) return {};
    if (IsWord(names[i])) {
      out += (i == 0 ? "" : ".") + names[i];
    } else {
      out += "[\"" + names[i] + "\"]";
    }
  }
  return out;
}

size_t Use(Rendering& r, ir::FieldId field) {
  const auto found = std::find(r.columns.begin(), r.columns.end(), field);
  if (found != r.columns.end()) return static_cast<size_t>(found - r.columns.begin());
  r.columns.push_back(field);
  return r.columns.size() - 1;
}

// f1_eventName of the first field; of its second position f1_eventName_2.
std::string Label(const Rendering& r, size_t column, size_t position) {
  std::string out = fmt::format("f{}_", column + 1);
  for (char c : r.Name(r.columns[column])) out += IsWord(std::string{'_', c}) ? c : '_';
  return position == 0 ? out : fmt::format("{}_{}", out, position + 1);
}

std::string Has(const std::string& label, const std::string& body) {
  return label + "=~" + Quote("(?is).*" + body + ".*");
}

// What whole values the predicate holds for, flags inside; "" when no expression says it.
std::string Body(const Predicate& predicate, bool exponents) {
  if (IsText(predicate)) {
    return (predicate.cased ? "(?s:" : "(?is:") +
           RegexBody(PatternOf(predicate), Span::kWhole, false) + ")";
  }
  if (predicate.part != ir::TimePart::kNone) return {};
  switch (predicate.op) {
    case Op::kRegex: return "(?s:.*)(?:" + predicate.text + ")(?s:.*)";
    case Op::kNumber: return "(?i:" + NumberBody(predicate, exponents) + ")";
    case Op::kBoolean: return predicate.flag ? "(?i:true)" : "(?i:false)";
    case Op::kCidr: return sql::RegexOfNetwork(predicate.text);
    default: return {};
  }
}

// The same in a text of JSON; what cannot be told is anything.
std::string JsonBody(const Predicate& predicate, bool object) {
  if (predicate.op == Op::kNumber) return "(?i:" + NumberBody(predicate, true) + ")";
  if (predicate.op == Op::kBoolean) return predicate.flag ? "(?i:true)" : "(?i:false)";
  if (!IsText(predicate)) return {};
  const sigma::Pattern pattern = PatternOf(predicate);
  // What an object is compared with holds signs that a writer may put blanks around.
  const bool signs = pattern.ToText().find_first_of("{}[]:,\"\\") != std::string::npos;
  return object && signs ? std::string() : "(?is:" + BodyInJson(pattern) + ")";
}

struct Comparison {
  const char *sign, *opposite;
};
Comparison SignsOf(Op op) {
  switch (op) {
    case Op::kLess: return {"<", ">="};
    case Op::kLessEqual: return {"<=", ">"};
    case Op::kGreater: return {">", "<="};
    case Op::kGreaterEqual: return {">=", "<"};
    default: return {nullptr, nullptr};
  }
}

class Writer {
 public:
  Writer(Rendering& rendering, const Leaf& leaf, const Way& way, size_t column, size_t position)
      : r_(rendering), leaf_(leaf), way_(way), x_(Label(rendering, column, position)) {}

  Term Write() {
    const Predicate& first = *leaf_.any.front();
    if (PathText(way_.names, way_.names.size()).empty()) {
      return {Fit::kNone, {}, "its place in the event cannot be said"};
    }
    const bool stars = first.op == Op::kGlob && HoldsForEmpty(first);
    if (first.op == Op::kNull) return leaf_.negated ? Present() : Null();
    if (first.op == Op::kExists || stars) return leaf_.negated ? Absent() : Present();
    return leaf_.negated ? None() : Any();
  }

 private:
  Term Null() const {
    if (way_.inside) return {Fit::kNone, {}, kArrayNote};
    return {Fit::kWider, x_ + "=~" + Quote("(?s)(?:null|\\[(?:\\s|null|,)*\\])?"), kEmptyNote};
  }
  Term Absent() const {
    if (way_.inside) return {Fit::kNone, {}, kArrayNote};
    return {Fit::kWider, x_ + "=" + Quote(""), kEmptyNote};
  }
  // A key without a value leaves an empty label.
  Term Present() const {
    Use(r_, ir::kAnyField);
    return {Fit::kWider,
            fmt::format("({}!={} or {})", x_, Quote(""), Has(kLine, "\"" + KeyBody(way_.key))),
            kEmptyNote};
  }

  Term Any() const {
    std::string values, inside;
    std::vector<std::string> tests;
    bool wider = way_.inside || way_.many || way_.doubtful != 0 || way_.otherwise;
    std::string note = wider ? kArrayNote : "";
    bool open = false;  // something in an array that no expression says
    for (const Predicate* predicate : leaf_.any) {
      std::string said = Body(*predicate, true);
      const std::string json = JsonBody(*predicate, way_.many || way_.inside);
      open = open || json.empty();
      inside += (inside.empty() ? "" : "|") + json;
      if (said.empty()) {
        const std::string test = Compare(*predicate);
        if (test.empty()) return {Fit::kNone, {}, "there is no such comparison in LogQL"};
        tests.push_back(test);
        wider = true;
        if (note.empty()) note = "what is no number may pass";
        continue;
      }
      if (HoldsForEmpty(*predicate) || predicate->op == Op::kNumber) {
        wider = true;
        if (note.empty()) {
          note = predicate->op == Op::kNumber ? "of numbers in exponent form any is taken"
                                              : kEmptyNote;
        }
      }
      values += (values.empty() ? "" : "|") + said;
    }
    if (open) inside.clear();
    if (way_.inside) {
      if (inside.empty()) return {Fit::kWider, x_ + "!=" + Quote(""), kArrayNote};
      return {Fit::kWider, Has(x_, "(?:" + inside + ")"), kArrayNote};
    }
    if (way_.many) {
      values += (values.empty() ? "" : "|") + ("(?s:[\\[{].*)(?:" + inside + ")(?s:.*)");
    }
    if (!values.empty()) tests.insert(tests.begin(), Compared(values, "=~"));
    if (way_.doubtful != 0) tests.push_back(Has(x_ + "_in", "\\[.*(?:" + inside + ")"));
    Term out{wider ? Fit::kWider : Fit::kExact, Join(tests, " or "), note};
    if (tests.size() > 1) out.text = "(" + out.text + ")";
    return out;
  }

  // None of the predicates.
  Term None() const {
    if (way_.inside) return {Fit::kNone, {}, kArrayNote};
    std::vector<std::string> tests;
    std::string values;
    bool wider = way_.many || way_.doubtful != 0, empty = false;
    std::string note = wider ? kArrayNote : "";
    for (const Predicate* predicate : leaf_.any) {
      const std::string said = Body(*predicate, false);
      if (said.empty()) {
        wider = true;
        if (note.empty()) note = "what is no number may pass";
        const std::string test = Compare(*predicate);
        if (!test.empty()) tests.push_back(test);
        continue;
      }
      if (predicate->op == Op::kNumber) {
        wider = true;
        if (note.empty()) note = "numbers in exponent form pass";
      }
      empty = empty || HoldsForEmpty(*predicate);
      values += (values.empty() ? "" : "|") + said;
    }
    if (!values.empty()) {
      std::string test = Compared(values, "!~");
      if (empty) {
        test = fmt::format("({} or {}={})", test, x_, Quote(""));
        wider = true;
        if (note.empty()) note = kEmptyNote;
      }
      tests.insert(tests.begin(), test);
    }
    if (tests.empty()) return {Fit::kNone, {}, "there is no such comparison in LogQL"};
    return {wider ? Fit::kWider : Fit::kExact, Join(tests, " and "), note};
  }

  // A text that stands for itself is compared as such.
  std::string Compared(const std::string& values, const char* sign) const {
    const Predicate& first = *leaf_.any.front();
    const bool alone = leaf_.any.size() == 1 && !way_.many && first.op == Op::kEquals;
    const bool caseless = std::none_of(first.text.begin(), first.text.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    });
    if (alone && (first.cased || caseless)) {
      return x_ + (sign[0] == '!' ? "!=" : "=") + Quote(first.text);
    }
    return x_ + sign + Quote(values);
  }

  std::string Compare(const Predicate& predicate) const {
    if (predicate.part != ir::TimePart::kNone) return {};
    const Comparison signs = SignsOf(predicate.op);
    if (predicate.op == Op::kCidr) {
      return fmt::format("{}{}ip(\"{}\")", x_, leaf_.negated ? "!=" : "=", predicate.text);
    }
    if (signs.sign == nullptr) return {};
    const std::string number = Quote("[-+.0-9eE]+"), value = fmt::format("{}", predicate.number);
    if (value.find_first_not_of("0123456789.") != value.npos) return {};  // no signs, no exponents
    if (leaf_.negated) {
      return fmt::format("({0}!~{1} or {0}{2}{3})", x_, number, signs.opposite, value);
    }
    return fmt::format("({0}=~{1} and {0}{2}{3})", x_, number, signs.sign, value);
  }

  Rendering& r_;
  const Leaf& leaf_;
  const Way& way_;
  std::string x_;
};

Term Keyword(Rendering& rendering, const Leaf& leaf) {
  const char* why = "names of fields are searched too";
  if (leaf.negated) return {Fit::kNone, {}, why};
  std::string out;
  for (const Predicate* predicate : leaf.any) {
    if (!IsText(*predicate)) return {Fit::kNone, {}, "keywords are texts here"};
    out += (out.empty() ? "" : "|") + BodyInJson(PatternOf(*predicate));
  }
  Use(rendering, ir::kAnyField);
  return {Fit::kWider, Has(kLine, leaf.any.size() > 1 ? "(?:" + out + ")" : out), why};
}

Term WriteLeaf(Rendering& rendering, const Leaf& leaf) {
  if (leaf.field == ir::kAnyField) return Keyword(rendering, leaf);
  const std::vector<Way> ways = WaysOf(rendering, leaf.field);
  const size_t column = Use(rendering, leaf.field);
  // Null is null at every position, and what is not there is at none.
  const bool each = (leaf.any.front()->op == Op::kNull) != leaf.negated;
  Term out{Fit::kExact, {}};
  size_t count = 0;
  for (size_t i = 0; i < ways.size(); ++i) {
    Term term = Writer(rendering, leaf, ways[i], column, i).Write();
    if (term.fit == Fit::kNone && !each) return term;
    if (term.fit != Fit::kExact) {
      out.fit = Fit::kWider;
      if (out.note.empty()) out.note = term.note;
    }
    if (term.fit == Fit::kNone) continue;
    if (leaf.negated && ways[i].otherwise) {  // it counts where the flat key is not there
      Use(rendering, ir::kAnyField);
      term.text = fmt::format("(({}) or {})", term.text,
                              Has(kLine, "\"" + KeyBody(rendering.Name(leaf.field))));
      out.fit = Fit::kWider;
      if (out.note.empty()) out.note = "where a flat key stands the member is not asked for";
    }
    out.text += (count++ == 0 ? "" : each ? " and " : " or ") + term.text;
  }
  if (count == 0) return {Fit::kNone, {}, out.note};
  if (count > 1 || leaf.any.size() > 1) out.text = "(" + out.text + ")";
  return out;
}

std::string WriteQuery(Rendering& rendering, const std::string& condition) {
  const std::string table = rendering.Table();
  std::string out = table.empty() ? "{job=~\".+\"}" : table, labels;
  bool line = false;
  for (size_t column = 0; column < rendering.columns.size(); ++column) {
    const ir::FieldId field = rendering.columns[column];
    line = line || field == ir::kAnyField;
    if (field == ir::kAnyField) continue;
    const std::vector<Way> ways = WaysOf(rendering, field);
    for (size_t i = 0; i < ways.size(); ++i) {
      const std::string label = Label(rendering, column, i);
      const auto add = [&](const std::string& name, size_t count) {
        const std::string path = PathText(ways[i].names, count);
        if (path.empty() || condition.find(name) == condition.npos) return;
        labels += (labels.empty() ? "" : ", ") + name + "=" + Quote(path);
      };
      add(label, ways[i].names.size());
      if (ways[i].doubtful != 0) add(label + "_in", ways[i].doubtful);
    }
  }
  if (!labels.empty()) out += "\n| json " + labels;
  if (line) out += fmt::format("\n| label_format {}=`{{{{__line__}}}}`", kLine);
  return condition.empty() ? out : out + "\n| " + condition;
}

}  // namespace

std::string LokiLabelPath(const std::vector<std::string>& names) {
  return PathText(names, names.size());
}

const Dialect kLoki = {
    .id = "loki",
    .title = "Grafana Loki LogQL",
    .columns = "loki",
    .raw_column = "line",
    .bare_names = true,
    .can = {.any_case = "Unicode",
            .regex = "RE2",
            .arrays = "wider",
            .cidr = "IPv4, IPv6",
            .fieldref = "no",
            .keywords = "wider",
            .time_parts = "no",
            .correlations = "wider",
            .negation = "turned around"},
    .and_word = " and ",
    .or_word = " or ",
    .not_before = nullptr,
    .not_after = nullptr,
    .comment = "# ",
    .end = "",
    .never = "f_never=`never`",
    .leaf = WriteLeaf,
    .query = WriteQuery,
    .correlation = LokiCorrelation,
};

}  // namespace dcv::dialect
