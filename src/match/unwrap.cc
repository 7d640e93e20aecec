// SPDX-License-Identifier: Apache-2.0
#include "match/unwrap.h"

#include <algorithm>

#include "base/text.h"
#include "match/escape.h"

namespace dcv::match {

using Kind = logsource::Segment::Kind;

namespace {

// A place in an indexed text.
struct Spot {
  const Indexed* text = nullptr;
  uint32_t s = 0;
};

std::string Plain(std::string_view raw) {
  std::string plain(raw.size() + 4, '\0');
  plain.resize(Unescape(raw.data(), raw.size(), plain.data()));
  return plain;
}

// The value of the first member of that name; kNone when the value at `s` has none.
uint32_t FindMember(const Indexed& text, uint32_t s, const std::string& name) {
  if (text.Byte(s) != '{') return kNone;
  for (++s; s + 2 < text.count && text.Byte(s) == '"' && text.Byte(s + 1) == ':'; ++s) {
    const std::string_view raw = MemberName(text, s);
    const bool escaped = raw.find('\\') != raw.npos;
    if (escaped ? Plain(raw) == name : raw == name) return s + 2;
    s = Skip(text, s + 2);
    if (s == kNone || s >= text.count || text.Byte(s) != ',') break;
  }
  return kNone;
}

class Visitor {
 public:
  Visitor(const logsource::Path& path, InnerTexts& inner, const Branch& visit)
      : end_(path.data() + path.size()), inner_(inner), visit_(visit) {}

  // As the walker of logsource/visit.cc, with stand-ins.
  bool From(Spot at, const logsource::Segment* segment, Spot element) const {
    while (segment != end_ && segment->kind == Kind::kElements) ++segment;
    if (at.s == kNone) return Nowhere(element);
    const char first = at.text->Byte(at.s);
    if (first == '[') return Elements(at, segment, element);
    if (segment == end_) return visit_(*at.text, at.s);
    switch (segment->kind) {
      case Kind::kMember:
        return From({at.text, FindMember(*at.text, at.s, segment->name)}, segment + 1, element);
      case Kind::kWhere: {
        const uint32_t name = FindMember(*at.text, at.s, segment->name);
        Scalar scalar;
        const bool is_text =
            name != kNone && at.text->Byte(name) == '"' && ReadScalar(*at.text, name, scalar);
        const bool same =
            is_text && EqualsIgnoreCase(Plain({scalar.raw, scalar.size}), segment->value);
        return !same || From(at, segment + 1, element);
      }
      case Kind::kJson: {
        if (first != '"') return Nowhere(element);
        const auto inner = inner_.Open(*at.text, at.s);
        return inner ? From({&*inner, 0}, segment + 1, element) : Nowhere(element);
      }
      case Kind::kElements: break;  // skipped above
    }
    return true;
  }

 private:
  bool Nowhere(Spot element) const {
    return element.text == nullptr || visit_(*element.text, element.s);
  }

  bool Elements(Spot array, const logsource::Segment* segment, Spot outer) const {
    const Indexed& text = *array.text;
    uint32_t s = array.s + 1;
    if (s < text.count && text.Byte(s) == ']') {
      return segment == end_ ? visit_(text, array.s) : Nowhere(outer);
    }
    while (s < text.count) {
      const Spot element{&text, s};
      if (!From(element, segment, element)) return false;
      s = Skip(text, s);
      if (s == kNone || s >= text.count || text.Byte(s) != ',') break;
      ++s;
    }
    return true;
  }

  const logsource::Segment* end_;
  InnerTexts& inner_;
  const Branch& visit_;
};

}  // namespace

std::optional<Indexed> InnerTexts::Open(const Indexed& text, uint32_t s) {
  Scalar scalar;
  if (!ReadScalar(text, s, scalar)) return {};
  if (used_ == inner_.size()) inner_.push_back(std::make_unique<Inner>());
  Inner& inner = *inner_[used_];
  inner.bytes = Plain({scalar.raw, scalar.size});
  const size_t size = inner.bytes.size();
  inner.bytes.append(json::Parser::kPadding, ' ');
  const std::string_view view(inner.bytes.data(), size);
  if (!parser_.Parse(view) || !inner.structure.Index(view)) return {};
  ++used_;
  return Indexed{inner.bytes.data(), inner.structure.positions(), inner.structure.size()};
}

Envelopes::Envelopes(const std::vector<logsource::Path>& paths) : paths_(paths) {
  for (size_t i = 0; i < paths.size(); ++i) {
    const auto member = std::find_if(paths[i].begin(), paths[i].end(), [](const auto& segment) {
      return segment.kind == Kind::kMember;
    });
    if (member == paths[i].end()) continue;  // the loader refuses envelopes without a member
    const uint32_t slot = first_.Add({*member});
    by_first_.resize(first_.slots());
    by_first_[slot].push_back(i);
  }
  first_.Finish(0);
}

bool Envelopes::Possible(const Indexed& text, uint32_t s,
                         std::vector<const logsource::Path*>& out) const {
  std::vector<size_t> found;
  ++s;
  if (s < text.count && text.Byte(s) == '}') return true;
  while (s + 2 < text.count && text.Byte(s) == '"' && text.Byte(s + 1) == ':') {
    std::string_view name = MemberName(text, s);
    std::string plain;
    if (name.find('\\') != name.npos) {
      plain = Plain(name) + std::string(8, '\0');
      name = std::string_view(plain).substr(0, plain.size() - 8);
    }
    const uint32_t node =
        first_.Find(first_.node(0), Key::Of(name.data(), name.size()), name.data());
    if (node != kNone) {
      const auto& paths = by_first_[first_.node(node).slot];
      found.insert(found.end(), paths.begin(), paths.end());
    }
    s = Skip(text, s + 2);
    if (s == kNone || s >= text.count) return false;
    if (text.Byte(s) != ',') break;
    ++s;
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  for (size_t i : found) out.push_back(&paths_[i]);
  return true;
}

bool VisitBranches(const Indexed& text, uint32_t s, const logsource::Path& path, InnerTexts& inner,
                   const Branch& visit) {
  return Visitor(path, inner, visit).From({&text, s}, path.data(), {});
}

}  // namespace dcv::match
