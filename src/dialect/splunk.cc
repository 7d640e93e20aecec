// SPDX-License-Identifier: Apache-2.0
// Splunk SPL. What the search command can say exactly is said there: it compares in any case, knows
// `*` and takes any value of a field. A rule that asks for more is one `where` in whole.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dialect/correlation_words.h"
#include "dialect/dialects.h"
#include "dialect/raw_way.h"
#include "dialect/regex_text.h"
#include "dialect/replaced.h"
#include "dialect/value_regex.h"

namespace dcv::dialect {
namespace {

using ir::Op;
using ir::Predicate;
using logsource::FieldType;
using Segment = logsource::Segment::Kind;

constexpr const char* kNullNote = "null is read as the text null";
constexpr const char* kAddOnNote = "the log has no such field, what an add-on puts there is taken";
constexpr const char* kOwnNote = "Splunk has a field of its own with this name";
constexpr size_t kMaxNames = 8;

// Metadata that Splunk gives to every event, whatever the event has.
constexpr std::string_view kOwnFields[] = {"host",          "source",    "sourcetype", "index",
                                           "eventtype",     "linecount", "punct",      "tag",
                                           "splunk_server", "timestamp", "_time",      "_raw"};

std::string Quote(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

struct Place {
  std::vector<std::string> names;  // alternatives
  bool loose = false;              // elements are not chosen by another member
  bool unsaid = false;             // JSON within a text, or too many ways
  bool open = false;               // no documentation tells that it is no object
  bool foreign = false;            // the log has no such field
  std::string key;
  FieldType type = FieldType::kString;
};

bool IsArray(const Rendering& r, const logsource::Path& path, size_t size) {
  return std::any_of(r.rule.sources.begin(), r.rule.sources.end(), [&](const std::string& id) {
    const logsource::Source* source = r.places.Find(id);
    return source != nullptr && r.places.IsArray(*source, path, size);
  });
}

// Names of fields as JSON is taken apart: members by dots, elements of an array as `name{}`.
void AddNames(const Rendering& r, const logsource::Path& path, bool open, Place& place) {
  std::vector<std::string> names = {""};
  for (size_t i = 0; i < path.size(); ++i) {
    if (path[i].kind == Segment::kJson) place.unsaid = true;
    if (path[i].kind != Segment::kMember) continue;
    place.key = path[i].name;
    for (std::string& name : names) name += (name.empty() ? "" : ".") + path[i].name;
    const bool marked = i + 1 < path.size() && path[i + 1].kind != Segment::kMember;
    place.loose = place.loose || (marked && path[i + 1].kind == Segment::kWhere);
    const bool known = IsArray(r, path, i + 1);
    if (known || marked || (open && (i > 0 || path.size() == 1))) {
      const size_t before = names.size();
      for (size_t n = 0; n < before; ++n) {
        if (known) names[n] += "{}";
        if (!known) names.push_back(names[n] + "{}");
      }
    }
    if (names.size() > kMaxNames) place.unsaid = true;
    if (place.unsaid) return;
  }
  place.names.insert(place.names.end(), names.begin(), names.end());
}

Place PlaceOf(Rendering& r, ir::FieldId field) {
  const Located located = r.Locate(field);
  Place out;
  out.type = located.type;
  const std::vector<Way> ways = WaysOf(r, field);
  const std::string name = r.Name(field);
  const bool known =
      std::any_of(r.rule.sources.begin(), r.rule.sources.end(), [&](const std::string& id) {
        const logsource::Source* source = r.places.Find(id);
        return source != nullptr && r.places.Find(*source, name) != nullptr;
      });
  out.open = !known || located.type == FieldType::kObject;
  out.foreign =
      known &&
      std::all_of(r.rule.sources.begin(), r.rule.sources.end(), [&](const std::string& id) {
        const logsource::Source* source = r.places.Find(id);
        const logsource::Field* of = source == nullptr ? nullptr : r.places.Find(*source, name);
        return of != nullptr && of->paths.empty();
      });
  for (const Position& position : located.positions) {
    const bool column =
        position.path.empty() || position.column != logsource::ToText(position.path);
    if (!column) {
      AddNames(r, position.path, !known, out);
      continue;
    }
    std::string text = position.column + (position.json || position.elements ? "{}" : "");
    if (position.json && !position.path.empty()) text = position.column;
    for (const logsource::Segment& segment : position.path) text += "." + segment.name;
    out.key = text.substr(text.rfind('.') + 1);
    out.names.push_back(text);
    const bool many = !text.ends_with("{}") &&
                      std::any_of(ways.begin(), ways.end(), [](auto& way) { return way.many; });
    if (many) out.names.push_back(text + "{}");
  }
  std::sort(out.names.begin(), out.names.end());
  out.names.erase(std::unique(out.names.begin(), out.names.end()), out.names.end());
  return out;
}

bool HasControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

// An object is compared as its text, which only the event's own text has.
bool MayBeObject(const Place& place, const Predicate& predicate) {
  if (!place.open || !IsText(predicate)) return false;
  const bool begins = predicate.op == Op::kEquals || predicate.op == Op::kPrefix;
  return !begins || predicate.text.starts_with("{");
}

bool IsStar(const Predicate& predicate) {
  return predicate.op == Op::kGlob && HoldsForEmpty(predicate);
}

bool SearchSays(const Place& place, const Predicate& predicate) {
  if (predicate.part != ir::TimePart::kNone) return true;  // neither does
  if (IsText(predicate)) {
    if (IsStar(predicate)) return true;
    if (predicate.cased || MayBeObject(place, predicate)) return false;
    for (const auto& part : PatternOf(predicate).parts) {
      if (part.kind == sigma::Pattern::Kind::kOne || part.kind == sigma::Pattern::Kind::kDash ||
          part.text.find('*') != std::string::npos || HasControls(part.text)) {
        return false;
      }
    }
    return true;
  }
  switch (predicate.op) {
    case Op::kNumber:
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kGreater:
    case Op::kGreaterEqual: return place.type == FieldType::kNumber;
    case Op::kNull:
    case Op::kExists:
    case Op::kBoolean:
    case Op::kCidr: return true;
    default: return false;
  }
}

bool AllInSearch(Rendering& r, ir::ExprId id) {
  const ir::Expr& expr = r.program.exprs()[id];
  if (expr.kind == ir::ExprKind::kPredicate) {
    const Predicate& predicate = r.program.predicates()[expr.predicate];
    return predicate.field != ir::kAnyField && SearchSays(PlaceOf(r, predicate.field), predicate);
  }
  return std::all_of(expr.operands.begin(), expr.operands.end(),
                     [&](ir::ExprId operand) { return AllInSearch(r, operand); });
}

// Found once for a rule.
bool InSearch(Rendering& r) {
  if (r.named.empty()) {
    const bool all = AllInSearch(r, r.rule.scope) && AllInSearch(r, r.rule.condition);
    r.named.push_back({ir::kAnyField, all ? "search" : "where", ""});
  }
  return r.named.front().name == "search";
}

const char* Sign(Op op) {
  switch (op) {
    case Op::kLess: return "<";
    case Op::kLessEqual: return "<=";
    case Op::kGreater: return ">";
    case Op::kGreaterEqual: return ">=";
    default: return "=";
  }
}

std::string SearchName(const std::string& name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._{}@").find(c) != std::string_view::npos;
  });
  return plain ? name : Quote(name);
}

std::string SearchValue(const Predicate& predicate) {
  if (predicate.op == Op::kBoolean) return predicate.flag ? "\"true\"" : "\"false\"";
  if (predicate.op == Op::kCidr) return Quote(predicate.text);
  if (predicate.op == Op::kNumber) return fmt::format("{}", predicate.number);
  std::string out;
  for (const auto& part : PatternOf(predicate).parts) {
    out += part.kind == sigma::Pattern::Kind::kAny ? "*" : part.text;
  }
  return Quote(out);
}

std::string EachName(const Place& place, const std::string& form, bool in_search) {
  std::vector<std::string> out;
  for (const std::string& name : place.names) {
    const std::string x = in_search ? SearchName(name) : "'" + name + "'";
    out.push_back(Replaced(form, "\x01", x));
  }
  return out.size() == 1 ? out.front() : "(" + Join(out, " OR ") + ")";
}

Term InSearchLeaf(const Place& place, const Leaf& leaf) {
  std::vector<std::string> values;
  std::string more;
  for (const Predicate* predicate : leaf.any) {
    switch (predicate->op) {
      case Op::kLess:
      case Op::kLessEqual:
      case Op::kGreater:
      case Op::kGreaterEqual:
        more += fmt::format("{}\x01{}{}", more.empty() ? "" : " OR ", Sign(predicate->op),
                            predicate->number);
        break;
      default: values.push_back(SearchValue(*predicate));
    }
  }
  std::string form;
  if (values.size() == 1) form = "\x01=" + values.front();
  if (values.size() > 1) form = "\x01 IN (" + Join(values, ", ") + ")";
  const bool both = !form.empty() && !more.empty();
  form += (both ? " OR " : "") + more;
  if (leaf.any.size() > values.size() && leaf.any.size() > 1) form = "(" + form + ")";
  return {Fit::kExact, EachName(place, form, true)};
}

// In `where` a test of each value of the field: true or false also where there is none.
std::string Test(const std::string& test) {
  return "isnotnull(mvfilter(" + test + "))";
}

std::string Match(const std::string& regex) {
  return Test("match(\x01, " + Quote(regex) + ")");
}

Term WhereOne(Rendering& r, const Place& place, const Leaf& leaf, const Predicate& predicate) {
  const auto said = [&](const std::string& form) {
    return Term{Fit::kExact, EachName(place, form, false)};
  };
  if (IsText(predicate)) {
    const std::string text = PatternOf(predicate).ToText();
    const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
    if (!ascii && !predicate.cased) {
      return {leaf.under_not ? Fit::kNone : Fit::kWider, EachName(place, "isnotnull(\x01)", false),
              "the case of letters beyond a to z is not known"};
    }
    Term out = said(Match(RegexOfTexts({&predicate}, predicate.cased, Span::kSearch, false)));
    if (!MayBeObject(place, predicate)) return out;
    const char* why = "objects have no text, the text of the event is searched";
    if (leaf.under_not) return {Fit::kNarrower, out.text, why};
    const bool signs = text.find_first_of("{}[]:,\"\\") != std::string::npos;
    const std::string body = signs ? std::string() : ".*" + BodyInJson(PatternOf(predicate));
    return {Fit::kWider,
            fmt::format("({} OR match(_raw, {}))", out.text,
                        Quote("(?is)\"" + KeyBody(place.key) + body)),
            why};
  }
  switch (predicate.op) {
    case Op::kRegex: {
      const auto regex = TranslateRegex(predicate.text, RegexFlavour::kJava);
      if (!regex) return {Fit::kNone, {}, "the expression has parts that not every engine knows"};
      return said(Match(Replaced(Replaced(regex->text, "(?iu)", "(?i)"), "(?-iu)", "(?-i)")));
    }
    case Op::kCidr: return said(Test("cidrmatch(" + Quote(predicate.text) + ", \x01)"));
    case Op::kBoolean: return said(Match(predicate.flag ? "(?i)^true$" : "(?i)^false$"));
    case Op::kNumber:
      return said(Test(
          fmt::format("tonumber(\x01)={} OR \x01={}", predicate.number, Quote(predicate.text))));
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kGreater:
    case Op::kGreaterEqual:
      return said(Test(fmt::format("tonumber(\x01){}{}", Sign(predicate.op), predicate.number)));
    case Op::kFieldEquals: {
      const Place other = PlaceOf(r, predicate.other);
      if (place.names.size() != 1 || other.names.size() != 1 || other.unsaid) {
        return {Fit::kNone, {}, "fields that may have several values are not compared"};
      }
      const char* form = predicate.cased ? "coalesce({0}={1}, false())"
                                         : "coalesce(lower({0})=lower({1}), false())";
      return said(fmt::format(fmt::runtime(form), "\x01", "'" + other.names.front() + "'"));
    }
    default: return {Fit::kNone, {}, "parts of fields are not compared with other fields"};
  }
}

Term Presence(const Place& place, const Leaf& leaf, bool in_search) {
  const Op op = leaf.any.front()->op;
  const std::string there = EachName(place, in_search ? "\x01=*" : "isnotnull(\x01)", in_search);
  const std::string null =
      EachName(place, in_search ? "\x01=\"null\"" : Test("\x01=\"null\""), in_search);
  if (op == Op::kNull) {
    if (place.open && leaf.under_not) return {Fit::kNone, {}, "objects have fields of other names"};
    if (leaf.under_not) return {Fit::kNarrower, "NOT " + there, kNullNote};
    return {Fit::kWider, "(NOT " + there + " OR " + null + ")", kNullNote};
  }
  if (op == Op::kExists) {
    const char* why = "empty arrays and objects have no field";
    return {leaf.under_not ? Fit::kNarrower : Fit::kNone, there, why};
  }
  if (leaf.under_not) {
    return {Fit::kNarrower, "(" + there + " AND NOT " + null + ")", kNullNote};
  }
  if (place.open) return {Fit::kNone, {}, "objects have fields of other names"};
  return {Fit::kWider, there, kNullNote};
}

Term Keyword(const Leaf& leaf) {
  const char* why = "names of fields are searched too";
  std::vector<Term> parts;
  for (const Predicate* predicate : leaf.any) {
    if (leaf.under_not || !IsText(*predicate)) return {Fit::kNone, {}, why};
    parts.push_back({Fit::kWider,
                     "match(_raw, " + Quote("(?is)" + BodyInJson(PatternOf(*predicate))) + ")",
                     why});
  }
  return AnyOf(leaf, " OR ", std::move(parts));
}

// A value null is extracted as the text null.
Term NullAside(const Place& place, const Leaf& leaf, bool in_search, Term term) {
  const bool holds = std::any_of(leaf.any.begin(), leaf.any.end(), [](const Predicate* predicate) {
    return HoldsForText(*predicate, "null");
  });
  if (!holds || term.fit == Fit::kNone) return term;
  term.note = kNullNote;
  if (!leaf.under_not) {
    term.fit = Fit::kWider;
    return term;
  }
  const std::string null =
      EachName(place, in_search ? "\x01=\"null\"" : Test("\x01=\"null\""), in_search);
  return {Fit::kNarrower, "(" + term.text + " AND NOT " + null + ")", kNullNote};
}

Term WriteLeaf(Rendering& r, const Leaf& leaf) {
  if (leaf.field == ir::kAnyField) return Keyword(leaf);
  const Place place = PlaceOf(r, leaf.field);
  if (place.foreign && leaf.under_not) return {Fit::kNone, {}, kAddOnNote};
  for (std::string_view own : kOwnFields) {
    if (!place.names.empty() && place.names.front() == own) return {Fit::kNone, {}, kOwnNote};
  }
  if (place.unsaid || place.names.empty()) {
    return {Fit::kNone, {}, "JSON within texts and arrays of arrays are not looked into"};
  }
  const bool in_search = InSearch(r);
  const Predicate& first = *leaf.any.front();
  if (first.part != ir::TimePart::kNone) return {Fit::kNone, {}, "there are no parts of times"};
  if (first.op == Op::kNull || first.op == Op::kExists) return Presence(place, leaf, in_search);
  for (const Predicate* predicate : leaf.any) {
    if (IsStar(*predicate))
      return Presence(place, {leaf.field, {predicate}, leaf.under_not}, in_search);
  }
  Term out;
  if (in_search) {
    out = InSearchLeaf(place, leaf);
  } else {
    std::vector<Term> parts;
    for (const Predicate* predicate : leaf.any) {
      parts.push_back(predicate->part == ir::TimePart::kNone
                          ? WhereOne(r, place, leaf, *predicate)
                          : Term{Fit::kNone, {}, "there are no parts of times"});
    }
    out = AnyOf(leaf, " OR ", std::move(parts));
  }
  out = NullAside(place, leaf, in_search, std::move(out));
  if (place.foreign && out.fit == Fit::kExact) out.fit = Fit::kWider, out.note = kAddOnNote;
  if (place.loose && out.fit == Fit::kExact) {
    out.fit = leaf.under_not ? Fit::kNone : Fit::kWider;
    out.note = "elements are not chosen by another member";
  } else if (place.loose && leaf.under_not) {
    out.fit = Fit::kNone;
  }
  return out;
}

std::string Scope(const Rendering& r) {
  if (!r.options.table.empty() || r.own_names) return r.options.table;
  std::vector<std::string> out;
  for (const std::string& id : r.rule.sources) {
    const logsource::Source* source = r.places.Find(id);
    if (source == nullptr) continue;
    const auto table = source->tables.find("splunk");
    if (table == source->tables.end()) return {};  // events of that source may be anywhere
    if (std::find(out.begin(), out.end(), table->second) == out.end()) out.push_back(table->second);
  }
  if (out.size() < 2) return Join(out, "");
  return "((" + Join(out, ") OR (") + "))";
}

std::string WriteQuery(Rendering& r, const std::string& condition) {
  const std::string scope = Scope(r);
  if (condition.empty()) return scope.empty() ? "index=*" : scope;
  if (InSearch(r)) return scope.empty() ? condition : scope + " (" + condition + ")";
  return (scope.empty() ? "index=*" : scope) + "\n| where " + condition;
}

}  // namespace

std::vector<std::string> SplunkNames(Rendering& rendering, ir::FieldId field) {
  const Place place = PlaceOf(rendering, field);
  return place.unsaid || place.loose ? std::vector<std::string>() : place.names;
}

const Dialect kSplunk = {
    .id = "splunk",
    .title = "Splunk SPL",
    .columns = "splunk",
    .raw_column = nullptr,
    .bare_names = true,
    .can = {.any_case = "search: all, where: A-Z",
            .regex = "PCRE, translated",
            .arrays = "all",
            .cidr = "IPv4, IPv6",
            .fieldref = "equal, lone values",
            .keywords = "wider",
            .time_parts = "no",
            .correlations = "wider",
            .negation = "two-valued"},
    .and_word = " AND ",
    .or_word = " OR ",
    .not_before = "NOT (",
    .not_after = ")",
    .comment = nullptr,
    .end = "",
    .never = "(_time=1 AND NOT _time=1)",
    .leaf = WriteLeaf,
    .query = WriteQuery,
    .correlation = SplunkCorrelation,
};

}  // namespace dcv::dialect
