// SPDX-License-Identifier: Apache-2.0
// Any bytes as an event pattern, and an event after the first "\n===\n" if there is one.
#include "events/eventbridge.h"
#include "selector_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  dcv::fuzz::RunSelector(text, dcv::events::ParseEventBridge, dcv::events::feed::kEventBridge);
  return 0;
}
