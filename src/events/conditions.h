// SPDX-License-Identifier: Apache-2.0
// Whether what a selector demands beyond an event's name is the condition under which a row of the
// event table holds (data/catalog/event_conditions.tsv).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/data_files.h"
#include "base/result.h"
#include "events/selector.h"

namespace dcv::events {

enum class Demand : uint8_t {
  kNone,    // no field that tells of the condition is asked about
  kStated,  // one is, but not for what would meet the condition for sure
  kMet
};

class ConditionTable {
 public:
  // Error: the table is missing or has a sense that is none of: is, is not, any, states.
  static Result<ConditionTable> Load(const DataFiles& data);
  // `residual` as PartialReader gives it.
  Demand Find(std::string_view condition, const Expr& residual) const;

 private:
  enum class Sense : uint8_t { kIs, kIsNot, kAny, kStates };
  struct Row {
    std::string_view condition;
    sigma::Pattern field, value;  // in lower case
    Sense sense;
  };
  Demand Find(std::string_view condition, const Expr& expr, bool negated) const;
  Demand FindTest(std::string_view condition, const Test& test, bool negated) const;
  Demand FindOne(std::string_view condition, std::string_view field, const Comparison& c,
                 bool negated) const;

  std::vector<Row> rows_;
};

}  // namespace dcv::events
