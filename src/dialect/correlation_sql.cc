// SPDX-License-Identifier: Apache-2.0
#include "dialect/correlation_sql.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace dcv::dialect::sql {
namespace {

using sigma::CorrelationType;

std::string Format(const char* format, const std::string& a, const std::string& b = {}) {
  return fmt::format(fmt::runtime(format), a, b);
}

// The hits of one rule: a SELECT of their time `t`, rule `r`, groups `g1` ... and value `v`.
class Hits {
 public:
  Hits(const Flavour& f, const CorrelationForms& forms, CorrelationRendering& c, Counted& counted)
      : f_(f), forms_(forms), c_(c), counted_(counted), r_(counted.rendering) {}

  std::string Select() {
    std::string items, nulls;
    for (size_t i = 0; i < counted_.reference->group_by.size(); ++i) {
      items += fmt::format(", {} AS g{}", Element(counted_.reference->group_by[i], true), i + 1);
    }
    if (!counted_.reference->fields.empty() && !c_.Temporal()) items += ", " + Value() + " AS v";
    const std::string time = Time();
    std::string from = counted_.condition.empty() ? std::string() : counted_.condition;
    for (const std::string& test : tests_) from += (from.empty() ? "" : " AND ") + test;
    return fmt::format("  SELECT {} AS t, {} AS r{}\n  FROM {}{}{}", time, counted_.target, items,
                       Table(), joins_, from.empty() ? "" : "\n  WHERE " + from);
  }

 private:
  std::string Table() const {
    const std::string own = r_.Table(), table = own.empty() ? "events" : own;
    const std::string event = r_.HasColumns() ? "*" : r_.dialect.raw_column;
    std::string out = "(\n    SELECT " + event;
    for (const Column& column : r_.named) {
      out += ",\n      " + column.definition + " AS " + f_.name(column.name);
    }
    return "(\n    SELECT e.*" + moments_ + "\n    FROM " + out + "\n    FROM " + table +
           ") AS e) AS e";
  }

  void FailField(ir::FieldId field, const std::string& why) {
    c_.Fail({"C007", "field " + Printable(r_.Name(field)) + " is not counted: " + why, ""});
  }

  // Each value of the field makes a hit; of a group each different one.
  std::string Element(ir::FieldId field, bool group) {
    std::string list;
    if (r_.HasColumns()) {
      const Located located = r_.Locate(field);
      if (located.positions.size() != 1) {
        if (!located.positions.empty()) FailField(field, "it has several columns");
        return "NULL";
      }
      const Position& position = located.positions.front();
      if (!position.json && !position.elements) {
        tests_.push_back(position.column + " IS NOT NULL");
        return fmt::format("CAST({} AS {})", position.column, forms_.text_type);
      }
      list = position.json ? f_.values(f_, {position}) : position.column;
    } else {
      std::string why;
      list = FieldList(f_, r_, field, why);
      if (list.empty()) FailField(field, why);
    }
    if (group) list = Format(forms_.distinct, list);
    const std::string alias = fmt::format("j{}", ++count_);
    joins_ += Format(forms_.each, list, alias);
    return Format(forms_.element, list, alias);
  }

  std::string Value() {
    const std::vector<ir::FieldId>& fields = counted_.reference->fields;
    if (c_.Numeric()) return Format(forms_.number, Element(fields.front(), false));
    if (fields.size() == 1) return Element(fields.front(), false);
    std::string out;  // lengths keep texts apart
    for (ir::FieldId field : fields) {
      const std::string one = Element(field, false);
      out += fmt::format("{}CAST(length({}) AS {}) || ':' || {}", out.empty() ? "" : " || ", one,
                         forms_.text_type, one);
    }
    return out;
  }

  // The first of the log source's places that leads to a moment.
  std::string Time() {
    std::vector<std::string> moments;
    for (const std::string& text : TimeTexts()) {
      const size_t number = ++times_;
      moments_ += fmt::format(",\n      {} AS moment_{}, {} AS number_{}", Format(forms_.iso, text),
                              number, Format(forms_.number, text), number);
      moments.push_back(fmt::format("e.moment_{}", number));
      moments.push_back(Format(
          forms_.whole,
          fmt::format("CASE WHEN {0} < 100000000 THEN NULL WHEN {0} < 100000000000 THEN {0} * 1000"
                      " WHEN {0} < 100000000000000 THEN {0}"
                      " WHEN {0} < 100000000000000000 THEN {0} / 1000 ELSE {0} / 1000000 END",
                      fmt::format("e.number_{}", number))));
    }
    if (moments.empty()) {
      c_.Fail({"C007", "the time of an event has no column in " + r_.Table(),
               fmt::format("add '{}: COLUMN' to the field of the time in the log source's file",
                           r_.dialect.columns)});
      return "NULL";
    }
    return "COALESCE(" + Join(moments, ", ") + ")";
  }

