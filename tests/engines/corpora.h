// SPDX-License-Identifier: Apache-2.0
// The rules that converted queries are tried with, and the events that they are asked about.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dialect/places.h"
#include "ir/ir.h"
#include "sigma/rule.h"

namespace dcv::test {

// What an engine sees otherwise than the rule (docs/convert.md); variants of events that are only
// about this are left out.
struct Sight {
  bool all_arrays = false;     // looks into arrays that no documentation tells of
  bool spelled_names = false;  // compares names of members as they are spelled
};

struct Asked {
  std::string event, what;  // and how it differs from a test's
};

struct Subject {
  const ir::Program& program;
  const ir::Rule& rule;
  const sigma::Document& document;
  const dialect::Places& places;
  std::string file;  // of the library: from "rules/" on
  std::vector<Asked> events;
};
using Visit = std::function<void(const Subject&)>;

// Whether the rule matches the event: the naive evaluator.
bool Holds(const Subject& subject, const std::string& event);

// The cases of tests/conformance and their events.
void ForEachConformanceCase(const Visit& visit);
// The library of rules, with the events of their tests and at most `variants` of each (0: all).
Status ForEachBuiltinRule(const Sight& sight, size_t variants, const Visit& visit);
// The rules of a folder, each with an event made for it, where one can be, and its variants.
Status ForEachRuleOf(const std::string& folder, const Sight& sight, size_t variants,
                     const Visit& visit);

// $name, or `otherwise`.
std::string Setting(const char* name, const char* otherwise);
// $DCV_SIGMAHQ, or beside the source tree. It may not be there.
std::string SigmaHqFolder();

}  // namespace dcv::test
