// SPDX-License-Identifier: Apache-2.0
// An event that a rule matches, made from a sample event of its log source: the proof that the
// rule's fields and values can be met in that log.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "ir/ir.h"
#include "ir/sample_values.h"

namespace dcv::ir {

struct Sample {
  std::string_view event;                       // JSON
  std::function<bool(json::Value)> recognised;  // whether an event is of the log source still
  std::string name;                             // of the log source, for reasons
};

struct Synthesis {
  std::string event;  // JSON on one line; "" when none was made
  std::string why;    // then: what stands in the way of the first way through the condition
};

// Ways through the condition are tried in the rule's order, at most kMaxWays. A positive predicate
// sets its field at the path that the sample knows best; a negative one is left alone while it
// holds, else the value is changed or taken away. What is returned matches scope and condition by
// ir::Evaluate and is recognised. A field that the log source has no documentation of cannot be
// set.
constexpr size_t kMaxWays = 500;
Synthesis Synthesise(const Program& program, const Rule& rule, const Sample& sample,
                     const Written& written);

}  // namespace dcv::ir
