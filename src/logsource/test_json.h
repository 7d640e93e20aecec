// SPDX-License-Identifier: Apache-2.0
// For tests: a JSON text and its value together.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/json.h"

namespace dcv::logsource {

class TestJson {
 public:
  explicit TestJson(std::string_view text) : padded_(text) {
    padded_.append(json::Parser::kPadding, ' ');
    const auto value = parser_.Parse(std::string_view(padded_).substr(0, text.size()));
    EXPECT_TRUE(value.has_value()) << text;
    value_ = value.value_or(json::Value());
  }
  json::Value value() const { return value_; }

 private:
  std::string padded_;
  json::Parser parser_;
  json::Value value_;
};

// A value as text: scalars as they are, of containers what they are.
inline std::string Shown(json::Value value) {
  switch (value.type()) {
    case json::Type::kString: return std::string(value.text());
    case json::Type::kNumber: return fmt::format("{}", *value.number());
    case json::Type::kBool: return *value.boolean() ? "true" : "false";
    default: return std::string(json::ToString(value.type()));
  }
}

// `text` as a JSON string.
inline std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace dcv::logsource
