// SPDX-License-Identifier: Apache-2.0
#include "base/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace dcv::yaml {
namespace {

constexpr size_t kMaxParseBytes = 4 << 20;
constexpr size_t kFewMembers = 16;  // up to here a search of the members beats a set

size_t CountNodes(const Node& node) {
  size_t count = 1;
  for (const Node& item : node.items) count += CountNodes(item);
  for (const Member& member : node.members) count += 1 + CountNodes(member.value);
  return count;
}

std::string HintFor(std::string_view problem) {
  if (problem.find("UTF-8") != problem.npos) return "save the file as UTF-8";
  if (problem.find("control characters") != problem.npos) {
    return "write control characters as escapes in double quotes";
  }
  if (problem.find("cannot start any token") != problem.npos ||
      problem.find("tab character") != problem.npos) {
    return "indent with blanks, not tabs, and quote values that begin with % @ ` or a tab";
  }
  if (problem.find("mapping values are not allowed") != problem.npos) {
    return "quote a value that holds ': ', and check the indentation";
  }
  if (problem.find("expected <block end>") != problem.npos) return "check the indentation";
  return {};
}

}  // namespace

// libyaml's parser over text from one document on.
class Stream::Reader {
 public:
  Reader(std::string_view text, size_t lines) : text_(text), lines_(lines) {
    DCV_CHECK(yaml_parser_initialize(&parser_) == 1);
    // libyaml refuses a null pointer, which a view of nothing may have.
    const char* begin = text.data() != nullptr ? text.data() : "";
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(begin),
                                 text.size());
  }
  ~Reader() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }
  Reader(const Reader&) = delete;  // owns the parser
  Reader& operator=(const Reader&) = delete;

  // nullopt at the end of the stream.
  std::optional<Document> Next() {
    while (true) {
      document_ = {};
      nodes_ = alias_nodes_ = 0;
      anchors_.clear();
      if (!Event() || !SkipToDocument()) return Failed();
      if (event_.type == YAML_STREAM_END_EVENT) return std::nullopt;
      if (!Event() || !Value(0, document_.root) || !Event()) return Failed();
      const Node& root = document_.root;
      const bool empty = root.kind == Kind::kScalar && root.scalar.empty() && !root.quoted;
      if (!empty) return std::move(document_);
    }
  }

  bool failed() const { return failed_; }
  // 0-based line, from the beginning of this reader's text, where it failed.
  size_t failed_line() const { return failed_line_; }

 private:
  bool SkipToDocument() {
    while (event_.type != YAML_STREAM_END_EVENT && event_.type != YAML_DOCUMENT_START_EVENT) {
      if (!Event()) return false;
    }
    return true;
  }

  std::optional<Document> Failed() {
    document_.root = {};
    document_.root.line = document_.faults.back().line;
    document_.root.column = document_.faults.back().column;
    return std::move(document_);
  }

  bool Event() {
    yaml_event_delete(&event_);
    if (yaml_parser_parse(&parser_, &event_) != 0) return true;
    const std::string problem =
        parser_.problem != nullptr ? parser_.problem : "cannot be read as YAML";
    yaml_mark_t mark = parser_.problem_mark;
    if (parser_.error == YAML_READER_ERROR) mark = MarkOfByte(parser_.problem_offset);
    Fail(mark, problem, HintFor(problem));
    return false;
  }

  yaml_mark_t MarkOfByte(size_t offset) const {
    const std::string_view before = text_.substr(0, std::min(offset, text_.size()));
    yaml_mark_t mark = {};
    mark.line = static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
    const size_t newline = before.rfind('\n');
    const std::string_view line = newline == before.npos ? before : before.substr(newline + 1);
    mark.column = static_cast<size_t>(
        std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; }));
    return mark;
  }

  void Note(const yaml_mark_t& mark, std::string what, std::string hint = {}) {
    document_.faults.push_back(
        {mark.line + 1 + lines_, mark.column + 1, std::move(what), std::move(hint)});
  }

  bool Fail(const yaml_mark_t& mark, std::string what, std::string hint = {}) {
    failed_ = true;
    failed_line_ = mark.line;
    Note(mark, std::move(what), std::move(hint));
    return false;
  }

  // Reads the value the current event begins; leaves its last event current.
  bool Value(size_t depth, Node& node) {
    if (depth > kMaxDepth) return Fail(event_.start_mark, "nested deeper than 64");
    if (++nodes_ > kMaxNodes) {
      return Fail(event_.start_mark, "more than a million values in one document");
    }
    node.line = event_.start_mark.line + 1 + lines_;
    node.column = event_.start_mark.column + 1;
    switch (event_.type) {
      case YAML_SCALAR_EVENT: Scalar(node); return true;
      case YAML_SEQUENCE_START_EVENT: return Sequence(depth, node);
      case YAML_MAPPING_START_EVENT: return Mapping(depth, node);
      case YAML_ALIAS_EVENT: return Alias(node);
      default: return Fail(event_.start_mark, "unexpected end");
    }
  }

  void Scalar(Node& node) {
    const auto& scalar = event_.data.scalar;
    node.scalar.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
    node.quoted = scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (scalar.tag != nullptr) ScalarTag(reinterpret_cast<const char*>(scalar.tag), node);
    Remember(scalar.anchor, node);
  }

  void ScalarTag(std::string_view tag, Node& node) {
    constexpr std::string_view kPrefix = "tag:yaml.org,2002:";
    if (tag == "!" || tag == "tag:yaml.org,2002:str") {
      node.quoted = true;
    } else if (tag.substr(0, kPrefix.size()) != kPrefix ||
               (tag.substr(kPrefix.size()) != "int" && tag.substr(kPrefix.size()) != "float" &&
                tag.substr(kPrefix.size()) != "bool" && tag.substr(kPrefix.size()) != "null")) {
      Note(event_.start_mark, "the tag " + std::string(tag) + " is not allowed",
           "write the value without a tag");
    }
  }

  // Only a fault: a collection is what it is whatever its tag says.
  void CollectionTag(const yaml_char_t* tag) {
    if (tag == nullptr) return;
    const std::string_view text(reinterpret_cast<const char*>(tag));
    if (text == "tag:yaml.org,2002:map" || text == "tag:yaml.org,2002:seq") return;
    Note(event_.start_mark, "the tag " + std::string(text) + " is not allowed",
         "write the value without a tag");
  }

  void Remember(const yaml_char_t* anchor, const Node& node) {
    if (anchor != nullptr) anchors_[reinterpret_cast<const char*>(anchor)] = node;
  }

  bool Alias(Node& node) {
    const yaml_mark_t mark = event_.start_mark;
    const std::string name(reinterpret_cast<const char*>(event_.data.alias.anchor));
    const auto found = anchors_.find(name);
    if (found == anchors_.end()) return Fail(mark, "the anchor of *" + name + " is not known");
    alias_nodes_ += CountNodes(found->second);
    if (alias_nodes_ > kMaxAliasNodes) {
      return Fail(mark, "aliases bring in more than 10,000 values", "write the values out");
    }
    const size_t line = node.line, column = node.column;
    node = found->second;
    node.line = line;
    node.column = column;
    return true;
  }

  bool Sequence(size_t depth, Node& node) {
    node.kind = Kind::kSequence;
    CollectionTag(event_.data.sequence_start.tag);
    const std::string anchor = Anchor(event_.data.sequence_start.anchor);
    while (true) {
      if (!Event()) return false;
      if (event_.type == YAML_SEQUENCE_END_EVENT) break;
      if (!Value(depth + 1, node.items.emplace_back())) return false;
    }
    if (!anchor.empty()) anchors_[anchor] = node;
    return true;
  }

  static std::string Anchor(const yaml_char_t* anchor) {
    return anchor == nullptr ? "" : reinterpret_cast<const char*>(anchor);
  }

  bool Mapping(size_t depth, Node& node) {
    node.kind = Kind::kMapping;
    CollectionTag(event_.data.mapping_start.tag);
    const std::string anchor = Anchor(event_.data.mapping_start.anchor);
    std::unordered_set<std::string> names;  // filled once there are many
    while (true) {
      if (!Event()) return false;
      if (event_.type == YAML_MAPPING_END_EVENT) break;
      const yaml_mark_t mark = event_.start_mark;
      Member member;
      if (!Value(depth + 1, member.key)) return false;
      if (member.key.kind != Kind::kScalar) return Fail(mark, "a key must be plain text");
      const bool repeated = IsRepeated(node, names, member.key.scalar);
      if (repeated) {
        Note(mark, "duplicate key '" + member.key.scalar + "'", "keep one of them");
      }
      if (!Event() || !Value(depth + 1, member.value)) return false;
      if (!repeated) node.members.push_back(std::move(member));
    }
    if (!anchor.empty()) anchors_[anchor] = node;
    return true;
  }

  // A search of all members for each key would cost their square; a set costs more than few keys.
  static bool IsRepeated(const Node& node, std::unordered_set<std::string>& names,
                         const std::string& key) {
    if (node.members.size() < kFewMembers) {
      return std::any_of(node.members.begin(), node.members.end(),
                         [&](const Member& member) { return member.key.scalar == key; });
    }
    if (names.empty()) {
      for (const Member& member : node.members) names.insert(member.key.scalar);
    }
    return !names.insert(key).second;
  }

  std::string_view text_;
  size_t lines_;
  yaml_parser_t parser_ = {};
  yaml_event_t event_ = {};
  Document document_;
  size_t nodes_ = 0, alias_nodes_ = 0;
  std::unordered_map<std::string, Node> anchors_;
  bool failed_ = false;
  size_t failed_line_ = 0;
};

