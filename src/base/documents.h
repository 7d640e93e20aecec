// SPDX-License-Identifier: Apache-2.0
// Documents in a text: what a reader of logs hands to a matcher. No copies: a document is a range
// of the text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace dcv {

struct Document {
  uint32_t begin = 0, size = 0;  // bytes of the text
  uint32_t line = 0;             // of its first byte, counted from 0 at the text's own first line
  bool json = true;              // else one plain line, an event that has no fields
  bool operator==(const Document&) const = default;
};

// At least json::Parser::kPadding readable bytes follow `text`.
struct Documents {
  std::string_view text;
  std::vector<Document> documents;  // in order, apart
};

}  // namespace dcv
