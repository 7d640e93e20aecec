// SPDX-License-Identifier: Apache-2.0
// Any bytes as a Kusto query, and an event after the first "\n===\n" if there is one.
#include "events/kql_literals.h"
#include "selector_input.h"

namespace {

dcv::events::Parsed Parse(std::string_view query) {
  return dcv::events::ParseKql(query, dcv::events::feed::kAzureActivity);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  dcv::fuzz::RunSelector(text, Parse, dcv::events::feed::kAzureActivity);
  return 0;
}
