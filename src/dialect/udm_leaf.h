// SPDX-License-Identifier: Apache-2.0
// Comparisons of fields of Google's Unified Data Model, for UDM search and YARA-L. A field without
// a value is the empty text there, so `not` keeps its meaning.
#pragma once

#include <string>
#include <string_view>

#include "dialect/dialect.h"

namespace dcv::dialect::udm {

struct Forms {
  const char* variable;  // "$e.", before each field; ""
  const char* any;       // "any ", before one that is repeated; "" where that goes without saying
  const char *and_word, *or_word;
  bool fields;  // one field can be compared with another
};

Term RenderLeaf(const Forms& forms, Rendering& rendering, const Leaf& leaf);

// "metadata.vendor_name = ...": of the tables of the rule's log sources, any; "" when none.
std::string Selector(const Forms& forms, const Rendering& rendering);

std::string Quote(std::string_view text);

}  // namespace dcv::dialect::udm
