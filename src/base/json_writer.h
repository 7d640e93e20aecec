// SPDX-License-Identifier: Apache-2.0
// Writing JSON, in order, without building it. Commas and indentation are the writer's; the caller
// pairs Begin and End. Output is pretty (two spaces) or compact (one line).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dcv::json {

class Writer {
 public:
  enum class Style { kPretty, kCompact };
  explicit Writer(std::string& out, Style style = Style::kPretty) : out_(out), style_(style) {}

  Writer& BeginObject();
  Writer& EndObject();
  // A container begun `inline_` is written on one line even when pretty.
  Writer& BeginArray(bool inline_ = false);
  Writer& EndArray();
  Writer& Key(std::string_view name);
  Writer& String(std::string_view text);  // bytes that are not UTF-8 become U+FFFD
  Writer& Bool(bool value);
  Writer& Int(int64_t value);
  Writer& Fixed(double value, int decimals);  // 0.60, never an exponent
  Writer& Null();
  Writer& Raw(std::string_view value);  // one value that is JSON already
  // An object written on one line: the next BeginObject only.
  Writer& Inline() {
    next_inline_ = true;
    return *this;
  }

  Writer& Field(std::string_view name, std::string_view text) { return Key(name).String(text); }
  Writer& Field(std::string_view name, const char* text) { return Key(name).String(text); }
  Writer& Field(std::string_view name, bool value) { return Key(name).Bool(value); }
  Writer& Field(std::string_view name, int64_t value) { return Key(name).Int(value); }
  Writer& Field(std::string_view name, size_t value) {
    return Key(name).Int(static_cast<int64_t>(value));
  }

 private:
  void Open(char bracket, bool inline_);
  void Close(char bracket);
  void Separate();
  void NewLine();

  struct Level {
    bool empty = true;
    bool inline_ = false;
  };
  std::string& out_;
  Style style_;
  std::vector<Level> levels_;
  bool after_key_ = false;
  bool next_inline_ = false;
};

// The text as a JSON string with its quotes.
void AppendString(std::string& out, std::string_view text);

}  // namespace dcv::json