  std::vector<std::string> TimeTexts() {
    std::vector<logsource::Path> paths;
    std::vector<std::string> out;
    for (const std::string& id : r_.rule.sources) {
      const logsource::Source* source = r_.places.Find(id);
      if (source == nullptr) continue;
      for (const logsource::Path& path : source->timestamp) {
        if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(path);
        const logsource::Field* field = r_.places.Find(*source, logsource::ToText(path));
        if (field == nullptr || !r_.HasColumns()) continue;
        const auto column = field->columns.find(r_.dialect.columns);
        if (column != field->columns.end()) {
          out.push_back(fmt::format("CAST({} AS {})", column->second, forms_.text_type));
        }
      }
    }
    if (r_.HasColumns()) return out;
    if (paths.empty()) {
      for (const char* name : {"@timestamp", "timestamp", "time", "eventTime", "TimeGenerated",
                               "TimeCreated", "UtcTime", "_time", "ts", "date"}) {
        paths.push_back({{logsource::Segment::Kind::kMember, name, {}}});
      }
    }
    for (const logsource::Path& path : paths) {
      Position position{r_.dialect.raw_column, path, true};
      position.arrays.assign(path.size(), false);
      const std::string list = f_.values(f_, {position});
      if (list.empty()) continue;
      r_.named.push_back({ir::kAnyField, TimeName(), Format(forms_.first, list)});
      out.push_back("e." + f_.name(r_.named.back().name));
    }
    return out;
  }

  std::string TimeName() const {
    std::string name = "time 1";
    const auto taken = [&](const Column& column) { return Lower(column.name) == name; };
    for (int i = 2; std::any_of(r_.named.begin(), r_.named.end(), taken); ++i) {
      name = fmt::format("time {}", i);
    }
    return name;
  }

  const Flavour& f_;
  const CorrelationForms& forms_;
  CorrelationRendering& c_;
  Counted& counted_;
  Rendering& r_;
  std::string joins_, moments_;
  size_t times_ = 0;
  std::vector<std::string> tests_;
  int count_ = 0;
};

class Writer {
 public:
  Writer(const Flavour& flavour, const CorrelationForms& forms) : f_(flavour), forms_(forms) {}

  std::string Query(CorrelationRendering& c) {
    const std::string holding = Holding(c);
    std::string groups;
    for (size_t i = 0; i < c.correlation.group_by.size(); ++i) {
      groups += fmt::format("d.g{} AS {}, ", i + 1, f_.name(c.correlation.group_by[i]));
    }
    return fmt::format(
        "WITH {}\nSELECT DISTINCT d.t AS time_ms, {}d.value AS value\nFROM {} AS d\nORDER BY 1",
        Join(tables_, ",\n"), groups, holding);
  }

 private:
  // Of an inner correlation: its own groups are all that it has.
  std::string InnerHits(CorrelationRendering& c, CountedInner& inner) {
    CorrelationRendering& one = inner.correlation.front();
    const std::string table = Holding(one);
    for (const Note& note : one.query.notes) c.Add(note);
    if (one.query.lowering != Lowering::kExact) c.query.lowering = Lowering::kWider, c.more = true;
    c.impossible = c.impossible || one.impossible;
    const auto column = [&](ir::FieldId field) {
      const auto& names = one.correlation.group_by;
      const auto found = std::find(names.begin(), names.end(), c.program.fields()[field].name);
      if (found != names.end()) return fmt::format("i.g{}", found - names.begin() + 1);
      c.Fail(
          {"C007",
           "an inner correlation has no group field " + Printable(c.program.fields()[field].name),
           ""});
      return std::string("NULL");
    };
    std::string items;
    for (size_t i = 0; i < inner.reference->group_by.size(); ++i) {
      items += fmt::format(", {} AS g{}", column(inner.reference->group_by[i]), i + 1);
    }
    if (!inner.reference->fields.empty() && !c.Temporal()) {
      std::string value = column(inner.reference->fields.front());
      if (inner.reference->fields.size() > 1 || c.Numeric()) {
        c.Fail({"C007", "of an inner correlation one group is counted as a value", ""});
      }
      items += ", " + value + " AS v";
    }
    return fmt::format("  SELECT DISTINCT i.t, {} AS r{}\n  FROM {} AS i", inner.target, items,
                       table);
  }

