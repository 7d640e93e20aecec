// SPDX-License-Identifier: Apache-2.0
#include "match/walk.h"

#include <array>
#include <cstring>

#include "base/text.h"
#include "match/escape.h"

namespace dcv::match {
namespace {

constexpr std::array<int8_t, 256> Deltas() {
  std::array<int8_t, 256> deltas{};
  deltas['{'] = deltas['['] = 1;
  deltas['}'] = deltas[']'] = -1;
  return deltas;
}
constexpr std::array<int8_t, 256> kDelta = Deltas();

bool IsBlank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The end of what begins at or after `begin` and stands before `end`, without the blanks between.
const char* TrimmedEnd(const char* begin, const char* end) {
  while (end > begin && IsBlank(end[-1])) --end;
  return end;
}

bool HasBackslash(std::string_view name) {
  return std::memchr(name.data(), '\\', name.size()) != nullptr;
}

}  // namespace

uint32_t SkipContainer(const Indexed& text, uint32_t s) {
  int depth = 1;
  for (; depth > 0; ++s) {
    if (s >= text.count) return kNone;
    depth += kDelta[static_cast<unsigned char>(text.Byte(s))];
  }
  return s;
}

bool ReadScalar(const Indexed& text, uint32_t s, Scalar& scalar) {
  const char* const begin = text.bytes + text.at[s];
  const char* const end = TrimmedEnd(begin, text.bytes + text.at[s + 1]);
  const std::string_view all(begin, static_cast<size_t>(end - begin));
  scalar = {Type::kNull, begin, all.size()};
  if (all.empty()) return false;
  switch (all.front()) {
    case '"':
      if (all.size() < 2 || all.back() != '"') return false;
      scalar = {Type::kString, begin + 1, all.size() - 2};
      return true;
    case 't': scalar.type = Type::kTrue; return all == "true";
    case 'f': scalar.type = Type::kFalse; return all == "false";
    case 'n': return all == "null";
    default:
      scalar.type = Type::kNumber;
      return all.front() == '-' || (all.front() >= '0' && all.front() <= '9');
  }
}

std::string_view MemberName(const Indexed& text, uint32_t s) {
  const char* const begin = text.bytes + text.at[s] + 1;
  const char* const end = TrimmedEnd(begin, text.bytes + text.at[s + 1]);
  return {begin, end > begin ? static_cast<size_t>(end - begin - 1) : 0};
}

uint32_t Walker::Walk(const Indexed& text, uint32_t s, const Trie& trie) {
  text_ = text;
  trie_ = &trie;
  depth_ = 0;
  inner_used_ = 0;
  if (seen_.size() < trie.nodes()) seen_.resize(trie.nodes());
  if (scripts_.size() <= trie.number()) scripts_.resize(trie.number() + 1);
  script_ = &scripts_[trie.number()];
  if (script_->empty()) script_->resize(trie.nodes());
  return WalkValue(s, 0);
}

uint32_t Walker::WalkValue(uint32_t s, uint32_t number) {
  if (s >= text_.count) return kNone;
  const char first = text_.Byte(s);
  if (first == '{') return WalkObject(s, number);
  if (first == '[') return WalkArray(s, number);
  Scalar scalar;
  if (!ReadScalar(text_, s, scalar)) return kNone;
  const Trie::Node& node = trie_->node(number);
  if (node.slot != kNone) capture_.Add(node.slot, scalar.type, scalar.raw, scalar.size);
  if (node.json != kNone && scalar.type == Type::kString) WalkText(scalar, node.json);
  return s + 1;
}

uint32_t Walker::WalkArray(uint32_t s, uint32_t number) {
  const uint32_t open = s++;
  if (s >= text_.count) return kNone;
  if (text_.Byte(s) == ']') {
    const Trie::Node& node = trie_->node(number);
    if (node.slot != kNone) {
      capture_.Add(node.slot, Type::kEmptyArray, text_.bytes + text_.at[open],
                   text_.at[s] + 1 - text_.at[open]);
    }
    return s + 1;
  }
  if (++depth_ > kMaxDepth) return kNone;
  while (true) {
    s = WalkValue(s, number);
    if (s == kNone || s >= text_.count) return kNone;
    const char next = text_.Byte(s++);
    if (next == ']') break;
    if (next != ',') return kNone;
  }
  --depth_;
  return s;
}

uint32_t Walker::WalkObject(uint32_t s, uint32_t number) {
  const Trie::Node& node = trie_->node(number);
  if (++depth_ > kMaxDepth) return kNone;
  if (!node.wheres.empty() && !WalkWheres(s, node)) return kNone;
  const uint32_t after = node.mask == 0 ? Skip(text_, s) : WalkMembers(s, number);
  --depth_;
  if (after == kNone || node.slot == kNone) return after;
  const uint32_t begin = text_.at[s];
  capture_.Add(node.slot, Type::kObject, text_.bytes + begin, text_.at[after - 1] + 1 - begin);
  return after;
}

// The child that the name at `s` leads to, kNone for what nobody wants.
uint32_t Walker::ChildOf(const Trie::Node& node, uint32_t s) {
  const std::string_view raw = MemberName(text_, s);
  const Key key = Key::Of(raw.data(), raw.size());
  const uint32_t child = trie_->Find(node, key, raw.data());
  if (child != kNone || !(raw.size() <= 16 ? key.HasBackslash() : HasBackslash(raw))) return child;
  char* name = capture_.arena.Take(raw.size() + 8);
  const size_t size = Unescape(raw.data(), raw.size(), name);
  std::memset(name + size, 0, 8);
  return trie_->Find(node, Key::Of(name, size), name);
}

uint32_t Walker::WalkMembers(uint32_t s, uint32_t number) {
  const Indexed text = text_;
  Script& script = (*script_)[number];
  const uint64_t object = ++object_;
  uint32_t last = 0;  // step of the script
  if (++s >= text.count) return kNone;
  if (text.Byte(s) == '}') return s + 1;
  while (true) {
    if (s + 2 >= text.count || text.Byte(s) != '"' || text.Byte(s + 1) != ':') return kNone;
    const char* const name = text.bytes + text.at[s] + 1;
    const uint32_t width = text.at[s + 1] - text.at[s];
    Script::Met met = script.Find(last, name, width);
    if (met.step == kNone) {
      met.child = ChildOf(trie_->node(number), s);
      met.step = script.Add(last, name, width, met.child);
    }
    last = met.step;
    if (met.child == kNone || seen_[met.child] == object) {
      s = Skip(text, s + 2);
    } else {
      seen_[met.child] = object;
      s = WalkValue(s + 2, met.child);
    }
    if (s == kNone || s >= text.count) return kNone;
    const char next = text.Byte(s++);
    if (next == '}') return s;
    if (next != ',') return kNone;
  }
}

// Walks the same object again for every condition it meets: the first member of the name decides.
bool Walker::WalkWheres(uint32_t open, const Trie::Node& node) {
  std::vector<bool> known(node.wheres.size());
  uint32_t s = open + 1;
  while (s + 2 < text_.count && text_.Byte(s) == '"' && text_.Byte(s + 1) == ':') {
    std::string_view name = MemberName(text_, s);
    if (HasBackslash(name)) {
      char* plain = capture_.arena.Take(name.size() + 8);
      name = {plain, Unescape(name.data(), name.size(), plain)};
    }
    Scalar scalar{};
    std::string_view text;
    const bool is_text = text_.Byte(s + 2) == '"' && ReadScalar(text_, s + 2, scalar);
    if (is_text) {
      char* plain = capture_.arena.Take(scalar.size + 8);
      text = {plain, Unescape(scalar.raw, scalar.size, plain)};
    }
    for (size_t i = 0; i < known.size(); ++i) {
      const Trie::Where& where = node.wheres[i];
      if (known[i] || name != trie_->name(where.name)) continue;
      known[i] = true;
      if (!is_text || !EqualsIgnoreCase(text, where.value)) continue;
      if (WalkObject(open, where.node) == kNone) return false;
    }
    s = Skip(text_, s + 2);
    if (s == kNone || s >= text_.count || text_.Byte(s) != ',') break;
    ++s;
  }
  return true;
}

// A text of JSON; one that is none ends this branch.
void Walker::WalkText(const Scalar& scalar, uint32_t number) {
  char* text = capture_.arena.Take(scalar.size + 4);
  const size_t size = Unescape(scalar.raw, scalar.size, text);
  const std::string_view view(text, size);
  if (!parser_.Parse(view)) return;
  if (inner_used_ == inner_.size()) inner_.push_back(std::make_unique<Inner>());
  Inner& inner = *inner_[inner_used_++];
  if (!inner.structure.Index(view)) return;
  const Indexed outer = text_;
  const int depth = depth_;
  text_ = {text, inner.structure.positions(), inner.structure.size()};
  depth_ = 0;
  WalkValue(0, number);
  text_ = outer;
  depth_ = depth;
}

bool Walker::Leaves(const Indexed& text, uint32_t s, uint32_t slot) {
  const uint32_t end = Skip(text, s);
  if (end == kNone) return false;
  for (; s < end; ++s) {
    const char first = text.Byte(s);
    if (kDelta[static_cast<unsigned char>(first)] != 0 || first == ',' || first == ':') continue;
    if (first == '"' && s + 1 < end && text.Byte(s + 1) == ':') continue;  // a name
    Scalar scalar;
    if (!ReadScalar(text, s, scalar)) return false;
    if (scalar.type != Type::kNull) capture_.Add(slot, scalar.type, scalar.raw, scalar.size);
  }
  return true;
}

}  // namespace dcv::match
