// SPDX-License-Identifier: Apache-2.0
// What one walk found: the values of each slot, as slices of the event; texts made on demand.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "match/arena.h"
#include "match/trie.h"

namespace dcv::match {

enum class Type : uint8_t { kNull, kTrue, kFalse, kNumber, kString, kObject, kEmptyArray };

struct Value {
  const char* raw = nullptr;  // strings: what is between the quotes
  uint32_t raw_size = 0;
  Type type = Type::kNull;
  uint32_t slot = kNone;
  uint32_t next = kNone;  // of the same slot
  std::string_view text = {}, folded = {};
  bool has_text = false, has_folded = false;

  // Nothing a predicate of a value can hold for.
  bool IsNothing() const { return type == Type::kNull || type == Type::kEmptyArray; }
  bool IsContainer() const { return type == Type::kObject; }
};

class Capture {
 public:
  // Forgets what was there; slots below `watched` have presence bits.
  void Begin(uint32_t slots, uint32_t watched);
  void Add(uint32_t slot, Type type, const char* raw, size_t size);

  std::vector<Value>& values() { return values_; }
  Value& value(uint32_t number) { return values_[number]; }
  // The first value of a slot, kNone when there is none.
  uint32_t First(uint32_t slot) const {
    return heads_[slot].epoch == epoch_ ? heads_[slot].first : kNone;
  }
  // Bit per watched slot that has a value other than null; whole words.
  const std::vector<uint64_t>& present() const { return present_; }

  // As Sigma compares them (docs/sigma.md): strings unescaped, numbers in shortest form, true and
  // false, objects as compact JSON. Live until Begin.
  std::string_view Text(Value& value);
  // The same with case folded.
  std::string_view Folded(Value& value);
  std::string_view Keep(std::string_view text);

  Arena arena;

 private:
  struct Head {
    uint32_t epoch = 0, first = kNone, last = kNone;
  };
  std::string_view MakeText(const Value& value);

  std::vector<Value> values_;
  std::vector<Head> heads_;
  std::vector<uint64_t> present_;
  uint32_t epoch_ = 0, watched_ = 0;
  json::Parser parser_;  // of numbers and objects
  std::string padded_;
};

}  // namespace dcv::match
