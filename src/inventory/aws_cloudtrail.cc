// SPDX-License-Identifier: Apache-2.0
// Trails: where each writes, whether it is logging, and which events it selects; trails.h joins
// these. Source: CloudTrail API reference, DescribeTrails, GetTrail, GetTrailStatus,
// GetEventSelectors, GetInsightSelectors (read 2026-11).
#include "base/text.h"
#include "inventory/arn.h"
#include "inventory/shapes.h"
#include "inventory/trails.h"

namespace dcv::inventory {
namespace {

// What the selectors of a trail say of one channel.
struct Selected {
  bool reads = false, writes = false;  // events that read, events that change
  bool part = false;                   // further conditions
  std::string without;                 // services left out
};

std::string Detail(const Selected& selected) {
  std::string detail;
  const auto add = [&](std::string_view text) {
    detail += (detail.empty() ? "" : "; ") + std::string(text);
  };
  if (!selected.reads) add("write only");
  if (!selected.writes) add("read only");
  if (selected.part) add("only part");
  if (!selected.without.empty()) add("without " + selected.without);
  return detail;
}

class Selectors {
 public:
  Selectors(Answer& answer, std::string_view arn) : answer_(answer), arn_(arn) {}

  void Add(std::string_view channel, const Selected& selected, const Place& place) {
    const State state = selected.reads || selected.writes ? State::kOn : State::kOff;
    if (channel.empty()) return AddManagement(selected, place);
    AddTrailChannel(answer_, arn_, channel, state, place, Detail(selected));
  }

  // What no selector names is not logged.
  void Finish(const Place& place) {
    if (!management_) AddTrailChannel(answer_, arn_, "", State::kOff, place, "not selected");
    AddTrailChannel(answer_, arn_, "*", State::kOff, place, "not selected");
  }

 private:
  // Rules that read management events mostly look for changes: without these it is as good as off.
  void AddManagement(const Selected& selected, const Place& place) {
    management_ = true;
    const State state = selected.writes ? State::kOn : State::kOff;
    AddTrailChannel(answer_, arn_, "", state, place, Detail(selected));
    if (selected.reads != selected.writes) {
      AddTrailChannel(answer_, arn_, "read", selected.reads ? State::kOn : State::kOff, place,
                      Detail(selected));
    }
  }

