// SPDX-License-Identifier: Apache-2.0
// Printing the IR: back to Sigma, and as words.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "ir/ir.h"
#include "logsource/logsource.h"
#include "sigma/rule.h"

namespace dcv::ir {

// The rule as a Sigma document of the same metadata whose detection says exactly what the IR says
// (not what was written): lowering it without a registry gives an equal condition when its fields
// stand for themselves.
sigma::Document ToSigma(const Program& program, const Rule& rule, const sigma::Document& original);

// "CommandLine contains '.dmp' (any case)", one line.
std::string ToText(const Program& program, const Predicate& predicate);

// The expression as an indented list of lines:
//   all of:
//     eventName is 'StopLogging' (any case)
//     not: ...
std::string ToText(const Program& program, ExprId expr, size_t indent);

// What happened on an event: the same list, each line begun by "yes" or "no ", and under a
// predicate that is false the values that were there instead ("has 'DeleteTrail'", "is absent").
std::string Trace(const Program& program, ExprId expr, json::Value event, size_t indent);

// The verdict on one event, selection by selection:
//   Event 2 (AWS CloudTrail): does not match
//     selection: failed
//     ...
// `source` is what recognised the event, null when nothing did; `matches` is the caller's verdict.
std::string TraceRule(const Program& program, const Rule& rule, json::Value event,
                      const logsource::Source* source, size_t number, bool matches);

}  // namespace dcv::ir
