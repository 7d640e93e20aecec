// SPDX-License-Identifier: Apache-2.0
// How far our mappings agree with references made by others, or by ourselves a second time without
// sight of the first: data/catalog/references.tsv (source, key, reference, says, confidence).
#pragma once

#include <string>
#include <vector>

#include "attack/attack.h"
#include "base/data_files.h"
#include "base/result.h"
#include "catalog/catalog.h"

namespace dcv::catalog {

// How close ours and the reference's come for one key, best first: the same technique; one the
// parent of the other or both of one parent; neither. kOursNone: we hold that it shows no
// technique. kTheirsNone: the reference does. kRests: all we say rests on the reference itself.
enum class Closeness { kExact, kRelated, kDifferent, kOursNone, kTheirsNone, kBothNone, kRests };
std::string_view ToString(Closeness closeness);

struct AgreementKey {
  std::string key;
  Closeness closeness = Closeness::kDifferent;
  std::vector<std::string> ours, theirs;  // techniques, or tactics where the reference says tactics
  // Of techniques that both say exactly, where the reference has confidences: how many are on the
  // same step, and how many one step off.
  size_t same_step = 0, next_step = 0, steps = 0;
  size_t resting = 0;  // rows of ours that rest on the reference
};

struct Agreement {
  std::string source, reference;
  std::vector<AgreementKey> keys;  // as in the table
  size_t Count(Closeness closeness) const;
};

// In the table's order. Our rows that rest on the reference itself (basis ctid against ctid, author
// against the author's tags) do not count as ours. A reference's tactics are of ATT&CK 18.1, which
// providers still speak; ours are then taken in that version.
Result<std::vector<Agreement>> Agree(const DataFiles& data, const Catalog& catalog);

}  // namespace dcv::catalog
