// SPDX-License-Identifier: Apache-2.0
// Log sources, detections and conditions (specification 2.1.0, "Log source", "Detection").
#include <algorithm>

#include "base/text.h"
#include "sigma/reader.h"

namespace dcv::sigma {
namespace {

bool IsName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
  });
}

void ReadModifiers(const yaml::Node& key, Item& item, Reader& reader) {
  const std::vector<std::string_view> parts = Split(key.scalar, '|');
  item.field = {std::string(parts.front()), PlaceOf(key)};
  for (size_t i = 1; i < parts.size(); ++i) {
    if (const auto modifier = FindModifier(parts[i])) {
      item.modifiers.push_back(*modifier);
      continue;
    }
    const std::string near = Nearest(parts[i], ModifierNames());
    reader.Fatal("P012", PlaceOf(key), "unknown modifier '" + Printable(parts[i]) + "'",
                 near.empty() ? "" : "did you mean " + near + "?");
  }
  if (std::string problem = ChainProblem(item.modifiers); !problem.empty()) {
    reader.Fatal("P013", PlaceOf(key), std::move(problem));
  }
}

void ReadValue(const yaml::Node& node, Item& item, Reader& reader) {
  if (node.kind != yaml::Kind::kScalar) {
    reader.Fatal("P007", PlaceOf(node),
                 "the value of '" + Printable(item.field.text) + "' is no plain value",
                 "a field takes a value or a list of values");
    return;
  }
  item.values.push_back(ResolveScalar(node));
  if (item.list && item.values.back().kind == ValueKind::kNull) {
    reader.Note("P018", PlaceOf(node), "null stands in a list");
  }
}

Search ItemOf(const yaml::Node& key, const yaml::Node& value, Reader& reader) {
  Search search;
  search.place = PlaceOf(key);
  ReadModifiers(key, search.item, reader);
  search.item.list = value.kind == yaml::Kind::kSequence;
  if (!search.item.list) {
    ReadValue(value, search.item, reader);
    return search;
  }
  for (const yaml::Node& element : value.items) ReadValue(element, search.item, reader);
  if (value.items.empty()) {
    reader.Fatal("P017", PlaceOf(value), "the list of values is empty");
  }
  return search;
}

Search KeywordOf(const std::vector<const yaml::Node*>& values, bool list, Place place,
                 Reader& reader) {
  Search search;
  search.place = place;
  search.item.field.place = place;
  search.item.list = list;
  for (const yaml::Node* value : values) ReadValue(*value, search.item, reader);
  return search;
}

Search ReadSearch(const yaml::Node& node, Reader& reader);

// A map: all of its entries. One entry alone is that entry.
Search AllOf(const yaml::Node& node, Reader& reader) {
  Search search;
  search.kind = Search::Kind::kAll;
  search.place = PlaceOf(node);
  for (const yaml::Member& member : node.members) {
    search.parts.push_back(ItemOf(member.key, member.value, reader));
  }
  if (search.parts.size() == 1) return std::move(search.parts.front());
  return search;
}

// A list: any of its elements. Scalars alone are one keyword search.
Search AnyOf(const yaml::Node& node, Reader& reader) {
  const auto is_scalar = [](const yaml::Node& n) { return n.kind == yaml::Kind::kScalar; };
  if (std::all_of(node.items.begin(), node.items.end(), is_scalar)) {
    std::vector<const yaml::Node*> values;
    for (const yaml::Node& item : node.items) values.push_back(&item);
    return KeywordOf(values, true, PlaceOf(node), reader);
  }
  Search search;
  search.kind = Search::Kind::kAny;
  search.place = PlaceOf(node);
  for (const yaml::Node& item : node.items) search.parts.push_back(ReadSearch(item, reader));
  if (search.parts.size() == 1) return std::move(search.parts.front());
  return search;
}

Search ReadSearch(const yaml::Node& node, Reader& reader) {
  if (node.kind == yaml::Kind::kScalar) return KeywordOf({&node}, false, PlaceOf(node), reader);
  if (node.items.empty() && node.members.empty()) {
    reader.Fatal("P017", PlaceOf(node), "the search identifier is empty");
    return {};
  }
  return node.kind == yaml::Kind::kMapping ? AllOf(node, reader) : AnyOf(node, reader);
}

