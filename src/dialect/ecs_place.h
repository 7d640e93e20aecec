// SPDX-License-Identifier: Apache-2.0
// Where a field is in documents of Elastic's schema, and what its type lets one ask.
#pragma once

#include <string>
#include <vector>

#include "dialect/dialect.h"

namespace dcv::dialect {

enum class EcsKind : uint8_t {
  kKeyword,  // the whole text, in its case
  kNumber,
  kBoolean,
  kAddress,  // type ip
  kTime,
  kFlattened,  // a member of a field of type `flattened`: no patterns
  kObject,
  kWords,  // analysed text
};

struct EcsPlace {
  std::string column;  // "": inside of a text of JSON, where nothing can be asked
  EcsKind kind = EcsKind::kKeyword;
  const char* why = "";  // what the type does not let one ask, for a note
};

// Log sources without a table have their events' own names, as documents in data streams `logs-*`
// do, where texts are keywords. Empty: nowhere, which Locate noted.
std::vector<EcsPlace> EcsPlacesOf(Rendering& rendering, ir::FieldId field);

}  // namespace dcv::dialect
