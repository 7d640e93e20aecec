// SPDX-License-Identifier: Apache-2.0
// What is under test beside the rules: something that tells which rules match an event.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "ir/ir.h"
#include "logsource/logsource.h"

namespace dcv::ruletest {

// One bare event of a document.
struct Matched {
  std::string source;           // id of the log source that recognises it, "" when none does
  std::vector<uint32_t> rules;  // indices into Program::rules, ascending
  bool operator==(const Matched&) const = default;
};

// Takes one JSON document with json::Parser::kPadding readable bytes after it, tells of its bare
// events in order (logsource::Unwrap). An event that a source recognises matches the rules whose
// `sources` name it when scope and condition hold. Any other event matches the rules whose
// condition holds, but for those that hold for {} as well. Error: the document cannot be read. Not
// thread safe: one per worker.
using Matcher = std::function<Result<std::vector<Matched>>(std::string_view document)>;

// What a Matcher says of one event and rule, from ir::Evaluate. `source` null: not recognised.
bool IsTried(const ir::Program& program, const ir::Rule& rule, const logsource::Source* source);
bool Holds(const ir::Program& program, const ir::Rule& rule, json::Value event,
           const logsource::Source* source);

// Why json::Parser refuses the text, and so the reference.
Error Unreadable(std::string_view document);

// Straight from ir::Evaluate, what other matchers are held to. Program and registry outlive it.
Matcher NaiveMatcher(const ir::Program& program, const logsource::Registry& registry);

}  // namespace dcv::ruletest
