// SPDX-License-Identifier: Apache-2.0
#include "match/capture.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "match/escape.h"

namespace dcv::match {
namespace {

// A number that is its own shortest form.
bool IsPlainInteger(std::string_view raw) {
  if (raw.starts_with('-')) raw.remove_prefix(1);
  if (raw.empty() || raw.size() > 18 || (raw.front() == '0' && raw.size() > 1)) return false;
  return IsDigits(raw) && raw != "0";
}

// With readable bytes after them.
constexpr char kNull[16] = "null", kTrue[16] = "true", kFalse[16] = "false", kEmpty[16] = "[]";
std::string_view Constant(const char (&text)[16]) {
  return text;
}

}  // namespace

void Capture::Begin(uint32_t slots, uint32_t watched) {
  values_.clear();
  arena.Reset();
  if (heads_.size() < slots) heads_.resize(slots);
  watched_ = watched;
  present_.assign((watched + 63) / 64, 0);
  if (++epoch_ == 0) {
    std::fill(heads_.begin(), heads_.end(), Head{});
    epoch_ = 1;
  }
}

void Capture::Add(uint32_t slot, Type type, const char* raw, size_t size) {
  const auto number = static_cast<uint32_t>(values_.size());
  Value& value = values_.emplace_back();
  value.raw = raw;
  value.raw_size = static_cast<uint32_t>(size);
  value.type = type;
  value.slot = slot;
  if (slot < watched_ && type != Type::kNull) present_[slot / 64] |= uint64_t{1} << (slot % 64);
  Head& head = heads_[slot];
  if (head.epoch == epoch_) {
    values_[head.last].next = number;
    head.last = number;
  } else {
    head = {epoch_, number, number};
  }
}

std::string_view Capture::Keep(std::string_view text) {
  char* kept = arena.Take(text.size());
  std::memcpy(kept, text.data(), text.size());
  return {kept, text.size()};
}

std::string_view Capture::MakeText(const Value& value) {
  const std::string_view raw(value.raw, value.raw_size);
  switch (value.type) {
    case Type::kNull: return Constant(kNull);
    case Type::kTrue: return Constant(kTrue);
    case Type::kFalse: return Constant(kFalse);
    case Type::kEmptyArray: return Constant(kEmpty);
    case Type::kString: {
      if (raw.find('\\') == raw.npos) return raw;
      char* kept = arena.Take(raw.size() + 4);
      return {kept, Unescape(raw.data(), raw.size(), kept)};
    }
    case Type::kNumber:
      if (IsPlainInteger(raw)) return raw;
      break;
    case Type::kObject: break;
  }
  padded_.assign(raw);
  padded_.append(json::Parser::kPadding, ' ');
  const auto parsed = parser_.Parse(std::string_view(padded_).substr(0, raw.size()));
  if (!parsed) return raw;
  std::string text = parsed->Plain();
  if (value.type == Type::kNumber && text.ends_with(".0")) text.resize(text.size() - 2);
  return Keep(text);
}

std::string_view Capture::Text(Value& value) {
  if (!value.has_text) {
    value.text = MakeText(value);
    value.has_text = true;
  }
  return value.text;
}

std::string_view Capture::Folded(Value& value) {
  if (value.has_folded) return value.folded;
  value.has_folded = true;
  const bool raw = value.type == Type::kString && !value.has_text;
  const std::string_view text = raw ? std::string_view(value.raw, value.raw_size) : Text(value);
  const size_t capacity = FoldedCapacity(text.size());
  char* to = arena.Take(capacity);
  const size_t size =
      raw ? FoldRaw(text.data(), text.size(), to) : FoldText(text.data(), text.size(), to);
  arena.Return(capacity - size);
  value.folded = {to, size};
  return value.folded;
}

}  // namespace dcv::match
