// SPDX-License-Identifier: Apache-2.0
// One walk over an event along a Trie: no tree of values, only the wanted ones.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/json_structure.h"
#include "match/capture.h"
#include "match/script.h"
#include "match/trie.h"

namespace dcv::match {

// An indexed text: offsets of structural characters (base/json_structure.h).
struct Indexed {
  const char* bytes = nullptr;
  const uint32_t* at = nullptr;
  uint32_t count = 0;

  char Byte(uint32_t s) const { return bytes[at[s]]; }
};

// `s`: after the opening bracket.
uint32_t SkipContainer(const Indexed& text, uint32_t s);
// The structural number after the value at `s`, or kNone when brackets do not balance.
inline uint32_t Skip(const Indexed& text, uint32_t s) {
  const char first = text.Byte(s);
  return first == '{' || first == '[' ? SkipContainer(text, s + 1) : s + 1;
}
// The value at `s`, whose next structural is `after`: what it is and its bytes.
struct Scalar {
  Type type;
  const char* raw;
  size_t size;
};
// Of strings, numbers and names; false for what is none.
bool ReadScalar(const Indexed& text, uint32_t s, Scalar& scalar);
// The name of the member whose opening quote is at `s`; its structure must be a name's.
std::string_view MemberName(const Indexed& text, uint32_t s);

class Walker {
 public:
  explicit Walker(Capture& capture) : capture_(capture) {}

  // Captures what `trie` wants of the value at `s`; the structural number after it, or kNone for
  // what is no JSON. `capture` has begun with the slots of the trie.
  uint32_t Walk(const Indexed& text, uint32_t s, const Trie& trie);

  // Every scalar of the value at `s` but nulls, as values of `slot`.
  bool Leaves(const Indexed& text, uint32_t s, uint32_t slot);

 private:
  static constexpr int kMaxDepth = json::Parser::kMaxDepth;

  uint32_t WalkValue(uint32_t s, uint32_t node);
  uint32_t WalkObject(uint32_t s, uint32_t node);
  uint32_t WalkMembers(uint32_t s, uint32_t node);
  uint32_t WalkArray(uint32_t s, uint32_t node);
  bool WalkWheres(uint32_t s, const Trie::Node& node);
  void WalkText(const Scalar& scalar, uint32_t node);
  uint32_t ChildOf(const Trie::Node& node, uint32_t s);

  Capture& capture_;
  Indexed text_;
  const Trie* trie_ = nullptr;
  int depth_ = 0;
  std::vector<std::vector<Script>> scripts_;  // by trie, by node
  std::vector<Script>* script_ = nullptr;     // of trie_
  uint64_t object_ = 0;                       // number of the object being walked
  std::vector<uint64_t> seen_;  // per node: the object that had it last; a second is a duplicate
  // JSON within texts, valid until the next Walk.
  struct Inner {
    json::Structure structure;
  };
  std::vector<std::unique_ptr<Inner>> inner_;
  size_t inner_used_ = 0;
  json::Parser parser_;
};

}  // namespace dcv::match
