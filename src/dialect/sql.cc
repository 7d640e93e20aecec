// SPDX-License-Identifier: Apache-2.0
#include "dialect/sql.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/cidr.h"
#include "base/text.h"

namespace dcv::dialect::sql {
namespace {

using ir::Op;
using ir::Predicate;

std::string Format(const char* format, const std::string& a, const std::string& b = {},
                   const std::string& c = {}) {
  return fmt::format(fmt::runtime(format), a, b, c);
}

// Characters that have no case, or whose case `lower` knows.
bool CaseKnown(const Flavour& flavour, std::string_view text) {
  if (!flavour.ascii_case) return true;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // U+2010 to U+206F: dashes, quotes and other signs.
    const bool sign = byte == 0xE2 && i + 2 < text.size() &&
                      (static_cast<unsigned char>(text[i + 1]) == 0x80 ||
                       static_cast<unsigned char>(text[i + 1]) == 0x81);
    if (sign) {
      i += 2;
    } else if (byte >= 0x80) {
      return false;
    }
  }
  return true;
}

// Letters whose case is not known as any one character.
sigma::Pattern WithoutUnknownCase(const Predicate& predicate) {
  sigma::Pattern from = predicate.pattern, out;
  using Kind = sigma::Pattern::Kind;
  if (predicate.op != Op::kGlob) {
    from = sigma::Pattern::Literal(predicate.text);
    if (predicate.op == Op::kSuffix || predicate.op == Op::kContains) from.PrependAny();
    if (predicate.op == Op::kPrefix || predicate.op == Op::kContains) from.AppendAny();
  }
  for (const sigma::Pattern::Part& part : from.parts) {
    if (part.kind != Kind::kText) out.Append(part.kind);
    for (std::string_view rest = part.text; !rest.empty();) {
      const size_t size = std::max<size_t>(1, Utf8SequenceLength(rest));
      size == 1 ? out.Append(Kind::kText, rest.substr(0, 1)) : out.Append(Kind::kOne);
      rest.remove_prefix(size);
    }
  }
  return out;
}

const char* Comparison(Op op) {
  switch (op) {
    case Op::kLess: return "<";
    case Op::kLessEqual: return "<=";
    case Op::kGreater: return ">";
    case Op::kGreaterEqual: return ">=";
    default: return "=";
  }
}

Term Exact(std::string text) {
  return {Fit::kExact, std::move(text)};
}

// Names of columns are told apart in any case, and PostgreSQL cuts them at 63 bytes.
std::string NameOfColumn(const Rendering& r, ir::FieldId id) {
  const std::string name = r.Name(id), lower = Lower(name);
  bool plain = name.size() <= 60 && lower != r.dialect.raw_column && name.find('\0') == name.npos;
  for (const Column& other : r.named) plain = plain && Lower(other.name) != lower;
  return plain ? name : fmt::format("field {}", id);
}

class LeafWriter {
 public:
  LeafWriter(const Flavour& flavour, Rendering& rendering, const Leaf& leaf)
      : f_(flavour), r_(rendering), leaf_(leaf) {}

  const std::string& note() const { return note_; }

  // The field's list by its name in the inner SELECT, which gets it when it is new.
  std::string List(ir::FieldId id) {
    for (const Column& column : r_.named) {
      if (column.field == id) return "e." + f_.name(column.name);
    }
    std::string definition;
    if (id == ir::kAnyField) {
      definition = f_.leaves(r_.dialect.raw_column);
    } else if (const Located located = r_.Locate(id); !located.positions.empty()) {
      definition = f_.values(f_, located.positions);
    }
    if (definition.empty()) {
      note_ = "its place in the event cannot be said";
      return {};
    }
    r_.named.push_back({id, NameOfColumn(r_, id), std::move(definition)});
    return "e." + f_.name(r_.named.back().name);
  }

