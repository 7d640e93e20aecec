// SPDX-License-Identifier: Apache-2.0
// Reading YAML: libyaml's events made into a tree that keeps lines and refuses what is unsafe:
// duplicate keys, foreign tags, nesting over 64, aliases that bring in more than 10,000 nodes.
// Scalars stay text; what a scalar means is the caller's to say.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dcv::yaml {

enum class Kind { kScalar, kSequence, kMapping };

struct Member;

struct Node {
  Kind kind = Kind::kScalar;
  size_t line = 0;  // 1-based
  size_t column = 0;
  std::string scalar;
  bool quoted = false;  // a quoted or block scalar is a string whatever it looks like
  std::vector<Node> items;
  std::vector<Member> members;  // in file order; keys are scalars

  // Member of a mapping, null when absent or this is no mapping.
  const Node* Find(std::string_view key) const;
  // The scalar text of a member, "" when absent or not a scalar.
  std::string_view Text(std::string_view key) const;
  // The member's scalars: of a sequence its scalar items, of a scalar itself.
  std::vector<std::string_view> Texts(std::string_view key) const;
};

struct Member {
  Node key, value;
};

// What is wrong in the text, 1-based; columns count characters.
struct Fault {
  size_t line = 1, column = 1;
  std::string message, hint;
};

struct Document {
  Node root;
  std::vector<Fault> faults;  // empty: the document is whole. Of duplicate keys the first is kept
};

// Reads one document at a time; memory is that document's. `text` must outlive it.
class Stream {
 public:
  static constexpr size_t kMaxBytes = 64 << 20;
  static constexpr size_t kMaxDepth = 64;
  static constexpr size_t kMaxNodes = 1 << 20;      // of one document
  static constexpr size_t kMaxAliasNodes = 10'000;  // of one document

  explicit Stream(std::string_view text);
  ~Stream();
  Stream(Stream&&) noexcept;
  // The next document that is not empty; nullopt at the end. After a document that is no YAML
  // reading goes on at the next line that begins one (`---`).
  std::optional<Document> Next();

 private:
  class Reader;
  void GoOnAfter(size_t failed_line);

  std::string_view text_;
  size_t begin_ = 0;  // byte where reader_ began
  size_t lines_ = 0;  // lines before it
  std::unique_ptr<Reader> reader_;
};

// All documents of a text that must be wholly right. Errors name `name`, line and column.
Result<std::vector<Node>> Parse(std::string_view text, std::string_view name);

}  // namespace dcv::yaml