Stream::Stream(std::string_view text) : text_(text) {
  if (text.size() <= kMaxBytes) reader_ = std::make_unique<Reader>(text, 0);
}
Stream::~Stream() = default;
Stream::Stream(Stream&&) noexcept = default;

std::optional<Document> Stream::Next() {
  if (text_.size() > kMaxBytes && begin_ == 0) {
    begin_ = text_.size();
    return Document{{}, {{1, 1, "larger than 64 MiB", "split the file"}}};
  }
  if (reader_ == nullptr) return std::nullopt;
  std::optional<Document> document = reader_->Next();
  if (!document) {
    reader_.reset();
  } else if (reader_->failed()) {
    GoOnAfter(reader_->failed_line());
  }
  return document;
}

// The next line that begins a document, from the failed one on, if there is any.
void Stream::GoOnAfter(size_t failed_line) {
  reader_.reset();
  size_t position = begin_, line = 0;
  while (position < text_.size()) {
    const std::string_view rest = text_.substr(position);
    const bool begins =
        rest.substr(0, 3) == "---" &&
        (rest.size() == 3 || std::string_view(" \t\r\n").find(rest[3]) != rest.npos);
    if (line >= failed_line && begins && position > begin_) {
      begin_ = position;
      lines_ += line;
      reader_ = std::make_unique<Reader>(rest, lines_);
      return;
    }
    const size_t newline = rest.find('\n');
    if (newline == rest.npos) return;
    position += newline + 1;
    ++line;
  }
}

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
  if (text.size() > kMaxParseBytes) {
    return InvalidInput(std::string(name) + ": larger than 4 MiB", "split the file");
  }
  std::vector<Node> documents;
  Stream stream(text);
  while (std::optional<Document> document = stream.Next()) {
    if (!document->faults.empty()) {
      const Fault& fault = document->faults.front();
      return InvalidInput(std::string(name) + ":" + std::to_string(fault.line) + ":" +
                              std::to_string(fault.column) + ": " + fault.message,
                          fault.hint);
    }
    documents.push_back(std::move(document->root));
  }
  return documents;
}

}  // namespace dcv::yaml