  Term Write() {
    const Predicate& first = *leaf_.any.front();
    if (r_.HasColumns()) return OfColumns(first.op);
    if (first.op == Op::kExists) return Exists();
    const std::string list = List(leaf_.field);
    if (list.empty()) return {Fit::kNone, {}, note_};
    if (first.op == Op::kNull) return Exact(Format(f_.empty, list));
    const Term test = Tests();
    if (test.text.empty()) return test;
    return {test.fit, Format(f_.any, list, test.text), test.note};
  }

 private:
  // In a table of the log source's own. What may be NULL is false below `not`.
  Term OfColumns(Op op) {
    if (leaf_.field == ir::kAnyField) return {Fit::kNone, {}, "the table has no text of the event"};
    const Located located = r_.Locate(leaf_.field);
    if (located.positions.empty()) return {};
    Term out{Fit::kExact, {}};
    std::vector<std::string> parts;
    for (const Position& position : located.positions) {
      const Term one = OfColumn(op, position, located.type);
      if (one.text.empty()) return one;
      if (one.fit != Fit::kExact) out = {one.fit, {}, one.note};
      parts.push_back(one.text);
    }
    const bool null = op == Op::kNull;
    out.text = Join(parts, null ? " AND " : " OR ");
    if (leaf_.under_not && !null && op != Op::kExists) {
      out.text = "COALESCE(" + out.text + ", FALSE)";
    } else if (parts.size() > 1 || out.text.find(" OR ") != std::string::npos) {
      out.text = "(" + out.text + ")";
    }
    return out;
  }

  Term OfColumn(Op op, const Position& position, logsource::FieldType type) {
    const bool list = position.json || position.elements;
    std::string column = position.json ? f_.values(f_, {position}) : position.column;
    if (column.empty()) return {Fit::kNone, {}, "its place in the column cannot be said"};
    if (op == Op::kNull) {
      return Exact(list ? "COALESCE(" + Format(f_.empty, column) + ", TRUE)" : column + " IS NULL");
    }
    if (op == Op::kExists && position.json && !position.path.empty()) {
      const std::string exists = f_.exists(f_, position);
      return exists.empty() ? Term{} : Exact(exists);
    }
    if (op == Op::kExists) return Exact(position.column + " IS NOT NULL");
    using Type = logsource::FieldType;
    const bool text = type == Type::kString || type == Type::kIp || type == Type::kTime;
    x_ = list ? f_.element : text ? column : "CAST(" + column + " AS VARCHAR)";
    const Term test = Tests();
    if (!list || test.text.empty()) return test;
    return {test.fit, Format(f_.any, column, test.text), test.note};
  }

  Term Exists() {
    const Located located = r_.Locate(leaf_.field);
    std::string out;
    for (const Position& position : located.positions) {
      const std::string one = f_.exists(f_, position);
      if (one.empty()) return {Fit::kNone, {}, "its place in the event cannot be said"};
      out += (out.empty() ? "" : " OR ") + one;
    }
    if (located.positions.size() > 1) out = "(" + out + ")";
    return {out.empty() ? Fit::kNone : Fit::kExact, out};
  }

  // Any of the tests. One that cannot be said leaves the whole unsaid, below `not` itself alone.
  Term Tests() {
    std::vector<std::string> tests, equal, equal_cased;
    Term out{Fit::kExact, {}};
    for (const Predicate* predicate : leaf_.any) {
      const bool said = predicate->text.find('\0') == std::string::npos &&
                        predicate->pattern.ToText().find('\0') == std::string::npos;
      if (said && leaf_.field != ir::kAnyField && predicate->op == Op::kEquals &&
          (predicate->cased || CaseKnown(f_, predicate->text))) {
        (predicate->cased ? equal_cased : equal).push_back(predicate->text);
        continue;
      }
      Term term = said ? Test(*predicate) : Term{Fit::kNone, {}, "there is a NUL in it"};
      if (leaf_.field == ir::kAnyField && f_.leaves_in_one) term = InOne(*predicate);
      const bool usable =
          term.fit == Fit::kExact || term.fit == (leaf_.under_not ? Fit::kNarrower : Fit::kWider);
      if (term.fit != Fit::kExact) {
        out.fit = leaf_.under_not ? Fit::kNarrower : Fit::kWider;
        if (out.note.empty()) out.note = term.note;
      }
      if (usable) {
        tests.push_back(std::move(term.text));
      } else if (!leaf_.under_not) {
        return {Fit::kNone, {}, term.note};
      }
    }
    if (!equal.empty()) tests.insert(tests.begin(), Equal(equal, false));
    if (!equal_cased.empty()) tests.insert(tests.begin(), Equal(equal_cased, true));
    out.text = JoinBalanced(std::move(tests), " OR ");
    if (out.text.empty()) out.fit = Fit::kNone;
    return out;
  }

