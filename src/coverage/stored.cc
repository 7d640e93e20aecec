// SPDX-License-Identifier: Apache-2.0
// A Snapshot of the JSON document that `dcv coverage --json` wrote.
#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "base/json.h"
#include "base/text.h"
#include "coverage/standings.h"

namespace dcv::coverage {
namespace {

using inventory::State;
using json::Type;
using json::Value;

constexpr std::string_view kSchema = "dcv.coverage/1";

Error Wrong(const std::string& where, const std::string& wanted) {
  return InvalidInput("the stored result has no " + wanted + " at " + where,
                      "it must be what 'dcv coverage --json' wrote, unchanged; make it again");
}

std::optional<uint8_t> Percent(Value value) {
  const auto number = value.number();
  if (!number || !(*number >= 0 && *number <= 1)) return std::nullopt;
  return static_cast<uint8_t>(std::lround(*number * 100));
}

std::optional<State> ParseState(std::string_view text) {
  for (State state : {State::kOff, State::kUnknown, State::kOn}) {
    if (inventory::ToString(state) == text) return state;
  }
  return std::nullopt;
}

std::optional<coverage::Status> ParseStatus(std::string_view text) {
  using coverage::Status;
  for (Status status : {Status::kNone, Status::kUnknown, Status::kPartial, Status::kCovered}) {
    if (ToString(status) == text) return status;
  }
  return std::nullopt;
}

uint32_t Whole(Value value) {
  return static_cast<uint32_t>(std::clamp(value.number().value_or(0), 0.0, 4e9));
}

class Reader {
 public:
  explicit Reader(Value root) : root_(root) {}

  Result<Snapshot> Run() {
    if (root_.Find("schema").text() != kSchema) return Wrong("/schema", std::string(kSchema));
    for (dcv::Status status : {ReadSettings(), ReadSources()}) {
      if (!status) return status.error();
    }
    ReadScope();
    if (dcv::Status status = ReadTechniques(); !status) return status.error();
    Settle();
    out_.incomplete = root_.Find("incomplete").boolean().value_or(true);
    return std::move(out_);
  }

 private:
  uint32_t Name(std::string_view text) { return out_.names.Id(text); }
  uint32_t Name(Value object, const char* member) { return Name(object.Find(member).text()); }

  static std::vector<std::string> Texts(Value array) {
    std::vector<std::string> out;
    for (Value value : array.elements()) out.emplace_back(value.text());
    return out;
  }

  dcv::Status ReadSettings() {
    const Value scope = root_.Find("scope");
    const auto covered = Percent(scope.Find("covered_from"));
    const auto partial = Percent(scope.Find("partial_from"));
    if (!covered || !partial) return Wrong("/scope", "thresholds");
    Snapshot::Settings& settings = out_.settings;
    settings.attack = root_.Find("attack").text();
    if (settings.attack.empty()) return Wrong("/attack", "version of ATT&CK");
    settings.platforms = Texts(scope.Find("platforms"));
    settings.account_filter = Texts(scope.Find("account_filter"));
    settings.region_filter = Texts(scope.Find("region_filter"));
    settings.covered = *covered;
    settings.partial = *partial;
    settings.rollup = scope.Find("rollup").boolean().value_or(false);
    return Ok();
  }

  void ReadScope() {
    const Value scope = root_.Find("scope");
    for (Value cloud : scope.Find("clouds").elements()) out_.clouds.push_back(Name(cloud.text()));
    for (Value cloud : scope.Find("lists").elements()) out_.lists.push_back(Name(cloud.text()));
    for (Value account : scope.Find("accounts").elements()) {
      out_.accounts.push_back({Name(account, "cloud"), Name(account, "account"),
                               Name(account, "name"),
                               account.Find("listed").boolean().value_or(false),
                               account.Find("told").boolean().value_or(true)});
    }
    for (Value account : scope.Find("closed").elements()) {
      out_.closed.push_back({Name(account, "cloud"), Name(account, "account"), 0, true, false});
    }
    const Value untold = root_.Find("untold");
    out_.scoped = untold.Is(Type::kArray);
    for (Value silence : untold.elements()) {
      const uint32_t source = Source(Name(silence, "source"));
      if (out_.sources[source].cloud == 0) out_.sources[source].cloud = Name(silence, "cloud");
      out_.untold.push_back({source, Name(silence, "account"), Name(silence, "region"),
                             silence.Find("whole").boolean().value_or(false)});
    }
  }

  uint32_t Source(uint32_t id) {
    const auto [found, fresh] = source_.emplace(id, static_cast<uint32_t>(out_.sources.size()));
    if (fresh) out_.sources.push_back({id, id, 0});
    return found->second;
  }

  dcv::Status ReadSources() {
    for (Value row : root_.Find("sources").elements()) {
      const uint32_t number = Source(Name(row, "source"));
      out_.sources[number].title = Name(row, "title");
      out_.sources[number].cloud = Name(row, "cloud");
      for (Value place : row.Find("places").elements()) {
        out_.counts.push_back({number, Name(place, "account"), Name(place, "region"),
                               Whole(place.Find("on")), Whole(place.Find("off")),
                               Whole(place.Find("unknown"))});
      }
    }
    return Ok();
  }

