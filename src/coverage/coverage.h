// SPDX-License-Identifier: Apache-2.0
// The join: what could be detected (catalogue) x what is deployed (inventory), per technique of one
// ATT&CK version, with the evidence for each claim. Pure: no I/O, same input, same result.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "attack/attack.h"
#include "base/diagnostic.h"
#include "catalog/catalog.h"
#include "inventory/inventory.h"

namespace dcv::coverage {

// The ladder of evidence for one detection and technique. `kTelemetry`: an own rule that is on, and
// every log it reads is told to be written.
enum class Level : uint8_t { kMapped, kDeployed, kTelemetry, kProven };
std::string_view ToString(Level level);
inline constexpr size_t kLevels = 4;

enum class Status : uint8_t { kNone, kUnknown, kPartial, kCovered };
std::string_view ToString(Status status);

enum class Dimension : uint8_t { kNone, kAccount, kRegion };

struct Options {
  std::vector<std::string> clouds;     // "aws"; empty: all there are in the inventory
  std::vector<std::string> accounts;   // empty: all
  std::vector<std::string> regions;    // empty: all; facts without a region always count
  std::vector<std::string> platforms;  // of ATT&CK; empty: the five of the cloud
  double covered = 0.60;               // best confidence at least this: covered
  double partial = 0.40;               // ... at least this: partial
  Dimension by = Dimension::kNone;     // fill Coverage::rows
  bool rollup = false;  // a sub-technique's detections also count for its parent, marked so
};

// One detection in one account and region.
struct Deployment {
  uint32_t account = 0, region = 0;  // in Inventory::names
  inventory::State state = inventory::State::kUnknown;
  inventory::Compliance compliance = inventory::Compliance::kNone;
  uint32_t evidence = 0;  // index into Inventory::facts
  uint32_t detail = 0;    // in Inventory::names: why unknown or off
  uint32_t fired = 0;     // in Inventory::names: "TIME ID" of the latest real finding, 0 when none
  bool need_missing = false;  // not on because what its source needs is off or not told
  bool undelivered = false;   // not on because nothing is known to take what it finds
  // Of the logs that an own rule reads: on when all are written, off when none is (then `state` is
  // off too), unknown else.
  inventory::State logs = inventory::State::kUnknown;
};

struct Detection {
  static constexpr uint32_t kOwn = 0xFFFFFFFF;
  uint32_t source = 0;
  uint32_t catalogued =
      kOwn;  // index into Catalog::detections(), kOwn for a rule of the estate's own
  std::string_view key;
  catalog::Kind kind = catalog::Kind::kRule;
  uint32_t first = 0, count = 0;          // in Coverage::deployments, by account and region
  uint32_t on = 0, off = 0, unknown = 0;  // of them
  bool failing = false;                   // posture: some deployment is not compliant
  bool passing = false;                   // posture: some deployment is on and not known to fail
  // Some account in scope could have it and no answer says: not collected, denied or cut short.
  bool untold = false;
  uint32_t fired = 0;      // latest over its deployments that are on
  bool telemetry = false;  // some deployment is on and all its logs are written

  // On anywhere; else unknown if anything is not told; else off.
  inventory::State state() const;
  Level level() const;
};

// A detection shows a technique, with this confidence.
struct Claim {
  uint32_t detection = 0;  // index into Coverage::detections
  double confidence = 0;
  catalog::Basis basis = catalog::Basis::kCurated;
  std::string_view reason;
  const attack::Technique* rolled_up_from = nullptr;
};

struct Technique {
  const attack::Technique* technique = nullptr;
  Status status = Status::kNone;
  double best_confidence = 0;  // over detections that are on and no posture
  bool hardened = false;       // some posture control of it is on and not known to fail
  // Detections, no posture, that reached at least this level.
  std::array<uint32_t, kLevels> levels = {};
  std::vector<Claim> claims;  // best first: on, unknown, off; then confidence, source, key
};

struct Totals {
  size_t covered = 0, partial = 0, none = 0, unknown = 0;  // sum up to the universe
  size_t hardened = 0;                                     // beside them
};

// Deployments of one source in one account and region, by state; none where an answer tells that
// there are none.
struct SourcePlace {
  std::string_view account, region;
  uint32_t on = 0, off = 0, unknown = 0;
};

struct SourceSummary {
  uint32_t source = 0;
  uint32_t on = 0, off = 0, unknown = 0;  // detections with facts, by state
  std::vector<SourcePlace> places;        // sorted by account, then region
  uint32_t unmapped = 0;         // of those on: no technique, no reason, or of the estate's own
  uint32_t untold_accounts = 0;  // accounts in scope where no answer tells of the source
};

struct Account {
  std::string_view cloud, account;
  std::string_view name = {};  // as the list of accounts has it
  bool listed = false;         // an answer that lists accounts names it
  bool told = false;           // an answer besides that list is of it
};

// Where no answer tells of a source: an account as a whole ("" is the cloud, where one answer
// speaks for it), or one region of it. Detections with deployments of their own there are told.
struct Silence {
  uint32_t source = 0;
  std::string_view account, region;
  bool whole = false;
  auto operator<=>(const Silence&) const = default;
};

// One account, subscription or project, or one region of a cloud.
struct ScopeRow {
  std::string cloud, scope, name;  // scope "" in a table of regions: detections without a region
  bool told = true;
  Totals totals;
};

// An own rule that is on and reads a log, or a channel of one, that is not written.
struct Weakness {
  uint32_t detection = 0;  // index into Coverage::detections
  std::string_view log, channel;
  std::vector<std::string_view> off;  // accounts where it is not written, sorted
  size_t of = 0;                      // accounts that the rule is on in
};

// One demand on the result that a pipeline made, and whether it holds.
struct Gate {
  std::string id;    // "fail-under", "require/T1078.004"
  std::string text;  // "T1078.004 Cloud Accounts is at least deployed"
  bool passed = false;
  std::string found;  // what there is, and what is missing
  std::string file;   // the answer that it rests on, "" when none
};

struct Coverage {
  Options options;
  std::vector<std::string_view> clouds;  // in scope, sorted
  std::vector<std::string_view> lists;   // clouds of which an answer lists all accounts, sorted
  std::vector<Account> closed;           // which some list says are closed, sorted
  std::vector<Account> accounts;         // in scope, sorted
  std::vector<Detection> detections;
  std::vector<Deployment> deployments;
  std::vector<Technique> techniques;  // the universe, by id
  std::vector<SourceSummary> sources;
  std::vector<Silence> untold;       // sorted
  std::vector<Weakness> weaknesses;  // by detection
  Totals totals;
  std::vector<ScopeRow> rows;  // of Options::by: what no answer tells of first, then by cloud
  std::vector<Gate> gates;     // filled by CheckGates
  Diagnostics diagnostics;     // the inventory's, and those of the join
};

// "no AWS::S3::Object of aws_cloudtrail in 3 of 12 accounts"
std::string Text(const Weakness& weakness);

// The views in the result point into the three inputs, which must outlive it.
Coverage Evaluate(const catalog::Catalog& catalog, const attack::Version& version,
                  const inventory::Inventory& inventory, const Options& options);

}  // namespace dcv::coverage