  std::string Equal(const std::vector<std::string>& texts, bool cased) const {
    if (texts.size() == 1) return f_.text(f_, Op::kEquals, x_, texts.front(), cased);
    std::string list;
    for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + f_.quote(text);
    return (cased ? x_ : Format(f_.lower, x_)) + " IN (" + list + ")";
  }

  Term Test(const Predicate& predicate) {
    const std::string& x = x_;
    if (predicate.part != ir::TimePart::kNone) return TimePart(predicate);
    switch (predicate.op) {
      case Op::kEquals:
      case Op::kPrefix:
      case Op::kSuffix:
      case Op::kContains:
        if (!predicate.cased && !CaseKnown(f_, predicate.text)) return Widened(predicate);
        return Exact(f_.text(f_, predicate.op, x, predicate.text, predicate.cased));
      case Op::kGlob:
        if (!predicate.cased && !CaseKnown(f_, predicate.pattern.ToText())) {
          return Widened(predicate);
        }
        return Exact(f_.pattern(f_, x, predicate.pattern, predicate.cased));
      case Op::kRegex: return f_.regex(f_, x, predicate.text, leaf_.under_not);
      case Op::kCidr: return f_.cidr(f_, x, predicate, leaf_.under_not);
      case Op::kBoolean:
        return Exact(Format(f_.lower, x) + " = " + f_.quote(predicate.flag ? "true" : "false"));
      case Op::kNumber:
      case Op::kLess:
      case Op::kLessEqual:
      case Op::kGreater:
      case Op::kGreaterEqual: return Number(predicate);
      case Op::kFieldEquals:
      case Op::kFieldPrefix:
      case Op::kFieldSuffix:
      case Op::kFieldContains: return Reference(predicate);
      case Op::kNull:
      case Op::kExists: break;
    }
    return {};
  }

  Term Widened(const Predicate& predicate) const {
    return {leaf_.under_not ? Fit::kNone : Fit::kWider,
            f_.pattern(f_, x_, WithoutUnknownCase(predicate), false),
            "letters beyond a to z are taken for any character, as their case is not known"};
  }

