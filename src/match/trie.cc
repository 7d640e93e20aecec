// SPDX-License-Identifier: Apache-2.0
#include "match/trie.h"

#include <algorithm>

#include "base/text.h"

namespace dcv::match {

using Kind = logsource::Segment::Kind;

Trie::Trie() : nodes_(1) {}

uint32_t Trie::Add(const logsource::Path& path) {
  uint32_t at = 0;
  for (const logsource::Segment& segment : path) {
    switch (segment.kind) {
      case Kind::kElements: break;  // arrays distribute on their own
      case Kind::kMember: at = Member(at, segment.name); break;
      case Kind::kWhere: at = WhereNode(at, segment); break;
      case Kind::kJson:
        if (nodes_[at].json == kNone) {
          nodes_[at].json = nodes();
          nodes_.emplace_back();
        }
        at = nodes_[at].json;
        break;
    }
  }
  if (nodes_[at].slot == kNone) nodes_[at].slot = slots_++;
  return nodes_[at].slot;
}

uint32_t Trie::Member(uint32_t from, const std::string& name) {
  for (uint32_t child : nodes_[from].children) {
    if (children_[child].name == name) return children_[child].node;
  }
  nodes_[from].children.push_back(static_cast<uint32_t>(children_.size()));
  children_.push_back({name, nodes()});
  nodes_.emplace_back();
  return nodes() - 1;
}

uint32_t Trie::WhereNode(uint32_t from, const logsource::Segment& segment) {
  const auto found = std::find(names_.begin(), names_.end(), segment.name);
  const auto name = static_cast<uint32_t>(found - names_.begin());
  if (found == names_.end()) names_.push_back(segment.name);
  const std::string value = Lower(segment.value);
  for (const Where& where : nodes_[from].wheres) {
    if (where.name == name && where.value == value) return where.node;
  }
  nodes_[from].wheres.push_back({name, value, nodes()});
  nodes_.emplace_back();
  return nodes() - 1;
}

void Trie::Finish(uint32_t number) {
  number_ = number;
  padded_.reserve(children_.size());
  for (Node& node : nodes_) {
    if (node.children.empty()) continue;
    uint32_t size = 2;
    while (size < node.children.size() * 2 + 1) size *= 2;
    node.edges = static_cast<uint32_t>(edges_.size());
    node.mask = size - 1;
    edges_.resize(edges_.size() + size);
    for (uint32_t i : node.children) {
      const Child& child = children_[i];
      padded_.push_back(child.name + std::string(8, '\0'));
      const char* name = padded_.back().data();
      const Key key = Key::Of(name, child.name.size());
      uint32_t at = key.Hash() & node.mask;
      while (edges_[node.edges + at].node != kNone) at = (at + 1) & node.mask;
      edges_[node.edges + at] = {key, child.node, name};
    }
  }
}

}  // namespace dcv::match
