// SPDX-License-Identifier: Apache-2.0
// Selectors over events of which only what kind they are is known: the API event's name, its
// service, and what the way by which events come adds to all of them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "events/selector.h"
#include "events/table.h"

namespace dcv::events {

// How closely a selector names an event: by its name, by a pattern that its name fits, or not.
enum class Naming : uint8_t { kNot, kByPattern, kByName };

struct KnownField {
  std::string field;
  std::string value;     // "*x": the value ends with x
  bool is_name = false;  // the event's name, which compares as PlainName
  bool names = false;    // tells the kind of event: the name, a part of it, one service's type
  bool is_service = false;
};

// A field may be there several times: each of its values occurs.
struct PartialEvent {
  const ApiEvent* event = nullptr;
  std::vector<KnownField> fields;
};

struct Outcome {
  Truth truth = Truth::kNo;
  Naming naming = Naming::kNot;
};

// One selector over the events of one log source.
class PartialReader {
 public:
  PartialReader(const Selector& selector, std::span<const PartialEvent> events)
      : selector_(selector), events_(events) {}

  Outcome Of(const PartialEvent& event) { return Of(selector_.root, event); }
  // What a selector that may select the event demands beyond what is known of it; kEverything when
  // nothing.
  Expr Residual(const PartialEvent& event) { return Residual(selector_.root, event); }
  // Names, or services, of which the selector demands one, as written; false when it demands none.
  using Role = bool KnownField::*;
  bool Demanded(Role role, std::vector<std::string_view>& out) const {
    return Demanded(role, selector_.root, out);
  }

 private:
  Outcome Of(const Expr& expr, const PartialEvent& event);
  Outcome OfTest(const Test& test, const PartialEvent& event);
  Outcome OfText(const Test& test, const PartialEvent& event);
  Outcome OfKnown(const Comparison& c, const KnownField& known, const PartialEvent& event) const;
  Expr Residual(const Expr& expr, const PartialEvent& event);
  bool Demanded(Role role, const Expr& expr, std::vector<std::string_view>& out) const;
  bool SameField(std::string_view a, std::string_view b) const;
  bool NamesAny(const Comparison& c);

  const Selector& selector_;
  std::span<const PartialEvent> events_;
  std::unordered_map<const Comparison*, bool> names_any_;
};

}  // namespace dcv::events
