// SPDX-License-Identifier: Apache-2.0
// Reading YAML: libyaml's events made into a tree that keeps lines and refuses what is unsafe:
// duplicate keys, aliases, nesting over 64, texts over 4 MiB. Scalars stay text; what a scalar
// means is the caller's to say.
#pragma once

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

// All documents of the text, empty ones left out. Errors name `name`, line and column.
Result<std::vector<Node>> Parse(std::string_view text, std::string_view name);

}  // namespace dcv::yaml
