// SPDX-License-Identifier: Apache-2.0
// Distinct texts numbered in order of arrival; number 0 is always "".
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace dcv {

class Interner {
 public:
  Interner() { Id(""); }
  Interner(Interner&&) = default;
  Interner& operator=(Interner&&) = default;
  Interner(const Interner&) = delete;  // the index points into the texts
  Interner& operator=(const Interner&) = delete;

  uint32_t Id(std::string_view text) {
    if (auto found = ids_.find(text); found != ids_.end()) return found->second;
    texts_.emplace_back(text);
    const auto id = static_cast<uint32_t>(texts_.size() - 1);
    ids_.emplace(texts_.back(), id);
    return id;
  }
  std::string_view Text(uint32_t id) const { return texts_[id]; }
  size_t size() const { return texts_.size(); }

 private:
  std::deque<std::string> texts_;  // a deque keeps its elements in place
  std::unordered_map<std::string_view, uint32_t> ids_;
};

}  // namespace dcv