void ReadConditions(const yaml::Node& node, Detection& detection, Reader& reader) {
  if (node.kind == yaml::Kind::kScalar) {
    detection.conditions.push_back(ReadCondition(node, reader));
    return;
  }
  if (node.kind == yaml::Kind::kMapping) {
    reader.Fatal("P007", PlaceOf(node), "a condition is no text");
    return;
  }
  for (const yaml::Node& item : node.items) {
    if (item.kind == yaml::Kind::kScalar) {
      detection.conditions.push_back(ReadCondition(item, reader));
    } else {
      reader.Fatal("P007", PlaceOf(item), "a condition is no text");
    }
  }
  if (node.items.empty()) reader.Fatal("P017", PlaceOf(node), "there is no condition in the list");
}

// What Sigma 1 had: aggregations, near, and prose for what it could not say.
bool IsLegacyCondition(std::string_view text) {
  if (text.find("||") != text.npos) return false;  // an operator of another language
  if (text.substr(0, 5) == "near ") return true;
  for (std::string_view mark : {"|", " near ", "count(", "->"}) {
    if (text.find(mark) != text.npos) return true;
  }
  return false;
}

void ReadAttribute(const yaml::Member& member, LogSource& logsource, Reader& reader) {
  const std::string& key = member.key.scalar;
  if (member.value.kind != yaml::Kind::kScalar) {
    reader.Note("P007", PlaceOf(member.value), "logsource." + Printable(key) + " is no text");
    return;
  }
  Text text{member.value.scalar, PlaceOf(member.value)};
  if (key == "category") {
    logsource.category = std::move(text);
  } else if (key == "product") {
    logsource.product = std::move(text);
  } else if (key == "service") {
    logsource.service = std::move(text);
  } else if (key == "definition") {
    logsource.definition = std::move(text);
  } else {
    logsource.custom.push_back({{key, PlaceOf(member.key)}, std::move(text)});
  }
}

}  // namespace

LogSource ReadLogSource(const yaml::Node& node, Reader& reader) {
  LogSource logsource;
  logsource.place = PlaceOf(node);
  if (node.kind != yaml::Kind::kMapping) {
    reader.Fatal("P007", PlaceOf(node), "logsource is no map",
                 "give product, category or service below it");
    return logsource;
  }
  for (const yaml::Member& member : node.members) ReadAttribute(member, logsource, reader);
  if (logsource.category.empty() && logsource.product.empty() && logsource.service.empty()) {
    reader.Fatal("P006", PlaceOf(node), "logsource names no product, category or service");
  }
  return logsource;
}

ParsedCondition ReadCondition(const yaml::Node& node, Reader& reader) {
  ParsedCondition parsed;
  parsed.text = {node.scalar, PlaceOf(node)};
  auto result = ParseCondition(node.scalar);
  if (auto* condition = std::get_if<Condition>(&result)) {
    parsed.condition = std::move(*condition);
    return parsed;
  }
  auto& error = std::get<ConditionError>(result);
  Place place = parsed.text.place;
  // Within a plain scalar of one line the column is known; elsewhere the scalar's beginning is.
  if (!node.quoted) place.column += error.column;
  const bool legacy = IsLegacyCondition(node.scalar);
  // The row of P016 says more of the way out than the grammar's remedy.
  reader.Fatal(legacy ? "P016" : "P015", place, "condition: " + error.message,
               legacy ? "" : error.remedy);
  return parsed;
}

Detection ReadDetection(const yaml::Node& node, Reader& reader) {
  Detection detection;
  if (node.kind != yaml::Kind::kMapping) {
    reader.Fatal("P007", PlaceOf(node), "detection is no map",
                 "give search identifiers and a condition below it");
    return detection;
  }
  for (const yaml::Member& member : node.members) {
    const std::string& key = member.key.scalar;
    if (key == "condition") {
      ReadConditions(member.value, detection, reader);
    } else if (key == "timeframe") {
      detection.timeframe = reader.ReadText(member.value, "timeframe");
      reader.Note("P022", PlaceOf(member.key), "timeframe has no meaning without a correlation");
    } else {
      if (!IsName(key)) {
        reader.Note("P014", PlaceOf(member.key), "no condition can name '" + Printable(key) + "'");
      }
      detection.searches.push_back({{key, PlaceOf(member.key)}, ReadSearch(member.value, reader)});
    }
  }
  if (node.Find("condition") == nullptr) {
    reader.Fatal("P006", PlaceOf(node), "detection has no condition");
  }
  if (detection.searches.empty()) {
    reader.Fatal("P006", PlaceOf(node), "detection has no search identifier");
  }
  return detection;
}

}  // namespace dcv::sigma
