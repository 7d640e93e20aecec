// SPDX-License-Identifier: Apache-2.0
// Scalars of Sigma rules: YAML 1.2 core schema (yaml.org/spec/1.2.2, 10.3.2), so that "no", "010"
// and 12:30:45 mean what they say. Dates are text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "base/yaml.h"

namespace dcv::sigma {

enum class ValueKind : uint8_t { kNull, kBoolean, kInteger, kFloat, kString };

struct Value {
  ValueKind kind = ValueKind::kString;
  // As written, YAML quoting undone; but "true" and "false" for booleans in any case, "" for null.
  std::string text;
  bool quoted = false;  // written as a quoted or block scalar
  Place place;

  bool IsNumber() const { return kind == ValueKind::kInteger || kind == ValueKind::kFloat; }
  double number() const;  // of kInteger and kFloat
  bool boolean() const { return text == "true"; }
  // Places do not count.
  bool operator==(const Value& other) const { return kind == other.kind && text == other.text; }
};

Value ResolveScalar(const yaml::Node& scalar);
// What a YAML 1.1 reader (PyYAML) would take a plain scalar for where 1.2 takes it for something
// else: "a boolean", "the octal number 8", "a sexagesimal number", "a date", "text" and so on, or
// "" when they agree.
std::string Yaml11Reading(std::string_view plain);
// The value as a YAML scalar that reads back as itself, quoted where needed; strings also where
// YAML 1.1 or a flow collection would read them differently. Of bad UTF-8 U+FFFD is left.
std::string ToYaml(const Value& value);
std::string QuoteYaml(std::string_view text);

}  // namespace dcv::sigma
