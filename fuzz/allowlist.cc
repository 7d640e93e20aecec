// SPDX-License-Identifier: Apache-2.0
// Any bytes as an allowlist of four rules. What is read is lowered with them, twice to the same
// filters; entries with an end are looked at before and after any day.
#include "jobs/allowlist.h"

#include <cstdint>

#include "ir/lower.h"
#include "sigma/parse.h"

namespace {

constexpr std::string_view kRules = R"(title: Key Made
id: 0d894093-71bc-43c3-8c4d-ecfc28dcf5d9
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName: CreateAccessKey}, condition: s}
---
title: Pod Made
name: pod_made
logsource: {product: kubernetes, service: audit}
detection: {s: {verb: create}, condition: s}
---
title: Nameless
logsource: {product: p}
detection: {s: {a: b}, condition: s}
---
title: Many
name: many
correlation: {type: event_count, rules: [pod_made], timespan: 1h, condition: {gte: 3}}
)";

const dcv::sigma::File& Rules() {
  static const dcv::sigma::File file = dcv::sigma::Parse(kRules);
  return file;
}

void Run(std::string_view text, std::string_view at) {
  std::vector<const dcv::sigma::Document*> rules;
  std::vector<dcv::ir::Source> sources;
  for (const dcv::sigma::Document& rule : Rules().documents) {
    rules.push_back(&rule);
    sources.push_back({&rule, 0});
  }
  const auto first = dcv::jobs::AllowlistFilters(text, "list", rules, at);
  const auto second = dcv::jobs::AllowlistFilters(text, "list", rules, at);
  DCV_CHECK(first.has_value() == second.has_value());
  if (!first) {
    DCV_CHECK(first.error().message.rfind("list", 0) == 0);
    return;
  }
  DCV_CHECK(first->filters == second->filters);
  for (const dcv::Problem& problem : first->problems) {
    DCV_CHECK(!problem.message.empty() && problem.place.line >= 1);
  }
  for (const dcv::sigma::Document& filter : first->filters) {
    DCV_CHECK(filter.id.text.size() == 36);
    sources.push_back({&filter, 1});
  }
  const dcv::ir::Lowered lowered = dcv::ir::Lower(sources, {});
  DCV_CHECK(lowered.program.rules.size() == 3);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Run(text, "");
  Run(text, "0001-01-01");
  Run(text, "9999-12-31");
  return 0;
}