  Answer& answer_;
  std::string_view arn_;
  bool management_ = false;
};

// "arn:aws:s3", "arn:aws:s3:::" and "arn:aws:lambda" stand for all of their kind.
bool IsEverything(std::string_view value) {
  return value == "arn:aws:s3:::" || Split(value, ':').size() == 3;
}

void ReadClassicSelector(Answer& answer, json::Value selector, const Place& place, Selectors& out) {
  Selected selected;
  const std::string_view type = answer.Text(selector, "ReadWriteType", place);
  selected.reads = type != "WriteOnly";
  selected.writes = type != "ReadOnly";
  for (json::Value kind : answer.Array(selector, "DataResources", place).elements()) {
    Selected data = selected;
    data.part = true;
    for (json::Value value : answer.Array(kind, "Values", place).elements()) {
      if (IsEverything(value.text())) data.part = false;
    }
    out.Add(answer.Text(kind, "Type", place), data, place);
  }
  // Left out, management events are logged.
  if (!answer.Flag(selector, "IncludeManagementEvents", place).value_or(true)) return;
  selected.without = JoinTexts(answer.Array(selector, "ExcludeManagementEventSources", place), 3);
  out.Add("", selected, place);
}

bool HoldsOnly(json::Value list, std::string_view wanted) {
  size_t count = 0;
  bool found = false;
  for (json::Value value : list.elements()) {
    ++count;
    found = found || value.text() == wanted;
  }
  return count == 1 && found;
}

void ReadAdvancedSelector(Answer& answer, json::Value selector, const Place& place,
                          Selectors& out) {
  Selected selected{true, true, false, {}};
  std::string category;
  std::vector<std::string> types;
  for (json::Value field : answer.Array(selector, "FieldSelectors", place).elements()) {
    const std::string_view name = answer.Text(field, "Field", place);
    const json::Value equals = answer.Array(field, "Equals", place);
    const json::Value except = answer.Array(field, "NotEquals", place);
    if (name == "eventCategory") {
      for (json::Value value : equals.elements()) category = value.text();
    } else if (name == "resources.type" && !equals.IsEmptyArray()) {
      for (json::Value value : equals.elements()) types.emplace_back(value.text());
    } else if (name == "readOnly" && (HoldsOnly(equals, "true") || HoldsOnly(equals, "false"))) {
      (HoldsOnly(equals, "true") ? selected.writes : selected.reads) = false;
    } else if (name == "eventSource" && except.Is(json::Type::kArray)) {
      selected.without = JoinTexts(except, 3);
    } else if (name != "eventSource" || category != "NetworkActivity") {
      selected.part = true;
    }
  }
  if (category == "Management") return out.Add("", selected, place);
  if (category == "NetworkActivity") return out.Add("NetworkActivity", selected, place);
  for (const std::string& type : types) out.Add(type, selected, place);
}

// One trail of a list.
void ReadTrail(Answer& answer, json::Value trail, const Place& place) {
  const std::string_view arn = answer.Text(trail, "TrailARN", place);
  if (arn.empty()) return answer.Report("I006", place, "a trail without its TrailARN");
  TrailPart part;
  part.kind = TrailPart::Kind::kListed;
  part.trail = answer.Name(arn);
  const bool organization = answer.Flag(trail, "IsOrganizationTrail", place).value_or(false);
  const bool everywhere = answer.Flag(trail, "IsMultiRegionTrail", place).value_or(false);
  const Scope home = answer.ArnScope(arn);
  part.account = organization ? answer.Name(kEveryAccount) : home.account;
  const std::string_view region = answer.Text(trail, "HomeRegion", place);
  part.region = everywhere ? 0 : region.empty() ? home.region : answer.Name(region);
  const auto custom = answer.Flag(trail, "HasCustomEventSelectors", place);
  part.state = !custom ? State::kUnknown : *custom ? State::kOn : State::kOff;
  part.place = place;
  answer.AddTrailPart(part);
}

void ReadLogGroup(Answer& answer, json::Value trail, const Place& place) {
  const std::string_view arn = answer.Text(trail, "CloudWatchLogsLogGroupArn", place);
  std::string_view name = ArnResource(arn);  // log-group:NAME:*
  if (!name.starts_with("log-group:")) return;
  name.remove_prefix(std::string_view("log-group:").size());
  if (name.ends_with(":*")) name.remove_suffix(2);
  answer.AddLogGroup(name, answer.ArnScope(arn));
}

}  // namespace

void ReadTrails(Answer& answer) {
  const Scope asked = answer.path_scope();
  const json::Value one = answer.Object(answer.root(), "Trail", answer.At(""));
  if (one.Is(json::Type::kObject)) {  // get-trail
    ReadTrail(answer, one, answer.At("/Trail"));
    return ReadLogGroup(answer, one, answer.At("/Trail"));
  }
  answer.ToldLogGroups(asked);
  if (answer.root().Find("trailList").IsEmptyArray()) {
    for (const char* channel : {"", "*"}) {
      answer.AddTelemetry("aws_cloudtrail", channel, State::kOff, asked, answer.At("/trailList"),
                          "no trail");
    }
    return;
  }
  answer.ForRows("/trailList", [&](json::Value trail, const Place& place) {
    ReadTrail(answer, trail, place);
    ReadLogGroup(answer, trail, place);
  });
}

// The answer names no trail: trails.h finds it by the file's path.
void ReadTrailStatus(Answer& answer) {
  TrailPart part;
  part.kind = TrailPart::Kind::kStatus;
  part.account = answer.path_scope().account;
  part.region = answer.path_scope().region;
  part.place = answer.At("/IsLogging");
  const auto logging = answer.Flag(answer.root(), "IsLogging", answer.At(""));
  part.state = !logging ? State::kUnknown : *logging ? State::kOn : State::kOff;
  const std::string_view error = answer.Text(answer.root(), "LatestDeliveryError", answer.At(""));
  if (part.state == State::kOn && !error.empty()) {
    part.state = State::kUnknown;
    part.detail = answer.Name("its last delivery failed: " + Printable(error, 60));
  }
  answer.AddTrailPart(part);
}

void ReadEventSelectors(Answer& answer) {
  const json::Value root = answer.root();
  const std::string_view arn = answer.Text(root, "TrailARN", answer.At(""));
  Selectors out(answer, arn);
  const json::Value advanced = answer.Array(root, "AdvancedEventSelectors", answer.At(""));
  const json::Value classic = answer.Array(root, "EventSelectors", answer.At(""));
  const auto none = [](json::Value list) {
    return !list.Is(json::Type::kArray) || list.IsEmptyArray();
  };
  if (none(advanced) && none(classic)) {
    for (const char* channel : {"", "*"}) {
      AddTrailChannel(answer, arn, channel, State::kUnknown, answer.At(""),
                      "the answer has no selectors");
    }
    return;
  }
  answer.ForEach(classic, "/EventSelectors", [&](json::Value selector, const Place& place) {
    ReadClassicSelector(answer, selector, place, out);
  });
  answer.ForEach(advanced, "/AdvancedEventSelectors",
                 [&](json::Value selector, const Place& place) {
                   ReadAdvancedSelector(answer, selector, place, out);
                 });
  out.Finish(answer.At(""));
}

void ReadInsightSelectors(Answer& answer) {
  const json::Value root = answer.root();
  const Place place = answer.At("/InsightSelectors");
  const std::string_view arn = answer.Text(root, "TrailARN", answer.At(""));
  const json::Value list = answer.Array(root, "InsightSelectors", answer.At(""));
  std::string types;
  for (json::Value selector : list.elements()) {
    types += (types.empty() ? "" : ", ") + Printable(answer.Text(selector, "InsightType", place));
  }
  AddTrailChannel(answer, arn, "Insight", types.empty() ? State::kOff : State::kOn, place, types);
}

}  // namespace dcv::inventory
