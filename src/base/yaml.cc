// SPDX-License-Identifier: Apache-2.0
#include "base/yaml.h"

#include <yaml.h>

#include <optional>
#include <unordered_set>
#include <utility>

namespace dcv::yaml {
namespace {

constexpr size_t kMaxDepth = 64;
constexpr size_t kMaxBytes = 4 << 20;

class Reader {
 public:
  Reader(std::string_view text, std::string_view name) : name_(name) {
    DCV_CHECK(yaml_parser_initialize(&parser_) == 1);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  ~Reader() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }
  Reader(const Reader&) = delete;  // owns the parser
  Reader& operator=(const Reader&) = delete;

  Result<std::vector<Node>> Documents() {
    std::vector<Node> documents;
    while (true) {
      if (Status status = Next(); !status) return status.error();
      if (event_.type == YAML_STREAM_END_EVENT) return documents;
      if (event_.type != YAML_DOCUMENT_START_EVENT) continue;
      if (Status status = Next(); !status) return status.error();
      DCV_TRY(Node node, Value(0));
      const bool empty = node.kind == Kind::kScalar && node.scalar.empty() && !node.quoted;
      if (!empty) documents.push_back(std::move(node));
    }
  }

 private:
  Status Next() {
    yaml_event_delete(&event_);
    if (yaml_parser_parse(&parser_, &event_) == 0) {
      const char* problem = parser_.problem != nullptr ? parser_.problem : "cannot be read";
      return Fail(parser_.problem_mark, problem);
    }
    return Ok();
  }

  Error Fail(const yaml_mark_t& mark, std::string what) const {
    return InvalidInput(std::string(name_) + ":" + std::to_string(mark.line + 1) + ":" +
                        std::to_string(mark.column + 1) + ": " + std::move(what));
  }

  // The value the current event begins; leaves its last event current.
  Result<Node> Value(size_t depth) {
    if (depth > kMaxDepth) return Fail(event_.start_mark, "nested deeper than 64");
    Node node;
    node.line = event_.start_mark.line + 1;
    node.column = event_.start_mark.column + 1;
    switch (event_.type) {
      case YAML_SCALAR_EVENT:
        node.scalar.assign(reinterpret_cast<const char*>(event_.data.scalar.value),
                           event_.data.scalar.length);
        node.quoted = event_.data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        return node;
      case YAML_SEQUENCE_START_EVENT: return Sequence(std::move(node), depth);
      case YAML_MAPPING_START_EVENT: return Mapping(std::move(node), depth);
      case YAML_ALIAS_EVENT: return Fail(event_.start_mark, "aliases are not allowed");
      default: return Fail(event_.start_mark, "unexpected end");
    }
  }

  Result<Node> Sequence(Node node, size_t depth) {
    node.kind = Kind::kSequence;
    while (true) {
      if (Status status = Next(); !status) return status.error();
      if (event_.type == YAML_SEQUENCE_END_EVENT) return node;
      DCV_TRY(Node item, Value(depth + 1));
      node.items.push_back(std::move(item));
    }
  }

  Result<Node> Mapping(Node node, size_t depth) {
    node.kind = Kind::kMapping;
    std::unordered_set<std::string> names;  // a search of the members would cost their square
    while (true) {
      if (Status status = Next(); !status) return status.error();
      if (event_.type == YAML_MAPPING_END_EVENT) return node;
      const yaml_mark_t mark = event_.start_mark;
      DCV_TRY(Node key, Value(depth + 1));
      if (key.kind != Kind::kScalar) return Fail(mark, "a key must be plain text");
      if (!names.insert(key.scalar).second) return Fail(mark, "duplicate key '" + key.scalar + "'");
      if (Status status = Next(); !status) return status.error();
      DCV_TRY(Node value, Value(depth + 1));
      node.members.push_back({std::move(key), std::move(value)});
    }
  }

  std::string_view name_;
  yaml_parser_t parser_ = {};
  yaml_event_t event_ = {};
};

}  // namespace

const Node* Node::Find(std::string_view key) const {
  for (const auto& [name, value] : members) {
    if (name.scalar == key) return &value;
  }
  return nullptr;
}

std::string_view Node::Text(std::string_view key) const {
  const Node* node = Find(key);
  return node != nullptr ? std::string_view(node->scalar) : std::string_view();
}

std::vector<std::string_view> Node::Texts(std::string_view key) const {
  std::vector<std::string_view> out;
  const Node* node = Find(key);
  if (node == nullptr) return out;
  if (node->kind == Kind::kScalar) out.push_back(node->scalar);
  for (const Node& item : node->items) {
    if (item.kind == Kind::kScalar) out.push_back(item.scalar);
  }
  return out;
}

Result<std::vector<Node>> Parse(std::string_view text, std::string_view name) {
  if (text.size() > kMaxBytes) {
    return InvalidInput(std::string(name) + ": larger than 4 MiB", "split the file");
  }
  return Reader(text, name).Documents();
}

}  // namespace dcv::yaml