  dcv::Status ReadTechniques() {
    const Value techniques = root_.Find("techniques");
    if (!techniques.Is(Type::kArray)) return Wrong("/techniques", "list of techniques");
    size_t index = 0;
    for (Value value : techniques.elements()) {
      const std::string where = "/techniques/" + std::to_string(index++);
      const auto status = ParseStatus(value.Find("status").text());
      const auto best = Percent(value.Find("best_confidence"));
      if (!status || !best || !LooksLikeTechniqueId(value.Find("id").text())) {
        return Wrong(where, "technique with id, status and best_confidence");
      }
      Snapshot::Technique& technique = out_.techniques.emplace_back();
      technique.id = Name(value, "id");
      technique.name = Name(value, "name");
      technique.standing.status = *status;
      technique.standing.best = *best;
      technique.standing.hardened = value.Find("hardened").boolean().value_or(false);
      if (dcv::Status read = ReadClaims(value.Find("detections"), where, technique); !read) {
        return read.error();
      }
    }
    return Ok();
  }

  // Entries of one detection follow one another, one for each account and region.
  dcv::Status ReadClaims(Value entries, const std::string& where, Snapshot::Technique& technique) {
    std::pair<uint32_t, uint32_t> last;
    bool fresh = false;
    size_t index = 0;
    for (Value entry : entries.elements()) {
      const auto state = ParseState(entry.Find("state").text());
      const auto confidence = Percent(entry.Find("confidence"));
      const auto kind = catalog::ParseKind(entry.Find("kind").text());
      if (!state || !confidence || !kind || entry.Find("key").text().empty()) {
        return Wrong(where + "/detections/" + std::to_string(index),
                     "detection with key, state, kind and confidence");
      }
      const std::pair<uint32_t, uint32_t> key(Source(Name(entry, "source")), Name(entry, "key"));
      if (index++ == 0 || key != last) {
        last = key;
        const auto number = static_cast<uint32_t>(out_.detections.size());
        const auto [found, added] =
            detection_.emplace((uint64_t{key.first} << 32) | key.second, number);
        fresh = added;
        technique.claims.push_back({found->second, *confidence});
        if (fresh) {
          Snapshot::Detection detection;
          detection.source = key.first;
          detection.key = key.second;
          detection.kind = *kind;
          detection.own = entry.Find("own").boolean().value_or(false);
          detection.state = *state;
          detection.first = static_cast<uint32_t>(out_.places.size());
          out_.detections.push_back(detection);
        }
      }
      if (fresh && entry.Find("evidence").Is(Type::kObject)) ReadPlace(entry, *state);
    }
    return Ok();
  }

  void ReadPlace(Value entry, State state) {
    Snapshot::Place place;
    place.account = Name(entry, "account");
    place.region = Name(entry, "region");
    place.detail = Name(entry, "detail");
    place.state = state;
    place.passing = state == State::kOn && entry.Find("compliance").text() != "fail";
    out_.places.push_back(place);
    ++out_.detections.back().count;
  }

  // What is derived: states in the estate, and the detections that count for each technique.
  void Settle() {
    for (Snapshot::Detection& detection : out_.detections) {
      if (detection.count == 0) continue;  // the one entry has the state
      const auto begin = out_.places.begin() + detection.first;
      const auto end = begin + detection.count;
      std::sort(begin, end, [](const Snapshot::Place& a, const Snapshot::Place& b) {
        return std::tie(a.account, a.region) < std::tie(b.account, b.region);
      });
      detection.state = State::kOff;
      for (auto place = begin; place != end; ++place) {
        detection.state = std::max(detection.state, place->state);
      }
      if (detection.state == State::kOff && IsUntold(out_, detection)) {
        detection.state = State::kUnknown;
      }
    }
    for (Snapshot::Technique& technique : out_.techniques) {
      for (const Snapshot::Claim& claim : technique.claims) {
        const Snapshot::Detection& detection = out_.detections[claim.detection];
        if (detection.kind != catalog::Kind::kPosture && detection.state == State::kOn &&
            claim.confidence >= out_.settings.partial) {
          ++technique.standing.on;
        }
      }
    }
  }

  Value root_;
  Snapshot out_;
  std::unordered_map<uint32_t, uint32_t> source_;     // by id
  std::unordered_map<uint64_t, uint32_t> detection_;  // by source and key
};

}  // namespace

bool LooksLikeSnapshot(std::string_view text) {
  constexpr std::string_view kBegin = "\"schema\"";
  const size_t schema = text.substr(0, 64).find(kBegin);
  if (schema == std::string_view::npos || Trim(text.substr(0, schema)) != "{") return false;
  return text.substr(schema + kBegin.size(), 32).find("\"dcv.") != std::string_view::npos;
}

Result<Snapshot> ReadSnapshot(std::string_view text) {
  json::Parser parser;
  const std::optional<Value> root = parser.Parse(text);
  if (!root) return Wrong("/", "JSON document");
  return Reader(*root).Run();
}

}  // namespace dcv::coverage
