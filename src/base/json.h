// SPDX-License-Identifier: Apache-2.0
// Reading JSON. The one header over the JSON library (simdjson's DOM): values are two words, point
// into the Parser's last document and die with the next Parse.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace dcv::json {

enum class Type : uint8_t { kAbsent, kNull, kBool, kNumber, kString, kArray, kObject };
std::string_view ToString(Type type);  // "null", "a number", "an object" and so on, for messages

class ArrayRange;
class ObjectRange;

class Value {
 public:
  Value() = default;  // kAbsent
  Type type() const;
  bool Is(Type wanted) const { return type() == wanted; }
  bool IsEmptyArray() const;  // false for what is no array
  // "" unless a string; the text is unescaped UTF-8.
  std::string_view text() const;
  std::optional<bool> boolean() const;
  std::optional<double> number() const;
  // The value as one text: a string unescaped, a number in its shortest exact form (integers of 64
  // bits whole), "true", "false", "null", containers as compact JSON. "" when absent.
  std::string Plain() const;
  // Member of an object; absent when there is none or this is no object. `duplicates`, when given,
  // is set to true if the name occurs more than once (the first is returned).
  Value Find(std::string_view name, bool* duplicates = nullptr) const;
  // Elements or members in order; empty for other types.
  ArrayRange elements() const;
  ObjectRange members() const;

 private:
  friend class Parser;
  friend class ArrayRange;
  friend class ObjectRange;
  const void* document_ = nullptr;
  size_t index_ = 0;
};

struct Member {
  std::string_view name;
  Value value;
};

// Ranges for range-for; the end test is on a tape position.
class ArrayRange {
 public:
  class Iterator {
   public:
    Value operator*() const;
    Iterator& operator++();
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    friend class ArrayRange;
    const void* document_ = nullptr;
    size_t index_ = 0;
  };
  explicit ArrayRange(Value array);
  Iterator begin() const { return begin_; }
  Iterator end() const { return end_; }

 private:
  Iterator begin_, end_;
};

class ObjectRange {
 public:
  class Iterator {
   public:
    Member operator*() const;
    Iterator& operator++();
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    friend class ObjectRange;
    const void* document_ = nullptr;
    size_t index_ = 0;
  };
  explicit ObjectRange(Value object);
  Iterator begin() const { return begin_; }
  Iterator end() const { return end_; }

 private:
  Iterator begin_, end_;
};

// One per thread; memory is kept for the next document.
class Parser {
 public:
  // Bytes that must be readable (their content does not matter) after the text of a document.
  static constexpr size_t kPadding = 64;
  static constexpr size_t kMaxDepth = 512;

  Parser();
  ~Parser();
  Parser(Parser&&) noexcept;
  Parser& operator=(Parser&&) noexcept;

  // The whole text as one document, nothing after it. nullopt when it is no valid JSON; what is
  // wrong and where is then base/json_locate.h's to say.
  std::optional<Value> Parse(std::string_view padded_text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dcv::json
