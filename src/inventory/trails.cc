// SPDX-License-Identifier: Apache-2.0
#include "inventory/trails.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <vector>

#include "base/text.h"
#include "inventory/scope.h"

namespace dcv::inventory {
namespace {

constexpr std::string_view kLog = "aws_cloudtrail";

struct Trail {
  std::string_view arn, name;
  ScopeText home;
  const TrailPart* listed = nullptr;  // the first answer that lists it
  const TrailPart* status = nullptr;
  std::vector<const TrailPart*> channels;
};

bool IsWordByte(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// Whether the name stands in the path by itself: not as a part of a longer word.
bool Names(std::string_view path, std::string_view name) {
  if (name.empty()) return false;
  for (size_t at = path.find(name); at != path.npos; at = path.find(name, at + 1)) {
    const size_t end = at + name.size();
    const bool begins = at == 0 || !IsWordByte(path[at - 1]);
    const bool ends = end == path.size() || !IsWordByte(path[end]);
    if (begins && ends) return true;
  }
  return false;
}

class TrailJoin {
 public:
  explicit TrailJoin(Inventory& inventory) : inventory_(inventory) {}

  void Run() {
    for (const TrailPart& part : inventory_.trail_parts) {
      if (part.kind == TrailPart::Kind::kStatus) continue;
      Trail& trail = TrailOf(part);
      if (part.kind == TrailPart::Kind::kChannel) {
        trail.channels.push_back(&part);
      } else if (trail.listed == nullptr) {
        trail.listed = &part;
      }
    }
    for (const TrailPart& part : inventory_.trail_parts) {
      if (part.kind == TrailPart::Kind::kStatus) GiveStatus(part);
    }
    for (const auto& [arn, trail] : trails_) Write(trail);
  }

 private:
  std::string_view Text(uint32_t name) const { return inventory_.names.Text(name); }

  Trail& TrailOf(const TrailPart& part) {
    Trail& trail = trails_[Text(part.trail)];
    trail.arn = Text(part.trail);
    trail.name = LastSegment(trail.arn);
    trail.home = FromArn(trail.arn);
    return trail;
  }

  // The trail that the file is named for, the longest name first; else the only one of the place
  // that was asked.
  void GiveStatus(const TrailPart& part) {
    const std::string_view path = inventory_.files[part.place.file].path;
    const auto fits = [](std::string_view wanted, std::string_view got) {
      return wanted.empty() || wanted == got;
    };
    Trail* named = nullptr;
    std::vector<Trail*> here;
    for (auto& [arn, trail] : trails_) {
      const bool shared = trail.listed != nullptr && Text(trail.listed->account) == kEveryAccount;
      if (!fits(Text(part.account), trail.home.account) && !shared) continue;
      if (Names(path, trail.name) && (named == nullptr || Closer(trail, *named, part))) {
        named = &trail;
      }
      const bool everywhere = trail.listed != nullptr && trail.listed->region == 0;
      if (everywhere || fits(Text(part.region), trail.home.region)) here.push_back(&trail);
    }
    if (named == nullptr && here.size() == 1) named = here[0];
    if (named == nullptr) return Unnamed(part, here.size());
    if (named->status == nullptr || named->status->state == State::kUnknown) {
      named->status = &part;
    }
  }

  bool Closer(const Trail& one, const Trail& other, const TrailPart& part) const {
    if (one.name.size() != other.name.size()) return one.name.size() > other.name.size();
    return one.home.region == Text(part.region) && other.home.region != Text(part.region);
  }

  void Unnamed(const TrailPart& part, size_t trails) {
    inventory_.diagnostics.Add({"I040", inventory_.files[part.place.file].path,
                                inventory_.Pointer(part.place),
                                trails == 0 ? "the status of a trail that no answer lists"
                                            : "the status of one of " + std::to_string(trails) +
                                                  " trails, and it does not say of which",
                                1});
  }

  State StateOf(const Trail& trail) const {
    return trail.status == nullptr ? State::kUnknown : trail.status->state;
  }

  void Write(const Trail& trail) {
    if (!trail.channels.empty()) {
      for (const TrailPart* channel : trail.channels) {
        AddRow(trail, Text(channel->channel), channel->state, channel->place,
               std::string(Text(channel->detail)));
      }
    }
    const bool selectors =
        std::any_of(trail.channels.begin(), trail.channels.end(),
                    [&](const TrailPart* channel) { return Text(channel->channel) == "*"; });
    if (selectors || trail.listed == nullptr) return;
    const Place& place = trail.listed->place;
    if (trail.listed->state == State::kOff) {  // a trail without selectors of its own
      AddRow(trail, "", State::kOn, place, "");
      AddRow(trail, "*", State::kOff, place, "not selected");
      return;
    }
    for (const char* channel : {"", "*"}) {
      AddRow(trail, channel, State::kUnknown, place,
             "its get-event-selectors is not among the answers");
    }
  }

  // What a trail does not select it does not write, logging or not.
  void AddRow(const Trail& trail, std::string_view channel, State selected, const Place& place,
              std::string what) {
    const State logging = StateOf(trail);
    Telemetry row;
    row.state = selected;
    if (logging == State::kOff) {
      row.state = State::kOff;
      what = "stopped";
    } else if (logging == State::kUnknown && selected == State::kOn) {
      row.state = State::kUnknown;
      if (trail.status == nullptr) {
        what = "its get-trail-status is not among the answers";
      } else if (trail.status->detail != 0) {
        what = Text(trail.status->detail);
      } else {
        what = "its status does not say whether it is logging";
      }
    }
    std::string detail = "trail " + std::string(trail.name);
    if (!what.empty()) detail += ": " + what;
    row.log = inventory_.names.Id(kLog);
    row.channel = inventory_.names.Id(channel);
    if (trail.listed != nullptr) {
      row.account = trail.listed->account;
      row.region = trail.listed->region;
    } else {
      row.account = inventory_.names.Id(trail.home.account);
      row.region = inventory_.names.Id(trail.home.region);
    }
    row.detail = inventory_.names.Id(detail);
    row.place = logging == State::kOff ? trail.status->place : place;
    inventory_.telemetry.push_back(row);
  }

  Inventory& inventory_;
  std::map<std::string_view, Trail> trails_;  // by ARN
};

}  // namespace

void AddTrailChannel(Answer& answer, std::string_view arn, std::string_view channel, State state,
                     const Place& place, std::string_view detail) {
  TrailPart part;
  part.kind = TrailPart::Kind::kChannel;
  part.trail = answer.Name(arn);
  part.channel = answer.Name(channel);
  part.state = state;
  part.detail = answer.Name(detail);
  part.place = place;
  answer.AddTrailPart(part);
}

std::string JoinTexts(json::Value array, size_t shown) {
  std::string out;
  size_t count = 0;
  for (json::Value value : array.elements()) {
    if (++count <= shown) out += (out.empty() ? "" : ", ") + Printable(value.text(), 80);
  }
  if (count > shown) out += " and " + std::to_string(count - shown) + " more";
  return out;
}

void JoinTrails(Inventory& inventory) {
  if (!inventory.trail_parts.empty()) TrailJoin(inventory).Run();
}

}  // namespace dcv::inventory