  // Adds the tables that the correlation needs, and names the one of the times at which it holds.
  std::string Holding(CorrelationRendering& c) {
    std::vector<std::string> parts;
    for (Counted& counted : c.rules) parts.push_back(Hits(f_, forms_, c, counted).Select());
    for (CountedInner& inner : c.inner) parts.push_back(InnerHits(c, inner));
    const int number = ++count_;
    const std::string hits = fmt::format("hits_{}", number),
                      holding = fmt::format("holding_{}", number);
    tables_.push_back(hits + " AS (\n" + Join(parts, "\n  UNION ALL\n") + "\n)");
    partition_.clear();
    for (size_t i = 0; i < c.correlation.group_by.size(); ++i) {
      partition_ += fmt::format("{}g{}", i == 0 ? "PARTITION BY " : ", ", i + 1);
    }
    if (!partition_.empty()) partition_ += ' ';
    const std::string test = c.Numeric() ? "t IS NOT NULL AND v IS NOT NULL" : "t IS NOT NULL";
    const std::string rows = "(SELECT * FROM " + hits + " WHERE " + test + ") AS h";
    tables_.push_back(holding + " AS (\n" + Judged(c, rows) + "\n)");
    return holding;
  }

  std::string Over(const CorrelationRendering& c, const std::string& aggregate) const {
    return fmt::format("{} OVER ({}ORDER BY t RANGE BETWEEN {} PRECEDING AND CURRENT ROW)",
                       aggregate, partition_, c.timespan_ms());
  }

  std::string Judged(CorrelationRendering& c, const std::string& rows) {
    if (c.WholeOrder()) return InOrder(c, rows);
    if (c.correlation.type == CorrelationType::kTemporalOrdered) {
      c.Wider("the order of the rules is left out");
      c.more = true;
    }
    const CountWords words{"=", "<>"};
    if (c.Temporal()) {
      std::string items;
      std::vector<std::string> seen;
      for (size_t i = 0; i < c.targets; ++i) {
        seen.push_back(fmt::format("s{}", i + 1));
        items += ",\n    " + Over(c, fmt::format("max(CASE WHEN r = {} THEN 1 ELSE 0 END)", i)) +
                 " AS " + seen.back();
      }
      const std::string value = Join(seen, " + ");
      const std::string condition = CountCondition(c, words, value, seen, c.more);
      return fmt::format(
          "  SELECT w.*, {} AS value FROM (\n    SELECT h.*{}\n    FROM {}) AS w\n  WHERE {}",
          value, items, rows, condition);
    }
    const auto [over, made] = Compared(c);
    const std::string condition = CountCondition(c, words, "value", {}, c.more);
    return fmt::format(
        "  SELECT * FROM (\n    SELECT w.*, {} AS value FROM (\n      SELECT h.*, {} AS a\n"
        "      FROM {}) AS w) AS w\n  WHERE {}",
        made, Over(c, over), rows, condition);
  }

  // The aggregate of a window, and what is compared of it.
  std::pair<std::string, std::string> Compared(const CorrelationRendering& c) const {
    switch (c.correlation.type) {
      case CorrelationType::kValueCount:
        return {Format(forms_.count_over, "v"), Format(forms_.count, "a")};
      case CorrelationType::kValueSum: return {"sum(v)", "a"};
      case CorrelationType::kValueAvg: return {"avg(v)", "a"};
      case CorrelationType::kValueMedian:
      case CorrelationType::kValuePercentile: {
        const bool median = c.correlation.type == CorrelationType::kValueMedian;
        const std::string part =
            fmt::format("{}", (median ? 50.0 : c.correlation.percentile) / 100);
        return {Format(forms_.rank_over, "v", part), Format(forms_.rank, "a", part)};
      }
      default: return {"count(*)", "a"};
    }
  }

  // c1 is when the rule that comes first was last seen, up to each hit; c2 when, at the latest, the
  // first two were begun, and so on. Hits of one time are in order.
  std::string InOrder(const CorrelationRendering& c, const std::string& rows) const {
    std::string from = rows, last = "t";
    for (size_t i = 0; i < c.targets; ++i) {
      from = fmt::format(
          "(SELECT h.*, max(CASE WHEN r = {} THEN {} END)"
          " OVER ({}ORDER BY t RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS c{}\n"
          "    FROM {}) AS h",
          i, last, partition_, i + 1, from);
      last = fmt::format("c{}", i + 1);
    }
    return fmt::format("  SELECT h.*, {} AS value\n    FROM {}\n  WHERE {} >= t - {}", c.targets,
                       from, last, c.timespan_ms());
  }

  const Flavour& f_;
  const CorrelationForms& forms_;
  std::vector<std::string> tables_;
  std::string partition_;
  int count_ = 0;
};

}  // namespace

std::string RenderCorrelation(const Flavour& flavour, const CorrelationForms& forms,
                              CorrelationRendering& c) {
  return Writer(flavour, forms).Query(c);
}

}  // namespace dcv::dialect::sql
