// SPDX-License-Identifier: Apache-2.0
// Where the structure of JSON stands in a text: the first pass of the JSON library (simdjson's
// stage 1) without the second. For readers that want few values of many documents.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace dcv::json {

// One per thread; memory is kept for the next text.
class Structure {
 public:
  Structure();
  ~Structure();
  Structure(Structure&&) noexcept;
  Structure& operator=(Structure&&) noexcept;

  // Finds every bracket, colon, comma, opening quote and first byte of another scalar outside of
  // strings; any number of documents, one after the other. False when the text is not UTF-8, has a
  // control character in a string or a string that does not end: documents must then be indexed
  // one by one. At least json::Parser::kPadding readable bytes follow the text, which is shorter
  // than 4 GiB.
  bool Index(std::string_view padded_text);

  // Ascending offsets into the text; positions()[size()] is the size of the text.
  const uint32_t* positions() const { return positions_; }
  uint32_t size() const { return size_; }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  const uint32_t* positions_ = nullptr;
  uint32_t size_ = 0;
};

}  // namespace dcv::json
