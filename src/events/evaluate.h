// SPDX-License-Identifier: Apache-2.0
// Whether a selector selects an event. kUnknown: a part that was not read, or that the language's
// documentation leaves open, decides.
#pragma once

#include <string_view>

#include "base/json.h"
#include "events/selector.h"

namespace dcv::events {

// `text` is the event as it was logged, `value` the same read as JSON; absent when it is none.
// EventBridge and Logging have `value` alone.
struct Input {
  std::string_view text;
  json::Value value;
};
Truth Evaluate(const Selector& selector, const Input& input);

}  // namespace dcv::events
