// SPDX-License-Identifier: Apache-2.0
// Envelopes in indexed text: where the values of an envelope's path stand.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/json_structure.h"
#include "logsource/path.h"
#include "match/walk.h"

namespace dcv::match {

// Texts of JSON within strings, unescaped and indexed; a stack.
class InnerTexts {
 public:
  // nullopt when the string at `s` holds no JSON. Valid until Release of an earlier mark.
  std::optional<Indexed> Open(const Indexed& text, uint32_t s);
  size_t Mark() const { return used_; }
  void Release(size_t mark) { used_ = mark; }

 private:
  struct Inner {
    std::string bytes;
    json::Structure structure;
  };
  std::vector<std::unique_ptr<Inner>> inner_;
  size_t used_ = 0;
  json::Parser parser_;
};

// Which envelopes a document may have, told by the members it has.
class Envelopes {
 public:
  explicit Envelopes(const std::vector<logsource::Path>& paths);
  // The paths whose first member the object at `s` has, in their order. False when the object is no
  // JSON.
  bool Possible(const Indexed& text, uint32_t s, std::vector<const logsource::Path*>& out) const;

 private:
  const std::vector<logsource::Path>& paths_;
  Trie first_;  // slot: position in by_first_
  std::vector<std::vector<size_t>> by_first_;
};

// Calls `visit` with every value the path leads to, as logsource::VisitBranches does; false to
// stop.
using Branch = std::function<bool(const Indexed& text, uint32_t s)>;
bool VisitBranches(const Indexed& text, uint32_t s, const logsource::Path& path, InnerTexts& inner,
                   const Branch& visit);

}  // namespace dcv::match
