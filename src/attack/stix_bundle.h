// SPDX-License-Identifier: Apache-2.0
// Private to the importer (stix.h): a STIX bundle as objects by id, one per id, before anything is
// made of them. Views point into the parser's document.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostic.h"
#include "base/json.h"
#include "base/result.h"

namespace dcv::attack {

struct StixObject {
  json::Value value;
  std::string_view id, type;
  std::string_view modified;  // without the Z, so that it compares as text
  bool revoked = false, deprecated = false;
  bool live() const { return !revoked && !deprecated; }
  std::string_view Text(std::string_view name) const { return value.Find(name).text(); }
};

struct StixBundle {
  std::vector<StixObject> objects;
  std::unordered_map<std::string_view, size_t> by_id;
  const StixObject* Find(std::string_view id) const;
};

// Errors: too large, not JSON, not a bundle. Diagnostics: A001, A005, A007.
Result<StixBundle> ReadStixBundle(json::Parser& parser, std::string_view padded_text,
                                  Diagnostics& diagnostics);

// `version` as given, else the collection's, checked: it becomes a folder name. Diagnostic: A010.
Result<std::string> StixVersion(const StixBundle& bundle, std::string_view version,
                                Diagnostics& diagnostics);

// The object's own ATT&CK id, if `valid` takes it: other lists (CAPEC) and reports are references
// too, only source_name "mitre-attack" speaks of the object.
std::string_view StixExternalId(const StixObject& object, bool (*valid)(std::string_view));
bool IsTechniqueId(std::string_view text);  // T1234, T1234.001
bool IsTacticId(std::string_view text);     // TA0001

// False when the object says it belongs to other domains only.
bool InEnterprise(const StixObject& object);

// A cell of a table: one line, single spaces, nothing unprintable, at most `limit` bytes.
std::string CleanCell(std::string_view text, size_t limit);

// "2.10" after "2.9": negative, 0, positive. A missing part is 0.
int CompareVersions(std::string_view a, std::string_view b);

}  // namespace dcv::attack
