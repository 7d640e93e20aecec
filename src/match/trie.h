// SPDX-License-Identifier: Apache-2.0
// The paths a plan wants, as one tree that a walk over an event follows (logsource/path.h says what
// a path means). A slot is the number of a distinct path.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "logsource/path.h"
#include "match/escape.h"

namespace dcv::match {

constexpr uint32_t kNone = UINT32_MAX;

// The name of a member, for one comparison: names of up to 16 bytes are their two words.
struct Key {
  uint64_t head, tail;  // first and last 8 bytes; shorter names: head alone, zero filled
  uint32_t size;

  // At least 8 readable bytes follow `name`.
  static Key Of(const char* name, size_t size) {
    Key key{0, 0, static_cast<uint32_t>(size)};
    std::memcpy(&key.head, name, 8);
    if (size < 8) {
      key.head &= (uint64_t{1} << (size * 8)) - 1;
    } else {
      std::memcpy(&key.tail, name + size - 8, 8);
    }
    return key;
  }
  uint32_t Hash() const {
    const uint64_t mixed = (head ^ (tail * 0x9E3779B97F4A7C15) ^ size) * 0xD6E8FEB86659FD93;
    return static_cast<uint32_t>(mixed >> 32);
  }
  // Of names up to 16 bytes.
  bool HasBackslash() const { return ((Backslashes(head) | Backslashes(tail)) != 0); }
  bool operator==(const Key&) const = default;
};

class Trie {
 public:
  struct Where {
    uint32_t name = 0;  // into names()
    std::string value;  // lower case
    uint32_t node = 0;
  };
  struct Node {
    uint32_t slot = kNone;           // a path ends here
    uint32_t edges = 0, mask = 0;    // its part of the edge table; mask 0: no members
    uint32_t json = kNone;           // node of what is inside a string
    std::vector<Where> wheres;       // nodes of the same object on a condition
    std::vector<uint32_t> children;  // while building
    bool IsLeaf() const { return mask == 0 && json == kNone && wheres.empty(); }
  };

  Trie();
  // The slot of the path; equal paths share one.
  uint32_t Add(const logsource::Path& path);
  // Lays out the edge tables; no Add after it. `number`: its own among the tries of an engine.
  void Finish(uint32_t number);

  uint32_t number() const { return number_; }

  uint32_t slots() const { return slots_; }
  const Node& node(uint32_t number) const { return nodes_[number]; }
  uint32_t nodes() const { return static_cast<uint32_t>(nodes_.size()); }
  const std::string& name(uint32_t number) const { return names_[number]; }

  // The node that member `key` of `from` leads to, or kNone. `name` is its text.
  uint32_t Find(const Node& from, const Key& key, const char* name) const {
    for (uint32_t at = key.Hash() & from.mask;; at = (at + 1) & from.mask) {
      const Edge& edge = edges_[from.edges + at];
      if (edge.node == kNone) return kNone;
      if (edge.key == key && (key.size <= 16 || std::memcmp(edge.name, name, key.size) == 0)) {
        return edge.node;
      }
    }
  }

 private:
  struct Edge {
    Key key{};
    uint32_t node = kNone;
    const char* name = nullptr;
  };
  struct Child {
    std::string name;
    uint32_t node;
  };
  uint32_t Member(uint32_t from, const std::string& name);
  uint32_t WhereNode(uint32_t from, const logsource::Segment& segment);

  std::vector<Node> nodes_;
  std::vector<Child> children_;
  std::vector<std::string> names_;
  std::vector<Edge> edges_;
  std::vector<std::string> padded_;  // names that edges compare
  uint32_t slots_ = 0, number_ = 0;
};

}  // namespace dcv::match
