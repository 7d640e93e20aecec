// SPDX-License-Identifier: Apache-2.0
// One provider answer being read: typed access to its JSON that reports what is wrong, and the
// place where facts go. A reader of a shape is a function void(Answer&).
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "catalog/catalog.h"
#include "inventory/inventory.h"
#include "inventory/scope.h"

namespace dcv::inventory {

struct Scope {
  uint32_t account = 0, region = 0;  // in Inventory::names
};

class Answer {
 public:
  // `out` collects what this worker reads; names in it are this worker's own. `document` says which
  // document of which file this is (its path and index are not used).
  Answer(const catalog::Catalog& catalog, Inventory& out, const Place& document, json::Value root);

  const catalog::Catalog& catalog() const { return catalog_; }
  json::Value root() const { return root_; }
  const std::string& file() const { return out_.files[document_.file].path; }

  Place At(const char* path, uint32_t index = Place::kNoIndex) const {
    return {document_.file, document_.line, path, index, document_.page};
  }

  // Member of `object` of the wanted type. Another type, or the name twice, is reported and read as
  // absent; null is absent. `place` is the object's.
  std::string_view Text(json::Value object, std::string_view name, const Place& place);
  // true/false, also when written as the string "True" or "false" (Azure does).
  std::optional<bool> Flag(json::Value object, std::string_view name, const Place& place);
  json::Value Object(json::Value object, std::string_view name, const Place& place);
  json::Value Array(json::Value object, std::string_view name, const Place& place);

  // Calls read(item, place) for each element that is an object; others are reported. `path` is the
  // array's pointer, a literal.
  template <typename Read>
  void ForEach(json::Value array, const char* path, Read read) {
    uint32_t index = 0;
    for (json::Value item : array.elements()) {
      const Place place = At(path, index++);
      if (item.Is(json::Type::kObject)) {
        read(item, place);
      } else {
        WrongType(place, "", "an object", item.type());
      }
    }
  }

  // The rows of a list answer: under the member that `path` points to, bare as command lines print
  // them, or this document alone is one row (an NDJSON export).
  template <typename Read>
  void ForRows(const char* path, Read read) {
    bool twice = false;
    const json::Value list = root_.Find(path + 1, &twice);
    if (twice) return Twice(path + 1, At(""));
    if (root_.Is(json::Type::kArray)) {
      ForEach(root_, "", read);
    } else if (list.Is(json::Type::kArray)) {
      ForEach(list, path, read);
    } else {
      read(root_, At(""));
    }
  }

  // Account and region from the file's path.
  Scope path_scope() const { return path_scope_; }
  // From an ARN; what it leaves open comes from the path.
  Scope ArnScope(std::string_view arn);
  Scope ScopeOf(std::string_view account, std::string_view region);
  // An Azure resource id, and a GCP resource name.
  Scope AzureScope(std::string_view id) { return ScopeOf(FromAzureId(id), ""); }
  Scope GcpScope(std::string_view name) { return ScopeOf(FromGcpName(name), ""); }

  uint8_t Source(std::string_view id) const;  // aborts on an id that sources.yaml lacks
  uint32_t Name(std::string_view text) { return out_.names.Id(text); }
  std::string_view TextOf(uint32_t name) const { return out_.names.Text(name); }
  DetectionId Own(std::string_view key) { return kOwnName | Name(key); }
  // The catalogue's detection; else an own name, reported (I009) since the provider should know it.
  DetectionId Listed(uint8_t source, std::string_view key, const Place& place);

  void Add(const Fact& fact);
  Fact& LastFact() { return out_.facts.back(); }
  void State(uint8_t source, DetectionId detection, inventory::State state, Scope scope,
             const Place& place, std::string_view detail = {});
  void Setting(uint8_t source, std::string_view key, inventory::State state, Scope scope,
               const Place& place, std::string_view detail = {});
  // A real finding; `time` and `id` are kept as the evidence.
  void Fired(uint8_t source, DetectionId detection, Scope scope, const Place& place,
             std::string_view time, std::string_view id);
  void Complied(uint8_t source, DetectionId detection, Compliance compliance, Scope scope,
                const Place& place);
  // Whether a log, or a channel of it, is written there; see inventory::Telemetry.
  void AddTelemetry(std::string_view log, std::string_view channel, inventory::State state,
                    Scope scope, const Place& place, std::string_view detail = {});
  void AddTrailPart(const TrailPart& part) { out_.trail_parts.push_back(part); }
  void AddAlias(const Alias& alias) { out_.aliases.push_back(alias); }
  // Facts of the account `name` are of `account`.
  void AddAccountAlias(std::string_view name, std::string_view account) {
    out_.account_aliases.push_back({Name(name), Name(account)});
  }
  void AddTag(Tag tag);
  // Whether what the detection finds is handed on; `counts`: only after more than one event.
  void Delivered(uint8_t source, DetectionId detection, inventory::State state, Scope scope,
                 const Place& place, std::string_view detail = {}, bool counts = false);
  // What the own rule looks for; `feed` is one of events::feed.
  void AddQuery(uint8_t source, DetectionId detection, Scope scope, const Place& place,
                events::Language language, std::string_view feed, std::string_view text,
                bool read_only_events = false);
  Query& LastQuery() { return out_.queries.back(); }
  // CloudTrail writes to this log group; and: all such groups of the place are told.
  void AddLogGroup(std::string_view name, Scope scope) {
    out_.log_groups.push_back({scope.account, scope.region, Name(name)});
  }
  void ToldLogGroups(Scope scope) { out_.log_groups.push_back({scope.account, scope.region, 0}); }
  // The source's detections in this scope are all told by this answer (on), not told (unknown), or
  // the service is off. Repeats of the last one are dropped.
  void SetAnswered(uint8_t source, inventory::State state, Scope scope, const Place& place,
                   std::string_view detail = {});

  void Report(std::string code, const Place& place, std::string message);

 private:
  json::Value Typed(json::Value object, std::string_view name, json::Type type, const char* wanted,
                    const Place& place);
  void Twice(std::string_view name, const Place& place);
  void WrongType(const Place& place, std::string_view name, const char* wanted, json::Type got);

  const catalog::Catalog& catalog_;
  Inventory& out_;
  Place document_;
  json::Value root_;
  Scope path_scope_;
  // Most answers repeat one account and region: the last texts and their numbers.
  uint32_t last_account_ = 0, last_region_ = 0;
};

}  // namespace dcv::inventory
