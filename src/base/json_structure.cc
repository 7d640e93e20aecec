// SPDX-License-Identifier: Apache-2.0
#include "base/json_structure.h"

#include <simdjson.h>

#include <algorithm>

#include "base/json.h"

namespace dcv::json {

struct Structure::Impl {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser;
};

Structure::Structure() : impl_(std::make_unique<Impl>()) {}
Structure::~Structure() = default;
Structure::Structure(Structure&&) noexcept = default;
Structure& Structure::operator=(Structure&&) noexcept = default;

bool Structure::Index(std::string_view padded_text) {
  size_ = 0;
  auto& parser = impl_->parser;
  if (!parser || parser->capacity() < padded_text.size()) {
    const size_t capacity = std::max<size_t>(padded_text.size(), 1 << 16);
    // The depth belongs to the library's second pass.
    if (simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1,
                                                                                parser)) {
      return false;
    }
  }
  const auto* bytes = reinterpret_cast<const uint8_t*>(padded_text.data());
  if (parser->stage1(bytes, padded_text.size(), simdjson::stage1_mode::regular)) return false;
  positions_ = parser->structural_indexes.get();
  size_ = parser->n_structural_indexes;
  return true;
}

}  // namespace dcv::json
