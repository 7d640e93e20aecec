// SPDX-License-Identifier: Apache-2.0
// Correlation rules and filters (specification 2.1.0, "Sigma correlation rules", "Sigma filters").
#include <algorithm>
#include <array>
#include <functional>
#include <map>

#include "base/text.h"
#include "sigma/reader.h"
#include "sigma/timespan.h"

namespace dcv::sigma {
namespace {

constexpr std::array kAllTypes = {
    CorrelationType::kEventCount, CorrelationType::kValueCount,      CorrelationType::kValueSum,
    CorrelationType::kValueAvg,   CorrelationType::kValuePercentile, CorrelationType::kValueMedian,
    CorrelationType::kTemporal,   CorrelationType::kTemporalOrdered};
constexpr std::array kAllComparisons = {Comparison::kGt,  Comparison::kGte, Comparison::kLt,
                                        Comparison::kLte, Comparison::kEq,  Comparison::kNeq};

void ReadType(const yaml::Node& node, Correlation& out, Reader& reader) {
  std::vector<std::string> names;
  for (CorrelationType type : kAllTypes) {
    names.emplace_back(ToString(type));
    if (node.kind == yaml::Kind::kScalar && node.scalar == ToString(type)) {
      out.type = type;
      return;
    }
  }
  const std::string near = Nearest(node.scalar, names);
  reader.Fatal("P023", PlaceOf(node), "unknown correlation type '" + Printable(node.scalar) + "'",
               near.empty() ? "there are: " + Join(names, " ") : "did you mean " + near + "?");
}

std::optional<double> ReadNumber(const yaml::Node& node, std::string_view what, Reader& reader) {
  const Value value = ResolveScalar(node);
  if (node.kind == yaml::Kind::kScalar && value.IsNumber()) return value.number();
  reader.Fatal("P007", PlaceOf(node), std::string(what) + " is no number");
  return std::nullopt;
}

void ReadThreshold(const yaml::Member& member, Correlation& out, Reader& reader) {
  const std::string& key = member.key.scalar;
  if (key == "field") {
    out.fields = reader.ReadTexts(member.value, "condition.field");
    return;
  }
  if (key == "percentile") {
    out.percentile = ReadNumber(member.value, "condition.percentile", reader);
    if (out.percentile && (*out.percentile < 0 || *out.percentile > 100)) {
      reader.Fatal("P024", PlaceOf(member.value), "the percentile is not within 0 and 100");
    }
    return;
  }
  for (Comparison comparison : kAllComparisons) {
    if (key != ToString(comparison)) continue;
    if (const auto number = ReadNumber(member.value, "condition." + key, reader)) {
      out.thresholds.push_back({comparison, *number});
    }
    return;
  }
  reader.Fatal("P024", PlaceOf(member.key), "unknown key '" + Printable(key) + "' in condition",
               "there are: gt gte lt lte eq neq field percentile");
}

void ReadCorrelationCondition(const yaml::Node& node, Correlation& out, Reader& reader) {
  if (node.kind == yaml::Kind::kScalar) {
    out.expression = ReadCondition(node, reader);
    return;
  }
  if (node.kind != yaml::Kind::kMapping) {
    reader.Fatal("P007", PlaceOf(node), "the condition of a correlation is no map");
    return;
  }
  for (const yaml::Member& member : node.members) ReadThreshold(member, out, reader);
  if (out.thresholds.size() > 2) {
    reader.Fatal("P024", PlaceOf(node), "more than two comparisons",
                 "give one, or two that make a range");
  }
}

void ReadAliases(const yaml::Node& node, Correlation& out, Reader& reader) {
  if (node.kind != yaml::Kind::kMapping) {
    reader.Fatal("P007", PlaceOf(node), "aliases is no map");
    return;
  }
  for (const yaml::Member& member : node.members) {
    Alias alias{{member.key.scalar, PlaceOf(member.key)}, {}};
    if (member.value.kind != yaml::Kind::kMapping) {
      reader.Fatal("P007", PlaceOf(member.value), "an alias is no map of rule to field");
    }
    for (const yaml::Member& field : member.value.members) {
      alias.fields.push_back({{field.key.scalar, PlaceOf(field.key)},
                              reader.ReadText(field.value, "an alias's field")});
    }
    out.aliases.push_back(std::move(alias));
  }
}

void ReadTimespan(const yaml::Node& node, Correlation& out, Reader& reader) {
  out.timespan = reader.ReadText(node, "timespan");
  const auto timespan = ParseTimespan(out.timespan.text);
  if (!timespan) {
    reader.Fatal("P020", PlaceOf(node), "'" + Printable(out.timespan.text) + "' is no timespan");
  } else if (timespan->extension) {
    reader.Note("P021", PlaceOf(node),
                "the unit of '" + out.timespan.text + "' is not of the specification");
  }
}

using Field = void (*)(const yaml::Node&, Correlation&, Reader&);
const std::map<std::string_view, Field>& Fields() {
  static const std::map<std::string_view, Field> fields = {
      {"type", ReadType},
      {"condition", ReadCorrelationCondition},
      {"aliases", ReadAliases},
      {"timespan", ReadTimespan},
      {"timeframe", ReadTimespan},
      {"rules", [](const yaml::Node& node, Correlation& out,
                   Reader& reader) { out.rules = reader.ReadTexts(node, "rules"); }},
      {"group-by", [](const yaml::Node& node, Correlation& out,
                      Reader& reader) { out.group_by = reader.ReadTexts(node, "group-by"); }},
      {"generate",
       [](const yaml::Node& node, Correlation& out, Reader& reader) {
         const Value value = ResolveScalar(node);
         out.generate = value.boolean();
         if (value.kind != ValueKind::kBoolean) {
           reader.Note("P007", PlaceOf(node), "generate is neither true nor false");
         }
       }},
  };
  return fields;
}

bool IsTemporal(const Correlation& c) {
  return c.type == CorrelationType::kTemporal || c.type == CorrelationType::kTemporalOrdered;
}

// What each type needs; group-by is optional, as in the prose of the specification.
void CheckComplete(const Correlation& c, Reader& reader) {
  const std::string type(ToString(c.type));
  if (c.rules.empty()) reader.Fatal("P024", c.place, "the correlation names no rules");
  if (c.timespan.empty()) {
    reader.Fatal("P024", c.place, "the correlation has no timespan", "for example timespan: 5m");
  }
  if (IsTemporal(c)) return;
  if (c.expression) {
    reader.Fatal("P024", c.place, type + " takes no condition over rule names",
                 "write condition: {gte: N}");
  } else if (c.thresholds.empty()) {
    reader.Fatal("P024", c.place, type + " has no condition", "for example condition: {gte: 10}");
  }
  if (c.type != CorrelationType::kEventCount && c.fields.empty()) {
    reader.Fatal("P024", c.place, type + " has no condition.field");
  }
  if (c.type == CorrelationType::kValuePercentile && !c.percentile) {
    reader.Fatal("P024", c.place, "value_percentile does not say which percentile",
                 "add condition.percentile: 0 to 100");
  }
}

}  // namespace

Correlation ReadCorrelation(const yaml::Node& node, Reader& reader) {
  Correlation out;
  out.place = PlaceOf(node);
  if (node.kind != yaml::Kind::kMapping) {
    reader.Fatal("P007", PlaceOf(node), "correlation is no map");
    return out;
  }
  std::vector<std::string> names;
  for (const auto& [name, read] : Fields()) names.emplace_back(name);
  for (const yaml::Member& member : node.members) {
    const auto field = Fields().find(member.key.scalar);
    if (field != Fields().end()) {
      field->second(member.value, out, reader);
      continue;
    }
    const std::string near = Nearest(member.key.scalar, names);
    reader.Fatal("P024", PlaceOf(member.key),
                 "unknown key '" + Printable(member.key.scalar) + "' in correlation",
                 near.empty() ? "" : "did you mean " + near + "?");
  }
  if (node.Find("type") == nullptr) {
    reader.Fatal("P023", PlaceOf(node), "the correlation has no type");
  } else if (!reader.broken()) {
    CheckComplete(out, reader);
  }
  return out;
}

Filter ReadFilter(const yaml::Node& node, const yaml::Node* logsource, Reader& reader) {
  Filter out;
  if (logsource == nullptr) {
    reader.Fatal("P006", PlaceOf(node), "the filter has no logsource");
  } else {
    out.logsource = ReadLogSource(*logsource, reader);
  }
  if (node.kind != yaml::Kind::kMapping) {
    reader.Fatal("P007", PlaceOf(node), "filter is no map");
    return out;
  }
  yaml::Node detection = node;
  const yaml::Node* rules = node.Find("rules");
  if (rules == nullptr) {
    reader.Fatal("P006", PlaceOf(node), "the filter does not say to which rules it applies",
                 "give rules: a list of ids or names, or the word any");
    return out;
  }
  out.rules = reader.ReadTexts(*rules, "filter.rules");
  out.any = out.rules.empty() || (out.rules.size() == 1 && out.rules[0].text == "any");
  if (out.any) out.rules.clear();
  std::erase_if(detection.members,
                [](const yaml::Member& member) { return member.key.scalar == "rules"; });
  out.detection = ReadDetection(detection, reader);
  return out;
}

}  // namespace dcv::sigma