  // A keyword in the text of the whole event, where names and brackets stand beside values.
  Term InOne(const Predicate& predicate) const {
    const char* why = "the event is searched as one text, names of fields too";
    if (leaf_.under_not || predicate.op != Op::kContains) return {Fit::kNone, {}, why};
    std::string text;
    for (char c : predicate.text) {
      if (static_cast<unsigned char>(c) < 0x20) return {Fit::kNone, {}, why};
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    return {Fit::kWider, f_.text(f_, Op::kContains, x_, text, predicate.cased), why};
  }

  // Numbers that a double cannot tell apart are compared by their digits.
  Term Number(const Predicate& predicate) const {
    const std::string& x = x_;
    constexpr double kExact = 9007199254740992.0;
    if (std::fabs(predicate.number) >= kExact) {
      if (predicate.op != Op::kNumber) return {Fit::kNone, {}, "the number has over 53 bits"};
      return Exact(f_.text(f_, Op::kEquals, x, predicate.text, true));
    }
    std::string out =
        Format(f_.number, x, Comparison(predicate.op), fmt::format("{}", predicate.number));
    // 0x10 is a number in a rule and a text in an event.
    const bool other = predicate.text.find_first_not_of("0123456789.+-eE") != std::string::npos;
    if (predicate.op == Op::kNumber && other) {
      out += " OR " + f_.text(f_, Op::kEquals, x, Lower(predicate.text), false);
    }
    return Exact(std::move(out));
  }

  Term Reference(const Predicate& predicate) {
    const bool columns = r_.HasColumns();
    std::string other;
    if (columns) {
      const Located located = r_.Locate(predicate.other);
      const auto& positions = located.positions;
      if (positions.size() != 1 || positions.front().json || positions.front().elements) {
        return {Fit::kNone, {}, "the other field is no plain column"};
      }
      other = positions.front().column;
    } else {
      other = List(predicate.other);
    }
    if (other.empty()) return {Fit::kNone, {}, note_};
    const auto text = [&](const std::string& name) {
      return predicate.cased ? name : Format(f_.lower, name);
    };
    const std::string a = text(x_), b = text(columns ? other : f_.element_within);
    std::string test;
    switch (predicate.op) {
      case Op::kFieldEquals: test = a + " = " + b; break;
      case Op::kFieldPrefix: test = fmt::format("substr({0}, 1, length({1})) = {1}", a, b); break;
      case Op::kFieldSuffix:
        test = fmt::format(
            "length({0}) >= length({1}) AND substr({0}, length({0}) - length({1})"
            " + 1) = {1}",
            a, b);
        break;
      default: test = fmt::format("replace({0}, {1}, '') <> {0} OR {1} = ''", a, b);
    }
    return Exact(columns ? test : Format(f_.any_within, other, test));
  }

  // Of texts of ISO 8601; what is written as seconds since 1970 holds always.
  Term TimePart(const Predicate& predicate) const {
    const std::string& x = x_;
    struct Place {
      const char* like;
      int at, size;
    };
    Place place{"____-__-__%", 0, 2};
    switch (predicate.part) {
      case ir::TimePart::kYear: place = {"____-__-__%", 1, 4}; break;
      case ir::TimePart::kMonth: place.at = 6; break;
      case ir::TimePart::kDay: place.at = 9; break;
      case ir::TimePart::kHour: place = {"____-__-_____:__%", 12, 2}; break;
      case ir::TimePart::kMinute: place = {"____-__-_____:__%", 15, 2}; break;
      case ir::TimePart::kWeek:
      case ir::TimePart::kNone: return {Fit::kNone, {}, "weeks of ISO 8601 are not at hand"};
    }
    const std::string iso =
        fmt::format("{} LIKE '{}' AND ", x, place.like) +
        Format(f_.number, fmt::format("substr({}, {}, {})", x, place.at, place.size),
               Comparison(predicate.op), fmt::format("{}", predicate.number));
    const std::string why = "only times written as ISO 8601 are told apart";
    if (leaf_.under_not) return {Fit::kNarrower, "(" + iso + ")", why};
    return {Fit::kWider, "(" + iso + " OR " + Format(f_.number, x, ">=", "100000000") + ")", why};
  }

  const Flavour& f_;
  Rendering& r_;
  const Leaf& leaf_;
  std::string x_ = f_.element;  // a value in a test
  std::string note_;
};

}  // namespace

std::string FieldList(const Flavour& flavour, Rendering& rendering, ir::FieldId field,
                      std::string& why) {
  const Leaf leaf;
  LeafWriter writer(flavour, rendering, leaf);
  std::string out = writer.List(field);
  why = writer.note();
  return out;
}

Term RenderLeaf(const Flavour& flavour, Rendering& rendering, const Leaf& leaf) {
  return LeafWriter(flavour, rendering, leaf).Write();
}

std::string RenderQuery(const Flavour& flavour, Rendering& r, const std::string& condition) {
  const std::string event = r.HasColumns() ? "*" : r.dialect.raw_column;
  const std::string own = r.Table();
  const std::string table = own.empty() ? "events" : own;
  std::string from = table;
  if (!r.named.empty()) {
    from = "(\n  SELECT " + event;
    for (const Column& column : r.named) {
      from += ",\n    " + column.definition + " AS " + flavour.name(column.name);
    }
    from += "\n  FROM " + table + ") AS e";
  }
  return "SELECT " + event + "\nFROM " + from + (condition.empty() ? "" : "\nWHERE " + condition);
}

}  // namespace dcv::dialect::sql
