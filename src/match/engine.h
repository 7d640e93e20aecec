// SPDX-License-Identifier: Apache-2.0
// The matching engine: any number of rules over documents of logs. Its answer is that of the naive
// evaluator (ir/evaluate.h) on the events that logsource::Unwrap finds, at the speed of reading.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/documents.h"
#include "ir/ir.h"
#include "logsource/logsource.h"

namespace dcv::match {

// Which rules an event is tried on.
struct Options {
  // Rules for every event, whatever it looks like, without what their log sources imply: the user
  // said what the logs are. nullopt: an event that a log source recognises is tried on the rules of
  // that source, with what the source implies; any other event on all rules, without, but for those
  // that hold for an event that has nothing.
  std::optional<std::vector<uint32_t>> rules;
  bool every_event = false;  // visit events that no rule holds for, too
};

struct Event {
  std::string_view text;  // JSON of the event itself, envelopes taken off; or the plain line
  const logsource::Source* source = nullptr;  // null: not recognised
  uint32_t document = 0;                      // index into the Documents
  uint32_t ordinal = 0;                       // of the event in its document
  bool json = true;
  bool repaired = false;  // the document was no strict JSON: `text` is of the repaired copy
  uint32_t offset = 0;  // of the event in Documents::text; of the document where it was repaired or
                        // stood inside a text
};

struct Tally {
  uint64_t documents = 0, events = 0, matches = 0;
  uint64_t unrecognised = 0;
  uint64_t broken = 0;              // documents that are no JSON at all
  uint64_t repaired = 0;            // documents read by the tolerant way
  std::vector<uint64_t> by_source;  // events, by position in the registry
  std::vector<uint64_t> by_rule;    // matches, by rule
  void Add(const Tally& other);
};

class Shared;

// Immutable; shared by threads. `program` and `registry` must outlive it. Plans are compiled when
// the first event of their log source arrives.
class Engine {
 public:
  Engine(const ir::Program& program, const logsource::Registry& registry, Options options = {});
  ~Engine();

 private:
  friend class Matcher;
  std::unique_ptr<Shared> shared_;
};

// One per thread.
class Matcher {
 public:
  explicit Matcher(const Engine& engine);
  ~Matcher();

  // `visit` gets each event that some rule holds for, in order, with the rules' numbers ascending;
  // the event dies with the call. `broken` gets the documents that are no JSON.
  using Visit = std::function<void(const Event& event, std::span<const uint32_t> rules)>;
  using Broken = std::function<void(uint32_t document)>;
  void Match(const Documents& documents, const Visit& visit, const Broken& broken);

  const Tally& tally() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dcv::match
