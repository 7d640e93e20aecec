// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <simdjson.h>

#include <bit>
#include <cstring>

namespace dcv::json {
namespace dom = simdjson::dom;
namespace {

// A dom value is a document pointer and a tape index, trivially copyable: ours is the same two
// words, so that the library's header stays in this file.
struct Words {
  const void* document;
  size_t index;
};
static_assert(sizeof(dom::element) == sizeof(Words));
static_assert(sizeof(dom::array::iterator) == sizeof(Words));
static_assert(sizeof(dom::object::iterator) == sizeof(Words));

template <typename T>
T As(const void* document, size_t index) {
  return std::bit_cast<T>(Words{document, index});
}
template <typename T>
Words WordsOf(const T& value) {
  return std::bit_cast<Words>(value);
}

}  // namespace

std::string_view ToString(Type type) {
  switch (type) {
    case Type::kAbsent: return "absent";
    case Type::kNull: return "null";
    case Type::kBool: return "a boolean";
    case Type::kNumber: return "a number";
    case Type::kString: return "a string";
    case Type::kArray: return "an array";
    case Type::kObject: return "an object";
  }
  return "absent";
}

Type Value::type() const {
  if (document_ == nullptr) return Type::kAbsent;
  switch (As<dom::element>(document_, index_).type()) {
    case dom::element_type::ARRAY: return Type::kArray;
    case dom::element_type::OBJECT: return Type::kObject;
    case dom::element_type::STRING: return Type::kString;
    case dom::element_type::BOOL: return Type::kBool;
    case dom::element_type::NULL_VALUE: return Type::kNull;
    default: return Type::kNumber;
  }
}

std::string_view Value::text() const {
  if (document_ == nullptr) return {};
  std::string_view out;
  if (As<dom::element>(document_, index_).get_string().get(out) != simdjson::SUCCESS) return {};
  return out;
}

std::optional<bool> Value::boolean() const {
  bool out = false;
  if (document_ == nullptr || As<dom::element>(document_, index_).get_bool().get(out)) return {};
  return out;
}

std::optional<double> Value::number() const {
  double out = 0;
  if (document_ == nullptr || As<dom::element>(document_, index_).get_double().get(out)) return {};
  return out;
}

std::string Value::Plain() const {
  if (document_ == nullptr) return {};
  if (Is(Type::kString)) return std::string(text());
  return simdjson::to_string(As<dom::element>(document_, index_));
}

Value Value::Find(std::string_view name, bool* duplicates) const {
  Value found;
  dom::object object;
  if (document_ == nullptr || As<dom::element>(document_, index_).get_object().get(object)) {
    return found;
  }
  const auto end = object.end();
  for (auto it = object.begin(); it != end; ++it) {
    if (!it.key_equals(name)) continue;
    if (found.document_ != nullptr) {
      if (duplicates != nullptr) *duplicates = true;
      break;
    }
    const Words words = WordsOf(it.value());
    found.document_ = words.document;
    found.index_ = words.index;
  }
  return found;
}

bool Value::IsEmptyArray() const {
  const ArrayRange range(*this);
  return Is(Type::kArray) && !(range.begin() != range.end());
}

ArrayRange Value::elements() const {
  return ArrayRange(*this);
}
ObjectRange Value::members() const {
  return ObjectRange(*this);
}

ArrayRange::ArrayRange(Value array) {
  dom::array range;
  if (array.document_ == nullptr ||
      As<dom::element>(array.document_, array.index_).get_array().get(range)) {
    return;
  }
  begin_.document_ = end_.document_ = array.document_;
  begin_.index_ = WordsOf(range.begin()).index;
  end_.index_ = WordsOf(range.end()).index;
}

Value ArrayRange::Iterator::operator*() const {
  Value value;
  const Words words = WordsOf(*As<dom::array::iterator>(document_, index_));
  value.document_ = words.document;
  value.index_ = words.index;
  return value;
}

ArrayRange::Iterator& ArrayRange::Iterator::operator++() {
  auto it = As<dom::array::iterator>(document_, index_);
  index_ = WordsOf(++it).index;
  return *this;
}

ObjectRange::ObjectRange(Value object) {
  dom::object range;
  if (object.document_ == nullptr ||
      As<dom::element>(object.document_, object.index_).get_object().get(range)) {
    return;
  }
  begin_.document_ = end_.document_ = object.document_;
  begin_.index_ = WordsOf(range.begin()).index;
  end_.index_ = WordsOf(range.end()).index;
}

Member ObjectRange::Iterator::operator*() const {
  const auto it = As<dom::object::iterator>(document_, index_);
  Member member;
  member.name = it.key();
  const Words words = WordsOf(it.value());
  member.value.document_ = words.document;
  member.value.index_ = words.index;
  return member;
}

ObjectRange::Iterator& ObjectRange::Iterator::operator++() {
  auto it = As<dom::object::iterator>(document_, index_);
  index_ = WordsOf(++it).index;
  return *this;
}

struct Parser::Impl {
  dom::parser parser;
};

Parser::Parser() : impl_(std::make_unique<Impl>()) {
  static_assert(kPadding >= simdjson::SIMDJSON_PADDING);
}
Parser::~Parser() = default;
Parser::Parser(Parser&&) noexcept = default;
Parser& Parser::operator=(Parser&&) noexcept = default;

std::optional<Value> Parser::Parse(std::string_view padded_text) {
  auto& parser = impl_->parser;
  // Depth is allocated with the capacity, so both are set together when a larger text arrives. The
  // library refuses the depth it is given, and does not count empty containers.
  constexpr size_t kDepth = kMaxDepth + 1;
  if (parser.capacity() < padded_text.size() || parser.max_depth() != kDepth) {
    if (parser.allocate(padded_text.size() + 1024, kDepth) != simdjson::SUCCESS) return {};
  }
  dom::element root;
  const bool copy_first = false;
  if (parser.parse(padded_text.data(), padded_text.size(), copy_first).get(root)) return {};
  Value value;
  const Words words = WordsOf(root);
  value.document_ = words.document;
  value.index_ = words.index;
  return value;
}

}  // namespace dcv::json
