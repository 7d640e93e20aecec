// SPDX-License-Identifier: Apache-2.0
#include "base/json_writer.h"

#include <fmt/format.h>

#include <iterator>

#include "base/text.h"

namespace dcv::json {

void AppendString(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    size_t good = 0;
    while (good < text.size() && text[good] != '"' && text[good] != '\\' &&
           static_cast<unsigned char>(text[good]) - 0x20u < 0x60u) {
      ++good;  // plain ASCII
    }
    out += text.substr(0, good);
    text.remove_prefix(good);
    if (text.empty()) break;
    const auto c = static_cast<unsigned char>(text[0]);
    size_t taken = 1;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += text[0];
    } else if (c == '\n') {
      out += "\\n";
    } else if (c < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", c);
    } else if (const size_t length = Utf8SequenceLength(text); length > 0) {
      out += text.substr(0, length);
      taken = length;
    } else {
      out += "\xEF\xBF\xBD";
    }
    text.remove_prefix(taken);
  }
  out += '"';
}

void Writer::NewLine() {
  if (style_ == Style::kCompact) return;
  out_ += '\n';
  out_.append(levels_.size() * 2, ' ');
}

void Writer::Separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (levels_.empty()) return;
  Level& level = levels_.back();
  if (!level.empty) out_ += ',';
  if (!level.inline_)
    NewLine();
  else if (!level.empty && style_ == Style::kPretty)
    out_ += ' ';
  level.empty = false;
}

void Writer::Open(char bracket, bool inline_) {
  Separate();
  out_ += bracket;
  inline_ = inline_ || next_inline_ || (!levels_.empty() && levels_.back().inline_);
  next_inline_ = false;
  levels_.push_back({true, inline_});
}

void Writer::Close(char bracket) {
  const Level level = levels_.back();
  levels_.pop_back();
  if (!level.empty && !level.inline_) NewLine();
  out_ += bracket;
  if (levels_.empty() && style_ == Style::kPretty) out_ += '\n';
}

Writer& Writer::BeginObject() {
  Open('{', false);
  return *this;
}
Writer& Writer::EndObject() {
  Close('}');
  return *this;
}
Writer& Writer::BeginArray(bool inline_) {
  Open('[', inline_);
  return *this;
}
Writer& Writer::EndArray() {
  Close(']');
  return *this;
}

Writer& Writer::Key(std::string_view name) {
  Separate();
  AppendString(out_, name);
  out_ += style_ == Style::kPretty ? ": " : ":";
  after_key_ = true;
  return *this;
}

Writer& Writer::String(std::string_view text) {
  Separate();
  AppendString(out_, text);
  return *this;
}

Writer& Writer::Bool(bool value) {
  Separate();
  out_ += value ? "true" : "false";
  return *this;
}

Writer& Writer::Int(int64_t value) {
  Separate();
  out_ += std::to_string(value);
  return *this;
}

Writer& Writer::Fixed(double value, int decimals) {
  Separate();
  fmt::format_to(std::back_inserter(out_), "{:.{}f}", value, decimals);
  return *this;
}

Writer& Writer::Null() {
  Separate();
  out_ += "null";
  return *this;
}

Writer& Writer::Raw(std::string_view value) {
  Separate();
  out_ += value;
  return *this;
}

}  // namespace dcv::json
