// SPDX-License-Identifier: Apache-2.0
// Any bytes as a YARA-L rule, and an event after the first "\n===\n" if there is one.
#include "events/yaral_literals.h"
#include "selector_input.h"

namespace {

constexpr std::string_view kFeed = "udm_aws_cloudtrail";

dcv::events::Parsed Parse(std::string_view rule) {
  dcv::events::YaralFeeds(dcv::events::ReadYaral(rule));
  return dcv::events::ParseYaral(rule, "");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  dcv::fuzz::RunSelector(text, Parse, kFeed);
  return 0;
}
