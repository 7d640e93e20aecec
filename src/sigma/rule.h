// SPDX-License-Identifier: Apache-2.0
// The tree of a Sigma document: what was written, checked for form, not yet for meaning (ir does
// that). Specification 2.1.0: rules, correlation rules, filters. Places never take part in ==.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/problem.h"
#include "base/yaml.h"
#include "sigma/condition.h"
#include "sigma/modifier.h"
#include "sigma/value.h"

namespace dcv::sigma {

// A piece of text with its place.
struct Text {
  std::string text;
  Place place;
  bool empty() const { return text.empty(); }
  bool operator==(const Text& other) const { return text == other.text; }
};

struct Related {
  Text id, type;
  bool operator==(const Related&) const = default;
};

struct LogSource {
  Text category, product, service, definition;
  std::vector<std::pair<Text, Text>> custom;  // other keys with scalar values
  Place place;
  bool operator==(const LogSource& other) const;
};

// `field|modifier|modifier: value(s)`. An empty field is a keyword search over the whole event.
struct Item {
  Text field;
  std::vector<Modifier> modifiers;
  std::vector<Value> values;  // never empty once parsed without an error
  bool list = false;          // the values were written as a list
  bool operator==(const Item&) const = default;
};

// A search identifier's content, or a part of it.
struct Search {
  enum class Kind : uint8_t { kItem, kAll, kAny };
  Kind kind = Kind::kItem;
  Item item;                  // kItem
  std::vector<Search> parts;  // kAll: a map's entries; kAny: a list's elements
  Place place;
  bool operator==(const Search& other) const;
};

struct NamedSearch {
  Text name;
  Search search;
  bool operator==(const NamedSearch&) const = default;
};

struct ParsedCondition {
  Text text;
  Condition condition;
  bool operator==(const ParsedCondition& other) const { return condition == other.condition; }
};

struct Detection {
  std::vector<NamedSearch> searches;        // in file order, names distinct
  std::vector<ParsedCondition> conditions;  // each its own query; ORed
  Text timeframe;                           // legacy, has no meaning in 2.x
  bool operator==(const Detection&) const = default;
  const Search* Find(std::string_view name) const;
};

struct Rule {
  LogSource logsource;
  Detection detection;
  bool operator==(const Rule&) const = default;
};

enum class CorrelationType : uint8_t {
  kEventCount,
  kValueCount,
  kValueSum,
  kValueAvg,
  kValuePercentile,
  kValueMedian,
  kTemporal,
  kTemporalOrdered,
};
std::string_view ToString(CorrelationType type);  // "event_count" and so on

enum class Comparison : uint8_t { kGt, kGte, kLt, kLte, kEq, kNeq };
std::string_view ToString(Comparison comparison);  // "gt" and so on

// An alias: one name for a field that each rule calls differently.
struct Alias {
  Text name;
  std::vector<std::pair<Text, Text>> fields;  // rule reference -> field
  bool operator==(const Alias&) const = default;
};

struct Correlation {
  CorrelationType type = CorrelationType::kEventCount;
  std::vector<Text> rules;  // names or ids
  std::vector<Text> group_by;
  Text timespan;
  std::vector<std::pair<Comparison, double>> thresholds;  // all must hold
  std::vector<Text> fields;                               // of the value_ types
  std::optional<double> percentile;
  std::optional<ParsedCondition> expression;  // extension: a condition over rule names
  std::vector<Alias> aliases;
  bool generate = false;
  Place place;
  bool operator==(const Correlation& other) const;
};

struct Filter {
  LogSource logsource;
  std::vector<Text> rules;  // names or ids
  bool any = false;         // every rule with that log source
  Detection detection;
  bool operator==(const Filter&) const = default;
};

// One document of a file.
struct Document {
  Text title, id, name, taxonomy, status, description, license, author, date, modified, level;
  std::vector<Text> references, fields, falsepositives, tags, scope;
  std::vector<Related> related;
  std::vector<yaml::Member> custom;  // attributes that the specification does not have, whole
  std::variant<Rule, Correlation, Filter> body;
  Place place;
  bool legacy = false;  // made with help of an `action` document
  // Of keys as written, for checks on the writing; not part of ==.
  std::map<std::string, Place, std::less<>> keys;

  const Rule* rule() const { return std::get_if<Rule>(&body); }
  const Correlation* correlation() const { return std::get_if<Correlation>(&body); }
  const Filter* filter() const { return std::get_if<Filter>(&body); }
  // "T1496.001" of every attack.tNNNN tag, in order, each once.
  std::vector<std::string> Techniques() const;
  bool operator==(const Document& other) const;
};

}  // namespace dcv::sigma
