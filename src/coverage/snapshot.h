// SPDX-License-Identifier: Apache-2.0
// A coverage result that owns its texts: what two results are compared by, and what standings per
// account and region are counted from. Made of a Coverage, or of the JSON document that was stored.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/interner.h"
#include "base/result.h"
#include "coverage/coverage.h"

namespace dcv::coverage {

// Where a technique stands in some scope.
struct Standing {
  Status status = Status::kNone;
  uint8_t best = 0;  // percent of confidence, over detections that are on and no posture
  uint32_t on = 0;   // such detections that reach "partial"
  bool hardened = false;
  bool operator==(const Standing&) const = default;
};

struct Snapshot {
  // What two results must agree in to be compared. Thresholds in percent.
  struct Settings {
    std::string attack;
    std::vector<std::string> platforms, account_filter, region_filter;
    uint8_t covered = 60, partial = 40;
    bool rollup = false;
  };
  // Texts are numbers of `names`.
  struct Source {
    uint32_t id = 0, title = 0, cloud = 0;
  };
  struct SourceCount {
    uint32_t source = 0, account = 0, region = 0;  // source: index into sources
    uint32_t on = 0, off = 0, unknown = 0;
  };
  struct Account {
    uint32_t cloud = 0, account = 0, name = 0;
    bool listed = false, told = false;
  };
  struct Silence {
    uint32_t source = 0, account = 0, region = 0;  // source: index into sources
    bool whole = false;
  };
  struct Place {
    uint32_t account = 0, region = 0, detail = 0;
    inventory::State state = inventory::State::kUnknown;
    bool passing = false;  // on and not known to fail
  };
  struct Detection {
    uint32_t source = 0;  // index into sources
    uint32_t key = 0;
    catalog::Kind kind = catalog::Kind::kRule;
    bool own = false;  // of the estate's own: where nothing names it, it is not
    inventory::State state = inventory::State::kOff;  // in the estate
    uint32_t first = 0, count = 0;                    // in places, sorted by (account, region)
  };
  struct Claim {
    uint32_t detection = 0;
    uint8_t confidence = 0;  // percent
  };
  struct Technique {
    uint32_t id = 0, name = 0;
    Standing standing;  // in the estate
    std::vector<Claim> claims;
  };

  Settings settings;
  Interner names;
  std::vector<uint32_t> clouds, lists;
  std::vector<Source> sources;
  std::vector<SourceCount> counts;
  std::vector<Account> accounts, closed;
  std::vector<Silence> untold;
  std::vector<Detection> detections;  // those that some technique names
  std::vector<Place> places;
  std::vector<Technique> techniques;  // by id
  // False for documents of versions that did not store what is untold: they have no standings per
  // account or region.
  bool scoped = true;
  bool incomplete = false;

  std::string_view Text(uint32_t id) const { return names.Text(id); }
};

// `incomplete`: whether the result is printed as such.
Snapshot SnapshotOf(const Coverage& coverage, const catalog::Catalog& catalog,
                    const attack::Version& version, const inventory::Inventory& inventory,
                    bool incomplete);

// Why the deployment is not on, as the answer or the join says; "" when nothing does.
std::string_view DetailOf(const Deployment& deployment, const inventory::Inventory& inventory);

// The document of `dcv coverage --json` (docs/json.md). `text` must be followed by
// json::Parser::kPadding readable bytes. Error kInvalidInput names what is not as it should be.
Result<Snapshot> ReadSnapshot(std::string_view text);
// True when the text begins like such a document, so that it is not taken for an answer.
bool LooksLikeSnapshot(std::string_view text);

// The detections of `snapshot` as one technique's claims see them: Status by the thresholds.
// `state` and `passing` are called with an index into detections.
template <typename StateOf, typename PassingOf>
Standing Judge(const Snapshot& snapshot, const std::vector<Snapshot::Claim>& claims, StateOf state,
               PassingOf passing) {
  Standing standing;
  bool could_be = false;
  for (const Snapshot::Claim& claim : claims) {
    const bool counts = claim.confidence >= snapshot.settings.partial;
    const inventory::State now = state(claim.detection);
    if (snapshot.detections[claim.detection].kind == catalog::Kind::kPosture) {
      if (now == inventory::State::kOn && counts && passing(claim.detection)) {
        standing.hardened = true;
      }
    } else if (now == inventory::State::kOn) {
      if (claim.confidence > standing.best) standing.best = claim.confidence;
      if (counts) ++standing.on;
    } else if (now == inventory::State::kUnknown && counts) {
      could_be = true;
    }
  }
  standing.status = standing.best >= snapshot.settings.covered   ? Status::kCovered
                    : standing.best >= snapshot.settings.partial ? Status::kPartial
                    : could_be                                   ? Status::kUnknown
                                                                 : Status::kNone;
  return standing;
}

}  // namespace dcv::coverage
