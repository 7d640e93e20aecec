// SPDX-License-Identifier: Apache-2.0
// Any bytes as a tests file. What is read has its places, and every event its variants, each of
// them JSON.
#include <cstdint>
#include <string>

#include "base/json_locate.h"
#include "base/result.h"
#include "ruletest/mutate.h"
#include "ruletest/test_file.h"

namespace {

constexpr size_t kMaxEvent = 1024;  // larger ones only cost time

void Check(const dcv::Problems& problems) {
  for (const dcv::Problem& problem : problems) {
    DCV_CHECK(!problem.message.empty() && problem.place.line >= 1 && problem.place.column >= 1);
  }
}

void CheckVariants(std::string_view event) {
  if (event.size() > kMaxEvent) return;
  dcv::ruletest::ForEachVariant(event, [&](const dcv::ruletest::Variant& variant) {
    const dcv::json::Scan scan = dcv::json::ScanValue(variant.text, kMaxEvent);
    DCV_CHECK(scan.valid && scan.end == variant.text.size() && variant.text != event);
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const dcv::ruletest::TestFile file = dcv::ruletest::ParseTests(text);
  DCV_CHECK(file.broken == !file.problems.empty());
  Check(file.problems);
  for (const dcv::ruletest::RuleTest& test : file.tests) {
    DCV_CHECK(!test.name.empty() && !test.events.empty() && test.place.line >= 1);
    for (const dcv::ruletest::Event& event : test.events) {
      const dcv::json::Scan scan = dcv::json::ScanValue(event.text, dcv::ruletest::kMaxDepth);
      DCV_CHECK(scan.valid && scan.end == event.text.size() && event.text.front() == '{');
      CheckVariants(event.text);
    }
  }
  Check(dcv::ruletest::CheckTests(file, false));
  Check(dcv::ruletest::CheckTests(file, true));
  return 0;
}
