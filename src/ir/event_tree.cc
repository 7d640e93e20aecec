// SPDX-License-Identifier: Apache-2.0
#include "ir/event_tree.h"

#include <algorithm>

#include "base/json_writer.h"
#include "base/text.h"

namespace dcv::ir {
namespace {

using json::Type;
using logsource::Path;
using logsource::Segment;

Tree* Member(Tree& object, std::string_view name) {
  for (size_t i = 0; i < object.names.size(); ++i) {
    if (object.names[i] == name) return &object.elements[i];
  }
  return nullptr;
}

bool IsWhere(const Tree& element, const Segment& where) {
  for (size_t i = 0; i < element.names.size(); ++i) {
    if (element.names[i] != where.name) continue;
    const Tree& value = element.elements[i];
    return value.type == Type::kString && EqualsIgnoreCase(value.text, where.value);
  }
  return false;
}

bool Becomes(Tree& tree, Type type) {
  if (tree.type == Type::kAbsent || tree.type == Type::kNull) tree = {type, {}, {}, {}};
  return tree.type == type;
}

bool Put(Tree& at, const Path& path, size_t next, Tree value);

bool PutJson(Tree& at, const Path& path, size_t next, Tree value) {
  Tree inner;
  if (at.type == Type::kString) {
    std::optional<Tree> parsed = ParseTree(at.text);
    if (!parsed) return false;
    inner = *std::move(parsed);
  }
  if (!Becomes(at, Type::kString) || !Put(inner, path, next + 1, std::move(value))) return false;
  at.text = ToJson(inner);
  return true;
}

bool PutWhere(Tree& at, const Path& path, size_t next, Tree value) {
  const Segment& where = path[next];
  if (at.type == Type::kObject) {
    return IsWhere(at, where) && Put(at, path, next + 1, std::move(value));
  }
  if (!Becomes(at, Type::kArray)) return false;
  auto found = std::find_if(at.elements.begin(), at.elements.end(),
                            [&](const Tree& element) { return IsWhere(element, where); });
  if (found == at.elements.end()) {
    Tree element{Type::kObject, {}, {}, {}};
    element.Add(where.name, Tree::String(where.value));
    found = at.elements.insert(found, std::move(element));
  }
  return Put(*found, path, next + 1, std::move(value));
}

bool Put(Tree& at, const Path& path, size_t next, Tree value) {
  if (next == path.size()) {
    at = std::move(value);
    return true;
  }
  const Segment& segment = path[next];
  if (segment.kind == Segment::Kind::kJson) return PutJson(at, path, next, std::move(value));
  if (segment.kind == Segment::Kind::kWhere) return PutWhere(at, path, next, std::move(value));
  const bool elements = segment.kind == Segment::Kind::kElements;
  if (at.type == Type::kArray || (elements && Becomes(at, Type::kArray))) {
    if (at.elements.empty()) at.elements.emplace_back();
    return Put(at.elements.front(), path, next + (elements ? 1 : 0), std::move(value));
  }
  if (elements) return Put(at, path, next + 1, std::move(value));
  if (!Becomes(at, Type::kObject)) return false;
  Tree* member = Member(at, segment.name);
  if (member == nullptr) member = &at.Add(segment.name, {});
  return Put(*member, path, next + 1, std::move(value));
}

void Remove(Tree& at, const Path& path, size_t next) {
  if (next == path.size()) {
    at = {};
    return;
  }
  const Segment& segment = path[next];
  const auto erase_absent = [&] {
    for (size_t i = at.elements.size(); i-- > 0;) {
      if (at.elements[i].type != Type::kAbsent) continue;
      at.elements.erase(at.elements.begin() + static_cast<std::ptrdiff_t>(i));
      if (i < at.names.size()) at.names.erase(at.names.begin() + static_cast<std::ptrdiff_t>(i));
    }
  };
  if (segment.kind == Segment::Kind::kJson && at.type == Type::kString) {
    if (std::optional<Tree> inner = ParseTree(at.text)) {
      Remove(*inner, path, next + 1);
      at = inner->type == Type::kAbsent ? Tree() : Tree::String(ToJson(*inner));
    }
  } else if (at.type == Type::kArray) {
    const bool through = segment.kind == Segment::Kind::kMember;
    for (Tree& element : at.elements) {
      if (segment.kind == Segment::Kind::kWhere && !IsWhere(element, segment)) continue;
      Remove(element, path, next + (through ? 0 : 1));
    }
    erase_absent();
  } else if (segment.kind == Segment::Kind::kMember) {
    if (Tree* member = Member(at, segment.name)) Remove(*member, path, next + 1);
    erase_absent();
  } else if (segment.kind != Segment::Kind::kWhere || IsWhere(at, segment)) {
    Remove(at, path, next + 1);
  }
}

// The value, and in `known` the segments that led somewhere.
Tree Walk(const Tree& event, const Path& path, size_t& known) {
  Tree at = event;
  for (known = 0; known < path.size(); ++known) {
    const Segment& segment = path[known];
    if (segment.kind == Segment::Kind::kMember && at.type == Type::kArray) {
      at = at.elements.empty() ? Tree() : Tree(at.elements.front());
    }
    Tree next;
    if (segment.kind == Segment::Kind::kMember) {
      if (Tree* member = Member(at, segment.name)) next = std::move(*member);
    } else if (segment.kind == Segment::Kind::kJson) {
      if (at.type == Type::kString) next = ParseTree(at.text).value_or(Tree());
    } else if (at.type != Type::kArray) {
      if (segment.kind == Segment::Kind::kElements || IsWhere(at, segment)) next = std::move(at);
    } else {
      for (Tree& element : at.elements) {
        if (segment.kind == Segment::Kind::kWhere && !IsWhere(element, segment)) continue;
        next = std::move(element);
        break;
      }
    }
    if (next.type == Type::kAbsent) return {};
    at = std::move(next);
  }
  return at;
}

void Write(const Tree& tree, json::Writer& json) {
  switch (tree.type) {
    case Type::kObject:
      json.BeginObject();
      for (size_t i = 0; i < tree.names.size(); ++i) {
        json.Key(tree.names[i]);
        Write(tree.elements[i], json);
      }
      json.EndObject();
      break;
    case Type::kArray:
      json.BeginArray();
      for (const Tree& element : tree.elements) Write(element, json);
      json.EndArray();
      break;
    case Type::kString: json.String(tree.text); break;
    case Type::kNull:
    case Type::kAbsent: json.Null(); break;
    default: json.Raw(tree.text);
  }
}

}  // namespace

Tree Tree::String(std::string text) {
  return {Type::kString, std::move(text), {}, {}};
}

Tree& Tree::Add(std::string name, Tree value) {
  names.push_back(std::move(name));
  return elements.emplace_back(std::move(value));
}

Tree TreeOf(json::Value value) {
  Tree out{value.type(), {}, {}, {}};
  if (value.Is(Type::kObject)) {
    for (const json::Member& member : value.members()) {
      out.Add(std::string(member.name), TreeOf(member.value));
    }
  } else if (value.Is(Type::kArray)) {
    for (json::Value element : value.elements()) out.elements.push_back(TreeOf(element));
  } else {
    out.text = value.Plain();
  }
  return out;
}

std::optional<Tree> ParseTree(std::string_view text) {
  std::string padded(text);
  padded.append(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto value = parser.Parse(std::string_view(padded).substr(0, text.size()));
  if (!value) return std::nullopt;
  return TreeOf(*value);
}

std::string ToJson(const Tree& tree) {
  std::string out;
  json::Writer json(out, json::Writer::Style::kCompact);
  Write(tree, json);
  return out;
}

size_t KnownSegments(const Tree& event, const Path& path) {
  size_t known = 0;
  Walk(event, path, known);
  return known;
}

Tree ValueAt(const Tree& event, const Path& path) {
  size_t known = 0;
  return Walk(event, path, known);
}

bool PutAt(Tree& event, const Path& path, Tree value) {
  return Put(event, path, 0, std::move(value));
}

void RemoveAt(Tree& event, const Path& path) {
  Remove(event, path, 0);
}

}  // namespace dcv::ir
